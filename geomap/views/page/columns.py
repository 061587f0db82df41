"""Features and spells as columns: what repeats is written once, what is counted is a varint.

A page of 4,600 places and 18,000 spells would spend most of its bytes on the names of fields.
``web/state.js`` gives the rows their names back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from geomap.model import Claim, Place, Spell, When
from geomap.views.looks.styles import NO_REPORT, Fill, Outline
from geomap.views.looks.wording import fill_text, share_text, when_text
from geomap.views.page import topology
from geomap.views.page.spellings import room_for, spellings
from geomap.views.page.varints import Varints, optional_steps, optionals, rising_lists, written
from geomap.views.picture import geometry
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import (
    Feature,
    State,
    begins,
    hold,
    side_from_context,
    states_as_known,
    when_of,
)

VERSIONS = 24
"""Days of knowledge from which on there is no choice between them: a list is not a slider."""

_EPOCH = date(1970, 1, 1).toordinal()

Look = tuple[int, tuple[int, ...], int]
"""Indices of the fill and of the outlines of a state, and whether it is a change."""


def day_number(day: date | None) -> int | None:
    """Days since 1970-01-01.

    Examples
    --------
    >>> day_number(date(2020, 11, 20))
    18586
    """
    return None if day is None else day.toordinal() - _EPOCH


def coded(values: Sequence[Any]) -> dict[str, Any]:
    """Write values as a list of the distinct ones and the index of each.

    Examples
    --------
    >>> coded(["b", "a", "b"])
    {'of': ['b', 'a'], 'is': '?@?'}
    """
    import numpy as np

    order = _Numbered()
    indices = np.fromiter(map(order.__getitem__, values), np.int64, len(values))
    return {"of": list(order), "is": written(indices)}


class _Numbered(dict[Any, int]):
    """Numbers values as they are met."""

    def __missing__(self, value: Any) -> int:
        return self.setdefault(value, len(self))


class Styles:
    """Every fill, outline and pair of them in use, each once, in a fixed order.

    Those of plain features follow from their spells: only their fills are counted.
    """

    def __init__(self, drawing: Drawing, others: Iterable[State] = ()) -> None:
        plain = [feature.spells for feature in drawing.features if feature.plain]
        of_spell = drawing.columns.of("controller")
        actors = set(map(of_spell.__getitem__, chain.from_iterable(plain)))
        states = [state for f in drawing.features if not f.plain for state in f.states]
        states += others
        fills = {state.fill for state in states} | {hold(actor) for actor in actors}
        self.fills: list[Fill] = sorted(fills | {NO_REPORT} if plain else fills)
        self.outlines: list[Outline] = sorted({one for state in states for one in state.outlines})
        self._fill = {fill: index for index, fill in enumerate(self.fills)}
        self._outline = {outline: index for index, outline in enumerate(self.outlines)}
        self.looks: list[Look] = sorted({self.look(state) for state in states})
        self._look = {look: index for index, look in enumerate(self.looks)}
        self._of_actor = {actor: self._fill[hold(actor)] for actor in actors}

    def look(self, state: State) -> Look:
        """Style of a state in numbers."""
        outlines = tuple(self._outline[outline] for outline in state.outlines)
        return self._fill[state.fill], outlines, int(state.changed)

    def held_by(self, actor: str | None) -> int | None:
        """Index of the fill of a plain hold, if any feature has one."""
        return self._of_actor.get(actor or "")

    def write(self, states: Sequence[State], into: Varints, origin: int) -> None:
        """Add the states of a feature: for each its first day, its look and its spells."""
        into.count(len(states))
        before, spell = origin, 0
        for state in states:
            start = day_number(state.start)
            into.optional(None if start is None else start - before)
            before = before if start is None else start
            into.count(self._look[self.look(state)])
            spell = into.rising(state.spells, spell)


def feature_columns(drawing: Drawing, styles: Styles, origin: int) -> dict[str, Any]:
    """Features as columns, in the order of the drawing; days count from ``origin``."""
    features = drawing.features
    at, states = Varints(), Varints()
    lat = lon = 0
    for x, y in _spots(drawing):
        at.signed(y - lat)
        at.signed(x - lon)
        lat, lon = y, x
    for feature in features:
        if feature.plain:
            # The page works out what follows from the spells.
            states.count(0)
        else:
            styles.write(feature.states, states, origin)
    return {
        "id": [feature.id for feature in features],
        "name": [feature.name for feature in features],
        "level": coded([feature.level for feature in features]),
        "area": coded([int(feature.shape == "area") for feature in features]),
        "in": coded([_within(feature, drawing) for feature in features]),
        "unit": coded([feature.unit for feature in features]),
        "at": at.text,
        "states": states.text,
        "spells": rising_lists([feature.spells for feature in features]),
    }


def _spots(drawing: Drawing) -> list[tuple[int, int]]:
    """Where the label of each feature goes; in a crowd the page finds those of areas itself."""
    areas = [feature.id for feature in drawing.features if feature.shape == "area"]
    spots: dict[str, tuple[float, float]] = {}
    if not drawing.crowded:
        shapes = [drawing.scene.shape(key) for key in areas]
        spots = dict(zip(areas, geometry.label_points(shapes), strict=True))
    grid = 10**geometry.PLACES
    return [
        (round(x * grid), round(y * grid))
        for feature in drawing.features
        if feature.shape == "point" or feature.id in spots
        for x, y in [spots.get(feature.id, (feature.lon, feature.lat))]
    ]


def spellings_of(drawing: Drawing) -> str:
    """Other spellings of every feature, those of the texts first: for whoever searches."""
    most = room_for(len(drawing.features))
    said: dict[str, dict[str, None]] = defaultdict(dict)
    for each in drawing.located:
        if isinstance(each.place, Place):
            said[each.place.id.removeprefix("unit:")][each.place.matched] = None
    chosen = []
    for feature in drawing.features:
        variants = drawing.spellings.get(feature.id, "")
        if feature.id in said:
            variants = "|".join((*said[feature.id], variants))
        chosen.append(spellings(feature.name, variants, most))
    return json.dumps(chosen, ensure_ascii=False)


Versions = dict[date, dict[int, tuple[State, ...]]]
"""By the day of knowledge: the states of those features that differ from what is known now."""


def versions_of(drawing: Drawing) -> Versions:
    """What was known earlier, if that differs and on few enough days to choose from."""
    days = sorted({s.known_from for s in drawing.timeline.spells if s.known_from is not None})
    if not 1 < len(days) <= VERSIONS:
        return {}
    found: Versions = {}
    for day in days[:-1]:
        states = states_as_known(drawing.timeline.spells, drawing.features, day)
        pairs = enumerate(zip(states, drawing.features, strict=True))
        found[day] = {index: new for index, (new, old) in pairs if new != old.states}
    return found if any(found.values()) else {}


def version_columns(versions: Versions, styles: Styles, origin: int) -> list[dict[str, Any]]:
    """Versions as columns: the day, the features that differ, and their states."""
    records = []
    for day, changed in versions.items():
        features, states = Varints(), Varints()
        features.rising(changed)
        for new in changed.values():
            styles.write(new, states, origin)
        records.append({"day": day_number(day), "features": features.text, "states": states.text})
    return records


def outlines_of(drawing: Drawing) -> dict[str, Any]:
    """Outlines of the areas, in their order, then of the units around them, then of the base."""
    drawn = {feature.id for feature in drawing.features}
    shapes = [drawing.scene.shape(f.id) for f in drawing.features if f.shape == "area"]
    shapes += [shape for unit, shape in drawing.scene.units.items() if unit not in drawn]
    shapes += [shape for _, shape in drawing.ground.values()]
    return topology.encode(shapes, drawing.scene.cells).as_dict()


def spell_columns(
    drawing: Drawing,
    styles: Styles,
    claims: Mapping[str, Claim],
    order: Mapping[str, int],
    origin: int,
    *,
    known: bool,
) -> dict[str, Any]:
    """Spells as columns, in the order of the timeline; ``order`` numbers the claims.

    A spell begins so many days after the end of the one before it: mostly none. ``known`` adds the
    first day on which each could be known.
    """
    import numpy as np

    columns = drawing.columns
    spells, first_day = columns.spells, origin + _EPOCH
    told = columns.where("claims", bool)
    context = [False] * len(spells)
    for index in np.flatnonzero(told).tolist():
        context[index] = side_from_context(spells[index], claims)
    fields = ("controller", "status", "share", "inferred", "rule")
    kinds = _Numbered()
    rows = zip(*map(columns.of, fields), context, columns.as_of.tolist(), strict=True)
    cuts = np.stack((columns.begins, columns.ends), axis=1).ravel()
    steps = optional_steps(cuts, cuts > 0, first_day).reshape(-1, 2)
    numbers = [np.fromiter(map(kinds.__getitem__, rows), np.int64, len(spells)), *steps.T]
    if known:
        reported = columns.days("known_from")
        numbers.append(optionals(reported, reported > 0, first_day))
    told_by = [[order[key] for key in s.claims if key in order] for s in spells if order]
    unnamed = fill_text(Fill("contested"), drawing.language)
    # Those that begin and end on a day, and of which no sentence says it in other words.
    plain = (columns.starts > 0) & (columns.starts == columns.starts_latest) & ~told
    ends_latest = columns.days("end_latest")
    plain &= (ends_latest == 0) | (columns.ends == ends_latest)
    words = {
        index: _in_words(spells[index], claims, drawing.language)
        for index in np.flatnonzero(~plain).tolist()
    }
    return {
        "kinds": [
            (
                actor or (unnamed if status == "contested" else None),
                status,
                None if share is None else share_text(share),
                int(inferred),
                rule,
                int(context),
                int(as_of),
                styles.held_by(actor),
            )
            for actor, status, share, inferred, rule, context, as_of in kinds
        ],
        "rows": written(np.stack(numbers, axis=1).ravel()),
        "claims": rising_lists(told_by),
        "words": {index: said for index, said in words.items() if said is not None},
    }


def _in_words(spell: Spell, claims: Mapping[str, Claim], language: str) -> list[str | None] | None:
    """When a spell begins and ends, unless both are plain days: the page writes those itself."""
    when = when_of(spell, claims)
    ends = When(earliest=spell.end, latest=spell.end_latest or spell.end)
    told = not _plain_day(when) or when.earliest != begins(spell)
    until = spell.end is not None and not _plain_day(ends)
    if not told and not until:
        return None
    return [
        when_text(when, language) if told else None,
        when_text(when, language, short=True) if told else None,
        when.edtf if told else None,
        when_text(ends, language) if until else None,
    ]


def _within(feature: Feature, drawing: Drawing) -> tuple[str, ...]:
    names = (feature.admin1, drawing.country_name(feature.country))
    return tuple([name for name in names if name and name != feature.name])


def _plain_day(when: When) -> bool:
    return when.type == "on" and when.earliest is not None and when.earliest == when.latest
