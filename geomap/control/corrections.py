"""Decisions of a reader, kept in a file and applied on every run [I/O].

The file is append-only JSONL, one decision a line. A decision is tied to a claim by its id and by
the sentence it quotes: when an edited article or new rules give the claim another id, the
sentence finds it again, and when that is gone too, the decision is reported as orphaned with the
nearest sentence there is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from geomap.control.edtf import parse_edtf
from geomap.errors import InputError, OutputError
from geomap.model import Article, Change, Claim, DateType, Status, stable_id

Action = Literal["change", "delete", "add", "accept"]

TEXTS = ("place", "canonical", "from_actor", "to_actor", "claimed_by", "extent", "trigger")
"""Fields that a correction may set to a text; but for ``place`` and ``trigger``, or to null."""

FIELDS = (
    *TEXTS, "change", "status", "share", "date", "date_type", "announced", "new_date",
)  # fmt: skip
_CHOICES = {"change": get_args(Change), "status": get_args(Status), "date_type": get_args(DateType)}
_SIMILAR = 85.0  # rapidfuzz ratio, 0 to 100: below it two sentences are not one edited
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One decision: what to do with a claim, by whom, when and why.

    ``quote`` is the sentence of the claim. ``place`` and ``kind`` (its change) tell claims of one
    sentence apart once the id is gone. ``when`` is ISO 8601 text, given by the caller.
    """

    claim: str | None
    article: str
    quote: str
    action: Action
    fields: Mapping[str, Any] = field(default_factory=dict)
    place: str | None = None
    kind: str | None = None
    by: str
    when: str
    why: str = ""


class Orphan(NamedTuple):
    """A decision that found no claim, and the nearest sentence there is."""

    correction: Correction
    nearest: str | None


class Corrected(NamedTuple):
    """What became of claims and decisions."""

    claims: list[Claim]
    applied: list[Correction]
    orphaned: list[Orphan]


def correction_of(
    claim: Claim,
    action: Action,
    fields: Mapping[str, Any] | None = None,
    *,
    by: str,
    when: str,
    why: str = "",
) -> Correction:
    """Make a decision about a claim.

    Raises
    ------
    InputError
        If a field or its value cannot be corrected so.
    """
    made = Correction(
        claim=claim.id,
        article=claim.article,
        quote=claim.evidence,
        action=action,
        fields=dict(fields or {}),
        place=claim.place or claim.canonical,
        kind=claim.change,
        by=by,
        when=when,
        why=why,
    )
    _check(made)
    return made


def load(path: Path | str) -> list[Correction]:
    """Read a file of decisions; one that does not exist yet has none.

    Raises
    ------
    InputError
        If the file cannot be read or a line is no decision; the line is named.
    """
    where = Path(path)
    try:
        lines = where.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{where}: corrections cannot be read: {error}") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            made = Correction(**json.loads(line))
            _check(made)
        except (TypeError, ValueError) as error:
            raise InputError(f"{where}:{number}: not a correction: {error}") from error
        found.append(made)
    return found


def append(path: Path | str, correction: Correction) -> None:
    """Add a decision to the file; nothing in it is ever changed.

    Raises
    ------
    InputError
        If the decision itself is not valid.
    OutputError
        If the file cannot be written.
    """
    _check(correction)
    try:
        with Path(path).open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(correction), ensure_ascii=False, sort_keys=True) + "\n")
    except OSError as error:
        raise OutputError(f"{path}: the correction cannot be written: {error}") from error


def apply(
    claims: Sequence[Claim],
    corrections: Iterable[Correction],
    articles: Mapping[str, Article],
) -> Corrected:
    """Apply decisions in their order.

    A decision looks for its claim by id; then in its article (in all articles, when that one has
    another id now) by the exact sentence, or else the most similar one, and by its place; claims
    of one sentence and place are told apart by kind. What is then ambiguous is orphaned.

    Raises
    ------
    InputError
        If a decision sets a field to what it cannot be.
    """
    current = list(claims)
    applied: list[Correction] = []
    orphaned: list[Orphan] = []
    for correction in corrections:
        _check(correction)
        if correction.action == "add":
            made = _added(correction, articles)
            if made is not None and all(claim.id != made.id for claim in current):
                current.append(made)
            done = made is not None
        else:
            index = _find(current, correction)
            done = index is not None
            if index is not None and correction.action == "delete":
                del current[index]
            elif index is not None:
                current[index] = _changed(current[index], correction)
        if done:
            applied.append(correction)
        else:
            orphaned.append(Orphan(correction, _nearest(correction, articles)))
    current.sort(key=lambda claim: (claim.article, claim.start, claim.id))
    return Corrected(current, applied, orphaned)


def _find(claims: Sequence[Claim], correction: Correction) -> int | None:
    for index, claim in enumerate(claims):
        told_so = claim.evidence == correction.quote or _same_place(claim, correction)
        if claim.id == correction.claim and told_so:
            return index
    here = [i for i, claim in enumerate(claims) if claim.article == correction.article]
    for candidates in (here, list(range(len(claims)))):
        told = _by_sentence(claims, candidates, correction)
        found = [i for i in told if _same_place(claims[i], correction)]
        if len(found) > 1:
            found = [i for i in found if claims[i].change == correction.kind]
        if told:
            return found[0] if len(found) == 1 else None
    return None


def _by_sentence(
    claims: Sequence[Claim], candidates: Sequence[int], correction: Correction
) -> list[int]:
    exact = [i for i in candidates if claims[i].evidence == correction.quote]
    if exact or not candidates:
        return exact
    from rapidfuzz import fuzz

    likeness = {i: fuzz.ratio(claims[i].evidence, correction.quote) for i in candidates}
    best = max(likeness.values())
    return [i for i in candidates if best >= _SIMILAR and likeness[i] == best]


def _same_place(claim: Claim, correction: Correction) -> bool:
    return correction.place in (None, claim.place, claim.canonical)


def _changed(claim: Claim, correction: Correction) -> Claim:
    values = _values(correction.fields)
    date_type = values.pop("date_type", None)
    if "date" in values and values["date"] is None:
        raise InputError("date = None: a correction gives a date, or deletes the claim")
    if date_type is not None:
        values["date"] = replace(values.get("date", claim.date), type=date_type)
    kept = {kind: span for kind, span in claim.spans.items() if kind not in values}
    changed: Claim = replace(claim, **values, spans=kept, confidence=1.0)
    return changed


def _added(correction: Correction, articles: Mapping[str, Article]) -> Claim | None:
    """Claim of a decision, on its sentence as the article has it now."""
    own = articles.get(correction.article)
    for article in [own] if own else [articles[key] for key in sorted(articles)]:
        span = _span(correction.quote, article)
        if span is None:
            continue
        values = {"trigger": "", **_values(correction.fields)}
        date_type = values.pop("date_type", None)
        if date_type is not None and "date" in values:
            values["date"] = replace(values["date"], type=date_type)
        place, change = values["place"], values["change"]
        return Claim(
            id=stable_id(article.id, *span, "correction", place, change),
            article=article.id,
            evidence=article.text[slice(*span)],
            start=span[0],
            end=span[1],
            rule="correction",
            **values,
        )
    return None


def _span(quote: str, article: Article) -> tuple[int, int] | None:
    start = article.text.find(quote, article.body)
    if start >= 0:
        return start, start + len(quote)
    found = _most_similar(quote, article)
    return found[1] if found is not None and found[0] >= _SIMILAR else None


def _most_similar(quote: str, article: Article) -> tuple[float, tuple[int, int]] | None:
    from rapidfuzz import fuzz

    spans = _sentences(article)
    scored = ((fuzz.ratio(article.text[slice(*span)], quote), span) for span in spans)
    return max(scored, key=lambda one: (one[0], -one[1][0]), default=None)


def _sentences(article: Article) -> list[tuple[int, int]]:
    """Rough sentences: enough to find one again, not to read it."""
    ends = [found.end() for found in _SENTENCE_END.finditer(article.text, article.body)]
    spans = []
    for start, end in zip([article.body, *ends], [*ends, len(article.text)], strict=True):
        text = article.text[start:end]
        if text.strip():
            start += len(text) - len(text.lstrip())
            spans.append((start, start + len(text.strip())))
    return spans


def _nearest(correction: Correction, articles: Mapping[str, Article]) -> str | None:
    own = articles.get(correction.article)
    best: tuple[float, str] | None = None
    for article in [own] if own else [articles[key] for key in sorted(articles)]:
        found = _most_similar(correction.quote, article)
        if found is not None and (best is None or found[0] > best[0]):
            best = (found[0], article.text[slice(*found[1])])
    return best[1] if best else None


def _check(correction: Correction) -> None:
    if correction.action not in get_args(Action):
        raise InputError(
            f"action = {correction.action!r}: expected one of {', '.join(get_args(Action))}"
        )
    if not isinstance(correction.quote, str) or not correction.quote.strip():
        raise InputError("quote is empty: a correction quotes the sentence that it is about")
    if not isinstance(correction.fields, Mapping):
        raise InputError(f"fields = {correction.fields!r}: expected names and values")
    values = _values(correction.fields)
    if correction.action == "change" and not values:
        raise InputError("fields is empty: say what to change")
    if correction.action in ("delete", "accept") and values:
        raise InputError(f"fields: nothing can be set by {correction.action!r}")
    if correction.action == "add":
        for name in ("place", "change", "status"):
            if name not in values:
                raise InputError(f"fields.{name} is missing: an added claim needs it")


def _values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as a claim has them."""
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise InputError(f"fields.{name}: cannot be corrected; choose of {', '.join(FIELDS)}")
        if name in _CHOICES and value not in _CHOICES[name]:
            choices = ", ".join(_CHOICES[name])
            raise InputError(f"fields.{name} = {value!r}: expected one of {choices}")
        if name in TEXTS and not (
            (isinstance(value, str) and value.strip())
            or (value is None and name not in ("place", "trigger"))
        ):
            raise InputError(f"fields.{name} = {value!r}: expected a text")
        if name == "share" and value is not None and not _is_share(value):
            raise InputError(f"fields.share = {value!r}: expected a fraction between 0 and 1")
        values[name] = _as_value(name, value)
    return values


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


def _as_value(name: str, value: Any) -> Any:
    if value is None or name not in ("date", "new_date", "announced"):
        return value
    if not isinstance(value, str):
        raise InputError(f"fields.{name} = {value!r}: expected a date as text")
    if name != "announced":
        return replace(parse_edtf(value), how="corrected")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"fields.announced = {value!r}: expected YYYY-MM-DD") from error
