"""The static picture says what the page says."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.views.figure import figure
from geomap.views.placing import Box, Label, place

SVG = "{http://www.w3.org/2000/svg}"


def drawn(case: Any, day: date | None = None) -> tuple[ElementTree.Element, list[str]]:
    text = figure(
        case.timeline,
        case.located,
        case.districts,
        case.base,
        day=day,
        readings=case.readings,
        boundaries="Squares 1.0",
    )
    root = ElementTree.fromstring(text)
    return root, [str(element.text) for element in root.iter(f"{SVG}text")]


def test_it_names_day_places_and_boundaries(case: Any) -> None:
    _, texts = drawn(case)
    assert {"Troops enter Arda", "20 November 2020", "Squares 1.0", "Arda"} <= set(texts)
    assert "planned 25 Nov 2020" in texts
    assert "planned by 1 Dec 2020" in texts
    assert "8 Nov 2020" in texts


@pytest.mark.parametrize(
    ("day", "present", "absent"),
    [
        (date(1990, 1, 1), [], ["Northern army", "Southern army, inferred from a larger place"]),
        (
            date(1992, 1, 1),
            ["Southern army, inferred from a larger place"],
            ["Northern army", "Claimed, not confirmed", "Changes on the day shown"],
        ),
        (
            date(1993, 1, 1),
            [
                "Southern army: 77% of the unit; where in it is not said; "
                "began on some day of a period that holds this one",
                "Changes on the day shown",
            ],
            ["Northern army"],
        ),
        (
            date(1994, 1, 1),
            ["Southern army: 77% of the unit; where in it is not said"],
            ["Changes on the day shown"],
        ),
        (
            date(2020, 11, 20),
            ["Northern army", "Planned: to Northern army", "Settlement, drawn as a point"],
            ["Southern army: 77% of the unit; where in it is not said"],
        ),
    ],
)
def test_the_legend_is_that_of_the_day(
    case: Any, day: date, present: list[str], absent: list[str]
) -> None:
    root, texts = drawn(case, day)
    assert "No report" in texts
    assert set(present) <= set(texts)
    assert not set(absent) & set(texts)
    patterns = len(list(root.iter(f"{SVG}pattern")))
    paints = {e.get("fill") for e in root.iter() if str(e.get("fill")).startswith("url(")}
    assert len(paints) == patterns


@given(
    st.lists(
        st.tuples(st.floats(0, 300), st.floats(0, 300), st.floats(10, 80)), min_size=1, max_size=20
    )
)
def test_labels_never_meet_and_keep_to_their_own(anchors: list[tuple[float, ...]]) -> None:
    def owner(x0: float, y0: float) -> Any:
        return lambda x, y: abs(x - x0) <= 40 and abs(y - y0) <= 25

    labels = [Label(x, y, width, 20, owner(x, y), widest=70) for x, y, width in anchors]
    boxes = place(labels, [Box(150, 150, 50, 50)])
    kept = [box for box in boxes if box is not None]
    for n, box in enumerate(kept):
        assert not box.meets(Box(150, 150, 50, 50))
        assert not any(box.meets(other) for other in kept[n + 1 :])
    for label, box in zip(labels, boxes, strict=True):
        if box is not None:
            assert label.owns(box.x, box.y)
            assert label.width <= 70
