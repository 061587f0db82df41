"""One map of a figure: the ground, the places, and the labels that fit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from geomap.views.figures.canvas import (
    BORDER,
    FRONTIER,
    INK,
    MUTED,
    NONE,
    PAPER,
    SEA,
    WATER,
    Frame,
    rectangle,
    text_line,
)
from geomap.views.figures.ground import Ground
from geomap.views.figures.inks import Inks, number_mark, symbol
from geomap.views.figures.locator import Locator
from geomap.views.figures.placing import Box, Label, place
from geomap.views.figures.signs import Sign
from geomap.views.figures.widths import text_width
from geomap.views.looks.styles import NO_REPORT
from geomap.views.picture import geometry
from geomap.views.picture.drawing import Drawing

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

SIZES = ((13.0, 12.0), (11.5, 10.5))
"""Sizes of a name and of the line under it, in the order in which they are tried."""

NUMBERS = 40
"""Most labels that become numbers: a longer key is not read."""

NEAR = 24.0
"""Distance up to which a number is seen to belong to its symbol, in pixels."""

NEIGHBOUR = 60.0
"""Side of the square around a town in which no smaller one is named, in pixels."""

Names = Literal["keyed", "all", "changes"]

SPACING = 2.0
"""Between the letters of the name of a country, in pixels."""

TOWNS = 14
"""Most towns that a map names for orientation."""

LARGE = ("country", "region")
"""Levels of areas that others lie in."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A drawn map, and the labels that only fitted as numbers: ``name, text``."""

    frame: Frame
    body: tuple[str, ...]
    numbered: tuple[tuple[str, str], ...]

    def svg(self, x: float, y: float) -> Iterator[str]:
        """Put the map on the sheet, in a hairline frame."""
        width, height = self.frame.width, self.frame.height
        yield f'<svg x="{x:.1f}" y="{y:.1f}" width="{width:g}" height="{height:g}">'
        yield rectangle(0, 0, width, height, fill=SEA)
        yield from self.body
        yield "</svg>"
        yield rectangle(x, y, width, height, fill="none", stroke=BORDER)


def panel(
    drawing: Drawing,
    ground: Ground,
    frame: Frame,
    signs: Sequence[Sign],
    inks: Inks,
    *,
    names: Names = "keyed",
    inset: Locator | None = None,
) -> Panel:
    """Draw a map.

    ``names`` says which places are named on it: all, with numbers for those that do not fit
    ("keyed"); all that fit ("all"); or what changes on the day, without the date ("changes").
    No name is written over the ``inset``.
    """
    shown = [sign for sign in signs if sign.drawn]
    quiet, loud = _parted(shown)
    body = [
        *_land(drawing, frame, {sign.feature.id for sign in shown}),
        *_areas(drawing, frame, quiet, inks),
        *_lines(ground, frame),
        *_areas(drawing, frame, loud, inks),
        *_outlines(drawing, frame, [*quiet, *loud], inks),
        *_points(frame, shown, inks),
    ]
    said = [sign for sign in shown if sign.label and (sign.changed or names != "changes")]
    if names == "changes":
        said = [replace(sign, label="") for sign in said]
    labels = _Labels(drawing, ground, frame, shown)
    if inset:
        body += inset.body
        labels.taken.append(inset.box)
    labels.write(sorted(said, key=lambda sign: sign.rank), numbers=names == "keyed")
    if names == "keyed":
        bar, box = _scale_bar(frame)
        body += bar
        labels.taken.append(box)
    if names != "changes":
        labels.countries()
    if names == "keyed":
        labels.units(shown)
        labels.towns()
    return Panel(frame, (*body, *labels.parts), tuple(labels.numbered))


def _parted(signs: Sequence[Sign]) -> tuple[list[Sign], list[Sign]]:
    """Part areas into land under the rivers and what is over it; the largest of each first.

    An area without a colour is land, unless it may lie in a larger one that has a colour.
    """
    areas = [sign for sign in signs if sign.feature.shape == "area"]
    areas.sort(key=lambda sign: sign.feature.level not in LARGE)
    coloured = [sign for sign in areas if sign.fill != NO_REPORT]
    if any(sign.feature.level in LARGE for sign in coloured):
        return [], areas
    return [sign for sign in areas if sign.fill == NO_REPORT], coloured


def _land(drawing: Drawing, frame: Frame, drawn: set[str]) -> Iterator[str]:
    """Land, and the units that are no places of the map."""
    scene = drawing.scene
    land = "".join(frame.path(shape) for _, shape in scene.base.values())
    yield f'<path d="{land}" fill="{NONE}" fill-rule="evenodd"/>'
    units = "".join(frame.path(shape) for unit, shape in scene.units.items() if unit not in drawn)
    yield f'<path d="{units}" fill="{NONE}" stroke="{BORDER}" stroke-width=".6"/>'


def _lines(ground: Ground, frame: Frame) -> Iterator[str]:
    """Water and frontiers."""
    yield (
        f'<path d="{frame.lines(ground.rivers)}" fill="none" stroke="{WATER}" '
        'stroke-width="1.1" stroke-linejoin="round"/>'
    )
    yield f'<path d="{frame.path(ground.lakes)}" fill="{SEA}" stroke="{WATER}" stroke-width=".8"/>'
    lines = frame.lines(ground.frontiers)
    yield f'<path d="{lines}" fill="none" stroke="{FRONTIER}" stroke-width="1.3"/>'


def _areas(drawing: Drawing, frame: Frame, areas: Sequence[Sign], inks: Inks) -> Iterator[str]:
    for sign in areas:
        path = frame.path(drawing.scene.shape(sign.feature.id))
        edge = BORDER if sign.fill == NO_REPORT else PAPER
        yield (
            f'<path d="{path}" fill="{inks.paint(sign.fill)}" stroke="{edge}" stroke-width=".9" '
            f'data-area="{sign.fill.kind}"/>'
        )


def _outlines(drawing: Drawing, frame: Frame, areas: Sequence[Sign], inks: Inks) -> Iterator[str]:
    """What is said of areas by their outlines, over all colours."""
    for sign in areas:
        path = frame.path(drawing.scene.shape(sign.feature.id))
        for attributes in inks.strokes(sign.outlines, sign.changed):
            yield f'<path d="{path}" fill="none" {attributes}/>'


def _points(frame: Frame, signs: Sequence[Sign], inks: Inks) -> Iterator[str]:
    for sign in sorted(signs, key=lambda sign: sign.changed):
        if sign.feature.shape == "point":
            x, y = frame.xy(sign.feature.lon, sign.feature.lat)
            near = [outline for outline in sign.outlines if outline.kind == "near"]
            close = [outline for outline in sign.outlines if outline.kind != "near"]
            rings = ((18, inks.strokes(near, False)), (10, inks.strokes(close, sign.changed)))
            for reach, strokes in rings:
                for attributes in strokes:
                    yield (
                        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{reach}" fill="none" {attributes}/>'
                    )
            yield (
                f'<{symbol(sign.feature.level, x, y)} fill="{inks.paint(sign.fill)}" '
                f'stroke="#000" stroke-width="1.6" data-point="{sign.fill.kind}"/>'
            )


def _leader(label: Label, box: Box) -> str:
    """Draw a line from the edge of a symbol to its number, unless that is beside it."""
    across, down = box.x - label.x, box.y - label.y
    far = math.hypot(across, down)
    if far < NEAR:
        return ""
    x, y = label.x + across * 8 / far, label.y + down * 8 / far
    return f'<path d="M{x:.1f} {y:.1f}L{box.x:.1f} {box.y:.1f}" stroke="{INK}"/>'


class _Labels:
    """Labels of one map, in order of importance: places, countries, towns."""

    def __init__(
        self, drawing: Drawing, ground: Ground, frame: Frame, signs: Sequence[Sign]
    ) -> None:
        import shapely

        self.drawing, self.frame = drawing, frame
        self.parts: list[str] = []
        self.numbered: list[tuple[str, str]] = []
        outlined = [sign for sign in signs if sign.feature.shape == "area"]
        lines = [drawing.scene.shape(sign.feature.id).boundary for sign in outlined]
        self.lines = shapely.STRtree([*lines, *shapely.get_parts(ground.frontiers)])
        signs = [sign for sign in signs if sign.active]
        self.areas = [sign for sign in signs if sign.feature.shape == "area"]
        self.order = {sign.feature.id: number for number, sign in enumerate(self.areas)}
        self.shapes = [drawing.scene.shape(sign.feature.id) for sign in self.areas]
        self.tree = shapely.STRtree(self.shapes)
        self.loud = shapely.union(shapely.union_all(self.shapes), ground.lakes)
        points = [sign.feature for sign in signs if sign.feature.shape == "point"]
        self.taken = [Box(*frame.xy(point.lon, point.lat), 16, 16) for point in points]

    def write(self, signs: Sequence[Sign], *, numbers: bool) -> None:
        """Write the names of places, smaller where they would not fit, else as numbers."""
        # What is too small for any name comes first: names have other spots, its number has not.
        tiny = [s for s in signs if not self._has_room(s, self._label(s, SIZES[-1]))]
        if numbers:
            self._number(tiny[:NUMBERS])
        small = {sign.feature.id for sign in tiny}
        left = [sign for sign in signs if sign.feature.id not in small]
        for sizes in SIZES:
            # A name that is wider than its place cannot keep to it.
            labels = {sign.feature.id: self._label(sign, sizes) for sign in left}
            tried = [sign for sign in left if self._has_room(sign, labels[sign.feature.id])]
            boxes = place([labels[sign.feature.id] for sign in tried], self.taken)
            for sign, box in zip(tried, boxes, strict=True):
                if box is not None:
                    self._write(sign, box, sizes)
            placed = {s.feature.id for s, box in zip(tried, boxes, strict=True) if box is not None}
            left = [sign for sign in left if sign.feature.id not in placed]
        if numbers:
            self._number(left[: max(NUMBERS - len(tiny), 0)])

    def _number(self, signs: Sequence[Sign]) -> None:
        """Write numbers, each with its centre on its own place, for the key below the map."""
        labels = [
            replace(
                self._label(sign, SIZES[0]),
                width=18,
                height=18,
                beside=False,
                fits=self._centred_on(sign),
            )
            for sign in signs
        ]
        for sign, label, box in zip(signs, labels, place(labels, self.taken), strict=True):
            if box is not None:
                self.numbered.append((sign.feature.name, sign.label))
                self.taken.append(box)
                if sign.feature.shape == "point":
                    # Below all names.
                    self.parts.insert(0, _leader(label, box))
                self.parts.append(number_mark(len(self.numbered), box.x, box.y))

    def _centred_on(self, sign: Sign) -> Callable[[Box], bool]:
        """Tell whether the centre of a box is on a place, and in view."""
        import shapely

        shape = None
        if sign.feature.shape == "area":
            shape = self.drawing.scene.shape(sign.feature.id)

        def fits(box: Box) -> bool:
            at = self.frame.degrees(box.x, box.y)
            inside = shape is None or shapely.contains_xy(shape, *at)
            return bool(inside and self.frame.shows(box.x, box.y))

        return fits

    def _has_room(self, sign: Sign, label: Label) -> bool:
        if label.beside:
            return True
        west, _, east, _ = self.drawing.scene.shape(sign.feature.id).bounds
        return label.width <= 1.5 * (east - west) * self.frame.scale

    def _write(self, sign: Sign, box: Box, sizes: tuple[float, float]) -> None:
        self.taken.append(box)
        name, line = sizes
        y = box.y - 2 if sign.label else box.y + name * 0.35
        self.parts.append(text_line(sign.feature.name, box.x, y, name, weight=700, halo=PAPER))
        if sign.label:
            self.parts.append(text_line(sign.label, box.x, box.y + line, line, halo=PAPER))

    def _label(self, sign: Sign, sizes: tuple[float, float]) -> Label:
        feature, (name, line) = sign.feature, sizes
        width = max(text_width(feature.name, name, weight=700), text_width(sign.label, line))
        height = name + (line + 5 if sign.label else 2)
        if feature.shape == "point":
            x, y = self.frame.xy(feature.lon, feature.lat)
            # Off the ring of what changes, too.
            return Label(
                x, y, width, height, self._in_view, beside=True, reach=15, clear=self._is_clear
            )
        x, y = self.frame.xy(*geometry.label_point(self.drawing.scene.shape(feature.id)))
        return Label(x, y, width, height, self._keeps_to(sign), clear=self._is_clear)

    def _is_clear(self, box: Box) -> bool:
        """Whether no outline of a place and no frontier runs through a box, or close by it."""
        import shapely

        wide = box.grown(3)
        west, north = self.frame.degrees(wide.x - wide.width / 2, wide.y - wide.height / 2)
        east, south = self.frame.degrees(wide.x + wide.width / 2, wide.y + wide.height / 2)
        found = self.lines.query(shapely.box(west, south, east, north), predicate="intersects")
        return not found.size

    def _in_view(self, box: Box) -> bool:
        half, tall = box.width / 2 + 4, box.height / 2 + 2
        return self.frame.shows(box.x - half, box.y - tall) and self.frame.shows(
            box.x + half, box.y + tall
        )

    def _keeps_to(self, sign: Sign) -> Callable[[Box], bool]:
        """Tell whether a box is over its own place, and over no other that is coloured."""
        import shapely

        own = self.order[sign.feature.id]

        def fits(box: Box) -> bool:
            if not self._in_view(box):
                return False
            points = shapely.points([self.frame.degrees(x, y) for x, y in box.probes()])
            probe, owner = self.tree.query(points, predicate="intersects")
            mine = set(probe[owner == own].tolist())
            return 0 in mine and set(probe.tolist()) <= mine

        return fits

    def countries(self) -> None:
        """Name countries on ground of theirs that nothing is said of, all of the name in view."""
        scene = self.drawing.scene
        for name, shape in scene.base.values():
            at = self._quiet_point(shape)
            style: dict[str, Any] = {"weight": 600, "spacing": SPACING}
            width = text_width(name.upper(), 12, weight=600) + SPACING * len(name)
            if at is not None:
                self._name(name.upper(), shape, at, width, 12, **style)

    def units(self, signs: Sequence[Sign]) -> None:
        """Name the units that are outlined for what lies in them, and have no label else."""
        for sign in signs:
            if sign.feature.shape == "area" and sign.outlines and not sign.label:
                shape = self.drawing.scene.shape(sign.feature.id)
                at = self._quiet_point(shape)
                if at is not None:
                    width = text_width(sign.feature.name, 12)
                    self._name(sign.feature.name, shape, at, width, 12, italic=True)

    def _quiet_point(self, shape: Geometry) -> tuple[float, float] | None:
        """Where a name for orientation goes: well inside what is seen, off colours and lakes."""
        import shapely

        west, north = self.frame.degrees(0, 0)
        east, south = self.frame.degrees(self.frame.width, self.frame.height)
        seen = shapely.clip_by_rect(shape, west, south, east, north)
        if seen.is_empty:
            return None
        quiet = shapely.difference(seen, self.loud)
        return geometry.label_point(seen if quiet.is_empty else quiet)

    def _name(
        self,
        name: str,
        shape: Geometry,
        at: tuple[float, float],
        width: float,
        size: float,
        **style: Any,
    ) -> None:
        """Write a name for orientation, if it fits on the ground that it names."""
        import shapely

        shapely.prepare(shape)

        def fits(box: Box) -> bool:
            probes = box.grown(4).probes()
            lon, lat = zip(*(self.frame.degrees(x, y) for x, y in probes), strict=True)
            own = shapely.contains_xy(shape, lon, lat).all()
            return bool(own and self._in_view(box) and self._quiet(box))

        (box,) = place(
            [Label(*self.frame.xy(*at), width, size + 2, fits, clear=self._is_clear)], self.taken
        )
        if box is not None:
            self.taken.append(box)
            self.parts.append(
                text_line(name, box.x, box.y + 4, size, halo=NONE, colour=MUTED, **style)
            )

    def towns(self) -> None:
        """Name the largest towns in view, quietly, where nothing else is written."""
        written = {feature.name for feature in self.drawing.features}
        named, larger = 0, list[Box]()
        for town in self.drawing.surroundings.towns:
            x, y = self.frame.xy(town.lon, town.lat)
            # A suburb in the place of its city would mislead.
            ward = any(Box(x, y, NEIGHBOUR, NEIGHBOUR).meets(each) for each in larger)
            dot = Box(x, y, 7, 7)
            larger.append(dot)
            if ward or town.name in written or any(dot.meets(each) for each in self.taken):
                continue
            if named == TOWNS:
                break
            width = text_width(town.name, 10.5)
            label = Label(
                x, y, width, 11, self._in_view, beside=True, reach=5, clear=self._is_clear
            )
            (box,) = place([label], self.taken)
            if box is None or not self._in_view(dot) or not self._quiet(box):
                continue
            named += 1
            self.taken += [dot, box]
            self.parts += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{INK}"/>',
                text_line(town.name, box.x, box.y + 3.5, 10.5, halo=NONE, colour=MUTED),
            ]

    def _quiet(self, box: Box) -> bool:
        """Whether a box is over no coloured place: what is written there is about control."""
        import shapely

        points = shapely.points([self.frame.degrees(x, y) for x, y in box.probes()])
        return not self.tree.query(points, predicate="intersects").size


def _scale_bar(frame: Frame) -> tuple[list[str], Box]:
    """Draw a round number of kilometres, about a seventh of the width; also tell where."""
    room = frame.width / 7 / frame.kilometre
    steps = [factor * 10**power for power in range(5) for factor in (1, 2, 5)]
    length = max((step for step in steps if step <= room), default=1)
    x, y, width = 14.0, frame.height - 14, length * frame.kilometre
    parts = [
        f'<path d="M{x:.1f} {y - 4:.1f}v4h{width:.1f}v-4" fill="none" stroke="{MUTED}"/>',
        text_line(f"{length} km", x + width / 2, y - 4, 10.5, colour=MUTED, halo=PAPER),
    ]
    return parts, Box(x + width / 2, y - 8, width + 16, 28)
