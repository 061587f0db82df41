"""Claims that cannot all be true, and others that only look so."""

from __future__ import annotations

from typing import Any

import pytest


def whys(told: Any) -> list[str]:
    return [clash.why for clash in told.contradictions]


def test_claimed_by_one_and_denied_by_another(make: Any) -> None:
    told = make.timeline(
        make.town(make.claim("Reds captured Ay", status="claimed", claimed_by="A minister")),
        make.town(make.claim("Reds captured Ay", status="denied", claimed_by="A witness")),
        make.town(make.claim("Reds captured Ay", "2020-06-20", status="claimed", claimed_by="X")),
    )
    assert whys(told) == ["Ay: captured by Reds is claimed by A minister, and denied by A witness"]
    assert len(told.contradictions[0].claims) == 2


def test_two_holders_on_one_day(make: Any) -> None:
    told = make.timeline(
        make.town(make.claim("Reds captured Ay", status="claimed", claimed_by="Reds")),
        make.town(make.claim("Blues captured Ay", status="claimed", claimed_by="Blues")),
    )
    assert whys(told) == ["Ay: Blues and Reds are each said to hold it, 2020-05-01"]


def plan(make: Any, day: str, by: str | None, **fields: Any) -> Any:
    told = {"status": "planned", "announced": "2020-05-01", "claimed_by": by} | fields
    return make.town(make.claim("Reds planned_handover Ay", day, **told))


def test_plans_of_different_days_by_different_tellers(make: Any) -> None:
    told = make.timeline(
        plan(make, "2020-05-12", "A minister"), plan(make, "2020-05-20", "An envoy")
    )
    assert whys(told) == [
        "Ay: planned for 2020-05-12 by A minister, but for 2020-05-20 by An envoy"
    ]


@pytest.mark.parametrize(
    ("day", "by", "fields"),
    [
        ("2020-05-12", "An envoy", {}),  # the same day
        ("../2020-05-20", "An envoy", {}),  # a range that has it
        ("2020-05-20", "A minister", {}),  # corrected by who said it
        ("2020-05-20", "An envoy; A minister", {}),
        ("2020-05-20", "An envoy", {"announced": "2020-05-11"}),  # changed since
        ("2020-05-20", "An envoy", {"share": 0.5}),  # one half after the other
        ("2020-05-20", "An envoy", {"change": "withdrawn"}),  # one leaves, another comes
    ],
)
def test_plans_that_agree_or_change(make: Any, day: str, by: str, fields: Any) -> None:
    told = make.timeline(plan(make, "2020-05-12", "A minister"), plan(make, day, by, **fields))
    assert not told.contradictions


def test_a_plan_given_up_rivals_none(make: Any) -> None:
    late = make.claim("Reds postponed Ay", "2020-05-12", status="postponed", claimed_by="X")
    told = make.timeline(
        plan(make, "2020-05-12", "A minister"), plan(make, "2020-05-20", "X"), make.town(late)
    )
    assert not told.contradictions


def to(make: Any, actor: str, by: str | None = None, **fields: Any) -> Any:
    told = {"status": "planned", "announced": "2020-05-01", "claimed_by": by} | fields
    told = {"start": len(actor), "end": len(actor) + 1} | told
    day = told.pop("day", "2020-05-12")
    return make.town(make.claim(f"{actor} planned_handover Ay", day, **told))


@pytest.mark.parametrize("day", ["2020-05-12", "../2020-05-12"])
def test_plans_for_different_receivers_on_one_day(make: Any, day: str) -> None:
    for first, second in ((None, None), ("A minister", "An envoy")):
        told = make.timeline(to(make, "Reds", first, day=day), to(make, "Blues", second, day=day))
        assert whys(told) == [f"Ay: Blues and Reds are each to receive it, {day}"]
        assert len(told.contradictions[0].claims) == 2


@pytest.mark.parametrize(
    ("actor", "by", "fields"),
    [
        ("Reds", "An envoy", {}),  # the same receiver
        ("Reds;Blues", "An envoy", {}),  # one of several
        ("Blues", "An envoy", {"day": "2020-05-20"}),  # later on
        ("Blues", "An envoy", {"day": "../2020-05-20"}),  # some day by then
        ("Blues", "A minister", {"announced": "2020-05-02"}),  # changed by who said it
        ("Blues", "An envoy", {"announced": "2020-05-11"}),  # changed since
        ("Blues", "An envoy", {"share": 0.5}),
        ("Blues", "A minister", {"start": 4}),  # in the same sentence
        ("Blues", "An envoy", {"change": "withdrawn"}),
    ],
)
def test_plans_for_receivers_that_may_both_be_meant(
    make: Any, actor: str, by: str, fields: Any
) -> None:
    told = make.timeline(to(make, "Reds", "A minister"), to(make, actor, by, **fields))
    assert not told.contradictions


def test_shares_beyond_the_whole(make: Any) -> None:
    told = make.timeline(
        make.town(make.claim("Reds captured Ay", share=0.7)),
        make.town(make.claim("Blues captured Ay", share=0.6)),
    )
    assert whys(told) == ["Ay: the shares said of Blues and Reds exceed the whole, 2020-05-01"]
    assert sum(spell.share for spell in told.spells) <= 1


def test_contested_by_one_account_and_held_by_another(make: Any) -> None:
    told = make.timeline(
        make.town(make.claim("Reds contested Ay", "2020-10-09/2020-10-15", claimed_by="both")),
        make.town(make.claim("Reds captured Ay", "2020-10-14/2020-10-15", claimed_by="others")),
    )
    assert len(told.contradictions) == 1
    assert "contested" in whys(told)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Reds captured Ay", "2020-05-01"), ("Blues captured Ay", "2020-05-02")),
        (("Reds captured Ay", "1993"), ("Blues captured Ay", "1993-07-23")),
        (("Reds captured Ay", "2020-05-01"), ("Reds captured Ay", "2020-05-01")),
        (("Reds contested Ay", "2020-05-01"), ("Reds captured Ay", "2020-05-03")),
        (("Reds captured Ay", "2020-05-01"), ("Blues captured Be", "2020-05-01")),
        (("Reds entered Ay", "2020-05-01"), ("Blues captured Ay", "2020-05-01")),
    ],
)
def test_a_sequence_is_no_contradiction(
    make: Any, one: tuple[str, str], other: tuple[str, str]
) -> None:
    told = make.timeline(*(make.town(make.claim(*told)) for told in (one, other)))
    assert not told.contradictions


def test_a_retaking_on_the_same_day_is_a_sequence(make: Any) -> None:
    told = make.timeline(
        make.town(make.claim("Reds captured Ay")),
        make.town(make.claim("Blues captured Ay", from_actor="Reds")),
    )
    assert not told.contradictions
    assert [spell.controller for spell in told.spells] == ["Blues"]
