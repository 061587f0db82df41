"""The map page: one call builds it, `Map` shows and saves it."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from geomap.views.figures.layouts import one_day
from geomap.views.looks.wording import strings
from geomap.views.notebook import frame, framed
from geomap.views.page.packing import packed
from geomap.views.page.payload import payload_of
from geomap.views.page.tiles import Tiles
from geomap.views.picture.drawing import Drawing
from geomap.views.saving import write_whole
from geomap.views.tabular import table_text

if TYPE_CHECKING:
    import folium

    from geomap.views.page.elements import Page


class Map:
    """A control map: a Folium map, a self-contained page, a notebook object.

    Attributes
    ----------
    drawing : Drawing
        What is drawn, before it became a page.
    tiles : Tiles or None
        Tiles below it, from their own host.
    folium : folium.Map
        The map underneath. Folium layers that need no remote file may be added to it.
    """

    def __init__(self, drawing: Drawing, tiles: Tiles | None = None) -> None:
        credit = (tiles.attribution,) if tiles else ()
        self.drawing = replace(drawing, citations=(*drawing.citations, *credit))
        self.tiles = tiles

    @cached_property
    def folium(self) -> folium.Map:
        """The Folium map, with one element of ours on it."""
        import folium

        from geomap.views.page.elements import ControlElement, Page

        west, south, east, north = self.drawing.scene.view
        chart = folium.Map(
            location=[(south + north) / 2, (west + east) / 2],
            zoom_start=7,
            tiles=None,
            zoom_snap=0.1,
            zoom_delta=0.5,
            min_zoom=0,
            max_zoom=13,
            wheel_px_per_zoom_level=120,
        )
        chart.default_js, chart.default_css = [], []
        if self.tiles:
            folium.TileLayer(self.tiles.provider).add_to(chart)
        words = strings(self.drawing.language)
        hosts = self.tiles.hosts if self.tiles else ()
        surface = "crowd" if self.drawing.crowded else "areas"
        Page(self.drawing.title, words, hosts, surface).add_child(chart)
        parts = chain(payload_of(self.drawing), [("tiled", self.tiles is not None)])
        ControlElement(packed(parts), words).add_to(chart)
        return chart

    @property
    def _page(self) -> Page:
        return cast("Page", self.folium.get_root())

    def html(self) -> str:
        """Return the whole page: no remote request, the same bytes for the same input."""
        return self._page.render()

    def fragment(self) -> str:
        """Return one element for a page that has its own scripts and styles.

        It lives in a shadow tree of its own and leaves no name behind. A page with a
        Content-Security-Policy has to allow what `policy` names.
        """
        return self._page.fragment()

    @property
    def policy(self) -> str:
        """Content-Security-Policy of the page and of the fragment: inline blocks by hash.

        A page that shows the map in the ``srcdoc`` of a frame, or as a fragment, has to allow as
        much.
        """
        return self._page.policy()

    def svg(self, day: date | None = None) -> str:
        """Return a static picture of a day, by default of the day that the page opens on."""
        return one_day(self.drawing, day)

    def frame(self) -> str:
        """Return the page in a sandboxed frame, to be pasted into another page.

        It brings no name, style or script into that page, and needs nothing from it.
        """
        return frame(self.html(), self.drawing.title)

    def save(self, path: str | os.PathLike[str], *, fragment: bool = False) -> Path:
        """Write the page, or the fragment, to a file: whole, or not at all.

        Raises
        ------
        OutputError
            The file cannot be written.
        """
        text = self.fragment() if fragment else self.html()
        return write_whole(path, text.encode("utf-8"))

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
