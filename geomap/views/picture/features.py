"""Spells to the states in which a place is drawn.

A *feature* is one thing on the map: an area that is filled, or a point. Its *states* follow one
another without a gap; each holds from its first day until the next begins. Everything the page
and the figure show on a day is looked up here, so both say the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from itertools import chain, compress
from typing import Literal

from geomap.model import PLANS, Claim, DateType, Located, Reading, Spell, When
from geomap.model.joint import parties
from geomap.views.looks.styles import NO_REPORT, Fill, Outline
from geomap.views.picture.spell_columns import SpellColumns

_ROUGH = {"near": Outline("near"), "between": Outline("between"), "along": Outline("along")}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a feature is drawn from a day on; ``start`` None is since ever.

    ``spells`` are indices into ``Timeline.spells``; ``changed`` says that somebody's hold begins
    or ends on that very day, which the black outline marks.
    """

    start: date | None
    fill: Fill
    outlines: tuple[Outline, ...]
    spells: tuple[int, ...]
    changed: bool = False


@dataclass(kw_only=True, eq=False)
class Feature:
    """One thing on the map, with all of its spells, and those of the points that lie in it.

    ``spells`` and ``within`` are indices into ``every``, the spells of the timeline. ``plain`` says
    that there is one certain holder after another and no more to be said: its states are its
    spells, and "no report" before, between and after. Nobody changes a feature, though it is not
    frozen: thousands are made at once, in a third of the time.
    """

    id: str
    name: str
    level: str
    shape: Literal["area", "point"]
    lon: float
    lat: float
    unit: str | None
    country: str | None
    admin1: str | None
    spells: tuple[int, ...]
    within: tuple[int, ...] = ()
    plain: bool = False
    every: Sequence[Spell] = field(repr=False)

    @cached_property
    def states(self) -> tuple[State, ...]:
        """How it is drawn, from each day on; worked out when somebody looks."""
        return _states(self.every, self.spells, self.within)


def begins(spell: Spell) -> date | None:
    """First day on which a spell is drawn: its start, or else the day by which it had begun."""
    return spell.start if spell.start is not None else spell.start_latest


def features_of(
    columns: SpellColumns, units: Mapping[str, str], countries: Collection[str] = ()
) -> tuple[Feature, ...]:
    """Group spells by the thing that they colour, ordered by country and id.

    Neighbours mostly stand together then, which the page turns into fewer bytes.

    Parameters
    ----------
    columns
        The spells of a timeline.
    units
        Display name by ``district_id`` of every unit that has an outline.
    countries
        Codes of the countries that have an outline.

    Returns
    -------
    tuple of Feature
        A settlement makes a point of its own, and an outline (never a fill) of its district.
    """
    spells = columns.spells
    grouped, inside = _grouped(spells, units, countries)
    plain = {key for key in _plain(columns, grouped) if key not in inside}
    found = []
    for anchor in grouped.keys() | inside.keys():
        own, within = grouped.get(anchor, []), inside.get(anchor, [])
        first = spells[(own or within)[0]]
        area = anchor in units or anchor.startswith("country:")
        assert first.lon is not None, "a spell without a position is not drawn"
        assert first.lat is not None
        found.append(
            Feature(
                id=anchor,
                name=units.get(anchor) or first.place_name,
                level=_level(spells, own),
                shape="area" if area else "point",
                lon=first.lon,
                lat=first.lat,
                unit=None if area else first.district_id,
                country=first.country,
                admin1=first.admin1,
                spells=tuple(own),
                within=tuple(within),
                plain=anchor in plain,
                every=spells,
            )
        )
    return tuple(sorted(found, key=lambda feature: (feature.country or "", feature.id)))


def _plain(columns: SpellColumns, grouped: Mapping[str, Sequence[int]]) -> list[str]:
    """Keys of those groups whose spells are certain and follow one another."""
    import numpy as np

    if not grouped:
        return []
    sizes = np.array([len(own) for own in grouped.values()])
    heads = np.cumsum(sizes) - sizes
    order = np.fromiter(chain.from_iterable(grouped.values()), np.int64, sizes.sum())
    ends = columns.ends[order]
    before = np.append(0, np.where(ends > 0, ends, date.max.toordinal())[:-1])
    before[heads] = 0
    follows = columns.certain[order] & (columns.starts[order] >= before)
    return list(compress(grouped, np.logical_and.reduceat(follows, heads)))


def _grouped(
    spells: Sequence[Spell], units: Collection[str], countries: Collection[str]
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Indices of spells by what they colour, and by the unit that they lie in."""
    grouped: dict[str, list[int]] = defaultdict(list)
    inside: dict[str, list[int]] = defaultdict(list)
    for index, spell in enumerate(spells):
        anchor = _anchor(spell, units, countries)
        if anchor is None:
            continue
        grouped[anchor].append(index)
        if anchor not in units and spell.district_id in units:
            inside[str(spell.district_id)].append(index)
    return grouped, inside


def states_as_known(
    every: Sequence[Spell], features: Sequence[Feature], day: date
) -> list[tuple[State, ...]]:
    """States of each feature as they could be known on a day.

    A spell that was not yet reported is left out; one that it ended lasts until further notice.
    """
    hidden = {i for i, s in enumerate(every) if s.known_from and s.known_from > day}
    within: dict[str, list[int]] = defaultdict(list)
    for feature in features:
        if feature.shape == "point" and feature.unit is not None:
            within[feature.unit] += [i for i in feature.spells if i not in hidden]
    found = []
    for feature in features:
        unknown = {begins(every[i]) for i in feature.spells if i in hidden}
        own = [i for i in feature.spells if i not in hidden]
        spells = list(every) if unknown & {every[i].end for i in own} else None
        for index in own if spells is not None else ():
            if spells is not None and spells[index].end in unknown:
                spells[index] = replace(spells[index], end=None, end_latest=None)
        seen = every if spells is None else spells
        found.append(_states(seen, own, within.get(feature.id, [])))
    return found


def _anchor(spell: Spell, units: Collection[str], countries: Collection[str]) -> str | None:
    if spell.level not in ("settlement", "feature"):
        if spell.district_id in units and not _only_lies_in(spell):
            return spell.district_id
        if spell.level == "country" and spell.country in countries:
            return f"country:{spell.country}"
    position = (spell.lon, spell.lat)
    on_earth = all(degrees is not None and math.isfinite(degrees) for degrees in position)
    return spell.place_id if on_earth else None


def _only_lies_in(spell: Spell) -> bool:
    """Whether a district or region that has no outline lies in a unit, which it does not fill."""
    if spell.precision != "point":
        return False
    return spell.place_id not in (spell.district_id, f"unit:{spell.district_id}")


def _level(spells: Sequence[Spell], own: Sequence[int]) -> str:
    for index in own:
        level = spells[index].level
        if level != "named_region":
            return level
    return "district"


def _states(
    spells: Sequence[Spell], own: Sequence[int], within: Sequence[int]
) -> tuple[State, ...]:
    """Cut time at every begin and end, and look at what is active in each piece."""
    windows = {index: _window(spells, index, own) for index in own}
    told = (spells[i] for i in within if spells[i].status != "denied")
    held_from = min((begins(spell) or date.min for spell in told), default=None)
    cuts = {day for window in windows.values() for day in window}
    cuts |= {spells[i].start_latest for i in own if _is_range(spells[i])}
    cuts |= {None, held_from} if held_from not in (None, date.min) else {None}
    ordered = [None, *sorted(day for day in cuts if day is not None)]
    changes = {day for index in own for day in _changes(spells[index])}
    states: list[State] = []
    for start in ordered:
        day = start or date.min
        active = [i for i in own if _covers(windows[i], day)]
        seen = [spells[i] for i in active]
        outlines = _outlines(seen)
        if held_from is not None and held_from <= day:
            outlines.append(Outline("inside"))
        state = State(
            start=start,
            fill=_fill(seen, day),
            outlines=tuple(sorted(set(outlines))) if outlines else (),
            spells=tuple(active),
            changed=start in changes,
        )
        if not states or state.changed or not _alike(states[-1], state):
            states.append(state)
    return tuple(states)


def _alike(a: State, b: State) -> bool:
    return a.spells == b.spells and a.fill == b.fill and a.outlines == b.outlines


def _changes(spell: Spell) -> list[date]:
    if spell.status in PLANS or spell.status == "denied":
        return []
    return [day for day in (begins(spell), spell.end) if day is not None]


def _window(
    spells: Sequence[Spell], index: int, own: Iterable[int]
) -> tuple[date | None, date | None]:
    """Days on which a spell shows.

    A plan shows from the day it was known, and until it is carried out.
    """
    spell = spells[index]
    begin = begins(spell)
    if spell.status not in PLANS:
        return begin, spell.end
    known = [day for day in (spell.known_from, begin) if day is not None]
    shown = min(known, default=None)
    done = [
        other
        for other in (spells[i] for i in own)
        if other.status not in PLANS and other.controller == spell.controller
    ]
    ends = [day for other in done if (day := begins(other)) is not None and _after(day, shown)]
    ends += [spell.end] if spell.end is not None else []
    return shown, min(ends, default=None)


def _after(day: date, other: date | None) -> bool:
    return other is None or day > other


def _covers(window: tuple[date | None, date | None], day: date) -> bool:
    first, end = window
    return (first is None or first <= day) and (end is None or day < end)


def _is_range(spell: Spell) -> bool:
    """Whether a spell began on some day between two that are known."""
    if spell.status in PLANS or spell.start is None or spell.start_latest is None:
        return False
    ends_first = spell.end is not None and spell.end <= spell.start_latest
    return spell.start < spell.start_latest and not ends_first


@cache
def drawn_as(controller: str | None, share: float | None) -> tuple[str, ...]:
    """Actors whose colours show a hold.

    Joint holders of a share are one: how much of it each has is not said.

    Examples
    --------
    >>> drawn_as("A; B", None), drawn_as("A; B", 0.4)
    (('A', 'B'), ('A; B',))
    """
    whole = share is None or share >= 1
    return parties(controller) if whole or not controller else (controller,)


@cache
def hold(actors: str, inferred: bool = False, uncertain: bool = False) -> Fill:
    """Fill of an area that one actor holds, or several jointly."""
    names = tuple(sorted(parties(actors)))
    return Fill("solid" if len(names) == 1 else "joint", names, (), inferred, uncertain)


def _fill(active: list[Spell], day: date) -> Fill:
    if not active:
        return NO_REPORT
    # Nearly always there is one, and it is simple.
    only = active[0]
    if len(active) == 1 and only.controller and only.status == "happened" and not only.share:
        unsure = _is_range(only) and day < (only.start_latest or day)
        return hold(only.controller, only.inferred, unsure)
    held = [spell for spell in active if spell.status not in PLANS and spell.status != "denied"]
    # What the text says of the place itself beats what is inferred from a larger one.
    stated = [spell for spell in held if not spell.inferred] or held
    holders = sorted({spell.controller for spell in stated if spell.controller is not None})
    actors = sorted(
        {actor for spell in stated for actor in drawn_as(spell.controller, spell.share)}
    )
    inferred = bool(stated) and all(spell.inferred for spell in stated)
    if any(spell.status == "contested" for spell in stated):
        return Fill("contested", tuple(actors), (), inferred)
    if not actors:
        return NO_REPORT
    uncertain = all(_is_range(s) and day < (s.start_latest or day) for s in stated)
    shares = {
        spell.controller: spell.share
        for spell in stated
        if spell.controller is not None and spell.share is not None and 0 < spell.share < 1
    }
    if shares and len(shares) == len(holders):
        parts = [shares[holder] for holder in holders]
        scale = max(1.0, math.fsum(parts))
        return Fill(
            "share",
            tuple(holders),
            tuple(round(part / scale, 4) for part in parts),
            inferred,
            uncertain,
        )
    if len(holders) > 1:
        return Fill("contested", tuple(actors), (), inferred)
    return hold(holders[0], inferred, uncertain)


def _outlines(active: list[Spell]) -> list[Outline]:
    found = [Outline("planned", s.controller or "") for s in active if s.status in PLANS]
    if any(s.status == "claimed" and s.controller is not None for s in active):
        found.append(Outline("claimed"))
    if any(s.status == "entered" and s.controller is not None for s in active):
        found.append(Outline("entered"))
    found += [_ROUGH[s.precision] for s in active if s.precision in _ROUGH]
    return found


def state_on(feature: Feature, day: date) -> State:
    """State of a feature on a day."""
    current = feature.states[0]
    for state in feature.states[1:]:
        assert state.start is not None
        if state.start > day:
            break
        current = state
    return current


def stops_of(columns: SpellColumns, extra: Iterable[date] = ()) -> tuple[date, ...]:
    """Days at which the slider stops: every begin and end of a spell, plans included.

    That something was denied changes nothing.
    """
    # A plan that was given up holds on no day, and the slider does not stop for it.
    lasts = (columns.begins != columns.ends) & columns.telling
    days = {*columns.begins[lasts].tolist(), *columns.ends[lasts].tolist()} - {0}
    return tuple(sorted({*map(date.fromordinal, days), *extra}))


def first_shown(
    columns: SpellColumns, readings: Sequence[Reading], known_on: date | None = None
) -> date | None:
    """Day to open on: the last change that is done by the day of publication, else that day.

    ``known_on`` is the day as known on which the spells are, if that is before publication.
    """
    published = min((day for day in (latest_publication(readings), known_on) if day), default=None)
    done = ~columns.planned & columns.telling
    days = {*columns.begins[done].tolist(), *columns.ends[done].tolist()} - {0}
    past = max((day for day in days if not published or day <= published.toordinal()), default=0)
    return date.fromordinal(past) if past else published or max(stops_of(columns), default=None)


def latest_publication(readings: Sequence[Reading]) -> date | None:
    """The "as of" of a page."""
    days = [r.article.published for r in readings if r.article.published is not None]
    return max(days, default=None)


def side_from_context(spell: Spell, claims: Mapping[str, Claim]) -> bool:
    """Whether no sentence behind a spell names its holder, but only the rest of the text."""
    if not spell.claims:
        return False
    behind = [claims[key] for key in spell.claims if key in claims]
    naming = [claim for claim in behind if spell.controller in (claim.to_actor, claim.from_actor)]

    def unsaid(claim: Claim) -> bool:
        slot = "to_actor" if claim.to_actor == spell.controller else "from_actor"
        return slot in claim.inferred

    return bool(naming) and all(unsaid(claim) for claim in naming)


def when_of(spell: Spell, claims: Mapping[str, Claim]) -> When:
    """Say when a spell began in the words of its claim, else by its own range."""
    for key in spell.claims:
        claim = claims.get(key)
        for when in (claim.date, claim.new_date) if claim else ():
            if when is not None and when.known and begins(spell) in (when.earliest, when.latest):
                return when
    first, last = spell.start, spell.start_latest
    if first is None and last is not None:
        kind: DateType = "by" if spell.status in PLANS else "as_of"
        return When(earliest=None, latest=last, type=kind)
    return When(earliest=first, latest=last or first, type="on" if first == last else "interval")


def claims_by_id(located: Sequence[Located], readings: Sequence[Reading]) -> dict[str, Claim]:
    """Every claim by its id, in the order of the readings; corrected claims win."""
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    return claims | {place.claim.id: place.claim for place in located}
