"""What differs between two days, two sources or two runs: gained, lost, newly disputed.

Two pictures of control are laid over each other, place by place. Only control counts: that a claim
became a report changes nothing, and plans are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from geomap.control.timeline import state_on
from geomap.model import Claim, Difference, DifferenceKind, Spell, Timeline, When
from geomap.model.days import moved
from geomap.model.joint import parties

State = Mapping[str, Sequence[Spell]]
"""Spells in force, by place."""

_NOBODY_ALONE = ("contested", "denied")


def between(
    timeline: Timeline, first: date, last: date, claims: Iterable[Claim]
) -> list[Difference]:
    """What changed from one day to another.

    A change that came on some day of a range ("in December") had surely come only when that is
    over: on a first day within the range the place is as it was on its eve.

    Parameters
    ----------
    claims
        Behind the timeline: they say whether a place that was not heard of before changed hands,
        or is first reported in the state that it may always have been in.

    Examples
    --------
    >>> between(Timeline(spells=(), chains=(), unplaced=(), contradictions=()),
    ...         date(2020, 1, 1), date(2020, 2, 1), [])
    []
    """
    told = {claim.id: claim for claim in claims}
    before = _surely_on(timeline, first, last, told)
    return _compared(before, state_on(timeline, last), told, since=first)


def _surely_on(
    timeline: Timeline, day: date, last: date, claims: Mapping[str, Claim]
) -> dict[str, list[Spell]]:
    """Spells in force on a day, without what may have changed after it and had by the last day."""
    turns: dict[str, date] = {}
    for spell in timeline.spells:
        start, latest = spell.start, spell.start_latest
        if start is None or latest is None or not start <= day < latest <= last:
            continue
        if spell.status != "planned" and _tells_an_event(spell, claims):
            turns[spell.place_id] = min(start, turns.get(spell.place_id, start))
    own: dict[str, list[Spell]] = defaultdict(list)
    for spell in timeline.spells if turns else ():
        own[spell.place_id].append(spell)
    found = state_on(timeline, day)
    for place, turn in turns.items():
        alone = replace(timeline, spells=tuple(own[place]))
        found[place] = state_on(alone, moved(turn, -1)).get(place, [])
    return found


def across(
    one: Timeline, other: Timeline, claims: Iterable[Claim], day: date | None = None
) -> list[Difference]:
    """What the other timeline has otherwise than the first, on a day or in the end.

    ``gained`` is then what it gives an actor and the first does not; ``first_reported`` is known to
    the other alone, and ``no_longer_reported`` to the first alone. A place without coordinates and
    without any unit is matched by its name, where that is the only one.
    """
    first, second = (_by_name(state_on(each, day or date.max)) for each in (one, other))
    return _compared(first, second, {claim.id: claim for claim in claims}, since=None)


def _by_name(state: State) -> State:
    """States of places that are only known by a name within an article, by that name."""

    def loose(place: str, spells: Sequence[Spell]) -> str:
        first = spells[0]
        boxed = first.district_id or first.admin1 or first.country
        return (
            place if boxed or not place.startswith("name:") else f"name:{place.rpartition('/')[2]}"
        )

    keys = {place: loose(place, spells) for place, spells in state.items()}
    times = Counter(keys.values())
    return {key if times[key] == 1 else place: state[place] for place, key in keys.items()}


def _compared(
    before: State, after: State, claims: Mapping[str, Claim], since: date | None
) -> list[Difference]:
    found = []
    for place in sorted(before.keys() | after.keys()):
        old = tuple(spell for spell in before.get(place, ()) if spell.status != "planned")
        new = tuple(spell for spell in after.get(place, ()) if spell.status != "planned")
        if not old and not new:
            continue
        told = [
            claims[key]
            for spell in (*new, *old)
            for key in spell.claims
            if key in claims and not spell.inferred
        ]
        gained, lost = _moves(old, new)
        kind = _kind(old, new, gained, _is_event(new, claims, since))
        if not old and kind == "gained":
            loser = next((claim.from_actor for claim in told if claim.from_actor), None)
            lost = [loser] if loser else []
        found.append(
            Difference(
                place=(new or old)[0],
                kind=kind,
                gained_by=tuple(gained) if kind not in _REPORTS else (),
                lost_by=tuple(lost) if kind not in _REPORTS else (),
                before=old,
                after=new,
                name=next((c.canonical or c.place for c in told if c.place), None),
                within=next((claim.within for claim in told if claim.within), ()),
                in_course_of=_range(old, new, claims) if since and kind not in _REPORTS else None,
            )
        )
    return sorted(
        found, key=lambda each: (each.place.admin1 or "", each.name or "", each.place.place_id)
    )


_REPORTS: tuple[DifferenceKind, ...] = ("unchanged", "first_reported", "no_longer_reported")


def _kind(
    old: Sequence[Spell], new: Sequence[Spell], gained: Sequence[str], happened: bool
) -> DifferenceKind:
    if _value(old) == _value(new):
        return "unchanged"
    if not new:
        return "no_longer_reported"
    if not old and not happened:
        return "first_reported"
    if _disputed(new) and not _disputed(old):
        return "newly_disputed"
    if gained:
        return "gained"
    return "lost" if _amounts(old).keys() - _amounts(new).keys() else "shifted"


def _is_event(new: Sequence[Spell], claims: Mapping[str, Claim], since: date | None) -> bool:
    """Whether a spell began after a day with something that happened, and not as a state."""
    if since is None:
        return False
    begun = all((s.start_latest or s.start or since) > since for s in new)
    return begun and any(_tells_an_event(spell, claims) for spell in new)


def _tells_an_event(spell: Spell, claims: Mapping[str, Claim]) -> bool:
    founding = claims.get(spell.claims[0]) if spell.claims else None
    return founding is not None and founding.date.type != "as_of"


def _range(old: Sequence[Spell], new: Sequence[Spell], claims: Mapping[str, Claim]) -> When | None:
    """Days on one of which the last change came, where it is not known on which."""
    begun = [spell for spell in new if spell not in old and _tells_an_event(spell, claims)]
    last = max(begun, key=lambda spell: spell.start or date.min, default=None)
    if last is None or last.start is None or last.start_latest in (None, last.start):
        return None
    return When(earliest=last.start, latest=last.start_latest, type="interval")


def _moves(old: Sequence[Spell], new: Sequence[Spell]) -> tuple[list[str], list[str]]:
    """Who holds more than before, and who less."""
    was, now = _amounts(old), _amounts(new)
    actors = sorted(was.keys() | now.keys())
    return (
        [actor for actor in actors if now.get(actor, 0) > was.get(actor, 0)],
        [actor for actor in actors if now.get(actor, 0) < was.get(actor, 0)],
    )


def _amounts(spells: Sequence[Spell]) -> dict[str, float]:
    """Part of a place by actor; joint holders have it in equal parts, as nobody says otherwise."""
    found: dict[str, float] = defaultdict(float)
    for spell in spells:
        actors = parties(spell.controller)
        for actor in actors:
            found[actor] += (spell.share or 1.0) / len(actors)
    return found


def _disputed(spells: Sequence[Spell]) -> bool:
    joint = any(len(parties(spell.controller)) > 1 for spell in spells)
    divided = len({spell.controller for spell in spells}) > 1
    partial = any(spell.share is not None and spell.share < 1 for spell in spells)
    return joint or divided or partial or any(s.status in _NOBODY_ALONE for s in spells)


def _value(spells: Sequence[Spell]) -> frozenset[tuple[str | None, float, bool]]:
    return frozenset(
        (spell.controller, spell.share or 1.0, spell.status in _NOBODY_ALONE) for spell in spells
    )
