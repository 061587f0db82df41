"""Conclusions as rows of the tables that a GIS shows: pure, in an order that inputs decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geomap.case.codec import encode
from geomap.case.schema import GEOMETRY
from geomap.control.corrections.applying import Orphan
from geomap.model import Article, Chain, Located, Place, Spell, Timeline
from geomap.records import claim_json

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_ROUGH = ("also", "spans", "place_kind", "within", "inferred", "how", "canonical")
"""Parts of a claim that its layer has inside ``record`` only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Rows by table, and every claim as a version to compare runs by."""

    rows: Mapping[str, list[dict[str, Any]]]
    versions: list[str]


def layers_of(
    located: Iterable[Located],
    timeline: Timeline,
    articles: Mapping[str, Article],
    districts: GeoDataFrame,
    orphaned: Sequence[Orphan] = (),
    originals: Mapping[str, str] = MappingProxyType({}),
) -> Layers:
    """Rows of every table that a run makes.

    Parameters
    ----------
    located, timeline
        Claims with their places, and what is concluded from them.
    articles
        By id: the names of sources.
    districts
        The layer; those that a claim or a spell is about are kept.
    orphaned
        Corrections that fit no claim.
    originals
        By the id of each article that is a copy or was copied, the first published of these.
    """
    once = {each.claim.id: each for each in located}
    in_order = sorted(
        once.values(), key=lambda each: (each.claim.article, each.claim.start, each.claim.id)
    )
    # what else a place might have been is in the reading; versions are for comparing runs
    claims = [replace(each, candidates=()) for each in in_order]
    used = {unit for each in claims for unit in (*each.members, each.district_id) if unit}
    used |= {spell.district_id for spell in timeline.spells if spell.district_id}
    shown = districts[districts["district_id"].isin(used)]
    filled = set(shown["district_id"])
    places = {each.place.id: each.place for each in claims if isinstance(each.place, Place)}
    return Layers(
        rows={
            "claims": [_claim(each, articles) for each in claims],
            "places": [_place(places[key]) for key in sorted(places)],
            "districts": [_district(row) for row in shown.itertuples(index=False)],
            "spells": [_spell(each, filled) for each in timeline.spells],
            "chains": [_chain(each) for each in timeline.chains],
            "unplaced": [
                {"claim": each.claim, "reason": each.reason} for each in timeline.unplaced
            ],
            "contradictions": [
                {"claims": encode(each.claims), "why": each.why} for each in timeline.contradictions
            ],
            "orphaned": [_orphan(each) for each in orphaned],
            "copies": [
                _copy(articles[key], original)
                for key, original in sorted(originals.items())
                if key in articles
            ],
        },
        versions=[encode(each) for each in claims],
    )


def _claim(located: Located, articles: Mapping[str, Article]) -> dict[str, Any]:
    claim, place = located.claim, located.place
    article = articles.get(claim.article)
    row = {key: value for key, value in claim_json(claim, located).items() if key not in _ROUGH}
    return {
        **row,
        "source": claim.source or ((article.source or article.name) if article else None),
        "announced": claim.announced,
        "day_from": claim.date.earliest,
        "day_to": claim.date.latest,
        "members": encode(located.members),
        "record": encode(located),
        GEOMETRY: _point(place) if isinstance(place, Place) else None,
    }


def _place(place: Place) -> dict[str, Any]:
    plain = ("id", "name", "level", "country", "admin1", "population", "source")
    return {
        **{name: getattr(place, name) for name in plain},
        "district_ids": encode(place.district_ids),
        GEOMETRY: _point(place),
    }


def _district(row: Any) -> dict[str, Any]:
    from shapely import MultiPolygon

    shape = row.geometry
    names = ("district_id", "name", "level", "country", "country_name", "admin1", "names")
    return {
        **{name: getattr(row, name) for name in names},
        GEOMETRY: shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape]),
    }


def _spell(spell: Spell, districts: set[Any]) -> dict[str, Any]:
    """A spell; ``shown_from`` is the first day on which it is drawn."""
    row = {
        name: getattr(spell, name)
        for name in (
            "place_id", "place_name", "level", "district_id", "district", "admin1", "country",
            "controller", "status", "start", "start_latest", "end", "end_latest", "known_from",
            "share", "inferred", "rule",
        )
    }  # fmt: skip
    return {
        **row,
        "shown_from": spell.start or spell.start_latest,
        "sources": encode(spell.sources),
        "claims": encode(spell.claims),
        "polygon": spell.level in ("district", "region") and spell.district_id in districts,
        GEOMETRY: _point(spell),
    }


def _chain(chain: Chain) -> dict[str, Any]:
    plain = ("place_id", "place_name", "district_id", "to_actor")
    return {**{name: getattr(chain, name) for name in plain}, "steps": encode(chain.steps)}


def _orphan(orphan: Orphan) -> dict[str, Any]:
    plain = ("quote", "action", "by")
    made = {name: getattr(orphan.correction, name) for name in plain}
    return {**made, "nearest": orphan.nearest}


def _copy(article: Article, original: str) -> dict[str, Any]:
    source = article.source or article.name
    return {"article": article.id, "original": original, "source": source}


def _point(record: Place | Spell) -> Any:
    from shapely import Point

    if record.lon is None or record.lat is None:
        return None
    return Point(record.lon, record.lat)
