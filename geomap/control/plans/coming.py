"""Plans as spells to come, beside those of control."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from geomap.control.events.event import Subject
from geomap.control.plans.plan import Plan
from geomap.model import Claim, Spell


def planned_spells(
    plans: Iterable[Plan], spells: Sequence[Spell], source: Callable[[Claim], str]
) -> list[Spell]:
    """Spells to come: the actor that *is to* hold the place, from the planned day.

    Such a spell has the status ``planned`` and lies beside the spells of control, never among
    them: until it is carried out, the holder is who held before. It may be shown from its
    ``known_from``. It ends when the plan is carried out or another actor takes the place; a plan
    given up, or carried out in time, is an empty interval: it never held on any day.
    """
    turns: dict[str, list[tuple[date, str | None]]] = defaultdict(list)
    for spell in spells:
        begin = spell.start or spell.start_latest
        if begin is not None:
            turns[spell.place_id].append((begin, spell.controller))
    return [
        _planned(plan, subject, bool(plan.members), turns, source)
        for plan in plans
        for subject in plan.members or (plan.subject,)
    ]


def _planned(
    plan: Plan,
    subject: Subject,
    inferred: bool,
    turns: Mapping[str, Sequence[tuple[date, str | None]]],
    source: Callable[[Claim], str],
) -> Spell:
    begin = plan.when.earliest or plan.when.latest
    assert begin is not None, "a plan without a date"
    known = [event.known_from for event in plan.events if event.known_from is not None]
    holder = _holder_before(turns.get(subject.place_id, ()), begin)
    ends = [
        day
        for day, controller in turns.get(subject.place_id, ())
        if day > begin and controller not in (None, holder)
    ]
    if plan.given_up:
        ends.append(begin)
    if plan.done is not None:
        ends.append(max(begin, plan.done))
    end = min(ends, default=None)
    claim = plan.events[0].claim
    return Spell(
        **subject.columns,
        controller=plan.to_actor,
        start=plan.when.earliest,
        start_latest=plan.when.latest,
        end=end,
        end_latest=end,
        known_from=min(known, default=None),
        status="planned",
        share=claim.share,
        sources=tuple(sorted({source(event.claim) for event in plan.events})),
        claims=tuple(event.claim.id for event in plan.events),
        inferred=inferred,
        rule=f"changes.{claim.change}",
    )


def _holder_before(turns: Sequence[tuple[date, str | None]], day: date) -> str | None:
    earlier = [turn for turn in turns if turn[0] <= day]
    return max(earlier, key=lambda turn: (turn[0], turn[1] or ""))[1] if earlier else None
