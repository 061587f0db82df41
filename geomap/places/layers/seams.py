"""Units that lie over one another: slivers closed, real overlaps told [pure].

Neighbours drawn apart share no exact border, and a point between them lies in two units or none.
What overlaps for more than that (a disputed strip, a city inside its district) is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.places.layers.records import Table, counted, examples, square_kilometres

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

SLIVER = 0.05
"""Share of the smaller unit up to which an overlap is a fault of drawing."""


def closed(table: Table) -> Table:
    """Close the slivers between the units of each ``rank`` that are valid at the same time.

    Parameters
    ----------
    table
        Valid polygons, EPSG:4326, with ``name``, ``rank``, ``valid_from`` and ``valid_to``.

    Examples
    --------
    >>> import geopandas
    >>> from shapely import box
    >>> frame = geopandas.GeoDataFrame(
    ...     {"name": ["Ay", "Be"], "rank": 2.0, "valid_from": None, "valid_to": None}, crs=4326,
    ...     geometry=[box(0, 0, 1.01, 1), box(1, 0, 2, 1)])
    >>> found = closed(Table(title="a.fgb", frame=frame))
    >>> found.frame.geometry[0].intersection(found.frame.geometry[1]).area, found.notes
    (0.0, ('1 sliver between neighbours closed, 123.1 km² in all',))
    """
    import shapely

    shapes: NDArray[Any] = table.frame.geometry.to_numpy().copy()
    slivers, area, overlaps = 0, 0.0, []
    for rows in _groups(table.frame):
        pairs = _overlapping(table.frame, rows)
        apart = {row for one, other, _, share in pairs if share > SLIVER for row in (one, other)}
        overlaps += [(one, other) for one, other, _, share in pairs if share > SLIVER]
        small = [pair for pair in pairs if pair[3] <= SLIVER]
        if small:
            kept = [row for row in rows if row not in apart]
            _clean(shapes, kept)
            for one, other, _, _ in small:
                if one in apart or other in apart:  # cleaning would take the real overlap too
                    shapes[other] = shapely.difference(shapes[other], shapes[one])
        slivers += len(small)
        area += sum(pair[2] for pair in small)
    notes = list(table.notes)
    if slivers:
        said = counted(slivers, "sliver", "slivers")
        notes.append(f"{said} between neighbours closed, {area:,.1f} km² in all")
    if overlaps:
        names = table.frame["name"].tolist()
        said = counted(len(overlaps), "pair", "pairs")
        listed = examples(f"{names[one]} / {names[other]}" for one, other in overlaps)
        notes.append(f"{said} of units overlap, and are left so{listed}")
    frame = table.frame.set_geometry(shapes, crs=table.frame.crs) if slivers else table.frame
    return replace(table, frame=frame, notes=tuple(notes))


def _groups(frame: GeoDataFrame) -> Iterator[list[int]]:
    """Positions of the units of one level that are valid at the same time."""
    keys = frame[["rank", "valid_from", "valid_to"]].reset_index(drop=True)
    for _, group in keys.groupby(list(keys.columns), sort=False, dropna=False):
        yield group.index.tolist()


def _overlapping(frame: GeoDataFrame, rows: list[int]) -> list[tuple[int, int, float, float]]:
    """Pairs that share an area: their rows, square kilometres, share of the smaller one."""
    import shapely

    shapes = frame.geometry.to_numpy()[rows]
    if shapely.coverage_is_valid(shapes):
        return []
    # Only these can overlap; the exact test of every pair of neighbours would take minutes.
    wrong = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    suspects = [row for row, is_wrong in zip(rows, wrong, strict=True) if is_wrong]
    shapes = frame.geometry.to_numpy()[suspects]
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes)
    left, right = left[left < right], right[left < right]
    common = square_kilometres(shapely.intersection(shapes[left], shapes[right]))
    own = square_kilometres(shapes)
    return [
        (suspects[one], suspects[other], area, area / min(own[one], own[other]))
        for one, other, area in zip(left.tolist(), right.tolist(), common.tolist(), strict=True)
        if area > 1e-6
    ]


def _clean(shapes: NDArray[Any], rows: list[int]) -> None:
    """Make some outlines one coverage, in place; one that would vanish stays."""
    import shapely

    clean: Any = shapely.coverage_clean  # type: ignore[attr-defined] # newer than its stubs
    cleaned = clean(shapes[rows])
    for row, shape in zip(rows, cleaned, strict=True):
        if not shape.is_empty and shape.is_valid:
            shapes[row] = shape
