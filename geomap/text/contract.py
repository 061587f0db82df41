"""The contract that every extractor is held to, whoever wrote it.

A claim quotes an exact substring of the article at its offsets; the words for its place and its
trigger stand in that quotation; everything else has the type, the range or the spelling that
``docs/contract.md`` names. What breaks the contract is refused with the reason: it is never
mended, and nothing is dropped in silence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, get_args

from geomap.model import (
    Article,
    Change,
    Claim,
    DateType,
    Level,
    Mention,
    NotClaim,
    Quote,
    Reading,
    Reason,
    Status,
    When,
)

MAXIMUM_EVIDENCE = 4_000
"""Characters of a quotation: it is to be a sentence, not the article."""

MAXIMUM_NAME = 120
"""Characters of the name of a place or an actor."""

EXTENTS = ("partial", "most", "full", "checkpoints")

_LISTED = 300  # characters of a refused quotation that are listed
_JOINERS = "\u200c\u200d"  # invisible, and part of the spelling of names in several scripts
_TEXTS = ("id", "article", "trigger", "evidence", "rule")
_NAMES = ("place", "canonical", "from_actor", "to_actor", "claimed_by", "extent")
_CHOICES: dict[str, tuple[Any, ...]] = {
    "change": get_args(Change),
    "status": get_args(Status),
    "place_kind": (None, *get_args(Level)),
    "extent": (None, *EXTENTS),
}


def check_claims(article: Article, claims: Iterable[object]) -> tuple[list[Claim], list[NotClaim]]:
    """Part the claims of an extractor into those that keep the contract and the others.

    Parameters
    ----------
    article
        The article that was read.
    claims
        What an extractor made of it. Anything may come; what is no `Claim` is refused too.

    Returns
    -------
    accepted : list of Claim
        Unchanged, in the order given.
    refused : list of NotClaim
        One for each other, with the first reason. Its offsets are those of the quotation where
        that stands in the article, and otherwise an empty span at the start of the body.

    Examples
    --------
    >>> from geomap.model import Article, Claim
    >>> article = Article(id="a", name="a.txt", text="Rebels took Zuwara on Monday.")
    >>> claim = Claim(id="1", article="a", place="Zuwara", change="captured", trigger="took",
    ...               status="happened", evidence=article.text, start=0, end=29, rule="mine")
    >>> accepted, refused = check_claims(article, [claim, "Rebels took Rome."])
    >>> len(accepted), refused[0].reason
    (1, 'not a Claim but str')
    """
    accepted: list[Claim] = []
    refused: list[NotClaim] = []
    seen: set[str] = set()
    for claim in claims:
        if not isinstance(claim, Claim):
            refused.append(refusal(article, f"not a Claim but {type(claim).__name__}"))
            continue
        reason = next(_faults(article, claim), None)
        if reason is None and claim.id in seen:
            reason = f"id {shown(claim.id)} was used for an earlier claim"
        if reason is None:
            seen.add(claim.id)
            accepted.append(claim)
        else:
            span = (claim.start, claim.end) if _quoted(article, claim) else None
            refused.append(refusal(article, reason, span))
    return accepted, refused


def reading_of(article: Article, accepted: list[Claim], refused: list[NotClaim]) -> Reading:
    """Reading with its records in the order of the text, whatever order they came in.

    The places and dates that the claims point at are its mentions.
    """
    claims = sorted(accepted, key=lambda each: (each.start, _span(each, "place"), each.id))
    others = sorted(set(refused), key=lambda each: (each.start, each.end, each.reason))
    mentions = {
        (*span, kind)
        for claim in claims
        for kind, span in claim.spans.items()
        if kind in ("place", "date")
    }
    return Reading(
        article=article,
        claims=tuple(claims),
        not_claims=tuple(others),
        mentions=tuple(
            Mention(start=start, end=end, text=article.text[start:end],
                    kind="place" if kind == "place" else "date")
            for start, end, kind in sorted(mentions)
        ),
    )  # fmt: skip


def refusal(article: Article, reason: str, span: tuple[int, int] | None = None) -> NotClaim:
    """List what was refused: the quotation at ``span``, or none when it is not in the text."""
    start, end = span or (article.body, article.body)
    end = min(end, start + _LISTED)
    said = Reason("fault", what=reason)
    return NotClaim(start=start, end=end, evidence=article.text[start:end], reason=said)


def standing(words: str, text: str, start: int = 0, end: int | None = None) -> int | None:
    """Offset at which words stand in ``text[start:end]`` and cut no other word, or None.

    Scripts without capitals (Chinese, Thai, Arabic, ...) write words together, or join particles
    to them, so that a neighbouring letter is no sign of a cut there.

    Examples
    --------
    >>> standing("Mali", "Somalia and Mali"), standing("Mali", "Somalia")
    (12, None)
    """
    end = len(text) if end is None else end
    at = text.find(words, start, end) if words else -1
    while at >= 0:
        if not (_cuts(text, at) or _cuts(text, at + len(words))):
            return at
        at = text.find(words, at + 1, end)
    return None


def shown(value: object, width: int = 80) -> str:
    """Value of unknown origin for a message: one line, printable, in quotation marks, short.

    Examples
    --------
    >>> print(shown("one" + chr(10) + "two" + chr(0)), shown(["x"]))
    "one two?" a list
    """
    if value is None or isinstance(value, bool | float):
        return str(value)
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if not isinstance(value, str):
        return f"a {type(value).__name__}"
    line = " ".join(value[: 4 * width].split())
    line = "".join(char if char.isprintable() else "?" for char in line)
    return f'"{line}"' if len(line) <= width else f'"{line[: width - 1]}…"'


def _faults(article: Article, claim: Claim) -> Iterator[str]:
    """Reasons to refuse; each may take for granted that those before it did not hold."""
    yield from _wrong_types(claim)
    yield from _wrong_quotations(article, claim)
    yield from _wrong_names(claim)
    yield from _wrong_values(claim)


def _wrong_types(claim: Claim) -> Iterator[str]:
    for name in _TEXTS:
        if not isinstance(getattr(claim, name), str):
            yield f"{name} is no text but {shown(getattr(claim, name))}"
    for name in _NAMES:
        value = getattr(claim, name)
        if value is not None and not isinstance(value, str):
            yield f"{name} is no text but {shown(value)}"
    for name in ("start", "end"):
        if type(getattr(claim, name)) is not int:
            yield f"{name} is no offset but {shown(getattr(claim, name))}"
    for name, kind in (("within", str), ("inferred", str), ("also", Quote)):
        value = getattr(claim, name)
        if not (isinstance(value, tuple) and all(isinstance(each, kind) for each in value)):
            yield f"{name} is no tuple of {kind.__name__}"
    if not isinstance(claim.spans, dict) or not all(map(_is_span, claim.spans.values())):
        yield "spans is no dict of pairs of offsets"
    for name, choices in _CHOICES.items():
        value = getattr(claim, name)
        # Equality alone would let a subclass of str, or an unhashable, through by its own rules.
        if (value is not None and type(value) is not str) or value not in choices:
            yield f"{name} is {shown(value)}; the contract has {', '.join(filter(None, choices))}"
    if not claim.id or not claim.rule:
        yield "id or rule is empty: say what made the claim"


def _wrong_quotations(article: Article, claim: Claim) -> Iterator[str]:
    if claim.article != article.id:
        yield f"it is about article {shown(claim.article)}, not {shown(article.id)}"
    if not _quoted(article, claim):
        yield f"the quotation is not in the article at its offsets: {shown(claim.evidence)}"
    for quote in _quotes(claim):
        if not _quoted(article, quote):
            yield f"a further quotation is not at its offsets: {shown(quote.evidence)}"
        if quote.end - quote.start > MAXIMUM_EVIDENCE:
            yield f"the quotation is longer than {MAXIMUM_EVIDENCE} characters"
        if not quote.evidence.strip() or quote.evidence != quote.evidence.strip():
            yield "the quotation is empty or begins or ends with white space"
        if _cuts(article.text, quote.start) or _cuts(article.text, quote.end):
            yield f"the quotation cuts a word: {shown(quote.evidence)}"
    if claim.place is None and claim.canonical is None:
        yield "no place is named"
    if claim.place is not None and not _said(claim, claim.place):
        yield f"place {shown(claim.place)} is not in the quotation"
    if claim.trigger and not _said(claim, claim.trigger):
        yield f"trigger {shown(claim.trigger)} is not in the quotation"
    for name, (start, end) in claim.spans.items():
        if name not in ("place", "date", "trigger"):
            yield f"spans has {shown(name)}; the contract has place, date, trigger"
        if not article.body <= start < end <= len(article.text):
            yield f"the span of the {name} is not in the article"
    if (span := claim.spans.get("place")) and article.text[slice(*span)] != claim.place:
        yield f"the span of the place does not hold {shown(claim.place)}"


def _wrong_names(claim: Claim) -> Iterator[str]:
    """Yield what no name of a place or an actor is: mark-up, invisible characters, a paragraph."""
    names = {name: getattr(claim, name) for name in _NAMES}
    names |= {f"within {number}": each for number, each in enumerate(claim.within, start=1)}
    for name, value in names.items():
        if value is None:
            continue
        if not value.strip() or len(value) > MAXIMUM_NAME:
            yield f"{name} is empty or longer than {MAXIMUM_NAME} characters: {shown(value)}"
        if name == "place":  # words of the article, line breaks included
            continue
        if any(char in "<>{}`\\" or not (char.isprintable() or char in _JOINERS) for char in value):
            yield f"{name} is no name: {shown(value)}"


def _wrong_values(claim: Claim) -> Iterator[str]:
    if claim.share is not None and not _in_unit_interval(claim.share, zero=False):
        yield f"share is {shown(claim.share)}; it is a fraction above 0 and not above 1"
    if not _in_unit_interval(claim.confidence, zero=True):
        yield f"confidence is {shown(claim.confidence)}; it lies between 0 and 1"
    for name, when in (("date", claim.date), ("new_date", claim.new_date)):
        if when is None and name == "new_date":
            continue
        if not isinstance(when, When) or not all(map(_is_day, (when.earliest, when.latest))):
            yield f"{name} is no When of days"
        elif when.type not in get_args(DateType):
            yield f"{name} is read as {shown(when.type)}; see date_type in the contract"
        elif when.earliest and when.latest and when.earliest > when.latest:
            yield f"{name} ends before it begins"
    if not _is_day(claim.announced):
        yield f"announced is no day but {shown(claim.announced)}"
    if (claim.change == "postponed") != (claim.status == "postponed"):
        yield f"change {claim.change} with status {claim.status}: postponed goes with postponed"
    if claim.new_date is not None and claim.change != "postponed":
        yield f"new_date with change {claim.change}: it belongs to postponed"


def _span(claim: Claim, kind: str) -> tuple[int, int]:
    return claim.spans.get(kind, (claim.start, claim.start))


def _quoted(article: Article, quote: Claim | Quote) -> bool:
    return (
        type(quote.start) is int
        and type(quote.end) is int
        and article.body <= quote.start < quote.end <= len(article.text)
        and article.text[quote.start : quote.end] == quote.evidence
    )


def _said(claim: Claim, words: str) -> bool:
    return any(standing(words, each.evidence) is not None for each in _quotes(claim))


def _quotes(claim: Claim) -> tuple[Claim | Quote, ...]:
    return (claim, *claim.also)


def _cuts(text: str, at: int) -> bool:
    """Whether a position lies between two characters of one word, in a script with capitals."""
    return 0 < at < len(text) and _cased(text[at - 1]) and _cased(text[at])


def _cased(char: str) -> bool:
    return char.isdigit() or char.lower() != char.upper()


def _is_span(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(type(each) is int for each in value)


def _is_day(value: object) -> bool:
    """Whether a value is None or a day; a datetime is an instant, and none."""
    return value is None or type(value) is date


def _in_unit_interval(value: object, *, zero: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return (0 if zero else math.ulp(0.0)) <= value <= 1
