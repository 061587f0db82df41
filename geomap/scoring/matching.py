"""When a predicted event fits an expected one: place, date, class of change, status, actors.

Events are dicts with the keys of the contract of ``geomap claims``; expected ones have in
addition ``optional``, ``alt_change`` and ``alt_status``. "Liberated", which only expected events
use, counts as ``captured``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, get_args

from anyascii import anyascii

from geomap.errors import InputError
from geomap.model import Change
from geomap.model.changes import class_of
from geomap.model.days import moved
from geomap.model.edtf import parse_edtf
from geomap.scoring.words import words
from geomap.wordlists import any_of

Event = Mapping[str, Any]
Fits = Callable[[Event, Event], bool]

CLASSES = {change: class_of(change) for change in get_args(Change)}
"""Class of each change: captured, ceded and handed over are one, a takeover."""

_OPEN_START, _OPEN_END = date(1, 1, 2), date(9998, 1, 1)
_WIDEST = 14  # days: a date wider than this, and than the one expected, says too little
_WEEK = 7
_EXTRA_WORDS = 3  # a place may be said with so many words more than expected
_LATIN = "\u036f"
_SHORT = 3  # letters: names this short must be equal


@cache
def normalised(name: str | None) -> str:
    """Letters and digits of a name, without accents, case, brackets and words for its kind.

    Examples
    --------
    >>> normalised("the city of Füzuli (Fuzuli)")
    'fuzuli'
    """
    text = (name or "").replace("ə", "a").replace("Ə", "A").replace("ı", "i")
    # names in other scripts fit by their sound
    text = "".join(anyascii(c) if c > _LATIN and c.isalpha() else c for c in text)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"\([^)]*\)|[\"']", " ", text)
    generic = words("places")["generic"]
    return " ".join(w for w in re.sub(r"[^a-z0-9 ]", " ", text).split() if w not in generic)


def place_fits(said: Event, expected: Event) -> bool:
    """Whether the words for the place, or the name to look up, fit those expected."""
    named = [name for name in (said.get("canonical"), said.get("place")) if name]
    if not named:
        return not expected.get("place")
    if said.get("place") and _place_words(said) == _place_words(expected):
        return True
    return any(_name_fits(name, expected) for name in named)


def _place_words(event: Event) -> tuple[str | None, str | None]:
    return event.get("place"), event.get("canonical") or None


def _name_fits(name: str, expected: Event) -> bool:
    said = normalised(name)
    wanted = [normalised(e) for e in (expected.get("place"), expected.get("canonical")) if e]
    longest = max((len(words.split()) for words in wanted), default=None)
    if not said or (longest is not None and len(said.split()) > longest + _EXTRA_WORDS):
        return False
    return any(
        said == words or _within(said, words) or _within(words, said) for words in wanted if words
    )


def _within(short: str, long: str) -> bool:
    return len(short) > _SHORT and re.search(rf"\b{re.escape(short)}\b", long) is not None


def date_fits(said: str | None, expected: Event) -> bool:
    """Whether an EDTF date meets the one expected, and is not much vaguer."""
    span, wanted = _span(said), _span(expected["date"])
    if span is None or wanted is None or span[0] > span[1]:
        return False
    kind = expected["date_type"]
    if not _open_ends_fit(span, wanted, kind) or not _width_fits(span, wanted):
        return False
    first, last = _widened(wanted, kind)
    return span[0] <= last and first <= span[1]


def _open_ends_fit(span: tuple[date, date], wanted: tuple[date, date], kind: str) -> bool:
    (first, last), (earliest, latest) = span, wanted
    open_start, open_end = first == _OPEN_START, last == _OPEN_END
    if open_start and open_end:
        return False
    if open_start:
        if earliest > _OPEN_START and kind not in ("by", "before", "as_of", "approx"):
            return False
        if latest < _OPEN_END and (last - latest).days > _WIDEST:
            return False
    if open_end:
        if latest < _OPEN_END and kind not in ("from", "as_of", "approx"):
            return False
        if earliest > _OPEN_START and (earliest - first).days > _WIDEST:
            return False
    return True


def _width_fits(span: tuple[date, date], wanted: tuple[date, date]) -> bool:
    bounded = span[0] != _OPEN_START and span[1] != _OPEN_END
    if not bounded or wanted[0] <= _OPEN_START or wanted[1] >= _OPEN_END:
        return True
    return (span[1] - span[0]).days <= max((wanted[1] - wanted[0]).days, _WIDEST)


def _widened(wanted: tuple[date, date], kind: str) -> tuple[date, date]:
    first, last = wanted
    if kind == "approx":
        first, last = moved(first, -_WEEK), moved(last, _WEEK)
    if kind in ("by", "as_of", "before") and first > _OPEN_START:
        first = moved(first, -_WEEK)
    if kind == "from" and first > _OPEN_START:
        first = moved(first, -1)
    return first, last


@cache
def _span(text: str | None) -> tuple[date, date] | None:
    if not text:
        return None
    if text in ("..", "../.."):
        return _OPEN_START, _OPEN_END
    try:
        when = parse_edtf(text)
    except InputError:
        return None
    return when.earliest or _OPEN_START, when.latest or _OPEN_END


def change_fits(said: Event, expected: Event) -> bool:
    """Whether the change is the very one expected, or named as also right."""
    change = _folded(said.get("change"))
    return change == _folded(expected["change"]) or change in _also(expected, "alt_change")


def class_fits(said: Event, expected: Event) -> bool:
    """Whether the change is of the class expected, or named as also right."""
    change = _folded(said.get("change"))
    wanted = CLASSES[_folded(expected["change"]) or ""]
    return CLASSES.get(change or "") == wanted or change in _also(expected, "alt_change")


def status_fits(said: Event, expected: Event) -> bool:
    """Whether the status is the one expected, or named as also right."""
    status = said.get("status")
    return status == expected["status"] or status in expected.get("alt_status", ())


def _folded(change: str | None) -> str | None:
    return "captured" if change == "liberated" else change


def _also(expected: Event, key: str) -> list[str | None]:
    return [_folded(change) for change in expected.get(key, ())]


def actor_fits(said: str | None, expected: str | None) -> bool:
    """Whether some actor said is, contains or is contained in some actor expected.

    Examples
    --------
    >>> actor_fits("Russian army", "Russia"), actor_fits("Ukraine", "Russia")
    (True, False)
    """
    if expected is None:
        return True
    ours, theirs = _actors(said), _actors(expected)
    return any(
        a == b or (len(b) > _SHORT and b in a) or (len(a) > _SHORT and a in b)
        for a in ours
        for b in theirs
    )


@cache
def _actors(names: str | None) -> frozenset[str]:
    found: set[str] = set()
    table = words("actors")
    for name in map(normalised, re.split(any_of(table["between"]), names or "")):
        if name:
            found.add(name)
            for group in table["same"]:
                spellings = {normalised(spelling) for spelling in group}
                found |= spellings if name in spellings else set()
    return frozenset(found)


def share_fits(said: Event, expected: Event) -> bool:
    """Whether the share is the one expected, to a percent and a half."""
    return said.get("share") is not None and abs(said["share"] - expected["share"]) < 0.015


def evidence_overlaps(said: Event, expected: Event) -> bool:
    """Whether the quoted sentences share a character."""
    start = said.get("start")
    if start is None:
        return False
    end = said.get("end") or start + 1
    return bool(start < expected["end"] and expected["start"] < end)


_TESTS: dict[str, Fits] = {
    "place": place_fits,
    "date": lambda said, wanted: date_fits(said.get("date"), wanted),
    "class": class_fits,
    "status": status_fits,
}


def _first(number: int) -> Fits:
    tests = list(_TESTS.values())[:number]
    return lambda said, wanted: all(test(said, wanted) for test in tests)


LEVELS: dict[str, Fits] = {
    "+".join(list(_TESTS)[:number]): _first(number) for number in range(1, len(_TESTS) + 1)
}
"""What must fit at each level, the easiest first: ``place``, ``place+date`` and so on."""

CLASS_LEVEL = "place+date+class"


def paired(said: Sequence[Event], expected: Sequence[Event], fits: Fits) -> list[tuple[int, int]]:
    """Pairs of indices, each used once, best agreement first."""
    found = [
        (-_agreement(event, wanted), i, j)
        for i, event in enumerate(said)
        for j, wanted in enumerate(expected)
        if fits(event, wanted)
    ]
    pairs: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(found):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((i, j))
    return pairs


def _agreement(said: Event, expected: Event) -> int:
    name = normalised(said.get("canonical") or said.get("place"))
    wanted = (normalised(expected.get("place")), normalised(expected.get("canonical")))
    agreement: int = (
        10 * change_fits(said, expected)
        + 8 * status_fits(said, expected)
        + 3 * actor_fits(said.get("to_actor"), expected["to_actor"])
        + 3 * actor_fits(said.get("from_actor"), expected["from_actor"])
        + 4 * evidence_overlaps(said, expected)
        - 1 * bool(expected["optional"])
        + 2 * (name in wanted)
        + 1 * (said.get("date") == expected["date"])
        + 2 * (said.get("share") == expected.get("share"))
        + 1 * ((said.get("claimed_by") or None) == expected["claimed_by"])
    )
    return agreement
