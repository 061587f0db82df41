"""What callers of the library hand in, checked once at its door.

Each check takes a value and the name that the caller knows it by. It gives the value back as the
house wants it (a day without a time, a path as a `Path`), or raises one clear error.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn, TypeVar

from geomap.errors import InputError
from geomap.model import Article, Reading
from geomap.model.days import written_day

Checked = TypeVar("Checked")
Day = date | str
"""A day as a caller may give it: a text is ``2020-11-20``."""

_SHOWN = 80
"""Letters of a wrong value that an error shows."""


def inputs(given: object) -> Iterator[Article | Reading | str | Path]:
    """Articles, tables and paths, of one input or of a sequence of them.

    Raises
    ------
    InputError
        If one of them is something else. The keys of a dict, the columns of a frame and the lines
        of an open file are no paths, though they can be counted off as if they were.

    Examples
    --------
    >>> list(inputs(["a.txt", ("b.txt", Path("c.txt"))]))
    ['a.txt', 'b.txt', PosixPath('c.txt')]
    >>> list(inputs(3))
    Traceback (most recent call last):
    geomap.errors.InputError: 3 is no input; give an article, a table, a path or a list of these
    """
    if isinstance(given, Article | Reading | str | Path):
        yield given
    elif isinstance(given, os.PathLike):
        yield path(given, "input")
    elif isinstance(given, Iterable) and not isinstance(given, bytes | bytearray | io.IOBase):
        if hasattr(given, "keys"):
            _refuse_input(given)
        for each in given:
            yield from inputs(each)
    else:
        _refuse_input(given)


def _refuse_input(given: object) -> NoReturn:
    raise InputError(
        f"{shown(given)} is no input; give an article, a table, a path or a list of these"
    )


def day(given: object, name: str) -> date:
    """A day: a date, the day of a datetime, or ``2020-11-20``.

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> day("2020-11-20", "start"), day(datetime(2020, 11, 20, 8), "start")
    (datetime.date(2020, 11, 20), datetime.date(2020, 11, 20))
    >>> day(3, "start")
    Traceback (most recent call last):
    geomap.errors.InputError: start: 3 is not a day; write it as 2020-11-20
    """
    if isinstance(given, date) and given == given:  # the NaT of pandas is a date, and is none
        return given.date() if isinstance(given, datetime) else given
    if isinstance(given, str):
        with contextlib.suppress(ValueError):
            return written_day(given)
    raise InputError(f"{name}: {shown(given)} is not a day; write it as 2020-11-20")


def days(given: object, name: str) -> tuple[date, ...]:
    """Days, of one or of a sequence of them.

    Examples
    --------
    >>> days(["2020-11-20", date(2020, 12, 1)], "on")
    (datetime.date(2020, 11, 20), datetime.date(2020, 12, 1))
    """
    if isinstance(given, Iterable) and not isinstance(given, str):
        return tuple(day(each, name) for each in given)
    return (day(given, name),)


def pair(given: object, name: str) -> tuple[date, date]:
    """Two days, the earlier first.

    Raises
    ------
    InputError
        If they are in another order, or another number of them.
    """
    found = days(given, name)
    if len(found) != 2:
        raise InputError(f"{name}: {shown(given)} is not two days; give the earlier and the later")
    if found[0] > found[1]:
        raise InputError(f"{name}: {found[1]} comes before {found[0]}; give the earlier day first")
    return found


def path(given: object, name: str) -> Path:
    """A path.

    Raises
    ------
    InputError
        If it is none.
    """
    found = os.fspath(given) if isinstance(given, os.PathLike) else given
    if not isinstance(found, str) or not found:
        raise InputError(f"{name}: {shown(given)} is no path; give the name of a file")
    return Path(found)


def text(given: object, name: str) -> str:
    """A text, or a path as one.

    Raises
    ------
    InputError
        If it is none.
    """
    if isinstance(given, Path):
        return str(given)
    if not isinstance(given, str):
        raise InputError(f"{name}: {shown(given)} is no text; put it in quotation marks")
    return given


def texts(given: object, name: str) -> tuple[str, ...]:
    """Texts, of one or of a sequence of them.

    Examples
    --------
    >>> texts("villages.csv", "gazetteers")
    ('villages.csv',)
    """
    if isinstance(given, Iterable) and not isinstance(given, str | bytes):
        return tuple(text(each, name) for each in given)
    return (text(given, name),)


def optional(check: Callable[[object, str], Checked], given: object, name: str) -> Checked | None:
    """What a check gives, or None where nothing is given."""
    return None if given is None else check(given, name)


def shown(given: object) -> str:
    """A wrong value for an error: in one line, and cut where it is long.

    Examples
    --------
    >>> shown("a" * 100) == repr("a" * 100)[:80] + "…"
    True
    """
    whole = " ".join(repr(given).split())
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}…"
