"""Places given by other places: near, between, along; and never these places themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.model import Place, Unlocated
from geomap.places.districts.assigning import assign_districts
from geomap.places.districts.containment import distance_km
from geomap.places.resolving.bearings import bearing_of
from geomap.places.resolving.locating import locate

UKRAINE = ["Ukraine", "Svatove", "Kreminna", "Kupiansk", "Bakhmut"]


@pytest.fixture(scope="module")
def find(gazetteer, layer):
    def run(*claims):
        located = locate(claims, gazetteer.lookup, context=UKRAINE, similar=gazetteer.similar)
        return assign_districts(located, layer)

    return run


@pytest.mark.parametrize(
    ("phrase", "precision", "anchors"),
    [
        ("area near Svatove", "near", ["Svatove"]),
        ("heights close to the town of Svatove", "near", ["Svatove"]),
        ("positions north of Bakhmut", "near", ["Bakhmut"]),
        ("the territory between Kupiansk and Svatove", "between", ["Kupiansk", "Svatove"]),
        ("Svatove\u2013Kreminna road", "between", ["Svatove", "Kreminna"]),
    ],
)
def test_what_is_near_a_town_is_not_the_town(find, claim, phrase, precision, anchors):
    found, *towns = find(claim(phrase, "feature"), *map(claim, anchors))
    assert found.precision == precision
    assert [each.id for each in found.anchors] == [each.place.id for each in towns]
    assert found.place.id not in {each.place.id for each in towns}
    assert found.district_id is None
    assert found.country == "UA"


def test_distance_and_direction_lead_to_a_point(find, claim):
    south, east = find(
        claim("hill 10 km south of Bakhmut", "feature"),
        claim("hill 10 km east of Bakhmut", "feature"),
    )
    (bakhmut,) = south.anchors
    assert distance_km(south.place, bakhmut) == pytest.approx(10, abs=0.1)
    assert south.place.lat < bakhmut.lat
    assert south.place.lon == pytest.approx(bakhmut.lon, abs=1e-3)
    assert east.place.lon > bakhmut.lon


def test_the_road_lies_midway(find, claim):
    (road,) = find(claim("road between Kupiansk and Svatove", "feature"))
    one, other = road.anchors
    assert distance_km(road.place, one) == pytest.approx(distance_km(road.place, other), rel=0.05)


def test_the_district_that_the_text_names_is_kept(find, claim):
    (found,) = find(claim("area near Svatove", "feature", ["Svatove", "Luhansk Oblast"]))
    assert (found.precision, found.district_id) == ("near", "UA-09")


@pytest.mark.parametrize("phrase", ["area near Qxyzzy", "area near Ukraine"])
def test_an_unknown_or_too_large_anchor_places_nothing(find, claim, phrase):
    (found,) = find(claim(phrase, "feature"))
    assert isinstance(found.place, Unlocated)
    assert found.place.reason.startswith("given by ")


def test_a_highway_is_a_line(claim):
    road = Place(id="x:1", name="M06 highway", lon=24.0, lat=49.8, level="feature", country="UA")
    (found,) = locate([claim("M06 highway")], lambda name: [road] if "M06" in name else [])
    assert found.precision == "along"


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(0.5, 200), st.integers(0, 7))
def test_a_distance_is_kept_anywhere_on_the_globe(lon, lat, km, direction):
    compass = ["north", "north-east", "east", "south-east", "south", "south-west", "west",
               "north-west"][direction]  # fmt: skip
    town = Place(id="t", name="Town", lon=lon, lat=lat, level="settlement")
    bearing = bearing_of(f"hill {km} km {compass} of Town")
    assert distance_km(bearing.place([town], "hill", "feature"), town) == pytest.approx(
        km, rel=0.01, abs=0.01
    )


@given(st.text(max_size=40))
def test_any_words_are_read_or_not(words):
    bearing = bearing_of(words)
    assert bearing is None or all(anchor in " ".join(words.split()) for anchor in bearing.anchors)
