"""What the events of one day make of who held a place before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.control.events.event import Event
from geomap.control.rules import Rules
from geomap.control.spells import shares
from geomap.control.spells.holding import Holding

_ATTESTED = ("happened", "claimed")


class Decision:
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
