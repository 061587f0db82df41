"""What was said, as the page reads it: claims, articles and chains that point to one another.

Offsets are turned from characters into UTF-16 units, which is how a browser counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

from geomap.model import Claim, Located, Place, Reading, When
from geomap.model.elsewhere import named_elsewhere
from geomap.views.looks.wording import reason_text, share_text, when_text
from geomap.views.picture.citing import web_link
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.orphans import orphans_told


def telling_of(drawing: Drawing, claims: Mapping[str, Claim]) -> dict[str, Any]:
    """Parts of the payload that quote: claims by their place in ``claims``, and what uses them."""
    order = {key: index for index, key in enumerate(claims)}
    anchors = {feature.id for feature in drawing.features}
    units = {each.article.id: _utf16(each.article.text) for each in drawing.readings}
    return {
        "claims": _claim_records(drawing, claims, order, anchors, units),
        "articles": [_article_record(reading, drawing) for reading in drawing.readings],
        "chains": _chain_records(drawing, order, anchors),
        "contradictions": [
            {
                "claims": [order[key] for key in each.claims if key in order],
                "why": reason_text(each.why, drawing.language),
            }
            for each in drawing.timeline.contradictions
        ],
        "unplaced": [
            {
                "claim": order.get(each.claim),
                "id": each.claim,
                "reason": reason_text(each.reason, drawing.language),
            }
            for each in drawing.timeline.unplaced
        ],
        "notClaims": [
            {
                "article": index,
                "start": units[reading.article.id](found.start),
                "end": units[reading.article.id](found.end),
                "evidence": found.evidence,
                "reason": reason_text(found.reason, drawing.language),
            }
            for index, reading in enumerate(drawing.readings)
            for found in reading.not_claims
        ],
        "orphaned": [
            {"evidence": each.quote, "reason": each.decision, "near": each.near}
            for each in orphans_told(drawing)
        ],
    }


def _claim_records(
    drawing: Drawing,
    claims: Mapping[str, Claim],
    order: Mapping[str, int],
    anchors: Collection[str],
    units: Mapping[str, Callable[[int], int]],
) -> list[dict[str, Any]]:
    where = {each.article.id: index for index, each in enumerate(drawing.readings)}
    located = {each.claim.id: each for each in drawing.located}
    # Only its own article can name what a claim leaves unsaid.
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims.values():
        told[claim.article].append(claim)
    return [
        _claim_record(
            claim,
            located.get(claim.id),
            where.get(claim.article),
            units.get(claim.article, int),
            anchors,
            {
                slot: order[other.id] if other else None
                for slot, other in named_elsewhere(claim, told[claim.article]).items()
            },
            drawing,
        )
        for claim in claims.values()
    ]


def _claim_record(
    claim: Claim,
    located: Located | None,
    article: int | None,
    units: Callable[[int], int],
    anchors: Collection[str],
    context: Mapping[str, int | None],
    drawing: Drawing,
) -> dict[str, Any]:
    language = drawing.language
    record: dict[str, Any] = {
        "id": claim.id,
        "article": article,
        "place": claim.canonical or claim.place,
        "change": claim.change,
        "trigger": claim.trigger,
        "from": claim.from_actor,
        "to": claim.to_actor,
        "when": when_text(claim.date, language) if claim.date.known else None,
        "edtf": claim.date.edtf,
        "newDate": when_text(claim.new_date, language) if claim.new_date else None,
        "status": claim.status,
        "by": claim.claimed_by,
        "context": dict(context),
        "share": share_text(claim.share) if claim.share is not None else claim.extent,
        "rule": claim.rule,
        "evidence": claim.evidence,
        "start": units(claim.start),
        "end": units(claim.end),
        "spans": {
            kind: [units(start), units(end)] for kind, (start, end) in sorted(claim.spans.items())
        },
        "also": [[units(q.start), units(q.end), q.evidence] for q in claim.also],
    }
    if located is not None:
        record["features"] = _features_of(located, anchors)
        record["why"] = reason_text(located.why, language)
        record["precision"] = located.precision
    return {key: value for key, value in record.items() if value not in (None, "", [], {})}


def _features_of(located: Located, anchors: Collection[str]) -> list[str]:
    """Features that a claim is about: itself, or the units that it was expanded into."""
    if isinstance(located.place, Place) and located.place.id in anchors:
        return [located.place.id]
    if located.members:
        return [unit for unit in located.members if unit in anchors]
    unit = located.district_id or f"country:{located.country}"
    # A settlement without a point of its own on the map is at least listed under its district.
    return [unit] if unit in anchors else []


def _article_record(reading: Reading, drawing: Drawing) -> dict[str, Any]:
    article = reading.article
    published = When(earliest=article.published, latest=article.published)
    return {
        "id": article.id,
        "name": article.name,
        "text": article.text,
        "title": article.title,
        "source": article.source,
        "url": web_link(article.url),
        "published": when_text(published, drawing.language) if article.published else None,
        "language": article.language,
        "licence": article.licence,
        "places": sum(mention.kind == "place" for mention in reading.mentions),
        "claims": len(reading.claims),
    }


def _chain_records(
    drawing: Drawing, order: Mapping[str, int], anchors: Collection[str]
) -> list[dict[str, Any]]:
    records = []
    for chain in drawing.timeline.chains:
        steps = []
        overdue = drawing.today is not None and chain.overdue(drawing.today)
        for step in chain.steps:
            steps.append(
                {
                    "status": step.status,
                    "when": when_text(step.date, drawing.language),
                    "edtf": step.date.edtf,
                    "claim": order.get(step.claim),
                    "derived": step.derived,
                    "overdue": overdue and step is chain.steps[-1],
                }
            )
        ids = [key for key in (chain.place_id, chain.district_id) if key in anchors]
        records.append(
            {
                "feature": ids[0] if ids else None,
                "place": chain.place_name,
                "to": chain.to_actor,
                "steps": steps,
            }
        )
    return records


def _utf16(text: str) -> Callable[[int], int]:
    """Map an offset in characters to one in UTF-16 units."""
    wide = [index for index, character in enumerate(text) if ord(character) > 0xFFFF]
    return lambda offset: offset + bisect_left(wide, offset)
