"""The map page: one call builds it, `Map` shows and saves it."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.model import Located, Reading, Timeline
from geomap.views.actors import Actors
from geomap.views.drawing import Drawing, drawing_of
from geomap.views.figures.layouts import one_day
from geomap.views.notebook import fragment, framed
from geomap.views.payload import as_json, payload_of
from geomap.views.saving import write_whole
from geomap.views.tabular import table_text
from geomap.views.wording import strings

if TYPE_CHECKING:
    import folium
    from geopandas import GeoDataFrame


class Map:
    """A control map: a Folium map, a self-contained page, a notebook object.

    Attributes
    ----------
    drawing : Drawing
        What is drawn, before it became a page.
    folium : folium.Map
        The map underneath. Folium layers that need no remote file may be added to it.
    """

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing

    @cached_property
    def folium(self) -> folium.Map:
        """The Folium map, with one element of ours on it."""
        import folium

        from geomap.views.elements import ControlElement, Page

        west, south, east, north = self.drawing.scene.view
        chart = folium.Map(
            location=[(south + north) / 2, (west + east) / 2],
            zoom_start=7,
            tiles=None,
            zoom_snap=0.25,
            zoom_delta=0.5,
            min_zoom=1,
            max_zoom=13,
            wheel_px_per_zoom_level=120,
        )
        chart.default_js, chart.default_css = [], []
        words = strings(self.drawing.language)
        Page(self.drawing.title, words).add_child(chart)
        ControlElement(as_json(payload_of(self.drawing)), words).add_to(chart)
        return chart

    def html(self) -> str:
        """Return the whole page: no remote request, the same bytes for the same input."""
        return str(self.folium.get_root().render())

    def svg(self, day: date | None = None) -> str:
        """Return a static picture of a day, by default of the day that the page opens on."""
        return one_day(self.drawing, day)

    def fragment(self) -> str:
        """Return the page in a sandboxed frame, to be pasted into another page.

        It brings no name, style or script into that page, and needs nothing from it.
        """
        return fragment(self.html(), self.drawing.title)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file: whole, or not at all.

        Raises
        ------
        OutputError
            The file cannot be written.
        """
        return write_whole(path, self.html().encode("utf-8"))

    def __repr__(self) -> str:
        features, stops = self.drawing.features, self.drawing.stops
        span = f", {stops[0]} to {stops[-1]}" if stops else ""
        return f"<geomap.Map: {len(features)} places{span}>"

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """Offer the page in a sandboxed frame, over a picture and a table for untrusted readers.

        Where a notebook is not trusted, frames and scripts are stripped and what lay beneath
        the frame remains: a picture as an image, and the table of changes.
        """
        svg = self.svg()
        bundle = {
            "text/html": framed(self.drawing, self.html(), svg),
            "image/svg+xml": svg,
            "text/plain": f"{self!r}\n{table_text(self.drawing)}".rstrip(),
        }
        return {
            kind: data
            for kind, data in bundle.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }


def build_map(
    timeline: Timeline,
    located: Sequence[Located],
    readings: Sequence[Reading],
    districts: GeoDataFrame,
    base: GeoDataFrame | None = None,
    *,
    title: str | None = None,
    start: date | None = None,
    today: date | None = None,
    boundaries: str = "",
    citations: Sequence[str] = (),
    language: str = "en",
    actors: Actors | None = None,
) -> Map:
    """Draw conclusions, and the sentences behind them, on a Folium map.

    Parameters
    ----------
    timeline
        Spells, chains, contradictions and what could not be placed.
    located
        Claims and where they are.
    readings
        The articles, with everything read in them.
    districts
        Polygons, EPSG:4326: ``district_id, name, names, level, country, geometry``.
    base
        Countries, EPSG:4326: ``country, name, geometry``.
    title
        Headline; by default that of the only article, else a general one.
    start
        Day shown first; by default the last change that is done by the day of publication.
    today
        Marks plans whose day has passed without a later report.
    boundaries
        Source, version and point of view of the boundaries.
    citations
        Texts and data to cite, each printed once.
    language
        Language of the page's own words, one of `geomap.views.wording.languages`.
    actors
        Colours and display names of actors; those not named have theirs from the palette.

    Returns
    -------
    Map
        With the `folium.Map` inside.

    Raises
    ------
    InputError
        A colour or the language is not known.
    LayerError
        ``districts`` or ``base`` lacks a column or is not in EPSG:4326.
    """
    return Map(
        drawing_of(
            timeline,
            located,
            readings,
            districts,
            base,
            title=title,
            start=start,
            today=today,
            boundaries=boundaries,
            citations=citations,
            language=language,
            actors=actors,
        )
    )
