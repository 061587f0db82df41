"""A finished figure: it shows itself in a notebook, and saves itself as SVG, PNG or PDF."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from geomap import arguments
from geomap.arguments import Day
from geomap.errors import InputError, OutputError
from geomap.views.figures import chart, layouts, raster
from geomap.views.figures.canvas import WIDTH
from geomap.views.picture.drawing import Drawing
from geomap.views.saving import ending_of, write_whole

ENDINGS = (".svg", ".png", ".pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A static picture.

    Attributes
    ----------
    svg
        The picture, without any remote reference.
    title
        Its headline.
    """

    svg: str
    title: str

    def png(self, scale: float = 2.0) -> bytes:
        """Return the picture as PNG, ``scale`` times 960 pixels wide."""
        return raster.png(self.svg, scale)

    def pdf(self) -> bytes:
        """Return the picture as a PDF of one page, 254 mm wide."""
        return raster.pdf(self.svg, self.title, WIDTH * 0.75)

    def save(self, path: str | os.PathLike[str], scale: float = 2.0) -> Path:
        """Write SVG, PNG or PDF, as the ending of the path says: whole, or not at all.

        Raises
        ------
        InputError
            The ending is none of these.
        OutputError
            The file cannot be written, or PNG and PDF lack a package.
        """
        ending = check_ending(path)
        if ending == ".svg":
            return write_whole(path, self.svg.encode("utf-8"))
        return write_whole(path, self.png(scale) if ending == ".png" else self.pdf())

    def __repr__(self) -> str:
        return f"<geomap.Figure: {self.title}>"

    def _repr_mimebundle_(self, **_: Collection[str] | None) -> dict[str, str | bytes]:
        """Offer SVG and, for whatever shows no SVG, PNG if it can be drawn."""
        bundle: dict[str, str | bytes] = {"image/svg+xml": self.svg, "text/plain": self.title}
        with contextlib.suppress(OutputError):
            bundle["image/png"] = self.png()
        return bundle


def check_ending(path: str | os.PathLike[str]) -> str:
    """Return the ending of a path, if a figure can be saved so.

    Raises
    ------
    InputError
        It cannot.
    """
    return ending_of(path, "a figure", ENDINGS)


def figure(
    drawing: Drawing,
    *,
    on: Day | Sequence[Day] = (),
    difference: tuple[Day, Day] | None = None,
    multiples: bool = False,
    chart_of_time: bool = False,
) -> Figure:
    """Draw what is asked for.

    Parameters
    ----------
    drawing
        What there is to draw.
    on
        The day shown, or two days side by side; with ``multiples`` any number of days.
    difference
        Two days to compare, in place of ``on``.
    multiples
        Small maps of many days, zoomed to what changes; by default of every day of change.
    chart_of_time
        A chart of places by time, in place of a map.

    Raises
    ------
    InputError
        What is asked for does not go together.
    """
    shown = arguments.days(on, "on")
    compared = arguments.optional(arguments.pair, difference, "difference")
    asked = [bool(compared), multiples, chart_of_time, bool(shown) and not multiples]
    if sum(asked) > 1:
        raise InputError("a figure shows days, a difference, multiples or a chart: choose one")
    if compared is not None:
        svg = layouts.difference(drawing, *compared)
    elif multiples:
        svg = layouts.multiples(drawing, shown)
    elif chart_of_time:
        svg = chart.chart(drawing)
    elif len(shown) > 2:
        raise InputError(f"{len(shown)} days: a figure shows one or two, or use multiples")
    elif len(shown) == 2:
        svg = layouts.side_by_side(drawing, *shown)
    else:
        svg = layouts.one_day(drawing, shown[0] if shown else None)
    return Figure(svg=svg, title=drawing.title)
