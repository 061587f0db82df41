"""Planned, postponed, planned anew, done: handovers as chains."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from geomap.control.events.event import TAKING, Event, Subject, by_place
from geomap.control.plans.plan import Plan
from geomap.control.rules import Rules
from geomap.model import Chain, Contradiction, Reason, Step, When
from geomap.model.days import moved
from geomap.model.edtf import overlap
from geomap.model.reasons import Value

_RANK = {"planned": 0, "postponed": 1, "ceasefire": 1, "denied": 2, "done": 3}


def chains_of(
    events: Iterable[Event], rules: Rules
) -> tuple[list[Chain], list[Plan], list[Contradiction]]:
    """Chains of all places, the plans in them, and postponements that other plans refute.

    Parameters
    ----------
    events
        Of the places that the claims name, not expanded into units.

    Notes
    -----
    A plan without a receiver joins the only other chain of its place. A postponement adds the
    plan that it gives up, and the new date, as derived steps; a new date that an explicit plan
    refutes is a contradiction and no step.
    """
    chains: list[Chain] = []
    plans: list[Plan] = []
    clashes: list[Contradiction] = []
    for here in by_place(sorted(events, key=_told_best_first)):
        chains += _ceasefires(here)
        for actor, group in _by_actor(here).items():
            done = _leavings(here, group) if actor is None else _takings(here, actor)
            for episode in _episodes(group, done, rules):
                chain, found, refuted = _chain(actor, *episode)
                chains.append(chain)
                plans += found
                clashes += refuted
    return sorted(chains, key=_chain_key), plans, clashes


def _told_best_first(event: Event) -> tuple[date, bool, int, str]:
    return (event.day, event.act == "enter", event.rank, event.claim.id)


def _ceasefires(events: Sequence[Event]) -> list[Chain]:
    """Ceasefires of one place: no holder changes, so they stand in a chain of their own."""
    found = [event for event in events if event.act == "event"]
    if not found:
        return []
    said = {"happened": "ceasefire", "claimed": "ceasefire"}
    steps = [
        Step(
            status=said.get(event.claim.status, event.claim.status),
            date=event.claim.date,
            claim=event.claim.id,
        )
        for event in found
    ]
    return [_as_chain(found[0].subject, None, steps)]


def _by_actor(events: Sequence[Event]) -> dict[str | None, list[Event]]:
    """Plans and postponements by who is to receive, and everyone who took, with or without."""
    groups: dict[str | None, list[Event]] = {}
    for event in events:
        if event.act in ("plan", "postpone"):
            groups.setdefault(event.actor, []).append(event)
        elif event.act in TAKING and event.actor is not None:
            groups.setdefault(event.actor, [])
    planned = [actor for actor, group in groups.items() if actor is not None and group]
    if None in groups and len(planned) == 1:
        groups[planned[0]] += groups.pop(None)
    return dict(sorted(groups.items(), key=lambda item: item[0] or ""))


def _takings(events: Sequence[Event], actor: str | None) -> list[Event]:
    """First taking of each time that an actor came to hold the place."""
    takings: list[Event] = []
    holder: str | None = None
    for event in (e for e in events if e.act in TAKING or e.act == "leave"):
        if event.act == "leave":
            holder = None if event.claim.from_actor in (None, holder) else holder
            continue
        if event.actor == actor and holder != actor:
            takings.append(event)
        holder = event.actor
    return takings


def _leavings(events: Sequence[Event], plans: Sequence[Event]) -> list[Event]:
    """What carries out a plan that names no receiver: who was to go leaves, or others come."""
    going = {plan.claim.from_actor for plan in plans}
    return [
        event
        for event in events
        if (event.act == "leave" and event.claim.from_actor in going | {None})
        or (event.act in TAKING and event.actor is not None and event.actor not in going)
    ]


def _episodes(
    plans: Sequence[Event], takings: Sequence[Event], rules: Rules
) -> list[tuple[list[Event], Event | None]]:
    """Plans, each with the taking that carried them out; takings that need no plan alone."""
    days = [taking.day for taking in takings]
    grouped: dict[int, list[Event]] = defaultdict(list)
    for plan in plans:
        grouped[bisect_left(days, moved(plan.day, -rules.early_days))].append(plan)
    episodes = []
    for number in range(max([len(takings), *(n + 1 for n in grouped)])):
        done = takings[number] if number < len(takings) else None
        if number in grouped or (done is not None and done.claim.change in rules.done_by):
            episodes.append((grouped.get(number, []), done))
    return episodes


def _chain(
    actor: str | None, events: Sequence[Event], done: Event | None
) -> tuple[Chain, list[Plan], list[Contradiction]]:
    explicit = [event for event in events if event.act == "plan"]
    postponed = [event for event in events if event.act == "postpone"]
    steps, plans, clashes = [], [], []
    done_day = done.day if done else None
    for group in _same_date(explicit):
        first = group[0]
        when = first.claim.date
        given_up = any(overlap(when, p.claim.date) for p in postponed if p.claim.date.known)
        steps.append(Step(status="planned", date=when, claim=first.claim.id))
        plans.append(_plan(actor, when, group, given_up, done_day))
    for event in postponed:
        old, new = event.claim.date, event.claim.new_date
        steps.append(Step(status="postponed", date=old, claim=event.claim.id))
        if old.known and not any(overlap(old, plan.claim.date) for plan in explicit):
            steps.append(Step(status="planned", date=old, claim=event.claim.id, derived=True))
        if new is None or not new.known:
            continue
        rivals = _rivals(event, explicit)
        if rivals:
            clashes.append(_refuted(event, rivals))
        elif not _agreed(new, explicit, postponed):
            steps.append(Step(status="planned", date=new, claim=event.claim.id, derived=True))
            plans.append(_plan(actor, new, [event], False, done_day))
    if done is not None:
        steps.append(Step(status="done", date=done.claim.date, claim=done.claim.id))
    subject = (done or events[0]).subject
    return _as_chain(subject, actor, _unique(steps)), plans, clashes


def _same_date(plans: Sequence[Event]) -> list[list[Event]]:
    groups: dict[tuple[date | None, date | None], list[Event]] = defaultdict(list)
    for plan in plans:
        groups[plan.first, plan.last].append(plan)
    return list(groups.values())


def _plan(
    actor: str | None, when: When, events: Sequence[Event], given_up: bool, done: date | None
) -> Plan:
    return Plan(
        subject=events[0].subject,
        members=events[0].members,
        to_actor=actor,
        when=when,
        events=tuple(events),
        given_up=given_up,
        done=done,
    )


def _agreed(new: When, explicit: Sequence[Event], postponed: Sequence[Event]) -> bool:
    """Whether a new date is a plan already, or one that a later postponement gives up."""
    told = [*explicit, *(event for event in postponed if event.claim.date.known)]
    return any(overlap(new, event.claim.date) for event in told)


def _rivals(event: Event, explicit: Sequence[Event]) -> list[Event]:
    """Explicit plans that refute the new date: later than the old one, not of a later day."""
    old, new = event.claim.date, event.claim.new_date
    assert new is not None
    later = [
        plan
        for plan in explicit
        if not (old.known and (overlap(old, plan.claim.date) or plan.day < event.day))
        and not (event.known_from and plan.known_from and plan.known_from > event.known_from)
    ]
    return [] if any(overlap(new, plan.claim.date) for plan in later) else later


def _refuted(event: Event, rivals: Sequence[Event]) -> Contradiction:
    old, new = event.claim.date.edtf, event.claim.new_date
    assert new is not None
    told: dict[str, Value] = {
        "place": event.subject.place_name,
        "day": str(new.edtf),
        "days": tuple(sorted({plan.claim.date.edtf or "?" for plan in rivals})),
    }
    if old:
        told["start"] = old
    return Contradiction(
        claims=(event.claim.id, *(plan.claim.id for plan in rivals)),
        why=Reason("postponed_from_otherwise" if old else "postponed_otherwise", **told),
    )


def _unique(steps: Iterable[Step]) -> list[Step]:
    """Without a derived step that another one says for the same day already."""
    kept: dict[tuple[str, str | None, str], Step] = {}
    for step in steps:
        same = step.claim if not step.derived else ""
        kept.setdefault((step.status, step.date.edtf, same), step)
    return list(kept.values())


def _as_chain(subject: Subject, actor: str | None, steps: Iterable[Step]) -> Chain:
    return Chain(
        place_id=subject.place_id,
        place_name=subject.place_name,
        district_id=subject.district_id,
        to_actor=actor,
        steps=tuple(sorted(steps, key=_step_key)),
    )


def _step_key(step: Step) -> tuple[bool, date, int, bool, str]:
    # What is done ends the chain, even when it came before the day planned.
    day = step.date.earliest or step.date.latest or date.min
    return (step.status == "done", day, _RANK.get(step.status, 2), not step.derived, step.claim)


def _chain_key(chain: Chain) -> tuple[str, str, str, tuple[bool, date, int, bool, str], str]:
    first = chain.steps[0]
    kind = "ceasefire" if first.status == "ceasefire" else ""
    return (chain.place_id, chain.to_actor or "", kind, _step_key(first), first.claim)
