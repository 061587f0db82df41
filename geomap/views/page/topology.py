"""Outlines as shared borders: each border is written once, whichever places it parts.

The idea is that of TopoJSON [1]_: rings are cut into *arcs* where more than two borders meet, and
a place is a list of arcs. Coordinates are whole cells of a grid, so that neighbours keep meeting.

References
----------
.. [1] Bostock, M. and Metcalf, C., "The TopoJSON Format Specification".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from geomap.views.page.varints import numbers, unzigzag, written, zigzags
from geomap.views.picture.rings import GOLDEN, junctions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry as Geometry

    Points: TypeAlias = NDArray[np.int64]

_WIDE = 1 << 32
_HALF = 1 << 31


@dataclass(frozen=True, slots=True)
class Borders:
    """Shapes as text: the arcs, and for each shape the arcs that enclose it.

    Attributes
    ----------
    cells : int
        Cells of the grid in a degree.
    arcs : str
        Varints: for each arc its number of points, then steps of ``lat, lon`` in cells, which go
        on from the end of the arc before.
    shapes : str
        Varints: for each shape its rings, holes included, and for each ring its arcs: 0 is the
        next arc that was not met before, anything else one more than the step from the last
        ``2 * arc + reversed`` to this one.
    """

    cells: int
    arcs: str
    shapes: str

    def as_dict(self) -> dict[str, Any]:
        """Return what goes into the payload."""
        return {"cells": self.cells, "arcs": self.arcs, "shapes": self.shapes}


@dataclass(frozen=True, slots=True)
class _Rings:
    """Open rings one after another: packed points, first point and size of each, its shape."""

    points: Points
    starts: Points
    sizes: Points
    shapes: Points

    def picked(self, offsets: Points) -> _Rings:
        """Lay the rings out anew, each turned to begin so many points later."""
        import numpy as np

        starts = np.cumsum(self.sizes) - self.sizes
        place = np.arange(int(self.sizes.sum())) - np.repeat(starts, self.sizes)
        turned = (place + np.repeat(offsets, self.sizes)) % np.repeat(self.sizes, self.sizes)
        points = self.points[np.repeat(self.starts, self.sizes) + turned]
        return _Rings(points, starts, self.sizes, self.shapes)


def encode(shapes: Sequence[Geometry], cells: int) -> Borders:
    """Encode polygons on a grid of so many cells in a degree.

    What is smaller than a cell is drawn as one cell, so that no shape is lost; lines and points
    are left out.

    Examples
    --------
    >>> from shapely import box
    >>> decode(encode([box(0, 0, 1, 2)], cells=1))
    [[[(0, 0), (0, 1), (2, 1), (2, 0)]]]
    """
    import numpy as np

    rings = _rings(shapes, cells)
    if not len(rings.points):
        return Borders(cells, "", written(np.zeros(len(shapes), dtype=np.int64)))
    ring_of = np.repeat(np.arange(len(rings.sizes)), rings.sizes)
    meets = junctions(rings.points, rings.starts, rings.starts + rings.sizes - 1)
    # A ring begins where borders meet, or else at its least point: so does its neighbour's.
    least = np.repeat(np.minimum.reduceat(rings.points, rings.starts), rings.sizes)
    alone = ~np.logical_or.reduceat(meets, rings.starts)[ring_of]
    first = np.flatnonzero(meets | (alone & (rings.points == least)))
    first = first[np.searchsorted(ring_of[first], np.arange(len(rings.sizes)))]
    turn = first - rings.starts
    marks = _Rings(meets.astype(np.int64), rings.starts, rings.sizes, rings.shapes).picked(turn)
    rings = rings.picked(turn)

    marks.points[rings.starts] = 1
    begins = np.flatnonzero(marks.points)
    ring_of_arc = ring_of[begins]
    last_of_ring = np.append(ring_of_arc[1:] != ring_of_arc[:-1], True)
    after = np.append(begins[1:], len(rings.points))
    ends = np.where(last_of_ring, rings.starts[ring_of_arc], after % len(rings.points))
    numbers_of, firsts, backward = _same_arcs(rings.points, begins, after, ends)
    return Borders(
        cells,
        _arcs_text(rings.points, begins[firsts], after[firsts], ends[firsts]),
        _shapes_text(rings, len(shapes), ring_of_arc, numbers_of, backward),
    )


def _same_arcs(
    points: Points, begins: Points, after: Points, ends: Points
) -> tuple[Points, Points, NDArray[np.bool_]]:
    """Number arcs as they are met, whichever way round.

    Returns
    -------
    tuple of arrays
        The number of every arc; where each was met first; whether it now runs the other way.
    """
    import numpy as np

    mixed = _mixed(points)
    sums = np.append(np.uint64(0), np.cumsum(mixed))
    inner = sums[after] - sums[begins + 1]
    # The same points between the same ends: the same arc, in either direction.
    keys = _mixed(inner.view(np.int64)) + mixed[begins] + mixed[ends]
    _, found, which = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(found, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    number = rank[which]
    firsts = found[order]
    met = firsts[number]
    second = np.where(after - begins > 1, begins + 1, ends) % len(points)
    backward = (points[begins] != points[begins[met]]) | (
        (points[begins] == points[ends]) & (points[second] != points[second[met]])
    )
    return number, firsts, backward


def _mixed(values: Points) -> NDArray[np.uint64]:
    """Hash each number to 64 bits: the finalizer of SplitMix64 (Steele et al., OOPSLA 2014)."""
    import numpy as np

    mixed = values.astype(np.uint64) + np.uint64(GOLDEN)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _arcs_text(points: Points, begins: Points, after: Points, ends: Points) -> str:
    """Arcs as `Borders` has them, each with both of its ends."""
    import numpy as np

    sizes = after - begins + 1
    heads = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) + np.repeat(begins - heads, sizes)
    places[heads + sizes - 1] = ends
    spots = np.stack(_unpacked(points[places]), axis=1)
    spots[1:] -= spots[:-1].copy()
    # The size of an arc stands before its steps.
    return written(np.insert(zigzags(spots).ravel(), 2 * heads, sizes))


def _shapes_text(
    rings: _Rings, count: int, ring_of_arc: Points, numbers_of: Points, backward: NDArray[np.bool_]
) -> str:
    """Shapes as `Borders` has them."""
    import numpy as np

    references = 2 * numbers_of + backward
    steps = 1 + zigzags(np.diff(references, prepend=0))
    known = np.maximum.accumulate(np.append(-1, numbers_of[:-1]))
    steps[numbers_of > known] = 0
    arcs = np.bincount(ring_of_arc, minlength=len(rings.sizes))
    with_rings = np.insert(steps, np.cumsum(arcs) - arcs, arcs)
    parts = np.bincount(rings.shapes, minlength=count)
    # Each shape begins before its first ring, with its arcs and their numbers.
    ring_begins = np.append(np.cumsum(arcs + 1) - (arcs + 1), len(with_rings))
    shape_begins = ring_begins[np.cumsum(parts) - parts]
    return written(np.insert(with_rings, shape_begins, parts))


def encode_lines(lines: Sequence[Geometry], cells: int) -> str:
    """Encode lines on the grid: for each its number of points, then steps of ``lat, lon``.

    Examples
    --------
    >>> from shapely import LineString
    >>> encode_lines([LineString([(0, 0), (1, 2)])], cells=1)
    'A??CA'
    """
    import numpy as np
    import shapely

    # Lines may cross others: to watch that none does takes twenty times as long.
    parts = shapely.get_parts(shapely.simplify(list(lines), 2 / cells, preserve_topology=False))
    points, line_of = shapely.get_coordinates(parts, return_index=True)
    spots = np.rint(points[:, ::-1] * cells).astype(np.int64)
    steps = zigzags(np.diff(spots, axis=0, prepend=[[0, 0]])).ravel()
    sizes = np.bincount(line_of, minlength=len(parts))
    # The size of a line stands before its steps.
    return written(np.insert(steps, 2 * (np.cumsum(sizes) - sizes), sizes))


def decode(borders: Borders) -> list[list[list[tuple[int, int]]]]:
    """Read back the shapes: open rings of ``lat, lon`` in cells."""
    steps = numbers(borders.arcs)
    arcs: list[list[tuple[int, int]]] = []
    lat = lon = 0
    for size in steps:
        arc = []
        for _ in range(size):
            lat += unzigzag(next(steps))
            lon += unzigzag(next(steps))
            arc.append((lat, lon))
        arcs.append(arc)
    layout = numbers(borders.shapes)
    last, fresh = 0, 0

    def ring() -> list[tuple[int, int]]:
        nonlocal last, fresh
        points: list[tuple[int, int]] = []
        for _ in range(next(layout)):
            step = next(layout)
            last = last + unzigzag(step - 1) if step else 2 * fresh
            fresh += not step
            arc = arcs[last >> 1]
            points += (arc[::-1] if last & 1 else arc)[:-1]
        return points

    return [[ring() for _ in range(size)] for size in layout]


def _rings(shapes: Sequence[Geometry], cells: int) -> _Rings:
    """Round every ring to the grid; leave out those that vanish, unless nothing is left."""
    import numpy as np
    import shapely

    parts, owners = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    kept = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    parts, owners = parts[kept], owners[kept]
    rings, part_of = _rings_of(parts)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    grid = np.rint(points[:, ::-1] * cells).astype(np.int64)
    packed = grid[:, 0] * _WIDE + grid[:, 1] + _HALF
    firsts = packed[np.searchsorted(ring_of, np.arange(len(rings)))]
    # The closing point repeats the first, and rounding makes neighbours equal.
    fresh = np.append(ring_of[1:] == ring_of[:-1], np.full(min(len(ring_of), 1), False))
    fresh[1:] &= (ring_of[1:] != ring_of[:-1]) | (packed[1:] != packed[:-1])
    packed, ring_of = packed[fresh], ring_of[fresh]
    # A last point that rounding brought onto the first is one too many.
    sizes = np.bincount(ring_of, minlength=len(rings))
    lasts = np.cumsum(sizes) - 1
    double = (sizes > 1) & (packed[lasts] == firsts) if len(packed) else sizes > 1
    keep = np.ones(len(packed), dtype=bool)
    keep[lasts[double]] = False
    packed, sizes = packed[keep], sizes - double
    starts = np.cumsum(sizes) - sizes
    # A part whose outer ring vanishes has no holes either.
    outer = np.searchsorted(part_of, part_of)
    drawn = (sizes > 2) & (sizes[outer] > 2)
    shape_of = owners[part_of]
    lost, at = np.unique(shape_of, return_index=True)
    gone = ~np.isin(lost, shape_of[drawn])
    lost, corner = lost[gone], firsts[at[gone]]
    cell = np.stack((corner, corner + 1, corner + 1 + _WIDE, corner + _WIDE), axis=1).ravel()
    starts = np.append(starts[drawn], len(packed) + 4 * np.arange(len(lost)))
    sizes = np.append(sizes[drawn], np.full(len(lost), 4))
    owner = np.append(shape_of[drawn], lost)
    order = np.argsort(owner, kind="stable")
    found = _Rings(np.append(packed, cell), starts[order], sizes[order], owner[order])
    return found.picked(np.zeros(len(order), dtype=np.int64))


def _rings_of(parts: NDArray[np.object_]) -> tuple[NDArray[np.object_], Points]:
    """Rings of polygons, and the polygon of each; one without holes stands for its only ring."""
    import numpy as np
    import shapely

    holed = shapely.get_num_interior_rings(parts) > 0
    rings, part_of = shapely.get_rings(parts[holed], return_index=True)
    part_of = np.append(np.flatnonzero(~holed), np.flatnonzero(holed)[part_of])
    order = np.argsort(part_of, kind="stable")
    return np.append(parts[~holed], rings)[order], part_of[order]


def _unpacked(points: Points) -> tuple[Points, Points]:
    return points // _WIDE, points % _WIDE - _HALF
