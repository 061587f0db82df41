"""The same event told twice."""

from __future__ import annotations

from typing import Any

import pytest

from geomap.control.merge import merge_duplicates


def test_two_sentences_one_claim(make: Any) -> None:
    vague = make.claim("Reds captured Ay", "2020-05", start=0, end=9, evidence="One told.")
    exact = make.claim(
        "Reds ceded Ay", "2020-05-04", start=20, end=29, evidence="Two told.", from_actor="Blues"
    )
    (merged,) = merge_duplicates([make.town(vague), make.town(exact)])
    assert merged.claim.id == exact.id
    assert [(q.start, q.end, q.evidence) for q in merged.claim.also] == [(0, 9, "One told.")]
    assert merge_duplicates([merged]) == [merged]
    assert merge_duplicates([make.town(exact), make.town(vague)]) == [merged]


@pytest.mark.parametrize(
    "different",
    [
        {"status": "claimed"},
        {"to_actor": "Blues"},
        {"share": 0.5, "change": "withdrawn"},
        {"article": "b"},
        {"claimed_by": "A minister"},
        {"place": "Be"},
    ],
)
def test_what_differs_stays_apart(make: Any, different: dict[str, Any]) -> None:
    one = make.claim("Reds captured Ay")
    other = make.claim("Reds captured Ay", start=20, end=29, **different)
    assert len(merge_duplicates([make.town(one), make.town(other)])) == 2


def test_days_apart_stay_apart(make: Any) -> None:
    located = [
        make.town(make.claim("Reds captured Ay", day)) for day in ("2020-05-01", "2020-05-02")
    ]
    assert len(merge_duplicates(located)) == 2
