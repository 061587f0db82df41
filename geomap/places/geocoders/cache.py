"""Answers of geocoders in a file of JSON lines, which travels with the result made of them [I/O].

One question a line, in the order in which they were asked, with everything that the service said;
an empty list is an answer too. Keys and passwords are never in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geomap.errors import InputError, OutputError
from geomap.outside.jsontext import loads
from geomap.places.geocoders.answers import Answer

Question = tuple[str, tuple[tuple[str, str], ...], str]
"""Name of the service, the options that change its answers, and the toponym."""


class AnswerCache:
    """Answers by question; a hit opens no socket and takes microseconds.

    Parameters
    ----------
    path
        The file; made when the first answer is kept. None keeps answers in memory only.

    Examples
    --------
    >>> cache = AnswerCache(None)
    >>> question = ("nominatim", (), "Qxyzzy")
    >>> cache.find(question) is None
    True
    >>> cache.keep(question, [])
    >>> cache.find(question)
    ()
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._answers: dict[Question, tuple[Answer, ...]] | None = None
        self._whole, self._torn = 0, False

    def find(self, question: Question) -> tuple[Answer, ...] | None:
        """Answers to a question asked before; None if it was not.

        Raises
        ------
        InputError
            If the file cannot be read, or a line of it is damaged.
        """
        return self._loaded().get(question)

    def keep(self, question: Question, answers: Sequence[Answer]) -> None:
        """Remember the answers to a question, and add them to the file.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        self._loaded()[question] = tuple(answers)
        if self._path is None:
            return
        line = _line(question, answers)
        try:
            # In one write, at the end: another process may be adding to the same file.
            with self._path.open("ab") as file:
                if self._torn:
                    file.truncate(self._whole)
                    self._torn = False
                file.write(line)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise OutputError(
                f"{self._path}: answers of geocoders cannot be kept there ({reason})"
            ) from None

    def _loaded(self) -> dict[Question, tuple[Answer, ...]]:
        if self._answers is None:
            self._answers = self._read() if self._path and self._path.exists() else {}
        return self._answers

    def _read(self) -> dict[Question, tuple[Answer, ...]]:
        try:
            content = Path(str(self._path)).read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise InputError(
                f"{self._path}: cannot be read as a geocoder cache ({reason})"
            ) from None
        found = {}
        lines = content.split(b"\n")
        for number, line in enumerate(lines[:-1], start=1):
            try:
                question, answers = _read_line(line)
            except (ValueError, TypeError, KeyError):
                raise InputError(
                    f"{self._path}: line {number} is not an answer of a geocoder; delete the line, "
                    "or name another --geocoder-cache"
                ) from None
            found[question] = answers
        # A line that was cut off when a run was killed is written over by the next answer.
        self._torn = bool(lines[-1])
        self._whole = len(content) - len(lines[-1])
        return found


def _line(question: Question, answers: Sequence[Answer]) -> bytes:
    service, options, query = question
    row: Mapping[str, Any] = {
        "geocoder": service,
        "options": dict(options),
        "query": query,
        "answers": [
            {"lat": each.lat, "lon": each.lon, "address": each.address, "raw": each.raw}
            for each in answers
        ],
    }
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _read_line(line: bytes) -> tuple[Question, tuple[Answer, ...]]:
    row = loads(line)
    options = tuple(sorted((str(key), str(value)) for key, value in row["options"].items()))
    answers = tuple(
        Answer(
            lat=float(each["lat"]),
            lon=float(each["lon"]),
            address=str(each["address"]),
            raw=each["raw"] if isinstance(each["raw"], dict) else {},
        )
        for each in row["answers"]
    )
    return (str(row["geocoder"]), options, str(row["query"])), answers
