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
from typing import TYPE_CHECKING, Any

from geomap.views.varints import Varints, numbers, unzigzag

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

Ring = list[int]
"""Open ring of points, each packed into one number: as quick to compare as to look up."""

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
    nested = _rings(shapes, cells)
    junctions = _junctions([ring for shape in nested for polygon in shape for ring in polygon])
    known: dict[tuple[int, ...], int] = {}
    arcs, layout = Varints(), Varints()
    lat = lon = last = 0
    for shape in nested:
        layout.count(len(shape))
        for polygon in shape:
            layout.count(len(polygon))
            for ring in polygon:
                pieces = _cut(ring, junctions)
                layout.count(len(pieces))
                for piece in pieces:
                    backward = known.get(piece[::-1])
                    reference = known.get(piece, -1) * 2 if backward is None else backward * 2 + 1
                    if reference < 0:
                        reference = known[piece] = len(known)
                        reference *= 2
                        arcs.count(len(piece))
                        for y, x in map(_unpack, piece):
                            arcs.signed(y - lat)
                            arcs.signed(x - lon)
                            lat, lon = y, x
                    layout.signed(reference - last)
                    last = reference
    return Borders(cells, arcs.text, layout.text)


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
    fresh = np.ones(len(packed), dtype=bool)
    fresh[1:] = (ring_of[1:] != ring_of[:-1]) | (packed[1:] != packed[:-1])
    every = packed[fresh].tolist()
    ends = np.searchsorted(ring_of[fresh], np.arange(len(rings)), side="right").tolist()
    nested: list[list[list[Ring]]] = [[] for _ in shapes]
    first: dict[int, int] = {}
    before, begin = -1, 0
    drawn = False
    for part, end in zip(part_of.tolist(), ends, strict=True):
        ring = every[begin:end]
        begin = end
        if len(ring) > 1 and ring[0] == ring[-1]:
            ring.pop()
        owner = int(owners[part])
        first.setdefault(owner, ring[0])
        if part != before:
            # A part whose outer ring vanishes has no holes either.
            before, drawn = part, len(ring) > 2
            if drawn:
                nested[owner].append([ring])
        elif drawn and len(ring) > 2:
            nested[owner][-1].append(ring)
    for owner, point in first.items():
        if not nested[owner]:
            nested[owner] = [[[point, point + 1, point + 1 + _WIDE, point + _WIDE]]]
    return nested


def _unpack(point: int) -> tuple[int, int]:
    return point // _WIDE, point % _WIDE - _HALF


def _junctions(rings: Sequence[Ring]) -> set[int]:
    """Points at which borders meet: where two visits have different neighbours."""
    around: dict[int, int] = {}
    found = set()
    for ring in rings:
        before = ring[-2]
        here = ring[-1]
        for after in ring:
            # One number for two neighbours in any order; a junction missed costs bytes, no more.
            pair = before ^ after
            if around.setdefault(here, pair) != pair:
                found.add(here)
            before, here = here, after
    return found


def _cut(ring: Ring, junctions: set[int]) -> list[tuple[int, ...]]:
    """Cut a ring into arcs, each with both of its ends; one without a junction stays whole."""
    cuts = [index for index, point in enumerate(ring) if point in junctions]
    if not cuts:
        start = ring.index(min(ring))
        return [(*ring[start:], *ring[: start + 1])]
    turned = ring[cuts[0] :] + ring[: cuts[0] + 1]
    ends = [index - cuts[0] for index in cuts] + [len(ring)]
    return [tuple(turned[a : b + 1]) for a, b in pairwise(ends)]
