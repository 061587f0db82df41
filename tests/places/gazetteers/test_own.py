"""Gazetteers of the user's: every form, beside the shipped one, and one place under all names."""

import json
import zipfile

import geopandas
import pytest

from geomap import pipeline
from geomap.errors import InputError
from geomap.model import Place
from geomap.options import Options
from geomap.places.atlas import Atlas
from geomap.places.gazetteers.own import OwnGazetteer
from geomap.places.gazetteers.reading import read
from geomap.text import articles

# An invented village and a dam, a town that ships, and a former village, which is left out.
ROWS = (
    ("901", "Zorluqan", "Zorlugan,Зорлуган", "39.45", "47.05", "P", "PPL", "120"),
    ("902", 'Qara "Çinar" bəndi', "", "39.5", "47.1", "S", "DAM", "0"),
    ("147625", "Laçın", "Qırmızıkənd", "39.6", "46.55", "P", "PPLA2", "2300"),
    ("903", "Köhnəkənd", "", "39.5", "47.2", "P", "PPLH", "0"),
)
DUMP = "".join(
    f"{id_}\t{name}\t{name}\t{others}\t{lat}\t{lon}\t{class_}\t{code}\tAZ\t\t01\t\t\t\t{people}"
    "\t\t5\tAsia/Baku\t2020-01-01\n"
    for id_, name, others, lat, lon, class_, code, people in ROWS
)
CSV = (
    "\ufeffName;Longitude;Latitude;Country;Kind;Pop;Alternate Names\n"
    "Zorluqan;47.05;39.45;AZ;village;120;Zorlugan|Зорлуган\nNowhere;;;AZ;;;\n"
)


@pytest.fixture
def points():
    return geopandas.GeoDataFrame(
        {"name": ["Zorluqan"], "id": [901], "name:ru": ["Зорлуган"]},
        geometry=geopandas.points_from_xy([47.05], [39.45]), crs=4326,
    )  # fmt: skip


@pytest.fixture
def files(tmp_path, points):
    (tmp_path / "AZ.txt").write_text(DUMP, "utf-8")
    with zipfile.ZipFile(tmp_path / "AZ.zip", "w") as archive:
        archive.writestr("readme.txt", "What the columns are.\n")
        archive.writestr("AZ.txt", DUMP)
    (tmp_path / "a.csv").write_text(CSV, "utf-8")
    points.to_crs(32638).to_file(tmp_path / "a.gpkg")
    points.to_parquet(tmp_path / "geo.parquet")
    table = points.drop(columns="geometry").assign(lon=47.05, lat=39.45)
    table.to_parquet(tmp_path / "plain.parquet")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["AZ.txt", "AZ.zip", "a.csv", "a.gpkg", "geo.parquet", "plain.parquet"]
)
def test_every_form_knows_the_village(files, name):
    own = OwnGazetteer.open(files / name)
    (place,) = own.lookup("зорлуган")
    assert (place.name, place.level, place.lon, place.lat) == (
        "Zorluqan",
        "settlement",
        47.05,
        39.45,
    )
    assert own.kinds("ZORLUQAN") == {"settlement"}
    assert own.lookup("Köhnəkənd") == []
    assert own.by_id(place.id).id == place.id


def test_of_a_file_with_several_layers_the_one_that_is_named(files, points):
    points.to_file(files / "b.gpkg", layer="villages")
    points.assign(name="Other").to_file(files / "b.gpkg", layer="towns")
    known = Atlas.open(gazetteers=[f"{files / 'b.gpkg'}#villages"])
    assert [place.name for place in known.lookup("Зорлуган")] == ["Zorluqan"]
    with pytest.raises(InputError, match="has the layers villages, towns: say which"):
        Atlas.open(gazetteers=[str(files / "b.gpkg")])


def test_what_cannot_be_used_is_counted_or_refused(files):
    assert read(files / "a.csv")[1] == "1 rows without a name or a position left out"
    for name, text, words in [
        ("b.csv", "name,country\nAy,AZ\n", "no columns lon and lat; its columns are name, country"),
        ("b.csv", "who,lon,lat\nAy,1,2\n", "no column has the names of the places"),
        ("b.csv", "name,lon,lat\nAy,400,2\n", "no place with a name and a position"),
        ("b.txt", "one\ttwo\n", "line 1: 2 fields, where GeoNames' dump has 19"),
        ("b.docx", "x", "a gazetteer is a CSV, a dump of GeoNames"),
        ("b.parquet", "PAR1 and no more", "b.parquet cannot be read as Parquet"),
        ("b.csv", 'name,lon,lat\nA\ry,1,2,"' + "x" * (1 << 25), "b.csv is no table"),
        ("gone.csv", None, "no such file"),
    ]:
        if text is not None:
            (files / name).write_text(text)
        with pytest.raises(InputError, match=words):
            read(files / name)


def test_a_place_that_ships_is_the_shipped_one_under_all_its_names(files, gazetteer):
    atlas = Atlas.open(gazetteers=[str(files / "AZ.txt")])
    (renamed,) = atlas.lookup("Qırmızıkənd")
    shipped = gazetteer.by_id("geonames:147625")
    assert (renamed.id, renamed.name, renamed.lon) == (shipped.id, shipped.name, shipped.lon)
    assert [p.id for p in atlas.lookup("Lachin")] == [p.id for p in gazetteer.lookup("Lachin")]
    (village,) = atlas.lookup("Zorluqan")
    assert (village.id, village.country) == ("geonames:901", "AZ")
    assert set(village.district_ids) == {"AZ-CAB", "AZ-FUZ", "AZ-XVD"}
    (dam,) = atlas.lookup('Qara "Çinar" bəndi')
    assert dam.level == "feature"
    assert atlas.by_id("geonames:901") == village


def test_the_text_names_the_district_of_a_village_near_its_border(files):
    options = Options(gazetteers=(str(files / "a.csv"),))
    found = {}
    for district in ("Jabrayil", "Fuzuli"):
        article = articles.article_of(
            f"On 4 October 2020 Azerbaijani forces captured Zorluqan in {district} District.",
            "a.txt",
        )
        (located,) = pipeline.locate(pipeline.read(article, options), options)
        found[located.district] = located.place.id
    assert found == {"Jabrayil": "a:1", "Fizuli": "a:1"}


def test_a_real_gazetteer_as_the_user_s_own(shared):
    path = shared / "gis" / "wof_localities_AZ.parquet"
    atlas = Atlas.open(gazetteers=[str(path)])
    assert len(atlas.own[0]) == 4912
    for name in ("Qaraxanbəyli", "Mehdili", "Şükürbəyli", "Dashalty"):
        assert "AZ" in {place.country for place in atlas.lookup(name)}, name
    # What ships stays what it was, whatever it is called there.
    assert {p.id for p in atlas.lookup("Hadrut")} == {p.id for p in atlas.lookup("Гадрут")}


def test_villages_of_real_articles_are_in_the_district_that_the_gold_names(shared):
    layer = shared / "gis" / "wof_districts_15c_t0.002.parquet"
    own = shared / "gis" / "wof_localities_AZ.parquet"
    options = Options(districts=str(layer), gazetteers=(str(own),))
    spelled = {"Fuzuli": "Füzuli", "Jabrayil": "Cəbrayıl"}
    (article,) = articles.read(shared / "cases" / "01_karabakh2020_aras_valley.txt")
    gold = json.loads(
        (shared / "cases" / "01_karabakh2020_aras_valley.gold.json").read_text("utf-8")
    )
    wanted = {event["place"]: spelled[event["district"]] for event in gold["events"]}
    located = pipeline.locate(pipeline.read(article, options), options)
    placed = {one.claim.place: one.district for one in located if isinstance(one.place, Place)}
    assert len(placed) >= 25
    assert placed == {name: wanted[name] for name in placed}
