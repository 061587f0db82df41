"""Expressions of time read against a reference day.

`read` turns one expression into a `When` given the publication day, the day that the narrative
has reached and the tense. Days without a year take the year that brings them nearest to the
reference day, on its past side unless the tense is future.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from geomap.model import DateType, Reason, When
from geomap.text.mentions.expressions import Calendar, Expression

Tense = Literal["past", "future", "present", "prospective", "anterior"]
"""``prospective``: due as seen from the past ("was to leave by May"), before or after now;
``anterior``: before what the text is telling ("had fallen in May")."""

_APPROXIMATE = {
    "early": (1, 10), "mid": (11, 20), "late": (21, 31), "first": (1, 15), "second": (16, 31),
    "week2": (8, 14), "week3": (15, 21),
}  # fmt: skip
"""Days of a month that a part of it means."""
_OF_THE_YEAR = {
    "early": (1, 4), "mid": (5, 8), "late": (9, 12), "first": (1, 6), "second": (7, 12),
    "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11),
    "quarter1": (1, 3), "quarter2": (4, 6), "quarter3": (7, 9), "quarter4": (10, 12),
}  # fmt: skip
"""Months of a year that a part of it means."""


_EDGES = ("opening", "last")
"""Parts of a month that are one day."""
_SATURDAY = 5
_AHEAD = 4
_ABOUT = 7
"""Days by which “a month later” may be off."""
"""How much likelier a story goes on to a month than back to it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a relative date is counted from.

    ``published`` is the day of the article, ``narrative`` the last day that the text itself
    reached, ``exact`` that it gave that very day; ``year`` the last year it gave in full; ``news``
    that days without a year lie near the publication.
    """

    published: date | None = None
    narrative: date | None = None
    year: int | None = None
    news: bool = False
    exact: bool = False


def read(
    expression: Expression, words: Calendar, reference: Reference, tense: Tense = "past"
) -> When:
    """Turn an expression into a day or a range.

    Returns
    -------
    When
        Undated, with the reason in ``how``, when a relative expression has nothing to be
        counted from, or leads out of the calendar.

    Examples
    --------
    >>> from geomap.text.language import load_pack
    >>> english = Calendar(load_pack("en")["dates"])
    >>> found, = english.expressions("by Dec. 1")
    >>> read(found, english, Reference(published=date(2020, 11, 20)), "future").edtf
    '../2020-12-01'
    """
    try:
        span = _span(expression, words, reference, tense)
        if span is not None:
            return _opened(expression, *span)
        why = "no_anchor"
    except (OverflowError, ValueError):  # datetime's words for a year outside 1 to 9999
        why = "no_day"
    said = expression.text
    return When(earliest=None, latest=None, words=said, how=Reason(why, words=said))


def _opened(expression: Expression, first: date, last: date, kind: DateType) -> When:
    """Apply the operator: "by" opens the start, "since" opens the end."""
    text, how = expression.text, f"{expression.reads}: {expression.text}"
    operator = None if expression.settings.get("days") == 0 else expression.operator
    match operator:
        case "by":
            return When(earliest=None, latest=last, type="by", words=text, how=how)
        case "before":
            return When(
                earliest=None, latest=first - timedelta(days=1), type="before", words=text, how=how
            )
        case "from":
            return When(earliest=first, latest=None, type="from", words=text, how=how)
        case "approx":
            kind = "approx"
        case _:
            pass
    return When(earliest=first, latest=last, type=kind, words=text, how=how)


def _span(
    expression: Expression, words: Calendar, reference: Reference, tense: Tense
) -> tuple[date, date, DateType] | None:
    pieces, settings = expression.pieces, expression.settings
    match expression.reads:
        case "date":
            if "years" in settings:
                year = _year_from(settings, reference)
                if year is None:
                    return None
                pieces = {**pieces, "year": str(year)}
            if settings.get("forward") and reference.narrative is not None:
                pieces = {**pieces, "year": str(_next_year(pieces, words, reference.narrative))}
            return _date(pieces, words, reference, tense)
        case "range" | "either":
            return _range(pieces, words, reference, tense)
        case "weekday":
            return _weekday(pieces, settings, words, reference, tense)
        case "shift":
            return _shifted(pieces, settings, words, reference)
        case "decade":
            year = int(pieces["decade"])
            return date(year, 1, 1), date(year + 9, 12, 31), "interval"
        case "unreadable":
            raise ValueError(expression.text)
        case _:
            return None


def _date(
    pieces: Mapping[str, str], words: Calendar, reference: Reference, tense: Tense, tag: str = ""
) -> tuple[date, date, DateType] | None:
    year = int(pieces["year"]) if "year" in pieces else None
    month = pieces.get("month" + tag) or pieces.get("month")
    day = pieces.get("day" + tag)
    if month is None and year is None and day and (anchor := _reached(reference)):
        # "the 3rd": of the month that the text has reached
        return _date({"day": day, "month": str(anchor.month), "year": str(anchor.year)},
                     words, reference, tense)  # fmt: skip
    part = words.parts.get(" ".join(pieces.get("part", "").lower().split()))
    if not month and part in _OF_THE_YEAR:
        opening, closing = _OF_THE_YEAR[part]
        year = year or _nearest_year(opening + 1, 15, reference, tense)
        if year is None:
            return None
        length = calendar.monthrange(year, closing)[1]
        return date(year, opening, 1), date(year, closing, length), "approx"
    if not month:
        if year is None:
            return None
        return date(year, 1, 1), date(year, 12, 31), "interval"
    number = int(month) if month.isdigit() else words.month(month)
    if year is None:
        year = _nearest_year(number, words.day(day) if day else 15, reference, tense)
        if year is None:
            return None
    length = calendar.monthrange(year, number)[1]
    if day:
        digits = words.day(day)
        if digits > length:
            raise ValueError(day)
        return date(year, number, digits), date(year, number, digits), "on"
    first, last = 1, length
    if part in _EDGES:
        edge = last if part == "last" else first
        return date(year, number, edge), date(year, number, edge), "on"
    if part in _APPROXIMATE:
        first, last = _APPROXIMATE[part]
        last = min(last, length)
        return date(year, number, first), date(year, number, last), "approx"
    return date(year, number, first), date(year, number, last), "interval"


def _year_from(settings: Mapping[str, Any], reference: Reference) -> int | None:
    """Year of “August last year” and “May of that year”."""
    told = reference.year or (reference.narrative.year if reference.narrative else None)
    published = reference.published.year if reference.published else None
    anchor = published if settings.get("anchor") == "published" else told or published
    return anchor + int(settings["years"]) if anchor is not None else None


def _next_year(pieces: Mapping[str, str], words: Calendar, reached: date) -> int:
    """Year of “July following”: the first after the day reached."""
    day = words.day(pieces["day"]) if "day" in pieces else 31
    later = (words.month(pieces["month"]), day) > (reached.month, reached.day)
    return reached.year + (not later)


def _reached(reference: Reference) -> date | None:
    return reference.narrative or reference.published


def _nearest_year(month: int, day: int, reference: Reference, tense: Tense) -> int | None:
    """Year that brings a month and day nearest to the reference day."""
    near = reference.published if reference.news else None
    if (
        near is None
        and reference.year
        and (reference.narrative is None or reference.narrative.year != reference.year)
    ):
        return reference.year
    anchor = near or reference.narrative or reference.published
    if anchor is None:
        return None
    options = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            options.append(date(year, month, min(day, calendar.monthrange(year, month)[1])))
        except ValueError:
            continue
    if anchor == reference.published and tense != "prospective":
        if tense == "future":
            options = [each for each in options if (each - anchor).days >= -7] or options
        elif tense != "present":
            options = [each for each in options if (each - anchor).days <= 7] or options
    if anchor == reference.published:
        return min(options, key=lambda each: abs((each - anchor).days)).year
    if reference.published is not None and tense in ("past", "present", "anterior"):
        last = reference.published
        options = [each for each in options if each <= last] or options
    ahead, back = (_AHEAD, 1) if tense == "anterior" else (1, _AHEAD)

    def distance(each: date) -> int:
        days = (each - anchor).days
        return days * ahead if days >= 0 else -days * back

    return min(options, key=distance).year


def _range(
    pieces: Mapping[str, str], words: Calendar, reference: Reference, tense: Tense
) -> tuple[date, date, DateType] | None:
    if "year2" in pieces and "day" in pieces:
        starts = _date({key: pieces[key] for key in ("day", "month", "year")}, words, reference,
                       tense)  # fmt: skip
        ends = _date({key: pieces[f"{key}2"] for key in ("day", "month", "year")}, words,
                     reference, tense)  # fmt: skip
        return (starts[0], ends[1], "interval") if starts and ends else None
    if "year2" in pieces and "month2" in pieces:
        last = {"month": pieces["month2"], "year": pieces["year2"]}
        opening = {"month": pieces["month"], "year": pieces.get("year", pieces["year2"])}
        spans = [_date(each, words, reference, tense) for each in (opening, last)]
        if spans[0] is None or spans[1] is None:
            return None
        return spans[0][0], spans[1][1], "interval"
    if "year2" in pieces:
        years = int(pieces["year"]), int(pieces["year2"])
        return date(min(years), 1, 1), date(max(years), 12, 31), "interval"
    own, other = pieces.get("month"), pieces.get("month2")
    first = _date({**pieces, "month": own or other or ""}, words, reference, tense)
    second = _date({**pieces, "month": other or own or ""}, words, reference, tense, "2")
    if first is None or second is None:
        return None
    start, end = first[0], second[1]
    if start > end:
        start = start.replace(year=start.year - 1) if "year" in pieces else start
    return (start, end, "interval") if start <= end else (end, start, "interval")


def _weekday(
    pieces: Mapping[str, str],
    settings: Mapping[str, Any],
    words: Calendar,
    reference: Reference,
    tense: Tense,
) -> tuple[date, date, DateType] | None:
    if reference.published is None:
        return None
    wanted = int(words.weekdays[pieces["weekday"].lower()])
    day = reference.published
    if settings.get("anchor") == "narrative" and reference.narrative is not None:
        day = reference.narrative
        day += timedelta(days=(wanted - day.weekday()) % 7)  # of the days told of
        day -= timedelta(days=7 * (tense != "future" and day > reference.published))
        return day, day, "on"
    direction = settings.get("direction") or (
        "next" if tense in ("future", "prospective") else "last"
    )
    back = (day.weekday() - wanted) % 7
    if direction == "last":
        strictly = settings.get("direction") == "last" and back == 0
        day -= timedelta(days=7 if strictly else back)
    else:
        ahead = (wanted - day.weekday()) % 7
        day += timedelta(days=ahead or 7)
    return day, day, "on"


def _shifted(
    pieces: Mapping[str, str],
    settings: Mapping[str, Any],
    words: Calendar,
    reference: Reference,
) -> tuple[date, date, DateType] | None:
    """Days counted from the publication or from the narrative ("two days later")."""
    published = settings.get("anchor") == "published"
    anchor = reference.published if published else (reference.narrative or reference.published)
    if anchor is None:
        return None
    if "days" in settings:
        day = anchor + timedelta(days=settings["days"])
        return day, day, "on"
    if "unit" not in pieces:
        if settings.get("edge") == "weekend" and anchor.weekday() < _SATURDAY:
            anchor -= timedelta(weeks=1)  # that before
        whole = _period(str(settings["period"]), int(settings.get("step", 0)), anchor)
        return _edge(whole, settings.get("edge"))
    number = words.number(pieces["number"]) if "number" in pieces else 1
    unit = str(words.units[pieces["unit"].lower()])
    sign = int(settings.get("sign", 1))
    if unit in ("D", "H", "W"):
        length = {"D": 1, "H": 0, "W": 7}[unit] * number
        day = anchor + sign * timedelta(days=length)
        return day, day, "on" if unit != "W" else "approx"
    if unit == "M" and reference.exact and not published:
        day = _moved(anchor, sign * number)
        return day - timedelta(days=_ABOUT), day + timedelta(days=_ABOUT), "approx"
    return _period(unit, sign * number, anchor)


def _edge(period: tuple[date, date, DateType], edge: str | None) -> tuple[date, date, DateType]:
    """Last day, or late part, of a month; last two days of a week."""
    last = period[1]
    match edge:
        case "last":
            return last, last, "on"
        case "weekend":
            return last - timedelta(days=1), last, "interval"
        case "late":
            return last.replace(day=_APPROXIMATE["late"][0]), last, "approx"
        case _:
            return period


def _period(unit: str, step: int, anchor: date) -> tuple[date, date, DateType]:
    """Week, month or year that is ``step`` away from the one the anchor lies in."""
    if unit == "W":
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6), "interval"
    if unit == "M":
        months = anchor.year * 12 + anchor.month - 1 + step
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, 1), date(year, month + 1, last), "interval"
    year = anchor.year + step
    return date(year, 1, 1), date(year, 12, 31), "interval"


def shift(day: date, expression: Expression, words: Calendar, sign: int = 1) -> date | None:
    """Day that lies a duration ("one week") away; None outside the calendar.

    Examples
    --------
    >>> from geomap.text.language import load_pack
    >>> english = Calendar(load_pack("en")["dates"])
    >>> week, = english.expressions("one week")
    >>> shift(date(2020, 11, 15), week, english)
    datetime.date(2020, 11, 22)
    """
    number = words.number(expression.pieces.get("number", "1"))
    unit = str(words.units[expression.pieces["unit"].lower()])
    try:
        if unit in ("D", "H", "W"):
            return day + sign * timedelta(days={"D": 1, "H": 0, "W": 7}[unit] * number)
        return _moved(day, sign * number * (12 if unit == "Y" else 1))
    except (OverflowError, ValueError):
        return None


def _moved(day: date, months: int) -> date:
    """Same day of another month, or the last that it has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def iso_day(text: str) -> date | None:
    """First ISO day in a text, or None.

    Examples
    --------
    >>> iso_day("snapshot 2023-06-18 or earlier")
    datetime.date(2023, 6, 18)
    """
    for match in re.finditer(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)", text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None
