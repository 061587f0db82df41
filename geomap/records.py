"""Records as JSON and as tables: the contract of ``docs/contract.md``, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.model import (
    Article,
    Chain,
    Claim,
    Difference,
    Located,
    Mention,
    Place,
    Reading,
    Rivalry,
    Spell,
    Timeline,
    Unlocated,
    When,
)

if TYPE_CHECKING:
    from pandas import DataFrame

Json = dict[str, Any]


def claim_json(claim: Claim, located: Located | None = None) -> Json:
    """A claim, and where it is, as the contract has it.

    Returns
    -------
    dict
        Days as EDTF text; offsets as numbers; ``unlocated`` with the reason in place of the
        coordinates where there are none.
    """
    row: Json = {
        "id": claim.id,
        "article": claim.article,
        "place": claim.place,
        "canonical": claim.canonical,
        "change": claim.change,
        "trigger": claim.trigger,
        "from_actor": claim.from_actor,
        "to_actor": claim.to_actor,
        "date": claim.date.edtf,
        "date_type": claim.date.type if claim.date.known else None,
        "announced": _day(claim.announced),
        "status": claim.status,
        "claimed_by": claim.claimed_by,
        "source": claim.source,
        "share": claim.share,
        "extent": claim.extent,
        "new_date": claim.new_date.edtf if claim.new_date else None,
        "evidence": claim.evidence,
        "start": claim.start,
        "end": claim.end,
        "also": [
            {"start": quote.start, "end": quote.end, "evidence": quote.evidence}
            for quote in claim.also
        ],
        "spans": {key: list(span) for key, span in sorted(claim.spans.items())},
        "confidence": claim.confidence,
        "place_kind": claim.place_kind,
        "within": list(claim.within),
        "rule": claim.rule,
        "inferred": list(claim.inferred),
        "how": claim.date.how,
    }
    return {**row, **_where(located)} if located is not None else row


def _where(located: Located) -> Json:
    if isinstance(located.place, Unlocated):
        return {
            "unlocated": located.place.reason,
            "candidates": [_place_json(each) for each in located.candidates],
            "why": located.why,
        }
    return {
        "lon": located.place.lon,
        "lat": located.place.lat,
        "place_id": located.place.id,
        "place_name": located.place.name,
        "level": located.place.level,
        "precision": located.precision,
        "country": located.country or located.place.country,
        "admin1": located.admin1 or located.place.admin1,
        "district_id": located.district_id,
        "district": located.district,
        "members": list(located.members),
        "anchors": [_place_json(each) for each in located.anchors],
        "candidates": [_place_json(each) for each in located.candidates],
        "why": located.why,
    }


def _place_json(place: Place) -> Json:
    return {
        "place_id": place.id,
        "place_name": place.name,
        "lon": place.lon,
        "lat": place.lat,
        "level": place.level,
        "country": place.country,
        "admin1": place.admin1,
    }


def article_json(article: Article) -> Json:
    """What is known of an article, its text left out."""
    return {
        "id": article.id,
        "name": article.name,
        "title": article.title,
        "published": _day(article.published),
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "licence": article.licence,
        "characters": len(article.text),
    }


def reading_json(reading: Reading, located: Iterable[Located] = ()) -> Json:
    """One article's claims and refusals."""
    places = {each.claim.id: each for each in located}
    return {
        "article": article_json(reading.article),
        "claims": [claim_json(claim, places.get(claim.id)) for claim in reading.claims],
        "not_claims": [
            {"start": each.start, "end": each.end, "evidence": each.evidence,
             "reason": each.reason}
            for each in reading.not_claims
        ],
    }  # fmt: skip


def toponyms_json(name: str, found: Sequence[tuple[Mention, Place | Unlocated]]) -> Json:
    """Toponyms of one text; coordinates are null where a name was not resolved."""
    rows = []
    for mention, place in found:
        known = place if isinstance(place, Place) else None
        rows.append(
            {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "lon": known.lon if known else None,
                "lat": known.lat if known else None,
                "place_id": known.id if known else None,
                "place_name": known.name if known else None,
                "country": known.country if known else None,
                "kind": known.level if known else None,
            }
        )
    return {"id": name, "toponyms": rows}


def spell_json(spell: Spell) -> Json:
    """A spell; ``end`` is exclusive, or null until further notice."""
    return {field.name: _plain(getattr(spell, field.name)) for field in fields(spell)}


def rivalry_json(rivalry: Rivalry) -> Json:
    """Accounts that differ, each with what it says and since when."""
    return {
        "place_id": rivalry.place_id,
        "place_name": rivalry.place_name,
        "start": _day(rivalry.start),
        "end": _day(rivalry.end),
        "accounts": [
            {
                "by": version.by,
                "since": _day(version.since),
                "holders": [
                    {"controller": spell.controller, "share": spell.share, "status": spell.status}
                    for spell in version.spells
                ],
                "claims": _claims_of(version.spells),
            }
            for version in rivalry.versions
        ],
    }


def difference_json(difference: Difference) -> Json:
    """How control of a place differs, and by which claims."""
    place = difference.place
    return {
        "place_id": place.place_id,
        "place_name": place.place_name,
        "name": difference.name,
        "within": list(difference.within),
        "level": place.level,
        "lon": place.lon,
        "lat": place.lat,
        "district_id": place.district_id,
        "admin1": place.admin1,
        "country": place.country,
        "kind": difference.kind,
        "before": holders_text(difference.before),
        "after": holders_text(difference.after),
        "gained_by": "; ".join(difference.gained_by) or None,
        "lost_by": "; ".join(difference.lost_by) or None,
        "in_course_of": difference.in_course_of.edtf if difference.in_course_of else None,
        "claims_before": _claims_of(difference.before),
        "claims_after": _claims_of(difference.after),
    }


def holders_text(spells: Iterable[Spell]) -> str | None:
    """Who holds a place, in short: "A 70%, B 30%", "contested"; None where nobody reports.

    Examples
    --------
    >>> holders_text([])
    """
    parts = []
    for spell in spells:
        holder = spell.controller or (spell.status if spell.status == "contested" else None)
        if holder is not None:
            part = "" if spell.share is None or spell.share >= 1 else f" {spell.share:.0%}"
            parts.append(f"{holder}{part}")
    return ", ".join(parts) or None


def _claims_of(spells: Iterable[Spell]) -> list[str]:
    return list(dict.fromkeys(key for spell in spells for key in spell.claims))


def chain_json(chain: Chain, today: date | None = None) -> Json:
    """The steps of a handover; with ``today``, whether its last plan is overdue on that day."""
    row: Json = {
        "place_id": chain.place_id,
        "place_name": chain.place_name,
        "district_id": chain.district_id,
        "to_actor": chain.to_actor,
        "steps": [
            {"status": step.status, "date": step.date.edtf, "claim": step.claim,
             "derived": step.derived}
            for step in chain.steps
        ],
    }  # fmt: skip
    return row if today is None else {**row, "overdue": chain.overdue(today)}


def timeline_json(timeline: Timeline, today: date | None = None) -> Json:
    """Everything concluded; with ``today``, which chains are overdue on that day."""
    return {
        "rules": timeline.rules,
        "spells": [spell_json(spell) for spell in timeline.spells],
        "chains": [chain_json(chain, today) for chain in timeline.chains],
        "unplaced": [
            {"claim": each.claim, "reason": each.reason} for each in timeline.unplaced
        ],
        "contradictions": [
            {"claims": list(each.claims), "why": each.why} for each in timeline.contradictions
        ],
    }  # fmt: skip


def to_frame(records: Iterable[Any]) -> DataFrame:
    """Open any stage of the river as a table, one row a record.

    Claims, located claims and spells with coordinates become a GeoDataFrame of points in
    EPSG:4326, so that they can be drawn at once.

    Raises
    ------
    InputError
        If something is not a record of `geomap.model`.

    Examples
    --------
    >>> from geomap.model import Sentence
    >>> to_frame([Sentence(start=0, end=3, text="Hi.")]).columns.tolist()
    ['start', 'end', 'text', 'paragraph']
    """
    import pandas

    if not isinstance(records, Iterable):
        raise InputError(
            f"{type(records).__name__}: no list of records; give one, such as result.located or "
            "timeline.spells"
        )
    rows = [_row(record) for record in records]
    frame = pandas.DataFrame(rows)
    if {"lon", "lat"} <= set(frame.columns) and len(frame):
        import geopandas

        position = frame[["lon", "lat"]].astype(float)
        points = geopandas.GeoSeries.from_xy(position["lon"], position["lat"], crs="EPSG:4326")
        points = points.where(position.notna().all(axis=1), None)
        return geopandas.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")
    return frame


def _row(record: Any) -> Json:
    if isinstance(record, Located):
        return claim_json(record.claim, record)
    if isinstance(record, Claim):
        return claim_json(record)
    if is_dataclass(record) and not isinstance(record, type):
        return {each.name: _plain(getattr(record, each.name)) for each in fields(record)}
    raise InputError(f"{type(record).__name__}: not a record of geomap.model; give records")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, When):
        return value.edtf
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _row(value)
    return value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
