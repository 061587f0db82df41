"""The events of one place, played in order of days: who holds it, and from when.

Days are walked one turn at a time. Within a day the best attested event decides; the others are
kept with the spell they bear on, so that every claim stays readable beside what was concluded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from geomap.control.events.event import Act, Event
from geomap.control.rules import Rules
from geomap.control.spells.deciding import Decision
from geomap.control.spells.holding import Holding
from geomap.model import Claim, Spell

_ORDER: tuple[Act, ...] = ("hold", "enter", "leave", "contest", "siege", "inside", "note", "deny")


@dataclass(slots=True)
class _Open:
    """A spell under way."""

    holding: Holding
    turn: int
    claims: dict[str, None] = field(default_factory=dict)  # a set that keeps its order
    end: int | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    """A day on which something changes; ``open`` when only its latest end is known."""

    day: date
    latest: date | None
    open: bool


def spells_of(events: Sequence[Event], rules: Rules, source: Callable[[Claim], str]) -> list[Spell]:
    """Spells of one place: no gap from its first day on, and never more than one whole.

    Parameters
    ----------
    events
        Of one place, as `geomap.control.events.together.read_together` gives them.
    source
        Name of whoever published a claim.
    """
    replay = _Replay(rules)
    for day, group in groupby(sorted(events, key=lambda event: event.day), lambda e: e.day):
        replay.play(day, _best_first(list(group)))
    return replay.spells({event.claim.id: source(event.claim) for event in events})


def _best_first(events: Sequence[Event]) -> list[Event]:
    """Events of one day, the deciding one first; a taking undone by another of the day last."""
    takings = [event for event in events if event.act == "hold"]
    undone = {
        one.claim.id
        for one in takings
        for other in takings
        if other.rank <= one.rank
        and other.claim.from_actor == one.actor is not None
        and one.claim.from_actor != other.actor != one.actor
    }
    return sorted(events, key=lambda event: (event.claim.id in undone, _strength(event)))


def _strength(event: Event) -> tuple[object, ...]:
    """Best first: named before inferred, then by source, attested before claimed, exact first."""
    return (
        event.act in ("note", "deny"),
        event.inferred,
        event.source_rank,
        event.rank,
        _ORDER.index(event.act),
        event.whole,
        event.width,
        event.telling,
        -event.claim.confidence,
        event.claim.id,
    )


class _Replay:
    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.turns: list[_Turn] = []
        self.closed: list[_Open] = []
        self.open: list[_Open] = []
        self.waiting: list[Event] = []

    def play(self, day: date, events: Sequence[Event]) -> None:
        """One day: settle it, close what ended, open what began, and file every claim."""
        before = [spell.holding for spell in self.open]
        decision = Decision(before, self.rules)
        for event in events:
            decision.take(event)
        if {h.key for h in decision.state} != {h.key for h in before}:
            self._turn(day, decision)
        for event in [*self.waiting, *events] if self.open else []:
            self._bears_on(event).claims[event.claim.id] = None
        self.waiting = [] if self.open else [*self.waiting, *events]

    def _turn(self, day: date, decision: Decision) -> None:
        cause = decision.cause
        assert cause is not None, "a state changed without a cause"
        is_open = cause.first is None
        latest = cause.last if not (is_open and self.turns) else day
        self.turns.append(_Turn(day, latest, is_open and not self.turns))
        current = {spell.holding.key: spell for spell in self.open}
        number = len(self.turns) - 1
        self.open = []
        for holding in decision.state:
            kept = current.pop(holding.key, None)
            self.open.append(
                kept or _Open(holding, number, dict.fromkeys(e.claim.id for e in holding.founders))
            )
        for spell in current.values():
            spell.end = number
            self.closed.append(spell)

    def _bears_on(self, event: Event) -> _Open:
        for actor in (event.claim.to_actor, event.claim.from_actor):
            for spell in self.open:
                if actor is not None and spell.holding.actor == actor:
                    return spell
        return self.open[0]

    def spells(self, sources: dict[str, str]) -> list[Spell]:
        """Close the books. A change is over, at the latest, when the next one is."""
        latest = [turn.latest for turn in self.turns]
        for i in range(len(latest) - 2, -1, -1):
            later = latest[i + 1]
            own = latest[i]
            if later is not None:
                latest[i] = later if own is None else max(self.turns[i].day, min(own, later))
        found = []
        for spell in [*self.closed, *self.open]:
            holding, turn = spell.holding, self.turns[spell.turn]
            subject = holding.founders[0].subject
            known = [event.known_from for event in holding.founders if event.known_from]
            found.append(
                Spell(
                    **subject.columns,
                    controller=holding.actor,
                    start=None if turn.open else turn.day,
                    start_latest=latest[spell.turn],
                    end=None if spell.end is None else self.turns[spell.end].day,
                    end_latest=None if spell.end is None else latest[spell.end],
                    known_from=max(known, default=None),
                    status=holding.status,
                    share=holding.share,
                    sources=tuple(sorted({sources[claim] for claim in spell.claims})),
                    claims=tuple(spell.claims),
                    inferred=holding.inferred,
                    rule=holding.rule,
                )
            )
        return found
