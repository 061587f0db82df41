"""Which outlines a picture needs, and how few characters can carry them.

Coordinates are EPSG:4326 degrees as ``lon, lat`` until `encode`, the one place that turns them
into Leaflet's ``lat, lon``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry as Geometry

PLACES = 4
"""Decimals that are kept: 11 m or better."""

BUDGET = 16_000
"""Vertices on one page. More than a screen can show; about 70 kB encoded."""

LEAST = 12
"""Vertices for each unit that the budget always grants."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """What to draw: the view, the units by id, the base by country, all simplified alike."""

    view: Box
    units: dict[str, Geometry]
    base: dict[str, tuple[str, Geometry]]
    action: Geometry | None = None

    def shape(self, feature: str) -> Geometry:
        """Outline of a unit by its id, or of a country as ``country:XX``."""
        if feature.startswith("country:"):
            return self.base[feature.removeprefix("country:")][1]
        return self.units[feature]

    def name_point(self, country: str) -> tuple[float, float]:
        """Where the name of a country goes: in view, and off what something is said about."""
        import shapely

        shape = self.base[country][1]
        seen = shapely.clip_by_rect(shape, *self.view)
        quiet = seen if self.action is None else shapely.difference(seen, self.action)
        return label_point(next((part for part in (quiet, seen) if not part.is_empty), shape))


def padded(box: Box, part: float, least: float = 0.0) -> Box:
    """Widen a box on every side by a part of its longer side, and to a least size in degrees.

    Examples
    --------
    >>> padded((46.0, 39.0, 48.0, 40.0), 0.25)
    (45.5, 38.5, 48.5, 40.5)
    """
    west, south, east, north = box
    side = max(east - west, north - south, least)
    middle = (west + east) / 2, (south + north) / 2
    half = max(east - west, least) / 2 + part * side, max(north - south, least) / 2 + part * side
    return (
        max(middle[0] - half[0], -180.0),
        max(middle[1] - half[1], -85.0),
        min(middle[0] + half[0], 180.0),
        min(middle[1] + half[1], 85.0),
    )


def bounds_of(geometries: Iterable[Geometry], points: Iterable[tuple[float, float]]) -> Box | None:
    """Bounds of everything given, or None when there is nothing."""
    boxes = [geometry.bounds for geometry in geometries if not geometry.is_empty]
    boxes += [(lon, lat, lon, lat) for lon, lat in points]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def scene(
    districts: GeoDataFrame,
    base: GeoDataFrame | None,
    active: Sequence[str],
    points: Sequence[tuple[float, float]],
    countries: Sequence[str] = (),
    drawn: Sequence[str] = (),
) -> Scene:
    """Choose the units near the action, their neighbours, and a base clipped to the surroundings.

    Without any action the view is the world, and only the base is drawn.

    Parameters
    ----------
    districts, base
        EPSG:4326; columns ``district_id`` and ``country, name``.
    active
        Ids of the units that something is said about.
    points
        ``lon, lat`` of settlements and sites.
    countries
        Codes of countries of the base that something is said about.
    drawn
        Ids of units that are needed as well, without widening the view for them.
    """
    import shapely

    shapes = list(districts.geometry[districts["district_id"].isin(active)])
    if base is not None:
        shapes += list(base.geometry[base["country"].isin(countries)])
    extent = bounds_of(shapes, points)
    if extent is None:
        world = (-180.0, -58.0, 180.0, 78.0)
        return Scene(world, {}, _clipped(base, world, 1.0, least=1.0))
    view = padded(extent, 0.12, least=0.6)
    near = padded(view, 0.3)
    wanted = districts["district_id"].isin([*active, *drawn])
    around = districts[wanted | districts.intersects(shapely.box(*near))]
    ids = [str(i) for i in around["district_id"]]
    full = around.geometry.to_numpy()
    # A pixel of a map 1,000 pixels wide, in degrees; a quarter of it bears two steps of zoom.
    tolerance = (view[2] - view[0]) / 4000
    simplified = shapely.coverage_simplify(full, tolerance)
    # A polygon below a dozen vertices is no longer the shape that people know.
    budget = max(BUDGET, LEAST * len(ids))
    while shapely.get_num_coordinates(simplified).sum() > budget and tolerance < 1:
        tolerance *= 2
        simplified = shapely.coverage_simplify(simplified, tolerance)
    units = dict(sorted(zip(ids, simplified, strict=True)))
    said = [units[unit] for unit in (*active, *drawn) if unit in units]
    action = shapely.union_all(said) if said else None
    return Scene(view, units, _clipped(base, padded(view, 1.0), tolerance * 2), action)


def _clipped(
    base: GeoDataFrame | None, box: Box, tolerance: float, least: float = 0.0
) -> dict[str, tuple[str, Geometry]]:
    import shapely

    if base is None:
        return {}
    around = base[base.intersects(shapely.box(*box))].sort_values("country")
    shapes = shapely.coverage_simplify(around.geometry.to_numpy(), tolerance)
    cut = [_without_specks(shape, least) for shape in shapely.clip_by_rect(shapes, *box)]
    return {
        str(code): (str(name), geometry)
        for code, name, geometry in zip(around["country"], around["name"], cut, strict=True)
        if not geometry.is_empty
    }


def _without_specks(shape: Geometry, least: float) -> Geometry:
    """Leave out parts below an area in square degrees: a world map shows no skerries."""
    import shapely

    return shapely.MultiPolygon([part for part in polygons(shape) if part.area >= least])


def polygons(geometry: Geometry) -> list[Any]:
    """Split a geometry into its polygons, largest first; lines and points are left out."""
    import shapely

    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return sorted((part for part in parts if not part.is_empty), key=lambda part: -part.area)


def label_point(geometry: Geometry) -> tuple[float, float]:
    """``lon, lat`` well inside the largest part, where a label sits best."""
    import shapely

    parts = polygons(geometry)
    if not parts:
        point = geometry.representative_point()
        return point.x, point.y
    part = parts[0]
    west, south, east, north = part.bounds
    tolerance = max(east - west, north - south) / 100
    line = shapely.maximum_inscribed_circle(part, tolerance=tolerance)
    lon, lat = line.coords[0]
    return lon, lat


def encode(geometry: Geometry, places: int = PLACES) -> list[list[str]]:
    """Encode polygons as lists of rings, each in the encoded polyline format [1]_.

    Each ring is open (its first point is not repeated) and holds differences of whole numbers,
    so that a border costs about four characters a point.

    References
    ----------
    .. [1] "Encoded Polyline Algorithm Format", Google Maps Platform.

    Examples
    --------
    >>> from shapely import box
    >>> encode(box(0, 0, 1, 2), places=1)
    [['?Sg@??Rf@?']]
    """
    import shapely

    coded = []
    for part in polygons(geometry):
        rings = [part.exterior, *part.interiors]
        outer, *holes = [_ring(shapely.get_coordinates(ring), 10**places) for ring in rings]
        if outer:
            coded.append([outer, *filter(None, holes)])
    return coded


def _ring(coordinates: Any, scale: int) -> str:
    text: list[str] = []
    last_lat = last_lon = 0
    kept = 0
    for lon, lat in coordinates[:-1]:
        y, x = round(float(lat) * scale), round(float(lon) * scale)
        if kept and (y, x) == (last_lat, last_lon):
            continue
        text += (_signed(y - last_lat), _signed(x - last_lon))
        last_lat, last_lon = y, x
        kept += 1
    return "".join(text) if kept > 2 else ""


def _signed(value: int) -> str:
    rest = ~(value << 1) if value < 0 else value << 1
    text = ""
    while rest >= 0x20:
        text += chr((0x20 | (rest & 0x1F)) + 63)
        rest >>= 5
    return text + chr(rest + 63)
