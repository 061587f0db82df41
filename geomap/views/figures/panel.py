"""One map of a figure: the ground, the places, and the labels that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from geomap.model import APPROXIMATE
from geomap.views.figures.canvas import (
    BORDER,
    FRONTIER,
    MUTED,
    NONE,
    PAPER,
    SEA,
    WATER,
    Frame,
    rectangle,
    text_line,
)
from geomap.views.figures.ground import Ground
from geomap.views.figures.inks import Inks, rough, symbol
from geomap.views.figures.labels import Labels
from geomap.views.figures.locator import Locator
from geomap.views.figures.placing import Box
from geomap.views.figures.signs import Sign
from geomap.views.looks.styles import NO_REPORT
from geomap.views.picture.drawing import Drawing

if TYPE_CHECKING:
    pass

Names = Literal["keyed", "all", "changes"]

LARGE = ("country", "region")
"""Levels of areas that others lie in."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A drawn map, and the labels that only fitted as numbers: ``name, text``."""

    frame: Frame
    body: tuple[str, ...]
    numbered: tuple[tuple[str, str], ...]

    def svg(self, x: float, y: float) -> Iterator[str]:
        """Put the map on the sheet, in a hairline frame."""
        width, height = self.frame.width, self.frame.height
        yield f'<svg x="{x:.1f}" y="{y:.1f}" width="{width:g}" height="{height:g}">'
        yield rectangle(0, 0, width, height, fill=SEA)
        yield from self.body
        yield "</svg>"
        yield rectangle(x, y, width, height, fill="none", stroke=BORDER)


def panel(
    drawing: Drawing,
    ground: Ground,
    frame: Frame,
    signs: Sequence[Sign],
    inks: Inks,
    *,
    names: Names = "keyed",
    inset: Locator | None = None,
) -> Panel:
    """Draw a map.

    ``names`` says which places are named on it: all, with numbers for those that do not fit
    ("keyed"); all that fit ("all"); or what changes on the day, without the date ("changes").
    No name is written over the ``inset``.
    """
    shown = [sign for sign in signs if sign.drawn]
    quiet, loud = _parted(shown)
    body = [
        *_land(drawing, frame, {sign.feature.id for sign in shown}),
        *_areas(drawing, frame, quiet, inks),
        *_lines(ground, frame),
        *_areas(drawing, frame, loud, inks),
        *_outlines(drawing, frame, [*quiet, *loud], inks),
        *_points(frame, shown, inks),
    ]
    said = [sign for sign in shown if sign.label and (sign.changed or names != "changes")]
    if names == "changes":
        said = [replace(sign, label="") for sign in said]
    labels = Labels(drawing, ground, frame, shown)
    if inset:
        body += inset.body
        labels.taken.append(inset.box)
    labels.write(sorted(said, key=lambda sign: sign.rank), numbers=names == "keyed")
    if names == "keyed":
        bar, box = _scale_bar(frame)
        body += bar
        labels.taken.append(box)
    if names != "changes":
        labels.countries()
    if names == "keyed":
        labels.units(shown)
        labels.towns()
    return Panel(frame, (*body, *labels.parts), tuple(labels.numbered))


def _parted(signs: Sequence[Sign]) -> tuple[list[Sign], list[Sign]]:
    """Part areas into land under the rivers and what is over it; the largest of each first.

    An area without a colour is land, unless it may lie in a larger one that has a colour.
    """
    areas = [sign for sign in signs if sign.feature.shape == "area"]
    areas.sort(key=lambda sign: sign.feature.level not in LARGE)
    coloured = [sign for sign in areas if sign.fill != NO_REPORT]
    if any(sign.feature.level in LARGE for sign in coloured):
        return [], areas
    return [sign for sign in areas if sign.fill == NO_REPORT], coloured


def _land(drawing: Drawing, frame: Frame, drawn: set[str]) -> Iterator[str]:
    """Land, and the units that are no places of the map."""
    scene = drawing.scene
    land = "".join(frame.path(shape) for _, shape in scene.base.values())
    yield f'<path d="{land}" fill="{NONE}" fill-rule="evenodd"/>'
    units = "".join(frame.path(shape) for unit, shape in scene.units.items() if unit not in drawn)
    yield f'<path d="{units}" fill="{NONE}" stroke="{BORDER}" stroke-width=".6"/>'


def _lines(ground: Ground, frame: Frame) -> Iterator[str]:
    """Water and frontiers."""
    yield (
        f'<path d="{frame.lines(ground.rivers)}" fill="none" stroke="{WATER}" '
        'stroke-width="1.1" stroke-linejoin="round"/>'
    )
    yield f'<path d="{frame.path(ground.lakes)}" fill="{SEA}" stroke="{WATER}" stroke-width=".8"/>'
    lines = frame.lines(ground.frontiers)
    yield f'<path d="{lines}" fill="none" stroke="{FRONTIER}" stroke-width="1.3"/>'


def _areas(drawing: Drawing, frame: Frame, areas: Sequence[Sign], inks: Inks) -> Iterator[str]:
    for sign in areas:
        path = frame.path(drawing.scene.shape(sign.feature.id))
        edge = BORDER if sign.fill == NO_REPORT else PAPER
        yield (
            f'<path d="{path}" fill="{inks.paint(sign.fill)}" stroke="{edge}" stroke-width=".9" '
            f'data-area="{sign.fill.kind}"/>'
        )


def _outlines(drawing: Drawing, frame: Frame, areas: Sequence[Sign], inks: Inks) -> Iterator[str]:
    """What is said of areas by their outlines, over all colours."""
    for sign in areas:
        path = frame.path(drawing.scene.shape(sign.feature.id))
        for attributes in inks.strokes(sign.outlines, sign.changed):
            yield f'<path d="{path}" fill="none" {attributes}/>'


def _points(frame: Frame, signs: Sequence[Sign], inks: Inks) -> Iterator[str]:
    for sign in sorted(signs, key=lambda sign: sign.changed):
        if sign.feature.shape == "point":
            x, y = frame.xy(sign.feature.lon, sign.feature.lat)
            for outline in sign.outlines:
                if outline.kind in APPROXIMATE:
                    for attributes in inks.stroke(outline.kind):
                        yield f'<{rough(outline.kind, x, y, 18)} fill="none" {attributes}/>'
            close = [outline for outline in sign.outlines if outline.kind not in APPROXIMATE]
            for attributes in inks.strokes(close, sign.changed):
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="none" {attributes}/>'
            yield (
                f'<{symbol(sign.feature.level, x, y)} fill="{inks.paint(sign.fill)}" '
                f'stroke="#000" stroke-width="1.6" data-point="{sign.fill.kind}"/>'
            )


def _scale_bar(frame: Frame) -> tuple[list[str], Box]:
    """Draw a round number of kilometres, about a seventh of the width; also tell where."""
    room = frame.width / 7 / frame.kilometre
    steps = [factor * 10**power for power in range(5) for factor in (1, 2, 5)]
    length = max((step for step in steps if step <= room), default=1)
    x, y, width = 14.0, frame.height - 14, length * frame.kilometre
    parts = [
        f'<path d="M{x:.1f} {y - 4:.1f}v4h{width:.1f}v-4" fill="none" stroke="{MUTED}"/>',
        text_line(f"{length} km", x + width / 2, y - 4, 10.5, colour=MUTED, halo=PAPER),
    ]
    return parts, Box(x + width / 2, y - 8, width + 16, 28)
