"""Plans that cannot all be meant: different days for one handover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
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
    """Plans of different days for one handover, told at much the same time by different tellers.

    A day that is named later, or by the same teller, is a change of plan. What a postponement
    says of plans is told in `geomap.control.plans.chains`.
    """
    standing: dict[tuple[str, str, date], list[Plan]] = defaultdict(list)
    for plan in plans:
        if not plan.given_up:
            handover = (plan.subject.place_id, plan.to_actor or "", plan.done or date.max)
            standing[handover].append(plan)
    found = []
    for handover in sorted(standing):
        rivals: dict[str, Event] = {}
        for one, other in combinations(standing[handover], 2):
            if not overlap(one.when, other.when):
                pairs = [(a, b) for a in one.events for b in other.events]
                at_odds = (pair for pair in pairs if _at_odds(*pair, source, rules))
                rivals |= {event.claim.id: event for pair in at_odds for event in pair}
        told = sorted(rivals.values(), key=told_first)
        if told:
            said = (
                Reason("day_by", day=str(e.claim.date.edtf), by=_teller(e, source)) for e in told
            )
            first, *others = dict.fromkeys(said)
            found.append(
                Contradiction(
                    claims=tuple(event.claim.id for event in told),
                    why=Reason(
                        "planned_otherwise",
                        place=told[0].subject.place_name,
                        first=first,
                        others=tuple(others),
                    ),
                )
            )
    return found


def _at_odds(one: Event, other: Event, source: Callable[[Claim], str], rules: Rules) -> bool:
    if not (one.act == other.act == "plan" and one.claim.change == other.claim.change):
        return False
    if not (one.whole and other.whole and one.claim.extent == other.claim.extent):
        return False
    tellers = [set(parties(_teller(event, source))) for event in (one, other)]
    known = [event.known_from for event in (one, other) if event.known_from is not None]
    apart = (max(known) - min(known)).days if len(known) > 1 else 0
    return tellers[0].isdisjoint(tellers[1]) and apart <= rules.same_event_days


def _teller(event: Event, source: Callable[[Claim], str]) -> str:
    return event.claim.claimed_by or source(event.claim)
