"""Records to the JSON that the page reads. Pure: no file is read or written here.

Days are whole numbers counted from 1970-01-01, so that no time zone can move them. Offsets are
turned from characters into UTF-16 units, which is how a browser counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from geomap.model import Claim, Located, Place, Reading, When
from geomap.model.elsewhere import named_elsewhere
from geomap.views.looks.styles import Fill, Outline, is_light
from geomap.views.looks.wording import (
    fill_text,
    outline_text,
    reason_text,
    share_text,
    when_text,
)
from geomap.views.page import topology
from geomap.views.page.columns import (
    Styles,
    day_number,
    feature_columns,
    outlines_of,
    spell_columns,
    spellings_of,
    version_columns,
    versions_of,
)
from geomap.views.page.packing import deflated
from geomap.views.picture import geometry
from geomap.views.picture.citing import web_link
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import claims_by_id, latest_publication
from geomap.views.picture.frontiers import frontiers
from geomap.views.picture.orphans import orphans_told
from geomap.views.threads import beside

if TYPE_CHECKING:
    from concurrent.futures import Executor

_OFF_THE_PROGRAM = (
    *("difference.", "figure.", "given.", "report.", "noscript", "untrusted"),
    *("asof.known", "empty.known"),
    *("map.home", "table.all", "table.filter", "table.next", "table.previous", "table.scroll"),
    *("time.format", "time.go", "time.next", "time.previous", "time.slider"),
    *("when.a", "when.by", "when.before", "when.from", "when.range", "when.unknown"),
    *("legend.claimed", "legend.contested", "legend.entered", "legend.in", "legend.joint"),
    *(
        "legend.near",
        "legend.between",
        "legend.along",
        "legend.share",
        "legend.solid",
        "legend.uncertain",
        "months_alone",
        "alt",
    ),
)
"""Strings of figures, of reports, of the skeleton, and of what the payload says in words: the
page's program does not need them."""


def payload_of(drawing: Drawing) -> Iterator[tuple[str, Any]]:
    """Give the payload part by part: geometry once, states and sentences by reference.

    A part is worked out when it is asked for, so that those before can be deflated meanwhile, and
    what `shapely` and `zlib` do by themselves, without Python, is done beside the rest.
    """
    with beside() as other:
        yield from _parts(drawing, other)


def _parts(drawing: Drawing, other: Executor) -> Iterator[tuple[str, Any]]:
    bordering = other.submit(_frontier_record, drawing)
    claims = claims_by_id(drawing.located, drawing.readings)
    order = {key: index for index, key in enumerate(claims)}
    versions = versions_of(drawing)
    earlier = (state for one in versions.values() for states in one.values() for state in states)
    styles = Styles(drawing, earlier)
    said = partial(reason_text, language=drawing.language)
    stops = [day_number(day) for day in drawing.stops]
    origin = stops[0] or 0 if stops else 0
    articles = [reading.article for reading in drawing.readings]
    units = {article.id: _utf16(article.text) for article in articles}
    where = {article.id: index for index, article in enumerate(articles)}
    located = {place.claim.id: place for place in drawing.located}
    anchors = {feature.id for feature in drawing.features}
    published = latest_publication(drawing.readings)
    yield from {
        "title": drawing.title,
        "strings": _strings(drawing, claims.values()),
        "asOf": day_number(published),
        "today": day_number(drawing.today),
        "start": day_number(drawing.start),
        "stops": stops,
        "origin": origin,
        "view": [round(value, geometry.PLACES) for value in drawing.scene.view],
        "places": geometry.PLACES,
        "crowded": drawing.crowded,
        "base": _base_record(drawing),
        "water": _water_record(drawing),
        "towns": _town_records(drawing),
    }.items()
    spelled = other.submit(deflated, spellings_of(drawing))
    yield "borders", outlines_of(drawing)
    yield "features", feature_columns(drawing, styles, origin)
    yield "spells", spell_columns(drawing, styles, claims, order, origin, known=bool(versions))
    yield "spellings", spelled.result()
    yield "frontiers", bordering.result()
    yield from {
        "fills": [_fill_record(fill, drawing) for fill in styles.fills],
        "outlines": [_outline_record(outline, drawing) for outline in styles.outlines],
        "looks": styles.looks,
        "versions": version_columns(versions, styles, origin),
        "claims": [
            _claim_record(
                claim,
                located.get(claim.id),
                where.get(claim.article),
                units.get(claim.article, int),
                anchors,
                {
                    slot: order[other.id] if other else None
                    for slot, other in named_elsewhere(claim, claims.values()).items()
                },
                drawing,
            )
            for claim in claims.values()
        ],
        "articles": [_article_record(reading, drawing) for reading in drawing.readings],
        "chains": _chain_records(drawing, order, anchors),
        "contradictions": [
            {
                "claims": [order[key] for key in c.claims if key in order],
                "why": said(c.why),
            }
            for c in drawing.timeline.contradictions
        ],
        "unplaced": [
            {
                "claim": order.get(u.claim),
                "id": u.claim,
                "reason": said(u.reason),
            }
            for u in drawing.timeline.unplaced
        ],
        "notClaims": [
            {
                "article": index,
                "start": units[reading.article.id](found.start),
                "end": units[reading.article.id](found.end),
                "evidence": found.evidence,
                "reason": said(found.reason),
            }
            for index, reading in enumerate(drawing.readings)
            for found in reading.not_claims
        ],
        "orphaned": [
            {"evidence": each.quote, "reason": each.decision, "near": each.near}
            for each in orphans_told(drawing)
        ],
        "rules": drawing.timeline.rules,
        "boundaries": drawing.boundaries,
        "citations": list(drawing.citations),
    }.items()


def _strings(drawing: Drawing, claims: Collection[Claim]) -> dict[str, Any]:
    """Words of the page's program, without those of what this page has nothing of."""
    timeline, readings = drawing.timeline, drawing.readings
    there = {
        "orphaned": drawing.orphaned,
        "contradictions": timeline.contradictions,
        "unplaced": timeline.unplaced,
        "notclaims": any(reading.not_claims for reading in readings),
        "texts": readings,
        "read.count": readings,
        "empty.": not drawing.features,
        "span.": claims,
    }
    off = (*_OFF_THE_PROGRAM, *(key for key, found in there.items() if not found))
    said = {f"change.{claim.change}" for claim in claims}
    said |= {f"precision.{place.precision}" for place in drawing.located}
    return {
        key: text
        for key, text in drawing.words.items()
        if not key.startswith(off)
        and (key in said or not key.startswith(("change.", "precision.")))
    }


def _base_record(drawing: Drawing) -> dict[str, Any]:
    base = drawing.ground.values()
    points = drawing.scene.name_points([shape for _, shape in base])
    return {"names": [name for name, _ in base], "at": [_at(point) for point in points]}


def _water_record(drawing: Drawing) -> dict[str, Any]:
    around, cells = drawing.surroundings, drawing.scene.cells
    return {
        "lakes": topology.encode(around.lakes, cells).as_dict(),
        "rivers": topology.encode_lines(around.rivers, cells),
    }


def _frontier_record(drawing: Drawing) -> str | None:
    """Borders of countries where their units lie; of a crowd, the page takes those of the base."""
    import shapely

    scene = drawing.scene
    if not scene.units or drawing.crowded:
        return None
    lines = shapely.line_merge(frontiers(drawing))
    coarser = shapely.simplify(lines, 3 / scene.cells, preserve_topology=False)
    return topology.encode_lines([coarser], scene.cells)


def _town_records(drawing: Drawing) -> list[list[Any]]:
    """Names and positions of towns for orientation, but for those that something is said of."""
    said = {feature.name for feature in drawing.features}
    towns = drawing.surroundings.towns
    return [[town.name, *_at((town.lon, town.lat))] for town in towns if town.name not in said]


def _fill_record(fill: Fill, drawing: Drawing) -> dict[str, Any]:
    pattern = None if fill.kind == "none" else drawing.look.pattern(fill).as_list()
    return {"kind": fill.kind, "legend": fill_text(fill, drawing.language), "pattern": pattern}


def _outline_record(outline: Outline, drawing: Drawing) -> dict[str, Any]:
    colour = drawing.look.outline_colour(outline)
    return {
        "kind": outline.kind,
        "legend": outline_text(outline, drawing.language),
        "colour": colour,
        "light": colour is not None and is_light(colour),
    }


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


def _at(point: tuple[float, float]) -> list[float]:
    """Leaflet's order: latitude first."""
    return [round(point[1], geometry.PLACES), round(point[0], geometry.PLACES)]
