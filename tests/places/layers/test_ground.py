"""A user's layer in place of the shipped one: the same claims, on other outlines."""

from dataclasses import replace
from datetime import date

import geopandas
import pytest
from shapely import box

from geomap.model import Located, Place, Reason, Unlocated, When, together
from geomap.places.layers.ground import Ground
from geomap.places.layers.records import Layer

REFORM = date(2020, 7, 17)


def frame(rows):
    """Rows of id, name, level, outline, and from when until when."""
    columns = ["district_id", "name", "level", "geometry", "valid_from", "valid_to"]
    table = geopandas.GeoDataFrame(rows, columns=columns, crs=4326)
    return table.assign(
        names=table["name"],
        country="UA",
        country_name="Ukraine",
        admin1="",
        rank=[1.0 if level == "region" else 2.0 for level in table["level"]],
    )


SHIPPED = frame(
    [
        ("UA-1", "West Oblast", "region", box(0, 0, 4, 2), None, None),
        ("UA-2", "East Oblast", "region", box(4, 0, 8, 2), None, None),
    ]
)
THEIRS = frame(
    [
        ("w", "Zakhid", "region", box(0.1, 0, 4, 2), None, None),
        ("e", "Skhid", "region", box(4, 0, 8, 2.1), None, None),
        ("w1", "Ay", "district", box(0, 0, 2, 2), None, REFORM),
        ("w2", "Be", "district", box(2, 0, 4, 2), None, REFORM),
        ("w3", "Ay", "district", box(0, 0, 3, 2), REFORM, None),
        ("w4", "Be", "district", box(3, 0, 4, 2), REFORM, None),
        ("e1", "Ce", "district", box(4, 0, 8, 2), None, None),
    ]
)


def ground(layer=THEIRS, **options):
    return Ground(Layer(frame=layer, titles=("theirs.gpkg",)), SHIPPED, **options)


@pytest.fixture
def located(claim):
    def make(name, level, lon, lat, units=(), day=None, **fields):
        place = Place(
            id=f"geonames:{name}", name=name, lon=lon, lat=lat, level=level, country="UA",
            district_ids=units,
        )  # fmt: skip
        when = When(earliest=day, latest=day)
        return Located(
            claim=replace(claim(name), date=when),
            place=place,
            precision={"region": "region", "district": "district"}.get(level, "point"),
            district_id=units[0] if len(units) == 1 else None,
            **fields,
        )

    return make


def units_of(found):
    return [(each.district_id, each.members) for each in found]


def test_a_claim_is_put_on_the_boundaries_of_its_own_day(located):
    days = [date(2014, 5, 1), date(2020, 7, 16), REFORM, date(2022, 3, 1), None]
    towns = [located("Town", "settlement", 2.5, 1, ("UA-1",), day) for day in days]
    assert units_of(ground().assigned(towns)) == [
        ("w2", ()), ("w2", ()), ("w3", ()), ("w3", ()), ("w3", ()),
    ]  # fmt: skip


def test_a_shipped_unit_is_the_user_s_own_one_or_the_ones_in_it(located):
    province = located("West Oblast", "region", 2, 1, ("UA-1",), date(2022, 1, 1))
    (own,) = ground().assigned([province])
    assert (own.district_id, own.members, own.district) == ("w", (), "Zakhid")
    districts_only = THEIRS[THEIRS["level"] == "district"].reset_index(drop=True)
    (parts,) = ground(districts_only).assigned([province])
    assert (parts.district_id, parts.members, parts.precision) == (None, ("w3", "w4"), "inferred")
    assert parts.why == "drawn as the 2 units of the layer in it"


def test_a_province_colours_its_districts_where_that_is_wanted(located):
    days = (date(2014, 1, 1), date(2022, 1, 1))
    provinces = [located("West Oblast", "region", 2, 1, ("UA-1",), day) for day in days]
    found = ground(expand=True).assigned(provinces)
    assert units_of(found) == [(None, ("w1", "w2")), (None, ("w3", "w4"))]
    assert {each.precision for each in found} == {"inferred"}
    alone = located("East Oblast", "region", 6, 1, ("UA-2",), days[0])
    district = located("Ce", "district", 6, 1, ("e1",), days[0])
    once = [(None, ("e1",)), ("e1", ())]
    assert units_of(ground(expand=True).assigned([alone, district])) == once


def test_a_named_region_and_a_place_that_is_not_known_keep_their_units(located, claim):
    region = located("Both", "named_region", 4, 1, day=date(2022, 1, 1), members=("UA-1", "UA-2"))
    unknown = Located(claim=claim("X"), place=Unlocated(reason="not known"), district_id="UA-2")
    gone = Located(claim=claim("Y"), place=Unlocated(reason="not known"), district_id="XX-9")
    found = ground().assigned([region, unknown, gone])
    assert units_of(found) == [(None, ("w", "e")), ("e", ()), (None, ())]
    (spread,) = ground(expand=True).assigned([region])
    assert spread.members == ("w3", "w4", "e1")


def test_names_of_the_layer_are_known_once(located):
    theirs = ground()
    assert [place.id for place in theirs.lookup("Be")] == ["unit:w2", "unit:w4"]
    assert [place.id for place in theirs.lookup("Be District")] == ["unit:w2", "unit:w4"]
    assert theirs.kinds("Zakhid") == {"region"}
    known = located("West Oblast", "region", 2, 1, ("UA-1",)).place
    assert theirs.beside("Zakhid", [known]) == [known]
    (unit,) = theirs.beside("Zakhid", [])
    assert (unit.id, unit.district_ids, unit.source) == ("unit:w", (), "theirs.gpkg")


def test_a_unit_that_only_the_layer_knows_is_found_by_its_id(located):
    raion = replace(
        located("Be", "district", 3.5, 1, day=date(2022, 1, 1)),
        place=Place(id="unit:w4", name="Be", lon=3.5, lat=1, level="district", country="UA"),
        precision="point",
    )
    (found,) = ground().assigned([raion])
    assert (found.district_id, found.precision) == ("w4", "district")


def test_a_district_that_only_the_layer_has_an_outline_of_is_no_point(located):
    known = located("Be", "district", 3.5, 1, day=date(2022, 1, 1))
    said = Reason("text_says", level="district")
    why = together(said, Reason("no_outline", level="district"))
    (found,) = ground().assigned([replace(known, precision="point", why=why)])
    assert (found.district_id, found.precision) == ("w4", "district")
    assert found.why == said


def test_what_is_drawn_lies_over_nothing(located):
    theirs = ground()
    later = located("Town", "settlement", 2.5, 1, day=date(2022, 3, 1))
    drawn = theirs.drawn(theirs.assigned([later]))
    assert list(drawn["district_id"]) == ["w3", "w4", "e1"]
    earlier = located("Town", "settlement", 2.5, 1, day=date(2014, 3, 1))
    drawn = theirs.drawn(theirs.assigned([earlier]))
    assert list(drawn["district_id"]) == ["w1", "w2", "e1"]
    province = located("West Oblast", "region", 2, 1, ("UA-1",), date(2022, 3, 1))
    drawn = theirs.drawn(theirs.assigned([province]))
    assert "w" in list(drawn["district_id"])
