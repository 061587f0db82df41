"""What each place shows on a picture: on one day, or between two.

What became of a place between two days is decided by `geomap.control.comparison.difference`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from geomap.control.comparison.difference import between
from geomap.model import PLANS, Claim, Difference, DifferenceKind, When
from geomap.views.looks.styles import NO_REPORT, Fill, Outline
from geomap.views.looks.wording import fill as fill_words
from geomap.views.looks.wording import fill_text, strings, when_text
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import (
    Feature,
    State,
    begins,
    claims_by_id,
    drawn_as,
    state_on,
    when_of,
)

KINDS: tuple[DifferenceKind, ...] = (
    "gained",
    "lost",
    "newly_disputed",
    "shifted",
    "no_longer_reported",
    "first_reported",
    "unchanged",
)
"""What may have become of a place, the most telling first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a feature shows; ``meaning`` names its fill in the legend.

    ``status`` is what is reported where nobody holds the place.
    ``label`` is the line under its name on the map; without one, the name is not written.
    ``rank`` orders labels, the most important first. ``active`` says that something is reported.
    """

    feature: Feature
    fill: Fill
    meaning: str
    status: str = ""
    outlines: tuple[Outline, ...] = ()
    changed: bool = False
    label: str = ""
    as_of: bool = False
    active: bool = True
    rank: tuple[int | bool | str, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether it is on the map: a point that nothing is reported of yet is not."""
        return self.active or self.feature.shape == "area"


def signs_on(drawing: Drawing, day: date | None) -> list[Sign]:
    """Signs of a day; without one, of all that is known."""
    claims = claims_by_id(drawing.located, drawing.readings)
    return [_on(feature, drawing, day, claims) for feature in drawing.features]


def _on(feature: Feature, drawing: Drawing, day: date | None, claims: Mapping[str, Claim]) -> Sign:
    spells, words = drawing.timeline.spells, strings(drawing.language)
    state = state_on(feature, day or date.max)
    changed = state.changed and state.start == day
    told = _told(drawing, state)
    label, rank = "", 0
    if told is not None:
        label = when_text(when_of(spells[told], claims), drawing.language, short=True)
        if spells[told].status in PLANS:
            label = fill_words(words["when.planned"], date=label)
        rank = -(begins(spells[told]) or date.min).toordinal()
    return Sign(
        feature=feature,
        fill=state.fill,
        meaning=fill_text(state.fill, drawing.language),
        status="" if told is None else words.get(f"status.{spells[told].status}", ""),
        outlines=state.outlines,
        changed=changed,
        label=label,
        as_of=bool(drawing.columns.as_of[list(state.spells)].any()),
        active=bool(state.spells),
        rank=(state.start != day, rank, feature.id),
    )


def _told(drawing: Drawing, state: State) -> int | None:
    """Index of the spell that a label tells of: a plan if there is one, else the latest."""
    spells = drawing.timeline.spells
    dated = [index for index in state.spells if begins(spells[index]) is not None]
    plans = [index for index in dated if spells[index].status in PLANS]
    return max(plans or dated, key=lambda index: begins(spells[index]) or date.min, default=None)


def signs_between(drawing: Drawing, first: date, second: date) -> list[Sign]:
    """Signs of a difference: what changed in colour, what did not in grey."""
    claims = claims_by_id(drawing.located, drawing.readings)
    found = {d.place.place_id: d for d in between(drawing.timeline, first, second, claims.values())}
    return [
        _difference(sign, [found[key] for key in _places(drawing, sign.feature) if key in found],
                    first, drawing.language)
        for sign in signs_on(drawing, second)
    ]  # fmt: skip


def _places(drawing: Drawing, feature: Feature) -> list[str]:
    return sorted({drawing.timeline.spells[index].place_id for index in feature.spells})


def _difference(then: Sign, found: Sequence[Difference], first: date, language: str) -> Sign:
    """Turn the sign of the second day into one that says what became of the place."""
    words = strings(language)
    plans = tuple(one for one in then.outlines if one.kind == "planned")
    quiet = replace(then, outlines=plans, changed=False, label=then.label if plans else "")
    if not found:
        return replace(quiet, fill=NO_REPORT, meaning=words["legend.none"], active=bool(plans))
    # What several places of one outline say is told by the most telling.
    told = min(found, key=lambda each: KINDS.index(each.kind))
    fill = Fill(then.fill.kind, then.fill.actors, then.fill.shares)
    holders = words["and"].join(fill.actors)
    if fill.kind == "share" or not fill.actors:
        holders = fill_text(fill, language)
    if told.kind in ("lost", "no_longer_reported"):
        actors = told.lost_by or tuple(
            sorted({actor for s in told.before for actor in drawn_as(s.controller, s.share)})
        )
        holders = words["and"].join(actors)
        fill = Fill("lost", actors) if actors else NO_REPORT
    elif told.kind == "gained" and fill.kind in ("solid", "joint"):
        holders = words["and"].join(told.gained_by)
    elif told.kind == "unchanged":
        fill = Fill("unchanged")
    elif told.kind == "first_reported":
        fill = replace(fill, inferred=True)
    since = max((b for s in told.after if (b := begins(s)) and b > first), default=None)
    when = told.in_course_of or (When(earliest=since, latest=since) if since else None)
    meaning = fill_words(words[f"difference.{told.kind}"], actor=holders)
    if told.kind == "newly_disputed" and not fill.actors:
        meaning = holders
    return replace(
        quiet,
        fill=fill,
        meaning=meaning,
        label=when_text(when, language, short=True) if when else quiet.label,
        active=True,
        rank=(KINDS.index(told.kind), then.feature.id),
    )


def changing(drawing: Drawing, days: Iterable[date]) -> list[Feature]:
    """Features that look different on some of the days than on another."""
    chosen = list(days)
    found = []
    for feature in drawing.features:
        looks = {(s.fill, s.outlines) for s in (state_on(feature, day) for day in chosen)}
        if len(looks) > 1:
            found.append(feature)
    return found
