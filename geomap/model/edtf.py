"""Days as EDTF (ISO 8601-2) intervals: reading them back, and comparing them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from geomap.errors import InputError
from geomap.model.terms import DateType
from geomap.model.when import When

_PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def parse_edtf(text: str, date_type: DateType | None = None) -> When:
    """Read a day, month or year, ``a/b``, ``../b`` or ``a/..``.

    Raises
    ------
    InputError
        If the text is none of these, or ends before it begins.

    Examples
    --------
    >>> parse_edtf("2020-11").latest
    datetime.date(2020, 11, 30)
    >>> parse_edtf("../2020-12-01").edtf
    '../2020-12-01'
    """
    first, slash, last = text.partition("/")
    try:
        earliest = _end(first, last=False)
        latest = _end(last if slash else first, last=True)
    except ValueError as error:
        raise InputError(f"{text!r} is no date: give YYYY-MM-DD, YYYY-MM, YYYY or a/b") from error
    if (earliest is None and latest is None) or (earliest and latest and earliest > latest):
        raise InputError(f"{text!r} is no interval of days: its end must not precede its start")
    kind: DateType = date_type or ("by" if earliest is None else "from" if latest is None else "on")
    if date_type is None and earliest and latest and earliest != latest:
        kind = "interval"
    return When(earliest=earliest, latest=latest, type=kind, words=text, how="given as a date")


def read_edtf(text: str, date_type: DateType | None = None) -> When | None:
    """As `parse_edtf`, but None for what is no date, as an unchecked hand or model writes it.

    An open end is "..", and not empty; "on" and "as_of" need both ends.

    Examples
    --------
    >>> read_edtf("2020-11").edtf, read_edtf("../2020-12-01").type, read_edtf("25 November")
    ('2020-11', 'by', None)
    """
    try:
        when = parse_edtf(text, date_type)
    except InputError:
        return None
    closed = when.earliest is not None and when.latest is not None
    if "" in text.split("/") or (date_type in ("on", "as_of") and not closed):
        return None
    return when


def _end(text: str, *, last: bool) -> date | None:
    if text in ("..", ""):
        return None
    found = _PART.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if not last:
        return date(year, month or 1, day or 1)
    if day is not None:
        return date(year, month or 1, day)
    if month is None or month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def overlap(one: When, other: When) -> bool:
    """Whether two ranges of days share a day; an open end reaches for ever."""
    starts_in_time = one.earliest is None or other.latest is None or one.earliest <= other.latest
    ends_late_enough = one.latest is None or other.earliest is None or other.earliest <= one.latest
    return starts_in_time and ends_late_enough
