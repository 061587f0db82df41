"""Expressions of time: found by the patterns of a language pack, read against a reference day.

Finding and reading are apart: `expressions` knows only the text, `read` turns one expression
into a `When` given the publication day, the day that the narrative has reached and the tense.
Days without a year take the year that brings them nearest to the reference day, on its past
side when the tense is past and on its future side when it is future.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from geomap.model import UNDATED, DateType, When

Tense = Literal["past", "future", "present"]

_SLOTS = ("day", "month", "year", "weekday", "number", "unit", "decade", "part")
_APPROXIMATE = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that say when, and the pieces they were cut into.

    ``reads`` is how the language pack says to read them (date, range, either, weekday, shift,
    duration, decade, today); ``operator`` is the word before them that makes a half-open range.
    """

    start: int
    end: int
    text: str
    reads: str
    pieces: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    operator: str | None = None
    operator_start: int | None = None

    @property
    def is_duration(self) -> bool:
        """Whether the words give a length and no day."""
        return self.reads == "duration"


class Calendar:
    """The words for time of one language, as the language pack gives them.

    Parameters
    ----------
    data
        The ``dates`` table of a language pack: ``months``, ``weekdays``, ``numbers``, ``units``,
        ``parts`` (word to value), ``operators`` (date type to words) and ``patterns``.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.months = _lowered(data["months"])
        self.weekdays = _lowered(data["weekdays"])
        self.numbers = _lowered(data["numbers"])
        self.units = _lowered(data["units"])
        self.parts = _lowered(data.get("parts", {}))
        self.operators = {
            word.lower(): kind for kind, words in data["operators"].items() for word in words
        }
        self._patterns = data["patterns"]

    @cached_property
    def _slots(self) -> dict[str, str]:
        number = _alternatives(self.numbers) + r"|\d{1,3}"
        return {
            "day": r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d|[.,]\d)",
            "month": _months(self.months),
            "year": r"(?:1[5-9]|20)\d\d(?!\d)",
            "weekday": _alternatives(self.weekdays),
            "number": number,
            "unit": _alternatives(self.units),
            "decade": r"(?:1[5-9]|20)\d0",
            "part": _alternatives(self.parts) if self.parts else r"(?!)",
        }

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], Mapping[str, Any]]]:
        return [(self._compile(each["words"]), each) for each in self._patterns]

    def _compile(self, template: str) -> re.Pattern[str]:
        """Expand ``{day}`` or ``{day2}`` into a named group and a blank into any white space."""

        def group(match: re.Match[str]) -> str:
            return f"(?P<{match[0][1:-1]}>{self._slots[match[1]]})"

        names = "|".join(_SLOTS)
        source = re.sub(r"\{(" + names + r")\d?\}", group, template)
        # white space is flexible, except in a look-behind, which must have a fixed width
        source = re.sub(r"(\(\?<[=!][^()]*\))| ", lambda m: m[1] or r"\s+", source)
        return re.compile(r"(?<![\w])(?:" + source + r")(?!\w)", re.IGNORECASE)

    @cached_property
    def _operator(self) -> re.Pattern[str]:
        words = sorted(self.operators, key=len, reverse=True)
        return re.compile(
            r"(?<!\w)(" + "|".join(map(re.escape, words)) + r")\s+(?:the\s+)?$", re.IGNORECASE
        )

    def expressions(self, text: str, offset: int = 0) -> list[Expression]:
        """All expressions of time in a text, longest first where they overlap, in order.

        Parameters
        ----------
        text
            A sentence or an article.
        offset
            Added to every position, so that a sentence can be read by itself.
        """
        hits: list[tuple[int, int, int, re.Match[str], Mapping[str, Any]]] = []
        for rank, (pattern, settings) in enumerate(self._compiled):
            hits.extend(
                (match.end() - match.start(), -rank, match.start(), match, settings)
                for match in pattern.finditer(text)
            )
        hits.sort(key=lambda hit: (-hit[0], -hit[1], hit[2]))
        taken: list[tuple[int, int]] = []
        found: list[Expression] = []
        for _, _, _, match, settings in hits:
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            if settings["reads"] != "ignore":
                found.append(self._expression(text, match, settings, offset))
        return sorted(found, key=lambda each: each.start)

    def _expression(
        self, text: str, match: re.Match[str], settings: Mapping[str, Any], offset: int
    ) -> Expression:
        before = self._operator.search(text[max(0, match.start() - 40) : match.start()])
        shift = max(0, match.start() - 40)
        return Expression(
            start=match.start() + offset,
            end=match.end() + offset,
            text=match[0],
            reads=settings["reads"],
            pieces={key: value for key, value in match.groupdict().items() if value},
            settings=settings,
            operator=self.operators[_spaced(before[1])] if before else None,
            operator_start=before.start() + shift + offset if before else None,
        )

    def length(self, expression: Expression) -> str:
        """ISO 8601 duration of an expression such as "27 years": ``P27Y``."""
        unit = self.units[expression.pieces["unit"].lower()]
        return f"{'PT' if unit == 'H' else 'P'}{self.number(expression.pieces['number'])}{unit}"

    def number(self, words: str) -> int:
        """Value of a number in digits or words."""
        return int(words) if words.isdigit() else int(self.numbers[_spaced(words)])

    def month(self, words: str) -> int:
        """Number of a month."""
        name = words.lower()
        return int(self.months.get(name) or self.months[name.rstrip(".")])


def _lowered(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in table.items()}


def _spaced(words: str) -> str:
    return " ".join(words.lower().split())


def _alternatives(words: Mapping[str, Any]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


def _months(words: Mapping[str, Any]) -> str:
    """Names of months; a full stop belongs to an abbreviation only."""
    longest: dict[Any, int] = {}
    for word, number in words.items():
        longest[number] = max(longest.get(number, 0), len(word))
    short = {word: n for word, n in words.items() if len(word) < longest[n]}
    whole = {word: n for word, n in words.items() if word not in short}
    return rf"(?:{_alternatives(whole)}" + (rf"|{_alternatives(short)}\.?)" if short else ")")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a relative date is counted from.

    ``published`` is the day of the article, ``narrative`` the last day that the text itself
    reached, ``year`` the last year it gave in full.
    """

    published: date | None = None
    narrative: date | None = None
    year: int | None = None


def read(
    expression: Expression, words: Calendar, reference: Reference, tense: Tense = "past"
) -> When:
    """Turn an expression into a day or a range.

    Returns
    -------
    When
        Undated, with the reason in ``how``, when a relative expression has nothing to be
        counted from.

    Examples
    --------
    >>> from geomap.text.language import load_pack
    >>> english = Calendar(load_pack("en")["dates"])
    >>> found, = english.expressions("by Dec. 1")
    >>> read(found, english, Reference(published=date(2020, 11, 20)), "future").edtf
    '../2020-12-01'
    """
    span = _span(expression, words, reference, tense)
    if span is None:
        why = f"“{expression.text}” is relative, and the article gives no day to count from"
        return When(earliest=None, latest=None, words=expression.text, how=why)
    return _opened(expression, *span)


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
    if not month:
        if year is None:
            return None
        return date(year, 1, 1), date(year, 12, 31), "interval"
    number = int(month) if month.isdigit() else words.month(month)
    if year is None:
        year = _nearest_year(number, int(_digits(day)) if day else 15, reference, tense)
        if year is None:
            return None
    length = calendar.monthrange(year, number)[1]
    if day:
        digits = int(_digits(day))
        if digits > length:
            return None
        return date(year, number, digits), date(year, number, digits), "on"
    first, last = 1, length
    if part := pieces.get("part"):
        first, last = _APPROXIMATE[words.parts[part.lower()]]
        last = min(last, length)
        return date(year, number, first), date(year, number, last), "approx"
    return date(year, number, first), date(year, number, last), "interval"


def _reached(reference: Reference) -> date | None:
    return reference.narrative or reference.published


def _digits(day: str) -> str:
    return re.sub(r"\D", "", day)


def _nearest_year(month: int, day: int, reference: Reference, tense: Tense) -> int | None:
    """Year that brings a month and day nearest to the reference day."""
    anchor = reference.narrative if _history(reference) else reference.published
    anchor = anchor or reference.narrative
    if anchor is None:
        return reference.year
    options = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            options.append(date(year, month, min(day, calendar.monthrange(year, month)[1])))
        except ValueError:
            continue
    if anchor == reference.published:
        if tense == "past":
            options = [each for each in options if each <= anchor + timedelta(days=7)] or options
        elif tense == "future":
            options = [each for each in options if each >= anchor - timedelta(days=7)] or options
    return min(options, key=lambda each: abs((each - anchor).days)).year


def _history(reference: Reference) -> bool:
    """Whether the text tells of years before its publication and has dated itself."""
    if reference.published is None or reference.narrative is None:
        return reference.narrative is not None
    return abs(reference.published.year - reference.narrative.year) > 1


def _range(
    pieces: Mapping[str, str], words: Calendar, reference: Reference, tense: Tense
) -> tuple[date, date, DateType] | None:
    if "year2" in pieces and "day" in pieces:
        starts = _date({key: pieces[key] for key in ("day", "month", "year")}, words, reference,
                       tense)  # fmt: skip
        ends = _date({key: pieces[f"{key}2"] for key in ("day", "month", "year")}, words,
                     reference, tense)  # fmt: skip
        return (starts[0], ends[1], "interval") if starts and ends else None
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
    direction = settings.get("direction") or ("next" if tense == "future" else "last")
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
        return _period(str(settings["period"]), int(settings.get("step", 0)), anchor)
    number = words.number(pieces["number"]) if "number" in pieces else 1
    unit = str(words.units[pieces["unit"].lower()])
    sign = int(settings.get("sign", 1))
    if unit in ("D", "H", "W"):
        length = {"D": 1, "H": 0, "W": 7}[unit] * number
        day = anchor + sign * timedelta(days=length)
        return day, day, "on" if unit != "W" else "approx"
    return _period(unit, sign * number, anchor)


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


def shift(day: date, expression: Expression, words: Calendar, sign: int = 1) -> date:
    """Day that lies a duration ("one week") away.

    Examples
    --------
    >>> from geomap.text.language import load_pack
    >>> english = Calendar(load_pack("en")["dates"])
    >>> week, = english.expressions("one week")
    >>> shift(date(2020, 11, 15), week, english)
    datetime.date(2020, 11, 22)
    """
    number = words.number(expression.pieces["number"])
    unit = str(words.units[expression.pieces["unit"].lower()])
    if unit in ("D", "H", "W"):
        return day + sign * timedelta(days={"D": 1, "H": 0, "W": 7}[unit] * number)
    months = day.year * 12 + day.month - 1 + sign * number * (12 if unit == "Y" else 1)
    year, month = divmod(months, 12)
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


def found_in(expressions: list[Expression], start: int, end: int) -> Iterator[Expression]:
    """Expressions that lie in ``[start, end)``."""
    return (each for each in expressions if start <= each.start and each.end <= end)


__all__ = [
    "UNDATED",
    "Calendar",
    "Expression",
    "Reference",
    "Tense",
    "found_in",
    "iso_day",
    "read",
    "shift",
]
