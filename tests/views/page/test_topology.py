"""Shared borders: written once, and every ring comes back."""

from __future__ import annotations

from typing import Any

import shapely
from hypothesis import given
from hypothesis import strategies as st

from geomap.views.page import topology

GRID = 1000
steps = st.floats(-80, 80, allow_nan=False)


def turned(ring: list[Any]) -> tuple[Any, ...]:
    """A ring from its least point on, in whichever direction comes first."""
    start = ring.index(min(ring))
    forward = (*ring[start:], *ring[:start])
    return min(forward, (forward[0], *forward[:0:-1]))


def rings_of(shape: Any) -> set[tuple[Any, ...]]:
    found = set()
    for part in shapely.get_parts(shape):
        for ring in shapely.get_rings(part):
            points = [
                (round(y * GRID), round(x * GRID)) for x, y in shapely.get_coordinates(ring)[:-1]
            ]
            found.add(turned(points))
    return found


def decoded(shapes: list[Any]) -> list[set[tuple[Any, ...]]]:
    found = topology.decode(topology.encode(shapes, GRID))
    return [{turned(ring) for ring in shape} for shape in found]


@given(steps, steps, st.integers(2, 5), st.integers(2, 4), st.floats(0.1, 9))
def test_every_ring_of_a_coverage_comes_back(
    x: float, y: float, columns: int, rows: int, size: float
) -> None:
    x, y, size = round(x, 3), round(y, 3), round(size, 3)
    shapes = [
        shapely.box(x + i * size, y + j * size, x + (i + 1) * size, y + (j + 1) * size)
        for i in range(columns)
        for j in range(rows)
    ]
    # A whole row in one, so that some neighbours have more vertices than others.
    shapes.append(shapely.union_all(shapes[:rows]))
    assert decoded(shapes) == [rings_of(shape) for shape in shapes]


def test_holes_and_parts_are_kept_and_lie_in_their_neighbours() -> None:
    inner = shapely.box(1, 1, 2, 2)
    shape = shapely.union_all(
        [shapely.box(0, 0, 4, 4).difference(inner), shapely.box(9, 9, 10, 10)]
    )
    assert decoded([shape, inner]) == [rings_of(shape), rings_of(inner)]


def test_a_border_is_written_once() -> None:
    coast = shapely.Point(0, 0).buffer(1, quad_segs=64)
    alone = len(topology.encode([coast], GRID).arcs)
    hole = shapely.box(-5, -5, 5, 5).difference(coast)
    assert len(topology.encode([coast, hole], GRID).arcs) < alone + 40


def test_what_is_smaller_than_the_grid_is_still_drawn() -> None:
    isle = shapely.box(1, 1, 1.0001, 1.0001)
    ((ring,),) = topology.decode(topology.encode([isle], GRID))
    assert ring == [(1000, 1000), (1000, 1001), (1001, 1001), (1001, 1000)]
    specks = shapely.union_all([isle, shapely.box(3, 3, 4, 4)])
    assert decoded([specks]) == [rings_of(shapely.box(3, 3, 4, 4))]
