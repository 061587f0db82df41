"""States over time against a plain reading of the spells, day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from geomap.model import Spell
from geomap.views.looks.styles import NO_REPORT, Fill, Outline
from geomap.views.picture.features import (
    begins,
    features_of,
    first_shown,
    state_on,
    states_as_known,
    stops_of,
    when_of,
)
from geomap.views.picture.spell_columns import SpellColumns

UNITS = {"U-1": "One", "U-2": "Two"}
DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(12)]


def spell(**facts: Any) -> Spell:
    values: dict[str, Any] = {
        "place_id": f"unit:{facts.get('district_id', 'U-1')}",
        "place_name": "One",
        "level": "district",
        "lon": 1.0,
        "lat": 2.0,
        "district_id": "U-1",
        "district": "One",
        "admin1": None,
        "country": "XX",
        "controller": "A",
        "start": DAYS[0],
        "start_latest": facts.get("start", DAYS[0]),
        "end": None,
        "end_latest": None,
        "known_from": None,
        "status": "happened",
        "share": None,
        "sources": (),
        "claims": (),
    }
    return Spell(**(values | facts))


def columns(*spells: Spell) -> SpellColumns:
    return SpellColumns(spells)


days = st.sampled_from(DAYS)
spells = st.builds(
    lambda unit, actor, start, length, status, inferred: spell(
        district_id=unit,
        controller=actor,
        start=start,
        end=None if length is None else start + timedelta(days=length),
        status=status,
        inferred=inferred,
    ),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["A", "B", None]),
    days,
    st.one_of(st.none(), st.integers(1, 6)),
    st.sampled_from(["happened", "claimed", "contested", "denied"]),
    st.booleans(),
)


def test_a_place_only_entered_is_told_from_one_taken() -> None:
    def outlines(status: str, holder: str | None = "A") -> tuple[Outline, ...]:
        (feature,) = features_of(columns(spell(status=status, controller=holder)), UNITS)
        return state_on(feature, DAYS[3]).outlines

    assert outlines("entered") == (Outline("entered"),)
    assert outlines("happened") == outlines("entered", None) == ()


def test_joint_holders_are_drawn_in_the_colours_of_each() -> None:
    def filled(*spells: Spell) -> Fill:
        (feature,) = features_of(columns(*spells), UNITS)
        return state_on(feature, DAYS[3]).fill

    both = Fill("joint", ("A", "B"))
    assert filled(spell(controller="B; A")) == filled(spell(controller="A; B")) == both
    assert filled(spell(controller="A; B", status="claimed")) == both
    assert filled(spell(controller="A; B"), spell(controller="A")).kind == "contested"
    shares = filled(spell(controller="A; B", share=0.4), spell(controller="C", share=0.6))
    assert shares == Fill("share", ("A; B", "C"), (0.4, 0.6))


@given(st.lists(spells, max_size=6), days)
def test_a_day_shows_the_spells_of_that_day(some: list[Spell], day: date) -> None:
    for feature in features_of(columns(*some), UNITS):
        state = state_on(feature, day)
        active = {
            index
            for index in feature.spells
            if some[index].start <= day and (some[index].end is None or day < some[index].end)
        }
        assert set(state.spells) == active
        held = [some[i] for i in active if some[i].status != "denied"]
        stated = [one for one in held if not one.inferred] or held
        actors = sorted({one.controller for one in stated if one.controller})
        if any(one.status == "contested" for one in stated):
            assert (state.fill.kind, list(state.fill.actors)) == ("contested", actors)
        elif not actors:
            assert state.fill == NO_REPORT
        else:
            assert list(state.fill.actors) == actors
            assert state.fill.kind == ("solid" if len(actors) == 1 else "contested")
        told = [some[i] for i in feature.spells if some[i].status != "denied"]
        changed = any(day in (one.start, one.end) for one in told)
        assert (state.changed and state.start == day) == changed


@given(st.lists(spells, max_size=6))
def test_states_tile_time_and_stops_are_all_changes(some: list[Spell]) -> None:
    stops = set(stops_of(columns(*some)))
    for feature in features_of(columns(*some), UNITS):
        starts = [state.start for state in feature.states]
        assert starts[0] is None
        assert starts[1:] == sorted(set(starts[1:]))
        assert {state.start for state in feature.states if state.changed} <= stops


@given(st.permutations([spell(), spell(district_id="U-2", controller="B"), spell(share=0.5)]))
def test_order_does_not_matter(some: list[Spell]) -> None:
    found = features_of(columns(*some), UNITS)
    looks = [(f.id, [(s.start, s.fill) for s in f.states]) for f in found]
    expected = features_of(columns(*sorted(some, key=repr)), UNITS)
    assert looks == [(f.id, [(s.start, s.fill) for s in f.states]) for f in expected]


def test_a_plan_shows_once_known_and_until_it_is_done() -> None:
    held = spell(controller="B")
    plan = spell(status="planned", start=DAYS[6], known_from=DAYS[3])
    done = spell(start=DAYS[8])
    held = replace(held, end=DAYS[8])
    (feature,) = features_of(columns(held, plan, done), UNITS)
    outlined = [day for day in DAYS if Outline("planned", "A") in state_on(feature, day).outlines]
    assert outlined == DAYS[3:8]
    assert state_on(feature, DAYS[6]).fill == Fill("solid", ("B",))
    assert [s.start for s in feature.states if s.changed] == [DAYS[0], DAYS[8]]


def test_a_plan_that_was_given_up_is_no_stop() -> None:
    plan = spell(status="planned", start=DAYS[6], end=DAYS[6])
    assert stops_of(columns(spell(), plan)) == (DAYS[0],)


def test_what_is_denied_is_no_change_where_anything_else_is() -> None:
    town = {"place_id": "geonames:1", "level": "settlement"}
    denied = spell(controller=None, status="denied", start=DAYS[2], end=DAYS[4], **town)
    taken = spell(start=DAYS[4], **town)
    unit, point = features_of(columns(denied, taken), UNITS)
    assert [(s.start, s.changed) for s in point.states] == [
        (None, False),
        (DAYS[2], False),
        (DAYS[4], True),
    ]
    # Nothing changed inside before that either.
    assert [day for day in DAYS if state_on(unit, day).outlines] == DAYS[4:]
    assert stops_of(columns(denied, taken)) == (DAYS[4],)
    assert first_shown(columns(denied, spell(start=DAYS[1])), []) == DAYS[1]
    # A denial alone is shown on its own days.
    assert stops_of(columns(denied)) == (DAYS[2], DAYS[4])
    assert first_shown(columns(denied), []) == DAYS[4]


def test_an_uncertain_day_is_drawn_as_one_until_it_is_past() -> None:
    vague = spell(start=DAYS[2], start_latest=DAYS[5], end=DAYS[9], end_latest=DAYS[9])
    (feature,) = features_of(columns(vague), UNITS)
    unsure = [day for day in DAYS if state_on(feature, day).fill.uncertain]
    assert unsure == DAYS[2:5]
    assert state_on(feature, DAYS[5]).fill == Fill("solid", ("A",))
    assert [s.start for s in feature.states if s.changed] == [DAYS[2], DAYS[9]]
    # What ends before its beginning is sure was never sure.
    (brief,) = features_of(columns(replace(vague, end=DAYS[4])), UNITS)
    assert not any(state.fill.uncertain for state in brief.states)
    # A place of which somebody else's hold is sure is not uncertain as a whole.
    (both,) = features_of(columns(vague, spell(controller="B")), UNITS)
    assert state_on(both, DAYS[3]).fill == Fill("contested", ("A", "B"))


def test_what_was_not_yet_reported_neither_shows_nor_ends_anything() -> None:
    held = spell(controller="B", end=DAYS[4], end_latest=DAYS[4], known_from=DAYS[0])
    taken = spell(start=DAYS[4], known_from=DAYS[6])
    both = (held, taken)
    features = features_of(columns(*both), UNITS)
    (before,) = states_as_known(both, features, DAYS[5])
    (alone,) = features_of(columns(replace(held, end=None, end_latest=None)), UNITS)
    assert before == alone.states
    assert states_as_known(both, features, DAYS[6]) == [features[0].states]
    # An end that was reported by itself stays.
    (left,) = states_as_known((replace(held, end=DAYS[3]), taken), features, DAYS[5])
    assert [state.start for state in left] == [None, DAYS[0], DAYS[3]]


@given(st.lists(spells, max_size=6))
def test_on_the_last_day_everything_is_known(some: list[Spell]) -> None:
    known = [replace(one, known_from=DAYS[n]) for n, one in enumerate(some)]
    features = features_of(columns(*known), UNITS)
    assert states_as_known(known, features, DAYS[-1]) == [f.states for f in features]


def test_shares_are_bands_and_never_more_than_the_whole() -> None:
    parts = [spell(share=0.7), spell(controller="B", share=0.5)]
    (feature,) = features_of(columns(*parts), UNITS)
    fill = state_on(feature, DAYS[0]).fill
    assert (fill.kind, fill.actors) == ("share", ("A", "B"))
    assert abs(sum(fill.shares) - 1) < 0.001
    (alone,) = features_of(columns(spell(share=0.77)), UNITS)
    assert state_on(alone, DAYS[0]).fill == Fill("share", ("A",), (0.77,))


def test_a_settlement_is_a_point_and_outlines_its_district() -> None:
    town = spell(level="settlement", place_id="geonames:7", place_name="Town", start=DAYS[4])
    one, point = features_of(columns(town), UNITS)
    assert (point.shape, point.id, point.unit) == ("point", "geonames:7", "U-1")
    assert (one.shape, one.spells) == ("area", ())
    assert state_on(one, DAYS[3]).outlines == ()
    assert state_on(one, DAYS[4]).outlines == (Outline("inside"),)
    assert state_on(one, DAYS[4]).fill == NO_REPORT


def test_what_has_neither_outline_nor_point_is_not_drawn() -> None:
    nan = float("nan")
    assert features_of(columns(spell(district_id="U-9", lon=nan, lat=nan)), UNITS) == ()


def test_a_whole_country_is_an_area_of_the_base() -> None:
    whole = spell(level="country", district_id=None)
    (feature,) = features_of(columns(whole), UNITS, {"XX"})
    assert (feature.id, feature.shape) == ("country:XX", "area")


def test_an_open_start_begins_when_it_had_begun_at_the_latest() -> None:
    since = spell(start=None, start_latest=DAYS[5])
    assert begins(since) == DAYS[5]
    assert columns(since, spell()).as_of.tolist() == [True, False]
    (feature,) = features_of(columns(since), UNITS)
    assert state_on(feature, DAYS[4]).fill == NO_REPORT
    assert state_on(feature, DAYS[5]).fill == Fill("solid", ("A",))


def test_the_words_of_the_claim_date_a_spell(case: Any) -> None:
    claims = {claim.id: claim for claim in case.readings[0].claims}
    texts = {s.claims[0]: when_of(s, claims).edtf for s in case.timeline.spells}
    assert texts["corva-plan"] == "../2020-12-01"
    assert texts["arda-1993"] == "1993"
    assert texts["berin-plan"] == "2020-11-25"


def test_opens_on_the_last_done_change_before_publication(case: Any) -> None:
    told = case.timeline.spells
    assert first_shown(columns(*told), case.readings) == date(2020, 11, 20)
    later = columns(*told, spell(start=date(2021, 1, 1)))
    assert first_shown(later, case.readings) == date(2020, 11, 20)
    assert first_shown(columns(), case.readings) == date(2020, 11, 20)
    assert first_shown(columns(), []) is None
