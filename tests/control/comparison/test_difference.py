"""What differs between two days and between two accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from geomap.control.comparison.difference import across, between
from geomap.model import Difference, Located, Unlocated, When

FIRST, LAST = date(2020, 5, 1), date(2020, 6, 1)


def row(make: Any, text: str, day: str, **fields: Any) -> Located:
    """A state of a table: as of that day."""
    when = date.fromisoformat(day)
    state = When(earliest=when, latest=when, type="as_of")
    return make.town(make.claim(text, day, date=state, **fields))


def compared(make: Any, *located: Located) -> dict[str, Difference]:
    found = between(make.timeline(*located), FIRST, LAST, [each.claim for each in located])
    return {str(each.name): each for each in found}


@pytest.mark.parametrize(
    ("before", "after", "kind", "gained", "lost"),
    [
        ("Reds", "Blues", "gained", ("Blues",), ("Reds",)),
        ("Reds", "Reds", "unchanged", (), ()),
        ("Reds", "Reds; Blues", "newly_disputed", ("Blues",), ("Reds",)),
        ("Reds; Blues", "Blues", "gained", ("Blues",), ("Reds",)),
        ("Reds; Blues", "Blues; Reds", "shifted", (), ()),
        ("Reds", "-", "lost", (), ("Reds",)),
        (None, "Reds", "first_reported", (), ()),
        ("Reds", None, "unchanged", (), ()),
    ],
)
def test_two_snapshots(
    make: Any, before: str | None, after: str | None, kind: str, gained: Any, lost: Any
) -> None:
    def state(holder: str, day: str) -> Located:
        change = "withdrawn" if holder == "-" else "captured"
        actor = None if holder == "-" else holder
        return row(make, f"X {change} Ay", day, to_actor=actor)

    told = [state(who, day.isoformat()) for who, day in ((before, FIRST), (after, LAST)) if who]
    found = compared(make, *told)["Ay"]
    assert (found.kind, found.gained_by, found.lost_by) == (kind, gained, lost)


def test_shares_and_contests(make: Any) -> None:
    found = compared(
        make,
        row(make, "Reds captured Ay", "2020-05-01"),
        row(make, "Blues captured Ay", "2020-05-20", share=0.25),
        row(make, "Reds captured Be", "2020-05-01"),
        row(make, "- contested Be", "2020-05-20"),
        row(make, "Reds captured Ce", "2020-05-01", share=0.5),
        row(make, "Reds captured Ce", "2020-05-20", share=0.9),
    )
    assert {name: each.kind for name, each in found.items()} == {
        "Ay": "newly_disputed",
        "Be": "newly_disputed",
        "Ce": "gained",
    }
    assert found["Ay"].lost_by == ("Reds",)


def test_a_taking_of_a_place_not_heard_of_is_a_gain_and_a_plan_is_none(make: Any) -> None:
    found = compared(
        make,
        make.town(make.claim("Reds captured Ay", "2020-05-20", from_actor="Blues")),
        make.town(make.claim("Reds planned_handover Be", "2020-05-20", status="planned")),
    )
    assert set(found) == {"Ay"}
    assert (found["Ay"].gained_by, found["Ay"].lost_by) == (("Reds",), ("Blues",))


@pytest.mark.parametrize(
    ("days", "kind", "before", "course"),
    [
        (("2020-05-01", "2020-06-01"), "gained", "Blues", "2020-05"),
        (("2020-05-30", "2020-05-31"), "gained", "Blues", "2020-05"),
        (("2020-04-30", "2020-05-31"), "gained", "Blues", "2020-05"),
        (("2020-05-31", "2020-06-01"), "unchanged", "Reds", None),
        # That it had come by the 20th is no better known than that it had by the 1st.
        (("2020-05-01", "2020-05-20"), "unchanged", "Reds", None),
    ],
)
def test_a_change_within_a_month_is_ahead_until_the_month_is_over(
    make: Any, days: tuple[str, str], kind: str, before: str, course: str | None
) -> None:
    told = [
        make.town(make.claim("Blues captured Ay", "2020-03-01")),
        make.town(make.claim("Reds captured Ay", "2020-05")),
        make.town(make.claim("Reds captured Be", "2020-05")),  # not heard of before
    ]
    first, last = map(date.fromisoformat, days)
    claims = [each.claim for each in told]
    found = {str(each.name): each for each in between(make.timeline(*told), first, last, claims)}
    assert {each.kind for each in found.values()} == {kind}
    assert [spell.controller for spell in found["Ay"].before] == [before]
    assert [spell.controller for spell in found["Ay"].after] == ["Reds"]
    for each in found.values():
        assert (each.in_course_of.edtf if each.in_course_of else None) == course


def test_states_of_months_change_at_their_turn(make: Any) -> None:
    told = [
        row(make, "Blues captured Ay", "2020-04-01"),
        row(make, "Reds captured Ay", "2020-05-01"),
    ]
    may = When(earliest=FIRST, latest=date(2020, 5, 31), type="as_of")
    told[1] = replace(told[1], claim=replace(told[1].claim, date=may))
    assert compared(make, *told)["Ay"].kind == "unchanged"


def test_two_accounts_are_laid_over_each_other(make: Any) -> None:
    nowhere = Unlocated(reason="unknown")
    one = [
        row(make, "Reds captured Ay", "2020-05-01"),
        row(make, "Reds captured Be", "2020-05-01"),
        Located(claim=make.claim("Reds captured Ce", article="a"), place=nowhere),
    ]
    other = [
        row(make, "Blues captured Ay", "2020-05-03"),
        row(make, "Blues captured De", "2020-05-03"),
        Located(claim=make.claim("Blues captured Ce", article="b"), place=nowhere),
    ]
    claims = [each.claim for each in (*one, *other)]
    found = across(make.timeline(*one), make.timeline(*other), claims)
    assert {each.name: each.kind for each in found} == {
        "Ay": "gained",
        "Be": "no_longer_reported",
        "Ce": "gained",  # known by its name alone in both
        "De": "first_reported",
    }
    early = across(make.timeline(*one), make.timeline(*other), claims, FIRST)
    assert {each.name: each.kind for each in early if each.name != "De"}["Ay"] == (
        "no_longer_reported"
    )
