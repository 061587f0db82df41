"""Rival accounts stay side by side: by publication, by claimant, by side."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.control.comparison.accounts import accounts
from geomap.control.comparison.rivalries import rivalries
from geomap.control.rules import Rules
from geomap.model import Article, Located, Rivalry

RULES = Rules.load()
PAPERS = {
    "a": Article(id="a", name="a.txt", text="", source="The Morning"),
    "b": Article(id="b", name="b.txt", text="", source="The Evening"),
}


def rivals(*located: Located, **options: Any) -> list[Rivalry]:
    return rivalries(accounts(located, RULES, None, PAPERS, **options))


def told(rivalry: Rivalry) -> dict[str, list[tuple[str | None, float | None]]]:
    return {v.by: [(s.controller, s.share) for s in v.spells] for v in rivalry.versions}


@pytest.fixture
def disputed(make: Any) -> list[Located]:
    """One place, three tellers, two values; and one that says when the third gave in."""
    claimed = {"status": "claimed"}
    return [
        make.town(
            make.claim(
                "Ukraine captured Ay", "2020-05-01", claimed_by="Ukrainian officials", **claimed
            )
        ),
        make.town(
            make.claim(
                "Russia captured Ay", "2020-05-01", share=0.75, claimed_by="a witness", **claimed
            )
        ),
        make.town(make.claim("Russia captured Ay", "2020-05-03", article="b")),
        make.town(
            make.claim(
                "Russia captured Ay",
                "2020-05-05",
                claimed_by="Ukrainian army",
                from_actor="Ukraine",
                **claimed,
            )
        ),
    ]


def test_two_claimants_two_values(disputed: list[Located]) -> None:
    first, second, third = rivals(*disputed)
    assert told(first) == {
        "Ukrainian officials": [("Ukraine", None)],
        "a witness": [("Russia", 0.75)],
    }
    assert (first.start, first.end) == (date(2020, 5, 1), date(2020, 5, 3))
    assert told(second) == told(first) | {"The Evening": [("Russia", None)]}
    assert third.end is None
    assert [version.since.day for version in third.versions] == [3, 5, 1, 1]


def test_a_side_speaks_with_one_voice_and_its_last_word_counts(disputed: list[Located]) -> None:
    *_, last = rivals(*disputed, by="side")
    assert told(last)["Ukraine"] == [("Russia", None)]
    assert last.start == date(2020, 5, 5)


def test_publications_are_told_apart_whomever_they_quote(disputed: list[Located]) -> None:
    assert set(accounts(disputed, RULES, None, PAPERS, by="source")) == {
        "The Evening",
        "The Morning",
    }


def test_claimed_against_happened_is_no_rivalry(make: Any) -> None:
    assert not rivals(
        make.town(make.claim("Reds captured Ay")),
        make.town(make.claim("Reds captured Ay", status="claimed", claimed_by="Reds")),
    )


def test_a_denial_is_an_account_of_its_own(make: Any) -> None:
    (found,) = rivals(
        make.town(make.claim("Reds captured Ay", status="claimed", claimed_by="Reds")),
        make.town(make.claim("Reds captured Ay", status="denied", claimed_by="Blues")),
    )
    assert told(found) == {"Blues": [(None, None)], "Reds": [("Reds", None)]}
    assert [v.spells[0].status for v in found.versions] == ["denied", "claimed"]


@given(st.permutations(range(4)))
@settings(max_examples=24)
def test_the_order_of_accounts_leaves_no_trace(make: Any, order: list[int]) -> None:
    who = ["Reds", "Blues", "Reds", "Greens"]
    located = [
        make.town(
            make.claim(
                f"{actor} captured Ay", f"2020-05-0{day}", status="claimed", claimed_by=actor
            )
        )
        for day, actor in enumerate(who, 1)
    ]
    assert rivals(*(located[each] for each in order)) == rivals(*located)
