"""Geocoders: the shipped gazetteer as one of geopy's, and any of geopy's as ours [I/O].

`GazetteerGeocoder` answers from the shipped file and opens no socket. `candidates_from` turns any
geopy geocoder into the function that `geomap.places.resolving.locating.locate` asks for candidates.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, get_args

from geopy.exc import GeopyError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geomap.errors import GeocodeError
from geomap.model import Level, Place, Reason
from geomap.places.gazetteers.candidates import Candidates
from geomap.places.gazetteers.shipped import Gazetteer
from geomap.places.geocoders.answers import Answer, read_answers
from geomap.places.geocoders.patience import in_words
from geomap.places.geocoders.services import ALWAYS


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """The shipped gazetteer behind geopy's interface; no network.

    Parameters
    ----------
    gazetteer
        The shipped one by default.

    Examples
    --------
    >>> geocoder = GazetteerGeocoder()
    >>> location = geocoder.geocode("Лачин", country="AZ")
    >>> location.raw["id"], location.address
    ('unit:AZ-LAC', 'Lachin, AZ')
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        super().__init__(scheme="https", user_agent="geomap")
        self.gazetteer = gazetteer or Gazetteer.open()

    def geocode(
        self,
        query: str,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002 - part of geopy's interface
        *,
        country: str | None = None,
        level: Level | None = None,
        limit: int | None = None,
    ) -> Location | list[Location] | None:
        """Return the place or the places that go by a name.

        Parameters
        ----------
        query
            A toponym in any script.
        exactly_one
            Whether to return one location or a list.
        timeout
            Ignored: nothing is waited for.
        country
            ISO 3166-1 alpha-2 code to keep to.
        level
            Level to keep to, such as "district".
        limit
            At most so many locations.

        Returns
        -------
        geopy.location.Location, list of them, or None
            ``raw`` holds the fields of `geomap.model.Place`. None when nothing is found.
        """
        found = [
            place
            for place in self.gazetteer.lookup(query)
            if (country is None or place.country == country.upper())
            and (level is None or place.level == level)
        ]
        if not found:
            return None
        if exactly_one:
            return _location(found[0])
        return [_location(place) for place in found[:limit]]

    def reverse(
        self,
        query: Any,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002 - part of geopy's interface
    ) -> Location | list[Location] | None:
        """Return the settlement nearest to a point ("lat, lon", a pair, or a `geopy.Point`)."""
        point = Point(query)
        found = self.gazetteer.nearest(point.longitude, point.latitude)
        if not found:
            return None
        return _location(found[0]) if exactly_one else [_location(place) for place in found]


def _location(place: Place) -> Location:
    parts = (place.name, place.admin1, place.country)
    address = ", ".join(dict.fromkeys(part for part in parts if part))
    return Location(address, (place.lat, place.lon), asdict(place))


def candidates_from(geocoder: Any, *, limit: int = 20) -> Candidates:
    """Turn a geopy geocoder into a function from a name to candidate places.

    Parameters
    ----------
    geocoder
        Any object with geopy's ``geocode``: `GazetteerGeocoder`, Nominatim, Photon, a
        rate-limited wrapper's owner, ... One that asks a server opens sockets, and is used only
        where a caller names it.
    limit
        Candidates asked of a server at most.

    Returns
    -------
    callable
        ``name -> list[Place]``. Places of a `GazetteerGeocoder` come through unchanged; those of
        other services are read by `geomap.places.geocoders.answers`. There is no cache and no
        pause: for those, see `geomap.places.geocoders.services`.

    Raises
    ------
    GeocodeError
        When called: the service did not answer. The message names service and query.
    """
    if isinstance(geocoder, GazetteerGeocoder):
        return geocoder.gazetteer.lookup
    service = type(geocoder).__name__.lower()
    options: dict[str, Any] = {"exactly_one": False, **ALWAYS.get(service, {})}
    if "limit" in options:
        options["limit"] = limit

    def candidates(name: str) -> list[Place]:
        try:
            found = geocoder.geocode(name, **options)
        except GeopyError as error:
            why = Reason("not_answered", service=service, name=repr(name), why=in_words(error))
            raise GeocodeError(why) from error
        locations = found if isinstance(found, list) else [found] if found else []
        return [place for each in locations[:limit] for place in _places(each, name, service)]

    return candidates


def _places(location: Location, name: str, service: str) -> list[Place]:
    """Read one location of any service; a place of ours comes through unchanged."""
    raw = location.raw if isinstance(location.raw, dict) else {}
    if {"id", "level", "lon", "lat"} <= raw.keys() and raw["level"] in get_args(Level):
        fields = {**raw, "district_ids": tuple(raw.get("district_ids", ()))}
        known = Place.__dataclass_fields__
        return [Place(**{key: value for key, value in fields.items() if key in known})]
    answer = Answer(
        lat=float(location.latitude),
        lon=float(location.longitude),
        address=str(location.address),
        raw=raw,
    )
    return read_answers(service, [answer], name)
