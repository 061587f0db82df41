"""A result as one document, and back: what every form of export is made of [pure].

The document is JSON: articles, claims with their places and evidence, and what is concluded from
them. Claims and articles are what comes back in; spells, chains and the rest follow from them, by
whichever rules are in use then. ``docs/schema/export.schema.json`` describes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from geomap.case.codec import plain, record
from geomap.errors import InputError
from geomap.exchange.reasons import codes_of, reasons_by
from geomap.model import (
    UNDATED,
    Article,
    Attempt,
    Claim,
    Located,
    Mention,
    NotClaim,
    Place,
    Placed,
    Quote,
    Reading,
    Unlocated,
    When,
)
from geomap.model.edtf import parse_edtf
from geomap.pipeline import Result
from geomap.records import Json, chain_json, claim_json, spell_json

FORMAT = "geomap export"
NO_EXPORT = "no export of geomap; give articles as JSON lines, in a .jsonl"
VERSION = 1
"""Version of the document; a file of a newer one is refused."""

_GAZETTEER = ("country", "admin1", "population", "district_ids", "matched", "source")
_READ = {"not_claims": NotClaim, "mentions": Mention, "attempts": Attempt}


def document_of(result: Result, citations: Sequence[str] = ()) -> Json:
    """Put everything that came down the river into one document.

    Parameters
    ----------
    citations
        Texts and data to cite.

    Examples
    --------
    >>> from geomap.model import Timeline
    >>> empty = Timeline(spells=(), chains=(), unplaced=(), contradictions=(), rules="plain 1")
    >>> document_of(Result(readings=(), located=(), timeline=empty))["rules"]
    'plain 1'
    """
    timeline = result.timeline
    places = {each.place.id: each.place for each in result.located if isinstance(each.place, Place)}
    return {
        "format": FORMAT,
        "version": VERSION,
        "rules": timeline.rules,
        "citations": list(citations),
        "articles": [article_row(reading) for reading in result.readings],
        "claims": [claim_row(each) for each in result.located],
        "places": [plain(places[key]) for key in sorted(places)],
        "spells": [spell_json(spell) for spell in timeline.spells],
        "chains": [chain_json(chain) for chain in timeline.chains],
        "unplaced": [plain(each) for each in timeline.unplaced],
        "contradictions": [plain(each) for each in timeline.contradictions],
        "reasons": codes_of(result.readings, result.located),
    }


def told_of(document: Json, name: str) -> list[Placed]:
    """Read a document back; ``name`` is that of its file.

    Raises
    ------
    InputError
        If it is no such document, is of a newer version, or a claim does not quote its article.

    Examples
    --------
    >>> told_of({"format": "another"}, "a.json")
    Traceback (most recent call last):
    geomap.errors.InputError: a.json: its format is 'another', and no export of geomap
    """
    if document.get("format") != FORMAT:
        said = document.get("format")
        raise InputError(
            f"{name}: its format is {said!r}, and no export of geomap"
            if said
            else f"{name}: {NO_EXPORT}"
        )
    if not isinstance(document.get("version"), int) or document["version"] > VERSION:
        raise InputError(
            f"{name}: version {document.get('version')!r} of the format, and this geomap reads "
            f"{VERSION}; install a newer geomap"
        )
    claims: dict[str, list[Located]] = {}
    try:
        reasons = reasons_by(document.get("reasons") or {})
        for row in document["claims"]:
            one = located_of(row, reasons)
            claims.setdefault(one.claim.article, []).append(one)
        readings = [
            _reading(row, claims.get(row["id"], []), reasons) for row in document["articles"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{name}: a damaged export: {error!r}; export it again") from None
    _check(claims, {reading.article.id: reading.article for reading in readings}, name)
    return [(reading, claims.get(reading.article.id, [])) for reading in readings]


def _check(claims: dict[str, list[Located]], articles: dict[str, Article], name: str) -> None:
    for article, located in claims.items():
        if article not in articles:
            raise InputError(f"{name}: a claim is of the article {article!r}, which is not there")
        text = articles[article].text
        for each in located:
            claim = each.claim
            own = Quote(start=claim.start, end=claim.end, evidence=claim.evidence)
            for quote in (own, *claim.also) if text else ():
                if text[quote.start : quote.end] != quote.evidence:
                    raise InputError(
                        f"{name}: claim {claim.id} does not quote its article: "
                        f"{quote.evidence[:60]!r} is not at {quote.start}"
                    )


# ---------------------------------------------------------------- articles


def article_row(reading: Reading) -> Json:
    """An article with its text, and what was read in it besides claims."""
    parts: Json = {name: plain(getattr(reading, name)) for name in (*_READ, "places")}
    return {**plain(reading.article), **parts, "tabular": reading.tabular}


def _reading(row: Json, located: Sequence[Located], reasons: Mapping[str, str]) -> Reading:
    own = {each.name for each in fields(Article)}
    parts: dict[str, Any] = {
        name: tuple(_with_reason(record(kind, each), reasons) for each in row.get(name) or ())
        for name, kind in _READ.items()
    }
    return Reading(
        article=record(Article, {key: value for key, value in row.items() if key in own}),
        claims=tuple(each.claim for each in located),
        places={
            key: given if isinstance(given, str) else record(Place, given)
            for key, given in (row.get("places") or {}).items()
        },
        tabular=bool(row.get("tabular")),
        **parts,
    )


def _with_reason(one: Any, reasons: Mapping[str, str]) -> Any:
    said = reasons.get(getattr(one, "reason", ""))
    return one if said is None else replace(one, reason=said)


# ---------------------------------------------------------------- claims


def claim_row(located: Located) -> Json:
    """A claim as ``docs/contract.md`` has it, with all that it takes to read it back."""
    claim, place = located.claim, located.place
    known = place if isinstance(place, Place) else None
    row = claim_json(claim)
    row |= _when("date", claim.date)
    row |= _when("new_date", claim.new_date)
    row.pop("how")
    return {
        **row,
        "lon": known.lon if known else None,
        "lat": known.lat if known else None,
        "place_id": known.id if known else None,
        "place_name": known.name if known else None,
        "level": known.level if known else None,
        "precision": located.precision,
        "country": located.country,
        "admin1": located.admin1,
        "district_id": located.district_id,
        "district": located.district,
        "members": list(located.members),
        "unlocated": place.reason if isinstance(place, Unlocated) else None,
        "why": located.why,
        "gazetteer": {key: plain(getattr(known, key)) for key in _GAZETTEER} if known else None,
        "anchors": plain(located.anchors),
        "candidates": plain(located.candidates),
    }


def located_of(row: Json, reasons: Mapping[str, str] = MappingProxyType({})) -> Located:
    """Read a claim back; raises KeyError, TypeError or ValueError if the row is none.

    ``reasons`` are known by their sentences: `geomap.exchange.reasons.reasons_by`.
    """
    values: dict[str, Any] = {
        "date": _when_of("date", row) or UNDATED,
        "new_date": _when_of("new_date", row),
        "announced": date.fromisoformat(row["announced"]) if row["announced"] else None,
        "within": tuple(row["within"]),
        "also": tuple(record(Quote, each) for each in row["also"]),
        "spans": {kind: tuple(span) for kind, span in row["spans"].items()},
        "inferred": tuple(row["inferred"]),
    }
    plainly = (each.name for each in fields(Claim) if each.name not in values)
    claim = Claim(**values, **{name: row[name] for name in plainly})
    return Located(
        claim=claim,
        place=_place(row, reasons),
        precision=row["precision"],
        district_id=row["district_id"],
        district=row["district"],
        admin1=row["admin1"],
        country=row["country"],
        members=tuple(row["members"]),
        anchors=tuple(record(Place, each) for each in row.get("anchors") or ()),
        candidates=tuple(record(Place, each) for each in row["candidates"]),
        why=reasons.get(row["why"], row["why"]),
    )


def _place(row: Json, reasons: Mapping[str, str]) -> Place | Unlocated:
    if row["place_id"] is None:
        return Unlocated(reason=reasons.get(row["unlocated"], row["unlocated"]))
    own = {"id": "place_id", "name": "place_name", "lon": "lon", "lat": "lat", "level": "level"}
    return record(Place, {**{to: row[of] for to, of in own.items()}, **(row["gazetteer"] or {})})


def _when(slot: str, when: When | None) -> Json:
    return {
        slot: when.edtf if when else None,
        f"{slot}_type": when.type if when else None,
        f"{slot}_words": when.words if when else None,
        f"{slot}_how": when.how if when else None,
    }


def _when_of(slot: str, row: Json) -> When | None:
    kind, text = row[f"{slot}_type"], row[slot]
    if kind is None:
        return None
    when = parse_edtf(text, kind) if text else When(earliest=None, latest=None, type=kind)
    return replace(when, words=row[f"{slot}_words"] or "", how=row[f"{slot}_how"] or "")
