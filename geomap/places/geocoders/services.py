"""Geocoding services that the user names: any of geopy's, politely, behind a cache [I/O].

Nothing here opens a socket unless a service was named, and then only for a name that is not in the
cache. Each name is asked for once; failures are not kept.
"""

from __future__ import annotations

import inspect
import json
import os
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from geomap.errors import GeocodeError, InputError
from geomap.model import Level, Place, Reason
from geomap.places.gazetteers.candidates import Candidates, Chain
from geomap.places.geocoders.answers import Answer, read_answers
from geomap.places.geocoders.cache import AnswerCache, Question
from geomap.places.geocoders.patience import FAILURES, REST, Manners, in_words, wait_after
from geomap.places.names.words import bare_name

GAZETTEER = "gazetteer"
"""The shipped gazetteer in a chain; it comes first unless it is named in another place."""
USER_AGENT = "geomap (maps of territorial control from news articles)"
"""Usage policies ask that the program says what it is."""
TIMEOUT = 10.0
"""Seconds that an answer may take."""
PAUSE, RETRIES = 1.0, 2

FROM_ENVIRONMENT = "env:"
"""Begins the value of an option that names a variable of the environment, such as a key."""

_OWN = ("pause", "retries")
# Objects, or none of the user's business.
_NOT_OPTIONS = {"self", "query", "exactly_one", "adapter_factory", "ssl_context"}
_LISTS = {"countries", "country", "country_codes", "osm_tag"}
_NUMBERS = {"timeout", "limit", "pause", "retries"}
_NOMINATIM: Mapping[str, Any] = {
    "addressdetails": True,
    "namedetails": True,
    "extratags": True,
    "language": "en",
    "limit": 20,
}
ALWAYS: Mapping[str, Mapping[str, Any]] = {
    "nominatim": _NOMINATIM,
    "openmapquest": _NOMINATIM,
    "pickpoint": _NOMINATIM,
    "photon": {"language": "en", "limit": 20},
    "pelias": {"language": "en"},
    "geocodeearth": {"language": "en"},
}
"""Asked of a service beside the name: every spelling, the kind of place, more than one."""
_CREDITS: Mapping[str, str] = {
    "nominatim": "Geocoding by Nominatim, data © OpenStreetMap contributors, ODbL 1.0",
    "photon": "Geocoding by Photon, data © OpenStreetMap contributors, ODbL 1.0",
    "geonames": "Geocoding by GeoNames, CC BY 4.0",
}


@dataclass(frozen=True, slots=True)
class Service:
    """A geocoder by the name that geopy knows it by, and its options as text.

    Examples
    --------
    >>> Service("nominatim", (("domain", "127.0.0.1:8088"), ("scheme", "http"))).name
    'nominatim'
    """

    name: str
    options: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _check(self)


def named_services(names: Sequence[str], options: Sequence[str]) -> tuple[Service, ...]:
    """Read the services that a command line names.

    Parameters
    ----------
    names
        Names that geopy knows, in the order in which they are asked; ``"gazetteer"`` for the
        shipped one.
    options
        ``"key=value"`` where one service is named, ``"name.key=value"`` where several are.

    Raises
    ------
    InputError
        A name or an option that does not exist; the message lists those that do.

    Examples
    --------
    >>> named_services(["nominatim"], ["domain=127.0.0.1:8088", "scheme=http"])
    (Service(name='nominatim', options=(('domain', '127.0.0.1:8088'), ('scheme', 'http'))),)
    >>> named_services(["photon", "geonames"], ["geonames.username=me"])[1].options
    (('username', 'me'),)
    """
    order = [name.lower() for name in names]
    if twice := sorted({name for name in order if order.count(name) > 1}):
        raise InputError(f"--geocoder {twice[0]} is given twice; name each geocoder once")
    network = [name for name in order if name != GAZETTEER]
    given: dict[str, dict[str, str]] = {name: {} for name in order}
    for option in options:
        key, equals, value = option.partition("=")
        name, dot, rest = key.partition(".")
        if dot:
            name, key = name.lower(), rest
        elif len(network) == 1:
            name = network[0]
        elif network:
            raise InputError(
                f"--geocoder-option {key}: say which geocoder it is for, as {network[0]}.{key}=..."
            )
        if not equals or name not in network:
            raise InputError(
                f"--geocoder-option {key}: write it as key=value, after --geocoder NAME"
            )
        given[name][key] = value
    return tuple(Service(name, tuple(sorted(given[name].items()))) for name in order)


def chain(
    services: Sequence[Service],
    gazetteer: Candidates,
    *,
    cache: AnswerCache | None = None,
    offline: bool = False,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    adapter_factory: Callable[..., Any] | None = None,
) -> Candidates:
    """Build the function that asks the gazetteer first, and then the services in order.

    Parameters
    ----------
    services
        Without any, the gazetteer itself is returned.
    gazetteer
        A name to the places that go by it.
    cache
        Where answers are kept; in memory by default.
    offline
        Whether only the cache is asked; no socket is opened.
    clock, sleep
        As `time.monotonic` and `time.sleep`.
    adapter_factory
        What makes requests; `geomap.places.geocoders.adapter` by default. See `geopy.adapters`.

    Returns
    -------
    callable
        ``name -> list of Place``. It raises `GeocodeError` where nobody knows the name and a
        service did not answer; `geomap.places.resolving.locating` makes that the reason of one
        claim.

    Raises
    ------
    InputError
        A service cannot be set up: a key is missing, or an option has the wrong form.
    """
    if not services:
        return gazetteer
    kept = cache or AnswerCache(None)
    sources: dict[str, Candidates] = {}
    if all(service.name != GAZETTEER for service in services):
        sources["the gazetteer"] = gazetteer
    for service in services:
        if service.name == GAZETTEER:
            sources["the gazetteer"] = gazetteer
        elif offline:
            sources[service.name] = Courier(service, kept, None)
        else:
            geocode = _geocode(service, adapter_factory)
            manners = _manners(service, clock, sleep)
            sources[service.name] = Courier(service, kept, _Polite(service.name, geocode, manners))
    return Chain(sources)


def credits_of(services: Sequence[Service]) -> list[str]:
    """Name whom the answers of some services are owed to."""
    return [
        _CREDITS.get(service.name, f"Geocoding by {service.name}")
        for service in services
        if service.name != GAZETTEER
    ]


class Courier:
    """Takes names to a service, and brings places back; the cache is asked first.

    Parameters
    ----------
    service
        The service.
    cache
        Where its answers are kept.
    ask
        A query to the service's answers; None offline.
    """

    def __init__(
        self,
        service: Service,
        cache: AnswerCache,
        ask: Callable[[str], list[Answer]] | None,
    ) -> None:
        self._service = service
        self._cache = cache
        self._ask = ask

    def __call__(self, name: str) -> list[Place]:
        """Places that go by a name, of the kind that the name says."""
        bare = bare_name(name)
        found = self._places(name, name)
        if bare.level is None:
            return found
        fitting = _of_level(found, bare.level)
        if not fitting and bare.level != "feature":
            # "Aghdam District" may be known as "Aghdam", among others of that name.
            fitting = _of_level(self._places(bare.name, name), bare.level)
        return fitting

    def _places(self, query: str, name: str) -> list[Place]:
        query = " ".join(query.split())
        question: Question = (self._service.name, _what_matters(self._service), query)
        answers = self._cache.find(question)
        if answers is None:
            if self._ask is None:
                name = self._service.name
                raise GeocodeError(Reason("not_kept", name=repr(query), service=name))
            answers = tuple(self._ask(query))
            self._cache.keep(question, answers)
        return read_answers(self._service.name, answers, name)


def _of_level(places: Sequence[Place], level: Level) -> list[Place]:
    units = ("district", "region")
    wanted = units if level in units else (level,)
    kept = [place for place in places if place.level in wanted]
    return sorted(kept, key=lambda place: place.level != level)


class _Polite:
    """A service asked no faster than it likes, again when it fails, and not at all when down."""

    def __init__(self, name: str, geocode: Callable[[str], Any], manners: Manners) -> None:
        self._name = name
        self._geocode = geocode
        self._manners = manners
        self._lock = threading.Lock()
        self._asked: float | None = None
        self._failed: deque[float] = deque(maxlen=FAILURES)

    def __call__(self, query: str) -> list[Answer]:
        manners = self._manners
        with self._lock:
            if len(self._failed) == FAILURES and manners.clock() - self._failed[-1] < REST:
                asked = {"service": self._name, "name": repr(query)}
                raise GeocodeError(Reason("not_asked", **asked, count=FAILURES))
            for attempt in range(manners.retries + 1):
                self._wait()
                try:
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")  # geopy's, of points off the earth
                        answers = _plain(self._geocode(query))
                except Exception as error:  # geopy lets errors of its parsers through
                    wait = wait_after(error, attempt, manners.pause)
                    if wait is not None and attempt < manners.retries:
                        manners.sleep(wait)
                        continue
                    self._failed.append(manners.clock())
                    asked = {"service": self._name, "name": repr(query), "why": in_words(error)}
                    raise GeocodeError(Reason("not_answered", **asked)) from error
                self._failed.clear()
                return answers
        raise AssertionError("unreachable")  # pragma: no cover

    def _wait(self) -> None:
        now = self._manners.clock()
        if self._asked is not None and (rest := self._asked + self._manners.pause - now) > 0:
            self._manners.sleep(rest)
            now = self._manners.clock()
        self._asked = now


def _plain(found: Any) -> list[Answer]:
    """Read locations of geopy as they will be read again from the cache."""
    locations = found if isinstance(found, list) else [found] if found else []
    return [
        Answer(
            lat=float(each.latitude),
            lon=float(each.longitude),
            address=str(each.address),
            raw=json.loads(json.dumps(each.raw)) if isinstance(each.raw, dict) else {},
        )
        for each in locations
    ]


# ---------------------------------------------------------------- options


def _check(service: Service) -> None:
    if service.name == GAZETTEER:
        if service.options:
            raise InputError("the gazetteer takes no --geocoder-option")
        return
    making, asking = _parameters(service.name)
    known = {*making, *asking, *_OWN}
    for key, value in service.options:
        if key not in known:
            raise InputError(
                f"{service.name} has no option {key!r}; it has {', '.join(sorted(known))}"
            )
        _value(service.name, key, value)


def _parameters(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options for making a geocoder and for asking it, with their defaults."""
    from geopy.geocoders import SERVICE_TO_GEOCODER

    if name not in SERVICE_TO_GEOCODER:
        raise InputError(
            f"geopy knows no geocoder {name!r}; it knows {', '.join(sorted(SERVICE_TO_GEOCODER))}"
        )
    kind = SERVICE_TO_GEOCODER[name]
    making, asking = (
        {
            key: parameter.default
            for key, parameter in inspect.signature(method).parameters.items()
            if key not in _NOT_OPTIONS
        }
        for method in (kind.__init__, kind.geocode)
    )
    return making, {key: value for key, value in asking.items() if key not in making}


def _value(service: str, key: str, text: str) -> Any:
    if key in _NUMBERS:
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number < 1e6:
            raise InputError(f"{service}: {key} is {text!r}; write a number such as 10")
        return int(number) if key in ("limit", "retries") else number
    if key in _LISTS and "," in text:
        return [part.strip() for part in text.split(",")]
    if key == "countries":
        return [text]
    if text.startswith(FROM_ENVIRONMENT):
        return os.environ.get(text.removeprefix(FROM_ENVIRONMENT), "")
    return {"true": True, "false": False}.get(text.lower(), text)


def _what_matters(service: Service) -> tuple[tuple[str, str], ...]:
    """Options on which the answers depend: the server, and what is asked of it; never a key."""
    _, asking = _parameters(service.name)
    return tuple(
        (key, value.rpartition("@")[2] if key == "domain" else value)
        for key, value in sorted(service.options)
        if key == "domain" or (key in asking and key not in _OWN)
    )


def _geocode(service: Service, adapter_factory: Callable[..., Any] | None) -> Callable[[str], Any]:
    """Make the geocoder, and return what asks it for all places of a name."""
    from geopy.exc import GeopyError
    from geopy.geocoders import SERVICE_TO_GEOCODER

    from geomap.places.geocoders.adapter import LimitedAdapter

    making, asking = _parameters(service.name)
    options: dict[str, Any] = {"user_agent": USER_AGENT, "timeout": TIMEOUT}
    if _is_here(service):
        options["proxies"] = {}  # geopy would send even this to the proxy of the environment
    extra: dict[str, Any] = dict(ALWAYS.get(service.name, {}))
    for key, text in service.options:
        if key in making:
            options[key] = _value(service.name, key, text)
        elif key in asking:
            extra[key] = _value(service.name, key, text)
    factory = adapter_factory or LimitedAdapter
    try:
        geocoder = SERVICE_TO_GEOCODER[service.name](adapter_factory=factory, **options)
    except (GeopyError, TypeError, ValueError) as error:
        needed = ", ".join(key for key, value in making.items() if value is inspect.Parameter.empty)
        hint = f"; it needs --geocoder-option {needed}=..." if needed else ""
        raise InputError(
            f"{service.name} cannot be set up ({type(error).__name__}){hint}; see docs/geocoders.md"
        ) from None
    return lambda query: geocoder.geocode(query, exactly_one=False, **extra)


def _manners(
    service: Service, clock: Callable[[], float], sleep: Callable[[float], None]
) -> Manners:
    given = dict(service.options)
    # A server on this machine is the user's own.
    pause = _value(
        service.name, "pause", given.get("pause", "0" if _is_here(service) else str(PAUSE))
    )
    retries = _value(service.name, "retries", given.get("retries", str(RETRIES)))
    return Manners(pause=pause, retries=retries, clock=clock, sleep=sleep)


def _is_here(service: Service) -> bool:
    host = urlsplit(f"//{dict(service.options).get('domain', '')}").hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")
