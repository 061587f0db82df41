"""Paper, pen and projection of the static figure: pixels, text, and nothing that it means."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from geomap.views import geometry
from geomap.views.placing import Box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

WIDTH = 960
SANS = "system-ui, Helvetica, Arial, sans-serif"
SERIF = "Georgia, 'Times New Roman', serif"
INK, MUTED, PAPER = "#1B1C1E", "#585B61", "#FFFFFF"
SEA, NONE, BORDER, FRONTIER = "#DFE7EC", "#E4E3DE", "#B4B3AD", "#7D7C77"
MARGIN = 24


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

    def path(self, shape: Geometry) -> str:
        """Path data of polygons, to a tenth of a pixel."""
        import shapely

        parts = []
        for polygon in geometry.polygons(shape):
            for ring in (polygon.exterior, *polygon.interiors):
                points = [self.xy(lon, lat) for lon, lat in shapely.get_coordinates(ring)[:-1]]
                parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z")
        return "".join(parts)


def frame_of(view: geometry.Box) -> Frame:
    """Fit a view to the width of the figure, and centre it.

    Examples
    --------
    >>> frame = frame_of((10.0, 0.0, 20.0, 5.0))
    >>> [round(value, 6) for value in frame.degrees(*frame.xy(12.0, 3.0))]
    [12.0, 3.0]
    """
    west, south, east, north = view
    width = float(WIDTH - 2 * MARGIN)
    tall = _mercator(north) - _mercator(south)
    height = min(max(width * tall / (east - west), 300.0), 720.0)
    scale = min(width / (east - west), height / tall)
    # Centre what is shown in the frame.
    left = west - (width / scale - (east - west)) / 2
    top = _mercator(north) + (height / scale - tall) / 2
    return Frame(left, top, scale, width, round(height))


def _mercator(lat: float) -> float:
    """Latitude to Mercator, in degrees of longitude at the equator."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def number_mark(number: int, box: Box) -> list[str]:
    """Draw a number in a circle, which stands for a label."""
    return [
        f'<circle cx="{box.x:.1f}" cy="{box.y:.1f}" r="9" fill="{PAPER}" stroke="#000"/>',
        text_line(str(number), box.x, box.y + 4, 11, weight=700, middle=True),
    ]


def text_line(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    font: str = SANS,
    weight: int = 400,
    colour: str = INK,
    halo: bool = False,
    middle: bool = False,
    spacing: float = 0,
) -> str:
    """Write a line of text; with a halo it is centred and shows on every fill."""
    extra = ' text-anchor="middle"' if halo or middle else ""
    extra += f' letter-spacing="{spacing:g}"' if spacing else ""
    if halo:
        extra += f' stroke="{PAPER}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{font}" font-size="{size:g}" '
        f'font-weight="{weight}" fill="{colour}"{extra}>{escape(clean(text))}</text>'
    )


def clean(text: str) -> str:
    """Replace what XML cannot carry: control characters and lone surrogates."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
