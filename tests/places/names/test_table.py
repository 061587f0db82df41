"""The user's own table of names: it wins, and labels are nothing but labels."""

import pytest

from geomap.errors import InputError
from geomap.model import Place
from geomap.places.districts.assigning import assign_districts
from geomap.places.names.table import NameTable
from geomap.places.resolving.locating import locate

KARABAKH = ["Azerbaijan", "Armenia", "Baku"]


@pytest.fixture
def table(tmp_path, gazetteer):
    def write(*rows):
        path = tmp_path / "names.csv"
        path.write_text("\n".join(rows), "utf-8")
        return NameTable.read(path, gazetteer.lookup, gazetteer.by_id)

    return write


def find(table, gazetteer, layer, claims):
    def candidates(name):
        return table.lookup(name) or gazetteer.lookup(name)

    found = assign_districts(locate(claims, candidates, context=KARABAKH), layer)
    return [table.label_located(each) for each in found]


def test_a_name_of_the_table_wins_over_everything(table, gazetteer, layer, claim):
    given = table(
        "name,place_id,lon,lat,level,country",
        "Baku,,46.5,39.5,settlement,TR",  # in no country of the article, and nowhere near Baku
        "Nagorno-Karabakh,unit:AZ-XVD,,,,",  # a named region elsewhere
        "Fuzuli,unit:AZ-FUZ,,,,",
        "Hill 2020,,46.93,39.99,feature,AZ",
    )
    names = ["Baku", "Nagorno-Karabakh", "Fuzuli", "Fuzuli District", "Hill 2020"]
    claims = [claim(name, "settlement" if name == "Fuzuli" else None) for name in names]
    found = find(given, gazetteer, layer, claims)
    ids = ["name:baku", "unit:AZ-XVD", "unit:AZ-FUZ", "unit:AZ-FUZ", "name:hill-2020"]
    assert [each.place.id for each in found] == ids
    assert [each.precision for each in found] == ["point", *["district"] * 3, "point"]
    assert all("the user's table of names says so" in each.why for each in found)
    assert found[4].district_id == "AZ-AGM"


def test_labels_change_nothing_but_names(table, gazetteer, layer, claim):
    claims = [claim("Kalbajar"), claim("Kelbajar", "district"), claim("Lachin", "district")]
    labels = table("name,display,country", "Kalbajar,Karvachar,AZ", ",,", "Lachin,Berdzor,AZ")
    plain = find(table("name"), gazetteer, layer, claims)
    shown = find(labels, gazetteer, layer, claims)
    assert [each.place.name for each in shown] == ["Karvachar", "Karvachar", "Berdzor"]
    assert [each.district for each in shown] == ["Karvachar", "Karvachar", "Berdzor"]

    def bare(each):
        place = each.place
        return (place.id, place.lon, place.lat, place.level, each.precision, each.district_id)

    assert [bare(each) for each in shown] == [bare(each) for each in plain]
    assert not labels.places  # what a text calls them is looked up as ever


def test_a_label_may_go_by_id_alone(table, gazetteer):
    given = table("name,place_id,display", ",unit:AZ-KAL,Kəlbəcər")
    assert given.label(gazetteer.by_id("unit:AZ-KAL")).name == "Kəlbəcər"
    assert given.lookup("Kalbajar") == []
    other = Place(id="geonames:1", name="Kalbajar", lon=0, lat=0, level="settlement")
    assert given.label(other) == other


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["place,lon"], "no column 'name', only place, lon; the columns are name"),
        (["name,colour", "A,red"], "column 'colour' is unknown"),
        (["name,lon,lat", "Aghdam,46.9,"], "line 2: lat is ''; write degrees from -90 to 90"),
        (["name,lon,lat", "Aghdam,nan,40"], "line 2: lon is 'nan'"),
        (["name,place_id", "Aghdam,unit:XX"], "place_id is 'unit:XX', which no gazetteer knows"),
        (["name,lon,lat,level", "Aghdam,1,2,hamlet"], "level is 'hamlet'; use country, region"),
        (["name,lon,lat,country", "Aghdam,1,2,Azerbaijan"], "country is 'Azerbaijan'; write its"),
        (["name,lon", "Aghdam,"], "give place_id, or lon and lat, or display"),
        (["name,place_id", "A b,unit:AZ-KAL", "a B,unit:AZ-LAC"], "'a B' has another place"),
        (["name,lon,lat", "?,1,2"], "line 2: name is '?'"),
        (['name,display', 'A,"b'], "not CSV"),
    ],
)  # fmt: skip
def test_a_bad_table_is_refused_in_one_line(table, rows, message):
    with pytest.raises(InputError) as caught:
        table(*rows)
    assert message in str(caught.value)
    assert "names.csv" in str(caught.value)


def test_a_table_that_is_missing_or_not_text_is_refused(tmp_path, gazetteer):
    with pytest.raises(InputError, match="cannot be read"):
        NameTable.read(tmp_path / "none.csv", gazetteer.lookup, gazetteer.by_id)
    (tmp_path / "names.csv").write_bytes("name\nAğdam".encode("utf-16"))
    with pytest.raises(InputError, match="save it as UTF-8"):
        NameTable.read(tmp_path / "names.csv", gazetteer.lookup, gazetteer.by_id)
