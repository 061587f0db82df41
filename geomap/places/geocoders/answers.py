"""Answers of geocoding services, read as places [pure].

Each service says in words of its own what kind of place it found; one small function for each
turns them into a `Place`. Formats: Nominatim's search output (format=json), Photon's and Pelias's
GeoJSON, GeoNames's searchJSON, each as its documentation has it; any other service is read by the
keys that most of them share. What a service does not say stays unknown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geomap.model import Level, Place, stable_id
from geomap.places.names.keys import NAMES_ALIKE, SHORTEST_ALIKE, folded, sound
from geomap.places.names.words import bare_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One place as a service gave it: a point, a line of address, and the service's record."""

    lat: float
    lon: float
    address: str
    raw: Mapping[str, Any]


# OpenStreetMap's values of `place`, and Nominatim's `addresstype`.
_OSM_LEVELS: Mapping[str, Level] = {
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
    "isolated_dwelling": "settlement",
}
# Whatever else has a name on a map: hills, rivers, airfields, barracks, dams. A shop, a house or a
# street that goes by the name of a town is never what an article on territory means.
_OSM_FEATURES = frozenset(
    {"aeroway", "bridge", "historic", "landuse", "man_made", "military", "mountain_pass"}
    | {"natural", "place", "power", "railway", "water", "waterway", "boundary"}
)
_NOT_FEATURES = frozenset({"house", "houses", "postcode", "plot"})
# Photon's `type`; its "district" is a part of a city, and its "city" any settlement.
_PHOTON_LEVELS: Mapping[str, Level] = {
    "country": "country",
    "state": "region",
    "county": "district",
    "city": "settlement",
}
_PELIAS_LEVELS: Mapping[str, Level] = {
    "country": "country",
    "dependency": "country",
    "macroregion": "region",
    "region": "region",
    "macrocounty": "district",
    "county": "district",
    "localadmin": "district",
    "locality": "settlement",
    "borough": "feature",
    "neighbourhood": "feature",
    "marinearea": "feature",
}
# Single features of GeoNames's class S (spots) that matter here; hotels and schools do not.
_GEONAMES_SPOTS = frozenset({"AIRB", "AIRF", "AIRP", "BDG", "DAM", "INSM", "PS", "RSTN"})


def read_answers(service: str, answers: Iterable[Answer], name: str) -> list[Place]:
    """Read the answers of a service to one name as places that go by it.

    Parameters
    ----------
    service
        ``"nominatim"``, ``"photon"``, ``"pelias"``, ``"geonames"``, or another's name.
    answers
        In the service's order, which is kept.
    name
        The toponym asked for. Services guess: an answer none of whose names agrees with it, by
        fold, by sound or with a similarity of 90, is dropped, and so are shops and streets.

    Examples
    --------
    >>> town = Answer(lat=39.9911, lon=46.9297, address="Aghdam, Azerbaijan", raw={
    ...     "class": "place", "type": "town", "addresstype": "town", "name": "Aghdam",
    ...     "osm_type": "node", "osm_id": 983, "address": {"country_code": "az"}})
    >>> (place,) = read_answers("nominatim", [town], "Ağdam")
    >>> place.id, place.level, place.country
    ('osm:n983', 'settlement', 'AZ')
    >>> read_answers("nominatim", [town], "Baku")
    []
    """
    read = _READERS.get(service, _any)
    found: dict[str, Place] = {}
    for answer in answers:
        if not (abs(answer.lat) <= 90 and abs(answer.lon) <= 180):  # not a number, too
            continue
        place = read(answer, service, name)
        if place is not None and alike(name, _names(answer)):
            found.setdefault(place.id, place)
    return list(found.values())


def alike(name: str, others: Iterable[str]) -> bool:
    """Whether one of some names is a spelling of another name, whatever kind of place it says.

    Examples
    --------
    >>> alike("Agdam", ["Ağdam rayonu"]), alike("Suqovushan", ["Suqovusan"])
    (True, True)
    >>> alike("Karvachar", ["Kalbajar"])
    False
    """
    from rapidfuzz import fuzz

    own = _keys(name)
    for other in others:
        for key in _keys(other):
            if key in own or any(sound(key) == sound(each) is not None for each in own):
                return True
            if len(key) >= SHORTEST_ALIKE and any(
                len(each) >= SHORTEST_ALIKE and fuzz.ratio(each, key) >= NAMES_ALIKE for each in own
            ):
                return True
    return sound(name) is not None and sound(name) in {sound(other) for other in others}


def _keys(name: str) -> set[str]:
    return {folded(name), folded(bare_name(name).name)} - {""}


def _names(answer: Answer) -> Iterator[str]:
    """Every name that an answer gives its place."""
    raw = answer.raw
    tables = (raw, _table(raw, "properties"), _table(raw, "namedetails"))
    for table in (raw, tables[1]):
        for key in ("name", "toponymName", "asciiName", "label"):
            yield from _split(table.get(key))
    yield from (part for value in tables[2].values() for part in _split(value))
    others = raw.get("alternateNames")
    for each in others if isinstance(others, list) else ():
        yield from _split(each.get("name") if isinstance(each, Mapping) else each)
    yield answer.address.split(",")[0].strip()


def _split(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (part.strip() for part in value.split(";") if part.strip())


# ---------------------------------------------------------------- one function for each service


def _nominatim(answer: Answer, service: str, name: str) -> Place | None:
    raw = answer.raw
    address = _table(raw, "address")
    key, kind = _text(raw, "class") or _text(raw, "category"), _text(raw, "type")
    level = _OSM_LEVELS.get(_text(raw, "addresstype") or kind or "")
    if key == "boundary" and level != "settlement":
        admin_level = _whole(_table(raw, "extratags").get("admin_level"))
        level = _level_of_boundary(admin_level or _whole(raw.get("place_rank")) // 2) or level
    elif key == "place":
        level = _OSM_LEVELS.get(kind or "", level)
    return _place(
        answer,
        name,
        service,
        id=_osm_id(raw.get("osm_type"), raw.get("osm_id")),
        title=_text(raw, "name"),
        level=level or _osm_feature(key, kind),
        country=_text(address, "country_code"),
        admin1=_text(address, "state") or _text(address, "province") or _text(address, "region"),
        population=_whole(_table(raw, "extratags").get("population")),
    )


def _osm_feature(key: str | None, kind: str | None) -> Level | None:
    return "feature" if key in _OSM_FEATURES and kind not in _NOT_FEATURES else None


def _level_of_boundary(admin_level: int) -> Level | None:
    """Level of OpenStreetMap's admin_level: 2 a country, 3 and 4 first-level units, ..."""
    if admin_level <= 0:
        return None
    if admin_level <= 2:
        return "country"
    if admin_level <= 4:
        return "region"
    if admin_level <= 7:
        return "district"
    return "settlement" if admin_level == 8 else "feature"


def _photon(answer: Answer, service: str, name: str) -> Place | None:
    details = _table(answer.raw, "properties")
    key, kind = _text(details, "osm_key"), _text(details, "osm_value")
    level = _OSM_LEVELS.get(kind or "") if key == "place" else None
    level = level or _PHOTON_LEVELS.get(_text(details, "type") or "")
    return _place(
        answer,
        name,
        service,
        id=_osm_id(details.get("osm_type"), details.get("osm_id")),
        title=_text(details, "name"),
        level=level or _osm_feature(key, kind),
        country=_text(details, "countrycode"),
        admin1=_text(details, "state"),
    )


def _pelias(answer: Answer, service: str, name: str) -> Place | None:
    details = _table(answer.raw, "properties")
    # None for a venue, an address, a street, a postal code
    level = _PELIAS_LEVELS.get(_text(details, "layer") or "")
    gid = _text(details, "gid")
    return _place(
        answer,
        name,
        service,
        id=f"pelias:{gid}" if gid else None,
        title=_text(details, "name"),
        level=level,
        country=_text(details, "country_code"),
        admin1=_text(details, "region"),
        population=_whole(details.get("population")),
    )


def _geonames(answer: Answer, service: str, name: str) -> Place | None:
    raw = answer.raw
    level = _level_of_feature(_text(raw, "fcl") or "", _text(raw, "fcode") or "")
    number = _whole(raw.get("geonameId"))
    return _place(
        answer,
        name,
        service,
        id=f"geonames:{number}" if number else None,
        title=_text(raw, "name") or _text(raw, "toponymName"),
        level=level,
        country=_text(raw, "countryCode"),
        admin1=_text(raw, "adminName1"),
        population=_whole(raw.get("population")),
    )


def _level_of_feature(feature_class: str, code: str) -> Level | None:
    """Level of a GeoNames feature class and code; None for what no longer is, and for hotels."""
    if feature_class == "P":
        return "feature" if code == "PPLX" else "settlement"
    if feature_class == "A":
        if code.startswith("PCL"):
            return None if code == "PCLH" else "country"
        if code.endswith("H"):
            return None
        return "region" if code == "ADM1" else "district" if code.startswith("ADM") else "feature"
    if feature_class == "S":
        return "feature" if code in _GEONAMES_SPOTS else None
    return "feature" if feature_class in tuple("HLRTUV") else None


def _any(answer: Answer, service: str, name: str) -> Place | None:
    """Read a service that has no function of its own by the keys that most of them use."""
    raw = answer.raw
    details = _table(raw, "properties") or _table(raw, "components") or raw
    address = _table(details, "address") or details
    kinds = [raw.get("types"), details.get("_type"), details.get("addresstype")]
    kinds += [details.get("osm_value"), details.get("type"), raw.get("addresstype")]
    words = [word for kind in kinds for word in (kind if isinstance(kind, list) else [kind])]
    level = next((_KINDS[word] for word in words if isinstance(word, str) and word in _KINDS), None)
    number = details.get("osm_id")
    own_id = details.get("place_id") or raw.get("place_id") or raw.get("id")
    return _place(
        answer,
        name,
        service,
        id=_osm_id(details.get("osm_type"), number) or (f"{service}:{own_id}" if own_id else None),
        title=_text(details, "name"),
        level=level or "feature",
        country=next(
            (code for key in ("country_code", "countrycode", "countryCode", "ISO_3166-1_alpha-2")
             if (code := _text(address, key))), None
        ),
        admin1=_text(address, "state") or _text(address, "region"),
    )  # fmt: skip


_KINDS: Mapping[str, Level] = {
    **_OSM_LEVELS,
    "administrative_area_level_1": "region",
    "administrative_area_level_2": "district",
    "locality": "settlement",
    "postal_town": "settlement",
}

Reader = Callable[[Answer, str, str], Place | None]
_READERS: Mapping[str, Reader] = {
    "nominatim": _nominatim,
    "openmapquest": _nominatim,
    "pickpoint": _nominatim,
    "photon": _photon,
    "pelias": _pelias,
    "geocodeearth": _pelias,
    "geonames": _geonames,
}


def _place(
    answer: Answer,
    name: str,
    service: str,
    *,
    id: str | None,  # noqa: A002 - the field's name
    title: str | None,
    level: Level | None,
    country: str | None,
    admin1: str | None,
    population: int = 0,
) -> Place | None:
    """Place of an answer; None where it is about something that is none of ours."""
    if level is None:
        return None
    known = country is not None and len(country) == 2 and country.isascii() and country.isalpha()
    return Place(
        id=id or f"{service}:{stable_id(answer.address, answer.lat, answer.lon)}",
        name=title or answer.address.split(",")[0].strip(),
        lon=answer.lon,
        lat=answer.lat,
        level=level,
        country=country.upper() if country and known else None,
        admin1=admin1,
        population=population,
        matched=name,
        source=service,
    )


def _osm_id(kind: object, number: object) -> str | None:
    """Id of an object of OpenStreetMap, the same from whichever service it comes."""
    if not isinstance(kind, str) or not kind or not _whole(number):
        return None
    return f"osm:{kind[0].lower()}{_whole(number)}"


def _table(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = raw.get(key)
    return inner if isinstance(inner, Mapping) else {}


def _text(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _whole(value: object) -> int:
    """Whole number that is not negative; 0 for whatever is none."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0
    if isinstance(value, int | float) and math.isfinite(value) and value > 0:
        return int(value)
    return 0
