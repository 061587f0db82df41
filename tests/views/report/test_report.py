"""One content, four formats: each says everything once, and the same bytes every time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from geomap.errors import InputError
from geomap.model import Reason, Timeline, Unplaced
from geomap.views.figures.chart import chart
from geomap.views.figures.frames import frames_of
from geomap.views.figures.layouts import one_day
from geomap.views.looks.wording import languages
from geomap.views.report.content import clean, leading
from geomap.views.report.content import text_of as text_of_runs
from geomap.views.report.docx import docx
from geomap.views.report.markdown import escaped, markdown
from geomap.views.report.pdf import as_json
from geomap.views.report.product import WRITERS, Report, report_of


def made(case: Any, **options: Any) -> Report:
    return report_of(case.build(**options).drawing)


def text_of(ending: str, data: bytes) -> str:
    """Visible text of a report, white space made one."""
    if ending == ".docx":
        from docx import Document

        written = Document(io.BytesIO(data))
        parts = [paragraph.text for paragraph in written.paragraphs]
        parts += [cell.text for table in written.tables for row in table.rows for cell in row.cells]
        return squeezed(" ".join(parts))
    if ending == ".pdf":
        return squeezed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))
    text = data.decode("utf-8")
    return squeezed(rendered(text) if ending == ".md" else visible(text))


def rendered(text: str) -> str:
    from markdown_it import MarkdownIt

    return visible(MarkdownIt("commonmark").enable("table").render(text))


def visible(page: str) -> str:
    from lxml import html

    root = html.fromstring(page)
    for element in root.xpath("//style|//script|//title|//svg"):
        element.drop_tree()
    return str(root.text_content())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("ending", WRITERS)
def test_it_holds_every_claim_and_every_reason(case: Any, ending: str, tmp_path: Any) -> None:
    report = made(case)
    path = report.save(tmp_path / f"report{ending}")
    data = path.read_bytes()
    text = text_of(ending, data)
    claims = case.readings[0].claims
    # A PDF has no glyph to give back for a symbol that its fonts lack.
    sentences = [claim.evidence.replace(" 😀", "") for claim in claims]
    for sentence in sentences:
        start = squeezed(sentence)[:40]
        assert start in text, sentence
    for words in (
        "no place of that name is known", "two days for one handover", "The army took five cities.",
        "plain reading 1", "Squares 1.0", "Held by, from then", "postponed", "77%",
    ):  # fmt: skip
        assert squeezed(words) in text, words
    assert text.count(squeezed("Squares, public domain")) == 1
    assert text.count(squeezed("Troops enter Arda. Example Wire. MIT")) == 1
    again = made(case).save(tmp_path / f"again{ending}").read_bytes()
    assert data == again


def test_who_is_unsaid_stands_with_the_sentence_that_names_them(case: Any) -> None:
    (found,) = (each for each in case.located if each.claim.id == "arda-2020")
    claim = replace(found.claim, inferred=("to_actor", "claimed_by"))
    case.located = [replace(each, claim=claim) if each is found else each for each in case.located]
    naming = next(each.claim.evidence for each in case.located if each.claim.id == "arda-1993")
    told = f"From the rest of the text: Northern army: “{naming}”; the ministry"
    assert squeezed(told) in text_of(".md", markdown(made(case).document).encode())


def test_the_formats_agree_on_the_table(case: Any) -> None:
    document = made(case).document
    (table,) = [block for block in document.blocks if type(block).__name__ == "Table"]
    page, plain = made(case).html(), markdown(document)
    assert "\n- **Berin**: planned 15 Nov 2020" in plain
    assert page.count("<tr>") == len(table.rows) + 1
    assert len(re.findall(r"^\| ", plain, re.MULTILINE)) == len(table.rows) + 2


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_is_sealed_and_has_its_map(case: Any, visit: Any, language: str) -> None:
    seen = visit(made(case, language=language).html())
    assert seen.messages == []
    assert len(seen.requests) == 1
    assert seen.page.locator("figure > svg").count() == 2
    assert seen.page.evaluate("document.scripts.length") == 0
    assert seen.page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
    marks = seen.page.locator("mark.place").all_text_contents()
    assert "Arda" in marks
    link = seen.page.locator("main a")
    assert link.get_attribute("href") == "https://example.org/arda"
    assert not seen.page.locator(".narrow").first.is_visible()
    # Nothing is wider than a phone but the table, which scrolls by itself; the maps have their own
    # drawing for it, with letters as large as elsewhere.
    seen.page.set_viewport_size({"width": 390, "height": 800})
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    figures = "[...document.querySelectorAll('figure')].map(f => f.scrollWidth > f.clientWidth)"
    assert seen.page.evaluate(figures) == [False, False]
    shown = seen.page.locator(".narrow svg").first
    assert shown.bounding_box()["width"] > 340
    assert shown.evaluate("svg => svg.viewBox.baseVal.width") == 400


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_format(case: Any, language: str) -> None:
    document = made(case, language=language).document
    for write in WRITERS.values():
        assert len(write(document)) > 1000


def test_words_run_in_their_own_direction_in_a_report_of_another(case: Any) -> None:
    from docx import Document
    from docx.oxml.ns import qn

    report = made(case, language="ar").document
    written = Document(io.BytesIO(docx(report)))
    ways = {
        paragraph.text: paragraph._p.pPr is not None
        and paragraph._p.pPr.find(qn("w:bidi")) is not None
        for paragraph in written.paragraphs
    }
    sides = {}
    for block in as_json(report)["blocks"]:
        texts = block.get("items") or [block.get("quote") or block.get("runs")]
        for runs, side in zip(texts, block["sides"], strict=bool(block["sides"])):
            if runs:
                sides["".join(run["text"] for run in runs)] = side
    sentence = "In 1991 Southern forces took the Seven Hills."
    assert not ways[sentence]
    assert sides[sentence] == "ltr"
    # A name of another script does not turn the words of the report.
    (course,) = [text for text in sides if text.startswith("Berin: ")]
    assert ways[course]
    assert sides[course] == "rtl"
    assert "؛ " in course
    (table,) = written.tables
    assert table._tbl.tblPr.find(qn("w:bidiVisual")) is not None


def test_nothing_that_leads_to_more_ends_a_page(case: Any) -> None:
    from docx import Document

    report = made(case).document
    leads = {
        getattr(block, "text", "") or text_of_runs(block.runs)
        for block, leads in leading(report.blocks)
        if leads
    }
    assert {"Contradictions", "Sentences that cannot all be true as read."} <= leads
    assert "two days for one handover" in leads
    written = Document(io.BytesIO(docx(report)))
    kept = {p.text for p in written.paragraphs if p.paragraph_format.keep_with_next}
    assert "two days for one handover" in kept


def test_other_endings_are_refused(case: Any, tmp_path: Any) -> None:
    with pytest.raises(InputError, match=r"a report ends in \.html, \.md, \.docx, \.pdf"):
        made(case).save(tmp_path / "report.odt")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    shown = rendered(f"before {escaped(clean(text))} after\n\n- {escaped(clean(text))} x")
    plain = " ".join(clean(text).split())
    assert squeezed(shown) == squeezed(f"before {plain} after {plain} x")


def test_there_is_a_frame_for_every_day(case: Any, tmp_path: Any) -> None:
    from PIL import Image

    drawing = case.build().drawing
    frames = frames_of(drawing)
    folder = frames.save(tmp_path / "frames")
    names = [path.name for path in sorted(folder.iterdir())]
    assert names == [f"{n:04}-{day}.png" for n, day in enumerate(frames.days, 1)]
    first = frames.save(tmp_path / "a.gif").read_bytes()
    assert first == frames_of(drawing).save(tmp_path / "b.gif").read_bytes()
    with Image.open(tmp_path / "a.gif") as animation:
        assert animation.n_frames == len(frames.days) == 4
        assert animation.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    # In the words of what changes: of the first, only the year is known.
    assert [re.findall(r">(1991|20 November 2020)<", svg)[:1] for svg in frames.svgs[::3]] == [
        ["1991"],
        ["20 November 2020"],
    ]
    chosen = [date(2020, 11, 20), date(2020, 1, 1), date(2020, 11, 20)]
    assert frames_of(drawing, chosen).days == (date(2020, 1, 1), date(2020, 11, 20))
    with pytest.raises(InputError, match=r"a file \.gif or a folder"):
        frames.save(tmp_path / "a.mp4")


def test_a_day_before_all_reports_is_named_in_words(case: Any) -> None:
    early = date(1980, 1, 1)
    late = tuple(
        Unplaced(claim=one.claim.id, reason=Reason("not_known", day="1980-01-01", other_day="1991"))
        for one in case.located
    )
    case.timeline = Timeline(
        spells=(), chains=(), unplaced=late, contradictions=(), rules="r", known_on=early
    )
    built = case.build()
    said = "On 1 January 1980 nothing was known yet that would colour the map."
    for product in (one_day(built.drawing), chart(built.drawing), report_of(built.drawing).html()):
        assert said in product
        assert "As known on 1 January 1980" in product
        assert "latest publication" not in product
    words = built.drawing.words
    assert words["empty.dated"] == words["empty.placed"] == said
    assert words["asof"] == "As known on 1 January 1980"
    assert built.drawing.start == early
