"""Words with the names of strangers in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geomap.views.looks.wording import fill, isolated

OPENS, CLOSES = "\u2066\u2067\u2068", "\u2069"
TURNS = "\u202a\u202b\u202c\u202d\u202e"
hostile = st.text(st.sampled_from(f"aא {TURNS}{OPENS}{CLOSES}"), max_size=12)


@given(hostile)
def test_what_a_name_opens_ends_with_it(name: str) -> None:
    told = isolated(name)
    assert name in told
    if not set(name) & set(f"{TURNS}{OPENS}{CLOSES}"):
        assert told == name
        return
    # The first mark is closed by the last and by no other: all between is an island.
    depth = 0
    for at, mark in enumerate(told):
        depth += (mark in OPENS) - (mark in CLOSES)
        assert (depth == 0) == (at == len(told) - 1)
    assert isolated(told).count(told) == 1


@given(hostile)
def test_a_name_turns_no_words_of_ours(name: str) -> None:
    assert fill("Planned: to {actor}, in part", actor=name) == (
        f"Planned: to {isolated(name)}, in part"
    )
