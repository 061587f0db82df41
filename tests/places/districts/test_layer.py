"""The district layer: its contract and its views."""

import pytest
from shapely import Point, Polygon, box

from geomap.errors import LayerError
from geomap.places.districts.layer import check, load, load_countries


def test_the_shipped_layer_keeps_the_contract(layer):
    check(layer)
    assert len(layer) == 4595
    assert layer["district_id"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"district_id": ["A", "A"]}, "district_id 'A' is empty or occurs twice"),
        ({"district_id": ["A", ""]}, "district_id '' is empty"),
        ({"level": ["district", "village"]}, "level of A is 'village'"),
        ({"name": ["Bee", None]}, "name is"),
        ({"geometry": [box(0, 0, 1, 1), Polygon()]}, "geometry of A is not a valid"),
        ({"geometry": [box(0, 0, 1, 1), Point(0, 0)]}, "geometry of A is not a valid"),
        (
            {"geometry": [box(0, 0, 1, 1), Polygon([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)])]},
            "geometry of A is not a valid",
        ),
    ],
)
def test_a_breach_of_the_contract_is_quoted(small, changes, message):
    with pytest.raises(LayerError, match=message):
        check(small(**changes))


def test_the_crs_must_be_stated_and_be_degrees(small):
    with pytest.raises(LayerError, match="states no CRS"):
        check(small().set_crs(None, allow_override=True))
    with pytest.raises(LayerError, match="EPSG:3857"):
        check(small().to_crs(3857))
    with pytest.raises(LayerError, match="has no column 'names'"):
        check(small().drop(columns="names"))


def test_there_are_two_views():
    with pytest.raises(LayerError, match="view is 'mine'"):
        load(view="mine")


def test_two_views_differ_in_countries_and_in_nothing_else(layer):
    facto = load(view="de_facto")
    assert layer.drop(columns=["country", "country_name"]).equals(
        facto.drop(columns=["country", "country_name"])
    )
    jure = dict(zip(layer["district_id"], layer["country"], strict=True))
    then = dict(zip(facto["district_id"], facto["country"], strict=True))
    for unit, countries in {"UA-43": "UA RU", "CYN-00": "CY XC", "SOL-00": "SO XS"}.items():
        assert [jure[unit], then[unit]] == countries.split()
    assert "UA-43" in list(load(countries=["UA"])["district_id"])
    assert "UA-43" not in list(load(view="de_facto", countries=["UA"])["district_id"])


def test_countries_cover_each_view_once():
    for view in ("de_jure", "de_facto"):
        countries = load_countries(view)
        assert countries["country"].is_unique
        assert countries.geometry.is_valid.all()
        crimea = countries[countries.contains(Point(34.1, 45.2))]
        assert list(crimea["country"]) == ["UA" if view == "de_jure" else "RU"]
