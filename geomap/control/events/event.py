"""An event: what one claim says of one place or unit on its days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from geomap.control.rules import Standing
from geomap.model import Claim, Level, Precision

Act = Literal[
    "hold", "presence", "enter", "inside", "leave", "siege", "contest", "deny", "note",
    "event", "plan", "postpone",
]  # fmt: skip
"""What an event does. The rules file gives `geomap.control.rules.Effect`; reading all events of a
place together turns ``presence`` into ``enter`` (the actor holds) or ``inside`` (seen there, no
word of who holds), and what another event tells better into a ``note``."""

TAKING: frozenset[Act] = frozenset({"hold", "enter"})
OFF_THE_MAP: frozenset[Act] = frozenset({"event", "plan", "postpone"})
"""Acts that leave the holder as it is and belong to chains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a spell is about: the place columns that `geomap.model.Spell` has."""

    place_id: str
    place_name: str
    level: Level
    lon: float | None
    lat: float | None
    district_id: str | None
    district: str | None
    admin1: str | None
    country: str | None
    precision: Precision = "point"

    @property
    def columns(self) -> dict[str, Any]:
        """Those columns, by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one claim says of one subject, as the rules read it.

    ``first``..``last`` is the range of days of the claim, at least one end of which is known.
    ``members`` are the units behind a named region; their own events are ``inferred``.
    ``source_rank`` and ``telling`` order events of one day by who told them and when.
    """

    subject: Subject
    claim: Claim
    act: Act
    standing: Standing
    rank: int
    first: date | None
    last: date | None
    known_from: date | None
    inferred: bool = False
    members: tuple[Subject, ...] = ()
    source_rank: int = 0
    telling: int = 0

    @property
    def day(self) -> date:
        """First day on which the event is taken to hold: the earliest, or the latest if open."""
        day = self.first or self.last
        assert day is not None, f"an undated event: {self.claim.id}"
        return day

    @property
    def width(self) -> int:
        """Days of uncertainty; a range open at one end is wider than any other."""
        if self.first is None or self.last is None:
            return timedelta.max.days
        return (self.last - self.first).days

    @property
    def whole(self) -> bool:
        """Whether the event is about the whole place, not a measured share of it."""
        return self.claim.share is None or self.claim.share >= 1

    @property
    def actor(self) -> str | None:
        """Who gains."""
        return self.claim.to_actor


def contains(outer: Event, inner: Event) -> bool:
    """Whether the days of one event lie within those of another."""
    after = outer.first is None or (inner.first is not None and outer.first <= inner.first)
    before = outer.last is None or (inner.last is not None and inner.last <= outer.last)
    return after and before


def told_first(event: Event) -> tuple[date, str]:
    """Order of events by their days; those of one day, always alike."""
    return (event.day, event.claim.id)


def by_place(events: Iterable[Event]) -> list[list[Event]]:
    """Events of each place, in the order given; places in the order of their ids."""
    places: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        places[event.subject.place_id].append(event)
    return [places[place] for place in sorted(places)]
