"""Colours as people see them, with full and with deficient colour vision."""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest

from geomap.views.figures.canvas import NONE
from geomap.views.looks.styles import NO_REPORT, PALETTE, Fill, look_of
from geomap.views.page.elements import web_file

KINDS = [(False, False), (True, False), (False, True), (True, True)]

# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", severity 1.0, on linear RGB.
VISIONS = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

Lab = tuple[float, float, float]


def linear(colour: str) -> list[float]:
    """Linear RGB of ``#rrggbb``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def lab(colour: str, vision: str = "full") -> Lab:
    """CIELAB (D65) of a colour as somebody with that kind of vision sees it."""
    rgb = linear(colour)
    seen = [
        min(1.0, max(0.0, sum(w * v for w, v in zip(row, rgb, strict=True))))
        for row in VISIONS[vision]
    ]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.95047, 1.0, 1.08883)
    xyz = [sum(w * v for w, v in zip(row, seen, strict=True)) for row in to_xyz]
    x, y, z = (
        (v / n) ** (1 / 3) if v / n > 216 / 24389 else (v / n * 24389 / 27 + 16) / 116
        for v, n in zip(xyz, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Lab, other: Lab) -> float:
    """CIEDE2000 after Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    c1, c2 = math.hypot(a1 * (1 + g), b1), math.hypot(a2 * (1 + g), b2)
    h1 = math.degrees(math.atan2(b1, a1 * (1 + g))) % 360
    h2 = math.degrees(math.atan2(b2, a2 * (1 + g))) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    d_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    l, c = (l1 + l2) / 2, (c1 + c2) / 2  # noqa: E741
    h = h1 + h2 if c1 * c2 == 0 else h1 + turn / 2
    t = (
        1
        - 0.17 * math.cos(math.radians(h - 30))
        + 0.24 * math.cos(math.radians(2 * h))
        + 0.32 * math.cos(math.radians(3 * h + 6))
        - 0.20 * math.cos(math.radians(4 * h - 63))
    )
    s_l = 1 + 0.015 * (l - 50) ** 2 / math.sqrt(20 + (l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c, 1 + 0.015 * c * t
    bend = 60 * math.exp(-((((h % 360) - 275) / 25) ** 2))
    r = -2 * math.sqrt(c**7 / (c**7 + 25**7)) * math.sin(math.radians(bend))
    light, chroma, hue = (l2 - l1) / s_l, (c2 - c1) / s_c, d_hue / s_h
    return math.sqrt(light**2 + chroma**2 + hue**2 + r * chroma * hue)


def difference(one: str, other: str) -> float:
    """Least CIEDE2000 of two colours over all kinds of vision."""
    return min(ciede2000(lab(one, vision), lab(other, vision)) for vision in VISIONS)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    weights = (0.2126, 0.7152, 0.0722)
    high, low = sorted(
        (sum(w * v for w, v in zip(weights, linear(c), strict=True)) + 0.05 for c in (one, other)),
        reverse=True,
    )
    return high / low


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_are_those_of_the_published_data(one: Lab, other: Lab, expected: float) -> None:
    assert round(ciede2000(one, other), 4) == expected


def papers() -> list[str]:
    """Colours of "no report" on the page, light and dark."""
    found = re.findall(r"--none:(#[0-9a-f]{6})", web_file("page.css"))
    assert len(found) == 2
    return found


@pytest.mark.parametrize("paper", papers())
def test_four_actors_and_no_report_differ_for_every_kind_of_colour_vision(paper: str) -> None:
    for one, other in combinations([*PALETTE[:4], paper], 2):
        assert difference(one, other) >= 20, (one, other)


def test_page_and_figure_are_of_one_look() -> None:
    assert papers()[0] == NONE.lower()


def test_beyond_four_every_pair_differs_by_colour_or_pattern() -> None:
    actors = [f"Actor {n:02}" for n in range(40)]
    look = look_of(actors)
    fills = [
        Fill("solid", (a,), (), inferred, unsure) for a in actors for inferred, unsure in KINDS
    ]
    fills += [Fill("contested", pair) for pair in combinations(actors[:12], 2)]
    fills += [Fill("share", (a,), (0.5,)) for a in actors]
    drawn = [str(look.pattern(fill).as_list()) for fill in [*fills, NO_REPORT]]
    assert len(set(drawn)) == len(drawn)


def test_two_sides_are_not_friend_and_foe() -> None:
    first, second = PALETTE[:2]
    assert difference(first, second) >= 40
    assert contrast(first, second) >= 3
    for colour in (first, second):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert red < 1.3 * max(green, blue), colour
