"""A report as PDF, typeset by Typst."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from geomap.views.figures import raster
from geomap.views.figures.directions import Side, one_direction, side_in
from geomap.views.report.content import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Statement,
    leading,
    text_of,
)
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
    around: Side = "R" if document.direction == "rtl" else "L"
    for block, leads in leading(document.blocks):
        if isinstance(block, Picture):
            block = replace(block, svg=one_direction(block.svg, raster.font_file))
        said = {"kind": type(block).__name__, "leads": leads, "sides": _sides(block, around)}
        blocks.append(asdict(block) | said)
    return {
        "title": document.title,
        "language": document.language,
        "direction": document.direction,
        "blocks": blocks,
    }


def _sides(block: Block, around: Side) -> list[str]:
    """Direction of each piece of running text."""
    match block:
        case Heading(text=text):
            texts = [text]
        case Paragraph(runs=runs) | Statement(quote=runs):
            texts = [text_of(runs)]
        case Bullets(items=items):
            texts = [text_of(runs) for runs in items]
        case _:
            texts = []
    return ["rtl" if side_in(text, around) == "R" else "ltr" for text in texts]
