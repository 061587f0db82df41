"""The shipped gazetteer: what it finds, in which order, how fast, from where."""

import csv
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geomap.errors import DataError
from geomap.places.gazetteers.shipped import Gazetteer

SHARED = Path(__file__).resolve().parents[4] / "shared"


def ids(places):
    return [place.id for place in places]


def test_a_name_in_any_script_leads_to_the_same_unit(gazetteer):
    for name in ["Lachin", "Laçın", "Лачин", "Լաչին", "Berdzor", "LACHIN"]:
        assert "unit:AZ-LAC" in ids(gazetteer.lookup(name)), name
    assert "unit:AZ-LAC" not in ids(gazetteer.lookup("Lankaran"))


def test_the_spelling_asked_for_comes_first(gazetteer):
    # "Şuşa" folds to the key of Sousse and of Susz; only one is written so.
    found = gazetteer.lookup("Şuşa")
    assert {"unit:AZ-SUS", "geonames:147105"} <= set(ids(found[:4]))
    assert gazetteer.lookup("Susz")[0].country == "PL"


def test_places_that_packaged_gazetteers_lack(gazetteer):
    for name, unit in [
        ("Hadrut", "AZ-XVD"),
        ("Martakert", "AZ-TAR"),
        ("Мадагиз", "AZ-TAR"),
        ("Թալիշ", "AZ-TAR"),
        ("Makeevka", "UA-09"),
    ]:
        assert (unit,) in [place.district_ids for place in gazetteer.lookup(name)], name


def test_a_town_belongs_to_the_unit_it_is_counted_to_not_to_a_coarse_polygon(gazetteer):
    for name, unit in [("Jabrayil", "AZ-CAB"), ("Lachin", "AZ-LAC")]:
        town = next(p for p in gazetteer.lookup(name) if p.level == "settlement")
        assert town.district_ids == (unit,)


def test_a_unit_is_found_with_the_word_for_its_kind(gazetteer):
    assert ids(gazetteer.lookup("Fuzuli District")) == ["unit:AZ-FUZ"]
    assert gazetteer.lookup("Luhansk Oblast")[0].id == "unit:UA-09"
    # No polygon, but a place: a raion of Ukraine.
    raion = gazetteer.lookup("Svatove Raion")[0]
    assert (raion.level, raion.country, raion.district_ids) == ("district", "UA", ())


def test_sound_is_the_last_resort_and_says_so(gazetteer):
    assert not gazetteer.kinds("Kelbadzhaar")
    (place, *_) = gazetteer.lookup("Kalbadjar")
    assert place.country == "AZ"
    found = gazetteer.lookup("Hrekivka")  # known to no gazetteer we have
    assert all(place.source.endswith("(by sound)") for place in found)


def test_capitals_count_for_abbreviations(gazetteer):
    assert "country" in gazetteer.kinds("US")
    assert "country" in gazetteer.kinds("U.S.")
    assert "country" not in gazetteer.kinds("Us")


def test_named_regions_are_places(gazetteer):
    place = gazetteer.lookup("Arts'akh")[0]
    assert place.level == "named_region"
    assert set(place.district_ids) == {"AZ-SUS", "AZ-TAR", "AZ-XA", "AZ-XCI", "AZ-XVD"}


def test_nothing_is_found_for_nothing(gazetteer):
    for name in ["", " ", "—", "Qxyzzy Blorp", "\0", "'; DROP TABLE names; --"]:
        assert gazetteer.lookup(name) == []
        assert gazetteer.kinds(name) == frozenset()


def test_an_id_leads_back_to_its_place(gazetteer):
    for name in ["Lachin", "Hadrut", "Donbas", "Ukraine", "Damascus"]:
        for place in gazetteer.lookup(name):
            found = gazetteer.by_id(place.id)
            assert (found.id, found.lon, found.lat) == (place.id, place.lon, place.lat)
    assert gazetteer.by_id("geonames:1") is None


def test_threads_and_processes_may_share_it(gazetteer):
    names = ["Lachin", "Aghdam", "Kharkiv", "Homs"] * 25
    expected = [ids(Gazetteer(gazetteer.path).lookup(name)) for name in names[:4]] * 25
    fresh = Gazetteer(gazetteer.path)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda name: ids(fresh.lookup(name)), names)) == expected
    assert ids(pickle.loads(pickle.dumps(gazetteer)).lookup("Lachin")) == expected[0]


def test_a_lookup_reads_no_table_through_and_none_twice(gazetteer):
    """SQLite counts its own work: in tens of steps, where a table has hundreds of thousands."""
    fresh = Gazetteer(gazetteer.path)
    steps = []
    fresh._connection().set_progress_handler(lambda: steps.append(None), 10)
    words = [f"{first}{second}" for first in ("Fo", "Pari", "Lachi") for second in "abcdefghmnos"]
    for word in words:
        fresh.kinds(word)
    assert 0 < len(steps) < 100 * len(words)
    steps.clear()
    for word in words:
        fresh.kinds(word)
    assert not steps


def test_opening_it_brings_in_no_heavy_package():
    code = (
        "import sys; from geomap.places.gazetteers.shipped import Gazetteer;"
        "Gazetteer.open().lookup('Homs');"
        "print([m for m in ('pandas', 'geopandas', 'numpy', 'spacy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_no_gazetteer_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere.sqlite is missing"):
        Gazetteer.open(tmp_path / "nowhere.sqlite")
    (tmp_path / "bad.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(DataError, match=r"bad.sqlite is not a gazetteer"):
        Gazetteer.open(tmp_path / "bad.sqlite")


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there")
def test_spellings_of_the_karabakh_districts(gazetteer):
    """At least 120 of the 123 spellings; 75 was the best of any single source."""
    with (SHARED / "gis/names_hits.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {row["district"]: set(ids(gazetteer.lookup(row["district"]))) for row in rows}
    hits = [row for row in rows if known[row["district"]] & set(ids(gazetteer.lookup(row["form"])))]
    assert len(hits) >= 120


def test_a_refinery_is_at_its_town_and_is_not_the_town(gazetteer):
    (refinery, *_) = gazetteer.lookup("Baiji oil refinery")
    town = next(p for p in gazetteer.lookup("Baiji") if p.level == "settlement")
    assert (refinery.level, refinery.name) == ("feature", "Bayjī oil refinery")
    assert (refinery.lon, refinery.lat) == (town.lon, town.lat)
    assert refinery.id != town.id
    assert gazetteer.by_id(refinery.id) is None
    assert not gazetteer.kinds("Baiji oil refinery")
