"""A million points, and the ones on a border."""

import geopandas
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geomap.places.districts.joining import Joiner

GRID = geopandas.GeoDataFrame(
    {"district_id": [f"{7 * cell % 16:02}" for cell in range(16)]},
    geometry=[box(x, y, x + 1, y + 1) for x in range(4) for y in range(4)],
    crs=4326,
)
steps = st.integers(-2, 10).map(lambda half: half / 2)


@settings(max_examples=60)
@given(st.lists(st.tuples(steps, steps), max_size=30))
def test_each_point_lies_in_the_unit_with_the_smallest_id_that_touches_it(points):
    found = Joiner(GRID).ids([x for x, _ in points], [y for _, y in points])
    wanted = [
        GRID["district_id"][GRID.intersects(Point(each))].min() if len(points) else None
        for each in points
    ]
    assert found == [each if isinstance(each, str) else None for each in wanted]


def test_the_finest_level_has_the_point():
    both = geopandas.GeoDataFrame(
        {"district_id": ["A", "B", "C"], "rank": [1, 2, 2]},
        geometry=[box(0, 0, 2, 2), box(0, 0, 1, 1), box(1, 0, 2, 1)],
        crs=4326,
    )
    assert Joiner(both).ids([0.5, 1.5, 0.5, 1.0], [0.5, 0.5, 1.5, 0.5]) == ["B", "C", "A", "B"]


def test_it_agrees_with_sjoin_on_the_world(layer):
    random = np.random.default_rng(7)
    lon, lat = random.uniform(-180, 180, 4000), random.uniform(-60, 80, 4000)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=4326)
    pairs = points.sjoin(layer[["district_id", "geometry"]], predicate="intersects")
    wanted = pairs.groupby(level=0)["district_id"].min().reindex(points.index)
    found = Joiner(layer).ids(lon, lat)
    assert found == [each if isinstance(each, str) else None for each in wanted]
    assert sum(each is not None for each in found) > 1000
    assert Joiner(layer).ids([float("nan")], [0.0]) == [None]


def test_a_point_on_a_shared_border_lies_in_one_district(small):
    # at (1, .5), on the border: the smallest id
    assert Joiner(small()).ids([0.5, 1.0, 9.0], [0.5, 0.5, 9.0]) == ["B", "A", None]
