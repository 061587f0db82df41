"""The district layer: its contract, its views, its joins."""

import geopandas
import pytest
from shapely import Point, Polygon, box

from geomap.errors import LayerError
from geomap.model import Located, Place, Unlocated
from geomap.places import districts
from geomap.places.joining import Joiner


def small(**changes):
    columns = {
        "district_id": ["B", "A"],
        "name": ["Bee", "Aye"],
        "names": ["Bee|Би", "Aye|Ай"],
        "level": ["district", "district"],
        "country": ["UA", "UA"],
        "country_name": ["Ukraine", "Ukraine"],
        "admin1": ["North", "South"],
        "geometry": [box(0, 0, 1, 1), box(1, 0, 2, 1)],
    }
    return geopandas.GeoDataFrame(columns | changes, crs=changes.pop("crs", "EPSG:4326"))


def test_the_shipped_layer_keeps_the_contract(layer):
    districts.check(layer)
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
def test_a_breach_of_the_contract_is_quoted(changes, message):
    with pytest.raises(LayerError, match=message):
        districts.check(small(**changes))


def test_the_crs_must_be_stated_and_be_degrees():
    with pytest.raises(LayerError, match="states no CRS"):
        districts.check(small().set_crs(None, allow_override=True))
    with pytest.raises(LayerError, match="EPSG:3857"):
        districts.check(small().to_crs(3857))
    with pytest.raises(LayerError, match="has no column 'names'"):
        districts.check(small().drop(columns="names"))


def test_there_are_two_views():
    with pytest.raises(LayerError, match="view is 'mine'"):
        districts.load(view="mine")


def test_two_views_differ_in_countries_and_in_nothing_else(layer):
    facto = districts.load(view="de_facto")
    assert layer.drop(columns=["country", "country_name"]).equals(
        facto.drop(columns=["country", "country_name"])
    )
    jure = dict(zip(layer["district_id"], layer["country"], strict=True))
    then = dict(zip(facto["district_id"], facto["country"], strict=True))
    for unit, countries in {"UA-43": "UA RU", "CYN-00": "CY XC", "SOL-00": "SO XS"}.items():
        assert [jure[unit], then[unit]] == countries.split()
    assert "UA-43" in list(districts.load(countries=["UA"])["district_id"])
    assert "UA-43" not in list(districts.load(view="de_facto", countries=["UA"])["district_id"])


def test_countries_cover_each_view_once():
    for view in ("de_jure", "de_facto"):
        countries = districts.load_countries(view)
        assert countries["country"].is_unique
        assert countries.geometry.is_valid.all()
        crimea = countries[countries.contains(Point(34.1, 45.2))]
        assert list(crimea["country"]) == ["UA" if view == "de_jure" else "RU"]


def test_a_point_on_a_shared_border_lies_in_one_district():
    # at (1, .5), on the border: the smallest id
    assert Joiner(small()).ids([0.5, 1.0, 9.0], [0.5, 0.5, 9.0]) == ["B", "A", None]


def located(claim, place, **fields):
    return Located(claim=claim("X"), place=place, precision="point", **fields)


def test_join_by_id_then_by_name_then_by_point(claim):
    layer = small()

    def place(**fields):
        base = {"id": "p", "name": "x", "lon": 0.5, "lat": 0.5, "level": "settlement"}
        return Place(**base | {"country": "UA"} | fields)

    cases = [
        (place(district_ids=("A",)), "A"),  # by id, though the point lies in B
        (place(level="district", name="Ай"), "A"),  # by name
        (place(level="district", name="Aye District"), "A"),
        (place(level="district", name="Cee"), "B"),  # by point
        (place(), "B"),
        (place(lon=9.0), None),
        (place(district_ids=("gone",)), "B"),  # a unit of another layer
    ]
    found = districts.assign_districts([located(claim, p) for p, _ in cases], layer)
    assert [each.district_id for each in found] == [unit for _, unit in cases]
    assert found[0].district == "Aye"
    assert found[0].admin1 == "South"


def test_a_place_without_coordinates_keeps_the_unit_that_the_text_names(claim):
    unknown = located(claim, Unlocated(reason="not known"), district_id="A", members=("A", "gone"))
    (found,) = districts.assign_districts([unknown], small())
    assert (found.district_id, found.district, found.country) == ("A", "Aye", "UA")
    assert found.members == ("A",)
    assert isinstance(found.place, Unlocated)
