"""What publishers have: fetched from a server on this machine that answers in their formats.

The files are our own, written as GeoNames, geoBoundaries and Who's On First document theirs.
"""

import bz2
import hashlib
import json
import sqlite3
import zipfile
from io import BytesIO

import pytest
from click.testing import CliRunner
from shapely import box
from shapely.geometry import mapping

from geomap.cli import main
from geomap.errors import DataError, GeomapError, InputError, OutputError
from geomap.options import Options
from geomap.places.atlas import Atlas
from geomap.places.layers.opening import load
from geomap.places.layers.records import LayerRequest
from geomap.places.library import adding, downloading, keeping
from geomap.resources import atlas

ROW = (
    "901\tZorluqan\tZorluqan\tЗорлуган\t39.45\t47.05\tP\tPPL\tAZ\t\t01\t\t\t\t120\t\t5\t"
    "Asia/Baku\t2020-01-01\n"
)


def geonames_zip(text=ROW, name="AZ.txt"):
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "The main 'geoname' table has the following fields ...")
        archive.writestr(name, text)
    return data.getvalue()


def districts():
    shapes = {"Ay": box(47, 39, 48, 40), "Be": box(48, 39, 49, 40)}
    return [
        {
            "type": "Feature",
            "properties": {
                "shapeName": name, "shapeISO": "", "shapeID": f"{row}B", "shapeGroup": "AZE",
                "shapeType": "ADM2",
            },
            "geometry": mapping(shape),
        }
        for row, (name, shape) in enumerate(shapes.items())
    ]  # fmt: skip


def whosonfirst_db(path):
    """Tables geojson and spr as `wof-sqlite-index` makes them."""
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE geojson (id INTEGER NOT NULL, body TEXT, source TEXT, is_alt BOOLEAN, "
        "lastmodified INTEGER)"
    )
    connection.execute(
        "CREATE TABLE spr (id TEXT NOT NULL PRIMARY KEY, parent_id INTEGER, name TEXT, placetype "
        "TEXT, country TEXT, latitude REAL, longitude REAL, is_current INTEGER, is_deprecated "
        "INTEGER, is_superseded INTEGER, lastmodified INTEGER)"
    )
    units = [
        (11, "Ay", "county", box(47, 39, 48, 40), 0, "2020-07-17", ""),
        (12, "Old Ay", "county", box(47, 39, 47.5, 40), 0, "uuuu", "2020-07-17"),
        (13, "Gone", "county", box(47, 39, 47.5, 40), 1, "uuuu", "uuuu"),
        (14, "Zorluqan", "locality", box(47.04, 39.44, 47.06, 39.46), 0, "uuuu", "uuuu"),
    ]
    for id_, name, placetype, shape, deprecated, first, last in units:
        properties = {
            "wof:id": id_, "wof:name": name, "wof:placetype": placetype, "iso:country": "AZ",
            "edtf:inception": first, "edtf:cessation": last,
            "name:rus_x_preferred": [f"{name} по-русски"],
            "wof:concordances": {"gn:id": 901} if id_ == 14 else {},
        }  # fmt: skip
        body = {"type": "Feature", "id": id_, "properties": properties, "geometry": mapping(shape)}
        point = shape.centroid
        connection.execute("INSERT INTO geojson VALUES (?, ?, '', 0, 0)", (id_, json.dumps(body)))
        connection.execute(
            "INSERT INTO spr VALUES (?, 1, ?, ?, 'AZ', ?, ?, 1, ?, 0, 0)",
            (str(id_), name, placetype, point.y, point.x, deprecated),
        )
    connection.commit()
    connection.close()
    return bz2.compress(path.read_bytes())


class Mirror:
    """Files by path, with ETags and ranges; ``breaks`` connections end after so many bytes."""

    def __init__(self):
        self.files = {}
        self.breaks = []
        self.etag = '"v1"'
        self.asked = []
        self.length = None

    def __call__(self, request):
        self.asked.append((request.path, request.headers.get("Range")))
        data = self.files.get(request.path)
        if data is None:
            request.send_error(404)
            return
        start = 0
        asked = request.headers.get("Range")
        if asked and request.headers.get("If-Range") == self.etag:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        request.send_header("ETag", self.etag)
        request.send_header("Content-Length", self.length or str(len(data) - start))
        request.end_headers()
        stop = start + self.breaks.pop(0) if self.breaks else len(data)
        request.wfile.write(data[start:stop])


@pytest.fixture
def mirror():
    return Mirror()


@pytest.fixture
def address(mirror, server, tmp_path, monkeypatch):
    monkeypatch.setenv("GEOMAP_DATA", str(tmp_path / "library"))
    monkeypatch.setattr(downloading, "PAUSE", 0.0)
    return server(mirror)


def add(address, *what):
    return adding.add(what[0], what[1:], base=address, private=True)


def test_geonames_by_name_with_its_licence(mirror, address):
    mirror.files["/AZ.zip"] = geonames_zip()
    kept = add(address, "geonames", "az")
    assert (kept.name, kept.licence, kept.checked) == ("geonames:AZ", "CC BY 4.0", False)
    assert kept.sha256 == hashlib.sha256(mirror.files["/AZ.zip"]).hexdigest()
    known = Atlas.open(gazetteers=["geonames:AZ"])
    assert [place.id for place in known.lookup("Зорлуган")] == ["geonames:901"]
    assert Options(gazetteers=("geonames:AZ",)).added == [kept]


def test_geoboundaries_by_name_with_the_licence_of_the_layer(mirror, address):
    mirror.files["/AZE/ADM2/"] = json.dumps(
        {
            "boundaryISO": "AZE", "boundaryType": "ADM2", "boundaryYearRepresented": "2018",
            "boundarySource": "A ministry", "boundaryLicense": "CC BY 3.0 IGO",
            "gjDownloadURL": f"{address}/raw/geoBoundaries-AZE-ADM2.geojson",
        }
    ).encode()  # fmt: skip
    collection = {"type": "FeatureCollection", "features": districts()}
    mirror.files["/raw/geoBoundaries-AZE-ADM2.geojson"] = json.dumps(collection).encode()
    kept = add(address, "geoboundaries", "AZE", "ADM2")
    assert (kept.licence, kept.version) == ("CC BY 3.0 IGO", "2018")
    assert kept.attribution == "geoBoundaries, geoboundaries.org; A ministry"
    layer = load(LayerRequest(sources=("geoboundaries:AZE:ADM2",)))
    assert list(layer.frame["name"]) == ["Ay", "Be"]
    assert layer.titles == ("geoboundaries:AZE:ADM2",)
    assert set(layer.frame["country"]) == {"AZ"}


def test_whosonfirst_is_a_layer_with_dates_and_a_gazetteer(mirror, address, tmp_path):
    name = "whosonfirst-data-admin-az-latest.db.bz2"
    packed = whosonfirst_db(tmp_path / "wof.db")
    mirror.files[f"/{name}"] = packed
    digest = hashlib.sha256(packed).hexdigest()
    entry = {"name_compressed": name, "sha256_compressed": digest, "last_modified": "2024-01-01"}
    mirror.files["/inventory.json"] = json.dumps([{"name_compressed": "x"}, entry]).encode()
    kept = add(address, "whosonfirst", "AZ")
    assert (kept.checked, kept.version, kept.file) == (True, "2024-01-01", "whosonfirst-AZ.db")
    frame = load(LayerRequest(sources=("whosonfirst:AZ",))).frame
    assert list(frame["name"]) == ["Ay", "Old Ay"]
    assert [str(day) for day in frame["valid_to"]] == ["None", "2020-07-17"]
    known = Atlas.open(gazetteers=["whosonfirst:AZ"])
    assert [place.name for place in known.lookup("Zorluqan по-русски")] == ["Zorluqan"]
    mirror.files["/inventory.json"] = json.dumps([entry | {"sha256_compressed": "0" * 64}]).encode()
    with pytest.raises(InputError, match=r"but its publisher says 000000000000…; not kept"):
        add(address, "whosonfirst", "AZ")
    assert keeping.found("whosonfirst:AZ")[0] == kept
    del mirror.files["/inventory.json"]
    assert not add(address, "whosonfirst", "AZ").checked


def test_a_broken_connection_is_taken_up_where_it_broke(mirror, address):
    mirror.files["/AZ.zip"] = data = geonames_zip(ROW * 500 + "x" * 10)
    mirror.breaks = [100, 50]
    kept = add(address, "geonames", "AZ")
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert [asked for _, asked in mirror.asked] == [None, "bytes=100-", "bytes=150-"]


def test_what_came_is_kept_for_the_next_call_unless_the_file_has_changed(mirror, address):
    mirror.files["/AZ.zip"] = geonames_zip(ROW * 500)
    mirror.breaks = [60] * downloading.ATTEMPTS
    with pytest.raises(InputError, match="broke off 5 times; what came is kept"):
        add(address, "geonames", "AZ")
    assert keeping.listed() == []
    mirror.asked.clear()
    mirror.etag, mirror.files["/AZ.zip"] = '"v2"', geonames_zip(ROW)
    kept = add(address, "geonames", "AZ")
    assert mirror.asked == [("/AZ.zip", "bytes=300-")]
    assert kept.sha256 == hashlib.sha256(mirror.files["/AZ.zip"]).hexdigest()
    assert sorted(path.name for path in keeping.folder().iterdir()) == [
        "geonames-AZ.zip", "manifest.json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "path", "data", "words"),
    [
        (["geonames", "AZ"], "/AZ.zip", geonames_zip("0" * (70 << 20)), "would unpack to 70 MiB"),
        (["geonames", "AZ"], "/AZ.zip", b"version https://git-lfs.github.com/spec", "a pointer"),
        (["geonames", "AM"], "/AZ.zip", b"", "the server answers 404; check the name"),
        (["geoboundaries", "AZE", "ADM2"], "/AZE/ADM2/", b"<html>", "does not answer with JSON"),
        (["geoboundaries", "AZE", "ADM2"], "/AZE/ADM2/", b"{}", "names no file to download"),
        (["geonames", "AZE"], "/", b"", "geonames has no 'AZE'; write it as geonames AZ"),
        (["geoboundaries", "AZE"], "/", b"", "write it as geoboundaries UKR ADM2"),
        (["gadm", "AZ"], "/", b"", "'gadm' is no publisher that is known; use geonames"),
        (
            ["whosonfirst", "AZ"], "/whosonfirst-data-admin-az-latest.db.bz2",
            bz2.compress(b"0" * (70 << 20)), "would unpack to 65 MiB or more",
        ),
        (["geonames", "AZ"], "/AZ.zip", b"", "is no .zip but is empty"),
        (["geonames", "AZ"], "/AZ.zip", b"<html>busy", "is no .zip but begins with b'<html>busy'"),
        (
            ["whosonfirst", "AZ"], "/whosonfirst-data-admin-az-latest.db.bz2",
            bz2.compress(b"<html>busy"), "is no .db but begins with b'<html>busy'",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_one_line(mirror, address, what, path, data, words):
    mirror.files[path] = data
    with pytest.raises(GeomapError, match=words) as caught:
        add(address, *what)
    assert "\n" not in str(caught.value)
    assert keeping.listed() == []
    if keeping.folder().exists():
        assert list(keeping.folder().iterdir()) == []


@pytest.mark.parametrize("length", ["abc", "-5", "1" * 5000])
def test_a_length_that_is_none_is_not_believed(mirror, address, length):
    mirror.files["/AZ.zip"], mirror.length = geonames_zip(), length
    assert add(address, "geonames", "AZ").size == len(mirror.files["/AZ.zip"])


def test_a_full_disk_is_not_the_servers_fault(mirror, address):
    mirror.files["/AZ.zip"] = geonames_zip()
    keeping.folder().mkdir(parents=True)
    (keeping.folder() / "geonames-AZ.zip.part").symlink_to("/dev/full")
    with pytest.raises(OutputError, match=r"cannot write .*AZ\.zip\.part: No space left"):
        add(address, "geonames", "AZ")
    assert len(mirror.asked) == 1


def test_sizes_are_limited_and_private_addresses_refused(mirror, address, tmp_path):
    mirror.files["/AZ.zip"] = b"0" * 5000
    with pytest.raises(InputError, match="larger than 0 MiB"):
        downloading.download(f"{address}/AZ.zip", tmp_path / "a", private=True, maximum=1000)
    with pytest.raises(InputError, match="not a public address"):
        adding.add("geonames", ["AZ"], base=address)


def test_a_file_that_changed_or_went_is_not_used(mirror, address):
    mirror.files["/AZ.zip"] = geonames_zip()
    add(address, "geonames", "AZ")
    path = keeping.folder() / "geonames-AZ.zip"
    path.write_bytes(b"other")
    with pytest.raises(DataError, match="has changed since it was added; say again: geomap data"):
        keeping.found("geonames:AZ")
    path.unlink()
    with pytest.raises(DataError, match="say again: geomap data add geonames AZ"):
        keeping.found("geonames:AZ")
    with pytest.raises(InputError, match="was not added yet; say: geomap data add geonames AM"):
        atlas(Options(gazetteers=("geonames:am",)))


def test_the_command_adds_lists_and_removes(mirror, address):
    mirror.files["/AZ.zip"] = geonames_zip()
    run = CliRunner().invoke
    more = ["--from", address, "--allow-private-addresses"]
    added = run(main, ["data", "add", "geonames", "AZ", *more])
    assert added.exit_code == 0
    assert "geonames:AZ: 0.0 MB in " in added.stderr
    assert "licence CC BY 4.0; sha256 " in added.stderr
    (row,) = json.loads(run(main, ["data", "list", "--format", "json"]).stdout)
    assert (row["name"], row["licence"]) == ("geonames:AZ", "CC BY 4.0")
    assert "geonames:AZ" in run(main, ["data", "list"]).stdout
    assert run(main, ["data", "remove", "geonames:az"]).exit_code == 0
    assert keeping.listed() == []
    gone = run(main, ["data", "remove", "geonames:AZ"])
    assert (gone.exit_code, gone.stderr) == (
        1,
        "geomap: geonames:AZ was not added; there is nothing\n",
    )
