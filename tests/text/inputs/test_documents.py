"""PDF and Word documents."""

from __future__ import annotations

import zipfile
from io import BytesIO
from types import SimpleNamespace

import pytest
from pypdf import PdfWriter

from geomap.errors import InputError
from geomap.text.inputs import docx, pdf
from geomap.text.inputs.extracted import text_of

LONG = (
    "Forces of the northern army entered the town at dawn, and by the evening they held the "
    "bridge, the station and the old market, a spokesman said. Nobody else could confirm this."
)


def test_lines_of_a_pdf_become_paragraphs_across_pages(make: SimpleNamespace) -> None:
    told = [f"{number}. {LONG} {LONG}" for number in range(30)]
    data = make.pdf(told)
    assert data.count(b"/Type /Page ") > 2
    assert pdf.extract(data).paragraphs == tuple(told)


def test_broken_words_are_mended_and_compounds_kept() -> None:
    told = [
        "Fighters of the Sieviero-", "donetsk garrison used long-", "range rockets, a range of",
        "long weapons.",
    ]  # fmt: skip
    lines = [
        pdf.Line(text=text, page=0, left=50, base=700 - 12 * number, size=10)
        for number, text in enumerate(told)
    ]
    assert pdf.paragraphs(lines) == [
        "Fighters of the Sievierodonetsk garrison used long-range rockets, a range of long weapons."
    ]


def test_indented_paragraphs_without_gaps() -> None:
    told = [("First of all they came.", 70), ("Then they stayed on for", 50), ("a year.", 50),
            ("After that, they left.", 70), ("Nobody saw them go.", 50)]  # fmt: skip
    lines = [
        pdf.Line(text=text, page=0, left=left, base=700 - 12 * number, size=10)
        for number, (text, left) in enumerate(told)
    ]
    assert [each.split()[0] for each in pdf.paragraphs(lines)] == ["First", "After"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    lines = [
        pdf.Line(text=text, page=page, left=50, base=base, size=10)
        for page in range(3)
        for text, base in [("The Paper", 800), *((f"Row {'abc'[page]}{row}", 700 - row * 12)
                           for row in range(5)), (f"{page + 1} of 3", 20)]
    ]  # fmt: skip
    text = " ".join(line.text for line in pdf.without_furniture(lines))
    assert "Paper" not in text
    assert "of 3" not in text
    assert text.count("Row") == 15


def test_no_day_is_made_up_for_a_document(make: SimpleNamespace) -> None:
    assert pdf.extract(make.pdf([LONG])).published == ""
    assert docx.extract(make.docx([LONG])).published == ""


@pytest.mark.parametrize(
    ("pages", "password", "words"),
    [(1, "secret", "locked"), (501, "", "501 pages"), (1, "", "no text")],
)
def test_a_pdf_that_cannot_be_read(pages: int, password: str, words: str) -> None:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    with pytest.raises(InputError, match=words):
        pdf.extract(out.getvalue())


def test_a_word_document_as_it_is_seen(make: SimpleNamespace) -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Town falls</w:t></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a</w:t><w:tab/><w:t>table</w:t></w:r></w:p></w:tc>"
        "</w:tr></w:tbl><w:p><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>come</w:t></w:r></w:ins><w:hyperlink><w:r><w:t> linked</w:t></w:r>"
        "</w:hyperlink><w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>"
    )
    found = docx.extract(make.docx([], body=body, title="document1"))
    assert text_of(found) == "title: Town falls\n\nIn a table\n\ncome linked"


def test_bombs_are_refused(make: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    flat = make.docx(["0" * 8_000_000])
    assert len(flat) < 20_000
    with pytest.raises(InputError, match="unpacks to"):
        docx.extract(flat)
    monkeypatch.setattr(docx, "MAXIMUM_PART", 1000)
    with pytest.raises(InputError, match="unpacks to"):
        docx.extract(make.docx([LONG * 20]))


def test_entities_of_a_document_are_not_followed() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:body><w:p><w:r><w:t>Seen &a;</w:t></w:r></w:p></w:body></w:document>",
        )
    assert docx.extract(out.getvalue()).paragraphs == ("Seen ",)


def test_another_zip_is_no_word_document() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "Text.")
    with pytest.raises(InputError, match="no Word document"):
        docx.extract(out.getvalue())
