from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from geomap.errors import InputError
from geomap.text import articles
from geomap.text.inputs import html
from geomap.text.inputs.extracted import text_of

SENTENCE = "On 4 March 2019 Iraqi forces captured Mosul."


def page(head: str = "", body: str = f"<p>{SENTENCE}</p>", root: str = "<html>") -> bytes:
    return f"<!doctype html>{root}<head>{head}</head><body>{body}</body></html>".encode()


def linked(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        (linked('{"@type": "NewsArticle", "datePublished": "2020-01-02T23:00:00-05:00"}'), "",
         "2020-01-02"),
        (linked('{"@graph": [{"@type": ["Article"], "datePublished": "2020-01-02"}]}'), "",
         "2020-01-02"),
        ('<meta property="article:published_time" content="2020-01-02T01:00Z">', "", "2020-01-02"),
        ('<meta name="DC.date.issued" content="2 January 2020">', "", "2020-01-02"),
        ("", "<p class=byline><time datetime=2020-01-02>Thursday</time></p>", "2020-01-02"),
        ("", "<time pubdate datetime=2020-01-02></time><time datetime=2019-01-01></time>",
         "2020-01-02"),
        # None of these says when the page was published.
        ("", "<p>Updated by hand on 2020-01-02</p>", ""),
        ("", "<p>On <time datetime=2020-01-02>2 January</time> rain fell.</p>", ""),
        ('<meta name="date" content="02/01/2020">', "", ""),
        ('<meta property="article:modified_time" content="2020-01-02">', "", ""),
        ('<link rel=canonical href="https://example.org/2020/01/02/news">', "", ""),
        (linked('{"@type": "NewsArticle", "datePublished": "0001-01-01T00:00:00"}'), "", ""),
        (linked('{"@type": "WebSite", "datePublished": "2020-01-02"}'), "", ""),
        (linked('[{"@type": "Article", "headline": "One", "datePublished": "2020-01-02"},'
                '{"@type": "Article", "headline": "Two", "datePublished": "2020-01-03"}]'), "", ""),
        (linked("{not json"), "", ""),
    ],
)  # fmt: skip
def test_only_an_explicit_day_is_the_day_of_publication(head: str, body: str, day: str) -> None:
    found = html.extract(page(head, f"{body}<p>{SENTENCE}</p>"))
    assert found.published == day


def test_among_linked_articles_the_one_with_the_title_counts() -> None:
    head = linked(
        '[{"@type": "Article", "headline": "Other", "datePublished": "2020-01-02"},'
        '{"@type": "Article", "headline": "Town falls", "datePublished": "2020-01-03"}]'
    )
    found = html.extract(page(head, f"<h1>Town falls</h1><p>{SENTENCE}</p>"))
    assert (found.title, found.published) == ("Town falls", "2020-01-03")


def test_menus_comments_and_what_is_not_shown_are_no_text() -> None:
    filler = "".join(f"<p>{SENTENCE} Report {row} went on, as reports do.</p>" for row in range(8))
    body = (
        "<nav><a href=/>Rebels captured Paris</a></nav>"
        f"<article><h1>Title</h1>{filler}<p style='display: none'>Hidden forces took Rome.</p>"
        "<script>var x = 'Forces captured Lima'</script><!-- Forces captured Oslo --></article>"
        "<div class=comments><p>Someone: forces captured Bern.</p></div>"
        "<footer>Forces captured Wien.</footer>"
    )
    text = text_of(html.extract(page(body=body)))
    assert text.count(SENTENCE) == 8
    for name in ("Paris", "Rome", "Lima", "Oslo", "Bern", "Wien"):
        assert name not in text


def test_inline_tags_do_not_tear_words_and_blocks_part_them() -> None:
    body = "<div>Tal<b>Afar</b> fell<br>to <i>rebels</i>.<div>Then rain.</div>Then sun.</div>"
    assert html.extract(page(body=body)).paragraphs == (
        "TalAfar fell to rebels.", "Then rain.", "Then sun."
    )  # fmt: skip


def test_rows_of_tables_and_items_of_lists_are_paragraphs_without_footnote_marks() -> None:
    body = (
        "<p>The army lost the city<sup class=reference><a href=#n1>[1]</a></sup> in 2014.</p>"
        "<table><tr><th>Place<th>Day</tr><tr><td>Tikrit<td>11 June</table>"
        "<ul><li>Baiji, taken<li>Sinjar, besieged</ul>"
    )
    assert html.extract(page(body=body)).paragraphs == (
        "The army lost the city in 2014.", "Place Day", "Tikrit 11 June", "Baiji, taken",
        "Sinjar, besieged",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("<meta charset=windows-1251><p>Агдам перешёл".encode("cp1251"), None),
        ("<p>Агдам перешёл".encode(), None),
        ("<p>Агдам перешёл".encode("utf-16"), None),
        ("<p>Агдам перешёл".encode("koi8-r"), "koi8-r"),
    ],
)
def test_encodings(data: bytes, said: str | None) -> None:
    assert html.extract(data, said).paragraphs == ("Агдам перешёл",)


def test_a_wrong_encoding_is_an_error() -> None:
    with pytest.raises(InputError, match="not 'ascii'"):
        html.extract("<p>Агдам".encode(), "ascii")


@pytest.mark.parametrize("data", [b"<html></html>", b"<p></p>", b"<!-- a -->", b"<script>1"])
def test_a_page_without_text_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError, match="no text"):
        html.extract(data)


def test_a_text_file_with_tags_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(page())
    (article,) = articles.read(path)
    assert article.text.encode() == page()


def test_deep_and_wide_pages_end_in_time(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_bytes(b"<div>" * 100_000 + SENTENCE.encode() + b"<table><tr>" * 20_000)
    with suppress(InputError):
        assert articles.read(path)[0].text
