"""The least certain comes first, and a decision is kept before it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geomap.control.corrections.files import load
from geomap.errors import InputError, OutputError
from geomap.model import Article, Claim, Quote
from geomap.review.desk import Desk
from geomap.review.doubts import certainty, doubts
from geomap.review.parts import parts_of

NOW = {"when": "2022-08-01T00:00:00Z"}


def test_the_least_certain_comes_first_and_goes_when_decided(
    desk_of: Callable[..., Desk], texts: dict[str, str], file: Path
) -> None:
    desk = desk_of(texts["plain"])
    queue = desk.queue()
    assert queue[0].claim.place == "Qwxyz"
    assert any("place:" in each for each in doubts(queue[0]))
    assert [certainty(each) for each in queue] == sorted(map(certainty, queue))
    desk.decide(queue[0].claim.id, "delete", why="invented", **NOW)
    desk.decide(queue[1].claim.id, "accept", **NOW)
    desk.decide(queue[2].claim.id, "change", {"to_actor": "Ukraine"}, **NOW)
    assert desk.queue() == []
    assert [(each.action, each.by, each.when) for each in load(file)] == [
        ("delete", "tester", NOW["when"]),
        ("accept", "tester", NOW["when"]),
        ("change", "tester", NOW["when"]),
    ]
    assert desk_of(texts["plain"]).queue() == []  # as after starting anew
    with pytest.raises(InputError, match="no claim has this id"):
        desk.decide(queue[0].claim.id, "accept", **NOW)


def test_a_place_is_corrected_by_id_and_by_position(
    desk_of: Callable[..., Desk], texts: dict[str, str]
) -> None:
    desk = desk_of(texts["plain"])
    lost = desk.queue()[0].claim.id
    others = {each.claim.id: each for each in desk.queue()[1:]}
    desk.decide(lost, "change", {"lon": 38.5, "lat": 49.0}, **NOW)
    placed = desk.claim(lost)
    assert (placed.place.lon, placed.place.lat) == (38.5, 49.0)
    assert (placed.precision, placed.country, placed.admin1) == ("point", "UA", "Luhansk Oblast")
    desk.decide(lost, "change", {"place_id": "unit:UA-09"}, **NOW)
    assert (desk.claim(lost).precision, desk.claim(lost).district_id) == ("region", "UA-09")
    desk.decide(lost, "change", {"place_id": "geonames:1"}, **NOW)
    assert desk.claim(lost).place.reason == "no place is known by the id 'geonames:1'"
    assert {key: desk.claim(key) for key in others} == others  # the others stay where they were


def test_what_cannot_be_kept_does_not_count(
    desk_of: Callable[..., Desk], texts: dict[str, str], file: Path
) -> None:
    desk = desk_of(texts["plain"])
    before = desk.queue()
    file.mkdir()
    with pytest.raises(OutputError):
        desk.decide(before[0].claim.id, "accept", **NOW)
    with pytest.raises(InputError, match=r"fields\.date"):
        desk.decide(before[0].claim.id, "change", {"date": 7}, **NOW)
    assert desk.queue() == before


def test_parts_are_the_text_and_mark_its_words() -> None:
    text = "title: x\n\nOne \U0001f600. Reds took Ay. They took it."
    first, second = text.index("Reds"), text.index("They")
    claim: Any = Claim(
        id="c", article="a", place="Ay", change="captured", trigger="took", status="happened",
        evidence="Reds took Ay.", start=first, end=first + 13,
        spans={"place": (first + 10, first + 12), "trigger": (first + 5, first + 9)},
        also=(Quote(start=second, end=len(text), evidence=text[second:]),),
    )  # fmt: skip
    article = Article(id="a", name="a", text=text, body=10)
    parts = parts_of(article, claim)
    assert "".join(part["text"] for part in parts) == text[10:]
    assert [part["text"] for part in parts if part["role"] == "word"] == ["took", "Ay"]
    assert [part["text"] for part in parts if part["role"] == "also"] == ["They took it."]
