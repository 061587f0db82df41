"""Paper, pen and projection of the static figure: pixels, text, and nothing that it means."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

from geomap.views.figures.directions import side_in
from geomap.views.figures.widths import SANS, is_measured, text_width
from geomap.views.picture import geometry

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

WIDTH = 960
NARROW = 448
"""Width of a figure for a phone: its letters are there as large as elsewhere."""
MARGIN = 24
INK, MUTED, PAPER = "#1B1C1E", "#585B61", "#FFFFFF"
SEA, NONE, BORDER, FRONTIER = "#DFE7EC", "#F0EFEB", "#B4B3AD", "#7D7C77"
WATER = "#A9C0CF"

POLAR = 85.05
"""Latitude at which the map of the world ends: beyond it Mercator has no bounds."""

Anchor = Literal["left", "middle", "right"]
"""Which part of a line is at its point, whatever its direction."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Web Mercator, as on the page, fitted to a box of pixels."""

    west: float
    top: float
    scale: float
    width: float
    height: float

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels of a point in degrees."""
        return (lon - self.west) * self.scale, (self.top - _mercator(lat)) * self.scale

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """``lon, lat`` of a point in pixels."""
        angle = math.radians(self.top - y / self.scale)
        lat = math.degrees(2 * math.atan(math.exp(angle)) - math.pi / 2)
        return x / self.scale + self.west, lat

    def shows(self, x: float, y: float) -> bool:
        """Whether a point in pixels is within the frame."""
        return 0 <= x <= self.width and 0 <= y <= self.height

    def path(self, shape: Geometry) -> str:
        """Path data of polygons, to a tenth of a pixel; nothing of what is out of sight."""
        if not self._sees(shape):
            return ""
        rings = (
            ring
            for polygon in geometry.polygons(shape)
            for ring in (polygon.exterior, *polygon.interiors)
        )
        return "".join(self._line(ring, 3) + "z" for ring in rings)

    def lines(self, shape: Geometry) -> str:
        """Path data of lines."""
        import shapely

        parts = shapely.get_parts(shapely.line_merge(shape))
        return "".join(self._line(part, 2) for part in parts if self._sees(part))

    def _sees(self, shape: Geometry) -> bool:
        if shape.is_empty:
            return False
        west, south, east, north = shape.bounds
        left, top = self.xy(west, north)
        right, bottom = self.xy(east, south)
        return right >= 0 and left <= self.width and bottom >= 0 and top <= self.height

    def _line(self, line: Geometry, least: int) -> str:
        """Points of a line; those that fall on the one before are left out, but for ``least``."""
        import numpy as np
        import shapely

        lon, lat = shapely.get_coordinates(line).T
        angles = np.radians(np.clip(lat, -POLAR, POLAR))
        y = np.degrees(np.log(np.tan(np.pi / 4 + angles / 2)))
        pixels = np.column_stack(((lon - self.west) * self.scale, (self.top - y) * self.scale))
        pixels = pixels.round(1) + 0.0
        if least == 3:
            pixels = pixels[:-1]
        moved = np.append(True, (pixels[1:] != pixels[:-1]).any(axis=1))
        kept = pixels[moved] if moved.sum() >= least else pixels[:least]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept.tolist())

    @property
    def kilometre(self) -> float:
        """Length of a kilometre in the middle of the frame, in pixels."""
        _, lat = self.degrees(0, self.height / 2)
        return self.scale / (111.32 * math.cos(math.radians(lat)))


def frame_of(
    view: geometry.Box,
    width: float = WIDTH - 2 * MARGIN,
    least: float = 300.0,
    most: float = 720.0,
) -> Frame:
    """Fit a view to a width of pixels, and centre it.

    Examples
    --------
    >>> frame = frame_of((10.0, 0.0, 20.0, 5.0))
    >>> [round(value, 6) for value in frame.degrees(*frame.xy(12.0, 3.0))]
    [12.0, 3.0]
    """
    west, south, east, north = view
    tall = _mercator(north) - _mercator(south)
    height = min(max(width * tall / (east - west), least), most)
    scale = min(width / (east - west), height / tall)
    # Centre what is shown in the frame.
    left = west - (width / scale - (east - west)) / 2
    top = _mercator(north) + (height / scale - tall) / 2
    return Frame(left, top, scale, width, round(height))


def _mercator(lat: float) -> float:
    """Latitude to Mercator, in degrees of longitude at the equator."""
    lat = min(max(lat, -POLAR), POLAR)
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def text_line(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    font: str = SANS,
    weight: int = 400,
    colour: str = INK,
    halo: str = "",
    anchor: Anchor = "left",
    spacing: float = 0,
    italic: bool = False,
) -> str:
    """Write a line of text; with a halo of some colour it is centred and shows on what is under it.

    A line that begins with a right-to-left letter is set in that direction, and at the right
    margin, where such reading begins, one that has any. One whose width is
    known is held to it, so that a reader's own fonts, which may be wider, cut nothing.
    """
    rtl = side_in(text, "R" if anchor == "right" else "L") == "R"
    ends = ("end", "start") if rtl else ("start", "end")
    side = "middle" if halo or anchor == "middle" else ends[anchor == "right"]
    extra = "" if side == "start" else f' text-anchor="{side}"'
    extra += ' direction="rtl"' if rtl else ""
    extra += f' letter-spacing="{spacing:g}"' if spacing else ""
    extra += ' font-style="italic"' if italic else ""
    if not spacing and not italic and is_measured(text, font=font, weight=weight):
        held = text_width(text, size, font=font, weight=weight)
        extra += f' textLength="{held:.1f}" lengthAdjust="spacingAndGlyphs"'
    if halo:
        extra += f' stroke="{halo}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{font}" font-size="{size:g}" '
        f'font-weight="{weight}" fill="{colour}"{extra}>{plain(text)}</text>'
    )


def rectangle(x: float, y: float, width: float, height: float, **attributes: object) -> str:
    """Draw a rectangle; ``stroke_width`` and the like are written with a hyphen."""
    extra = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{extra}/>'


def plain(text: str) -> str:
    """Text for XML: markup is escaped, and what XML cannot carry is replaced.

    Examples
    --------
    >>> plain("<b> & <i>")
    '&lt;b&gt; &amp; &lt;i&gt;'
    """
    unfit = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
    return escape(re.sub(unfit, "\ufffd", text))


def wrap(
    text: str, width: float, size: float, most: int = 99, *, font: str = SANS, weight: int = 400
) -> list[str]:
    """Break text into lines of at most a width; what is over after ``most`` lines is cut.

    Examples
    --------
    >>> wrap("one two three", 50, 10)
    ['one two', 'three']
    >>> wrap("one two three", 50, 10, most=1)
    ['one two …']
    """

    def fits(line: str) -> bool:
        return text_width(line, size, font=font, weight=weight) <= width

    lines: list[str] = [""]
    for word in text.split():
        for piece in [word] if fits(word) else _pieces(word, width, size):
            longer = f"{lines[-1]} {piece}".strip()
            if fits(longer) or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(piece)
    if len(lines) > most:
        last = lines[most - 1]
        while not fits(f"{last} …") and " " in last:
            last = last.rpartition(" ")[0]
        lines = [*lines[: most - 1], f"{last} …"]
    return [line for line in lines if line]


def _pieces(word: str, width: float, size: float) -> list[str]:
    """Cut a word that is longer than a line."""
    most = max(int(width / size), 1)
    return [word[at : at + most] for at in range(0, len(word), most)]
