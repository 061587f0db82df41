"""From the rows of an answer to claims: nothing in them is believed until it is checked.

A quotation must be in the chunk that was asked about; where only its white space differs, the
words of the article are taken. Names must be made of words of the article. What does not fit is
refused with the reason, and never mended.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias, get_args

from geomap.model import UNDATED, Article, Claim, DateType, NotClaim, When, stable_id
from geomap.model.edtf import read_edtf
from geomap.text.contract import MAXIMUM_EVIDENCE, refusal, shown, standing
from geomap.text.remote.envelope import Completion, RefusedError, rows_of
from geomap.text.remote.prompt import Chunk

MAXIMUM_CLAIMS = 300
"""Claims of one chunk; those above are refused."""

MAXIMUM_CONFIDENCE = 0.8
"""A model's word for its own certainty is scaled to this, and put at 0.6 where it gives none."""

Texts: TypeAlias = dict[str, str | None]
Spans: TypeAlias = dict[str, tuple[int, int]]

_TEXTS = (
    "quote", "place", "canonical", "change", "trigger", "from_actor", "to_actor", "date",
    "date_type", "date_words", "announced", "status", "claimed_by", "extent", "new_date",
)  # fmt: skip
_FIELDS = {*_TEXTS, "share", "confidence"}
_WORD = re.compile(r"[^\W_]+")
_STEM = 4  # letters that "Ukraine" and "Ukrainian" share at least


def claims_of(
    article: Article, chunk: Chunk, answer: Completion, model: str
) -> tuple[list[Claim], list[NotClaim]]:
    """Claims of an answer, and its rows that are refused.

    The claims still go through `geomap.text.contract.check_claims`.

    Raises
    ------
    RefusedError
        If the whole answer is of no use.
    """
    claims: list[Claim] = []
    refused: list[NotClaim] = []
    rows = rows_of(answer)
    known = Words(article.text[article.body :])
    for row in rows[:MAXIMUM_CLAIMS]:
        try:
            claims.append(_claim(article, chunk, row, known, f"remote: {model}"))
        except RefusedError as error:
            refused.append(refusal(article, str(error), error.span))
    if len(rows) > MAXIMUM_CLAIMS:
        more = len(rows) - MAXIMUM_CLAIMS
        reason = f"{more} claims above the {MAXIMUM_CLAIMS} that one chunk may have"
        refused.append(refusal(article, reason, _first_words(article, chunk)))
    return claims, refused


def _claim(article: Article, chunk: Chunk, row: Any, known: Words, rule: str) -> Claim:
    texts = _texts(row)
    span = located(article.text, texts["quote"] or "", chunk)
    if span is None:
        raise RefusedError(f"the quotation is not in the text: {shown(texts['quote'])}")
    try:
        spans = _spans(article.text, span, texts)
        _check_names(texts, known)
        when, new_date, announced = _dates(article.text, texts, spans)
        share = _number(row, "share")
        confidence = _number(row, "confidence")
    except ValueError as error:
        raise RefusedError(str(error), span) from None
    start, end = span
    # Kinds of change and the like are text of any sort here: `check_claims` knows them.
    kinds: dict[str, Any] = {name: texts[name] for name in ("change", "status")}
    return Claim(
        id=stable_id(article.id, start, end, spans.get("place", span)[0], texts["change"],
                     texts["status"], spans.get("trigger", span)[0]),
        article=article.id,
        place=_words_at(article.text, spans.get("place")),
        canonical=texts["canonical"],
        trigger=_words_at(article.text, spans.get("trigger")) or "",
        from_actor=texts["from_actor"],
        to_actor=texts["to_actor"],
        date=when,
        announced=announced,
        claimed_by=texts["claimed_by"],
        share=share,
        extent=texts["extent"],
        new_date=new_date,
        evidence=article.text[start:end],
        start=start,
        end=end,
        spans=spans,
        confidence=0.6 if confidence is None else round(MAXIMUM_CONFIDENCE * confidence, 2),
        rule=rule,
        inferred=_inferred(texts, Words(article.text[start:end])),
        **kinds,
    )  # fmt: skip


def _texts(row: Any) -> Texts:
    if not isinstance(row, dict):
        raise RefusedError(f"no claim but {shown(row)}")
    if unknown := sorted(row.keys() - _FIELDS):
        raise RefusedError(f"the contract has no field {shown(unknown[0])}")
    for name in _TEXTS:
        value = row.get(name)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise RefusedError(f"{name} is no text but {shown(value)}")
    return {name: row.get(name) for name in _TEXTS}


def _spans(text: str, quote: tuple[int, int], texts: Texts) -> Spans:
    """Where the words for place, trigger and date stand in the quotation."""
    spans: Spans = {}
    for kind, name in (("place", "place"), ("trigger", "trigger"), ("date", "date_words")):
        words = texts[name]
        if words is None:
            continue
        found = located(text, words, Chunk(*quote))
        if found is None:
            raise ValueError(f"{name} {shown(words)} is not in the quotation")
        spans[kind] = found
    return spans


def _check_names(texts: Texts, known: Words) -> None:
    canonical = texts["canonical"]
    if canonical is not None and not known.spell(canonical):
        raise ValueError(f"canonical {shown(canonical)} is not in words of the article")
    for name in ("from_actor", "to_actor", "claimed_by"):
        for actor in _actors(texts[name]):
            if not known.name(actor):
                raise ValueError(f"{name} {shown(actor)} is not named in the article")


def _inferred(texts: Texts, quotation: Words) -> tuple[str, ...]:
    """Actors that the article names and the quotation does not."""
    return tuple(
        name
        for name in ("from_actor", "to_actor")
        if not all(quotation.name(actor) for actor in _actors(texts[name]))
    )


def _actors(joint: str | None) -> list[str]:
    return joint.split(";") if joint is not None else []


def _dates(text: str, texts: Texts, spans: Spans) -> tuple[When, When | None, date | None]:
    kind = texts["date_type"]
    if kind is not None and (texts["date"] is None or kind not in get_args(DateType)):
        raise ValueError(f"date_type {shown(kind)} has no date, or is not in the contract")
    when = _when("date", texts["date"], kind, _words_at(text, spans.get("date")) or "")
    new_date = _when("new_date", texts["new_date"])
    announced = _when("announced", texts["announced"])
    if announced is not None and announced.earliest != announced.latest:
        raise ValueError(f"announced {shown(texts['announced'])} is no single day")
    return when or UNDATED, new_date, announced.earliest if announced else None


def _when(name: str, text: str | None, kind: str | None = None, words: str = "") -> When | None:
    if text is None:
        return None
    date_type: DateType | None = kind  # type: ignore[assignment]
    when = read_edtf(text, date_type)
    if when is None:
        read = f" that can be read as {kind}" if kind else ""
        raise ValueError(f"{name} {shown(text)} is no date{read}: give YYYY-MM-DD, a/b or ../b")
    return replace(when, words=words, how="as the model read it")


def _number(row: dict[str, Any], name: str) -> float | None:
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{name} is {shown(value)}; it is a number from 0 to 1")
    return float(value)


def located(text: str, words: str, chunk: Chunk) -> tuple[int, int] | None:
    """Where words stand in a part of a text, exactly or but for white space; None if nowhere.

    Examples
    --------
    >>> located("They took" + chr(10) + "the town.", "took the town", Chunk(0, 19))
    (5, 18)
    """
    words = words.strip()
    if not words or len(words) > MAXIMUM_EVIDENCE:
        return None
    at = standing(words, text, chunk.start, chunk.end)
    if at is not None:
        return at, at + len(words)
    loose = re.compile(r"\s+".join(map(re.escape, words.split())))
    for match in loose.finditer(text, chunk.start, chunk.end):
        if standing(match[0], text, match.start(), match.end()) is not None:
            return match.span()
    return None


class Words:
    """The words of a text, to see whether a name is made of them.

    Examples
    --------
    >>> words = Words("Ukrainian troops left the airport of Mariupol.")
    >>> words.name("Ukraine"), words.name("Moldova"), words.spell("Mariupol airport")
    (True, False, True)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = {each.casefold() for each in _WORD.findall(text)}
        self._stems = {each[:_STEM] for each in self._words}

    def name(self, name: str) -> bool:
        """Whether the text has the name of an actor, a word of it, or one of its stem."""
        words = {each.casefold() for each in _WORD.findall(name)}
        short = {each for each in words if len(each) < _STEM}
        return (
            any(each[:_STEM] in self._stems for each in words - short)
            or bool(words and words == short and short <= self._words)
            or standing(name.strip(), self._text) is not None
        )

    def spell(self, name: str) -> bool:
        """Whether the text has the name of a place, or every word of it.

        In scripts other than Latin names are inflected, and may differ in their last two letters.
        """
        words = [each.casefold() for each in _WORD.findall(name)]
        return standing(name.strip(), self._text) is not None or (
            bool(words) and all(each in self._words or self._inflected(each) for each in words)
        )

    def _inflected(self, word: str) -> bool:
        stem = word[:-2]
        return (
            len(word) >= _STEM
            and not word.isascii()
            and any(each.startswith(stem) and len(each) <= len(word) + 2 for each in self._words)
        )


def _words_at(text: str, span: tuple[int, int] | None) -> str | None:
    return text[slice(*span)] if span is not None else None


def _first_words(article: Article, chunk: Chunk) -> tuple[int, int]:
    """Part of a chunk that a refusal of all of it can quote."""
    text = article.text[chunk.start : chunk.end]
    return chunk.start + len(text) - len(text.lstrip()), chunk.end


def unread(article: Article, chunk: Chunk, reason: str) -> NotClaim:
    """List a chunk of which nothing is known."""
    where = f"not read, characters {chunk.start} to {chunk.end}"
    return refusal(article, f"{where}: {reason}", _first_words(article, chunk))
