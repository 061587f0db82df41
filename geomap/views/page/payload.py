"""Records to the JSON that the page reads. Pure: no file is read or written here.

Days are whole numbers counted from 1970-01-01, so that no time zone can move them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from geomap.model import Claim
from geomap.views.looks.styles import Fill, Outline, is_light
from geomap.views.looks.wording import (
    fill_text,
    outline_text,
    reason_text,
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
from geomap.views.page.telling import telling_of
from geomap.views.picture import geometry
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import claims_by_id, latest_publication
from geomap.views.picture.frontiers import frontiers
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
    stops = [day_number(day) for day in drawing.stops]
    origin = stops[0] or 0 if stops else 0
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
        **telling_of(drawing, claims),
        "rules": drawing.timeline.rules,
        "boundaries": reason_text(drawing.boundaries, drawing.language),
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


def _at(point: tuple[float, float]) -> list[float]:
    """Leaflet's order: latitude first."""
    return [round(point[1], geometry.PLACES), round(point[0], geometry.PLACES)]
