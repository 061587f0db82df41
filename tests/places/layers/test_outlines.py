"""Outlines that are not what they should be."""

import geopandas
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geomap.errors import LayerError
from geomap.places.layers.outlines import mended
from geomap.places.layers.records import Table

BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])


def table(*shapes, **columns):
    names = [f"n{row}" for row in range(len(shapes))]
    fields = {"name": names, "unit": names, "valid_from": None, "valid_to": None} | columns
    return Table(
        title="a.fgb", frame=geopandas.GeoDataFrame(fields, geometry=list(shapes), crs=4326)
    )


def test_each_fault_is_mended_or_left_out_and_named():
    found = mended(
        table(
            box(0, 0, 1, 1),
            BOW_TIE,
            None,
            Polygon(),
            LineString([(0, 0), (1, 1)]),
            GeometryCollection([Point(9, 9), box(5, 5, 6, 6)]),
            shapely.force_3d(box(7, 7, 8, 8), 12.0),
        )
    )
    assert list(found.frame["name"]) == ["n0", "n1", "n5", "n6"]
    assert found.frame.geometry.is_valid.all()
    assert not found.frame.geometry.has_z.any()
    assert found.frame.geometry[1].area == 2.0
    assert found.notes == (
        "2 rows without an outline left out (n2, n3)",
        "1 shape that is no area left out (n4)",
        "1 outline that crosses itself mended (n1)",
    )


@pytest.mark.parametrize("shapes", [[LineString([(0, 0), (1, 1)])], [None], [Point(0, 0)] * 2])
def test_nothing_left_is_refused(shapes):
    with pytest.raises(LayerError, match=r"a\.fgb holds no polygons: of its \d rows?,"):
        mended(table(*shapes))


def test_repeats_and_parts():
    found = mended(
        table(
            box(0, 0, 1, 1), box(0, 0, 1, 1), box(3, 0, 4, 1), box(5, 0, 6, 1),
            name=["Ay", "Ay", "Be", "Be"], unit=["a", "a", "b", "b"],
        )
    )  # fmt: skip
    assert list(found.frame["name"]) == ["Ay", "Be"]
    assert found.frame.geometry[1].equals(MultiPolygon([box(3, 0, 4, 1), box(5, 0, 6, 1)]))
    assert found.notes == (
        "1 row that repeats another left out (Ay)",
        "2 rows joined to 1 unit (Be)",
    )


def test_the_antimeridian_is_an_edge_of_the_map():
    jumping = Polygon([(179, 0), (-179, 0), (-179, 2), (179, 2)])
    beyond = box(350, 10, 365, 12)
    whole = box(-180, -90, 180, -80)
    found = mended(table(jumping, beyond, whole))
    east_and_west = MultiPolygon([box(179, 0, 180, 2), box(-180, 0, -179, 2)])
    assert found.frame.geometry[0].equals(east_and_west)
    assert found.frame.geometry[1].equals(box(-10, 10, 5, 12))
    assert found.frame.geometry[2].equals(whole)
    assert found.notes == ("2 outlines over the antimeridian cut there (n0, n1)",)


rings = st.lists(
    st.tuples(st.floats(-180, 180, width=16), st.floats(-90, 90, width=16)), min_size=4, max_size=9
)


@settings(max_examples=60)
@given(st.lists(rings, min_size=1, max_size=4))
def test_whatever_is_drawn_becomes_valid_polygons_on_the_map(drawn):
    faultless = table(box(0, 0, 1, 1), *map(Polygon, drawn))
    found = mended(faultless).frame
    assert found.geometry.is_valid.all()
    assert found.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert found.total_bounds[0] >= -180
    assert found.total_bounds[2] <= 180
    assert "n0" in list(found["name"])


def test_a_million_vertices_are_thinned_and_it_is_said(monkeypatch):
    monkeypatch.setattr("geomap.places.layers.outlines.MOST_VERTICES", 10_000)
    round_ = Point(47, 40).buffer(0.5, quad_segs=10_000)
    found = mended(table(round_, box(60, 0, 61, 1)))
    assert shapely.get_num_coordinates(found.frame.geometry[0]) < 500
    assert abs(found.frame.geometry[0].area / round_.area - 1) < 0.01
    assert found.notes[0].startswith("40,006 vertices thinned to ")
