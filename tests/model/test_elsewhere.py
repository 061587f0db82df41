"""Where an article names who is unsaid in a sentence."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from geomap.model import Claim
from geomap.model.elsewhere import named_elsewhere

SLOTS = ("from_actor", "to_actor", "claimed_by")
names = st.sampled_from(["North", "South", "North; South", None])


@st.composite
def claims(draw: Any) -> list[Claim]:
    """Some claims in a few sentences of two articles."""
    return [
        Claim(
            id=str(number),
            article=draw(st.sampled_from("ab")),
            place=draw(st.sampled_from(["Arda", "Berin"])),
            change="captured",
            trigger="fell",
            status="happened",
            evidence="",
            start=draw(st.integers(0, 4)),
            end=9,
            **{slot: draw(names) for slot in SLOTS},
            inferred=tuple(draw(st.sets(st.sampled_from(SLOTS)))),
        )
        for number in range(draw(st.integers(1, 8)))
    ]


@given(claims(), st.data())
def test_what_names_a_side_is_a_sentence_of_the_article_that_says_it_itself(
    told: list[Claim], data: Any
) -> None:
    claim = data.draw(st.sampled_from(told))
    for slot, other in named_elsewhere(claim, told).items():
        who = getattr(claim, slot)
        assert who
        assert slot in claim.inferred

        def says(each: Claim, who: str = who) -> bool:
            said = [getattr(each, one) or "" for one in SLOTS if one not in each.inferred]
            return any(set(who.split("; ")) <= set(names.split("; ")) for names in said)

        here = [each for each in told if each.article == claim.article and says(each)]
        own = any(each.start == claim.start for each in here)
        assert (other is None) == (own or not here)
        if other is not None:
            assert other in here
            same = [each for each in here if each.called == claim.called]
            assert not same or other in same
            assert abs(other.start - claim.start) == min(
                abs(each.start - claim.start) for each in same or here
            )
