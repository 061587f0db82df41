"""Text that wants to be code stays text: in the page, the figure and the notebook."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest

from geomap.control.corrections.applying import Orphan
from geomap.control.corrections.decisions import correction_of
from geomap.model import Place, Unlocated
from geomap.views.figures.frames import frames_of
from geomap.views.figures.product import figure
from geomap.views.looks.wording import isolated
from geomap.views.page.map import Map
from geomap.views.report.building import document_of
from geomap.views.report.content import clean
from geomap.views.report.product import report_of

NAUGHTY = (
    "`\\${window.pwned=1}</script><script>window.pwned=1</script><!--<script>"
    "<img src=x onerror=window.pwned=1><svg/onload=window.pwned=1></title></style>"
    "\"'{{ 7*7 }}{{ cycler.__init__ }}{% raise %}{# x #}]]>&amp;&lt; "
    '#eval("1+1") #image("/etc/passwd") $x^2$ *b* _i_ [l](javascript:window.pwned=1) ![i](x) '
    "<javascript:window.pwned=1> | a | ~~s~~ @ref {{< include /etc/passwd >}} http://x.example/ "
    "\u202eאבג\u2066\x00\u2028"
)


def poisoned(case: Any) -> Any:
    """Put the payload into every field of text there is, at the same place in the article."""
    reading = case.readings[0]
    size = len(NAUGHTY)

    def move(claim: Any) -> Any:
        return replace(
            claim,
            start=claim.start + size,
            end=claim.end + size,
            spans={k: (a + size, b + size) for k, (a, b) in claim.spans.items()},
            place=f"{claim.place}{NAUGHTY}",
            trigger=NAUGHTY,
            to_actor=claim.to_actor and claim.to_actor + NAUGHTY,
            from_actor=NAUGHTY,
            claimed_by=NAUGHTY,
            extent=NAUGHTY,
            rule=NAUGHTY,
        )

    def put(located: Any) -> Any:
        place = located.place
        if isinstance(place, Unlocated):
            place = Unlocated(reason=NAUGHTY)
        elif isinstance(place, Place):
            place = replace(place, name=NAUGHTY)
        return replace(located, claim=claims[located.claim.id], place=place, why=NAUGHTY)

    claims = {claim.id: move(claim) for claim in reading.claims}
    article = replace(
        reading.article,
        text=NAUGHTY + reading.article.text,
        name=NAUGHTY,
        title=NAUGHTY,
        source=NAUGHTY,
        url="javascript:window.pwned=1",
        licence=NAUGHTY,
        language=NAUGHTY,
    )
    not_claims = tuple(
        replace(n, start=n.start + size, end=n.end + size, reason=NAUGHTY)
        for n in reading.not_claims
    )
    case.readings = [
        replace(reading, article=article, claims=tuple(claims.values()), not_claims=not_claims)
    ]
    case.located = [put(located) for located in case.located]
    timeline = case.timeline
    case.timeline = replace(
        timeline,
        spells=tuple(
            replace(
                spell,
                controller=spell.controller and spell.controller + NAUGHTY,
                place_name=NAUGHTY,
                admin1=NAUGHTY,
                rule=NAUGHTY,
            )
            for spell in timeline.spells
        ),
        chains=tuple(replace(c, place_name=NAUGHTY, to_actor=NAUGHTY) for c in timeline.chains),
        contradictions=tuple(replace(c, why=NAUGHTY) for c in timeline.contradictions),
        unplaced=tuple(replace(u, reason=NAUGHTY) for u in timeline.unplaced),
        rules=NAUGHTY,
    )
    case.districts["name"] = [name + NAUGHTY for name in case.districts["name"]]
    case.districts["names"] = NAUGHTY
    case.districts["country_name"] = NAUGHTY
    case.base["name"] = NAUGHTY
    case.options = {"boundaries": NAUGHTY, "citations": [NAUGHTY]}
    return case


PAYLOADS = {
    "html": "<b>bold</b><img src=x onerror=window.pwned=1>",
    "attribute": '" onmouseover="window.pwned=1" autofocus onfocus=\'window.pwned=1\' x=`',
    "script": "</script><script>window.pwned=1</script><!--<script>",
    "style": "</style><style>*{display:none}</style></title></template>",
    "template literal": "`${window.pwned=1}`\\",
    "jinja expression": "{{ 7*7 }}{{ cycler.__init__.__globals__ }}",
    "jinja statement": "{% raise %}{% for x in y %}",
    "jinja comment": "{# x",
    "url": "javascript:window.pwned=1//",
    "svg": "<svg/onload=window.pwned=1><a xlink:href='javascript:window.pwned=1'>",
    "json": '"}],"pwned":[{"\\u003c',
    "controls": "\x00\x1b\u2028\u2029\u202e\u2066\ufffe\u05d0",
}
# Not a stranger's words, but ours: a closed list each, or a quotation held to the article.
OURS = {"change", "evidence", "kind", "level", "place_kind", "precision", "status", "type"}


def tainted(value: Any, payload: str) -> Any:
    """Add the payload to every string there is; the same to all, so that ids go on to meet."""
    if isinstance(value, str):
        return value + payload
    if isinstance(value, (list, tuple)):
        return type(value)(tainted(each, payload) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value) if each.name not in OURS]
        return replace(value, **{name: tainted(getattr(value, name), payload) for name in names})
    return value


@pytest.mark.browser
@pytest.mark.parametrize("marks", ["\u202e", "\u2067", "\u2069\u202e\u2069", "\u202b\u2066\u2066"])
def test_a_name_that_turns_words_round_turns_none_of_ours(
    case: Any, visit: Any, marks: str
) -> None:
    case.districts["name"] = case.districts["name"] + marks
    case.timeline = replace(
        case.timeline,
        spells=tuple(
            replace(spell, controller=f"{spell.controller}{marks}")
            for spell in case.timeline.spells
        ),
    )
    seen = visit(case.build().html(), "#day=2020-11-25")
    assert f"{isolated(f'Arda{marks}')} (District)" in seen.all_text("#geomap-place option")
    actor = isolated(f"Northern army{marks}")
    assert f"Planned: to {actor}" in seen.all_text("#geomap-legend li")
    assert any(f"to {actor}" in row for row in seen.all_text("#geomap-table tr"))


@pytest.mark.browser
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_every_field_of_text_is_only_text(case: Any, visit: Any, payload: str) -> None:
    case.timeline = tainted(case.timeline, payload)
    case.located = tainted(case.located, payload)
    case.readings = tainted(case.readings, payload)
    for column in ("district_id", "name", "names", "admin1", "country", "country_name"):
        case.districts[column] = case.districts[column] + payload
    case.base["name"] = case.base["name"] + payload
    case.base["country"] = case.base["country"] + payload
    case.options = {"boundaries": payload, "citations": [payload], "title": payload}
    made = correction_of(case.readings[0].claims[0], "delete", by=payload, when="", why=payload)
    orphan = Orphan(replace(made, quote=made.quote + payload), payload)
    built = Map(replace(case.build().drawing, orphaned=(orphan,)))
    seen = visit(built.html())
    page = seen.page
    places = page.locator("#geomap-place option").evaluate_all("o => o.map(x => x.value)")
    assert len(places) > 8
    for value in places:
        page.evaluate(
            """value => {
                const chooser = document.querySelector("#geomap-place");
                chooser.value = value;
                chooser.dispatchEvent(new Event("change"));
            }""",
            value,
        )
        if value:
            assert payload in str(page.locator("#geomap-panel h3").text_content())
    for _ in range(3):
        page.locator("#geomap-previous").click()
    page.mouse.move(300, 400)
    page.locator("path[data-feature]").first.hover(force=True)
    for part in (
        "#geomap-legend",
        "#geomap-methods",
        "#geomap-unplaced",
        "#geomap-contradictions",
        "#geomap-notclaims",
        "#geomap-orphaned",
        "#geomap-table",
        "#geomap-texts",
        "#geomap-title",
    ):
        assert payload in str(page.locator(part).text_content()), part
    assert page.evaluate("window.pwned") is None
    kinds = "img, iframe, object, embed, video, audio, base, form:not(#geomap-go), template"
    assert page.locator(kinds).count() == 0
    counts = "[document.scripts.length, document.styleSheets.length]"
    assert page.evaluate(counts) == [2, 1]
    links = page.locator("a[href]").evaluate_all("a => a.map(x => x.href)")
    assert all(link.startswith(("file:", "https://example.org/")) for link in links)
    handlers = "e => e.filter(x => [...x.attributes].some(a => a.name.startsWith('on'))).length"
    assert page.locator("*").evaluate_all(handlers) == 0
    assert seen.messages == []
    assert len(seen.requests) == 1


@pytest.mark.browser
def test_a_fragment_holds_it_as_text_too(case: Any, visit: Any) -> None:
    around = "<!DOCTYPE html><meta charset=utf-8><title>x</title>"
    seen = visit(around + poisoned(case).build().fragment())
    seen.page.wait_for_selector("[data-geomap=ready]", state="attached")
    assert seen.text("#geomap-title") == NAUGHTY
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.locator("img, iframe, svg[onload]").count() == 0
    assert seen.messages == []


@pytest.mark.browser
def test_page_shows_it_and_runs_nothing(case: Any, visit: Any) -> None:
    case = poisoned(case)
    seen = visit(case.build().html())
    seen.page.wait_for_selector("html[data-geomap=ready]", state="attached")
    page = seen.page
    assert seen.text("#geomap-texts .geomap-text") == case.readings[0].article.text
    assert seen.text("#geomap-title") == NAUGHTY
    for value in page.locator("#geomap-place option").evaluate_all("o => o.map(x => x.value)"):
        page.locator("#geomap-place").select_option(value)
    page.locator("#geomap-place").select_option("X-AR")
    assert seen.text("#geomap-panel h3") == f"Arda{NAUGHTY}"
    quotes = seen.all_text("#geomap-panel .geomap-sentence")
    assert case.readings[0].claims[0].evidence in quotes
    assert NAUGHTY in seen.text("#geomap-legend")
    assert NAUGHTY in seen.text("#geomap-methods")
    assert seen.text("#geomap-unplaced b") == NAUGHTY
    for _ in range(3):
        page.locator("#geomap-previous").click()
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == 0
    assert page.evaluate("document.scripts.length") == 2
    links = page.locator("a[href]").evaluate_all("a => a.map(x => x.getAttribute('href'))")
    assert all(link.startswith("#") for link in links)
    assert seen.messages == []
    assert len(seen.requests) == 1


LAYOUTS: list[dict[str, Any]] = [
    {},
    {"on": [date(1994, 1, 1), date(2020, 11, 20)]},
    {"difference": (date(1994, 1, 1), date(2020, 11, 20))},
    {"multiples": True},
    {"chart_of_time": True},
]
"""Everything that a figure can show."""


@pytest.mark.parametrize("asked", LAYOUTS, ids=lambda asked: next(iter(asked), "day"))
def test_figure_is_well_formed_and_holds_it_as_text(case: Any, asked: dict[str, Any]) -> None:
    root = ElementTree.fromstring(figure(poisoned(case).build().drawing, **asked).svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "defs", "pattern", "rect", "g", "path", "circle", "text"}
    (title,) = (element.text for element in root.iter() if element.tag.endswith("}title"))
    assert str(title).startswith(NAUGHTY.replace("\x00", "\ufffd"))
    names = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or "href" in name or name == "style" for name in names)


@pytest.mark.browser
@pytest.mark.parametrize("asked", LAYOUTS, ids=lambda asked: next(iter(asked), "day"))
def test_figure_runs_nothing_on_a_page(case: Any, visit: Any, asked: dict[str, Any]) -> None:
    drawing = poisoned(case).build().drawing
    svg = figure(drawing, **asked).svg
    seen = visit(f"<!DOCTYPE html><meta charset=utf-8><title>x</title>{svg}")
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.evaluate("document.querySelectorAll('script, img, iframe, a').length") == 0
    assert seen.page.evaluate("document.querySelector('svg title').textContent").startswith(
        NAUGHTY.replace("\x00", "\ufffd")
    )
    assert (seen.messages, len(seen.requests)) == ([], 1)


def test_figure_frames_become_pictures(case: Any) -> None:
    drawing = poisoned(case).build().drawing
    made = figure(drawing)
    assert made.png(0.5).startswith(b"\x89PNG")
    assert made.pdf().startswith(b"%PDF")
    assert frames_of(drawing).gif(0.25).startswith(b"GIF89a")


@pytest.mark.browser
@pytest.mark.parametrize("form", ["html", "markdown"])
def test_report_shows_it_and_runs_nothing(case: Any, visit: Any, form: str) -> None:
    case = poisoned(case)
    report = report_of(case.build().drawing)
    page = report.html()
    if form == "markdown":
        from markdown_it import MarkdownIt

        # A renderer that lets HTML through, as many do.
        shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(report.markdown())
        page = f"<!DOCTYPE html><meta charset=utf-8><title>x</title><main>{shown}</main>"
    seen = visit(page)
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.evaluate("document.scripts.length") == 0
    # Of pictures only ours, and of links none: the article's address is no address of the web.
    sources = seen.page.locator("img").evaluate_all("all => all.map(one => one.src.slice(0, 19))")
    assert set(sources) <= {"data:image/svg+xml;"}
    assert seen.page.locator("a[href], iframe, object, embed, svg a").count() == 0
    text = " ".join(str(seen.page.locator("main").inner_text()).split())
    plain = " ".join(clean(NAUGHTY).split())
    assert plain in text
    assert text.count(plain) >= 20
    kept = [message for message in seen.messages if "data:" not in message]
    assert (kept, len([r for r in seen.requests if not r.startswith("data:")])) == ([], 1)


def test_report_in_word_and_pdf_holds_it_as_text(case: Any) -> None:
    from docx import Document
    from pypdf import PdfReader

    from geomap.views.report.docx import docx
    from geomap.views.report.pdf import pdf

    document = document_of(poisoned(case).build().drawing)
    plain = clean(NAUGHTY)
    written = Document(BytesIO(docx(document)))
    assert written.core_properties.title == plain[:255]
    assert sum(plain in paragraph.text for paragraph in written.paragraphs) >= 15
    reader = PdfReader(BytesIO(pdf(document)))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert "#eval(" in text
    assert "$x^2$*b*_i_[l](javascript:window.pwned=1)" in text
    assert "root:" not in text
    for page in reader.pages:
        assert "/Annots" not in page


@pytest.mark.parametrize("product", ["map", "report"])
def test_notebook_holds_no_script_outside_the_frame(case: Any, product: str) -> None:
    tags: list[tuple[str, list[str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            tags.append((tag, [name for name, _ in attrs]))

    shown = poisoned(case).build()
    bundle = (report_of(shown.drawing) if product == "report" else shown)._repr_mimebundle_()
    Reader().feed(bundle["text/html"])
    assert {tag for tag, _ in tags} == {
        "div",
        "p",
        "img",
        "iframe",
        "table",
        "caption",
        "tr",
        "th",
        "td",
        "bdi",
    }
    assert not any(name.startswith("on") for _, names in tags for name in names)
    assert [tag for tag, _ in tags].count("img") == 1


@pytest.mark.browser
@pytest.mark.parametrize("product", ["map", "report"])
def test_notebook_runs_nothing_of_it(case: Any, visit: Any, product: str) -> None:
    shown = poisoned(case).build()
    bundle = (report_of(shown.drawing) if product == "report" else shown)._repr_mimebundle_()
    seen = visit(f"<!DOCTYPE html><meta charset=utf-8><title>x</title>{bundle['text/html']}")
    frame = seen.page.frames[1]
    if product == "map":
        frame.wait_for_selector("html[data-geomap=ready]", state="attached")
    for place in (seen.page, frame):
        assert place.evaluate("window.pwned") is None
    assert clean(NAUGHTY)[:20] in str(frame.evaluate("document.body.textContent"))
    kept = [message for message in seen.messages if "data:" not in message]
    assert (kept, [r for r in seen.requests if r.startswith("http")]) == ([], [])
