"""The store keeps everything once, whatever the order, and whichever database is below it."""

from __future__ import annotations

import contextlib
import resource
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geomap import pipeline
from geomap.case import schema
from geomap.case.database import Looks
from geomap.case.figures import Added, Run
from geomap.case.layers import Layers, layers_of
from geomap.case.store import Store, open_store
from geomap.control.corrections.decisions import correction_of
from geomap.errors import CaseError, InputError
from geomap.model import Article

RUN = Run(
    number=0, inputs="i", recipe="r", settings="{}", rules="plain", articles=1, corrections=0,
    claims=2, spells=1, chains=0, unplaced=1, contradictions=0, orphaned=0,
)  # fmt: skip
LOOKS = Looks({}, lambda _: "")
WHO = {"by": "me", "when": "2020-11-21T10:00:00Z"}


def layers(make: Any, *articles: Article) -> Layers:
    read = [make.read(each) for each in articles]
    located = [each for _, places in read for each in places]
    result = pipeline.concluded([reading for reading, _ in read], located)
    return layers_of(located, result.timeline, result.articles, pipeline.layer(pipeline.Options()))


def test_articles_are_kept_once_in_the_order_of_their_ids(store: Store, make: Any) -> None:
    articles = [make.note(number) for number in range(450)]  # more than two pages
    assert store.add_articles(articles[:100]) == Added(100, 0, 0)
    assert store.add_articles(reversed(articles)) == Added(350, 100, 0)
    assert list(store.articles()) == sorted(articles, key=lambda each: each.id)
    whole = Article(
        id="z'\"\\%?", name="`", text="date 2020-01-01 Ω \U0001f30d; DROP TABLE articles; --",
        body=16, published=date(1, 1, 1), title="t", source="s", url="u", language="en",
        licence="l",
    )  # fmt: skip
    store.add_articles([whole])
    assert [each for each in store.articles() if each.id == whole.id] == [whole]


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 a pair"])
def test_what_no_database_keeps_is_refused(store: Store, make: Any, text: str) -> None:
    with pytest.raises(InputError, match=r"bad\.txt: has a character"):
        store.add_articles([make.note(1), Article(id="x", name="bad.txt", text=text)])
    assert list(store.articles()) == []  # all or nothing
    told: list[InputError] = []
    inputs = [("a.txt", [make.note(1)]), (None, [Article(id="x", name="bad.txt", text=text)])]
    assert store.add_inputs(inputs, told.append) == Added(1, 0, 0)
    assert len(told) == 1


def test_readings_are_kept_once_for_each_recipe(store: Store, make: Any) -> None:
    articles = sorted((make.note(number) for number in range(5)), key=lambda each: each.id)
    store.add_articles(articles)
    batch = [make.read(each) for each in articles[:3]]
    assert store.save_readings("r1", batch) == 3
    assert store.save_readings("r1", [*batch, make.read(articles[3])]) == 1
    assert list(store.unread("r1")) == articles[4:]
    assert list(store.unread("r2")) == articles
    assert list(store.readings("r1")) == [make.read(each) for each in articles[:4]]
    assert list(store.readings("r2")) == []
    store.save_recipe("r1", '{"language": "en"}')
    store.save_recipe("r1", '{"language": "en"}')
    assert store.recipes() == {"r1": '{"language": "en"}'}


def test_an_article_with_another_text_is_read_anew(store: Store, make: Any) -> None:
    first, other = make.note(1), make.note(2)
    store.add_articles([first, other])
    store.save_readings("r", [make.read(first), make.read(other)])
    edited = replace(first, text=first.text.replace("It rained", "It snowed"))
    assert store.add_articles([edited]) == Added(0, 0, 1)
    assert list(store.unread("r")) == [edited]
    assert store.save_readings("r", [make.read(first)]) == 0  # of a text that is gone


def test_a_file_that_holds_another_article_now_replaces_the_old_one(
    store: Store, make: Any
) -> None:
    old, new = make.note(1), make.note(2)
    store.add_articles([old], origin="a.txt")
    store.add_articles([make.note(3)], origin="b.txt")
    store.add_articles([new], origin="a.txt")
    assert {each.id for each in store.articles()} == {new.id, make.note(3).id}
    assert store.status().replaced == 1
    store.add_articles([old], origin="a.txt")  # back again
    assert {each.id for each in store.articles()} == {old.id, make.note(3).id}


def test_corrections_come_in_the_order_in_which_they_were_made(store: Store, make: Any) -> None:
    (claim, *_) = make.read(make.note(1))[0].claims
    made = [
        correction_of(claim, "change", {"to_actor": f"Side {number}", "share": 0.5}, **WHO)
        for number in range(3)
    ]
    assert store.add_corrections(made) == 3
    assert store.add_corrections(made[::-1]) == 0
    assert store.corrections() == made


def test_a_run_replaces_the_layers_of_the_last(store: Store, make: Any, contents: Any) -> None:
    one, two = make.note(1), make.note(2)
    assert store.save_conclusions(RUN, layers(make, one), LOOKS).number == 1
    before = contents(store)
    assert store.save_conclusions(RUN, layers(make, one), LOOKS).number == 1
    assert contents(store) == before
    again = replace(RUN, inputs="j", claims=4)
    assert store.save_conclusions(again, layers(make, one, two), LOOKS).number == 2
    assert [each.number for each in store.runs()] == [1, 2]
    after = contents(store)
    assert len(after["claims"]) == 4
    assert len(after["claim_versions"]) == 4  # the two of the first run are not kept twice
    first = [replace(each, candidates=()) for each in make.read(one)[1]]
    assert store.claims_of(1) == sorted(first, key=lambda each: each.claim.id)
    assert len(store.claims_of(2)) == 4
    with pytest.raises(InputError, match="no run 7; runs are 1, 2"):
        store.claims_of(7)


def test_the_same_work_in_another_order_and_twice_is_the_same_case(
    tmp_path: Path, make: Any, contents: Any
) -> None:
    articles = [make.note(number) for number in range(20)]
    found = []
    for order in (articles, articles[::-1], articles[7:] + articles[:12]):
        with open_store(tmp_path / f"{len(found)}.gpkg", create=True) as store:
            for half in (order[:9], order[9:], order[:3]):
                store.add_articles(half)
                store.save_readings("r", map(make.read, half))
            store.save_conclusions(RUN, layers(make, *order), LOOKS)
            found.append(contents(store))
    assert found[0] == found[1] == found[2]


def test_two_hands_on_one_case_do_not_lose_or_double_anything(
    address: str, store: Store, make: Any
) -> None:
    articles = [make.note(number) for number in range(6)]
    with open_store(address) as other:
        store.add_articles(articles)
        assert other.add_articles(articles) == Added(0, 6, 0)
        store.save_readings("r", map(make.read, articles[:4]))
        other.save_readings("r", map(make.read, articles[2:]))
        assert len(list(store.readings("r"))) == len(list(other.readings("r"))) == 6


def test_a_transaction_that_fails_leaves_nothing(store: Store, make: Any, contents: Any) -> None:
    store.add_articles([make.note(1)])
    before = contents(store)

    def failing() -> Any:
        yield make.read(make.note(1))
        raise InputError("on the way")

    with pytest.raises(InputError, match="on the way"):
        store.save_readings("r", failing())
    assert contents(store) == before
    store.add_articles([make.note(2)])  # and the case is still open


def test_an_older_case_is_brought_up(
    store: Store, address: str, make: Any, contents: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add_articles([make.note(1)])
    before = contents(store)
    later = schema.Table(name="later", title="Later", columns={"a": "TEXT"})
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr(schema, "MIGRATIONS", {schema.VERSION: (later,)})
    for _ in range(2):
        with open_store(address) as opened:
            assert opened.database.has(later)
            found = contents(opened)
            assert found.pop("geomap_meta") == [("schema", str(schema.VERSION))]
            assert found == {name: before[name] for name in found}


def test_a_file_of_version_1_is_read(tmp_path: Path, make: Any) -> None:
    """As the first geomap that wrote cases left it; `data/version-1.sql` is its dump."""
    path = tmp_path / "old.gpkg"
    with contextlib.closing(sqlite3.connect(path)) as file:
        dump = Path(__file__).with_name("data") / "version-1.sql"
        file.executescript(dump.read_text("utf-8"))
        file.execute("PRAGMA application_id = 0x47504B47")
    with open_store(path) as store:
        assert list(store.articles()) == [make.note(1)]
        assert list(store.readings("r")) == [make.read(make.note(1))]
        assert [each.action for each in store.corrections()] == ["accept"]
        assert [each.claims for each in store.runs()] == [2]
        assert len(store.claims_of(1)) == 2
        assert store.add_articles([make.note(2)]) == Added(1, 0, 0)


def test_a_newer_case_is_refused(store: Store, address: str) -> None:
    with store.database.transaction():
        store.database.write("UPDATE geomap_meta SET value = '99'")
    with pytest.raises(CaseError, match="made by a newer geomap"):
        open_store(address)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("none.gpkg", "no such case; make it with geomap case new"),
        ("folder", "is a folder"),
        ("no/such/folder.gpkg", "no such case"),
        ("text.txt", "not a GeoPackage"),
        ("other.gpkg", "a GeoPackage, but no case"),
        ("damaged.gpkg", "malformed|not a database"),
    ],
)
def test_what_is_no_case_is_named(tmp_path: Path, name: str, named: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text("On Monday")
    (tmp_path / "damaged.gpkg").write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096)
    sqlite3.connect(tmp_path / "other.gpkg").execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(CaseError, match=named):
        open_store(tmp_path / name)


@pytest.mark.server
def test_a_database_without_a_case_is_named(postgis: str) -> None:
    with pytest.raises(CaseError, match="holds no case 'geomap'"):
        open_store(postgis)
    with pytest.raises(CaseError, match="named by small letters"):
        open_store(f"{postgis}#Robert'; --", create=True)
    with (
        open_store(f"{postgis}#one", create=True),
        open_store(f"{postgis}#two", create=True) as two,
    ):
        assert two.status().articles == 0
    secret = postgis.replace("postgres@", "postgres:hunter2@").replace("/test", "/no-test")
    with pytest.raises(CaseError) as caught:
        open_store(secret)
    assert "hunter2" not in str(caught.value)


def test_a_case_that_cannot_be_made_says_where(tmp_path: Path) -> None:
    link = tmp_path / "case.gpkg"
    link.symlink_to(tmp_path / "gone" / "case.gpkg")
    with pytest.raises(CaseError, match=r"case\.gpkg: cannot be opened"):
        open_store(link, create=True)


def test_a_case_that_finds_no_room_is_not_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        with pytest.raises(CaseError):
            open_store(path, create=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.iterdir())
    with open_store(path, create=True) as store:
        assert store.status().articles == 0


@pytest.mark.parametrize(
    ("state", "said"), [("query_only = ON", "may only be read"), ("max_page_count = 60", "is full")]
)
def test_a_file_that_cannot_be_written_says_why(
    tmp_path: Path, make: Any, state: str, said: str
) -> None:
    with open_store(tmp_path / "case.gpkg", create=True) as store:
        store.database.ask(f"PRAGMA {state}")
        with pytest.raises(CaseError, match=said):
            store.add_articles([make.note(1, "Reds took Ay. " * 9999)])
        assert store.status().articles == 0
