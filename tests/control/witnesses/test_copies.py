"""Ten copies say a thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from geomap.control.corrections.applying import apply
from geomap.control.corrections.decisions import Correction
from geomap.control.rules import Rules
from geomap.control.timeline import timeline
from geomap.control.witnesses.copies import readdressed, told_once
from geomap.model import Article, Located, Placed, Reading


def placed(name: str, *located: Located, day: int = 1, source: str | None = None) -> Placed:
    article = Article(
        id=name, name=name, text="", published=date(2020, 5, day), source=source or name.upper()
    )
    return Reading(article=article, claims=tuple(each.claim for each in located)), located


def sources(found: list[Placed]) -> list[tuple[str, ...]]:
    articles = {reading.article.id: reading.article for reading, _ in found}
    located = [each for _, several in found for each in several]
    told = timeline(located, Rules.load(), articles=articles)
    return [spell.sources for spell in told.spells]


@pytest.fixture
def copies(make: Any) -> list[Placed]:
    """Three copies of one sentence, the last read a week off because of its "on Friday"."""
    said = [
        make.town(make.claim("Reds captured Ay", day, article=name, evidence="Reds took Ay."))
        for name, day in (("a", "2020-05-01"), ("b", "2020-05-01"), ("c", "2020-05-08"))
    ]
    return [placed(name, one, day=day) for name, one, day in zip("abc", said, (2, 3, 9))]  # noqa: B905


def test_a_claim_of_three_copies_stands_once_under_all_publishers(copies: list[Placed]) -> None:
    found, repeated = told_once(copies, dict.fromkeys("abc", "a"))
    assert [len(located) for _, located in found] == [1, 0, 0]
    assert sources(found) == [("A; B; C",)]
    standing = copies[0][1][0].claim
    assert repeated == {copies[number][1][0].claim.id: standing for number in (1, 2)}
    assert all(reading.claims == tuple(e.claim for e in located) for reading, located in found)


def test_without_copies_nothing_changes(copies: list[Placed]) -> None:
    found, repeated = told_once(copies, {})
    assert found == copies
    assert not repeated


def test_the_order_of_readings_leaves_no_trace(copies: list[Placed]) -> None:
    found, _ = told_once(copies, dict.fromkeys("abc", "a"))
    again, _ = told_once(copies[::-1], dict.fromkeys("abc", "a"))
    assert again == found[::-1]


@pytest.mark.parametrize(
    "different",
    [
        {"status": "denied"},
        {"place": "Be", "evidence": "Reds took Be."},
        {"to_actor": "Blues", "evidence": "Blues took Ay."},
        {"evidence": "Reds took Ay on May 20.", "date": "2020-05-20"},
    ],
)
def test_what_a_copy_has_of_its_own_stays(
    make: Any, copies: list[Placed], different: dict[str, Any]
) -> None:
    day = different.pop("date", "2020-05-01")
    said = {"article": "b", "evidence": "Reds took Ay.", **different}
    own = make.town(make.claim("Reds captured Ay", day, **said))
    found, _ = told_once([copies[0], placed("b", own)], dict.fromkeys("ab", "a"))
    assert [located for _, located in found] == [copies[0][1], (own,)]


def test_a_sentence_that_an_editor_changed_is_still_the_same_event(
    make: Any, copies: list[Placed]
) -> None:
    edited = make.town(make.claim("Reds ceded Ay", article="b", evidence="Reds, at last, got Ay."))
    found, _ = told_once([copies[0], placed("b", edited)], dict.fromkeys("ab", "a"))
    assert sources(found) == [("A; B",)]


def test_one_article_never_loses_a_claim_to_itself(make: Any) -> None:
    twice = [
        make.town(make.claim("Reds captured Ay", "2020-05", article="a", start=start))
        for start in (0, 50)
    ]
    found, _ = told_once([placed("a", *twice), placed("b")], dict.fromkeys("ab", "a"))
    assert len(found[0][1]) == 2


def test_a_decision_about_a_copy_is_one_about_the_claim_that_stands(copies: list[Placed]) -> None:
    found, repeated = told_once(copies, dict.fromkeys("abc", "a"))
    gone = copies[2][1][0].claim
    decision = Correction(
        claim=gone.id, article="c", quote=gone.evidence, action="change",
        fields={"to_actor": "Greens"}, by="x", when="2020-06-01",
    )  # fmt: skip
    claims = [claim for reading, _ in found for claim in reading.claims]
    articles = {
        reading.article.id: replace(reading.article, text=gone.evidence) for reading, _ in found
    }
    done = apply(claims, readdressed([decision], repeated), articles)
    assert [claim.to_actor for claim in done.claims] == ["Greens"]
    assert not done.orphaned
