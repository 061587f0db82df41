"""Plans that cannot all be meant: different days for one handover, or receivers for one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from itertools import combinations

from geomap.control.events.event import Event, told_first
from geomap.control.plans.plan import Plan
from geomap.control.rules import Rules
from geomap.model import Claim, Contradiction, Reason
from geomap.model.edtf import overlap
from geomap.model.joint import parties


def rival_plans(
    plans: Iterable[Plan], source: Callable[[Claim], str], rules: Rules
) -> list[Contradiction]:
    """Plans that no reader can believe at once."""
    plans = [plan for plan in plans if not plan.given_up]
    return [*_rival_days(plans, source, rules), *_rival_receivers(plans, source, rules)]


def _rival_days(
    plans: Iterable[Plan], source: Callable[[Claim], str], rules: Rules
) -> list[Contradiction]:
    """Plans of different days for one handover, told at much the same time by different tellers.

    A day that is named later, or by the same teller, is a change of plan. What a postponement
    says of plans is told in `geomap.control.plans.chains`.
    """
    standing: dict[tuple[str, str, date], list[Plan]] = defaultdict(list)
    for plan in plans:
        handover = (plan.subject.place_id, plan.to_actor or "", plan.done or date.max)
        standing[handover].append(plan)
    found = []
    for handover in sorted(standing):
        rivals: dict[str, Event] = {}
        for one, other in combinations(standing[handover], 2):
            if not overlap(one.when, other.when):
                pairs = [(a, b) for a in one.events for b in other.events]
                alike = (pair for pair in pairs if _alike(*pair))
                at_odds = (pair for pair in alike if _at_odds(*pair, source, rules))
                rivals |= {event.claim.id: event for pair in at_odds for event in pair}
        told = sorted(rivals.values(), key=told_first)
        if told:
            said = (
                Reason("day_by", day=str(e.claim.date.edtf), by=_teller(e, source)) for e in told
            )
            first, *others = dict.fromkeys(said)
            why = partial(Reason, "planned_otherwise", first=first, others=tuple(others))
            found.append(_clash(told, why))
    return found


def _rival_receivers(
    plans: Iterable[Plan], source: Callable[[Claim], str], rules: Rules
) -> list[Contradiction]:
    """Plans to give one place to different actors on one day, told at much the same time.

    Another receiver who is named later by the same teller is a change of plan, and two in one
    sentence are no rivals.
    """
    standing: dict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        standing[plan.subject.place_id].append(plan)
    found = []
    for place in sorted(standing):
        for one, other in combinations(standing[place], 2):
            receivers = [set(parties(plan.to_actor)) for plan in (one, other)]
            if not all(receivers) or receivers[0] & receivers[1]:
                continue
            pairs = [(a, b) for a in one.events for b in other.events]
            rivals = {
                event.claim.id: event
                for a, b in pairs
                if _alike(a, b) and _of_one_day(a, b, rules)
                if _at_odds(a, b, source, rules) or _in_one_breath(a, b)
                for event in (a, b)
            }
            told = sorted(rivals.values(), key=told_first)
            if told:
                first, second = sorted((str(one.to_actor), str(other.to_actor)))
                days = {str(event.claim.date.edtf) for event in told}
                why = partial(
                    Reason, "two_receivers", first=first, second=second, days=tuple(sorted(days))
                )
                found.append(_clash(told, why))
    return found


def _clash(told: Sequence[Event], why: Callable[..., Reason]) -> Contradiction:
    return Contradiction(
        claims=tuple(event.claim.id for event in told),
        why=why(place=told[0].subject.place_name),
    )


def _of_one_day(one: Event, other: Event, rules: Rules) -> bool:
    same = (one.first, one.last) == (other.first, other.last)
    near = max(one.width, other.width) <= rules.same_event_days
    return same or (near and overlap(one.claim.date, other.claim.date))


def _alike(one: Event, other: Event) -> bool:
    """Whether two events plan the same for the same part of a place."""
    if not (one.act == other.act == "plan" and one.claim.change == other.claim.change):
        return False
    return one.whole and other.whole and one.claim.extent == other.claim.extent


def _at_odds(one: Event, other: Event, source: Callable[[Claim], str], rules: Rules) -> bool:
    """Whether different tellers tell of two plans at much the same time."""
    tellers = [set(parties(_teller(event, source))) for event in (one, other)]
    known = [event.known_from for event in (one, other) if event.known_from is not None]
    apart = (max(known) - min(known)).days if len(known) > 1 else 0
    return tellers[0].isdisjoint(tellers[1]) and apart <= rules.same_event_days


def _in_one_breath(one: Event, other: Event) -> bool:
    """Whether two plans are told on one day, in sentences of their own."""
    sentences = {(event.claim.article, event.claim.start) for event in (one, other)}
    return one.known_from == other.known_from and len(sentences) > 1


def _teller(event: Event, source: Callable[[Claim], str]) -> str:
    return event.claim.claimed_by or source(event.claim)
