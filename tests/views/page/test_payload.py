"""What reaches the page: inert, exact, and counted as a browser counts."""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geomap.views
from geomap.views.looks.wording import languages, strings
from geomap.views.page.columns import day_number
from geomap.views.page.packing import as_json
from geomap.views.page.payload import payload_of
from geomap.views.page.spellings import fold, spellings
from geomap.views.picture.citing import web_link

anything = st.text(st.characters(exclude_categories=()))


@given(anything, anything)
def test_json_is_inert_and_exact(key: str, text: str) -> None:
    written = as_json({key: [text, None, 1]})
    assert not set(written) & set("<>&\u2028\u2029")
    written.encode("utf-8")
    assert json.loads(written) == {key: [text, None, 1]}


@given(st.dates())
def test_days_are_whole_numbers_in_order(day: date) -> None:
    assert day_number(day) == (day - date(1970, 1, 1)).days


spelled = st.lists(st.text(st.characters(exclude_characters="|"), max_size=12), max_size=8)


@given(st.text(max_size=12), spelled)
def test_a_search_finds_every_spelling_that_there_is_room_for(name: str, other: list[str]) -> None:
    kept = spellings(name, "|".join(other), most=10_000)
    folded = [fold(name), *map(fold, kept.split("|"))]
    for variant in filter(None, other):
        assert any(fold(variant) in one for one in folded)
    assert len(spellings(name, "|".join(other), most=20).encode("utf-8", "replace")) <= 20


def test_offsets_are_those_of_a_browser(case: Any) -> None:
    payload = dict(payload_of(case.build().drawing))
    text = payload["articles"][0]["text"].encode("utf-16-le")
    assert "😀" in payload["articles"][0]["text"]

    def cut(start: int, end: int) -> str:
        return text[2 * start : 2 * end].decode("utf-16-le")

    for record, claim in zip(payload["claims"], case.readings[0].claims, strict=True):
        assert cut(record["start"], record["end"]) == claim.evidence
        for kind, (start, end) in record["spans"].items():
            first, last = claim.spans[kind]
            assert cut(start, end) == case.readings[0].article.text[first:last]


def test_every_claim_is_placed_or_listed(case: Any) -> None:
    payload = dict(payload_of(case.build().drawing))
    listed = {entry["claim"] for entry in payload["unplaced"]}
    for index, claim in enumerate(payload["claims"]):
        assert claim.get("features") or index in listed


def test_every_fill_and_outline_is_in_use(case: Any) -> None:
    payload = dict(payload_of(case.build().drawing))
    looks = payload["looks"]
    assert {fill for fill, _, _ in looks} == set(range(len(payload["fills"])))
    used = {outline for _, outlines, _ in looks for outline in outlines}
    assert used == set(range(len(payload["outlines"])))


def test_a_page_carries_no_words_for_what_it_has_nothing_of(case: Any) -> None:
    whole = dict(payload_of(case.build().drawing))["strings"]
    assert {"change.captured", "precision.near"} & set(whole) == {"change.captured"}
    assert {"empty.placed", "span.date", "unplaced", "orphaned"} & set(whole) == {
        "span.date",
        "unplaced",
    }
    case.located, case.readings = [], []
    case.timeline = replace(case.timeline, unplaced=(), chains=(), contradictions=())
    bare = dict(payload_of(case.build().drawing))["strings"]
    assert [key for key in bare if key.startswith(("change.", "span.", "unplaced", "text"))] == []


def test_only_the_web_is_linked() -> None:
    for bad in ("javascript:alert(1)", "data:text/html,x", "//host/x", "http:///x", " ", None):
        assert web_link(bad) is None
    assert web_link("HTTPS://example.org") == "HTTPS://example.org"


def test_languages_have_the_same_strings_and_slots() -> None:
    english = strings("en")
    folder = Path(geomap.views.__file__).parent / "looks" / "strings"
    assert set(languages()) == {"en", "ru", "uk", "az", "hy", "ar"}
    for language in languages():
        # The file itself: what it lacks would be English in the middle of a page.
        other = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
        assert list(other) == list(english)
        assert other["language"] == language
        for key, value in english.items():
            if isinstance(value, list):
                assert len(other[key]) == 12, key
            if isinstance(value, str):
                slots = sorted(re.findall(r"\{\w+\}", value))
                assert sorted(re.findall(r"\{\w+\}", other[key])) == slots, key


def test_every_string_is_used() -> None:
    folder = Path(geomap.views.__file__).parent
    code = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("**/*.py", "page/web/*.js", "page/web/*.jinja")
        for path in sorted(folder.glob(pattern))
    )
    families = [
        "difference",
        "legend",
        "level",
        "precision",
        "span",
        "status",
        "table",
        "when",
        "change",
    ]
    unused = [
        key
        for key in strings("en")
        if key not in code and key.partition(".")[0] not in families and f".{key}" not in code
    ]
    assert unused == []


def test_the_page_of_a_year_of_districts_is_small(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    benchmark = importlib.import_module("page")
    benchmark.build("geomap", "78x365", tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size <= 260_000
