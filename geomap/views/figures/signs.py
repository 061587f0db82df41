"""What each place shows on a picture: on one day, or between two.

A place is *gained* by whoever holds it, or more of it, on the second day and not on the first;
*lost* where a holder is reported on the first day and nobody on the second; *newly contested*;
or *unchanged*. The places of a difference are those of `differences`, and its picture shows no
others in colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from geomap.model import Claim
from geomap.views.drawing import Drawing
from geomap.views.features import (
    PLANS,
    Feature,
    State,
    begins,
    claims_by_id,
    is_as_of,
    state_on,
    when_of,
)
from geomap.views.styles import NO_REPORT, Fill, Outline
from geomap.views.wording import day_text, fill_text, strings, when_text
from geomap.views.wording import fill as fill_words

Kind = Literal["gained", "lost", "disputed", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a feature shows; ``meaning`` names its fill in the legend.

    ``label`` is the line under its name on the map; without one, the name is not written.
    ``rank`` orders labels, the most important first. ``active`` says that something is reported.
    """

    feature: Feature
    fill: Fill
    meaning: str
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
    spells = drawing.timeline.spells
    state = state_on(feature, day or date.max)
    changed = state.changed and state.start == day
    told = _told(drawing, state)
    label, rank = "", 0
    if told is not None:
        label = when_text(when_of(spells[told], claims), drawing.language, short=True)
        if spells[told].status in PLANS:
            label = fill_words(strings(drawing.language)["when.planned"], date=label)
        rank = -(begins(spells[told]) or date.min).toordinal()
    return Sign(
        feature=feature,
        fill=state.fill,
        meaning=fill_text(state.fill, drawing.language),
        outlines=state.outlines,
        changed=changed,
        label=label,
        as_of=any(is_as_of(spells[index]) for index in state.spells),
        active=bool(state.spells),
        rank=(state.start != day, rank, feature.id),
    )


def _told(drawing: Drawing, state: State) -> int | None:
    """Index of the spell that a label tells of: a plan if there is one, else the latest."""
    spells = drawing.timeline.spells
    dated = [index for index in state.spells if begins(spells[index]) is not None]
    plans = [index for index in dated if spells[index].status in PLANS]
    return max(plans or dated, key=lambda index: begins(spells[index]) or date.min, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of a place between two days; ``actor`` is who gained, or who lost it."""

    feature: Feature
    kind: Kind
    actor: str
    before: State
    after: State
    since: date | None


def differences(drawing: Drawing, first: date, second: date) -> list[Difference]:
    """Compare every place on two days, in the order of the drawing."""
    return [_between(feature, first, second) for feature in drawing.features]


def _between(feature: Feature, first: date, second: date) -> Difference:
    before, after = state_on(feature, first), state_on(feature, second)
    old, new = _held(before.fill), _held(after.fill)
    more = {actor: share - old.get(actor, 0.0) for actor, share in new.items()}
    gainers = sorted(actor for actor, share in more.items() if share > 0)
    losers = sorted(actor for actor in old if old[actor] > new.get(actor, 0.0))
    kind: Kind = "unchanged"
    actors: list[str] = []
    if after.fill.kind == "contested" and before.fill.kind != "contested":
        kind, actors = "disputed", list(after.fill.actors)
    elif gainers:
        kind, actors = "gained", gainers
    elif losers:
        kind, actors = "lost", losers
    turns = [state.start for state in feature.states if state.start and first < state.start]
    since = max((day for day in turns if day <= second), default=None)
    actor = ";".join(actors)
    return Difference(
        feature=feature, kind=kind, actor=actor, before=before, after=after, since=since
    )


def _held(fill: Fill) -> dict[str, float]:
    """Part of a place that each actor holds; of a contested one nobody holds a part."""
    if fill.kind == "solid":
        return {fill.actors[0]: 1.0}
    if fill.kind == "share":
        return dict(zip(fill.actors, fill.shares, strict=True))
    return dict.fromkeys(fill.actors, 0.0) if fill.kind == "contested" else {}


def signs_between(drawing: Drawing, first: date, second: date) -> list[Sign]:
    """Signs of a difference: what changed in colour, what did not in grey."""
    plans = {sign.feature.id: sign for sign in signs_on(drawing, second)}
    return [
        _changed(each, plans[each.feature.id], drawing.language)
        for each in differences(drawing, first, second)
    ]


def _changed(found: Difference, then: Sign, language: str) -> Sign:
    words = strings(language)
    actors = tuple(found.actor.split(";")) if found.actor else ()
    changed = found.kind != "unchanged"
    held = found.after.fill != NO_REPORT
    fill = found.after.fill
    if found.kind == "lost":
        fill = Fill("lost", actors)
    elif not changed:
        fill = Fill("unchanged") if held else NO_REPORT
    plain = Fill(fill.kind, fill.actors, fill.shares)
    names = words["and"].join(actors)
    meaning = words["legend.none"] if plain == NO_REPORT else words[f"difference.{found.kind}"]
    if found.kind == "gained" and fill.kind != "solid":
        names = fill_text(plain, language)
    plans = tuple(one for one in found.after.outlines if one.kind == "planned")
    label = then.label if plans else ""
    if changed and found.since:
        label = day_text(found.since, language, short=True)
    return Sign(
        feature=found.feature,
        fill=plain,
        meaning=fill_words(meaning, actor=names),
        outlines=plans,
        label=label,
        active=changed or held,
        rank=(not changed, found.feature.id),
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
