"""A report as a Word document, by python-docx."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from geomap.views.figures import raster
from geomap.views.figures.directions import Side, base_of, side_in
from geomap.views.report.content import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Run,
    Runs,
    Statement,
    Table,
    leading,
    text_of,
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
    around: Side = "R" if document.direction == "rtl" else "L"
    for block, leads in leading(document.blocks):
        _add(written, block, leads, around)
    buffer = io.BytesIO()
    written.save(buffer)
    return _timeless(buffer.getvalue())


def _set_up(written: Any, document: Document) -> None:
    from docx.oxml.ns import qn
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
    for name in ("Normal", *(f"Heading {level}" for level in (1, 2, 3))):
        # Letters that run right to left have a font and a size of their own.
        letters = styles[name].element.rPr
        letters.rFonts.set(qn("w:cs"), "Arial")
        _with(letters, "w:szCs", "w:lang", val=str(int(styles[name].font.size.pt * 2)))


def _add(written: Any, block: Block, leads: bool, around: Side) -> None:
    if isinstance(block, Heading):
        heading = written.add_heading("", block.level)
        _runs(heading, (Run(block.text),), around)
        if side_in(block.text, around) != around:
            _back(heading)
    elif isinstance(block, Paragraph):
        paragraph = written.add_paragraph()
        paragraph.paragraph_format.keep_with_next = leads
        _runs(paragraph, block.runs, around)
    elif isinstance(block, Bullets):
        for item in block.items:
            _runs(written.add_paragraph(style="List Bullet"), item, around)
    elif isinstance(block, Table):
        _table(written, block, around)
    elif isinstance(block, Picture):
        _picture(written, block)
    elif isinstance(block, Statement):
        _statement(written, block, around)


def _runs(paragraph: Any, runs: Runs, around: Side) -> None:
    """Set a paragraph and each of its runs in a direction of their own."""
    from docx.shared import RGBColor

    if side_in(text_of(runs), around) == "R":
        _with(paragraph._p.get_or_add_pPr(), "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr")
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold = added.font.cs_bold = run.mark == "strong" or None
        added.font.rtl = base_of(run.text) == "R" or None
        if run.mark == "quiet":
            added.font.color.rgb = RGBColor.from_string(_MUTED)
        if run.mark in _SHADES:
            letters = added._r.get_or_add_rPr()
            _with(letters, "w:shd", "w:rtl", val="clear", fill=_SHADES[run.mark])


def _back(paragraph: Any) -> None:
    """Set a paragraph at the margin at which its own direction ends."""
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT

    paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT


def _with(parent: Any, tag: str, *later: str, **attributes: str) -> Any:
    """Add an element that python-docx has no name for, before those that must come later."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    after = {qn(one) for one in later}
    place = next((n for n, child in enumerate(parent) if child.tag in after), len(parent))
    parent.insert(place, element)
    return element


def _small(paragraph: Any, points: float) -> None:
    from docx.shared import Pt

    for run in paragraph.runs:
        run.font.size = Pt(points)
        _with(run._r.rPr, "w:szCs", "w:shd", "w:rtl", val=f"{2 * points:g}")


def _table(written: Any, block: Table, around: Side) -> None:
    from docx.shared import Mm, Pt

    table = written.add_table(rows=1, cols=len(block.head))
    properties = table._tbl.tblPr
    if around == "R":
        _with(properties, "w:bidiVisual", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
    # Its words stand where those around it do.
    edges = _with(properties, "w:tblCellMar", "w:tblLook")
    apart = 0 if around == "R" else 120
    for side, width in (("top", 40), ("left", 0), ("bottom", 0), ("right", apart)):
        _with(edges, f"w:{side}", w=str(width), type="dxa")
    widths = [Mm(_TEXT_WIDTH * part / sum(block.widths)) for part in block.widths]
    rows = [table.rows[0], *(table.add_row() for _ in block.rows)]
    # The head is on every page, and no row on two.
    _with(rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for number, (row, cells) in enumerate(zip(rows, (block.head, *block.rows), strict=True)):
        _with(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            _runs(paragraph, (Run(text, "quiet" if number == 0 else ""),), "L")
            if around == "R" and base_of(text) == "L":
                _back(paragraph)
            paragraph.runs[0].bold = paragraph.runs[0].font.cs_bold = number == 0 or None
            _small(paragraph, 9)
            lines = _with(cell._tc.get_or_add_tcPr(), "w:tcBorders")
            colour = "1B1C1E" if number == 0 else "D6D6D1"
            _with(lines, "w:bottom", val="single", sz="4", color=colour)


def _picture(written: Any, block: Picture) -> None:
    from docx.shared import Mm

    picture = written.add_picture(io.BytesIO(raster.png(block.svg)), width=Mm(_TEXT_WIDTH))
    picture._inline.docPr.set("descr", block.alt)
    for side in "TBLR":
        picture._inline.set(f"dist{side}", "0")


def _statement(written: Any, block: Statement, around: Side) -> None:
    from docx.shared import Mm, Pt

    quote = written.add_paragraph()
    quote.paragraph_format.keep_with_next = True
    quote.paragraph_format.space_after = Pt(2)
    _runs(quote, block.quote, around)
    for run in quote.runs:
        run.font.name = "Georgia"
    facts = written.add_paragraph()
    facts.paragraph_format.left_indent = Mm(5)
    facts.paragraph_format.space_after = Pt(10)
    facts.paragraph_format.keep_together = True
    pairs = [
        (Run(f"{label}:\u00a0", "quiet"), Run(f"{value}\u2003")) for label, value in block.facts
    ]
    _runs(facts, tuple(run for pair in pairs for run in pair), around)
    _small(facts, 8.5)


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
