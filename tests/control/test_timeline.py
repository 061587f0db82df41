"""What is concluded from claims: the properties first, then one case for each rule."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.control.rules import Rules
from geomap.control.timeline import state_on, timeline
from geomap.model import (
    Article,
    Change,
    Claim,
    Located,
    Place,
    Spell,
    Status,
    Timeline,
    Unlocated,
    When,
)

RULES = Rules.load()
FIRST = date(2020, 1, 1)
UNITS = ("u1", "u2", "u3")


@st.composite
def whens(draw: st.DrawFn) -> When:
    start = FIRST + timedelta(days=draw(st.integers(0, 60)))
    end = start + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 9, 40])))
    kind = draw(st.sampled_from(["closed", "closed", "closed", "by", "from", "none"]))
    return When(
        earliest=None if kind in ("by", "none") else start,
        latest=None if kind in ("from", "none") else end,
    )


@st.composite
def located_claims(draw: st.DrawFn) -> list[Located]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        actors = st.sampled_from(["Reds", "Blues", "Greens", None])
        one = Claim(
            id=f"c{number:02}",
            article=draw(st.sampled_from(["a", "b"])),
            place="P",
            change=draw(st.sampled_from(get_args(Change))),
            trigger="t",
            from_actor=draw(actors),
            to_actor=draw(actors),
            date=draw(whens()),
            announced=draw(st.none() | st.just(FIRST + timedelta(days=30))),
            status=draw(st.sampled_from(get_args(Status))),
            claimed_by=draw(actors),
            share=draw(st.sampled_from([None, None, None, 0.25, 0.5, 0.7, 0.9, 1.0])),
            extent=draw(st.sampled_from([None, None, "partial", "most"])),
            new_date=draw(st.none() | whens()),
            evidence="e",
            start=number,
            end=number + 1,
        )
        kind = draw(st.sampled_from(["town", "district", "district", "region", "nowhere"]))
        unit = draw(st.sampled_from(UNITS))
        place: Place | Unlocated = Unlocated(reason="no such name")
        if kind == "town":
            place = Place(id="geonames:1", name="T", lon=1, lat=1, level="settlement")
        elif kind == "district":
            place = Place(id=f"unit:{unit}", name=unit, lon=1, lat=1, level="district")
        elif kind == "region":
            place = Place(id="region:r", name="R", lon=1, lat=1, level="named_region")
        members = UNITS[: draw(st.integers(0, 3))] if kind == "region" else ()
        found.append(Located(claim=one, place=place, district_id=unit, members=members))
    return found


ARTICLES = {
    "a": Article(id="a", name="a.txt", text="", published=FIRST + timedelta(days=50)),
    "b": Article(id="b", name="b.txt", text=""),
}


def begin(spell: Spell) -> date:
    day = spell.start or spell.start_latest
    assert day is not None
    return day


def control(told: Timeline) -> list[list[Spell]]:
    spells = sorted(
        (s for s in told.spells if s.status != "planned"), key=lambda s: (s.place_id, begin(s))
    )
    return [list(group) for _, group in groupby(spells, lambda s: s.place_id)]


@given(located_claims(), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_order_of_the_input_leaves_no_trace(located: list[Located], chance: random.Random) -> None:
    shuffled = list(located)
    chance.shuffle(shuffled)
    assert timeline(located, RULES, None, ARTICLES) == timeline(shuffled, RULES, None, ARTICLES)


@given(located_claims())
@settings(max_examples=150)
def test_every_day_of_a_place_has_one_state(located: list[Located]) -> None:
    """No gap from the first day on, no second whole holder, no shares beyond the whole."""
    for spells in control(timeline(located, RULES, None, ARTICLES)):
        days = sorted({begin(s) for s in spells} | {s.end for s in spells if s.end is not None})
        for day in days:
            held = [s for s in spells if begin(s) <= day and (s.end is None or day < s.end)]
            assert held, "a gap"
            assert sum(s.share or 1 for s in held) <= 1 + 1e-9
            assert len({s.controller for s in held}) == len(held)
        assert any(s.end is None for s in spells)
        for s in spells:
            assert s.end is None or begin(s) < s.end
            if s.start is not None and s.start_latest is not None:
                assert s.start <= s.start_latest
            if s.end is not None and s.end_latest is not None:
                assert s.end <= s.end_latest
        turns = {begin(s): s.start_latest for s in spells}
        assert all(s.end_latest == turns[s.end] for s in spells if s.end in turns)


@given(located_claims(), st.none() | st.just(FIRST + timedelta(days=25)))
@settings(max_examples=150)
def test_placed_and_unplaced_are_all_claims(located: list[Located], known: date | None) -> None:
    told = timeline(located, RULES, known, ARTICLES)
    placed = {key for spell in told.spells for key in spell.claims}
    placed |= {step.claim for chain in told.chains for step in chain.steps}
    unplaced = {one.claim for one in told.unplaced}
    assert placed | unplaced == {one.claim.id for one in located}
    off_the_map = {one.claim.id for one in located if isinstance(one.place, Unlocated)}
    assert placed & unplaced <= off_the_map
    assert all(one.reason for one in told.unplaced)
    mentioned = {key for clash in told.contradictions for key in clash.claims}
    assert mentioned <= placed


@given(
    st.lists(st.sampled_from(["Reds", "Blues", "Greens"]), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
)
def test_a_table_of_days_can_be_rebuilt(make: Any, table: list[str], chance: random.Random) -> None:
    days = [FIRST + timedelta(days=number) for number in range(len(table))]
    rows = list(zip(days, table, strict=True))
    chance.shuffle(rows)
    told = make.timeline(
        *(make.district(make.claim(f"{who} captured Ay", day.isoformat())) for day, who in rows)
    )
    rebuilt = [state_on(told, day)["unit:Ay"][0].controller for day in days]
    assert rebuilt == table
    assert len(told.spells) == 1 + sum(a != b for a, b in pairwise(table))


def test_a_settlement_never_fills_its_district(make: Any) -> None:
    told = make.timeline(make.town(make.claim("Reds captured Ay")))
    assert [(s.place_id, s.level, s.district_id) for s in told.spells] == [
        ("geonames:Ay", "settlement", "XX-1")
    ]


def test_a_day_that_is_not_known_stays_a_range(make: Any) -> None:
    told = make.timeline(
        make.town(make.claim("Reds captured Ay", "1993")),
        make.town(make.claim("Blues captured Ay", "2020-10-14/2020-10-15")),
        make.town(make.claim("Reds captured Ay", "../2020-12-01")),
        make.town(make.claim("Reds captured Be", "../2020-12-01")),
    )
    ranges = [
        tuple(day and day.isoformat() for day in (s.start, s.start_latest, s.end, s.end_latest))
        for s in told.spells
    ]
    assert ranges == [
        ("1993-01-01", "1993-12-31", "2020-10-14", "2020-10-15"),
        ("2020-10-14", "2020-10-15", "2020-12-01", "2020-12-01"),
        ("2020-12-01", "2020-12-01", None, None),
        (None, "2020-12-01", None, None),
    ]


def test_a_vague_date_takes_the_day_of_an_exact_one(make: Any, brief: Any) -> None:
    told = make.timeline(
        make.town(make.claim("Reds captured Ay", "1993")),
        make.town(make.claim("Reds captured Ay", "1993-07-23")),
    )
    assert brief(told) == [("Ay", "Reds", "1993-07-23", None, "happened", None)]
    assert len(told.spells[0].claims) == 2


@pytest.mark.parametrize(
    ("change", "held"),
    [
        ("captured", ("Reds", "happened")),
        ("ceded", ("Reds", "happened")),
        ("handed_over", ("Reds", "happened")),
        ("entered", ("Reds", "entered")),
        ("withdrawn", ("Reds", "happened")),
        ("besieged", ("Blues", "besieged")),
        ("contested", (None, "contested")),
        ("ceasefire", ("Blues", "happened")),
    ],
)
def test_who_holds_after_a_change(make: Any, change: str, held: tuple[str | None, str]) -> None:
    told = make.timeline(
        make.town(make.claim("Blues captured Ay", "2020-01-01")),
        make.town(make.claim(f"Reds {change} Ay", "2020-05-01", from_actor="Blues")),
    )
    (spell,) = state_on(told, date(2020, 5, 1))["geonames:Ay"]
    assert (spell.controller, spell.status) == held


def test_who_leaves_leaves_no_report(make: Any, brief: Any) -> None:
    told = make.timeline(
        make.town(make.claim("Blues captured Ay", "2020-01-01")),
        make.town(make.claim("- withdrawn Ay", "2020-03-01", from_actor="Reds")),
        make.town(make.claim("- withdrawn Ay", "2020-05-01", from_actor="Blues")),
    )
    assert brief(told) == [
        ("Ay", "Blues", "2020-01-01", "2020-05-01", "happened", None),
        ("Ay", None, "2020-05-01", None, "happened", None),
    ]


def test_an_entry_is_control_unless_more_is_said(make: Any, brief: Any) -> None:
    entry = make.town(make.claim("Reds entered Ay", "2020-11-06"))
    taking = make.town(make.claim("Reds captured Ay", "2020-11-08"))
    assert brief(make.timeline(entry)) == [("Ay", "Reds", "2020-11-06", None, "entered", None)]
    assert brief(make.timeline(entry, taking)) == [
        ("Ay", None, "2020-11-06", "2020-11-08", "entered", None),
        ("Ay", "Reds", "2020-11-08", None, "happened", None),
    ]
    # A third force that comes in just after holds nothing; forces in a region hold no district.
    guest = make.town(make.claim("Greens entered Ay", "2020-11-13"))
    assert state_on(make.timeline(taking, guest), date(2020, 11, 20))["geonames:Ay"][
        0
    ].controller == ("Reds")
    wide = make.timeline(make.region(make.claim("Reds entered R"), "u1"))
    assert [(s.controller, s.status) for s in wide.spells] == [(None, "entered")]


def test_shares_are_parts_of_one_place(make: Any, brief: Any) -> None:
    """As in a neighbourhood that two sides divide: a quarter, then 70 and 30, then 90 percent."""
    told = make.timeline(
        make.town(make.claim("Greens captured Ay", "2018-01-01")),
        make.town(make.claim("Reds captured Ay", "2018-03-12", share=0.25)),
        make.town(make.claim("- withdrawn Ay", "2018-03-13", from_actor="Greens")),
        make.town(make.claim("Blues captured Ay", "2018-03-13", share=0.7)),
        make.town(make.claim("Reds captured Ay", "2018-03-13", share=0.3)),
        make.town(make.claim("Reds captured Ay", "2018-03-20", share=0.9)),
    )
    assert brief(told) == [
        ("Ay", "Greens", "2018-01-01", "2018-03-12", "happened", None),
        ("Ay", "Greens", "2018-03-12", "2018-03-13", "happened", 0.75),
        ("Ay", "Reds", "2018-03-12", "2018-03-13", "happened", 0.25),
        ("Ay", "Blues", "2018-03-13", "2018-03-20", "happened", 0.7),
        ("Ay", "Reds", "2018-03-13", "2018-03-20", "happened", 0.3),
        ("Ay", "Blues", "2018-03-20", None, "happened", 0.1),
        ("Ay", "Reds", "2018-03-20", None, "happened", 0.9),
    ]
    assert not told.contradictions


def test_a_region_colours_its_units_as_inferred(make: Any) -> None:
    units = {"u1": Place(id="unit:u1", name="One", lon=10, lat=20, level="district", country="XX")}
    told = make.timeline(
        make.region(make.claim("Reds captured R", "1991"), "u1", "u2"),
        make.district(make.claim("Reds captured u2", "1993", share=0.77)),
        units=units,
    )
    assert [(s.place_id, s.place_name, s.inferred, s.share) for s in told.spells] == [
        ("unit:u1", "One", True, None),
        ("unit:u2", "u2", True, None),
        ("unit:u2", "u2", False, 0.77),
    ]
    assert (told.spells[0].lon, told.spells[0].country) == (10, "XX")
    (clash,) = told.contradictions
    assert "inferred" in clash.why
    assert "77%" in clash.why


def test_a_claim_by_name_beats_an_inferred_one_of_the_same_days(make: Any, brief: Any) -> None:
    told = make.timeline(
        make.region(make.claim("Reds captured R", "1993"), "u1"),
        make.district(make.claim("Blues captured u1", "1993-05-05")),
    )
    assert brief(told) == [("u1", "Blues", "1993-05-05", None, "happened", None)]
    assert len(told.contradictions) == 1


def test_the_better_attested_account_of_a_day_decides(make: Any) -> None:
    def held(**blue: Any) -> str | None:
        red = make.claim("Reds captured Ay", status="claimed", claimed_by="Reds", confidence=0.5)
        rival = make.claim("Blues captured Ay", claimed_by="Blues", **blue)
        told = make.timeline(make.town(red), make.town(rival))
        assert len(told.contradictions) == 1
        (spell,) = told.spells
        assert len(spell.claims) == 2  # who is outvoted can still be read
        return str(spell.controller)

    assert held(status="happened", confidence=0.1) == "Blues"
    assert held(status="claimed", confidence=0.9) == "Blues"
    assert held(status="claimed", confidence=0.1) == "Reds"


def test_as_known_on_a_day(make: Any, brief: Any) -> None:
    """A loss told by the loser three days later is held since, once that is known."""
    located = [
        make.town(
            make.claim("Reds captured Ay", "2020-11-08", status="claimed", claimed_by="Reds")
        ),
        make.town(
            make.claim("Reds captured Ay", "2020-11-08", status="denied", claimed_by="Blues")
        ),
        make.town(
            make.claim(
                "Reds captured Ay",
                "2020-11-07",
                status="claimed",
                claimed_by="Blues",
                from_actor="Blues",
                announced="2020-11-10",
            )
        ),
    ]
    early = make.timeline(*located, known_on="2020-11-08")
    assert brief(early) == [("Ay", "Reds", "2020-11-08", None, "claimed", None)]
    assert "denied by Blues" in early.contradictions[0].why
    assert [one.reason for one in early.unplaced] == [
        "not known on 2020-11-08: known from 2020-11-10"
    ]
    late = make.timeline(*located, known_on="2020-11-10")
    assert brief(late) == [("Ay", "Reds", "2020-11-07", None, "happened", None)]
    assert late.spells[0].known_from == date(2020, 11, 10)
    assert len(late.spells[0].claims) == 3


def test_a_denial_alone_changes_no_holder(make: Any, brief: Any) -> None:
    told = make.timeline(make.town(make.claim("Reds captured Ay", status="denied")))
    assert brief(told) == [("Ay", None, "2020-05-01", None, "denied", None)]


def test_what_cannot_be_placed_says_why(make: Any) -> None:
    undated = make.town(make.claim("Reds captured Ay", None))
    nowhere = Located(claim=make.claim("Reds captured Be"), place=Unlocated(reason="no such name"))
    told = make.timeline(undated, nowhere)
    assert {one.reason for one in told.unplaced} == {"no date in reach", "no such name"}
    assert [spell.lon for spell in told.spells] == [None]


def test_other_rules_another_outcome(make: Any, brief: Any) -> None:
    import tomllib
    from importlib.resources import files

    data = tomllib.loads((files("geomap.control") / "rules.toml").read_text("utf-8"))
    data["name"], data["changes"]["entered"] = "strict", "contest"
    strict = Rules.from_dict(data)
    told = make.timeline(make.town(make.claim("Reds entered Ay")), rules=strict)
    assert brief(told) == [("Ay", None, "2020-05-01", None, "contested", None)]
    assert told.rules == "strict 1"
