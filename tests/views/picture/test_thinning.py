"""Fewer points, and neighbours that still share them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.places.districts.layer import load
from geomap.views.picture.thinning import thinned

TRIANGLE = shapely.Polygon([(0, 0), (1, 0), (0, 1)])


def coverage(seed: int, places: int) -> np.ndarray:
    """Cells around random points, their borders bent alike for both who share one."""
    source = np.random.default_rng(seed)
    points = shapely.MultiPoint(source.random((places, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=shapely.box(0, 0, 1, 1)))
    cells = shapely.segmentize(shapely.intersection(cells, shapely.box(0, 0, 1, 1)), 0.02)
    cells = shapely.set_precision(cells, 1e-6)

    def bent(spots: np.ndarray) -> np.ndarray:
        return spots + 0.004 * np.sin(90 * spots[:, ::-1])

    return np.array([shapely.transform(cell, bent) for cell in cells], dtype=object)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 40), st.floats(0.001, 0.05), st.randoms())
def test_neighbours_stay_neighbours(
    seed: int, places: int, tolerance: float, source: st.Any
) -> None:
    shapes = coverage(seed, places)
    found = thinned(shapes, tolerance)
    # Which way round a ring goes and where it begins makes no difference to its neighbours.
    turned = np.array([shape.reverse() if source.random() < 0.5 else shape for shape in shapes])
    assert shapely.equals(
        shapely.normalize(found), shapely.normalize(thinned(turned, tolerance))
    ).all()
    edges = shapely.get_parts(shapely.coverage_invalid_edges(found))
    assert shapely.length(edges).sum() <= 4 * tolerance
    assert (shapely.get_num_interior_rings(found) == shapely.get_num_interior_rings(shapes)).all()
    assert shapely.hausdorff_distance(found, shapes).max() < 40 * tolerance


def test_the_world_is_thinned_as_geos_thins_it() -> None:
    world = load()
    some = world.geometry[world["country"].isin(["AZ", "AM", "GE", "UA"])].to_numpy()
    points = shapely.get_num_coordinates
    ours, theirs = thinned(some, 0.01), shapely.coverage_simplify(some, 0.01)
    assert points(ours).sum() == pytest.approx(points(theirs).sum(), rel=0.01)
    # They differ by less than a hairline of the map.
    assert (
        shapely.area(shapely.symmetric_difference(ours, theirs)).sum()
        < 1e-3 * shapely.area(theirs).sum()
    )
    assert shapely.coverage_is_valid(ours)


@pytest.mark.parametrize("shapes", [[], [shapely.Polygon()], [TRIANGLE, shapely.Point(2, 2)]])
def test_what_has_nothing_to_spare_stays(shapes: list[shapely.Geometry]) -> None:
    found = thinned(np.array(shapes, dtype=object), 10.0)
    assert shapely.equals(found, np.array(shapes, dtype=object)).all()
