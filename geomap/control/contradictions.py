"""Claims that cannot all be true. A place that changes hands over time is no contradiction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import combinations

from geomap.control.events.byday import ByDay
from geomap.control.events.event import TAKING, Act, Event, contains
from geomap.control.plans.chains import Plan
from geomap.control.rules import Rules
from geomap.model import Claim, Contradiction, Reason
from geomap.model.edtf import overlap
from geomap.model.joint import parties

_TAKERS: frozenset[Act] = frozenset({"hold", "presence", "enter", "inside"})
_YEAR = 366  # days: what is dated more vaguely is hardly dated
_ROUNDED = 0.01  # "some 70%" and "about 30%" may add up to a little more than the whole


def contradictions_of(
    own: Iterable[Event], settled: Iterable[Event], rules: Rules
) -> list[Contradiction]:
    """Contradictions of all places, but for those between plans (`rival_plans`).

    Parameters
    ----------
    own
        Events of the places that the claims name.
    settled
        Events of units and places, expanded and read together.
    """
    found: list[Contradiction] = []
    for events in _by_place(own):
        found += _denials(events, rules)
        found += _rival_holders(events, rules)
        found += _contested(events, rules)
    for events in _by_place(settled):
        found += _inferred_clashes(events)
    return found


def _by_place(events: Iterable[Event]) -> list[list[Event]]:
    places: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        places[event.subject.place_id].append(event)
    return [sorted(places[place], key=_told_first) for place in sorted(places)]


def _told_first(event: Event) -> tuple[date, str]:
    return (event.day, event.claim.id)


def _at_once(one: Event, other: Event, rules: Rules) -> bool:
    """Whether two events tell of the same days, closely enough to be one disputed event."""
    if max(one.width, other.width) > rules.same_event_days:
        return False
    return contains(one, other) or contains(other, one)


def _denials(events: Sequence[Event], rules: Rules) -> list[Contradiction]:
    """Claimed by one and denied by another, about the same days."""
    found = []
    told = [event for event in events if event.act not in ("deny", "note", "postpone")]
    vague = ByDay(event for event in told if event.width > _YEAR)
    exact = ByDay(event for event in told if event.width <= _YEAR)
    for denial in (event for event in events if event.act == "deny"):
        near = exact.within(denial.day, denial.last or denial.day, _YEAR + rules.denial_slack_days)
        rivals = [
            event
            for event in sorted([*near, *vague.within(date.min, date.max)], key=_told_first)
            if _same_matter(denial, event, rules)
            and _near(denial, event, rules)
            and (denial.actor is None or event.actor is None or denial.actor == event.actor)
        ]
        if not rivals:
            continue
        said = "reported" if any(e.claim.status == "happened" for e in rivals) else "claimed"
        if all(event.act == "plan" for event in rivals):
            said = "planned"
        found.append(
            Contradiction(
                claims=(*(event.claim.id for event in rivals), denial.claim.id),
                why=Reason(
                    "claim_denied",
                    place=denial.subject.place_name,
                    act=_act(rivals[0]),
                    told=_told(said, rivals),
                    denied=_told("denied", [denial]),
                ),
            )
        )
    return found


def _same_matter(denial: Event, event: Event, rules: Rules) -> bool:
    if denial.claim.change == event.claim.change:
        return True
    effect = rules.effects[denial.claim.change]
    return (effect == "hold" and event.act == "hold") or (
        effect == "presence" and event.act in _TAKERS
    )


def _near(denial: Event, event: Event, rules: Rules) -> bool:
    if event.width > _YEAR and denial.width > _YEAR:
        return contains(denial, event) or contains(event, denial)
    starts = [(e.first or e.day).toordinal() for e in (denial, event)]
    ends = [(e.last or e.day).toordinal() for e in (denial, event)]
    return max(starts) - min(ends) <= rules.denial_slack_days


def _rival_holders(events: Sequence[Event], rules: Rules) -> list[Contradiction]:
    """Two holders for the same days, or shares that add up to more than the place."""
    window = rules.same_event_days
    takings = ByDay(
        e for e in events if e.act in TAKING and e.actor is not None and e.width <= window
    )
    clashes: dict[tuple[str, str, bool], list[tuple[Event, Event]]] = defaultdict(list)
    for one, other in takings.pairs(window):
        total = (one.claim.share or 1) + (other.claim.share or 1)
        if one.actor == other.actor or total <= 1 + _ROUNDED or not _at_once(one, other, rules):
            continue
        if one.act != other.act or _in_sequence(one, other):
            continue
        pair = sorted([str(one.actor), str(other.actor)])
        clashes[pair[0], pair[1], one.whole and other.whole].append((one, other))
    found = []
    for (first, second, whole), pairs in sorted(clashes.items()):
        for cluster in _clusters(pairs):
            why = Reason(
                "two_holders" if whole else "shares_exceed",
                place=cluster[0].subject.place_name,
                first=first,
                second=second,
                days=_days(cluster),
            )
            found.append(Contradiction(claims=tuple(e.claim.id for e in cluster), why=why))
    return found


def _in_sequence(one: Event, other: Event) -> bool:
    """Whether exactly one of two takings is told as being from the other's taker."""
    return (one.claim.from_actor == other.actor) != (other.claim.from_actor == one.actor)


def _clusters(pairs: Iterable[tuple[Event, Event]]) -> list[list[Event]]:
    """Pairs that begin on one day, told together."""
    days: dict[object, dict[str, Event]] = defaultdict(dict)
    for one, other in pairs:
        days[min(one.day, other.day)] |= {one.claim.id: one, other.claim.id: other}
    return [
        sorted(days[day].values(), key=lambda event: (event.day, event.claim.id))
        for day in sorted(days, key=str)
    ]


def _contested(events: Sequence[Event], rules: Rules) -> list[Contradiction]:
    """Contested by one account and held by another, for the same days."""
    found = []
    holds = ByDay(event for event in events if event.act == "hold" and event.whole)
    for contest in (event for event in events if event.act == "contest"):
        rivals = [
            event
            for event in holds.within(contest.day, contest.day, rules.same_event_days)
            if _at_once(contest, event, rules) and _other_account(contest, event)
        ]
        if rivals:
            found.append(
                Contradiction(
                    claims=(contest.claim.id, *(event.claim.id for event in rivals)),
                    why=Reason(
                        "contested_and_held",
                        place=contest.subject.place_name,
                        actors=tuple(sorted({str(event.actor) for event in rivals})),
                        days=_days([contest, *rivals]),
                    ),
                )
            )
    return found


def _other_account(one: Event, other: Event) -> bool:
    same_sentence = (
        one.claim.article == other.claim.article
        and one.claim.start < other.claim.end
        and other.claim.start < one.claim.end
    )
    return same_sentence or one.claim.claimed_by != other.claim.claimed_by


def _inferred_clashes(events: Sequence[Event]) -> list[Contradiction]:
    """A unit inferred to change with a larger place, and told otherwise by name."""
    found = []
    # A guess that a claim by name has beaten is a note by now.
    guesses = [e for e in events if e.inferred and e.act in (*TAKING, "note") and e.actor]
    named = [e for e in events if not e.inferred and e.act in TAKING] if guesses else []
    takings = ByDay(e for e in events if e.act in TAKING)
    for guess in guesses:
        clash = next((e for e in named if _refutes(e, guess, takings)), None)
        if clash is not None:
            taker = str(clash.actor)
            if not clash.whole:
                taker = Reason("with_share", actor=taker, share=f"{clash.claim.share:.0%}")
            found.append(
                Contradiction(
                    claims=(guess.claim.id, clash.claim.id),
                    why=Reason(
                        "inferred_otherwise",
                        place=guess.subject.place_name,
                        larger=str(guess.claim.place),
                        first=str(guess.actor),
                        day=str(guess.claim.date.edtf),
                        second=taker,
                        other_day=str(clash.claim.date.edtf),
                    ),
                )
            )
    return found


def _refutes(named: Event, guess: Event, takings: ByDay) -> bool:
    overlapping = contains(named, guess) or contains(guess, named)
    if named.actor != guess.actor:
        return overlapping and max(named.width, guess.width) <= _YEAR
    if overlapping:
        return not named.whole
    if named.day <= guess.day:
        return False
    return all(event.actor == guess.actor for event in takings.within(guess.day, named.day))


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
        told = sorted(rivals.values(), key=_told_first)
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


def _act(event: Event) -> Reason:
    change = event.claim.change
    return (
        Reason("act_by", change=change, actor=event.actor)
        if event.actor
        else Reason("act", change=change)
    )


def _told(how: str, events: Sequence[Event]) -> Reason:
    """How claims are told, and by whom if they say so."""
    by = tuple(sorted({e.claim.claimed_by for e in events if e.claim.claimed_by}))
    return Reason(f"{how}_by", by=by) if by else Reason(how)


def _days(events: Sequence[Event]) -> tuple[str, ...]:
    return tuple(sorted({event.claim.date.edtf or Reason("undated") for event in events}))
