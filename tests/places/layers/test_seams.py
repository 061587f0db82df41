"""Units that lie over one another."""

import geopandas
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from geomap.places.layers.records import Table, square_kilometres
from geomap.places.layers.seams import closed


def table(*shapes, **columns):
    fields = {
        "name": [f"n{row}" for row in range(len(shapes))],
        "rank": 2.0,
        "valid_from": None,
        "valid_to": None,
    } | columns
    return Table(title="a", frame=geopandas.GeoDataFrame(fields, geometry=list(shapes), crs=4326))


def common(frame, one, other):
    shapes = frame.geometry
    return square_kilometres([shapes[one].intersection(shapes[other])])[0]


def test_a_layer_without_faults_is_left_alone():
    frame = table(box(0, 0, 1, 1), box(1, 0, 2, 1))
    assert closed(frame) == frame


def test_real_overlaps_stay_and_are_named():
    found = closed(table(box(0, 0, 2, 2), box(0.5, 0.5, 1, 1), box(1.99, 0, 4, 2)))
    assert found.frame.geometry[1].equals(box(0.5, 0.5, 1, 1))
    assert common(found.frame, 0, 1) > 3000
    assert common(found.frame, 0, 2) < 1e-6
    assert found.notes == (
        "1 sliver between neighbours closed, 246.1 km² in all",
        "1 pair of units overlap, and are left so (n0 / n1)",
    )


def test_levels_and_times_may_lie_over_one_another():
    both = table(box(0, 0, 1, 1), box(0, 0, 1, 1), rank=[1.0, 2.0])
    assert closed(both).notes == ()
    then = table(box(0, 0, 1, 1), box(0, 0, 1, 1), valid_to=["1990-01-01", None])
    assert closed(then).notes == ()


wobble = st.integers(-10, 10).map(lambda milli: milli / 1000)


@settings(max_examples=40)
@given(st.lists(st.tuples(wobble, wobble), min_size=8, max_size=8))
def test_neighbours_drawn_apart_do_not_overlap_afterwards(moves):
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    moved = [
        (x + cell + dx, y + dy)
        for cell in range(2)
        for (x, y), (dx, dy) in zip(corners, moves[4 * cell : 4 * cell + 4], strict=True)
    ]
    shapes = [Polygon(moved[:4]), Polygon(moved[4:])]
    found = closed(table(*shapes)).frame
    assert common(found, 0, 1) < 1e-6
    assert found.geometry.is_valid.all()
    assert all(abs(a.area - b.area) < 0.05 for a, b in zip(found.geometry, shapes, strict=True))
