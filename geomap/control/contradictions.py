"""Claims that cannot all be true. A place that changes hands over time is no contradiction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from geomap.control.events.byday import ByDay
from geomap.control.events.event import TAKING, Act, Event, by_place, contains, told_first
from geomap.control.rules import Rules
from geomap.model import Contradiction, Reason

_TAKERS: frozenset[Act] = frozenset({"hold", "presence", "enter", "inside"})
_YEAR = 366  # days: what is dated more vaguely is hardly dated
_ROUNDED = 0.01  # "some 70%" and "about 30%" may add up to a little more than the whole


def contradictions_of(
    own: Iterable[Event], settled: Iterable[Event], rules: Rules
) -> list[Contradiction]:
    """Contradictions of all places, but for those between plans (`geomap.control.plans.rivals`).

    Parameters
    ----------
    own
        Events of the places that the claims name.
    settled
        Events of units and places, expanded and read together.
    """
    found: list[Contradiction] = []
    for events in by_place(sorted(own, key=told_first)):
        found += _denials(events, rules)
        found += _rival_holders(events, rules)
        found += _contested(events, rules)
    for events in by_place(sorted(settled, key=told_first)):
        found += _inferred_clashes(events)
    return found


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
            for event in sorted([*near, *vague.within(date.min, date.max)], key=told_first)
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
    return [sorted(days[day].values(), key=told_first) for day in sorted(days, key=str)]


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
