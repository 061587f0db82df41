"""Answers in a file of JSON lines, beside the result that was made of them [I/O].

One answer a line, in the order in which they were given. A second run over the same articles
finds every answer here, opens no socket, and gives the same bytes.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from geomap.errors import InputError, OutputError
from geomap.outside.jsontext import loads
from geomap.text.remote.envelope import Completion

_FIELDS = ("key", "model", "answered_by", "finish", "answer")


class AnswerCache:
    """Answers by the key of their question.

    Parameters
    ----------
    path
        The file; it is made when the first answer is kept. None keeps answers in memory only.

    Examples
    --------
    >>> cache = AnswerCache(None)
    >>> cache.keep("k", "m", Completion(content="{}", finish="stop", answered_by="m"))
    >>> cache.find("k").content
    '{}'
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._answers: dict[str, Completion] | None = None
        self._whole = 0

    def find(self, key: str) -> Completion | None:
        """Answer to a question asked before.

        Raises
        ------
        InputError
            If the file cannot be read, or a line of it is damaged.
        """
        return self._loaded().get(key)

    def keep(self, key: str, model: str, answer: Completion) -> None:
        """Add an answer to the file.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        self._loaded()[key] = answer
        if self._path is None:
            return
        values = (key, model, answer.answered_by, answer.finish, answer.content)
        line = json.dumps(dict(zip(_FIELDS, values, strict=True))).encode() + b"\n"
        try:
            with self._path.open("ab") as file:
                file.truncate(self._whole)  # drops a line that was cut off as it was written
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(
                f"{self._path}: the answers cannot be kept: {error.strerror or error}"
            ) from None
        self._whole += len(line)

    def _loaded(self) -> dict[str, Completion]:
        if self._answers is None:
            self._answers = self._load()
        return self._answers

    def _load(self) -> dict[str, Completion]:
        if self._path is None:
            return {}
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise InputError(f"{self._path}: cannot be read: {error.strerror or error}") from None
        self._whole = data.rfind(b"\n") + 1
        answers: dict[str, Completion] = {}
        for number, line in enumerate(data[: self._whole].split(b"\n")[:-1], start=1):
            try:
                key, _, answered_by, finish, answer = (loads(line)[name] for name in _FIELDS)
            except (ValueError, LookupError, TypeError):
                key = None
            if not isinstance(key, str) or not all(
                isinstance(each, str) for each in (answered_by, finish, answer)
            ):
                raise InputError(
                    f"{self._path}: line {number} is no kept answer; mend or remove it, or name "
                    "another cache file"
                )
            answers.setdefault(
                key, Completion(content=answer, finish=finish, answered_by=answered_by)
            )
        return answers
