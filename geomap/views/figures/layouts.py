"""What a figure can show: one day, two days side by side, their difference, many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geomap.model.days import moved
from geomap.views.figures import legend
from geomap.views.figures.canvas import (
    MARGIN,
    MUTED,
    WIDTH,
    Anchor,
    frame_of,
    text_line,
    wrap,
)
from geomap.views.figures.ground import ground_of
from geomap.views.figures.inks import inks_of
from geomap.views.figures.locator import locator
from geomap.views.figures.panel import Names, Panel, panel
from geomap.views.figures.sheet import Picture, sheet
from geomap.views.figures.signs import Sign, changing, signs_between, signs_on
from geomap.views.looks.styles import NO_REPORT
from geomap.views.looks.wording import day_text, days_text, fill_text, strings
from geomap.views.looks.wording import fill as fill_words
from geomap.views.picture import geometry
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import Feature, state_on

GUTTER = 16.0
MOST = 12
"""Most maps on one sheet; of more days, the last are shown."""


def one_day(
    drawing: Drawing, day: date | None = None, *, bare: bool = False, width: float = WIDTH
) -> str:
    """Draw control on a day as SVG; by default the day that the page opens on.

    A ``bare`` figure goes without headline and small print.
    """
    day = day or drawing.start
    signs, spoken = signs_on(drawing, day), _spoken(day, drawing.language)
    return _single(drawing, signs, spoken, bare=bare, width=width)


def difference(drawing: Drawing, first: date, second: date) -> str:
    """Draw what changed between two days, and nothing else, as SVG."""
    first, second = sorted((first, second))
    days = {key: day_text(day, drawing.language) for key, day in (("a", first), ("b", second))}
    subtitle = fill_words(strings(drawing.language)["figure.difference"], **days)
    return _single(drawing, signs_between(drawing, first, second), subtitle)


def _single(
    drawing: Drawing,
    signs: Sequence[Sign],
    subtitle: str,
    *,
    bare: bool = False,
    width: float = WIDTH,
) -> str:
    frame = frame_of(drawing.scene.view, width - 2 * MARGIN)
    inks = inks_of(drawing.look, (sign.fill for sign in signs if sign.drawn))
    inset = locator(drawing, frame, signs)
    drawn = panel(drawing, ground_of(drawing), frame, signs, inks, inset=inset)
    entries = legend.entries_of(signs, inks, drawing.language)
    return sheet(
        drawing,
        subtitle,
        Picture(parts=tuple(drawn.svg(0, 0)), height=frame.height),
        list(entries),
        inks,
        alt=_alt(drawing, subtitle),
        key=list(legend.key_of(drawn.numbered)),
        bare=bare,
        width=width,
    )


def frames(drawing: Drawing, days: Sequence[date]) -> list[str]:
    """Draw each of some days as SVG, all of one size and with one legend, to be shown in turn."""
    frame = frame_of(drawing.scene.view)
    by_day = [signs_on(drawing, day) for day in days]
    merged = [sign for signs in by_day for sign in signs]
    inks = inks_of(drawing.look, (sign.fill for sign in merged if sign.drawn))
    ground, inset = ground_of(drawing), locator(drawing, frame, merged)
    entries = list(legend.entries_of(merged, inks, drawing.language))
    found = []
    for day, signs in zip(days, by_day, strict=True):
        spoken = _heading(signs, day, drawing.language)
        drawn = panel(drawing, ground, frame, signs, inks, names="all", inset=inset)
        picture = Picture(parts=tuple(drawn.svg(0, 0)), height=frame.height)
        alt = _alt(drawing, spoken)
        found.append(sheet(drawing, spoken, picture, entries, inks, alt=alt, dated=True))
    return found


def side_by_side(drawing: Drawing, first: date, second: date) -> str:
    """Draw two days beside each other, in the same view, as SVG."""
    days = sorted((first, second))
    subtitle = days_text(days[0], days[1], drawing.language)
    return _grid(drawing, days, drawing.scene.view, columns=2, subtitle=subtitle)


def multiples(drawing: Drawing, days: Sequence[date] = ()) -> str:
    """Draw many days as small maps, zoomed to what changes between them, as SVG.

    Parameters
    ----------
    drawing
        What is drawn.
    days
        The days; by default the day before the first change, and every day of change.
    """
    chosen = sorted(set(days)) or days_of_change(drawing)
    words = strings(drawing.language)
    shown = chosen[-MOST:]
    subtitle = _spoken(shown[0] if shown else None, drawing.language)
    if len(shown) > 1:
        subtitle = days_text(shown[0], shown[-1], drawing.language)
    if len(chosen) > len(shown):
        subtitle += ". " + fill_words(words["figure.last"], n=len(shown), all=len(chosen))
    view = _view(drawing, changing(drawing, shown)) if shown else drawing.scene.view
    columns = min(3, max(len(shown), 1)) if len(shown) != 4 else 2
    return _grid(drawing, list(shown), view, columns=columns, subtitle=subtitle)


def days_of_change(drawing: Drawing) -> list[date]:
    """Days on which the map looks different than the day before."""
    turns = {state.start for feature in drawing.features for state in feature.states}
    return sorted(
        day
        for day in turns
        if day is not None
        and any(
            _looks(feature, day) != _looks(feature, moved(day, -1)) for feature in drawing.features
        )
    )


def _looks(feature: Feature, day: date) -> tuple[object, object]:
    state = state_on(feature, day)
    return replace(state.fill, uncertain=False), state.outlines


def _view(drawing: Drawing, features: Sequence[Feature]) -> geometry.Box:
    shapes = [drawing.scene.shape(f.id) for f in features if f.shape == "area"]
    points = [(f.lon, f.lat) for f in features if f.shape == "point"]
    extent = geometry.bounds_of(shapes, points)
    return geometry.padded(extent, 0.06, least=0.4) if extent else drawing.scene.view


def _grid(
    drawing: Drawing, days: Sequence[date], view: geometry.Box, *, columns: int, subtitle: str
) -> str:
    """Draw panels in rows, as the language is read, each under its date, with one legend."""
    width = (WIDTH - 2 * MARGIN - (columns - 1) * GUTTER) / columns
    frame = frame_of(view, width, least=width * 0.6, most=width * 1.25)
    ground = ground_of(drawing)
    by_day = [signs_on(drawing, day) for day in days]
    inks = inks_of(drawing.look, (sign.fill for signs in by_day for sign in signs if sign.drawn))
    names: Names = "all" if columns == 2 else "changes"
    merged = [sign for signs in by_day for sign in signs]
    # The first of two is enough to say where both are; a third of the sheet has no room for it.
    first = locator(drawing, frame, merged) if columns == 2 else None
    panels = [
        panel(drawing, ground, frame, signs, inks, names=names, inset=None if number else first)
        for number, signs in enumerate(by_day)
    ]
    captions = [_caption(signs, drawing.language, width) for signs in by_day]
    parts: list[str] = []
    y = 0.0
    rtl = strings(drawing.language)["direction"] == "rtl"
    for start in range(0, len(days), columns):
        row = range(start, min(start + columns, len(days)))
        tall = max(len(captions[index]) for index in row)
        for column, index in enumerate(row):
            x = (columns - 1 - column if rtl else column) * (width + GUTTER)
            heading = _heading(by_day[index], days[index], drawing.language)
            parts += _panel_with_caption(heading, panels[index], captions[index], x, y, rtl)
        y += frame.height + 30 + tall * 15 + GUTTER
    entries = list(legend.entries_of(merged, inks, drawing.language))
    return sheet(
        drawing,
        subtitle,
        Picture(parts=tuple(parts), height=max(y - GUTTER - 8, 0.0)),
        entries,
        inks,
        alt=_alt(drawing, subtitle),
    )


def _heading(signs: Sequence[Sign], day: date, language: str) -> str:
    """Date of a small map: in the words of what changes on it, where they are less exact."""
    said = {sign.label for sign in signs if sign.changed and sign.label}
    exact = day_text(day, language, short=True)
    return said.pop() if len(said) == 1 and said != {exact} else day_text(day, language)


def _panel_with_caption(
    heading: str, drawn: Panel, caption: Sequence[str], x: float, y: float, rtl: bool
) -> list[str]:
    frame = drawn.frame
    anchor: Anchor = "right" if rtl else "left"
    edge = x + frame.width if rtl else x
    parts = [text_line(heading, edge, y + 14, 15, weight=700, anchor=anchor)]
    parts += drawn.svg(x, y + 22)
    for number, line in enumerate(caption):
        at = y + 22 + frame.height + 16 + number * 15
        parts.append(text_line(line, edge, at, 12, colour=MUTED, anchor=anchor))
    return parts


def _caption(signs: Sequence[Sign], language: str, width: float) -> list[str]:
    """Places that change on the day, by what they change to."""
    words = strings(language)
    changed = [sign for sign in signs if sign.changed]
    by_meaning: dict[str, list[str]] = {}
    for sign in changed:
        meaning = fill_text(replace(sign.fill, uncertain=False), language)
        if sign.fill == NO_REPORT and sign.status != words["status.happened"]:
            meaning = sign.status or meaning
        by_meaning.setdefault(meaning, []).append(sign.feature.name)
    comma, parts = words["list"], words["list.parts"]
    text = parts.join(f"{comma.join(names)}: {what}" for what, names in by_meaning.items())
    return wrap(text, width, 12, most=3)


def _spoken(day: date | None, language: str) -> str:
    return day_text(day, language) if day else str(strings(language)["time.none"])


def _alt(drawing: Drawing, subtitle: str) -> str:
    return fill_words(strings(drawing.language)["alt"], date=subtitle)
