"""The envelope of an answer: what the model said, and the JSON that it should be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from geomap.errors import ReaderError
from geomap.outside.jsontext import loads
from geomap.text.contract import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a model said, why it stopped, and which model the server says it was."""

    content: str
    finish: str
    answered_by: str


class RefusedError(Exception):
    """A row of an answer that makes no claim; ``span`` is its quotation where that stands."""

    def __init__(self, reason: str, span: tuple[int, int] | None = None) -> None:
        super().__init__(reason)
        self.span = span


def completion_of(body: bytes, place: str) -> Completion:
    """Read the envelope in which a server sends an answer.

    Raises
    ------
    ReaderError
        If it is none: a page of HTML, broken JSON, an error, another form.

    Examples
    --------
    >>> completion_of(b'{"choices": [{"message": {"content": "{}"}}]}', "here").content
    '{}'
    """
    if body.lstrip()[:1] == b"<":
        raise ReaderError(f"{place}: answered with a web page, not JSON; check the address")
    try:
        envelope = _json(body.decode("utf-8"))
    except ValueError:
        raise ReaderError(f"{place}: answered with broken or cut-off JSON") from None
    error = envelope.get("error") if isinstance(envelope, dict) else None
    if error:
        words = error.get("message") if isinstance(error, dict) else error
        raise ReaderError(f"{place}: answered with an error: {shown(words, 160)}")
    try:
        choice = envelope["choices"][0]
        message = choice["message"]
        content, declined = message.get("content"), message.get("refusal")
    except (LookupError, TypeError, AttributeError):
        raise ReaderError(f"{place}: answered JSON that is no chat completion") from None
    finish = choice.get("finish_reason") or "stop"
    if declined and not content:
        content, finish = declined, "refusal"
    if content is None:
        content = ""
    if not isinstance(content, str) or not isinstance(finish, str):
        raise ReaderError(f"{place}: answered a chat completion without text")
    model = envelope.get("model")
    return Completion(
        content=content, finish=finish, answered_by=model if isinstance(model, str) else ""
    )


def rows_of(answer: Completion) -> list[Any]:
    """Rows of an answer; a fence around it and a model's thinking before it are taken off.

    Raises
    ------
    RefusedError
        If the whole answer is of no use; its claims are then not guessed at.

    Examples
    --------
    >>> rows_of(Completion(content='{"claims": []}', finish="stop", answered_by="m"))
    []
    """
    if answer.finish == "length":
        raise RefusedError("the answer was cut off at the server's limit; raise it, or ask about "
                           "smaller chunks")  # fmt: skip
    if answer.finish in ("refusal", "content_filter"):
        raise RefusedError(f"the model declined: {shown(answer.content)}")
    text = answer.content.strip()
    if text.startswith("<think>"):
        text = text.partition("</think>")[2].strip()
    if fenced := re.fullmatch(r"```(?:json)?[ \t]*\n(.*)\n```", text, re.DOTALL):
        text = fenced[1]
    if not text:
        raise RefusedError("the answer is empty")
    try:
        value = _json(text)
    except ValueError:
        raise RefusedError(f"the answer is no JSON: {shown(text)}") from None
    rows = value.get("claims") if isinstance(value, dict) and set(value) == {"claims"} else None
    if not isinstance(rows, list):
        raise RefusedError("the answer is JSON, and no object with claims alone")
    return rows


def _json(text: str) -> Any:
    """JSON and nothing more lenient: no NaN, and no key given twice.

    Raises
    ------
    ValueError
        If it is broken, or nested too deeply.
    """
    return loads(text, parse_constant=_no_constant, object_pairs_hook=_once)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found
