"""JSON lines, packed with gzip or not: one article a line, one line in memory [I/O]."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

from geomap.errors import InputError
from geomap.model import Article
from geomap.outside.jsontext import loads
from geomap.text.inputs.decoding import codec_said, encoding_of
from geomap.text.inputs.extracted import MAXIMUM_CHARACTERS
from geomap.text.inputs.rows import NO_COLUMNS, Columns, article_of_row, check_columns

_HEAD = 65536
"""Bytes by which the encoding is told."""


def is_lines(data: bytes) -> bool:
    """Whether bytes without a name are JSON lines: the first is an object.

    Examples
    --------
    >>> is_lines(b'{"text": "Troops entered the town."}'), is_lines(b"{{Infobox}} Troops")
    (True, False)
    """
    first = data.lstrip().partition(b"\n")[0]
    try:
        return first.startswith(b"{") and isinstance(loads(first), dict)
    except ValueError:
        return False


def articles(
    path: Path | bytes,
    columns: Columns = NO_COLUMNS,
    published: date | None = None,
    encoding: str | None = None,
) -> Iterator[Article | InputError]:
    """Articles of a file, and in the place of a line that is none what is wrong with it.

    Parameters
    ----------
    path
        The file, or what standard input brought.

    Raises
    ------
    InputError
        If the file is empty, packed wrongly, or in no encoding that is known.
    """
    check_columns(columns)
    empty = True
    for number, line in _lines(path, encoding):
        name = f"{_called(path)}:{number}"
        if line is None:
            yield InputError(f"{name}: more than an article; split it")
        elif line.strip():
            yield _article(line, name, columns, published)
        empty = empty and not line
    if empty:
        raise InputError(f"{_called(path)}: the file is empty; there is nothing to read")


def _article(
    line: str, name: str, columns: Columns, published: date | None
) -> Article | InputError:
    try:
        row = loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        return InputError(f"{name}: not a JSON object with a text; mend or remove the line")
    try:
        return article_of_row(row, name, columns, published)
    except InputError as error:
        return error


def _called(path: Path | bytes) -> str:
    return "standard input" if isinstance(path, bytes) else str(path)


def _lines(path: Path | bytes, encoding: str | None) -> Iterator[tuple[int, str | None]]:
    """Lines with their numbers; None stands for one that is too long."""
    number = 0
    try:
        with _opened(path) as file:
            if encoding:
                name = codec_said(encoding, _called(path))
            else:
                name = encoding_of(file.read(_HEAD), _called(path))
                file.seek(0)
            # A byte that is no letter spoils its own line only, where the encoding allows.
            errors = "strict" if "16" in name else "surrogateescape"
            with TextIOWrapper(file, name, errors, newline="\n") as text:
                while line := text.readline(MAXIMUM_CHARACTERS):
                    number += 1
                    is_whole = _is_whole(line)
                    yield number, line if is_whole else None
                    while not is_whole:
                        is_whole = _is_whole(text.readline(MAXIMUM_CHARACTERS))
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        where = f" after line {number}" if number else ""
        raise InputError(
            f"{_called(path)}: cannot be read{where}: {error}; get the file anew"
        ) from None


def _opened(path: Path | bytes) -> BinaryIO:
    if isinstance(path, bytes):
        return BytesIO(path)
    packed = path.suffix.lower() == ".gz"
    return cast("BinaryIO", gzip.open(path, "rb")) if packed else path.open("rb")


def _is_whole(line: str) -> bool:
    return line.endswith("\n") or len(line) < MAXIMUM_CHARACTERS
