"""The events of one place, read in the light of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from geomap.control.events.byday import ByDay
from geomap.control.events.event import TAKING, Event, contains
from geomap.control.rules import Rules

_LOSING = ("hold", "enter", "leave", "contest")


def read_together(events: Sequence[Event], rules: Rules) -> list[Event]:
    """Read the events of one place in the light of each other.

    1. An entry is control or not, by what is said before and after it.
    2. A vague date takes the day of a more exact event that tells the same.
    3. A claim that names the unit beats one inferred from a larger place for the same days.
    """
    holds = ByDay(event for event in events if event.act == "hold")
    entered = [_entry(event, holds, rules) for event in events]
    losing = ByDay(event for event in entered if event.act in _LOSING)
    sharpened = [_sharpened(event, holds, losing) for event in entered]
    named = [event for event in sharpened if not event.inferred and event.act in TAKING]
    longest = max((_days(event)[1] - event.day for event in named), default=timedelta(0)).days
    by_name = ByDay(named)
    return [_beaten(event, by_name, longest) for event in sharpened]


def _entry(event: Event, holds: ByDay, rules: Rules) -> Event:
    if event.act != "presence":
        return event
    near = holds.within(event.day, event.day, rules.presence_window_days)
    taken_later = any(other.actor == event.actor and other.day > event.day for other in near)
    held_by_another = any(
        other.actor not in (event.actor, event.claim.from_actor) and other.day <= event.day
        for other in near
    )
    # A unit of a larger place is inferred: what counts is the level of what the claim names.
    level = "named_region" if event.inferred or event.members else event.subject.level
    inside = taken_later or held_by_another or level not in rules.presence_levels
    return replace(event, act="inside" if inside else "enter")


def _sharpened(event: Event, holds: ByDay, losing: ByDay) -> Event:
    if event.act != "hold" or event.last is None or event.width == 0:
        return event
    exact = [
        other
        for other in holds.within(event.first or date.min, event.last)
        if other.width < event.width
        and (other.actor, other.claim.share) == (event.actor, event.claim.share)
        and other.rank <= event.rank
        and other.inferred == event.inferred
        and contains(event, other)
    ]
    if not exact:
        return event
    best = exact[-1]  # the last to begin
    lost = any(other.actor != event.actor for other in losing.within(best.day, event.last))
    return event if lost else replace(event, first=best.first, last=best.last)


def _beaten(event: Event, named: ByDay, longest: int) -> Event:
    """Turn what is only inferred into a note where a claim by name tells of the same days."""
    if not event.inferred:
        return event
    first, last = _days(event)
    beaten = any(_days(other)[1] >= first for other in named.within(first, last, longest)
                 if other.day <= last)  # fmt: skip
    return replace(event, act="note") if beaten else event


def _days(event: Event) -> tuple[date, date]:
    """Days of a closed range; an open one is known by its one day only."""
    closed = event.first is not None and event.last is not None
    return event.day, event.last if closed and event.last else event.day
