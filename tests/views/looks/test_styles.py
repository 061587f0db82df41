"""Colour is never alone, and never chosen by hand."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from geomap.views.looks.styles import PALETTE, TILE, Fill, look_of
from geomap.views.looks.wording import fill, fill_text

names = st.lists(st.text(min_size=1), min_size=1, max_size=42, unique=True)


@given(names)
def test_every_pair_of_actors_differs_by_colour_or_texture(actors: list[str]) -> None:
    look = look_of(actors)
    pairs = {actor: (look.colours[actor], look.textures[actor]) for actor in actors}
    assert all(pairs[a] != pairs[b] for a, b in combinations(actors, 2))
    if len(actors) <= len(PALETTE):
        assert len(set(look.colours.values())) == len(actors)


@given(names, st.randoms())
def test_the_order_of_actors_does_not_matter(actors: list[str], random: object) -> None:
    shuffled = list(actors)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert look_of(shuffled) == look_of(actors)


@given(st.lists(st.floats(0.05, 0.45), min_size=1, max_size=2))
def test_bands_are_as_high_as_the_share(shares: list[float]) -> None:
    actors = ("A", "B")[: len(shares)]
    pattern = look_of(actors).pattern(Fill("share", actors, tuple(shares)))
    bands = [attributes for tag, attributes, _ in pattern.shapes if tag == "svg"]
    for band, share in zip(bands, shares, strict=True):
        assert abs(band["height"] / pattern.height - share) < 0.01
    assert bands[0]["y"] == 0


def test_fills_differ_and_are_opaque() -> None:
    look = look_of(["A", "B"])
    fills = [
        Fill("solid", ("A",)),
        Fill("solid", ("A",), inferred=True),
        Fill("solid", ("B",)),
        Fill("contested", ("A", "B")),
        Fill("contested", ("A",)),
        Fill("contested", ()),
        Fill("share", ("A",), (0.5,)),
    ]
    patterns = [look.pattern(one) for one in fills]
    assert len({repr(pattern) for pattern in patterns}) == len(fills)
    assert len({fill_text(one) for one in fills}) == len(fills)
    for pattern in patterns:
        ground = [a for tag, a, _ in pattern.shapes if tag == "rect"]
        ground = ground or [a for tag, a, _ in pattern.shapes if tag == "svg"]
        assert sum(a["width"] for a in ground) == pattern.width
        assert all(a["height"] >= min(TILE, pattern.height) for a in ground)
        assert not any("fill-opacity" in a for a in ground)


def test_a_table_of_colours_wins_and_keeps_the_others_apart() -> None:
    look = look_of(["A", "B", "C"], {"B": "#0072b2"})
    assert look.colours["B"] == "#0072B2"
    assert len(set(look.colours.values())) == 3


@given(st.text(), st.text())
def test_filling_in_never_reads_the_value(template: str, value: str) -> None:
    assert fill("{a} of {b}", a=value, b="x") == f"{value} of x"
    assert fill(template) == template
