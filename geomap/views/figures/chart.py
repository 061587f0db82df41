"""Control by place and time: a row for each place, a bar for each state that it was in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from geomap.model import PLANS, Spell
from geomap.model.days import moved
from geomap.views.figures import legend
from geomap.views.figures.canvas import (
    BORDER,
    INK,
    MARGIN,
    MUTED,
    PAPER,
    WIDTH,
    rectangle,
    text_line,
    wrap,
)
from geomap.views.figures.inks import Inks, inks_of
from geomap.views.figures.sheet import Picture, sheet
from geomap.views.figures.signs import Sign
from geomap.views.figures.widths import text_width
from geomap.views.looks.styles import NO_REPORT, Fill, Outline
from geomap.views.looks.wording import day_text, fill_text
from geomap.views.looks.wording import fill as fill_words
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import Feature, State, begins

ROW = 24.0
BAR = 15.0
UNEVEN = 12.0
"""Longest against shortest time between two changes, from which on the axis is compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Days to pixels: through the stops in straight pieces, which need not be to scale."""

    stops: tuple[date, ...]
    at: tuple[float, ...]
    to_scale: bool

    def x(self, day: date) -> float:
        """Pixel of a day; what is outside the axis is at its end."""
        if not self.stops or day <= self.stops[0]:
            return self.at[0]
        for (a, b), (left, right) in zip(pairwise(self.stops), pairwise(self.at), strict=True):
            if day <= b:
                return left + (right - left) * (day - a).days / max((b - a).days, 1)
        return self.at[-1]


def axis_of(days: Sequence[date], left: float, right: float) -> Axis:
    """Spread days over a width, by the logarithm of the time between them where it varies much.

    Examples
    --------
    >>> axis = axis_of([date(2020, 1, 1), date(2020, 1, 11), date(2020, 1, 21)], 0, 100)
    >>> axis.to_scale, round(axis.x(date(2020, 1, 6)))
    (True, 25)
    """
    stops = tuple(sorted(set(days)))
    gaps = [(b - a).days for a, b in pairwise(stops)]
    if not gaps:
        return Axis(stops=stops, at=(left,) * max(len(stops), 1), to_scale=True)
    to_scale = max(gaps) <= UNEVEN * min(gaps)
    sizes = [float(gap) if to_scale else 1 + math.log(gap) for gap in gaps]
    scale = (right - left) / math.fsum(sizes)
    at = [left]
    for size in sizes:
        at.append(at[-1] + size * scale)
    return Axis(stops=stops, at=tuple(at), to_scale=to_scale)


def chart(drawing: Drawing, *, bare: bool = False, width: float = WIDTH) -> str:
    """Draw control by place and time as SVG; a ``bare`` one without headline and small print."""
    words = drawing.words
    features = sorted((f for f in drawing.features if f.spells), key=_first)
    names = [f.name for f in features]
    widest = max((text_width(name, 13) for name in names), default=0.0)
    left = min(max(widest + 14, 80.0), 0.3 * width)
    right = width - 2 * MARGIN - 10.0
    axis = axis_of(_ends(drawing), left, right)
    fills = {state.fill for feature in features for state in feature.states}
    parts_of = {
        replace(fill, kind="solid", actors=(actor,), shares=())
        for fill in fills
        if fill.kind == "share"
        for actor in fill.actors
    }
    inks = inks_of(drawing.look, fills | parts_of)
    top = 34.0
    bottom = top + ROW * len(features)
    parts = [*_grid(drawing, axis, top, bottom)]
    for number, feature in enumerate(features):
        y = top + number * ROW
        (name,) = wrap(feature.name, left - 10, 13, most=1) or ["?"]
        parts.append(text_line(name, 0, y + 16, 13))
        parts += _bars(drawing, feature, axis, inks, y + 4)
    subtitle = words["figure.chart"]
    if not axis.to_scale:
        subtitle += f" {words['figure.uneven']}"
    picture = Picture(parts=tuple(parts), height=bottom + 8)
    entries = list(legend.entries_of(_signs(drawing, features), inks, drawing.language))
    if as_of := drawing.as_of:
        line = f'<path d="M13 0V16" stroke="{INK}" stroke-width="1.2"/>'
        spoken = day_text(as_of, drawing.language)
        entries.append((line, fill_words(words["asof"], date=spoken)))
    return sheet(drawing, subtitle, picture, entries, inks, alt=subtitle, bare=bare, width=width)


def _first(feature: Feature) -> tuple[date, str]:
    starts = [s.start for s in feature.states if s.start and s.fill != NO_REPORT]
    return min(starts, default=date.max), feature.name


def _ends(drawing: Drawing) -> list[date]:
    """Every day of change, and a little after the last, so that what begins then is seen."""
    stops = list(drawing.stops)
    as_of = drawing.as_of
    stops += [as_of] if as_of else []
    if not stops:
        return []
    gaps = sorted((b - a).days for a, b in pairwise(sorted(set(stops))))
    after = gaps[len(gaps) // 2] if gaps else 30
    return [*stops, moved(max(stops), max(after, 3))]


def _grid(drawing: Drawing, axis: Axis, top: float, bottom: float) -> Iterator[str]:
    """Lines and dates of the axis, as many as have room, and the line of the last publication."""
    taken = [-math.inf, -math.inf]
    as_of = drawing.as_of
    for day in axis.stops[:-1]:
        x = axis.x(day)
        text = day_text(day, drawing.language, short=True)
        half = text_width(text, 11, weight=700) / 2
        strong = day == as_of
        yield (
            f'<path d="M{x:.1f} {top - 6:.1f}V{bottom:.1f}" '
            f'stroke="{INK if strong else BORDER}" stroke-width="{1.2 if strong else 0.7}"/>'
        )
        middle = max(x, half)
        # Two rows of dates: neighbours do not run into each other.
        row = next((row for row in (0, 1) if middle - half > taken[row] + 8), None)
        if row is not None:
            taken[row] = middle + half
            weight = 700 if strong else 400
            at = middle, top - 10 - 14 * row
            yield text_line(text, *at, 11, weight=weight, colour=MUTED, anchor="middle")


def _bars(drawing: Drawing, feature: Feature, axis: Axis, inks: Inks, y: float) -> Iterator[str]:
    end = axis.x(axis.stops[-1])
    for first, last, fill, doubts in _stretches(feature):
        x = axis.x(first)
        width = max((axis.x(last) if last else end) - x, 1.0)
        yield rectangle(x, y, width, BAR, fill=inks.paint(_whole(fill)))
        bottom = y + BAR
        for actor, share in zip(fill.actors, fill.shares, strict=False):
            bottom -= BAR * share
            part = replace(fill, kind="solid", actors=(actor,), shares=())
            yield rectangle(x, bottom, width, BAR * share, fill=inks.paint(part))
        yield rectangle(x, y, width, BAR, fill="none", stroke=PAPER, stroke_width=0.8)
        for stroke in inks.strokes(doubts, changed=False):
            yield _outlined(x + 1, y + 1, width - 2, BAR - 2, stroke)
    for plan in _plans(drawing.timeline.spells, feature):
        x = axis.x(begins(plan) or axis.stops[-1])
        for stroke in inks.stroke("planned", plan.controller or ""):
            yield _outlined(x + 2, y + 1.5, end - x - 4, BAR - 3, stroke)


def _outlined(x: float, y: float, width: float, height: float, stroke: str) -> str:
    return rectangle(x, y, max(width, 2.0), height, fill="none").replace("/>", f" {stroke}/>")


def _whole(fill: Fill) -> Fill:
    """What fills all of a bar: a share fills its part of the height only."""
    return NO_REPORT if fill.kind == "share" else fill


def _doubts(state: State) -> tuple[Outline, ...]:
    """What an outline says of a hold, and not of the days to come or of a part."""
    return tuple(one for one in state.outlines if one.kind in ("claimed", "entered"))


def _stretches(feature: Feature) -> Iterator[tuple[date, date | None, Fill, tuple[Outline, ...]]]:
    """First day, first day after, fill and outlines of what looks alike."""
    last: tuple[date, Fill, tuple[Outline, ...]] | None = None
    for state in feature.states:
        doubts = _doubts(state)
        if last is not None and (state.fill, doubts) == last[1:]:
            continue
        if last is not None:
            yield last[0], state.start, last[1], last[2]
        drawn = state.start is not None and state.fill != NO_REPORT
        last = (state.start, state.fill, doubts) if drawn and state.start else None
    if last is not None:
        yield last[0], None, last[1], last[2]


def _plans(spells: Sequence[Spell], feature: Feature) -> list[Spell]:
    """Plans that are still open: neither given up nor carried out."""
    own = [spells[index] for index in feature.spells]
    done = {s.controller for s in own if s.status not in PLANS and s.end is None}
    return [s for s in own if s.status in PLANS and s.end is None and s.controller not in done]


def _signs(drawing: Drawing, features: Sequence[Feature]) -> Iterator[Sign]:
    """Everything that the chart shows, for its legend."""
    for feature in features:
        open_plans = {
            Outline("planned", plan.controller or "")
            for plan in _plans(drawing.timeline.spells, feature)
        }
        for state in feature.states:
            yield Sign(
                # A bar, whatever it is on a map.
                feature=replace(feature, shape="area"),
                fill=state.fill,
                meaning=fill_text(state.fill, drawing.language),
                outlines=tuple(sorted({*_doubts(state), *open_plans})),
            )
