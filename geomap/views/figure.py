"""A static picture: SVG, written without a browser and without a plotting library.

It shares states, colours, textures and label rules with the page, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from geomap.model import Located, Reading, Spell, Timeline
from geomap.views import geometry
from geomap.views.canvas import (
    BORDER,
    FRONTIER,
    INK,
    MARGIN,
    MUTED,
    NONE,
    PAPER,
    SEA,
    SERIF,
    WIDTH,
    Frame,
    clean,
    frame_of,
    number_mark,
    text_line,
)
from geomap.views.drawing import Drawing, drawing_of
from geomap.views.features import (
    PLANS,
    Feature,
    State,
    begins,
    claims_by_id,
    is_as_of,
    state_on,
    when_of,
)
from geomap.views.placing import Box, Label, place, text_width
from geomap.views.styles import NO_REPORT, Fill, Outline, is_light
from geomap.views.wording import day_text, fill_text, outline_text, strings, when_text
from geomap.views.wording import fill as fill_words

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def figure(
    timeline: Timeline,
    located: Sequence[Located],
    districts: GeoDataFrame,
    base: GeoDataFrame | None = None,
    *,
    day: date | None = None,
    readings: Sequence[Reading] = (),
    title: str | None = None,
    boundaries: str = "",
    language: str = "en",
    actor_colours: Mapping[str, str] | None = None,
) -> str:
    """Draw control on one day as SVG.

    Parameters
    ----------
    timeline, located, districts, base, readings
        As for `geomap.views.map.build_map`.
    day
        The day shown; by default the last change that is done.
    title, boundaries, language, actor_colours
        As for `geomap.views.map.build_map`.

    Returns
    -------
    str
        An SVG document, 960 pixels wide, without any remote reference.
    """
    drawing = drawing_of(
        timeline,
        located,
        readings,
        districts,
        base,
        title=title,
        start=day,
        today=None,
        boundaries=boundaries,
        citations=(),
        language=language,
        actor_colours=actor_colours,
    )
    return draw(drawing, day)


def draw(drawing: Drawing, day: date | None = None) -> str:
    """Draw a day of a drawing as SVG; by default the day that the page opens on."""
    day = day or drawing.start
    words = strings(drawing.language)
    states = {f.id: state_on(f, day or date.max) for f in drawing.features}
    # A point that nothing is reported of yet is not on the map.
    shown = tuple(f for f in drawing.features if f.shape == "area" or states[f.id].spells)
    drawing = replace(drawing, features=shown)
    states = {feature.id: states[feature.id] for feature in shown}
    frame = frame_of(drawing.scene.view)
    body = [
        *_ground(drawing, frame),
        *_areas(drawing, frame, states, day),
        *_points(drawing, frame, states, day),
    ]
    labels, numbered = _labels(drawing, frame, states, day)
    spoken = day_text(day, drawing.language) if day else words["time.none"]
    head = [
        text_line(drawing.title, MARGIN, 36, 24, font=SERIF, weight=700),
        text_line(spoken, MARGIN, 64, 18, font=SERIF),
    ]
    top = 80
    legend, bottom = _legend(drawing, states, day, numbered, top + frame.height + 22)
    if drawing.boundaries:
        legend.append(text_line(drawing.boundaries, MARGIN, bottom + 14, 11, colour=MUTED))
        bottom += 22
    height = round(bottom + 12)
    label = escape(clean(fill_words(words["alt"], date=spoken)))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" aria-label="{label}">',
            f"<title>{escape(clean(drawing.title))}: {escape(spoken)}</title>",
            _definitions(drawing, states),
            f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
            *head,
            f'<svg x="{MARGIN}" y="{top}" width="{frame.width:g}" height="{frame.height:g}">',
            f'<rect width="100%" height="100%" fill="{SEA}"/>',
            *body,
            *labels,
            "</svg>",
            f'<rect x="{MARGIN}" y="{top}" width="{frame.width:g}" height="{frame.height:g}" '
            f'fill="none" stroke="{BORDER}"/>',
            *legend,
            "</svg>\n",
        )
    )


def _ground(drawing: Drawing, frame: Frame) -> Iterable[str]:
    """Land, the units that nothing is said of, and the frontiers over both."""
    land = "".join(frame.path(shape) for _, shape in drawing.scene.base.values())
    yield f'<path d="{land}" fill="{NONE}" fill-rule="evenodd"/>'
    drawn = {feature.id for feature in drawing.features}
    shapes = (shape for unit, shape in drawing.scene.units.items() if unit not in drawn)
    units = "".join(frame.path(shape) for shape in shapes)
    yield f'<path d="{units}" fill="{NONE}" stroke="{BORDER}" stroke-width=".6"/>'
    yield f'<path d="{land}" fill="none" stroke="{FRONTIER}" stroke-width="1.2"/>'


def _areas(
    drawing: Drawing, frame: Frame, states: Mapping[str, State], day: date | None
) -> Iterable[str]:
    shown = [feature for feature in drawing.features if feature.shape == "area"]
    shown.sort(key=lambda feature: feature.level not in ("country", "region"))
    paths = {feature.id: frame.path(drawing.scene.shape(feature.id)) for feature in shown}
    for feature in shown:
        fill = states[feature.id].fill
        edge = BORDER if fill == NO_REPORT else PAPER
        paint = _paint(states, fill)
        yield f'<path d="{paths[feature.id]}" fill="{paint}" stroke="{edge}" stroke-width=".9"/>'
    for feature in shown:
        for attributes in _strokes(drawing, states[feature.id], day):
            yield f'<path d="{paths[feature.id]}" fill="none" {attributes}/>'


def _points(
    drawing: Drawing, frame: Frame, states: Mapping[str, State], day: date | None
) -> Iterable[str]:
    for feature in drawing.features:
        if feature.shape == "point":
            x, y = frame.xy(feature.lon, feature.lat)
            state = states[feature.id]
            for attributes in _strokes(drawing, state, day):
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="none" {attributes}/>'
            paint = _paint(states, state.fill)
            symbol = _symbol(feature.level, x, y)
            yield f'<{symbol} fill="{paint}" stroke="#000" stroke-width="1.6"/>'


def _symbol(level: str, x: float, y: float) -> str:
    if level == "settlement":
        return f'circle cx="{x:.1f}" cy="{y:.1f}" r="6.5"'
    return f'path d="M{x:.1f} {y - 8:.1f}l8 8l-8 8l-8 -8z"'


def _strokes(drawing: Drawing, state: State, day: date | None) -> Iterable[str]:
    """Strokes of the outlines of a state, each on a casing that shows on every fill."""
    kinds = [(outline, outline.kind) for outline in state.outlines]
    if state.changed and state.start == day:
        kinds.append((Outline("inside"), "changed"))  # type: ignore[arg-type]
    for outline, kind in kinds:
        yield from _stroke(drawing, outline, kind)


def _stroke(drawing: Drawing, outline: Outline, kind: str) -> tuple[str, str]:
    colour = drawing.look.outline_colour(outline) or "#000000"
    style = {
        "planned": 'stroke-width="3" stroke-dasharray="8 5"',
        "claimed": 'stroke-width="2.4" stroke-dasharray="0.1 5" stroke-linecap="round"',
        "inside": 'stroke-width="1.4" stroke-dasharray="9 3 2 3"',
        "changed": 'stroke-width="2.6"',
    }[kind]
    if kind == "changed":
        colour = "#000000"
    casing = 2.6 if kind == "inside" else 4.5
    edge = INK if is_light(colour) else PAPER
    return (
        f'stroke="{edge}" stroke-width="{casing}" stroke-linejoin="round"',
        f'stroke="{colour}" {style} stroke-linejoin="round"',
    )


def _fills(states: Mapping[str, State]) -> list[Fill]:
    return sorted({state.fill for state in states.values()} - {NO_REPORT})


def _paint(states: Mapping[str, State], fill: Fill) -> str:
    return NONE if fill == NO_REPORT else f"url(#geomap-figure-{_fills(states).index(fill)})"


def _definitions(drawing: Drawing, states: Mapping[str, State]) -> str:
    parts = []
    for index, fill in enumerate(_fills(states)):
        pattern = drawing.look.pattern(fill)
        turn = f' patternTransform="rotate({pattern.turn:g})"' if pattern.turn else ""
        inner = "".join(_shape(shape) for shape in pattern.shapes)
        parts.append(
            f'<pattern id="geomap-figure-{index}" patternUnits="userSpaceOnUse" '
            f'width="{pattern.width:g}" height="{pattern.height:g}"{turn}>{inner}</pattern>'
        )
    return f"<defs>{''.join(parts)}</defs>"


def _shape(shape: tuple[Any, ...]) -> str:
    tag, attributes, inner = shape
    values = dict(attributes)
    if values.pop("class", None) == "geomap-none":
        values["fill"] = NONE
    text = "".join(f' {key}="{value}"' for key, value in values.items())
    return f"<{tag}{text}>{''.join(_shape(part) for part in inner)}</{tag}>"


def _told(state: State, spells: Sequence[Spell]) -> int | None:
    """Index of the spell that a label tells of: a plan if there is one, else the latest."""
    dated = [index for index in state.spells if begins(spells[index]) is not None]
    plans = [index for index in dated if spells[index].status in PLANS]
    return max(plans or dated, key=lambda index: begins(spells[index]) or date.min, default=None)


def _labels(
    drawing: Drawing, frame: Frame, states: Mapping[str, State], day: date | None
) -> tuple[list[str], list[tuple[str, str]]]:
    """Draw the labels of the map, and return the texts of those that became numbers."""
    import shapely

    claims = claims_by_id(drawing.located, drawing.readings)
    spells = drawing.timeline.spells
    found: list[tuple[tuple[Any, ...], Feature, str, Label]] = []
    for feature in drawing.features:
        index = _told(states[feature.id], spells)
        if index is None:
            continue
        text = when_text(when_of(spells[index], claims), drawing.language, short=True)
        if spells[index].status in PLANS:
            text = fill_words(strings(drawing.language)["when.planned"], date=text)
        width = max(text_width(feature.name, 13) * 1.08, text_width(text, 12))
        begin = begins(spells[index]) or date.min
        rank = (states[feature.id].start != day, -begin.toordinal(), feature.id)
        if feature.shape == "point":
            x, y = frame.xy(feature.lon, feature.lat)
            label = Label(x, y, width, 30, lambda _x, _y: True, beside=True)
        else:
            shape = drawing.scene.shape(feature.id)
            x, y = frame.xy(*geometry.label_point(shape))
            west, _, east, _ = shape.bounds
            widest = 2 * (east - west) * frame.scale
            own = shapely.Polygon if shape.is_empty else shape
            label = Label(x, y, width, 30, _owner(own, frame), widest=widest)
        found.append((rank, feature, text, label))
    found.sort(key=lambda item: item[0])
    symbols = [Box(label.x, label.y, 16, 16) for *_, label in found if label.beside]
    boxes = place([label for *_, label in found], symbols)
    left_over = [label for (*_, label), box in zip(found, boxes, strict=True) if box is None]
    small = [replace(label, width=18, height=18, beside=False) for label in left_over]
    taken = [*symbols, *(box for box in boxes if box is not None)]
    circles = iter(zip(small, place(small, taken), strict=True))
    parts = _country_names(drawing, frame, taken)
    numbered: list[tuple[str, str]] = []
    for (_, feature, text, _), box in zip(found, boxes, strict=True):
        if box is None:
            numbered.append((feature.name, text))
            label, circle = next(circles)
            parts += number_mark(len(numbered), circle or Box(label.x, label.y, 18, 18))
        else:
            parts.append(text_line(feature.name, box.x, box.y - 2, 13, weight=700, halo=True))
            parts.append(text_line(text, box.x, box.y + 12, 12, halo=True))
    return parts, numbered


def _country_names(drawing: Drawing, frame: Frame, taken: Sequence[Box]) -> list[str]:
    """Names of countries, where nothing else is written and all of the name is in view."""
    parts: list[str] = []
    kept: list[Box] = []
    for code, (name, _) in drawing.scene.base.items():
        x, y = frame.xy(*drawing.scene.name_point(code))
        width = text_width(name.upper(), 12) * 1.35

        def inside(cx: float, cy: float, half: float = width / 2) -> bool:
            return half < cx < frame.width - half and 12 < cy < frame.height - 12

        west, _, east, _ = drawing.scene.base[code][1].bounds
        widest = 1.2 * (east - west) * frame.scale
        (box,) = place([Label(x, y, width, 16, inside, widest=widest)], [*taken, *kept])
        if box is not None:
            kept.append(box)
            at = box.x, box.y + 4
            parts.append(
                text_line(name.upper(), *at, 12, weight=600, colour=MUTED, middle=True, spacing=2)
            )
    return parts


def _owner(shape: Any, frame: Frame) -> Any:
    import shapely

    def owns(x: float, y: float) -> bool:
        return bool(shapely.contains_xy(shape, *frame.degrees(x, y)))

    return owns


def _legend(
    drawing: Drawing,
    states: Mapping[str, State],
    day: date | None,
    numbered: Sequence[tuple[str, str]],
    top: float,
) -> tuple[list[str], float]:
    """Entries for exactly the styles drawn, in rows; then the numbered labels."""
    words = strings(drawing.language)
    entries: list[tuple[str, str]] = []
    box = '<rect width="26" height="16" stroke="{edge}" fill="{fill}"/>'
    for fill in _fills(states):
        paint = _paint(states, fill)
        entries.append((box.format(edge=FRONTIER, fill=paint), fill_text(fill, drawing.language)))
    entries.append((box.format(edge=FRONTIER, fill=NONE), words["legend.none"]))
    outlines = sorted({outline for state in states.values() for outline in state.outlines})
    kinds: list[tuple[Outline, str]] = [(outline, outline.kind) for outline in outlines]
    if any(state.changed and state.start == day for state in states.values()):
        kinds.append((Outline("inside"), "changed"))
    for outline, kind in kinds:
        strokes = _stroke(drawing, outline, kind)
        sample = "".join(
            f'<rect x="2" y="2" width="22" height="12" fill="{ground}" {stroke}/>'
            for ground, stroke in zip((NONE, "none"), strokes, strict=True)
        )
        changed = kind == "changed"
        text = words["legend.changed"] if changed else outline_text(outline, drawing.language)
        entries.append((sample, text))
    for level in ("settlement", "feature"):
        if any(_point_level(f) == level for f in drawing.features if f.shape == "point"):
            symbol = _symbol(level, 13, 8)
            sample = f'<{symbol} fill="{NONE}" stroke="#000" stroke-width="1.6"/>'
            entries.append((sample, words[f"legend.{level}"]))
    spells = drawing.timeline.spells
    if any(is_as_of(spells[index]) for state in states.values() for index in state.spells):
        sign = text_line("\u2264", 13, 13, 14, weight=700, middle=True)
        entries.append((sign, words["legend.asof"]))
    for number, (name, text) in enumerate(numbered, 1):
        entries.append(("".join(number_mark(number, Box(13, 8, 18, 18))), f"{name}: {text}"))
    parts: list[str] = []
    x, y = float(MARGIN), top
    for sample, text in entries:
        width = 34 + text_width(text, 13) * 1.05 + 22
        if x + width > WIDTH - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + 24
        parts.append(f'<g transform="translate({x:.1f} {y - 12:.1f})">{sample}</g>')
        parts.append(text_line(text, x + 34, y, 13))
        x += width
    return parts, y + 12


def _point_level(feature: Feature) -> str:
    return "settlement" if feature.level == "settlement" else "feature"
