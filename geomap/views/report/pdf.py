"""A report as PDF, typeset by Typst."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from geomap.views.figures import raster
from geomap.views.figures.directions import one_direction
from geomap.views.report.content import Document, Picture
from geomap.views.report.templates import template


def pdf(document: Document) -> bytes:
    """Typeset a report; the same bytes every time.

    Raises
    ------
    OutputError
        A package of the extra ``report`` is missing.
    """
    content = json.dumps(as_json(document), ensure_ascii=False, sort_keys=True)
    return raster.typeset(template("report.typ").encode("utf-8"), {"report": content})


def as_json(document: Document) -> dict[str, Any]:
    """The content as plain data; each block says its kind."""
    blocks = []
    for block in document.blocks:
        if isinstance(block, Picture):
            block = replace(block, svg=one_direction(block.svg, raster.font_file))
        blocks.append(asdict(block) | {"kind": type(block).__name__})
    return {
        "title": document.title,
        "language": document.language,
        "direction": document.direction,
        "blocks": blocks,
    }
