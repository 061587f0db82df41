"""Days counted from others, within the calendar."""

from __future__ import annotations

import unicodedata
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


def plain_digits(text: str) -> str:
    """Text with the digits of all scripts as 0 to 9.

    Examples
    --------
    >>> plain_digits("٢٠٢٠-١١"), plain_digits("२०२०"), plain_digits("2020²")
    ('2020-11', '2020', '2020²')
    """
    return "".join(str(unicodedata.decimal(each, each)) for each in text)


def written_day(text: str) -> date:
    """Day that is written as ``2020-11-20``, in the digits of any script.

    Raises
    ------
    ValueError
        If it is none.
    """
    return date.fromisoformat(plain_digits(text))
