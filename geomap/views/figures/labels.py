"""Labels of one map of a figure: each on its own ground, or a number of the key."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.model import APPROXIMATE
from geomap.views.figures.canvas import INK, MUTED, NONE, PAPER, Frame, text_line
from geomap.views.figures.ground import Ground
from geomap.views.figures.inks import number_mark
from geomap.views.figures.placing import REACH, Box, Label, place
from geomap.views.figures.signs import Sign
from geomap.views.figures.widths import text_width
from geomap.views.picture import geometry
from geomap.views.picture.drawing import Drawing

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

SIZES = ((13.0, 12.0), (11.5, 10.5))
"""Sizes of a name and of the lines under it."""

FORMS = tuple((*sizes, broken) for sizes in SIZES for broken in (False, True))
"""Sizes, and whether the words before a date are on a line of their own, as they are tried."""

Form = tuple[float, float, bool]

NUMBERS = 40
"""Most labels that become numbers: a longer key is not read."""

NEAR = 24.0
"""Distance up to which a number is seen to belong to its symbol, in pixels."""

NEIGHBOUR = 60.0
"""Side of the square around a town in which no smaller one is named, in pixels."""

SPACING = 2.0
"""Between the letters of the name of a country, in pixels."""

TOWNS = 14
"""Most towns that a map names for orientation."""


def _leader(label: Label, box: Box) -> str:
    """Draw a line from the edge of a symbol to its number, unless that is beside it."""
    across, down = box.x - label.x, box.y - label.y
    far = math.hypot(across, down)
    if far < NEAR:
        return ""
    x, y = label.x + across * 8 / far, label.y + down * 8 / far
    return f'<path d="M{x:.1f} {y:.1f}L{box.x:.1f} {box.y:.1f}" stroke="{INK}"/>'


def _under(sign: Sign, form: Form) -> Sequence[str]:
    """What stands under a name."""
    broken = re.match(r"(\D+) (\d.*)", sign.label) if form[2] else None
    return broken.groups() if broken else [sign.label] if sign.label else []


class Labels:
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
        self.ground = shapely.STRtree([shape for _, shape in drawing.scene.base.values()])
        self.loud = shapely.union(shapely.union_all(self.shapes), ground.lakes)
        points = [sign.feature for sign in signs if sign.feature.shape == "point"]
        self.taken = [Box(*frame.xy(point.lon, point.lat), 16, 16) for point in points]

    def write(self, signs: Sequence[Sign], *, numbers: bool) -> None:
        """Write the names of places, smaller where they would not fit, else as numbers."""
        # What is too small for any name comes first: names have other spots, its number has not.
        tiny = [s for s in signs if not self._has_room(s, self._label(s, FORMS[-1]))]
        if numbers:
            self._number(tiny[:NUMBERS])
        small = {sign.feature.id for sign in tiny}
        left = [sign for sign in signs if sign.feature.id not in small]
        for form in FORMS:
            # A name that is wider than its place cannot keep to it.
            labels = {sign.feature.id: self._label(sign, form) for sign in left}
            tried = [sign for sign in left if self._has_room(sign, labels[sign.feature.id])]
            boxes = place([labels[sign.feature.id] for sign in tried], self.taken)
            for sign, box in zip(tried, boxes, strict=True):
                if box is not None:
                    self._write(sign, box, form)
            placed = {s.feature.id for s, box in zip(tried, boxes, strict=True) if box is not None}
            left = [sign for sign in left if sign.feature.id not in placed]
        if numbers:
            self._number(left[: max(NUMBERS - len(tiny), 0)])

    def _number(self, signs: Sequence[Sign]) -> None:
        """Write numbers, each with its centre on its own place, for the key below the map."""
        labels = [
            replace(
                self._label(sign, FORMS[0]),
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
        return 2 * REACH * label.width <= (east - west) * self.frame.scale

    def _write(self, sign: Sign, box: Box, form: Form) -> None:
        self.taken.append(box)
        name, line, _ = form
        lines = _under(sign, form)
        y = box.y - box.height / 2 + name if lines else box.y + name * 0.35
        self.parts.append(text_line(sign.feature.name, box.x, y, name, weight=700, halo=PAPER))
        for number, text in enumerate(lines, 1):
            at = box.x, y + number * (line + 2)
            self.parts.append(text_line(text, *at, line, halo=PAPER))

    def _label(self, sign: Sign, form: Form) -> Label:
        feature, (name, line, _) = sign.feature, form
        lines = _under(sign, form)
        widths = (text_width(text, line) for text in lines)
        width = max(text_width(feature.name, name, weight=700), *widths, 0.0)
        height = name + 2 + len(lines) * (line + 3)
        if feature.shape == "point":
            x, y = self.frame.xy(feature.lon, feature.lat)
            # Off the ring of what changes, too, or of what is only roughly known.
            rough = any(outline.kind in APPROXIMATE for outline in sign.outlines)
            return Label(
                *(x, y, width, height, self._in_view),
                beside=True,
                reach=24 if rough else 15,
                clear=self._is_clear,
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
        """Tell whether a box is over its own place, and over no land else."""
        import shapely

        own = self.order[sign.feature.id]

        def fits(box: Box) -> bool:
            if not self._in_view(box):
                return False
            points = shapely.points([self.frame.degrees(x, y) for x, y in box.probes()])
            probe, owner = self.tree.query(points, predicate="intersects")
            mine = set(probe[owner == own].tolist())
            land = self.ground.query(points, predicate="intersects")[0]
            return 0 in mine and {*probe.tolist(), *land.tolist()} <= mine

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
