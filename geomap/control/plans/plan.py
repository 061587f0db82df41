"""A plan: one day of a handover to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geomap.control.events.event import Event, Subject
from geomap.model import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One date of a handover to come, with the claims that name or imply it.

    ``given_up`` when a postponement took it back; ``done`` the day on which it was carried out.
    """

    subject: Subject
    members: tuple[Subject, ...]
    to_actor: str | None
    when: When
    events: tuple[Event, ...]
    given_up: bool = False
    done: date | None = None
