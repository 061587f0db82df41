"""Decisions applied to claims: found again by id or by quotation, or reported as orphaned.

When an edited article or new rules give a claim another id, its sentence finds it again; when
that is gone too, the decision is reported with the nearest sentence there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from geomap.control.corrections.decisions import (
    WHERE,
    Correction,
    Target,
    as_line,
    check,
    values_of,
)
from geomap.control.corrections.finding import by_sentence, nearest, same_place, searched, span_of
from geomap.model import Article, Claim, NotClaim, Place, Quote, Reading, Reason, stable_id


class Orphan(NamedTuple):
    """A decision that found no claim, and the nearest sentence there is."""

    correction: Correction
    nearest: str | None


class Rejected(NamedTuple):
    """A claim that a decision took away."""

    claim: Claim
    correction: Correction


class Corrected(NamedTuple):
    """What became of claims and decisions.

    ``pins`` are where a person put the places of claims, by the ids of claims: an id, or a point.
    ``settled`` are the claims that a person has looked at.
    """

    claims: list[Claim]
    applied: list[Correction]
    orphaned: list[Orphan]
    rejected: list[Rejected]
    pins: dict[str, Place | str]
    settled: frozenset[str]


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
    desk = _Desk(claims, articles)
    applied: list[Correction] = []
    orphaned: list[Orphan] = []
    # a decision that two files have, merged, is one
    for correction in {as_line(each): each for each in corrections}.values():
        check(correction)
        if desk.carry_out(correction):
            applied.append(correction)
        else:
            orphaned.append(Orphan(correction, nearest(correction, articles)))
    in_order = sorted(
        desk.claims.values(), key=lambda claim: (claim.article, claim.start, claim.id)
    )
    return Corrected(in_order, applied, orphaned, desk.rejected, desk.pins, frozenset(desk.settled))


class CorrectedReadings(NamedTuple):
    """Readings after decisions, in their order; one that no decision touched is the same object."""

    readings: list[Reading]
    applied: list[Correction]
    orphaned: list[Orphan]
    settled: frozenset[str]


def correct(readings: Sequence[Reading], corrections: Sequence[Correction]) -> CorrectedReadings:
    """Apply decisions to what was read; a claim that is rejected is listed as no claim, and why."""
    articles = {reading.article.id: reading.article for reading in readings}
    claims = [claim for reading in readings for claim in reading.claims] if corrections else []
    done = apply(claims, corrections, articles)
    claims_of: dict[str, list[Claim]] = defaultdict(list)
    for claim in done.claims:
        claims_of[claim.article].append(claim)
    rejected: dict[str, list[NotClaim]] = defaultdict(list)
    for claim, decision in done.rejected:
        told = {"by": decision.by, "why": decision.why}
        reason = Reason("rejected_because" if decision.why else "rejected", **told)
        rejected[claim.article].append(
            NotClaim(start=claim.start, end=claim.end, evidence=claim.evidence, reason=reason)
        )

    def corrected(reading: Reading) -> Reading:
        key = reading.article.id
        ours = {each.id: each for each in claims_of[key]}
        pins = {claim: done.pins[claim] for claim in ours if claim in done.pins}
        if not corrections or (not pins and ours == {each.id: each for each in reading.claims}):
            return reading
        return replace(
            reading,
            claims=tuple(ours.values()),
            not_claims=(*reading.not_claims, *rejected[key]),
            places={**reading.places, **pins},
        )

    return CorrectedReadings(
        [corrected(each) for each in readings], done.applied, done.orphaned, done.settled
    )


class _Desk:
    """Claims while they are being corrected."""

    def __init__(self, claims: Sequence[Claim], articles: Mapping[str, Article]) -> None:
        self.claims = {claim.id: claim for claim in claims}
        self.articles = articles
        self.rejected: list[Rejected] = []
        self.pins: dict[str, Place | str] = {}
        self.settled: set[str] = set()

    def carry_out(self, correction: Correction) -> bool:
        """Carry out a decision, if it finds what it is about."""
        if correction.action == "add":
            return self._add(correction)
        claim = self._find(correction)
        if claim is None:
            return False
        if correction.action == "delete":
            del self.claims[claim.id]
            self.pins.pop(claim.id, None)
            self.settled.add(claim.id)
            self.rejected.append(Rejected(claim, correction))
        elif correction.action == "split":
            self.claims |= {part.id: part for part in self._parts(claim, correction)}
        elif correction.action == "merge":
            return self._merge(claim, correction)
        else:
            self.claims[claim.id] = self._set(claim, correction, correction.fields)
        return True

    def _find(self, wanted: Correction | Target) -> Claim | None:
        claim = self.claims.get(wanted.claim or "")
        if claim and (claim.evidence == wanted.quote or same_place(claim, wanted)):
            return claim
        is_here = wanted.article in self.articles
        candidates = [
            each for each in self.claims.values() if not is_here or each.article == wanted.article
        ]
        told = by_sentence(candidates, wanted)
        found = [each for each in told if same_place(each, wanted)]
        if len(found) > 1:
            found = [each for each in found if each.change == wanted.kind]
        return found[0] if len(found) == 1 else None

    def _parts(self, claim: Claim, correction: Correction) -> list[Claim]:
        """Claims that one is split into; each lies where it lay unless it is said otherwise."""
        parts = []
        for number, fields in enumerate(correction.parts):
            part = replace(claim, id=_part_id(claim, number))
            if claim.id in self.pins:
                self.pins[part.id] = self.pins[claim.id]
            parts.append(self._set(part, correction, fields))
        return parts

    def _merge(self, claim: Claim, correction: Correction) -> bool:
        found = [self._find(target) for target in correction.others]
        others = {
            each.id: each
            for each in found
            if each is not None and each.id != claim.id and each.article == claim.article
        }
        if not others:
            return False
        quotes = [
            quote
            for each in others.values()
            for quote in (Quote(start=each.start, end=each.end, evidence=each.evidence), *each.also)
        ]
        own = (claim.start, claim.end)
        also = {(quote.start, quote.end): quote for quote in (*claim.also, *quotes)}
        also.pop(own, None)
        merged = replace(claim, also=tuple(also[key] for key in sorted(also)))
        for gone in others:
            del self.claims[gone]
        self.claims[claim.id] = self._set(merged, correction, correction.fields)
        return True

    def _add(self, correction: Correction) -> bool:
        made = _added(correction, self.articles)
        if made is None:
            return False
        self.claims.setdefault(made.id, made)
        self._pin(made, values_of(correction.fields))
        self.settled.add(made.id)
        return True

    def _set(self, claim: Claim, correction: Correction, fields: Mapping[str, Any]) -> Claim:
        """Claim with some fields set; a person's word leaves no doubt."""
        values = values_of(fields)
        told = _plain(values, claim)
        if "place" in told:  # the words that stood for another place say nothing of this one
            told = {"canonical": None, "place_kind": None, **told}
        mark = f" (corrected by {correction.by})"
        is_changed = bool(told) and not claim.rule.endswith(mark)
        changed: Claim = replace(
            claim,
            **told,
            spans={kind: span for kind, span in claim.spans.items() if kind not in told},
            inferred=tuple(name for name in claim.inferred if name not in told),
            rule=claim.rule + mark if is_changed else claim.rule,
            confidence=1.0,
        )
        self._pin(changed, values)
        self.settled.add(changed.id)
        return changed

    def _pin(self, claim: Claim, values: Mapping[str, Any]) -> None:
        if "place_id" in values:
            self.pins[claim.id] = values["place_id"]
        elif "lon" in values:
            lon, lat = float(values["lon"]), float(values["lat"])
            self.pins[claim.id] = Place(
                id=f"point:{lon},{lat}",
                name=claim.place or claim.canonical or "",
                lon=lon,
                lat=lat,
                level="feature" if claim.place_kind == "feature" else "settlement",
            )
        elif "place" in values or "canonical" in values:
            self.pins.pop(claim.id, None)  # another name is another place


def _plain(values: Mapping[str, Any], claim: Claim | None = None) -> dict[str, Any]:
    """Values that a claim has as its fields."""
    told = {name: value for name, value in values.items() if name not in (*WHERE, "date_type")}
    when = told.get("date") or (claim.date if claim else None)
    if "date_type" in values and when is not None:
        told["date"] = replace(when, type=values["date_type"])
    return told


def _part_id(claim: Claim, number: int) -> str:
    """Id of a part of a claim; the first keeps that of the whole."""
    return stable_id(claim.id, "split", number) if number else claim.id


def _added(correction: Correction, articles: Mapping[str, Article]) -> Claim | None:
    """Claim of a decision, on its sentence as the article has it now."""
    for article in searched(correction, articles):
        span = span_of(correction.quote, article)
        if span is None:
            continue
        values = {"trigger": "", **_plain(values_of(correction.fields))}
        place, change = values["place"], values["change"]
        return Claim(
            id=stable_id(article.id, *span, "correction", place, change),
            article=article.id,
            evidence=article.text[slice(*span)],
            start=span[0],
            end=span[1],
            rule=f"added by {correction.by}",
            **values,
        )
    return None
