"""What one place is to another, by what the records say and without polygons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.model import Level, Place
from geomap.places.distances import kilometres
from geomap.places.names.keys import folded
from geomap.places.names.words import bare_name

POINTS: frozenset[Level] = frozenset({"settlement", "feature"})
"""Levels of what has no extent."""
UNITS: frozenset[Level] = frozenset({"district", "region"})
"""Levels of what a district layer has."""
POINTLIKE: frozenset[Level] = POINTS | {"district"}
"""Levels of what is small enough for its point to say what it is near."""
REACH_KM = {"settlement": 30.0, "district": 60.0, "feature": 10.0}
"""How far a place without a polygon is taken to reach from its point."""


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance of two places in kilometres.

    Examples
    --------
    >>> a = Place(id="a", name="a", lon=0.0, lat=0.0, level="settlement")
    >>> b = Place(id="b", name="b", lon=1.0, lat=0.0, level="settlement")
    >>> round(distance_km(a, b), 1)
    111.2
    """
    return kilometres(a.lon, a.lat, b.lon, b.lat)


def inside(place: Place, larger: Place) -> bool:
    """Whether a place lies in a larger one, or is the same.

    By country, by unit of the district layer, by the name of the first-level unit; a town, or a
    district that the layer lacks, is taken for a circle.

    Examples
    --------
    >>> town = Place(id="a", name="Svatove", lon=38.2, lat=49.4, level="settlement", country="UA",
    ...              admin1="Luhansk Oblast")
    >>> oblast = Place(id="b", name="Luhansk Oblast", lon=39.0, lat=48.9, level="region",
    ...                country="UA", admin1="Luhansk Oblast")
    >>> inside(town, oblast), inside(oblast, town)
    (True, False)
    """
    if larger.level == "country":
        return place.country == larger.country
    if place.country and larger.country and place.country != larger.country:
        return False
    if larger.level in ("region", "district", "named_region") and larger.district_ids:
        if place.district_ids and place.level in POINTS:
            # Near a border a point may lie in either unit.
            return not set(place.district_ids).isdisjoint(larger.district_ids)
        if place.district_ids:
            return set(place.district_ids) <= set(larger.district_ids)
        if place.level in ("country", "named_region"):
            return False
    if larger.level == "region" or (larger.level == "district" and larger.district_ids):
        own, other = folded(place.admin1 or ""), folded(larger.name)
        return bool(own) and own in (other, folded(bare_name(larger.name).name))
    if place.level in ("country", "region", "named_region"):
        return False
    return distance_km(place, larger) <= REACH_KM.get(larger.level, 0.0)


def unit_of(place: Place, boxes: Sequence[Place]) -> str | None:
    """Return the unit of a place; of several near whose border it lies, the one the text names.

    Parameters
    ----------
    boxes
        Larger places that the text puts it in, the likeliest first.

    Examples
    --------
    >>> village = Place(id="a", name="Arış", lon=47.1, lat=39.5, level="settlement",
    ...                 district_ids=("AZ-FUZ", "AZ-XVD"))
    >>> fuzuli = Place(id="b", name="Fuzuli", lon=47.3, lat=39.6, level="district",
    ...                district_ids=("AZ-FUZ",))
    >>> unit_of(village, [fuzuli]), unit_of(village, [])
    ('AZ-FUZ', None)
    """
    if len(place.district_ids) == 1:
        return place.district_ids[0]
    named = {unit for box in boxes[:1] for unit in box.district_ids if place.level in POINTS}
    fitting = [unit for unit in place.district_ids if unit in named]
    return fitting[0] if len(fitting) == 1 else None


def beside(town: Place, words: str) -> Place:
    """Put a dam, an airport or a refinery where the town of its name is; it is not the town.

    Examples
    --------
    >>> town = Place(id="geonames:97783", name="Baiji", lon=43.5, lat=34.9, level="settlement")
    >>> refinery = beside(town, "oil refinery")
    >>> refinery.id, refinery.name, refinery.level, refinery.lon
    ('geonames:97783/oil-refinery', 'Baiji oil refinery', 'feature', 43.5)
    """
    return replace(
        town,
        id=f"{town.id}/{folded(words).replace(' ', '-')}",
        name=f"{town.name} {words}",
        level="feature",
    )
