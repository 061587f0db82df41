"""Handovers: planned, postponed, done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geomap.model import Article, Chain

ARTICLES = {"a": Article(id="a", name="a.txt", text="", published=date(2020, 11, 20))}


def steps(chain: Chain) -> list[tuple[str, str | None, bool]]:
    return [(step.status, step.date.edtf, step.derived) for step in chain.steps]


@pytest.fixture
def planned(make: Any) -> Any:
    return make.district(make.claim("Blues planned_handover Ay", "2020-11-25", status="planned"))


def postponed(make: Any, new_date: str | None) -> Any:
    # The text does not say again who is to receive the district.
    one = make.claim("- postponed Ay", "2020-11-15", status="postponed", new_date=new_date)
    return make.district(one)


def test_a_postponement_implies_the_plan_it_gives_up(make: Any, planned: Any) -> None:
    told = make.timeline(planned, postponed(make, None), articles=ARTICLES)
    (chain,) = told.chains
    assert chain.to_actor == "Blues"
    assert steps(chain) == [
        ("planned", "2020-11-15", True),
        ("postponed", "2020-11-15", False),
        ("planned", "2020-11-25", False),
    ]
    assert not told.contradictions


def test_a_new_date_that_another_plan_refutes_is_a_contradiction(make: Any, planned: Any) -> None:
    given_up = postponed(make, "2020-11-22")
    told = make.timeline(planned, given_up, articles=ARTICLES)
    (clash,) = told.contradictions
    assert set(clash.claims) == {planned.claim.id, given_up.claim.id}
    assert clash.why == "Ay: postponed from 2020-11-15 to 2020-11-22, but planned for 2020-11-25"
    assert "2020-11-22" not in [step.date.edtf for step in told.chains[0].steps]


def test_a_new_date_alone_is_a_derived_plan(make: Any) -> None:
    told = make.timeline(postponed(make, "2020-11-22"), articles=ARTICLES)
    assert steps(told.chains[0])[-1] == ("planned", "2020-11-22", True)
    (spell,) = told.spells
    assert (spell.status, spell.start) == ("planned", date(2020, 11, 22))


def test_a_plan_made_later_is_no_contradiction(make: Any) -> None:
    later = make.claim("Blues planned_handover Ay", "2020-11-25", status="planned", article="b")
    articles = ARTICLES | {"b": Article(id="b", name="b", text="", published=date(2020, 11, 21))}
    told = make.timeline(postponed(make, "2020-11-22"), make.district(later), articles=articles)
    assert not told.contradictions
    assert [status for status, _, _ in steps(told.chains[0])] == ["planned", "postponed"] + [
        "planned"
    ] * 2


def test_a_plan_is_no_control_until_it_is_done(make: Any, brief: Any, planned: Any) -> None:
    before = make.district(make.claim("Reds captured Ay", "1993"))
    done = make.district(make.claim("Blues handed_over Ay", "2020-11-25"))
    told = make.timeline(before, planned, articles=ARTICLES)
    assert brief(told) == [
        ("Ay", "Reds", "1993-01-01", None, "happened", None),
        ("Ay", "Blues", "2020-11-25", None, "planned", None),
    ]
    assert told.spells[1].known_from == date(2020, 11, 20)
    assert not told.chains[0].overdue(date(2020, 11, 25))
    assert told.chains[0].overdue(date(2020, 11, 26))

    told = make.timeline(before, planned, done, articles=ARTICLES)
    assert steps(told.chains[0])[-1] == ("done", "2020-11-25", False)
    assert not told.chains[0].overdue(date(2021, 1, 1))
    assert ("Ay", "Blues", "2020-11-25", "2020-11-25", "planned", None) in brief(told)
    assert ("Ay", "Blues", "2020-11-25", None, "happened", None) in brief(told)


def test_a_plan_may_be_carried_out_early(make: Any, brief: Any, planned: Any) -> None:
    done = make.district(make.claim("Blues captured Ay", "2020-11-15"))
    told = make.timeline(planned, done, articles=ARTICLES)
    assert steps(told.chains[0]) == [
        ("planned", "2020-11-25", False),
        ("done", "2020-11-15", False),
    ]
    assert ("Ay", "Blues", "2020-11-25", "2020-11-25", "planned", None) in brief(told)


@pytest.mark.parametrize(
    ("after", "carried_out"),
    [
        (("- withdrawn Ay", "2020-11-26"), True),
        (("Blues captured Ay", "2020-11-27"), True),
        (("Reds captured Ay", "2020-11-27"), False),
        (("- withdrawn Ay", "2019-11-26"), False),
    ],
)
def test_a_withdrawal_planned_is_carried_out_by_leaving_or_by_whoever_comes(
    make: Any, after: tuple[str, str], carried_out: bool
) -> None:
    going = make.claim("- withdrawn Ay", "2020-11-25/..", status="planned", from_actor="Reds")
    told = make.timeline(make.district(going), make.district(make.claim(*after)), articles=ARTICLES)
    last = told.chains[0].steps[-1]
    assert (last.status == "done") is carried_out
    assert told.chains[0].overdue(date(2021, 1, 1)) is not carried_out
    (plan,) = (spell for spell in told.spells if spell.status == "planned")
    assert plan.end is not None or not carried_out


def test_an_older_taking_does_not_carry_out_a_plan(make: Any, planned: Any) -> None:
    once = make.district(make.claim("Blues captured Ay", "1990-05-05"))
    lost = make.district(make.claim("Reds captured Ay", "1993-05-05"))
    told = make.timeline(once, lost, planned, articles=ARTICLES)
    (chain,) = told.chains
    assert steps(chain) == [("planned", "2020-11-25", False)]


def test_a_cession_nobody_planned_is_a_chain_of_one_step(make: Any) -> None:
    ceded = make.district(make.claim("Blues ceded Ay", "2020-11-20"))
    again = make.district(make.claim("Blues entered Ay", "2020-11-20"))
    (chain,) = make.timeline(ceded, again).chains
    assert steps(chain) == [("done", "2020-11-20", False)]
    assert chain.steps[0].claim == ceded.claim.id
    assert not make.timeline(make.district(make.claim("Blues captured Ay"))).chains


def test_a_ceasefire_is_seen_and_changes_no_holder(make: Any) -> None:
    told = make.timeline(make.region(make.claim("- ceasefire R", "2020-11-10"), "u1"))
    (chain,) = told.chains
    assert (chain.place_id, chain.to_actor) == ("region:R", None)
    assert steps(chain) == [("ceasefire", "2020-11-10", False)]
    assert not told.spells


def test_a_planned_region_is_planned_for_its_units(make: Any) -> None:
    plan = make.claim("Blues planned_handover R", "../2020-12-01", status="planned")
    told = make.timeline(make.region(plan, "u1", "u2"), articles=ARTICLES)
    assert [(s.place_id, s.inferred, s.status) for s in told.spells] == [
        ("unit:u1", True, "planned"),
        ("unit:u2", True, "planned"),
    ]
    assert [chain.place_id for chain in told.chains] == ["region:R"]
