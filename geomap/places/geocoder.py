"""Geocoders: the shipped gazetteer as one of geopy's, and any of geopy's as ours [I/O].

`GazetteerGeocoder` answers from the shipped file and opens no socket. `candidates_from` turns any
geopy geocoder into the function that `geomap.places.resolve.locate` asks for candidates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, get_args

from geopy.exc import GeopyError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geomap.errors import GeocodeError
from geomap.model import Level, Place
from geomap.places.gazetteer import Gazetteer

Candidates = Callable[[str], list[Place]]
"""A name to the places that go by it, the best first."""


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
        other services get a level from the service's own class where it has one.

    Raises
    ------
    GeocodeError
        When called: the service did not answer. The message names service and query.
    """
    if isinstance(geocoder, GazetteerGeocoder):
        return geocoder.gazetteer.lookup
    service = type(geocoder).__name__
    options: dict[str, Any] = {"exactly_one": False}
    if service == "Nominatim":
        options |= {"addressdetails": True, "limit": limit, "language": "en"}

    def candidates(name: str) -> list[Place]:
        try:
            found = geocoder.geocode(name, **options)
        except GeopyError as error:
            raise GeocodeError(
                f"{service} did not answer for {name!r} ({error or type(error).__name__})"
            ) from error
        locations = found if isinstance(found, list) else [found] if found else []
        return [_place(location, name, service) for location in locations[:limit]]

    return candidates


def _place(location: Location, name: str, service: str) -> Place:
    """Read a location of any service; what it does not say stays unknown."""
    raw = location.raw if isinstance(location.raw, dict) else {}
    if {"id", "level", "lon", "lat"} <= raw.keys() and raw["level"] in get_args(Level):
        fields = {**raw, "district_ids": tuple(raw.get("district_ids", ()))}
        return Place(**{key: fields[key] for key in Place.__dataclass_fields__ if key in fields})
    details = _table(raw, "properties")
    address = _table(details, "address")
    country = address.get("country_code") or address.get("countrycode") or raw.get("countryCode")
    number = details.get("osm_id") or raw.get("place_id") or raw.get("geonameId")
    kind = details.get("osm_type") or ""
    return Place(
        id=f"{service.lower()}:{str(kind)[:1]}{number or location.address}",
        name=str(details.get("name") or location.address.split(",")[0]),
        lon=float(location.longitude),
        lat=float(location.latitude),
        level=_level(raw, details),
        country=str(country).upper() if country else None,
        admin1=address.get("state") or address.get("region") or raw.get("adminName1") or None,
        population=int(raw.get("population") or 0),
        matched=name,
        source=service,
    )


def _table(raw: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the table under a key, or the whole where there is none."""
    inner = raw.get(key)
    return inner if isinstance(inner, dict) else raw


# OpenStreetMap's own words, as Nominatim ("addresstype", "type") and Photon ("type", "osm_value")
# give them; GeoNames has feature classes.
_LEVELS: dict[str, Level] = {
    "country": "country",
    "state": "region",
    "province": "region",
    "region": "region",
    "county": "district",
    "district": "district",
    "municipality": "district",
    "city": "settlement",
    "town": "settlement",
    "village": "settlement",
    "hamlet": "settlement",
    "suburb": "feature",
    "neighbourhood": "feature",
    "quarter": "feature",
}
_GEONAMES_LEVELS: dict[str, Level] = {
    "PCLI": "country",
    "ADM1": "region",
    "ADM2": "district",
    "ADM3": "district",
}


def _level(raw: dict[str, Any], details: dict[str, Any]) -> Level:
    if raw.get("fcl") == "P":
        return "settlement"
    if code := _GEONAMES_LEVELS.get(str(raw.get("fcode"))):
        return code
    for source in (raw, details):
        for key in ("addresstype", "osm_value", "type"):
            if level := _LEVELS.get(str(source.get(key)).lower()):
                return level
    return "feature"
