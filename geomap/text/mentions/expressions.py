"""Expressions of time in a text, found by the patterns of a language pack, not yet read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from geomap.errors import RulesError
from geomap.wordlists import any_of, spaced, unknown_slot

_SLOTS = ("day", "month", "year", "weekday", "number", "unit", "decade", "part", "ordinal")
_READS = (
    "date",
    "range",
    "either",
    "weekday",
    "shift",
    "duration",
    "decade",
    "unreadable",
    "ignore",
)
_BEFORE = 40
"""Characters looked back for what belongs to an expression."""


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that say when, and the pieces they were cut into.

    ``reads`` is how the language pack says to read them (date, range, either, weekday, shift,
    duration, decade, unreadable); ``operator`` is the word before them that makes a half-open
    range.
    """

    start: int
    end: int
    text: str
    reads: str
    pieces: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    operator: str | None = None

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
        ``parts`` (word to value), ``operators`` (date type to words) and ``patterns``;
        ``articles``, ``on`` and ``ordinal_endings`` that a day may have, and ``sides``: what stands
        between a length and the event that it is counted from, to 1 or -1.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.months = _lowered(data["months"])
        self.weekdays = _lowered(data["weekdays"])
        self.numbers = _lowered(data["numbers"])
        self.units = _lowered(data["units"])
        self.parts = _lowered(data.get("parts", {}))
        self.scheduled = frozenset(data.get("scheduled", ()))
        self.operators = {
            word.lower(): kind for kind, words in data["operators"].items() for word in words
        }
        self._ordinals = _lowered(data.get("ordinals", {}))
        self._patterns = data["patterns"]
        self._articles = data.get("articles", ())
        self._endings = data.get("ordinal_endings", ())
        self._on = data.get("on", ())
        self.sides: dict[str, int] = data.get("sides", {})
        self._unread = str(data.get("unreadable", ""))

    @cached_property
    def _slots(self) -> dict[str, str]:
        number = any_of(self.numbers) + r"|\d{1,3}"
        return {
            "day": rf"(?:0?[1-9]|[12]\d|3[01])(?:{any_of(self._endings)})?(?!\d|[.,]\d)",
            "month": _months(self.months),
            "year": r"(?:1[5-9]|20)\d\d(?!\d)",
            "weekday": any_of(self.weekdays),
            "number": number,
            "unit": any_of(self.units),
            "ordinal": any_of(self._ordinals),
            "decade": r"(?:1[5-9]|20)\d0",
            "part": any_of(self.parts),
        }

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], Mapping[str, Any]]]:
        for each in self._patterns:
            if each.get("reads") not in _READS:
                known = ", ".join(_READS)
                raise RulesError(f"dates.patterns: reads is {each.get('reads')!r}; use {known}")
        return [(self._compile(each["words"]), each) for each in self._patterns]

    def _compile(self, template: str) -> re.Pattern[str]:
        """Expand ``{day}`` or ``{day2}`` into a named group and a blank into any white space."""

        def group(match: re.Match[str]) -> str:
            return f"(?P<{match[0][1:-1]}>{self._slots[match[1]]})"

        if slot := unknown_slot(template, [f"{each}{n}" for each in _SLOTS for n in ("", 2)]):
            known = ", ".join(f"{{{each}}}" for each in _SLOTS)
            raise RulesError(f"dates.patterns: no slot {{{slot}}}; there are {known}")
        names = "|".join(_SLOTS)
        source = re.sub(r"\{(" + names + r")\d?\}", group, template)
        # white space is flexible, except in a look-behind, which must have a fixed width
        source = re.sub(r"(\(\?<[=!][^()]*\))| ", lambda m: m[1] or r"\s+", source)
        return re.compile(r"(?<![\w])(?:" + source + r")(?!\w)", re.IGNORECASE)

    @cached_property
    def _operator(self) -> re.Pattern[str]:
        words, article = any_of(self.operators), any_of(self._articles)
        return re.compile(rf"(?<!\w)({words})\s+(?:{article}\s+)?$", re.IGNORECASE)

    @cached_property
    def apposed(self) -> re.Pattern[str]:
        """What stands between an expression and the same day in other words: “Sunday, the 30th”."""
        on, article = any_of(self._on), any_of(self._articles)
        return re.compile(rf"\s*[,(]\s*(?:{on}\s+)?(?:{article}\s+)?", re.IGNORECASE)

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
        taken = bytearray(len(text))
        found: list[Expression] = []
        for size, _, start, match, settings in hits:
            if 1 in taken[start : start + size]:
                continue
            taken[start : start + size] = b"\x01" * size
            if unread := self._unreadable(text, match, settings):
                found.append(self._nonsense(text, unread, match, offset))
            elif settings["reads"] != "ignore":
                found.append(self._expression(text, match, settings, offset))
        return sorted(found, key=lambda each: each.start)

    def _unreadable(
        self, text: str, match: re.Match[str], settings: Mapping[str, Any]
    ) -> re.Match[str] | None:
        """Words before a year that make it a day which does not exist: "45 Foobar 2020"."""
        wanted = settings["reads"] == "date" and not match.groupdict().get("day")
        if self._no_day is None or not wanted:
            return None
        return self._no_day.search(text, max(0, match.start() - _BEFORE), match.start())

    @staticmethod
    def _nonsense(
        text: str, before: re.Match[str], match: re.Match[str], offset: int
    ) -> Expression:
        start, end = before.start(), match.end()
        return Expression(start=start + offset, end=end + offset, text=text[start:end],
                          reads="unreadable", pieces={})  # fmt: skip

    @cached_property
    def _no_day(self) -> re.Pattern[str] | None:
        return re.compile(self._unread) if self._unread else None

    def _expression(
        self, text: str, match: re.Match[str], settings: Mapping[str, Any], offset: int
    ) -> Expression:
        before = self._operator.search(text[max(0, match.start() - _BEFORE) : match.start()])
        return Expression(
            start=match.start() + offset,
            end=match.end() + offset,
            text=match[0],
            reads=settings["reads"],
            pieces=settings.get("fixed", {})
            | {
                "day" if key == "ordinal" else key: value
                for key, value in match.groupdict().items()
                if value
            },
            settings=settings,
            operator=self.operators[spaced(before[1])] if before else None,
        )

    def length(self, expression: Expression) -> str:
        """ISO 8601 duration of an expression such as "27 years": ``P27Y``."""
        unit = self.units[expression.pieces["unit"].lower()]
        number = self.number(expression.pieces.get("number", "1"))
        return f"{'PT' if unit == 'H' else 'P'}{number}{unit}"

    def number(self, words: str) -> int:
        """Value of a number in digits or words."""
        return int(words) if words.isdigit() else int(self.numbers[spaced(words)])

    def day(self, words: str) -> int:
        """Day of a month: "4", "4th", "fourth"."""
        digits = re.sub(r"\D", "", words)
        return int(digits) if digits else int(self._ordinals[re.sub(r"[\s-]+", "-", words.lower())])

    def month(self, words: str) -> int:
        """Number of a month."""
        name = words.lower()
        return int(self.months.get(name) or self.months[name.rstrip(".")])


def _lowered(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in table.items()}


def _months(words: Mapping[str, Any]) -> str:
    """Names of months; a full stop belongs to an abbreviation only."""
    short = {
        word: number
        for word, number in words.items()
        if any(n == number and w != word and w.startswith(word) for w, n in words.items())
    }
    whole = {word: n for word, n in words.items() if word not in short}
    return rf"(?:{any_of(whole)}" + (rf"|{any_of(short)}\.?)" if short else ")")
