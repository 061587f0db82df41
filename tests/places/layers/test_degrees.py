"""Reference systems: stated, missing, wrong."""

import pytest
from shapely import box

from geomap.errors import LayerError
from geomap.places.layers.degrees import in_degrees
from geomap.places.layers.records import Table

UTM = "EPSG:32638"


def test_metres_are_brought_to_degrees(small):
    table = in_degrees(Table(title="a.shp", frame=small.to_crs(UTM)))
    assert table.frame.geometry[0].equals_exact(small.geometry[0], 1e-6)
    assert table.notes == ("brought from EPSG:32638 to degrees",)


def test_degrees_without_a_reference_system_are_taken_and_it_is_said(small):
    table = in_degrees(Table(title="a.shp", frame=small.set_crs(None, allow_override=True)))
    assert table.frame.crs.to_epsg() == 4326
    assert table.notes == ("states no reference system: its coordinates are taken for degrees",)


def test_metres_without_a_reference_system_are_refused_until_it_is_given(small):
    bare = small.to_crs(UTM).set_crs(None, allow_override=True)
    with pytest.raises(LayerError, match=r"no reference system.*are no degrees: say which"):
        in_degrees(Table(title="a.shp", frame=bare))
    told = in_degrees(Table(title="a.shp", frame=bare), UTM)
    assert told.frame.geometry[0].equals_exact(small.geometry[0], 1e-6)


@pytest.mark.parametrize(
    ("frame", "crs", "words"),
    [
        (lambda small: small.to_crs(UTM).set_crs(4326, allow_override=True), None, "is no degree"),
        (lambda small: small.set_crs(UTM, allow_override=True), None, "look like degrees"),
        (lambda small: small, "EPSG:bad", "'EPSG:bad' is no reference system"),
        (lambda small: small.set_geometry([box(0, 0, 1e12, 1e12)] * 2, crs=UTM), None,
         "do not lie in EPSG:32638"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_one_line(small, frame, crs, words):
    with pytest.raises(LayerError, match=words) as caught:
        in_degrees(Table(title="a.shp", frame=frame(small)), crs)
    assert "\n" not in str(caught.value)


def test_what_is_told_wins_over_what_is_stated(small):
    wrong = small.to_crs(UTM).set_crs(4326, allow_override=True)
    table = in_degrees(Table(title="a.shp", frame=wrong), UTM)
    assert table.frame.geometry[0].equals_exact(small.geometry[0], 1e-6)
    assert table.notes[0] == "read in EPSG:32638 as told, though it states EPSG:4326"


def test_latitudes_that_come_first_are_turned():
    import geopandas

    frame = geopandas.GeoDataFrame(geometry=[box(60, 150, 61, 151)], crs=4326)
    table = in_degrees(Table(title="a.shp", frame=frame))
    assert table.frame.total_bounds.tolist() == [150, 60, 151, 61]
    assert table.notes == ("its latitudes came first: turned to longitude, latitude",)
