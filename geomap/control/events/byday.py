"""Events in the order of their days, looked up by a span: so that many stay quick to compare."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from geomap.control.events.event import Event, told_first


class ByDay:
    """Events of one place by their first day."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._events = sorted(events, key=told_first)
        self._days = [event.day.toordinal() for event in self._events]

    def within(self, first: date, last: date, slack: int = 0) -> list[Event]:
        """Events whose first day lies in a span, widened by some days on either side.

        Examples
        --------
        >>> ByDay([]).within(date.min, date.max, 7)
        []
        """
        start = bisect_left(self._days, first.toordinal() - slack)
        return self._events[start : bisect_right(self._days, last.toordinal() + slack)]

    def pairs(self, days: int) -> Iterator[tuple[Event, Event]]:
        """Pairs of events that begin at most so many days apart, the earlier first."""
        for number, event in enumerate(self._events):
            end = bisect_right(self._days, self._days[number] + days)
            for other in self._events[number + 1 : end]:
                yield event, other
