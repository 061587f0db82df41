"""Articles, readings and corrections as rows of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from geomap.case.codec import decode, encode
from geomap.control.corrections.decisions import Correction
from geomap.errors import InputError
from geomap.model import Article, Located, Reading, stable_id

FromInput = tuple[str | None, Iterable[Article]]
"""Articles of one input, and its origin where it holds nothing else."""

PAGE = 200
"""Articles written or fetched at a time, so that memory stays flat."""

ARTICLE = (
    "id", "name", "title", "published", "source", "url", "language", "licence", "body", "text",
)  # fmt: skip
"""Columns that make an article, in the order of `article_of`."""

READ = ("located", "reading")
"""Columns that make a reading, in the order of `reading_of`."""


def _check(article: Article) -> None:
    """Refuse what no database keeps: half a surrogate pair, or the character NUL."""
    for text in (article.id, article.name, article.text, article.title, article.source):
        try:
            if text is not None and b"\x00" in text.encode():
                raise ValueError
        except ValueError:
            raise InputError(
                f"{article.name}: has a character that no database keeps (NUL, or half a pair); "
                "remove it"
            ) from None


def check_same_file(known: str, article: Article) -> None:
    """Refuse a row whose id a row of another file has: one of the two would be lost."""
    (file, line), (other, number) = (
        name.rpartition(":")[::2] for name in (known, article.name)
    )  # fmt: skip
    if line.isdigit() and number.isdigit() and Path(file).name != Path(other).name:
        raise InputError(
            f"{article.name}: its id {article.id!r} is that of another text, {known}; give the "
            "rows ids of their own, or have none read: --columns id="
        )


def article_row(article: Article, origin: str | None) -> dict[str, Any]:
    """Row of ``articles``."""
    row = {name: getattr(article, name) for name in ARTICLE}
    return {**row, "origin": origin}


def article_of(row: Sequence[Any]) -> Article:
    """Article from the columns `ARTICLE`."""
    values = dict(zip(ARTICLE, row, strict=True))
    published = values.pop("published")
    if isinstance(published, str):
        published = date.fromisoformat(published)
    return Article(**values, published=published)


def reading_row(recipe: str, reading: Reading, located: Sequence[Located]) -> dict[str, Any]:
    """Row of ``readings``; claims are kept with their places."""
    if tuple(each.claim for each in located) != reading.claims:
        raise InputError(f"{reading.article.name}: its claims are not those that were located")
    return {
        "recipe": recipe,
        "article": reading.article.id,
        "located": encode(located),
        "reading": encode(replace(reading, article=_ELSEWHERE, claims=())),
    }


def reading_of(article: Article, located: str, reading: str) -> tuple[Reading, list[Located]]:
    """Reading of an article, and where its claims are, from the columns `READ`."""
    placed = decode(list[Located], located)
    rest = decode(Reading, reading)
    return replace(rest, article=article, claims=tuple(each.claim for each in placed)), placed


_ELSEWHERE = Article(id="", name="", text="")
"""Stands in a kept reading for its article, which has a row of its own."""


def correction_row(correction: Correction) -> dict[str, Any]:
    """Row of ``corrections``; its key tells it from all others."""
    record = encode(correction)
    plain = ("claim", "article", "quote", "action", "by", "when", "why")
    row = {name: getattr(correction, name) for name in plain}
    return {"key": stable_id(record, length=20), "record": record, **row}


def in_groups(inputs: Iterable[FromInput]) -> Iterator[list[tuple[str | None, list[Article]]]]:
    """Inputs in groups of some hundred articles; one with an origin stays in one piece."""
    group: list[tuple[str | None, list[Article]]] = []
    for origin, articles in inputs:
        found = iter(articles)
        while page := list(islice(found, None if origin else PAGE)):
            group.append((origin, page))
            if sum(len(each) for _, each in group) >= PAGE:
                yield group
                group = []
    if group:
        yield group


def storable(
    articles: Iterable[Article], refused: Callable[[InputError], None] | None
) -> dict[str, Article]:
    """Articles by id, without those that no database keeps."""
    kept = {}
    for each in articles:
        try:
            _check(each)
            kept[each.id] = each
        except InputError as error:
            if refused is None:
                raise
            refused(error)
    return kept
