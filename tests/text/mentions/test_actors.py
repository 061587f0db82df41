"""Names of sides: which of them are one, and which only look alike."""

from __future__ import annotations

import pytest

from geomap.scoring.folders import one_side


@pytest.mark.parametrize(
    ("said", "expected", "one"),
    [
        ("Congolese government", "the army of DR Congo", True),
        ("Army of Republika Srpska", "Bosnian Serb forces (VRS)", True),
        ("Mexican government", "Mexican Federal Army", True),
        ("Tigray forces; Sudan", "Tigrayan forces", True),
        ("Libyan National Army", "Libyan forces", False),
        ("Syrian government", "Syrian rebels", False),
        ("Nationalists", "Spanish Republic", False),
        ("Mali", "Niger", False),
        (None, "Mali", False),
    ],
)
def test_which_names_are_of_one_side(said: str | None, expected: str, one: bool) -> None:
    assert one_side(said, expected) is one
