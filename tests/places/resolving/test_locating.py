"""Claims to places: the town, the district, the right homonym, or an honest no."""

from dataclasses import replace

import pytest

from geomap.model import Claim, Level, Place, Unlocated
from geomap.places.districts.assigning import assign_districts
from geomap.places.resolving.locating import locate

KARABAKH = ["Azerbaijan", "Armenia", "Nagorno-Karabakh", "Baku"]


@pytest.fixture(scope="session")
def find(gazetteer, layer):
    def run(claims, context=()):
        return assign_districts(locate(claims, gazetteer.lookup, context=context), layer)

    return run


def place_ids(found):
    return [each.place.id if isinstance(each.place, Place) else None for each in found]


def test_a_district_is_a_polygon_and_a_town_a_point(find, claim):
    found = find(
        [
            claim("Jabrayil", "settlement"),
            claim("Jabrayil", "district"),
            claim("Kalbajar", "district"),
            claim("Lachin", "district"),
            claim("Shusha"),
        ],
        KARABAKH,
    )
    assert [each.precision for each in found] == [
        "point",
        "district",
        "district",
        "district",
        "point",
    ]
    assert [each.district_id for each in found] == [
        "AZ-CAB",
        "AZ-CAB",
        "AZ-KAL",
        "AZ-LAC",
        "AZ-SUS",
    ]
    town, district = found[0].place, found[1].place
    assert (town.lon, town.lat) != (district.lon, district.lat)
    assert all(each.country == "AZ" and each.why for each in found)


def test_what_the_article_calls_a_district_elsewhere_is_one(find, claim):
    found = find([claim("Fuzuli", "district"), claim("Füzuli")], KARABAKH)
    assert place_ids(found) == ["unit:AZ-FUZ", "unit:AZ-FUZ"]
    found = find(
        [claim("Fuzuli", "district"), claim("Fuzuli", "settlement"), claim("Fuzuli")], KARABAKH
    )
    assert found[2].precision == "point"


def test_a_named_region_is_drawn_as_its_districts(find, claim):
    region, seven = find(
        [
            claim("Nagorno-Karabakh"),
            claim("seven adjacent regions", "named_region", ["Nagorno-Karabakh"]),
        ]
    )
    assert region.precision == seven.precision == "inferred"
    assert len(region.members) == 5
    assert len(seven.members) == 7
    assert not set(region.members) & set(seven.members)
    assert region.district_id is None


def test_a_district_is_kept_though_writers_put_it_loosely_in_a_region(find, claim):
    (found,) = find([claim("Aghdam", "district", ["Nagorno-Karabakh"])], KARABAKH)
    assert found.district_id == "AZ-AGM"


def test_a_place_known_only_elsewhere_gets_no_point(find, claim):
    (found,) = find(
        [claim("Horlivka", None, ["Luhansk Oblast"])], ["Ukraine", "Svatove", "Kreminna"]
    )
    assert isinstance(found.place, Unlocated)
    assert found.place.reason.startswith("known only outside Luhansk Oblast: Horlivka")
    assert found.district_id == "UA-09"
    assert found.candidates


def test_a_village_is_told_from_the_city_of_its_name_by_its_region_and_its_neighbours(find, claim):
    around = ["Ukraine", "Svatove", "Kreminna"]
    for place, within in (("Makiivka", ["Luhansk Oblast"]), ("Макіївка", ["Luhansk Oblast"])):
        (found,) = find([claim(place, None, within)], around)
        assert (found.place.id, found.district_id) == ("place:makiivka_luhansk", "UA-09")
    (found,) = find([claim("Makiivka")], ["Ukraine", "Donetsk", "Horlivka"])
    assert (found.admin1, found.place.population > 100_000) == ("Donetsk Oblast", True)
    (found,) = find([claim("Makiivka")], around)
    assert found.admin1 == "Luhansk Oblast"


def test_a_village_that_no_gazetteer_knows_keeps_its_district(find, claim):
    (found,) = find([claim("Qaraxanbəyli", None, ["Fuzuli"])], KARABAKH)
    assert isinstance(found.place, Unlocated)
    assert "not in the gazetteer" in found.place.reason
    assert found.district_id == "AZ-FUZ"
    (found,) = find([claim("al-Qadam", "feature", ["Damascus"])], ["Syria"])
    assert found.district_id == "SY-DI"


@pytest.mark.parametrize(
    ("name", "context", "unit"),
    [
        ("Martuni", ["Azerbaijan", "Shusha", "Stepanakert", "Hadrut"], "AZ-XVD"),
        ("Martuni", ["Armenia", "Sevan", "Gavar", "Vardenis"], "AM-GR"),
        ("Lyman", ["Ukraine", "Izyum", "Kreminna", "Sviatohirsk"], "UA-14"),
        ("Tripoli", ["Lebanon", "Beirut", "Sidon"], "LB-AS"),
        ("Tripoli", ["Libya", "Misrata", "Sirte"], None),
    ],
)
def test_the_article_decides_between_homonyms(name, context, unit, find, claim):
    (found,) = find([claim(name)], context)
    assert isinstance(found.place, Place), found.place
    if unit:
        assert found.district_id == unit
    else:
        assert found.country == "LY"


def test_a_city_abroad_that_some_call_so_is_no_rival_of_a_town_at_home(find, claim):
    (found,) = find([claim("Susa")], ["Azerbaijan", "Armenia"])
    assert found.district_id == "AZ-SUS"
    (found,) = find([claim("Susa")], ["Tunisia", "Tunis", "Sfax"])
    assert found.country == "TN"


def test_a_homonym_in_a_country_the_article_is_not_about_is_refused(find, claim):
    (found,) = find([claim("Sor")], ["Azerbaijan", "Hadrut", "Jabrayil", "Shusha"])
    assert isinstance(found.place, Unlocated)
    assert "outside the countries of the article" in found.place.reason


def test_two_that_cannot_be_told_apart_are_left_open(find, claim):
    (found,) = find([claim("Springfield", "settlement")], ["United States"])
    assert isinstance(found.place, Unlocated)
    assert found.place.reason.startswith("ambiguous: Springfield")
    assert len(found.candidates) > 2


@pytest.mark.parametrize(
    ("name", "within", "context", "admin1"),
    [
        ("Springfield", ["Illinois"], [], "Illinois"),
        ("Springfield", ["Missouri"], ["United States"], "Missouri"),
        ("Springfield", [], ["Peoria", "Decatur", "Champaign", "Illinois"], "Illinois"),
        ("Novoselivka", [], ["Ukraine", "Lyman", "Sloviansk", "Kramatorsk"], "Donetsk Oblast"),
        ("Ivanivka", [], ["Ukraine", "Bakhmut", "Chasiv Yar"], "Donetsk Oblast"),
    ],
)
def test_doubled_names_are_told_apart_by_province_or_nearness(
    find, claim, name, within, context, admin1
):
    (found,) = find([claim(name, within=within)], context)
    assert isinstance(found.place, Place), found.place
    assert found.place.admin1 == admin1
    assert len(found.candidates) == 1 or found.why


@pytest.mark.parametrize(
    ("name", "within", "context"),
    [
        ("Springfield", [], []),
        ("Novoselivka", [], ["Ukraine"]),
        ("Ivanivka", [], ["Ukraine", "Kyiv"]),
        ("Oleksandrivka", ["Kherson Oblast"], ["Ukraine"]),
        ("Tripoli", [], []),
    ],
)
def test_doubled_names_that_nothing_tells_apart_are_listed(find, claim, name, within, context):
    (found,) = find([claim(name, within=within)], context)
    assert isinstance(found.place, Unlocated)
    assert found.place.reason.startswith("ambiguous: ")
    assert found.place.reason.count("(settlement") >= 2
    assert len(found.candidates) >= 2


def test_a_country_colours_nothing(find, claim):
    (found,) = find([claim("Ukraine", "country")], ["Kyiv"])
    assert (found.precision, found.members, found.district_id) == ("country", (), None)


def test_a_claim_without_a_place_says_so(find, claim):
    (found,) = find([claim(None)])
    assert found.place == Unlocated(reason="the text names no place")


def test_the_order_of_claims_does_not_matter(find, claim):
    claims = [claim("Aghdam", "district"), claim("Hadrut"), claim("Martuni"), claim("Füzuli")]
    forth = find(claims, KARABAKH)
    back = find(claims[::-1], KARABAKH[::-1])
    assert place_ids(forth) == place_ids(back)[::-1]


def test_candidates_may_be_a_dict(claim):
    here = Place(id="1", name="Here", lon=1.0, lat=2.0, level="settlement", country="UA")
    (found,) = locate([claim("Here")], lambda name: [here] if name == "Here" else [])
    assert found.place == here
    assert found.precision == "point"


def test_a_refinery_is_not_its_town(find, claim):
    named, antecedent, town = find(
        [
            claim("Baiji oil refinery", "feature"),
            claim("the refinery", "feature", canonical="Baiji"),
            claim("Baiji"),
        ],
        ["Iraq", "Tikrit", "Samarra"],
    )
    assert named.district_id == antecedent.district_id == town.district_id == "IQ-SD"
    assert (named.precision, town.precision) == ("near", "point")
    assert len({each.place.id for each in (named, antecedent, town)}) == 3


def test_a_village_far_from_everything_else_in_the_article_is_refused(find, claim):
    (found,) = find([claim("Nadiia")], ["Ukraine", "Svatove", "Kreminna", "Borova", "Kupiansk"])
    assert isinstance(found.place, Unlocated)
    assert "far from the other places" in found.place.reason


def test_a_unit_does_not_lie_within_itself() -> None:
    """A name inside a unit of the same name is the smaller place; a level in the name decides."""

    def place(key: str, level: Level, lon: float, population: int) -> Place:
        return Place(
            id=key, name="Ay Oblast" if level == "region" else "Ay", lon=lon, lat=49.0, level=level,
            country="UA", admin1="Ay Oblast", population=population,
            district_ids=("UA-1",) if level == "region" else (),
        )  # fmt: skip

    known = [
        place("region", "region", 24.0, 2_000_000),
        place("district", "district", 24.0, 500_000),
        place("town", "settlement", 24.0, 700_000),
    ]
    names = {"Ay": known, "Ay Oblast": known[:1], "Ay Raion": known[1:2]}

    def found(name: str, *within: str) -> str:
        claim = Claim(
            id="c", article="a", place=name, within=within, change="captured", trigger="t",
            status="happened", evidence="", start=0, end=0,
        )  # fmt: skip
        (located,) = locate([claim], lambda each: names.get(each, []))
        assert isinstance(located.place, Place)
        return located.place.id

    assert found("Ay", "Ay Oblast") == "town"
    assert found("Ay Raion", "Ay Oblast") == "district"
    assert found("Ay Oblast") == "region"


@pytest.mark.parametrize(("taker", "found_in"), [("Russia", "UA"), (None, None)])
def test_where_one_comes_from_who_takes_a_place_says_not_where_it_lies(
    find, claim, taker, found_in
):
    told = replace(claim("Kupiansk"), to_actor=taker)
    (found,) = find([told], ["Russia"])
    assert (found.country if isinstance(found.place, Place) else None) == found_in
