"""Dates of an answer: EDTF text to a `When`, or nothing."""

from __future__ import annotations

import calendar
import re
from datetime import date

from geomap.model import DateType, When

_PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_HOW = "as the model read it"


def when_of(text: str, date_type: DateType | None = None, words: str = "") -> When | None:
    """Read a day, month or year, ``a/b``, ``../b`` or ``a/..``; None if it is none of these.

    Without a type, a range open at its start is read as "by", one open at its end as "from", one
    day as "on", and several as an interval. "on" and "as_of" need both ends.

    Examples
    --------
    >>> when_of("2020-11").edtf, when_of("../2020-12-01").type, when_of("25 November")
    ('2020-11', 'by', None)
    """
    first, slash, last = text.partition("/")
    try:
        earliest = None if slash and first == ".." else _end(first, last=False)
        latest = None if slash and last == ".." else _end(last if slash else first, last=True)
    except ValueError:
        return None
    if earliest is None and latest is None:
        return None
    if earliest is None or latest is None:
        if date_type in ("on", "as_of"):
            return None
        kind: DateType = "by" if earliest is None else "from"
    elif earliest > latest:
        return None
    else:
        kind = "on" if earliest == latest else "interval"
    return When(earliest=earliest, latest=latest, type=date_type or kind, words=words, how=_HOW)


def _end(text: str, *, last: bool) -> date:
    """First or last day of a day, month or year."""
    found = _PART.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    month = month or (12 if last else 1)
    if not 1 <= month <= 12 or year < 1:
        raise ValueError(text)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))
