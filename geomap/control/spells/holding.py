"""A holding: one actor's part in a place, as long as nothing changes."""

from __future__ import annotations

from dataclasses import dataclass

from geomap.control.events.event import Event


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
