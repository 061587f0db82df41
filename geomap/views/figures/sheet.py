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
from geomap.views.looks.wording import day_text, reason_text, strings
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
    width: float = WIDTH,
) -> str:
    """Set a picture into a page of its own; a bare one goes without headline and small print.

    Below the legend stands, in columns, the ``key`` of numbers. The subtitle of a ``dated`` one
    is what differs from the picture before, and stands out.

    Returns
    -------
    str
        An SVG document, 960 pixels or ``width`` wide, without any remote reference.
    """
    rtl = strings(drawing.language)["direction"] == "rtl"
    page = _Page(width, rtl)
    subtitle = subtitle if drawing.features else str(drawing.words["figure.empty"])
    heading, top = page.heading("" if bare else drawing.title, subtitle, dated)
    right = width - MARGIN
    foot, bottom = legend.rows(entries, top + picture.height + 24, right=right, rtl=rtl)
    keyed, bottom = legend.rows(key, bottom, right=right, rtl=rtl, columns=True)
    credits_, height = ([], bottom - 8) if bare else page.credits(drawing, bottom + 2)
    # A bare figure stands in a text whose margins are its own.
    left, shown = (MARGIN, width - 2 * MARGIN) if bare else (0, width)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} 0 {shown:g} {height:.0f}" '
            f'width="{shown:g}" height="{height:.0f}" direction="ltr" role="img" '
            f'aria-label="{plain(alt)}">',
            f"<title>{plain(drawing.title)}: {plain(subtitle)}</title>",
            inks.definitions(),
            rectangle(0, 0, width, height, fill=PAPER),
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


@dataclass(frozen=True, slots=True)
class _Page:
    """Lines of text between the margins of a page."""

    width: float
    rtl: bool

    @property
    def room(self) -> float:
        return self.width - 2.0 * MARGIN

    def heading(self, title: str, subtitle: str, dated: bool) -> tuple[list[str], float]:
        """Headline and subtitle; also where the picture may begin."""
        parts, y = [], 10.0
        headline: dict[str, Any] = {"font": SERIF, "weight": 700}
        for line in _balanced(title, self.room, 26, most=3, **headline):
            y += 30
            parts.append(self.line(line, y, 26, **headline))
        size, style = (22, {"weight": 700}) if dated else (17, {"colour": MUTED})
        for line in wrap(subtitle, self.room, size, most=3):
            y += size + 8
            parts.append(self.line(line, y, size, **style))
        return parts, y + 16

    def credits(self, drawing: Drawing, top: float) -> tuple[list[str], float]:
        """Small print, each credit once; also the height of the whole figure."""
        parts = [f'<path d="M{MARGIN} {top - 8:.1f}H{self.width - MARGIN:g}" stroke="{BORDER}"/>']
        y = top
        for paragraph in _small_print(drawing):
            for line in wrap(paragraph, self.room, 11):
                y += 14.5
                parts.append(self.line(line, y - 4, 11, colour=MUTED))
        return parts, round(y + 12)

    def line(self, text: str, y: float, size: float, **style: Any) -> str:
        """A line at the margin where reading begins."""
        x = self.width - MARGIN if self.rtl else MARGIN
        return text_line(text, x, y, size, anchor="right" if self.rtl else "left", **style)


def _balanced(text: str, width: float, size: float, most: int, **style: Any) -> list[str]:
    """Break a headline into as few lines as it needs, of about one length."""
    lines = wrap(text, width, size, most, **style)
    while len(lines) > 1 and width > 100:
        width -= 20
        closer = wrap(text, width, size, most, **style)
        if len(closer) > len(lines) or closer[-1].endswith("…"):
            break
        lines = closer
    return lines


def _small_print(drawing: Drawing) -> Iterator[str]:
    words = drawing.words
    as_of = latest_publication(drawing.readings)
    spoken = fill_words(words["asof"], date=day_text(as_of, drawing.language)) if as_of else ""
    dated = spoken or words["asof.unknown"]
    yield f"{dated}. {words['figure.caution']}" if dated else words["figure.caution"]
    if drawing.boundaries:
        boundaries = reason_text(drawing.boundaries, drawing.language)
        yield f"{words['methods.boundaries']}: {boundaries}."
    if drawing.timeline.rules:
        yield f"{words['methods.rules']}: {drawing.timeline.rules}."
    texts, data = credits_of(drawing)
    if len(texts) > SOURCES:
        more = fill_words(words["figure.more"], n=len(texts) - SOURCES)
        texts = [*texts[:SOURCES], more]
    if texts or data:
        yield f"{words['methods.sources']}: {'; '.join((*texts, *data))}."
