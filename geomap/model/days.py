"""Days counted from others, within the calendar."""

from __future__ import annotations

from datetime import date


def moved(day: date, days: int) -> date:
    """Day that lies so many days later; past the ends of the calendar, its first or last day.

    Examples
    --------
    >>> moved(date(2020, 11, 20), -1), moved(date.max, 1)
    (datetime.date(2020, 11, 19), datetime.date(9999, 12, 31))
    """
    wanted = day.toordinal() + days
    return date.fromordinal(min(max(wanted, date.min.toordinal()), date.max.toordinal()))
