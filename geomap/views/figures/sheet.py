"""The furniture of a figure: headline, pictures, legend, key of numbers, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.views.figures import legend
from geomap.views.figures.canvas import (
    BORDER,
    MARGIN,
    MUTED,
    PAPER,
    WIDTH,
    plain,
    rectangle,
    text_line,
    wrap,
)
from geomap.views.figures.inks import Inks
from geomap.views.figures.widths import SERIF
from geomap.views.looks.wording import day_text, strings
from geomap.views.looks.wording import fill as fill_words
from geomap.views.picture.citing import credits_of
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import latest_publication

SOURCES = 12
"""Texts that a figure names; of more it says how many, and a report has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Something drawn below the headline: its parts, moved to where it stands, and its height."""

    parts: tuple[str, ...]
    height: float


def sheet(
    drawing: Drawing,
    subtitle: str,
    picture: Picture,
    entries: Sequence[legend.Entry],
    inks: Inks,
    *,
    alt: str,
    key: Sequence[legend.Entry] = (),
    bare: bool = False,
    dated: bool = False,
) -> str:
    """Set a picture into a page of its own; a bare one goes without headline and small print.

    Below the legend stands, in columns, the ``key`` of numbers. The subtitle of a ``dated`` one
    is what differs from the picture before, and stands out.

    Returns
    -------
    str
        An SVG document, 960 pixels wide, without any remote reference.
    """
    rtl = strings(drawing.language)["direction"] == "rtl"
    heading, top = _heading("" if bare else drawing.title, subtitle, rtl, dated)
    foot, bottom = legend.rows(entries, top + picture.height + 24, rtl=rtl)
    keyed, bottom = legend.rows(key, bottom, rtl=rtl, columns=True)
    credits_, height = ([], bottom - 8) if bare else _credits(drawing, bottom + 2, rtl)
    # A bare figure stands in a text whose margins are its own.
    left, width = (MARGIN, WIDTH - 2 * MARGIN) if bare else (0, WIDTH)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} 0 {width} {height:.0f}" '
            f'width="{width}" height="{height:.0f}" role="img" aria-label="{plain(alt)}">',
            f"<title>{plain(drawing.title)}: {plain(subtitle)}</title>",
            inks.definitions(),
            rectangle(0, 0, WIDTH, height, fill=PAPER),
            *heading,
            f'<g transform="translate({MARGIN} {top:.1f})">',
            *picture.parts,
            "</g>",
            *foot,
            *keyed,
            *credits_,
            "</svg>\n",
        )
    )


def _heading(title: str, subtitle: str, rtl: bool, dated: bool) -> tuple[list[str], float]:
    """Headline and subtitle; also where the picture may begin."""
    parts, y = [], 10.0
    headline: dict[str, Any] = {"font": SERIF, "weight": 700}
    for line in _balanced(title, 26, most=3, **headline):
        y += 30
        parts.append(_line(line, y, 26, rtl, **headline))
    size, style = (22, {"weight": 700}) if dated else (17, {"colour": MUTED})
    for line in wrap(subtitle, WIDTH - 2 * MARGIN, size, most=2):
        y += size + 8
        parts.append(_line(line, y, size, rtl, **style))
    return parts, y + 16


def _balanced(text: str, size: float, most: int, **style: Any) -> list[str]:
    """Break a headline into as few lines as it needs, of about one length."""
    width = WIDTH - 2.0 * MARGIN
    lines = wrap(text, width, size, most, **style)
    while len(lines) > 1 and width > 100:
        width -= 20
        closer = wrap(text, width, size, most, **style)
        if len(closer) > len(lines) or closer[-1].endswith("…"):
            break
        lines = closer
    return lines


def _credits(drawing: Drawing, top: float, rtl: bool) -> tuple[list[str], float]:
    """Small print, each credit once; also the height of the whole figure."""
    parts = [f'<path d="M{MARGIN} {top - 8:.1f}H{WIDTH - MARGIN}" stroke="{BORDER}"/>']
    y = top
    for paragraph in _small_print(drawing):
        for line in wrap(paragraph, WIDTH - 2 * MARGIN, 11):
            y += 14.5
            parts.append(_line(line, y - 4, 11, rtl, colour=MUTED))
    return parts, round(y + 12)


def _line(text: str, y: float, size: float, rtl: bool, **style: Any) -> str:
    """A line at the margin where reading begins."""
    x = WIDTH - MARGIN if rtl else MARGIN
    return text_line(text, x, y, size, anchor="right" if rtl else "left", **style)


def _small_print(drawing: Drawing) -> Iterator[str]:
    words = drawing.words
    as_of = latest_publication(drawing.readings)
    spoken = fill_words(words["asof"], date=day_text(as_of, drawing.language)) if as_of else ""
    dated = spoken or words["asof.unknown"]
    yield f"{dated}. {words['figure.caution']}" if dated else words["figure.caution"]
    if drawing.boundaries:
        yield f"{words['methods.boundaries']}: {drawing.boundaries}."
    if drawing.timeline.rules:
        yield f"{words['methods.rules']}: {drawing.timeline.rules}."
    texts, data = credits_of(drawing)
    if len(texts) > SOURCES:
        more = fill_words(words["figure.more"], n=len(texts) - SOURCES)
        texts = [*texts[:SOURCES], more]
    if texts or data:
        yield f"{words['methods.sources']}: {'; '.join((*texts, *data))}."
