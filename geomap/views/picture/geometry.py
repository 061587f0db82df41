"""Which outlines a picture needs, and how precisely they are drawn.

Coordinates are EPSG:4326 degrees as ``lon, lat``; `geomap.views.page.topology` turns them into the
page's ``lat, lon``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geomap.views.picture.thinning import thinned
from geomap.views.threads import beside

if TYPE_CHECKING:
    import numpy as np
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry as Geometry

PLACES = 4
"""Decimals of a point that are kept: 11 m or better."""

BUDGET = 8_000
"""Vertices on one page. More than a screen can show; about 20 kB encoded."""

LEAST = 28
"""Vertices for each unit that the budget always grants."""

CROWD = 500
"""Units from which on neither they nor the countries look for the best spot for a name."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Scene:
    """What to draw: the view, the units by id, the base by country, all simplified alike.

    ``coarse`` is the part of the base that comes from the layer of countries; ``whole`` are the
    name and the units of those countries all of whose units are drawn.
    ``owners`` are the countries of the units, where the layer says so.
    ``cells`` is the grid in cells a degree on which the page draws: a quarter of the tolerance.
    ``sound`` says that units are known to share the points of their borders.
    """

    view: Box
    units: dict[str, Geometry]
    coarse: dict[str, tuple[str, Geometry]]
    whole: Mapping[str, tuple[str, Sequence[str]]] = field(default_factory=dict)
    action: Geometry | None = None
    owners: Mapping[str, str] = field(default_factory=dict)
    cells: int = 10**PLACES
    sound: bool = False

    @cached_property
    def lands(self) -> dict[str, Geometry]:
        """What the units of each country cover together, by its code; "" for those of none."""
        by_country: dict[str, list[Geometry]] = {}
        for unit, shape in self.units.items():
            by_country.setdefault(self.owners.get(unit, ""), []).append(shape)
        return {code: together(shapes, self.sound) for code, shapes in sorted(by_country.items())}

    @cached_property
    def base(self) -> dict[str, tuple[str, Geometry]]:
        """Name and outline of every country around, by code: that of its units, where it can be."""
        made = {code: (name, self.lands[code]) for code, (name, _) in self.whole.items()}
        return dict(sorted((made | self.coarse).items()))

    def ground(self, covered: Collection[str] = ()) -> dict[str, tuple[str, Geometry]]:
        """Give the base without countries all of whose units are covered: nothing of it is seen."""
        every = set(covered)
        hidden = {code for code, (_, units) in self.whole.items() if every.issuperset(units)}
        # Where all are hidden, nobody needs the outlines that units make together.
        shown = self.coarse if len(hidden) == len(self.whole) else self.base
        return {code: one for code, one in shown.items() if code not in hidden}

    def shape(self, feature: str) -> Geometry:
        """Outline of a unit by its id, or of a country as ``country:XX``."""
        if feature.startswith("country:"):
            return self.base[feature.removeprefix("country:")][1]
        return self.units[feature]

    def name_points(self, shapes: Sequence[Geometry]) -> list[tuple[float, float]]:
        """Where the names of the base go: in view, and off what something is said about."""
        import numpy as np
        import shapely

        found = np.asarray(shapes, dtype=object)
        seen = shapely.clip_by_rect(found, *self.view)
        quiet = seen if self.action is None else shapely.difference(seen, self.action)
        for better in (seen, quiet):
            found = np.where(shapely.is_empty(better), found, better)
        return label_points(list(found))


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


def around(lon: float, lat: float, side: float) -> Box:
    """Box of a side in degrees around a point, moved where the world would end.

    Examples
    --------
    >>> around(175.0, 10.0, 20.0)
    (160.0, 0.0, 180.0, 20.0)
    """
    west = min(max(lon - side / 2, -180.0), 180.0 - side)
    south = min(max(lat - side / 2, -85.0), 85.0 - side)
    return west, south, west + side, south + side


def bounds_of(geometries: Iterable[Geometry], points: Iterable[tuple[float, float]]) -> Box | None:
    """Bounds of everything given, or None when there is nothing."""
    import numpy as np
    import shapely

    boxes = shapely.bounds(np.asarray(list(geometries), dtype=object)).reshape(-1, 4)
    spots = np.asarray(list(points), dtype=float).reshape(-1, 2)
    boxes = np.concatenate((boxes[~np.isnan(boxes[:, 0])], np.tile(spots, 2)))
    if not len(boxes):
        return None
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


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

    spoken_of = districts["district_id"].isin(active).to_numpy()
    shapes = list(districts.geometry.to_numpy()[spoken_of])
    if base is not None and countries:
        shapes += list(base.geometry.to_numpy()[base["country"].isin(countries)])
    extent = bounds_of(shapes, points)
    if extent is None:
        world = (-180.0, -58.0, 180.0, 78.0)
        # Land ends where it does, not at the edge of the view.
        return Scene(world, {}, _clipped(base, (-180, -60, 180, 84), 0.3, least=0.5), cells=10)
    view = padded(extent, 0.08, least=0.6)
    wanted = spoken_of | districts["district_id"].isin(drawn).to_numpy()
    around = _with_neighbours(districts, wanted, padded(view, 0.3))
    ids = [str(key) for key in districts["district_id"].to_numpy()[around]]
    full = districts.geometry.to_numpy()[around]
    # A pixel of a map 1,000 pixels wide, in degrees; a quarter of it bears two steps of zoom.
    simplified, finest, tolerance = _within_budget(full, (view[2] - view[0]) / 4000)
    owners = {}
    if "country" in districts:
        owners = dict(zip(ids, map(str, districts["country"].to_numpy()[around]), strict=True))
    units = dict(zip(ids, simplified, strict=True))
    few = len(ids) <= CROWD
    with beside() as other:
        valid = other.submit(shapely.coverage_is_valid, simplified) if few else None
        whole = _made_of_units(districts, base, owners, units) if owners else {}
        coarse = _clipped(base, padded(view, 1.0), tolerance, (2 * tolerance) ** 2, but=whole)
        sound = valid is not None and bool(valid.result())
    if few and not sound and simplified is not full:
        # It takes longer and lets no borders cross.
        units = dict(zip(ids, shapely.coverage_simplify(full, finest), strict=True))
    units = dict(sorted(units.items()))
    said = [units[unit] for unit in (*active, *drawn) if unit in units]
    # Only names keep clear of it: a hundredth of the view is near enough.
    action = (
        shapely.simplify(together(said, sound), tolerance=(view[2] - view[0]) / 100)
        if 0 < len(said) < CROWD
        else None
    )
    cells = min(round(4 / finest), 10**PLACES)
    return Scene(view, units, coarse, whole, action, owners, cells, sound)


def _with_neighbours(
    districts: GeoDataFrame, wanted: NDArray[np.bool_], near: Box
) -> NDArray[np.bool_]:
    """Rows that are wanted, and those of units near by."""
    import shapely

    neighbours = ~wanted
    neighbours[neighbours] = shapely.intersects(
        districts.geometry.to_numpy()[neighbours], shapely.box(*near)
    )
    # A hairline around each of a thousand neighbours is no ground, but a grey.
    return wanted | neighbours if neighbours.sum() <= CROWD else wanted


def _within_budget(
    full: NDArray[np.object_], finest: float
) -> tuple[NDArray[np.object_], float, float]:
    """Outlines with no more vertices than a page bears.

    Parameters
    ----------
    finest
        Tolerance in degrees below which nobody sees a difference.

    Returns
    -------
    tuple
        The outlines, the tolerance by which they were thinned, and the next.
    """
    import shapely

    tolerance = finest
    # A polygon of a dozen vertices is no longer the shape that people know.
    budget = max(BUDGET, LEAST * len(full))
    simplified = full
    if shapely.get_num_coordinates(full).sum() > budget:
        # What leaves too many corners at once is not tried.
        corners = _corners(full)
        while (corners >= tolerance**2).sum() > budget and tolerance < 1:
            finest, tolerance = tolerance, 2 * tolerance
    while shapely.get_num_coordinates(simplified).sum() > budget and tolerance < 1:
        simplified = thinned(simplified, tolerance)
        finest, tolerance = tolerance, 2 * tolerance
    return simplified, finest, tolerance


def _corners(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Area in square degrees that each vertex cuts off: the least go first (Visvalingam)."""
    import numpy as np
    import shapely

    points = shapely.get_coordinates(shapes)
    steps = np.diff(points, axis=0)
    return np.abs(steps[:-1, 0] * steps[1:, 1] - steps[:-1, 1] * steps[1:, 0]) / 2


def _made_of_units(
    districts: GeoDataFrame,
    base: GeoDataFrame | None,
    owners: Mapping[str, str],
    units: Mapping[str, Geometry],
) -> dict[str, tuple[str, list[str]]]:
    """Find countries whose units are all drawn: their outline is that of these, so coasts agree.

    A layer that covers only a part of a country does not: the areas must agree to a tenth.
    """
    import shapely

    if base is None:
        return {}
    of_country: dict[str, list[str]] = {}
    for unit, country in owners.items():
        of_country.setdefault(country, []).append(unit)
    area_of = dict(zip(units, shapely.area(list(units.values())).tolist(), strict=True))
    every = Counter(map(str, districts["country"].tolist()))
    complete = {code for code, own in of_country.items() if len(own) == every[code]}
    candidates = base["country"].isin(complete).to_numpy()
    areas = shapely.area(base.geometry.to_numpy()[candidates]).tolist()
    codes, names = (map(str, base[column].to_numpy()[candidates]) for column in ("country", "name"))
    found = {}
    for code, name, area in zip(codes, names, areas, strict=True):
        own = of_country[code]
        covered = math.fsum(area_of[unit] for unit in own)
        if abs(covered / area - 1) < 0.1:
            found[code] = name, own
    return found


def _clipped(
    base: GeoDataFrame | None,
    box: Box,
    tolerance: float,
    least: float = 0.0,
    but: Collection[str] = (),
) -> dict[str, tuple[str, Geometry]]:
    """Outlines of the countries in a box by their codes, but for some."""
    import numpy as np
    import shapely

    if base is None:
        return {}
    every = base.geometry.to_numpy()
    around = shapely.intersects(every, shapely.box(*box)) & ~base["country"].isin(but).to_numpy()
    # Cut first: of a large country little is seen.
    cut = shapely.clip_by_rect(every[around], *box)
    kept = np.array([_without_specks(shape, least) for shape in cut], dtype=object)
    codes, names = (base[column].to_numpy()[around] for column in ("country", "name"))
    found = zip(codes, names, shapely.coverage_simplify(kept, tolerance), strict=True)
    shapes = {str(code): (str(name), shape) for code, name, shape in found if not shape.is_empty}
    return dict(sorted(shapes.items()))


def _without_specks(shape: Geometry, least: float) -> Geometry:
    """Leave out parts below an area in square degrees, but for the largest: no skerries."""
    import shapely

    parts = polygons(shape)
    kept = parts[:1] if least < 0.5 else []
    kept += [part for part in parts[len(kept) :] if part.area >= least]
    return shapely.MultiPolygon(kept)


def together(shapes: list[Geometry], sound: bool = False) -> Geometry:
    """Units as one land: the quick way where neighbours share their vertices, as most layers do."""
    import shapely

    if sound or shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def polygons(geometry: Geometry) -> list[Any]:
    """Split a geometry into its polygons, largest first; lines and points are left out."""
    import shapely

    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return sorted((part for part in parts if not part.is_empty), key=lambda part: -part.area)


def label_point(geometry: Geometry) -> tuple[float, float]:
    """``lon, lat`` well inside the largest part, where a label sits best."""
    return label_points([geometry])[0]


def label_points(shapes: Sequence[Geometry]) -> list[tuple[float, float]]:
    """Find the label point of every shape.

    Examples
    --------
    >>> from shapely import box
    >>> [(round(x, 3), round(y, 3)) for x, y in label_points([box(0, 0, 2, 2)])]
    [(1.0, 1.0)]
    """
    import numpy as np
    import shapely

    found = np.zeros((len(shapes), 2))
    parts, owners = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    kept = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    # The largest part of each shape comes last of its parts.
    order = np.lexsort((shapely.area(parts[kept]), owners[kept]))
    parts, owners = parts[kept][order], owners[kept][order]
    last = np.append(owners[1:] != owners[:-1], np.full(min(len(owners), 1), True))
    parts, areas = parts[last], owners[last]
    if len(areas):
        west, south, east, north = shapely.bounds(parts).T
        side = np.maximum(east - west, north - south)
        circles = shapely.maximum_inscribed_circle(parts, tolerance=side / 30)
        spots = shapely.get_point(circles, 0)
        found[areas] = shapely.get_coordinates(spots)
    for index in sorted(set(range(len(shapes))) - set(areas.tolist())):
        point = shapes[index].representative_point()
        found[index] = point.x, point.y
    return [(float(lon), float(lat)) for lon, lat in found]
