"""Writers of small pages and documents."""

from __future__ import annotations

import html
import textwrap
import zipfile
from io import BytesIO
from types import SimpleNamespace

import pytest

LINES_A_PAGE = 40
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_page(paragraphs: list[str], head: str = "", around: str = "", language: str = "") -> bytes:
    body = "".join(f"<p>{html.escape(each)}</p>\n" for each in paragraphs)
    root = f"<html lang={language}>" if language else "<html>"
    return (
        f"<!DOCTYPE html>{root}<head><meta charset=utf-8>{head}</head><body>{around}"
        f"<main><article>{body}</article></main></body></html>"
    ).encode()


def make_pdf(paragraphs: list[str], width: int = 88) -> bytes:
    """Lines of Helvetica, twelve points, paragraphs eight points further apart; Latin 1 only."""
    pages: list[list[str]] = []
    count, base = LINES_A_PAGE, 0
    for paragraph in paragraphs:
        for line in (each for row in paragraph.split("\n") for each in textwrap.wrap(row, width)):
            if count >= LINES_A_PAGE:
                pages.append([])
                count, base = 0, 780
            words = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            pages[-1].append(f"BT /F1 12 Tf 1 0 0 1 50 {base} Tm ({words}) Tj ET")
            count, base = count + 1, base - 14
        base -= 8
    first = 4
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        stream = "\n".join(page)
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R"
            f" >> >> /Contents {first + 2 * number + 1} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    out, offsets = BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, each in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1"))
    at = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{each:010} 00000 n \n" for each in offsets).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n".encode())
    out.write(f"startxref\n{at}\n%%EOF\n".encode())
    return out.getvalue()


def make_docx(paragraphs: list[str], body: str = "", title: str = "") -> bytes:
    """A Word document; each sentence is a run of its own, as editing leaves them."""
    rows = "".join(
        "<w:p>"
        + "".join(
            f'<w:r><w:t xml:space="preserve">{html.escape(run)}</w:t></w:r>'
            for run in each.replace(". ", ". \0").split("\0")
        )
        + "</w:p>"
        for each in paragraphs
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>{title}</dc:title>'
        "<dcterms:created>2013-12-23T23:15:00Z</dcterms:created></cp:coreProperties>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body>{rows}{body}</w:body></w:document>',
        )
        archive.writestr("docProps/core.xml", core)
    return out.getvalue()


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The writers: ``page``, ``pdf`` and ``docx``."""
    return SimpleNamespace(page=make_page, pdf=make_pdf, docx=make_docx)
