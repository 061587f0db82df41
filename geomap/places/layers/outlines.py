"""Outlines that are not what they should be: mended, or left out, and counted [pure].

In: any geometries in degrees. Out: valid polygons between -180 and 180, one row a unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.errors import LayerError
from geomap.places.layers.records import Table, counted, examples

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

POLYGONS = ("Polygon", "MultiPolygon")
HALF, WHOLE = 180.0, 360.0
MOST_VERTICES = 2_000_000
"""Vertices of a layer above which its outlines are thinned ..."""
FINE = 0.0005
"""... to this tolerance in degrees, some fifty metres."""


def mended(table: Table) -> Table:
    """Mend the outlines of a layer: a table with ``name``, ``unit``, ``valid_from``, ``valid_to``.

    ``unit`` is the id that the layer gives a row: rows with one id, one name and the same dates are
    parts of one unit.

    Raises
    ------
    LayerError
        Nothing is left.

    Examples
    --------
    >>> import geopandas
    >>> from shapely import Polygon, LineString
    >>> frame = geopandas.GeoDataFrame(
    ...     {"name": ["Ay", "Be"], "unit": "", "valid_from": None, "valid_to": None}, crs=4326,
    ...     geometry=[Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), LineString([(0, 0), (1, 1)])])
    >>> found = mended(Table(title="a.fgb", frame=frame))
    >>> list(found.frame["name"]), found.notes
    (['Ay'], ('1 shape that is no area left out (Be)', '1 outline that crosses itself mended (Ay)'))
    """
    frame, notes = table.frame, list(table.notes)
    total = len(frame)
    for step in (_no_empty, _areas_only, _valid, _around_the_world, _once, _together, _thinned):
        frame, note = step(frame)
        notes += [note] if note else []
        if frame.empty:
            raise LayerError(
                f"{table.title} holds no polygons: of its {counted(total, 'row')}, {note}"
            )
    return replace(table, frame=frame.reset_index(drop=True), notes=tuple(notes))


def _note(frame: GeoDataFrame, mask: Any, one: str, many: str, done: str) -> str:
    """Say how many rows something was done to, with examples."""
    number = int(mask.sum())
    if not number:
        return ""
    return f"{counted(number, one, many)} {done}{examples(frame.loc[mask, 'name'])}"


def _with(frame: GeoDataFrame, shapes: Any) -> GeoDataFrame:
    import geopandas

    return frame.set_geometry(geopandas.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _no_empty(frame: GeoDataFrame) -> tuple[GeoDataFrame, str]:
    empty = frame.geometry.isna() | frame.geometry.is_empty
    note = _note(frame, empty, "row", "rows", "without an outline left out")
    return frame[~empty], note


def _areas_only(frame: GeoDataFrame) -> tuple[GeoDataFrame, str]:
    """Polygons, and the polygons of collections, without a third dimension."""
    import shapely

    shapes = shapely.force_2d(frame.geometry.to_numpy())
    frame = _with(frame, shapes)
    odd = ~frame.geometry.geom_type.isin(POLYGONS)
    if not odd.any():
        return frame, ""
    frame = _with(frame, _polygons_in(shapes))
    lost = frame.geometry.is_empty
    note = _note(frame, lost, "shape that is no area", "shapes that are no areas", "left out")
    return frame[~lost], note


def _polygons_in(shapes: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """Polygons of each shape; empty where there are none."""
    import numpy as np

    found = np.empty(len(shapes), dtype=object)
    found[:] = [_polygons(shape) for shape in shapes]
    return found


def _polygons(shape: Any) -> Any:
    import shapely

    if shape.geom_type in POLYGONS:
        return shape
    parts = [_polygons(part) for part in getattr(shape, "geoms", ())]
    flat = [each for part in parts if not part.is_empty for each in getattr(part, "geoms", [part])]
    return flat[0] if len(flat) == 1 else shapely.MultiPolygon(flat)


def _valid(frame: GeoDataFrame) -> tuple[GeoDataFrame, str]:
    broken = ~frame.geometry.is_valid
    if not broken.any():
        return frame, ""
    shapes = frame.geometry.to_numpy().copy()
    shapes[broken.to_numpy()] = _repaired(shapes[broken.to_numpy()])
    note = _note(
        frame, broken, "outline that crosses itself", "outlines that cross themselves", "mended"
    )
    frame = _with(frame, shapes)
    return frame[~frame.geometry.is_empty], note


def _repaired(shapes: Any) -> NDArray[Any]:
    """Valid polygons made of outlines that cross themselves: what they enclose."""
    import shapely

    whole = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    # The parts of what comes out may touch along an edge, which is no valid polygon again.
    return _polygons_in(
        [shapely.union_all(shapely.get_parts(each)) for each in _polygons_in(whole)]
    )


def _around_the_world(frame: GeoDataFrame) -> tuple[GeoDataFrame, str]:
    """Outlines that run over the antimeridian, cut there."""
    bounds = frame.geometry.bounds
    beyond = (bounds["maxx"] > HALF) | (bounds["minx"] < -HALF)
    wide = bounds["maxx"] - bounds["minx"] > HALF
    over = beyond.copy()
    for row in frame.index[wide & ~beyond]:
        over[row] = _jumps(frame.geometry[row])
    if not over.any():
        return frame, ""
    shapes = [_cut(s) if is_over else s for s, is_over in zip(frame.geometry, over, strict=True)]
    frame = _with(frame, shapes)
    note = _note(frame, over, "outline", "outlines", "over the antimeridian cut there")
    return frame[~frame.geometry.is_empty], note


def _jumps(shape: Any) -> bool:
    """Whether an outline goes from one end of the map to the other in one step."""
    import numpy as np

    for part in getattr(shape, "geoms", [shape]):
        x = np.array(part.exterior.coords)[:, 0]
        far = np.abs(np.diff(x)) > HALF
        # From 180 to -180 along a pole is an edge of the map and no way over it.
        edge = (np.abs(x[1:]) == HALF) & (np.abs(x[:-1]) == HALF)
        if (far & ~edge).any():
            return True
    return False


def _cut(shape: Any) -> Any:
    """Bring a shape between -180 and 180, in as many parts as that takes."""
    import shapely
    from shapely import affinity

    if _jumps(shape):
        (shape,) = _repaired([shapely.transform(shape, _unwrapped)])
    worlds = []
    for turn in (-1, 0, 1):
        middle = turn * WHOLE
        world = shapely.box(middle - HALF, -90, middle + HALF, 90)
        piece = shapely.intersection(shape, world)
        worlds.append(affinity.translate(piece, -middle))
    return _polygons(shapely.union_all(worlds))


def _unwrapped(pairs: NDArray[Any]) -> NDArray[Any]:
    moved = pairs.copy()
    moved[moved[:, 0] < 0, 0] += WHOLE
    return moved


def _once(frame: GeoDataFrame) -> tuple[GeoDataFrame, str]:
    """Rows that say the same twice."""
    import shapely

    keys = frame[["name", "valid_from", "valid_to"]].astype(str)
    keys["shape"] = shapely.to_wkb(shapely.normalize(frame.geometry.to_numpy()))
    twice = keys.duplicated()
    return frame[~twice], _note(frame, twice, "row", "rows", "that repeats another left out")


def _together(frame: GeoDataFrame) -> tuple[GeoDataFrame, str]:
    """Parts of one unit in rows of their own, joined."""
    import shapely

    columns = ["unit", "name", "valid_from", "valid_to"]
    keys = frame[columns].astype(str)
    several = keys.duplicated(keep=False) & (keys["unit"] != "")
    if not several.any():
        return frame, ""
    later = keys.duplicated() & several
    shapes: Any = frame.geometry.copy()
    for _, rows in keys[several].groupby(columns, sort=False, dropna=False):
        parts: Any = frame.geometry[rows.index]
        shapes[rows.index[0]] = _polygons(shapely.union_all(parts.to_numpy()))
    first = several & ~later
    note = (
        f"{counted(int(several.sum()), 'row')} joined to {counted(int(first.sum()), 'unit')}"
        f"{examples(frame.loc[first, 'name'])}"
    )
    return _with(frame, shapes.to_numpy())[~later], note


def _thinned(frame: GeoDataFrame) -> tuple[GeoDataFrame, str]:
    """More vertices than a map can show, thinned along shared borders alike."""
    import shapely

    before = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    if before <= MOST_VERTICES:
        return frame, ""
    thin = _polygons_in(shapely.coverage_simplify(frame.geometry.to_numpy(), FINE))
    kept = ~shapely.is_empty(thin) & shapely.is_valid(thin)
    shapes = frame.geometry.to_numpy().copy()
    shapes[kept] = thin[kept]
    after = int(shapely.get_num_coordinates(shapes).sum())
    return _with(frame, shapes), f"{before:,} vertices thinned to {after:,} (50 m)"
