"""Where in the world a small map lies: an inset in a corner that nothing is said of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.views.figures.canvas import (
    BORDER,
    FRONTIER,
    INK,
    MUTED,
    NONE,
    PAPER,
    SEA,
    Frame,
    frame_of,
    rectangle,
    text_line,
)
from geomap.views.figures.placing import Box, Label, place
from geomap.views.figures.signs import Sign
from geomap.views.figures.widths import text_width
from geomap.views.picture import geometry
from geomap.views.picture.drawing import Drawing

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

SMALL = 12.0
"""Longer side, in degrees, of a map on which one still has to be told where it is."""

AROUND, LEAST = 3.5, 26.0
"""Longer side of the inset, in sides of the map, and at least in degrees."""

PART, WIDEST = 0.26, 148.0
"""Width of the inset, of that of the map, and at most in pixels."""

NAMES, SIZE = 12, 8.5
"""Most countries that an inset tries to name, those of the map first, and the size of a name."""

CLEAR = 24.0
"""Pixels between the inset and a point, whose name wants room too."""


@dataclass(frozen=True, slots=True)
class Locator:
    """A drawn inset, and the part of the map that it covers."""

    body: tuple[str, ...]
    box: Box


def locator(drawing: Drawing, frame: Frame, signs: Sequence[Sign]) -> Locator | None:
    """Draw an inset, if the map is of a small area and one of its corners is free on all signs."""
    west, north = frame.degrees(0, 0)
    east, south = frame.degrees(frame.width, frame.height)
    side = max(east - west, north - south)
    if drawing.world is None or side > SMALL:
        return None
    box = _free_corner(drawing, frame, signs)
    if box is None:
        return None
    view = geometry.around((west + east) / 2, (south + north) / 2, max(AROUND * side, LEAST))
    inset = frame_of(view, box.width, box.height, box.height)
    left, top = inset.xy(west, north)
    right, bottom = inset.xy(east, south)
    # What is smaller than this is not seen.
    wide, tall = max(right - left, 7.0), max(bottom - top, 7.0)
    here = Box((left + right) / 2, (top + bottom) / 2, wide, tall)
    x, y = box.x - box.width / 2, box.y - box.height / 2
    parts = (
        rectangle(x, y, box.width, box.height, fill=PAPER, stroke=PAPER, stroke_width=5),
        f'<svg x="{x:.1f}" y="{y:.1f}" width="{box.width:g}" height="{box.height:g}" '
        'data-locator="">',
        rectangle(0, 0, box.width, box.height, fill=SEA),
        *_lands(drawing, inset, here),
        rectangle(
            here.x - wide / 2,
            here.y - tall / 2,
            wide,
            tall,
            fill=INK,
            fill_opacity=0.18,
            stroke=INK,
            stroke_width=1.6,
        ),
        "</svg>",
        rectangle(x, y, box.width, box.height, fill="none", stroke=FRONTIER),
    )
    return Locator(parts, box)


def _free_corner(drawing: Drawing, frame: Frame, signs: Sequence[Sign]) -> Box | None:
    """Find a corner over no place that something is said of; the fourth has the scale."""
    import shapely

    width = round(min(PART * frame.width, WIDEST))
    height = round(0.8 * width)
    x, y = width / 2 + 10, height / 2 + 10
    right, bottom = frame.width - x, frame.height - y
    active = [sign.feature for sign in signs if sign.active]
    areas = [drawing.scene.shape(one.id) for one in active if one.shape == "area"]
    points = [frame.xy(one.lon, one.lat) for one in active if one.shape == "point"]
    for at in ((right, y), (x, y), (right, bottom)):
        box = Box(*at, width, height)
        west, north = frame.degrees(at[0] - x, at[1] - y)
        east, south = frame.degrees(at[0] + x, at[1] + y)
        covered = shapely.intersects(shapely.box(west, south, east, north), areas).any()
        dots = (Box(*point, 2 * CLEAR, 2 * CLEAR) for point in points)
        if not covered and not any(map(box.meets, dots)):
            return box
    return None


def _lands(drawing: Drawing, inset: Frame, here: Box) -> Iterator[str]:
    """Countries of the inset, and the names of those that have room for them."""
    import numpy as np
    import shapely

    assert drawing.world is not None
    west, north = inset.degrees(0, 0)
    east, south = inset.degrees(inset.width, inset.height)
    window = shapely.box(west, south, east, north)
    seen = drawing.world[drawing.world.intersects(window)]
    cut = shapely.clip_by_rect(seen.geometry.to_numpy(), *window.buffer(1).bounds)
    shapes = shapely.coverage_simplify(cut, 1 / inset.scale)
    for shape in shapes:
        yield (
            f'<path d="{inset.path(shape)}" fill="{NONE}" stroke="{BORDER}" stroke-width=".7" '
            'fill-rule="evenodd"/>'
        )
    parts = shapely.clip_by_rect(shapes, west, south, east, north)
    corner, other = (
        inset.degrees(here.x + part * here.width / 2, here.y - part * here.height / 2)
        for part in (-1, 1)
    )
    mine = shapely.intersects(parts, shapely.box(*corner, *other))
    # Those of the map first, then the largest.
    order = np.lexsort((-shapely.area(parts), ~mine))[:NAMES]
    named = [(str(seen["name"].iloc[index]), parts[index]) for index in order.tolist()]
    labels = [(name, _label(name, shape, inset)) for name, shape in named if not shape.is_empty]
    boxes = place([label for _, label in labels], [here])
    for (name, _), box in zip(labels, boxes, strict=True):
        if box is not None:
            yield text_line(name, box.x, box.y + 3, SIZE, anchor="middle", colour=MUTED)


def _label(name: str, shape: Geometry, inset: Frame) -> Label:
    import shapely

    shapely.prepare(shape)

    def fits(box: Box) -> bool:
        lon, lat = zip(*(inset.degrees(x, y) for x, y in box.probes()), strict=True)
        whole = box.grown(4)
        half, tall = whole.width / 2, whole.height / 2
        inside = inset.shows(whole.x - half, whole.y - tall) and inset.shows(
            whole.x + half, whole.y + tall
        )
        return bool(inside and shapely.contains_xy(shape, lon, lat).all())

    at = inset.xy(*geometry.label_point(shape))
    return Label(*at, text_width(name, SIZE), SIZE + 1, fits)
