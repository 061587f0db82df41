"""The same claims from every form of one article, and no socket for any of them."""

from __future__ import annotations

import json
import socket
import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unicodedata import normalize

import pytest

from geomap import pipeline
from geomap.model import Article
from geomap.text import articles
from geomap.text.inputs.kept import keep


@pytest.fixture(scope="module")
def written(root: Path) -> Article:
    return articles.read(root / "data" / "lysychansk-2022.txt")[0]


@pytest.fixture(scope="module")
def files(
    written: Article, make: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The sample article in each form."""
    folder = tmp_path_factory.mktemp("forms")
    header = written.text[: written.body].strip()
    paragraphs = written.text[written.body :].strip().split("\n\n")
    head = (
        f"<title>{written.title} | Some site</title>"
        f'<meta property="og:title" content="{written.title}">'
        f'<meta property="og:site_name" content="{written.source}">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": '
        f'"{written.title}", "datePublished": "{written.published}T21:30:00+03:00"}}</script>'
    )
    around = (
        "<nav><ul><li><a href=/>Home</a></li><li><a href=/w>World</a></li></ul></nav>"
        "<aside><a href=/x>Rebels captured Mosul on 1 May 2014</a></aside>"
        f"<h1>{written.title}</h1>"
    )
    row = {
        "id": "sample", "title": written.title, "published": str(written.published),
        "text": written.text[written.body :], "language": "en",
    }  # fmt: skip
    content: dict[str, bytes] = {
        "txt": written.text.encode(),
        "html": make.page(paragraphs, head, around, "en"),
        "pdf": make.pdf([header, *paragraphs]),
        "docx": make.docx([*header.split("\n"), *paragraphs]),
        "jsonl": json.dumps(row).encode(),
    }
    paths = {form: folder / f"sample.{form}" for form in content}
    for form, data in content.items():
        paths[form].write_bytes(data)
    return paths


def claims_of(article: Article) -> list[tuple[Any, ...]]:
    found = pipeline.read(article).claims
    for claim in found:
        assert article.text[claim.start : claim.end] == claim.evidence
    return [
        (
            " ".join(claim.evidence.split()), claim.place, claim.change, claim.status,
            claim.date.edtf, claim.from_actor, claim.to_actor, claim.claimed_by, claim.share,
        )
        for claim in found
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "jsonl"])
def test_same_claims_from_a_file(form: str, files: dict[str, Path], written: Article) -> None:
    (article,) = articles.read(files[form])
    assert (article.title, article.published) == (written.title, written.published)
    assert claims_of(article) == claims_of(written)
    assert len(claims_of(written)) > 5


@pytest.mark.parametrize("form", ["txt", "html", "pdf", "docx", "jsonl"])
def test_same_claims_from_standard_input(
    form: str, files: dict[str, Path], written: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = SimpleNamespace(buffer=BytesIO(files[form].read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    (article,) = articles.read("-")
    assert claims_of(article) == claims_of(written)


def test_same_claims_from_a_page_on_a_server(
    files: dict[str, Path], written: Article, server: Any, send: Any
) -> None:
    address = server(send(files["html"].read_bytes()))
    (article,) = articles.read(f"{address}/news", allow_private=True)
    assert article.url == f"{address}/news"
    assert article.published == written.published
    assert claims_of(article) == claims_of(written)


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_a_kept_copy_reads_as_the_same_article(
    form: str, files: dict[str, Path], tmp_path: Path
) -> None:
    (article,) = articles.read(files[form])
    copy = keep(article, tmp_path / "kept")
    (again,) = articles.read(copy)
    assert (again.text, again.id, again.body) == (article.text, article.id, article.body)
    assert (again.title, again.published, again.source, again.language) == (
        article.title, article.published, article.source, article.language
    )  # fmt: skip
    about = json.loads(copy.with_suffix(".json").read_text("utf-8"))
    assert about["name"] == f"sample.{form}"
    before = copy.read_bytes()
    keep(article, tmp_path / "kept")
    assert copy.read_bytes() == before


def test_a_folder_holds_every_form(files: dict[str, Path]) -> None:
    folder = files["txt"].parent
    assert articles.inputs_of(folder) == sorted(files.values())
    assert len(articles.read(folder)) == len(files)


def test_no_form_opens_a_socket(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    for path in files.values():
        for article in articles.read(path):
            located = pipeline.locate(pipeline.read(article))
            assert located
    text = articles.article_of("See https://example.org/. Forces captured Mosul.", "a.txt")
    assert pipeline.run([text]).located


def test_letters_apart_from_their_accents_are_the_same_letters(tmp_path: Path) -> None:
    sentence = "On 20 November 2020 Azerbaijani forces entered the Ağdam District."
    forms = [normalize(form, sentence) for form in ("NFC", "NFD")]
    assert forms[0] != forms[1]
    note = tmp_path / "note.txt"
    rows = tmp_path / "notes.jsonl"
    rows.write_text(json.dumps({"text": forms[1]}), encoding="utf-8")
    note.write_text(forms[1], encoding="utf-8")
    found = [pipeline.read(articles.read(path)[0]).claims for path in (note, rows)]
    wanted = pipeline.read(articles.article_of(forms[0], "a.txt")).claims
    assert [claim.place for claim in wanted] == ["Ağdam District"]
    for claims in found:
        assert [(c.place, c.evidence) for c in claims] == [(c.place, c.evidence) for c in wanted]
