"""The events of one place, played in order of days: who holds it, and from when.

Days are walked one turn at a time. Within a day the best attested event decides; the others are
kept with the spell they bear on, so that every claim stays readable beside what was concluded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from geomap.control.events.event import Act, Event
from geomap.control.rules import Rules
from geomap.control.spells import shares
from geomap.model import Claim, Spell

_ORDER: tuple[Act, ...] = ("hold", "enter", "leave", "contest", "siege", "inside", "note", "deny")
_ATTESTED = ("happened", "claimed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One actor's part in a place; ``actor`` None is no report of who holds it."""

    actor: str | None
    share: float | None
    status: str
    rank: int
    inferred: bool
    rule: str
    founders: tuple[Event, ...]  # the event that set it; then, for what is left, who held before

    @property
    def key(self) -> tuple[str, float, str, bool]:
        """What makes a new spell when it changes."""
        return (self.actor or "", self.share or 0, self.status, self.inferred)

    @property
    def whole(self) -> bool:
        """Whether it is the whole place."""
        return self.share is None or self.share >= 1


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
        Of one place, as `geomap.control.events.event.read_together` gives them.
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
        decision = _Decision(before, self.rules)
        for event in events:
            decision.take(event)
        if {h.key for h in decision.state} != {h.key for h in before}:
            self._turn(day, decision)
        for event in [*self.waiting, *events] if self.open else []:
            self._bears_on(event).claims[event.claim.id] = None
        self.waiting = [] if self.open else [*self.waiting, *events]

    def _turn(self, day: date, decision: _Decision) -> None:
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


class _Decision:
    """What the events of one day, best first, make of the state before."""

    def __init__(self, before: Sequence[Holding], rules: Rules) -> None:
        self.state = list(before)
        self.rules = rules
        self.cause: Event | None = None
        self.mode = ""  # what this day has settled: "", whole, shares, left, siege or contest
        self.fixed: dict[str | None, float] = {}

    def take(self, event: Event) -> None:
        """Apply an event, unless a better one of the same day rules it out."""
        if event.act in ("hold", "enter"):
            (self._whole if event.whole else self._share)(event)
        elif event.act == "leave":
            self._leave(event)
        elif event.act == "contest" and not self.mode:
            self.mode = "contest"
            self._set(event, None, "contested")
        elif event.act == "siege" and not self.mode:
            self._siege(event)
        elif event.act in ("inside", "deny") and not self.state:
            self._set(event, None, self._status(event))

    def _set(
        self, event: Event, actor: str | None, status: str, share: float | None = None
    ) -> None:
        holding = self._holding(event, actor, status, share)
        if [h.key for h in self.state] != [holding.key]:
            self.state = [holding]
            self.cause = self.cause or event

    def _holding(
        self, event: Event, actor: str | None, status: str, share: float | None
    ) -> Holding:
        return Holding(
            actor=actor,
            share=share,
            status=status,
            rank=event.rank,
            inferred=event.inferred,
            rule=f"changes.{event.claim.change}",
            founders=(event,),
        )

    def _status(self, event: Event) -> str:
        if event.act == "deny":
            return "denied"
        if self.rules.effects[event.claim.change] == "presence":
            return "entered"
        return self.rules.shown(event.standing)

    def _whole(self, event: Event) -> None:
        refines = (
            self.mode == "whole"
            and event.act == "hold"
            and self.state[0].actor == event.actor
            and self.state[0].status == "entered"
        )
        if self.mode not in ("", "left") and not refines:
            return
        self.mode = "whole"
        if not any(self._already(event, holding) for holding in self.state):
            self._set(event, event.actor, self._status(event), event.claim.share)

    def _already(self, event: Event, holding: Holding) -> bool:
        """Whether a holding says as much as an event, or more."""
        if holding.actor != event.actor or (holding.inferred and not event.inferred):
            return False
        if event.inferred and not holding.inferred:
            return True
        if not holding.whole or (event.claim.share or 1) != (holding.share or 1):
            return False
        if event.act == "enter":
            return True
        return holding.status in _ATTESTED and (
            holding.rank <= event.rank or holding.status == self._status(event)
        )

    def _share(self, event: Event) -> None:
        share, actor = event.claim.share, event.actor
        assert share is not None
        allowed = self.mode in ("", "left") or (
            self.mode == "shares" and actor not in self.fixed and shares.fits(self.fixed, share)
        )
        if not allowed:
            return
        self.mode = "shares"
        self.fixed[actor] = share
        new = self._holding(event, actor, self._status(event), share)
        for old in self.state:
            if (old.actor, old.share, old.inferred) == (actor, share, new.inferred):
                new = old if old.rank <= new.rank and old.status in _ATTESTED else new
        before = [holding.key for holding in self.state]
        self.state = sorted([new, *self._others(event, actor, share)], key=lambda h: h.key)
        if [holding.key for holding in self.state] != before:
            self.cause = self.cause or event

    def _others(self, event: Event, actor: str | None, share: float) -> list[Holding]:
        """Holdings of other actors beside a share, cut to what is left."""
        others = {h.actor: h for h in self.state if h.actor != actor and h.actor is not None}
        if any(h.whole for h in others.values()):
            if self.rules.remainder == "no_report":
                return []
            others = {name: replace(h, share=h.share or 1.0) for name, h in others.items()}
        settled = {name: self.fixed[name] for name in others if name in self.fixed}
        older = {name: h.share or 0.0 for name, h in others.items() if name not in settled}
        room = 1 - share - sum(settled.values())
        kept = settled | shares.cut_to(room, older, event.claim.from_actor)
        return [
            holding
            if holding.share == kept[name]
            else replace(
                holding,
                share=kept[name],
                rule="shares.remainder",
                founders=(event, holding.founders[-1]),
            )
            for name, holding in others.items()
            if name in kept
        ]

    def _leave(self, event: Event) -> None:
        if self.mode not in ("", "shares"):
            return
        leaver = event.claim.from_actor
        staying = [h for h in self.state if leaver is not None and h.actor != leaver]
        if self.mode == "shares":
            # The day has said who holds what: a leaver without a share of its own just goes.
            if leaver is not None and leaver not in self.fixed and len(staying) < len(self.state):
                self.state = staying
                self.cause = self.cause or event
            return
        if any(h.actor is not None for h in staying):
            if len(staying) < len(self.state):
                self.state = staying
                self.cause = self.cause or event
                self.mode = "left"
            return
        self.mode = "left"
        self._set(event, None, self.rules.shown(event.standing))

    def _siege(self, event: Event) -> None:
        self.mode = "siege"
        if not self.state or [h.actor for h in self.state] == [None]:
            if not self.state or event.claim.from_actor is not None:
                self._set(event, event.claim.from_actor, "besieged")
        elif len(self.state) == 1:
            holder = self.state[0]
            if holder.status != "besieged":
                rule = f"changes.{event.claim.change}"
                founders = (event, holder.founders[-1])
                self.state = [replace(holder, status="besieged", rule=rule, founders=founders)]
                self.cause = self.cause or event
