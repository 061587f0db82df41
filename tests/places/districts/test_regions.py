"""Named regions: by name, by description, and from a user's own file."""

import pytest

from geomap.errors import DataError
from geomap.places.districts.regions import Regions
from geomap.places.names.keys import folded

SEVEN = {"AZ-AGM", "AZ-CAB", "AZ-FUZ", "AZ-KAL", "AZ-LAC", "AZ-QBI", "AZ-ZAN"}


@pytest.mark.parametrize(
    "phrase",
    [
        "seven adjacent regions",
        "the seven surrounding districts",
        "seven neighbouring Azerbaijani districts",
        "7 adjacent districts",
        "the surrounding seven districts",
        "seven districts around Nagorno-Karabakh",
    ],
)
def test_the_seven_districts_are_found_by_description(phrase):
    found = Regions.load().find(phrase, ["Nagorno-Karabakh"])
    assert set(found.districts) == SEVEN


@pytest.mark.parametrize(
    "phrase",
    ["seven regions", "six adjacent regions", "seven adjacent villages", "adjacent regions"],
)
def test_other_numbers_and_things_are_not(phrase):
    assert Regions.load().find(phrase, ["Nagorno-Karabakh"]) is None


def test_a_description_counts_only_beside_its_neighbour():
    assert Regions.load().find("seven adjacent regions", ["Bavaria"]) is None


@pytest.mark.parametrize(
    "name",
    ["Artsakh", "the Nagorno-Karabakh", "Нагорный Карабах", "Dağlıq Qarabağ", "UPPER KARABAKH"],
)
def test_a_region_has_many_names(name):
    assert Regions.load().find(name).id == "nagorno-karabakh"


def test_kashatagh_is_three_districts_and_never_one():
    assert set(Regions.load().find("Kashatagh").districts) == {"AZ-LAC", "AZ-QBI", "AZ-ZAN"}


def test_every_unit_of_a_region_is_in_the_layer_and_in_its_country(layer):
    country = dict(zip(layer["district_id"], layer["country"], strict=True))
    for region in Regions.load():
        assert {country.get(unit) for unit in region.districts} == {region.country}, region.id
        assert len(set(region.districts)) == len(region.districts)


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("Rojava", {"SY-HA", "SY-RA"}),
        ("Cyrenaica", 7),
        ("BARMM", 6),
        ("Azawad", {"ML-6", "ML-7", "ML-8"}),
        ("Crimean Peninsula", {"UA-40", "UA-43"}),
        ("Puntland", {"SO-BR", "SO-NU"}),
        ("Eastern Zangezur", 5),
        ("Palestinian territories", {"PS-GZZ", "PS-WBK"}),
    ],
)
def test_regions_of_many_wars_have_their_units(name, units, gazetteer):
    found = Regions.load().find(name)
    assert (len(found.districts) if isinstance(units, int) else set(found.districts)) == units
    assert "named_region" in gazetteer.kinds(name)


def test_every_region_says_what_it_leaves_out_and_whence():
    known = {}
    for region in Regions.load():
        assert region.note, region.id
        assert region.source, region.id
        for name in {folded(name) for name in (region.name, *region.names)}:
            assert known.setdefault(name, region.id) == region.id, name


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "regions.toml"
    path.write_text(
        '[[region]]\nid = "x"\nname = "Xanadu"\nnames = ["Shangdu"]\ncountry = "CN"\n'
        'districts = ["CN-NM"]\npoint = [116.2, 42.4]\n'
    )
    assert Regions.load(path).find("shangdu").districts == ("CN-NM",)
    path.write_text('[[region]]\nname = "no id"\n')
    with pytest.raises(DataError, match=r"no file of named regions"):
        Regions.load(path)
