"""Columns by the conventions of publishers."""

import pytest

from geomap.errors import LayerError
from geomap.places.layers.columns import columns_of, rank_of


@pytest.mark.parametrize(
    ("columns", "roles", "rank"),
    [
        (
            "GID_0 COUNTRY GID_1 NAME_1 GID_2 NAME_2 VARNAME_2 NL_NAME_2 TYPE_2",
            {"name": "NAME_2", "id": "GID_2", "admin1": "NAME_1", "country": "GID_0"},
            2,
        ),
        ("GID_0 GID_1 NAME_1", {"name": "NAME_1", "id": "GID_1", "country": "GID_0"}, 1),
        (
            "shapeName shapeISO shapeID shapeGroup shapeType",
            {
                "name": "shapeName", "id": "shapeID", "country": "shapeGroup", "level": "shapeType",
            },
            None,
        ),
        (
            "ADM0_EN ADM0_PCODE ADM1_EN ADM1_PCODE ADM2_EN ADM2_AR ADM2_PCODE validOn validTo",
            {
                "name": "ADM2_EN", "id": "ADM2_PCODE", "admin1": "ADM1_EN",
                "country": "ADM0_PCODE", "valid_from": "validOn", "valid_to": "validTo",
            },
            2,
        ),
        (
            "adm2_name adm2_pcode adm1_name iso2 valid_on valid_to",
            {
                "name": "adm2_name", "id": "adm2_pcode", "admin1": "adm1_name", "country": "iso2",
                "valid_from": "valid_on", "valid_to": "valid_to",
            },
            2,
        ),
        (
            "wof:id wof:name wof:placetype iso:country edtf:inception edtf:cessation "
            "name:rus_x_preferred",
            {
                "name": "wof:name", "id": "wof:id", "country": "iso:country",
                "level": "wof:placetype", "valid_from": "edtf:inception",
                "valid_to": "edtf:cessation",
            },
            None,
        ),
        (
            "adm1_code iso_3166_2 iso_a2 name name_alt name_ru",
            {"name": "name", "id": "iso_3166_2", "country": "iso_a2"},
            1,
        ),
        (
            "osm_id name name:ru admin_level boundary start_date end_date",
            {
                "name": "name", "id": "osm_id", "level": "admin_level",
                "valid_from": "start_date", "valid_to": "end_date",
            },
            None,
        ),
        (
            "NUTS_ID LEVL_CODE CNTR_CODE NAME_LATN NUTS_NAME",
            {"name": "NAME_LATN", "id": "NUTS_ID", "country": "CNTR_CODE", "level": "LEVL_CODE"},
            None,
        ),
        ("GEOID NAME", {"name": "NAME", "id": "GEOID"}, None),
    ],
)  # fmt: skip
def test_conventions(columns, roles, rank):
    found = columns_of("a", columns.split())
    assert (found.columns, found.rank) == (roles, rank)


def test_what_the_user_says_wins_and_what_nobody_says_is_asked_for():
    found = columns_of("a", ["GID_1", "NAME_1", "Rayon"], {"name": "rayon", "id": "gone"})
    assert (found.columns["name"], found.columns["id"], found.missing) == (
        "Rayon",
        "GID_1",
        ("gone",),
    )
    assert columns_of("a", ["who"], {"name": "who"}).columns == {"name": "who"}
    with pytest.raises(LayerError, match="its columns are who, what: say --districts-columns"):
        columns_of("a", ["who", "what"])


def test_further_spellings_are_found():
    found = columns_of("a", ["name", "osm_id", "name:ru", "name:hy", "alt_name", "note"])
    assert found.names == ("name:ru", "name:hy", "alt_name")


@pytest.mark.parametrize(
    ("value", "column", "rank"),
    [("ADM1", "shapeType", 1), (4, "admin_level", 1), ("8", "ADMIN_LEVEL", 3), ("region", "", 1),
     ("macroregion", "", 0.5), ("country", "", 0), (2.0, "LEVL_CODE", 2), ("?", "", None)],
)  # fmt: skip
def test_levels(value, column, rank):
    assert rank_of(value, column) == rank
