"""What differs between two days and between two accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geomap.control.difference import across, between
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
