"""What the map beside an article shows: districts around a claim's places, as plain numbers."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING, Any

from geomap.model import Located, Place

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_LEAST = 0.6
"""Degrees that the map shows to each side of its places, at least."""
_SHAPE = 4 / 3
"""Width of the map by its height."""
_FINEST = 400
"""Steps of the map's width below which an outline has no detail."""
_MOST = 400
"""Districts that are drawn."""


def view_of(located: Located, districts: GeoDataFrame) -> dict[str, Any]:
    """Window, districts and places of a claim.

    Returns
    -------
    dict
        ``box`` as west, south, east, north; ``districts`` each with ``name``, ``rings`` (lists of
        longitudes and latitudes in turn) and ``role``: "own", "member" or ""; ``places`` each with
        ``chosen``. ``box`` is None where nothing is known of where the claim is.
    """
    from shapely import box

    chosen = located.place if isinstance(located.place, Place) else None
    others = [each for each in located.candidates if chosen is None or each.id != chosen.id]
    places = [*([chosen] if chosen else []), *others]
    own = districts[districts["district_id"].isin({located.district_id, *located.members} - {None})]
    near = [(each.lon, each.lat) for each in places[:1] or others]
    if len(own):
        bounds = own.total_bounds
        near += [(bounds[0], bounds[1]), (bounds[2], bounds[3])]
    if not near:
        return {"box": None, "districts": [], "places": []}
    west, south, east, north = _window(near)
    window = box(west, south, east, north)
    shown = districts.iloc[districts.sindex.query(window, predicate="intersects")].head(_MOST)
    roles = dict.fromkeys(located.members, "member") | {located.district_id: "own"}
    # drawn last, so that no neighbour covers their edge
    last = shown["district_id"].isin([unit for unit in roles if unit])
    shown = shown.assign(last=last).sort_values("last", kind="stable")
    shapes = shown.geometry.simplify((east - west) / _FINEST)
    return {
        "box": [west, south, east, north],
        "districts": [
            {"name": name, "role": roles.get(unit, ""), "rings": _rings(shape)}
            for unit, name, shape in zip(shown["district_id"], shown["name"], shapes, strict=True)
        ],
        "places": [_place(each, chosen=each is chosen) for each in places],
    }


def _window(near: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """West, south, east and north of a map of the right shape around some points."""
    lons, lats = zip(*near, strict=True)
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    squeeze = max(cos(radians(lat)), 0.05)
    wide = (max(lons) - min(lons)) / 2 * squeeze + _LEAST
    high = max((max(lats) - min(lats)) / 2 + _LEAST, wide / _SHAPE)
    wide = high * _SHAPE / squeeze
    return (
        max(lon - wide, -180), max(lat - high, -90), min(lon + wide, 180), min(lat + high, 90),
    )  # fmt: skip


def _rings(shape: Any) -> list[list[float]]:
    parts = getattr(shape, "geoms", [shape])
    return [
        [round(float(value), 4) for point in ring.coords for value in point[:2]]
        for part in parts
        if not part.is_empty
        for ring in (part.exterior, *part.interiors)
    ]


def _place(place: Place, *, chosen: bool) -> dict[str, Any]:
    where = ", ".join(part for part in (place.admin1, place.country) if part)
    return {
        "id": place.id,
        "name": place.name,
        "level": place.level,
        "where": where,
        "lon": place.lon,
        "lat": place.lat,
        "chosen": chosen,
    }
