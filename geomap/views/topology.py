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
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from geomap.views.varints import Varints, numbers, unzigzag, written, zigzags

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry as Geometry

    Points: TypeAlias = NDArray[np.int64]

_WIDE = 1 << 32
_HALF = 1 << 31


@dataclass(frozen=True, slots=True)
class Borders:
    """Polygons as text: the arcs, and for each shape the arcs that enclose it.

    Attributes
    ----------
    cells : int
        Cells of the grid in a degree.
    arcs : str
        Varints: for each arc its number of points, then steps of ``lat, lon`` in cells, which go
        on from the end of the arc before.
    shapes : str
        Varints: for each shape its polygons, for each polygon its rings, for each ring its arcs
        as steps of ``2 * arc + reversed``.
    """

    cells: int
    arcs: str
    shapes: str

    def as_dict(self) -> dict[str, Any]:
        """Return what goes into the payload."""
        return {"cells": self.cells, "arcs": self.arcs, "shapes": self.shapes}


def encode(shapes: Sequence[Geometry], cells: int) -> Borders:
    """Encode polygons on a grid of so many cells in a degree.

    What is smaller than a cell is drawn as one cell, so that no shape is lost; lines and points
    are left out.

    Examples
    --------
    >>> from shapely import box
    >>> decode(encode([box(0, 0, 1, 2)], cells=1))
    [[[[(0, 0), (0, 1), (2, 1), (2, 0)]]]]
    """
    layout = Varints()
    arcs = Arcs()
    last = 0
    for shape in _rings(shapes, cells):
        layout.count(len(shape))
        for polygon in shape:
            layout.count(len(polygon))
            for ring in polygon:
                pieces = arcs.references(ring)
                layout.count(len(pieces))
                for reference in pieces:
                    layout.signed(reference - last)
                    last = reference
    return Borders(cells, arcs.text(), layout.text)


@dataclass(slots=True)
class Ring:
    """Open ring of points, each packed into one number; ``cuts`` are those where borders meet."""

    points: Points
    cuts: Points


class Arcs:
    """Pieces of border, each kept once, whichever way round it is met."""

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}
        self._pieces: list[Points] = []

    def references(self, ring: Ring) -> list[int]:
        """Cut a ring into arcs, each with both of its ends; one without a cut stays whole."""
        import numpy as np

        points, cuts = ring.points, ring.cuts
        first = int(cuts[0]) if len(cuts) else int(points.argmin())
        turned = np.concatenate((points[first:], points[: first + 1]))
        size = len(turned)
        forward, backward = turned.tobytes(), turned[::-1].tobytes()
        ends = [*(cuts - first).tolist(), size - 1] if len(cuts) else [0, size - 1]
        found = []
        for begin, end in pairwise(ends):
            reversed_key = backward[8 * (size - 1 - end) : 8 * (size - begin)]
            reference = self._known.get(reversed_key)
            if reference is not None:
                found.append(2 * reference + 1)
                continue
            key = forward[8 * begin : 8 * (end + 1)]
            reference = self._known.setdefault(key, len(self._known))
            if reference == len(self._pieces):
                self._pieces.append(turned[begin : end + 1])
            found.append(2 * reference)
        return found

    def text(self) -> str:
        """Arcs as `Borders` has them."""
        import numpy as np

        if not self._pieces:
            return ""
        sizes = np.array([len(piece) for piece in self._pieces])
        points = np.concatenate(self._pieces)
        spots = np.stack(_unpacked(points), axis=1)
        spots[1:] -= spots[:-1].copy()
        steps = zigzags(spots)
        # The size of an arc stands before its steps.
        heads = 2 * (np.cumsum(sizes) - sizes) + np.arange(len(sizes))
        values = np.empty(2 * len(points) + len(sizes), dtype=np.int64)
        values[heads] = sizes
        inner = np.ones(len(values), dtype=bool)
        inner[heads] = False
        values[inner] = steps.ravel()
        return written(values)


def encode_lines(lines: Sequence[Geometry], cells: int) -> str:
    """Encode lines on the grid: for each its number of points, then steps of ``lat, lon``.

    Examples
    --------
    >>> from shapely import LineString
    >>> encode_lines([LineString([(0, 0), (1, 2)])], cells=1)
    'A??CA'
    """
    import shapely

    steps = Varints()
    lat = lon = 0
    for part in shapely.get_parts(shapely.simplify(list(lines), 2 / cells)):
        points = shapely.get_coordinates(part)
        steps.count(len(points))
        for x, y in points:
            up, right = round(y * cells), round(x * cells)
            steps.signed(up - lat)
            steps.signed(right - lon)
            lat, lon = up, right
    return steps.text


def decode(borders: Borders) -> list[list[list[list[tuple[int, int]]]]]:
    """Read back the shapes: polygons of open rings of ``lat, lon`` in cells."""
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
    last = 0

    def ring() -> list[tuple[int, int]]:
        nonlocal last
        points: list[tuple[int, int]] = []
        for _ in range(next(layout)):
            last += unzigzag(next(layout))
            arc = arcs[last >> 1]
            points += (arc[::-1] if last & 1 else arc)[:-1]
        return points

    return [[[ring() for _ in range(next(layout))] for _ in range(size)] for size in layout]


def _rings(shapes: Sequence[Geometry], cells: int) -> list[list[list[Ring]]]:
    """Round every ring to the grid; leave out those that vanish, unless nothing is left."""
    import numpy as np
    import shapely

    array = np.asarray(shapes, dtype=object)
    parts, owners = shapely.get_parts(array, return_index=True)
    kept = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    parts, owners = parts[kept], owners[kept]
    rings, part_of = shapely.get_rings(parts, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    grid = np.rint(points[:, ::-1] * cells).astype(np.int64)
    packed = grid[:, 0] * _WIDE + grid[:, 1] + _HALF
    # The closing point repeats the first, and rounding makes neighbours equal.
    closing = np.append(ring_of[1:] != ring_of[:-1], np.full(min(len(ring_of), 1), True))
    fresh = ~closing
    fresh[1:] &= (ring_of[1:] != ring_of[:-1]) | (packed[1:] != packed[:-1])
    firsts = packed[np.searchsorted(ring_of, np.arange(len(rings)))]
    # A last point that rounding brought onto the first is one too many.
    lasts = np.flatnonzero(np.append(ring_of[fresh][1:] != ring_of[fresh][:-1], True))
    every, owner_ring = packed[fresh], ring_of[fresh]
    if len(every):
        begins = np.append(0, lasts[:-1] + 1)
        double = (every[lasts] == every[begins]) & (lasts > begins)
        keep = np.ones(len(every), dtype=bool)
        keep[lasts[double]] = False
        every, owner_ring = every[keep], owner_ring[keep]
    starts = np.searchsorted(owner_ring, np.arange(len(rings))).tolist()
    ends = np.searchsorted(owner_ring, np.arange(len(rings)), side="right").tolist()
    cuts = np.flatnonzero(_junctions(every, owner_ring))
    at = np.searchsorted(cuts, starts).tolist()
    until = np.searchsorted(cuts, ends).tolist()
    nested: list[list[list[Ring]]] = [[] for _ in shapes]
    first: dict[int, int] = {}
    before, drawn = -1, False
    for number, part in enumerate(part_of.tolist()):
        begin, end = starts[number], ends[number]
        ring = Ring(every[begin:end], cuts[at[number] : until[number]] - begin)
        owner = int(owners[part])
        first.setdefault(owner, int(firsts[number]))
        if part != before:
            # A part whose outer ring vanishes has no holes either.
            before, drawn = part, end - begin > 2
            if drawn:
                nested[owner].append([ring])
        elif drawn and end - begin > 2:
            nested[owner][-1].append(ring)
    for owner, point in first.items():
        if not nested[owner]:
            cell = np.array([point, point + 1, point + 1 + _WIDE, point + _WIDE])
            nested[owner] = [[Ring(cell, np.empty(0, dtype=np.int64))]]
    return nested


def _unpacked(points: Points) -> tuple[Points, Points]:
    return points // _WIDE, points % _WIDE - _HALF


def _junctions(points: Points, ring_of: Points) -> NDArray[np.bool_]:
    """Whether borders meet at a point: where two visits have different neighbours."""
    import numpy as np

    if not len(points):
        return np.empty(0, dtype=bool)
    starts = np.flatnonzero(np.append(True, ring_of[1:] != ring_of[:-1]))
    ends = np.append(starts[1:], len(points)) - 1
    before, after = np.roll(points, 1), np.roll(points, -1)
    before[starts], after[ends] = points[ends], points[starts]
    # One number for two neighbours in any order; a junction missed costs bytes, no more.
    pairs = before ^ after
    order = np.argsort(points, kind="stable")
    same = points[order][1:] == points[order][:-1]
    differ = same & (pairs[order][1:] != pairs[order][:-1])
    group = np.append(0, np.cumsum(~same))
    meets = np.zeros(int(group[-1]) + 1, dtype=bool)
    meets[group[1:][differ]] = True
    found = np.empty(len(points), dtype=bool)
    found[order] = meets[group]
    return found
