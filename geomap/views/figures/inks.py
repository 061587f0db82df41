"""Styles as SVG: patterns, strokes and symbols, on the map as in legend and chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from geomap.model import stable_id
from geomap.views.figures.canvas import INK, MUTED, NONE, PAPER, text_line
from geomap.views.looks.styles import NO_REPORT, Fill, Look, Outline, is_light

CHANGED = "changed"

_STROKES = {
    "planned": 'stroke-width="3" stroke-dasharray="8 5"',
    "claimed": 'stroke-width="2.4" stroke-dasharray="0.1 5" stroke-linecap="round"',
    "entered": 'stroke-width="4.4"',
    "inside": 'stroke-width="1.2" stroke-dasharray="9 3 2 3"',
    "near": 'stroke-width="1.4" stroke-dasharray="2 3"',
    "between": 'stroke-width="1.8"',
    "along": 'stroke-width="1.8"',
    CHANGED: 'stroke-width="2.6"',
}
_CASINGS = {"entered": 6, "inside": 2.6, "near": 2.6}


@dataclass(frozen=True, slots=True)
class Inks:
    """The fills of one picture, each a pattern with an id of its own.

    The id is a hash of the pattern: two pictures on one page never disturb each other.
    """

    look: Look
    fills: tuple[Fill, ...]

    def paint(self, fill: Fill) -> str:
        """Value of the attribute ``fill``."""
        return NONE if fill == NO_REPORT else f"url(#{self._id(fill)})"

    def definitions(self) -> str:
        """Patterns of all fills in use."""
        parts = []
        for fill in self.fills:
            pattern = self.look.pattern(fill)
            turn = f' patternTransform="rotate({pattern.turn:g})"' if pattern.turn else ""
            inner = "".join(_element(shape) for shape in pattern.shapes)
            parts.append(
                f'<pattern id="{self._id(fill)}" patternUnits="userSpaceOnUse" '
                f'width="{pattern.width:g}" height="{pattern.height:g}"{turn}>{inner}</pattern>'
            )
        return f"<defs>{''.join(parts)}</defs>"

    def _id(self, fill: Fill) -> str:
        return f"geomap-{stable_id(self.look.pattern(fill), length=8)}"

    def stroke(self, kind: str, actor: str = "") -> tuple[str, str]:
        """Attributes of an outline and, first, of the casing that lets it show on every fill."""
        colour = None
        if kind == "planned":
            colour = self.look.outline_colour(Outline("planned", actor))
        # Where something happened inside is for orientation, and no louder than that.
        colour = colour or {"entered": PAPER, "inside": MUTED}.get(kind, "#000000")
        casing = _CASINGS.get(kind, 4.5)
        edge = INK if is_light(colour) else PAPER
        return (
            f'stroke="{edge}" stroke-width="{casing}" stroke-linejoin="round"',
            f'stroke="{colour}" {_STROKES[kind]} stroke-linejoin="round"',
        )

    def strokes(self, outlines: Iterable[Outline], changed: bool) -> Iterator[str]:
        """Attributes of all strokes of a place, from the lowest to the topmost."""
        for outline in outlines:
            yield from self.stroke(outline.kind, outline.actor)
        if changed:
            yield from self.stroke(CHANGED)


def inks_of(look: Look, fills: Iterable[Fill]) -> Inks:
    """Inks for the fills of a picture, each once."""
    return Inks(look, tuple(sorted(set(fills) - {NO_REPORT})))


def _element(shape: tuple[Any, ...]) -> str:
    tag, attributes, inner = shape
    values = dict(attributes)
    if values.pop("class", None) == "geomap-none":
        values["fill"] = NONE
    text = "".join(f' {key}="{value}"' for key, value in values.items())
    return f"<{tag}{text}>{''.join(_element(part) for part in inner)}</{tag}>"


def symbol(level: str, x: float, y: float) -> str:
    """Tag and position of the symbol of a point: a circle for a settlement, else a diamond."""
    if level == "settlement":
        return f'circle cx="{x:.1f}" cy="{y:.1f}" r="6.5"'
    return f'path d="M{x:.1f} {y - 8:.1f}l8 8l-8 8l-8 -8z"'


def rough(kind: str, x: float, y: float, reach: float) -> str:
    """Tag and shape of the sign of a place that is only roughly known.

    A ring near a place that is named, brackets between two, and the banks of a line.
    """
    if kind == "between":
        sides = "".join(
            f"M{x + 0.6 * side:.1f} {y - 0.7 * reach:.1f}"
            f"h{0.3 * side:.1f}v{1.4 * reach:.1f}h{-0.3 * side:.1f}"
            for side in (-reach, reach)
        )
        return f'path d="{sides}"'
    if kind == "along":
        wave = f"q{reach / 2:.1f} {-reach / 2:.1f} {reach} 0t{reach} 0"
        banks = (f"M{x - reach:.1f} {y + off * reach:.1f}{wave}" for off in (-0.6, 0.6))
        return f'path d="{"".join(banks)}"'
    return f'circle cx="{x:.1f}" cy="{y:.1f}" r="{reach}"'


def number_mark(number: int, x: float, y: float) -> str:
    """Draw a number in a circle, which stands for a label."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{PAPER}" stroke="#000"/>'
        f"{text_line(str(number), x, y + 4, 11, weight=700, anchor='middle')}"
    )
