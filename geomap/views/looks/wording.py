"""Days, states and reasons in words.

The words themselves are data: ``looks/strings/<language>.json``, and ``looks/reasons`` for the
reasons, whose English is with `geomap.model.Reason`.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from geomap.errors import DataError, InputError
from geomap.model import Reason, When
from geomap.model.reasons import Value
from geomap.views.looks.styles import Fill, Outline

_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_OPENS = re.compile(r"[\u2066-\u2068]")
_FOLDER = files("geomap.views.looks") / "strings"
_REASONS = files("geomap.views.looks") / "reasons"


def languages() -> tuple[str, ...]:
    """Codes of the languages that the page can speak.

    Examples
    --------
    >>> "en" in languages()
    True
    """
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@cache
def strings(language: str = "en") -> Mapping[str, Any]:
    """Every string of the page in one language; what a language lacks is English.

    Raises
    ------
    InputError
        The language has no file in ``looks/strings``.

    Examples
    --------
    >>> strings("en")["legend.none"]
    'No report'
    """
    if language not in languages():
        known = ", ".join(languages())
        raise InputError(f"the page does not speak {language!r}; choose one of: {known}")
    english = _read(_FOLDER, "en")
    return MappingProxyType(english | _read(_FOLDER, language))


def _read(folder: Traversable, language: str) -> dict[str, Any]:
    try:
        found = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"the strings of the page ({language}.json) are damaged: {error}") from None
    return dict(found)


def isolated(text: str, *, always: bool = False) -> str:
    r"""Text that turns no words around it: what it leaves open is closed after it.

    As ``web/dom.js`` has it. ``always`` also where it has no marks of its own for that.

    Examples
    --------
    >>> print(isolated("Red Army"), ascii(isolated(chr(0x202E) + "Red")))
    Red Army '\u2068\u202eRed\u2069'
    """
    if not (always or _TURNS.search(text)):
        return text
    opened, closed = len(_OPENS.findall(text)), text.count("\u2069")
    # As many are opened before as are closed within, and one more.
    return "\u2068" * (closed + 1) + text + "\u2069" * (opened + 1)


def fill(template: str, **values: object) -> str:
    """Put values into ``{names}``, each once and as they are.

    Unlike `str.format`, a value or template that holds braces is harmless, and so is one that
    would turn the words after it round.

    Examples
    --------
    >>> fill("Planned: to {actor}", actor="{x} & Co")
    'Planned: to {x} & Co'
    """
    return _put(template, {name: isolated(str(value)) for name, value in values.items()})


def _put(template: str, values: Mapping[str, str]) -> str:
    parts: list[str] = []
    rest = template
    while rest:
        before, brace, after = rest.partition("{")
        name, closing, tail = after.partition("}")
        parts.append(before)
        if closing and name in values:
            parts.append(values[name])
            rest = tail
        else:
            parts.append(brace)
            rest = after
    return "".join(parts)


@cache
def _reasons(language: str) -> dict[str, Any]:
    return _read(_REASONS, language)


_BETWEEN = {"parts": "list.parts", "actors": "and", "places": "and"}


def reason_text(reason: str, language: str = "en") -> str:
    """Say a reason in a language; text that is no `Reason` stays as it is.

    Examples
    --------
    >>> reason_text(Reason("ambiguous", known=("Ay", "Ey")), "ru")
    'неоднозначно: Ay, Ey'
    """
    if language == "en" or not isinstance(reason, Reason):
        return str(reason)
    said = {slot: _said(slot, value, language) for slot, value in reason.values.items()}
    return _put(_reasons(language)[reason.code], said)


def _said(slot: str, value: Value, language: str) -> str:
    words = strings(language)
    if isinstance(value, tuple):
        between = words[_BETWEEN.get(slot, "list")]
        return str(between.join(_said(slot, each, language) for each in value))
    if isinstance(value, Reason):
        return reason_text(value, language)
    family = slot.removeprefix("other_")
    term = words.get(f"{family}.{value}") if family in ("level", "change") else None
    if term is not None:
        return str(term).lower()
    # What runs the other way must not take the sentence around it along.
    return isolated(str(value), always=words["direction"] == "rtl")


_GIVEN = {
    "standfirst": "given.standfirst",
    "report.standfirst": "given.standfirst",
    "evidence.hint": "given.hint",
    "figure.caution": "given.caution",
    "methods.reading.text": "given.reading",
    "report.reading": "given.reading",
}


def words_of_a_table(language: str) -> dict[str, Any]:
    """Strings of a language for what rests on a table alone: it has no sentences and no day.

    Examples
    --------
    >>> words_of_a_table("en")["standfirst"]
    'Control of territory as a table states it.'
    """
    words = strings(language)
    said = {key: words[other] for key, other in _GIVEN.items()}
    return {**words, **said, "asof.unknown": ""}


def sources_text(count: int, language: str = "en") -> str:
    """Say of how many texts something is.

    Examples
    --------
    >>> sources_text(3)
    '3 texts'
    """
    words = strings(language)
    return str(words["sources.one"]) if count == 1 else fill(words["sources.many"], n=count)


def words_as_known(words: Mapping[str, Any], day: date, language: str) -> dict[str, Any]:
    """Strings of a language for what was known on a day.

    Examples
    --------
    >>> words_as_known(strings("en"), date(2020, 11, 20), "en")["asof"]
    'As known on 20 November 2020'
    """
    spoken = day_text(day, language)
    known = fill(words["asof.known"], date=spoken)
    empty = dict.fromkeys(
        ("empty.placed", "empty.dated", "figure.empty"), fill(words["empty.known"], date=spoken)
    )
    return {**words, "asof": known, "asof.unknown": known, "known.all": spoken, **empty}


def day_text(day: date, language: str = "en", *, short: bool = False) -> str:
    """Write a day out by our own table of months, the same on every machine.

    Examples
    --------
    >>> day_text(date(2020, 11, 20))
    '20 November 2020'
    >>> day_text(date(2020, 11, 20), short=True)
    '20 Nov 2020'
    """
    words = strings(language)
    month = words["months_short" if short else "months"][day.month - 1]
    return fill(words["day"], d=day.day, month=month, y=day.year)


def when_text(when: When, language: str = "en", *, short: bool = False) -> str:
    """Write a date or a range of dates out.

    Examples
    --------
    >>> when_text(When(earliest=None, latest=date(2020, 12, 1), type="by"))
    'by 1 December 2020'
    >>> when_text(When(earliest=date(1993, 1, 1), latest=date(1993, 12, 31), type="interval"))
    '1993'
    >>> when_text(When(earliest=date(2020, 10, 14), latest=date(2020, 10, 15)), short=True)
    '14–15 Oct 2020'
    """
    words = strings(language)
    first, last = when.earliest, when.latest
    if first is None and last is None:
        return str(words["when.unknown"])
    if first is None or last is None:
        end = first or last
        assert end is not None
        fallback = "from" if last is None else "by"
        kind = when.type if when.type in ("by", "before", "from", "as_of", "approx") else fallback
        return fill(words[f"when.{kind}"], date=day_text(end, language, short=short))
    text = _range_text(first, last, language, short=short)
    if when.type in ("by", "before", "as_of", "approx"):
        return fill(words[f"when.{when.type}"], date=text)
    return text


def _range_text(first: date, last: date, language: str, *, short: bool) -> str:
    words = strings(language)
    if first == last:
        return day_text(first, language, short=short)
    whole_years = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if whole_years:
        same = first.year == last.year
        return str(first.year) if same else _range(str(first.year), str(last.year), language)
    month_end = monthrange(last.year, last.month)[1]
    if (first.year, first.month) == (last.year, last.month) and (first.day, last.day) == (
        1,
        month_end,
    ):
        name = words["months_short" if short else "months_alone"][first.month - 1]
        return fill(words["month"], month=name, y=first.year)
    return days_text(first, last, language, short=short)


def days_text(first: date, last: date, language: str = "en", *, short: bool = False) -> str:
    """Write two days as a range, with the month and year that they share once.

    Examples
    --------
    >>> days_text(date(2022, 10, 9), date(2022, 10, 13))
    '9–13 October 2022'
    >>> days_text(date(2022, 9, 30), date(2022, 10, 2), short=True)
    '30 Sep – 2 Oct 2022'
    """
    a, b = (day_text(day, language, short=short).split() for day in (first, last))
    shared = 0
    while shared < min(len(a), len(b)) - 1 and a[-1 - shared] == b[-1 - shared]:
        shared += 1
    return _range(" ".join(a[: len(a) - shared]), " ".join(b), language)


def _range(first: str, last: str, language: str) -> str:
    """Join the ends of a range: a dash without spaces where the first is one word."""
    text = fill(strings(language)["when.range"], a=first, b=last)
    return text if " " in first else text.replace(" – ", "–")


def share_text(share: float) -> str:
    """Write a share as the reader expects it.

    Examples
    --------
    >>> share_text(0.77), share_text(0.125)
    ('77%', '12.5%')
    """
    return f"{round(share * 100, 1):g}%"


def fill_text(style: Fill, language: str = "en") -> str:
    """Name a fill for the legend.

    Examples
    --------
    >>> fill_text(Fill("share", ("A",), (0.77,)))
    'A: 77% of the unit; where in it is not said'
    >>> fill_text(Fill("contested", ("A", "B")))
    'Contested: A and B'
    >>> fill_text(Fill("joint", ("A", "B")))
    'A and B jointly'
    """
    words = strings(language)
    actors = str(words["and"]).join(style.actors)
    if style.uncertain:
        certain = fill_text(replace(style, uncertain=False), language)
        return fill(words["legend.uncertain"], style=certain)
    if style.kind == "share":
        key = "legend.share.inferred" if style.inferred else "legend.share"
        pairs = zip(style.actors, style.shares, strict=True)
        each = (fill(words["legend.share.each"], actor=a, share=share_text(s)) for a, s in pairs)
        return fill(words[key], shares=str(words["list"]).join(each))
    if style.kind == "contested" and not style.actors:
        return str(words["legend.contested.unnamed"])
    if style.kind == "joint":
        actors = fill(words["legend.joint"], actor=actors)
    if style.kind in ("solid", "joint"):
        return fill(words["legend.inferred" if style.inferred else "legend.solid"], actor=actors)
    return fill(words[f"legend.{style.kind}"], actor=actors)


def outline_text(style: Outline, language: str = "en") -> str:
    """Name an outline for the legend.

    Examples
    --------
    >>> outline_text(Outline("planned", "A"))
    'Planned: to A'
    """
    unnamed = style.kind == "planned" and not style.actor
    key = f"legend.{style.kind}{'.unnamed' if unnamed else ''}"
    return fill(strings(language)[key], actor=style.actor)
