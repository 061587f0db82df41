"""Columns of spells against the spells themselves."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from geomap.model import APPROXIMATE, PLANS, Spell
from geomap.views.picture.features import begins
from geomap.views.picture.spell_columns import SpellColumns
from tests.views.picture.test_features import DAYS, spell

days = st.none() | st.sampled_from(DAYS)
spells = st.builds(
    spell,
    controller=st.sampled_from(["A", "B", "", None]),
    start=days,
    start_latest=days,
    end=days,
    status=st.sampled_from(["happened", "claimed", "planned", "postponed"]),
    share=st.sampled_from([None, 0.0, 0.5]),
    inferred=st.booleans(),
    precision=st.sampled_from(["district", "near"]),
)


def certain(one: Spell) -> bool:
    on_a_day = one.start is not None and one.start == one.start_latest
    lasts = one.end is None or one.start is None or one.end > one.start
    said = not one.inferred and one.precision not in APPROXIMATE
    held = one.controller and one.status == "happened" and one.share is None
    return bool(on_a_day and lasts and said and held)


@given(st.lists(spells, max_size=8))
def test_columns_say_what_the_spells_say(some: list[Spell]) -> None:
    columns = SpellColumns(some)
    ordinals = [day.toordinal() if day else 0 for day in map(begins, some)]
    assert columns.begins.tolist() == ordinals
    assert [date.fromordinal(day) if day else None for day in columns.ends.tolist()] == [
        one.end for one in some
    ]
    assert columns.planned.tolist() == [one.status in PLANS for one in some]
    assert columns.as_of.tolist() == [
        one.start is None and one.start_latest is not None and one.status not in PLANS
        for one in some
    ]
    assert columns.certain.tolist() == [certain(one) for one in some]
