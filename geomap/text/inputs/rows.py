"""Rows of a table or of JSON lines as articles, whatever their columns are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from geomap.errors import InputError
from geomap.model import Article, stable_id
from geomap.text.inputs.metadata import publication_day

Columns = Mapping[str, str]
"""Names of columns by the slots that they fill: ``{"text": "body"}``."""

NO_COLUMNS: Columns = MappingProxyType({})

SLOTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id",),
        "text": ("text", "maintext", "body", "content"),
        "title": ("title", "headline"),
        "published": ("published", "date", "publish_date", "date_publish"),
        "source": ("source", "publisher", "domain", "source_domain"),
        "url": ("url",),
        "language": ("language", "lang"),
        "licence": ("licence", "license"),
    }
)
"""What an article may take from a row, and the columns in which news corpora have it."""


def check_columns(columns: Columns) -> None:
    """Refuse a slot that no article has.

    Raises
    ------
    InputError
        With the slots there are.

    Examples
    --------
    >>> check_columns({"words": "body"})
    Traceback (most recent call last):
    geomap.errors.InputError: no part of an article is called 'words'; there are id, text, ...
    """
    for slot in columns:
        if slot not in SLOTS:
            raise InputError(
                f"no part of an article is called {slot!r}; there are {', '.join(SLOTS)}"
            )


def columns_in(names: Collection[str], columns: Columns = NO_COLUMNS) -> dict[str, str]:
    """Column that fills each slot: the one named (``""`` for none), else the first usual one.

    Examples
    --------
    >>> columns_in(["url", "content", "day"], {"published": "day"})
    {'text': 'content', 'published': 'day', 'url': 'url'}
    """
    found = {}
    for slot, usual in SLOTS.items():
        name = columns.get(slot, next((each for each in usual if each in names), None))
        if name is not None:
            found[slot] = name
    return found


def article_of_row(
    row: Mapping[str, Any], name: str, columns: Columns = NO_COLUMNS, published: date | None = None
) -> Article:
    """Article of a row; of several usual columns that it has, the first that is filled counts.

    Raises
    ------
    InputError
        If it has no text, characters that are none, or a day of publication that is none.

    Examples
    --------
    >>> article = article_of_row({"body": "Forces left.", "date": "2020-11-20T08:00Z"}, "a:1")
    >>> article.text, article.published
    ('Forces left.', datetime.date(2020, 11, 20))
    """
    said = {slot: _value(row, slot, columns) for slot in SLOTS}
    text = said["text"]
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{name}: no text in this row; mend or remove it, or name its column")
    try:
        if any(b"\x00" in str(value).encode() for value in said.values()):
            raise InputError(f"{name}: has the character NUL; remove it")
    except UnicodeEncodeError:
        raise InputError(f"{name}: bytes that are no letters; name the --encoding") from None
    text, language = normalize("NFC", text), said["language"]
    return Article(
        id=str(said["id"] or stable_id(text)),
        name=name,
        text=text,
        published=published or publication_day(said["published"], name),
        title=_words(said["title"]),
        source=_words(said["source"]),
        url=_words(said["url"]),
        language=str(language).lower().replace("_", "-").partition("-")[0] if language else None,
        licence=_words(said["licence"]),
    )


def _value(row: Mapping[str, Any], slot: str, columns: Columns) -> Any:
    if slot in columns:
        return row.get(columns[slot])
    return next((row[name] for name in SLOTS[slot] if row.get(name)), None)


def _words(value: Any) -> str | None:
    return str(value) if value else None
