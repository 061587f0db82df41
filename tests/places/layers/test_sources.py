"""Every format, and every bad file: read and reported, or refused in one line."""

import gzip
import json
import zipfile
from io import BytesIO

import geopandas
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from geomap.errors import GeomapError, InputError, LayerError
from geomap.places.layers.records import kept_path

UTM = "EPSG:32638"


@pytest.fixture
def cyrillic(small):
    return small.assign(name=["Агдамский район", "Кельбаджарский район"])


@pytest.mark.parametrize(
    "name", ["a.gpkg", "a.geojson", "a.shp", "a.fgb", "a.parquet", "a.gml", "a.kml", "a.sqlite"]
)
def test_every_format_gives_the_same_layer(opened, cyrillic, tmp_path, name):
    path = tmp_path / name
    if name.endswith("parquet"):
        cyrillic.to_parquet(path)
    else:
        cyrillic.rename(columns={"name": "Name"} if "kml" in name else {}).to_file(path)
    frame = opened(path).frame
    assert list(frame["name"]) == list(cyrillic["name"])
    found = shapely.normalize(frame.geometry[0])
    assert found.equals_exact(shapely.normalize(cyrillic.geometry[0]), 1e-6)
    assert set(frame["country"]) == {"AZ"}


def test_parquet_without_its_geography_and_without_its_reader(opened, small, tmp_path, monkeypatch):
    path = tmp_path / "plain.parquet"
    table = small.drop(columns="geometry").assign(geometry=shapely.to_wkb(small.geometry))
    table.to_parquet(path)
    layer = opened(path)
    assert layer.frame.geometry[1].equals(small.geometry[1])
    assert "states no reference system" in layer.repairs[0]
    monkeypatch.setattr("geomap.places.layers.sources.find_spec", lambda _name: None)
    with pytest.raises(LayerError, match=r"pip install 'geomap-control\[parquet\]'"):
        opened(path)


def test_a_file_of_several_layers_is_asked_for_one(opened, small, tmp_path):
    path = tmp_path / "all.gpkg"
    small.to_file(path, layer="districts")
    small.iloc[:1].to_file(path, layer="provinces")
    small.set_geometry(small.representative_point()).to_file(path, layer="towns")
    with pytest.raises(LayerError, match=r"has the layers districts, provinces: say which, as"):
        opened(path)
    assert len(opened(f"{path}#provinces").frame) == 1
    assert len(opened(path, layer="districts").frame) == 2
    with pytest.raises(LayerError, match="no layer 'rivers'; it has districts"):
        opened(f"{path}#rivers")


def test_zipped_shapefiles_in_old_encodings(opened, cyrillic, tmp_path):
    folder = tmp_path / "shapes"
    folder.mkdir()
    cyrillic.to_file(folder / "rayony.shp", encoding="cp1251")
    (folder / "rayony.cpg").unlink()
    table = bytearray((folder / "rayony.dbf").read_bytes())
    table[29] = 0  # says no encoding
    (folder / "rayony.dbf").write_bytes(table)
    packed = tmp_path / "rayony.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for each in sorted(folder.iterdir()):
            archive.write(each, f"deep/er/{each.name}")
    for source in (packed, folder):
        layer = opened(source)
        assert list(layer.frame["name"]) == list(cyrillic["name"])
        assert layer.repairs == ("texts of unstated encoding read as CP1251",)


def test_encodings_mixed_in_one_table_are_told_apart_cell_by_cell(opened, cyrillic, tmp_path):
    cyrillic.to_file(tmp_path / "a.shp", encoding="cp1251")
    table = (tmp_path / "a.dbf").read_bytes()
    old, new = "Агдамский район".encode("cp1251"), "Ағдам ауданы".encode()
    (tmp_path / "a.dbf").write_bytes(table.replace(old.ljust(len(new)), new))
    layer = opened(tmp_path / "a.shp")
    assert list(layer.frame["name"]) == ["Ағдам ауданы", "Кельбаджарский район"]
    assert layer.repairs == ("texts in UTF-8 and CP1251 mixed: each read as it is",)


def test_geojson_that_is_not_utf_8(opened, cyrillic, tmp_path):
    text = cyrillic.to_json(ensure_ascii=False)
    (tmp_path / "a.geojson").write_bytes(text.encode("cp1251"))
    layer = opened(tmp_path / "a.geojson")
    assert list(layer.frame["name"]) == list(cyrillic["name"])
    assert "texts not in UTF-8 read as CP1251" in layer.repairs


def test_a_folder_is_all_the_layers_in_it(opened, small, tmp_path):
    small.to_file(tmp_path / "a.gpkg")
    small.assign(geometry=small.translate(xoff=3), id=["c", "d"]).to_file(tmp_path / "b.fgb")
    (tmp_path / "notes.txt").write_text("not a layer")
    layer = opened(tmp_path)
    assert list(layer.frame["district_id"]) == ["a", "b", "c", "d"]
    assert layer.titles == (f"{tmp_path.name}/a.gpkg", f"{tmp_path.name}/b.fgb")


def test_a_unit_that_two_layers_have_is_one(opened, small, tmp_path):
    small.to_file(tmp_path / "a.gpkg")
    small.assign(name=["Ay", "Ce"]).to_file(tmp_path / "b.gpkg")
    layer = opened(tmp_path / "a.gpkg", tmp_path / "b.gpkg")
    assert list(layer.frame["district_id"]) == ["a", "b", "b~2"]
    assert "b.gpkg: 1 unit that another layer has left out (Ay)" in layer.repairs


def test_an_address_is_fetched_as_typed(opened, small, tmp_path, server, send):
    small.to_file(tmp_path / "a.gpkg", layer="districts")
    data = (tmp_path / "a.gpkg").read_bytes()
    address = server(send(data, "application/octet-stream"))
    with pytest.raises(InputError, match="not a public address"):
        opened(f"{address}/a.gpkg")
    for path in ("/a.gpkg", "/download?id=7", "/a.gpkg#districts"):
        layer = opened(address + path, private=True)
        assert list(layer.frame["name"]) == ["Ay", "Be"]
    assert layer.titles == ("a.gpkg from 127.0.0.1",)
    with pytest.raises(InputError, match="answers 404"):
        opened(server(send(b"", status=404)) + "/a.gpkg", private=True)


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b"0" * (65 << 20))


def nested(path, depth, pad=0):
    """A zip in a zip in a zip, and each level with some bytes beside it."""
    data, name = collection(box(47, 39, 48, 40)).encode(), "a.geojson"
    for level in range(depth):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
            archive.writestr("pad.bin", b"0" * pad)
        data, name = packed.getvalue(), f"{level}.zip"
    path.write_bytes(data)


def gzip_bomb(path):
    path.write_bytes(gzip.compress(b"0" * (66 << 20), 9))


def collection(*shapes):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": "Ay"},
                    "geometry": each.__geo_interface__,
                }
                for each in shapes
            ],
        }
    )


VRT = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>'
WFS = "<OGRWFSDataSource><URL>http://192.0.2.1/wfs</URL></OGRWFSDataSource>"


@pytest.mark.parametrize(
    ("name", "write", "words"),
    [
        ("gone.gpkg", None, "no such file; check the path"),
        ("a.geojson", "no layer", "cannot be read as a polygon layer"),
        ("a.gpkg", "", "cannot be read as a polygon layer"),
        ("a.parquet", "PAR1", "cannot be read as a polygon layer"),
        ("a.shp", "\x00" * 100, "cannot be read as a polygon layer"),
        ("a.geojson", collection(), "holds no polygons: it has no rows"),
        ("a.geojson", collection(LineString([(0, 0), (1, 1)])), "holds no polygons: of its 1 row"),
        ("a.geojson", collection(box(5e5, 4e6, 6e5, 5e6)), "which is no degree: say which with"),
        ("a.vrt", VRT, "holds no layer but says where one is"),
        ("a.xml", WFS, "holds no layer but says where one is"),
        ("a.zip", bomb, r"would unpack to 65 MiB or more, 1,\d+ times"),
        ("a.geojson.gz", gzip_bomb, "would unpack to 65 MiB or more"),
        ("a.zip", lambda path: nested(path, 3), "0.zip is packed 3 times over"),
        # Neither is a bomb alone: 40 MiB each.
        ("a.zip", lambda path: nested(path, 2, 40 << 20), "0.zip would unpack to 80 MiB"),
        ("a.zip", "PK\x03\x04", "no sound zip archive|cannot be unpacked"),
        ("a.csv", "name,id\nAy,a\n", "a table without outlines"),
        ("empty.zip", lambda path: zipfile.ZipFile(path, "w").close(), "holds no file of a format"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(opened, tmp_path, name, write, words):
    path = tmp_path / name
    if callable(write):
        write(path)
    elif write is not None:
        path.write_text(write)
    with pytest.raises(GeomapError, match=words) as caught:
        opened(path)
    assert "\n" not in str(caught.value)
    assert name.split(".")[0] in str(caught.value) or "0.zip" in words


def test_a_zip_in_a_zip_is_a_layer(opened, tmp_path):
    nested(tmp_path / "a.zip", 2)
    assert list(opened(tmp_path / "a.zip").frame["name"]) == ["Ay"]


def test_a_wrong_reference_system_shows_by_the_country(opened, small, tmp_path):
    small.to_crs("EPSG:32638").set_crs("EPSG:32612", allow_override=True).to_file(
        tmp_path / "a.gpkg"
    )
    with pytest.raises(LayerError, match="no unit lies near AZ, the country it names"):
        opened(tmp_path / "a.gpkg")
    right = opened(tmp_path / "a.gpkg", crs=UTM)
    assert right.frame.geometry[0].equals_exact(small.geometry[0], 1e-6)


def test_a_script_in_a_name_is_a_name(opened, small, tmp_path):
    name = "<script>alert(1)</script>\x07 | \n{{ 7 * 7 }}"
    small.assign(name=[name, "Be"]).to_file(tmp_path / "a.geojson")
    frame = opened(tmp_path / "a.geojson").frame
    assert frame["name"][0] == "<script>alert(1)</script> | {{ 7 * 7 }}"
    assert frame["names"][0] == "<script>alert(1)</script>   {{ 7 * 7 }}"


def test_ids_are_made_where_there_are_none_and_told_apart_where_they_are_doubled(
    opened, small, tmp_path
):
    small.drop(columns="id").to_file(tmp_path / "a.gpkg")
    assert list(opened(tmp_path / "a.gpkg").frame["district_id"]) == ["AZ-ay", "AZ-be"]
    small.assign(id=["x", "x"]).to_file(tmp_path / "b.gpkg")
    assert list(opened(tmp_path / "b.gpkg").frame["district_id"]) == ["x", "x~2"]


def test_columns_as_the_user_names_them(opened, small, tmp_path):
    small.rename(columns={"name": "rayon_adi", "id": "kod"}).to_file(tmp_path / "a.gpkg")
    with pytest.raises(LayerError, match="its columns are rayon_adi, kod, country: say"):
        opened(tmp_path / "a.gpkg")
    layer = opened(tmp_path / "a.gpkg", columns=(("name", "rayon_adi"), ("id", "KOD")))
    assert list(layer.frame["district_id"]) == ["a", "b"]
    with pytest.raises(LayerError, match=r"no column 'gone' in a\.gpkg"):
        opened(tmp_path / "a.gpkg", columns=(("name", "rayon_adi"), ("id", "gone")))
    with pytest.raises(LayerError, match="has 'colour'; the roles are name, id, admin1"):
        opened(tmp_path / "a.gpkg", columns=(("colour", "kod"),))


def test_countries_are_no_units(opened, small, tmp_path):
    world = small.assign(placetype=["country", "region"])
    world.to_file(tmp_path / "a.gpkg")
    layer = opened(tmp_path / "a.gpkg")
    assert list(layer.frame["level"]) == ["region"]
    assert "1 country left out (Ay)" in layer.repairs
    world.iloc[:1].to_file(tmp_path / "b.gpkg")
    with pytest.raises(LayerError, match=r"holds countries, not their units \(Ay\)"):
        opened(tmp_path / "b.gpkg")


@pytest.mark.long
def test_a_polygon_of_a_million_vertices(opened, tmp_path):
    round_ = Point(47, 40).buffer(0.5, quad_segs=250_000)
    frame = geopandas.GeoDataFrame({"name": ["Ay"]}, geometry=[round_], crs=4326)
    frame.to_file(tmp_path / "a.fgb")
    assert abs(opened(tmp_path / "a.fgb").frame.geometry[0].area - round_.area) < 1e-4


def test_a_real_mess_is_mended_and_every_mend_is_said(opened, tmp_path):
    frame = geopandas.GeoDataFrame(
        {"name": ["Ay", "Be", "Be", "Ce", None], "id": ["a", "b", "b", "c", "d"]},
        geometry=[
            Polygon([(47, 40), (48, 41), (48, 40), (47, 41)]),
            box(49, 40, 50, 41),
            box(49, 42, 50, 43),
            None,
            box(49.999, 40, 51, 41),
        ],
        crs=4326,
    )
    frame.to_file(tmp_path / "a.gpkg")
    layer = opened(tmp_path / "a.gpkg")
    assert layer.repairs == (
        "1 unit without a name, called by id or number",
        "1 row without an outline left out (Ce)",
        "1 outline that crosses itself mended (Ay)",
        "2 rows joined to 1 unit (Be)",
        "1 unit of no known country (d)",
        "1 sliver between neighbours closed, 9.4 km² in all",
    )
    (note,) = layer.notes
    assert note.startswith("a.gpkg: 3 units; columns name=name, id=id; 1 unit without a name")


def test_a_layer_of_a_file_is_kept_by_the_whole_path(tmp_path, monkeypatch):
    """A case is run from other folders as well."""
    (tmp_path / "a.gpkg").touch()
    (tmp_path / "b#1.gpkg").touch()
    monkeypatch.chdir(tmp_path)
    assert kept_path("a.gpkg#districts") == f"{tmp_path.resolve() / 'a.gpkg'}#districts"
    assert kept_path("b#1.gpkg") == str(tmp_path.resolve() / "b#1.gpkg")
    assert kept_path("none.gpkg#x") == "none.gpkg#x"
