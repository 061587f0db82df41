"""The legend of a figure: entries for exactly the styles drawn, then the key of the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from geomap.model import APPROXIMATE
from geomap.views.figures.canvas import (
    FRONTIER,
    MARGIN,
    NONE,
    Anchor,
    rectangle,
    text_line,
    wrap,
)
from geomap.views.figures.inks import CHANGED, Inks, number_mark, rough, symbol
from geomap.views.figures.signs import Sign
from geomap.views.figures.widths import text_width
from geomap.views.looks.styles import NO_REPORT, Outline
from geomap.views.looks.wording import outline_text, strings

ROW = 23.0
SIZE = 13.0
SAMPLE = 26.0

Entry = tuple[str, str]
"""A sample, drawn 26 by 16 pixels, and its text."""


def entries_of(signs: Iterable[Sign], inks: Inks, language: str) -> Iterator[Entry]:
    """Entries for the styles of some signs, fills first."""
    words = strings(language)
    shown = [sign for sign in signs if sign.drawn]
    fills = sorted({(sign.fill, sign.meaning) for sign in shown})
    fills = [pair for pair in fills if pair[0] != NO_REPORT]
    for fill, meaning in (*fills, (NO_REPORT, words["legend.none"])):
        paint = inks.paint(fill)
        yield rectangle(0.5, 0.5, 25, 15, stroke=FRONTIER, fill=paint), meaning
    outlines: list[tuple[str, Outline]] = [
        (outline_text(one, language), one)
        for one in sorted({one for sign in shown for one in sign.outlines})
    ]
    for text, outline in outlines:
        yield _line_sample(inks, outline.kind, outline.actor), text
    if any(sign.changed for sign in shown):
        yield _line_sample(inks, CHANGED), words["legend.changed"]
    levels = {sign.feature.level for sign in shown if sign.feature.shape == "point"}
    for key, present in (
        ("settlement", "settlement" in levels),
        ("feature", bool(levels - {"settlement"})),
    ):
        if present:
            sample = f'<{symbol(key, 13, 8)} fill="{NONE}" stroke="#000" stroke-width="1.6"/>'
            yield sample, words[f"legend.{key}"]
    if any(sign.as_of for sign in shown):
        yield text_line("\u2264", 13, 13, 14, weight=700, anchor="middle"), words["legend.asof"]


def key_of(numbered: Sequence[tuple[str, str]]) -> Iterator[Entry]:
    """Entries for the labels that became numbers."""
    for number, (name, text) in enumerate(numbered, 1):
        yield number_mark(number, 13, 8), f"{name}: {text}"


def rows(
    entries: Iterable[Entry],
    top: float,
    left: float = MARGIN,
    *,
    right: float,
    rtl: bool = False,
    columns: bool = False,
) -> tuple[list[str], float]:
    """Set entries in rows between two margins; also return where the next line may begin.

    In ``columns`` all are as wide as the widest.
    """
    entries = list(entries)
    even = max((text_width(text, SIZE) for _, text in entries), default=0.0) if columns else 0.0
    parts: list[str] = []
    x, y = left, top
    gap = SAMPLE + 8
    for sample, text in entries:
        lines = wrap(text, right - left - gap, SIZE)
        widest = max((even, *(text_width(line, SIZE) for line in lines)))
        width = gap + widest + 20
        if x + width - 20 > right and x > left:
            x, y = left, y + ROW
        at, beside = (left + right - x - SAMPLE, left + right - x - gap) if rtl else (x, x + gap)
        parts.append(f'<g transform="translate({at:.1f} {y - 12:.1f})">{sample}</g>')
        for number, line in enumerate(lines):
            side: Anchor = "right" if rtl else "left"
            parts.append(text_line(line, beside, y + number * 16, SIZE, anchor=side))
        if len(lines) > 1:
            x, y = left, y + ROW + (len(lines) - 1) * 16
        else:
            x += width
    return parts, (y + ROW if x > left else y)


def _line_sample(inks: Inks, kind: str, actor: str = "") -> str:
    strokes = inks.stroke(kind, actor)
    frame = 'rect x="2" y="2" width="22" height="12"'
    ground = NONE
    if kind in APPROXIMATE:
        frame, ground = rough(kind, 13, 8, 7), "none"
    return "".join(
        f'<{frame} fill="{fill}" {stroke}/>'
        for fill, stroke in zip((ground, "none"), strokes, strict=True)
    )
