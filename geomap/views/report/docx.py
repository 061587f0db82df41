"""A report as a Word document, by python-docx."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from geomap.views.figures import raster
from geomap.views.report.content import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Runs,
    Statement,
    Table,
)

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every part of the file: the same content gives the same bytes."""

LONGEST = 255
"""Letters that a property of the file may have."""

_SHADES = {"place": "CFE3F5", "date": "FBE3A6", "trigger": "E5DCF1"}
_MUTED = "585B61"
_TEXT_WIDTH = 170
"""Millimetres of A4 between the margins."""


def docx(document: Document) -> bytes:
    """Write a report as DOCX.

    Raises
    ------
    OutputError
        A package of the extra ``report`` is missing.
    """
    library = raster.needed("docx", "DOCX")
    written = library.Document()
    _set_up(written, document)
    for block in document.blocks:
        _add(written, block)
    buffer = io.BytesIO()
    written.save(buffer)
    return _timeless(buffer.getvalue())


def _set_up(written: Any, document: Document) -> None:
    from docx.shared import Mm, Pt, RGBColor

    properties = written.core_properties
    properties.title = document.title[:LONGEST]
    properties.author, properties.comments = "geomap", ""
    properties.created = properties.modified = datetime(*EPOCH)
    properties.language = document.language
    section = written.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    styles = written.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Arial", Pt(10)
    for level, size in ((1, 20), (2, 14), (3, 11)):
        style = styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = "Georgia", Pt(size), True
        style.font.color.rgb = RGBColor(0x1B, 0x1C, 0x1E)
        fonts = style.element.rPr.rFonts
        for key in list(fonts.attrib):
            if key.endswith("Theme"):
                del fonts.attrib[key]


def _add(written: Any, block: Block) -> None:
    if isinstance(block, Heading):
        written.add_heading(block.text, block.level)
    elif isinstance(block, Paragraph):
        _runs(written.add_paragraph(), block.runs)
    elif isinstance(block, Bullets):
        for item in block.items:
            _runs(written.add_paragraph(style="List Bullet"), item)
    elif isinstance(block, Table):
        _table(written, block)
    elif isinstance(block, Picture):
        _picture(written, block)
    elif isinstance(block, Statement):
        _statement(written, block)


def _runs(paragraph: Any, runs: Runs) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold = run.mark == "strong" or None
        if run.mark == "quiet":
            added.font.color.rgb = RGBColor.from_string(_MUTED)
        if run.mark in _SHADES:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), _SHADES[run.mark])
            added._r.get_or_add_rPr().append(shade)


def _table(written: Any, block: Table) -> None:
    from docx.shared import Mm, Pt, RGBColor

    table = written.add_table(rows=1, cols=len(block.head))
    widths = [Mm(_TEXT_WIDTH * part / sum(block.widths)) for part in block.widths]
    rows = [table.rows[0], *(table.add_row() for _ in block.rows)]
    for number, (row, cells) in enumerate(zip(rows, (block.head, *block.rows), strict=True)):
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(9), number == 0 or None
            if number == 0:
                run.font.color.rgb = RGBColor.from_string(_MUTED)
            _line_below(cell, "1B1C1E" if number == 0 else "D6D6D1")


def _line_below(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "4"), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _picture(written: Any, block: Picture) -> None:
    from docx.shared import Mm

    picture = written.add_picture(io.BytesIO(raster.png(block.svg)), width=Mm(_TEXT_WIDTH))
    picture._inline.docPr.set("descr", block.alt)


def _statement(written: Any, block: Statement) -> None:
    from docx.shared import Mm, Pt

    quote = written.add_paragraph()
    quote.paragraph_format.keep_with_next = True
    quote.paragraph_format.space_after = Pt(2)
    _runs(quote, block.quote)
    for run in quote.runs:
        run.font.name = "Georgia"
    facts = written.add_paragraph()
    facts.paragraph_format.left_indent = Mm(5)
    facts.paragraph_format.space_after = Pt(10)
    for number, (label, value) in enumerate(block.facts):
        start = facts.add_run(f"{'  ·  ' if number else ''}{label}: ")
        start.font.size = Pt(8.5)
        start.bold = True
        facts.add_run(value).font.size = Pt(8.5)


def _timeless(data: bytes) -> bytes:
    """Pack the parts anew, all with the same time."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
