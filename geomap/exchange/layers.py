"""Layers of a document as plain rows, for tables: each with its evidence and its licence [pure]."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from typing import Any, Literal, get_args

from geomap.errors import InputError
from geomap.exchange.cells import as_csv, plain_cell
from geomap.exchange.document import FORMAT, VERSION
from geomap.outside.jsontext import loads
from geomap.records import Json

Layer = Literal["claims", "places", "spells", "steps", "articles"]
"""What a table has a row for; ``steps`` are those of the chains of handovers."""

LAYERS: tuple[Layer, ...] = get_args(Layer)

_ARTICLE = ("name", "title", "published", "source", "url", "language", "licence")
_ABOUT = tuple(f"article_{name}" for name in _ARTICLE)
NESTED = ("within", "also", "spans", "inferred", "members", "gazetteer", "anchors", "candidates")
_NUMBERS = ("share", "start", "end", "confidence", "lon", "lat")
_NEVER_NULL = ("id", "article", "trigger", "evidence", "rule", "why", "article_name")


def rows_of(document: Json, layer: Layer) -> list[Json]:
    """Rows of a layer.

    Claims and conclusions come with what is known of their articles, but for the texts.
    """
    articles = {row["id"]: row for row in document["articles"]}
    if layer == "claims":
        return [{**row, **_about(articles[row["article"]])} for row in document["claims"]]
    claims = {row["id"]: row for row in document["claims"]}
    if layer == "spells":
        return [{**row, **_behind(row["claims"], claims, articles)} for row in document["spells"]]
    if layer == "steps":
        return [
            {
                **{key: chain[key] for key in chain if key != "steps"},
                **step,
                **_behind([step["claim"]], claims, articles),
            }
            for chain in document["chains"]
            for step in chain["steps"]
        ]
    rows: list[Json] = document[layer]
    plain = (*_ARTICLE, "id")
    return [{key: row[key] for key in plain} for row in rows] if layer == "articles" else rows


def _about(article: Json) -> Json:
    return {f"article_{name}": article[name] for name in _ARTICLE}


def _behind(keys: Iterable[str], claims: Mapping[str, Json], articles: Mapping[str, Json]) -> Json:
    """Sentences behind a conclusion, and the licences of the articles that they are from."""
    behind = [claims[key] for key in keys if key in claims]
    licences = {articles[claim["article"]]["licence"] for claim in behind}
    return {
        "evidence": [claim["evidence"] for claim in behind],
        "licences": sorted(each for each in licences if each),
    }


def csv_of(document: Json, layer: Layer) -> str:
    """Write a layer as CSV, safe to open in a spreadsheet."""
    rows = rows_of(document, layer)
    return (as_csv(rows) if rows else _header(layer)) + "\n"


def _header(layer: Layer) -> str:
    return ",".join((*CLAIM_COLUMNS, *_ABOUT)) if layer == "claims" else ""


CLAIM_COLUMNS = (
    "id", "article", "place", "canonical", "change", "trigger", "from_actor", "to_actor", "date",
    "date_type", "announced", "status", "claimed_by", "source", "share", "extent", "new_date",
    "evidence", "start", "end", "also", "spans", "confidence", "place_kind", "within", "rule",
    "inferred", "date_words", "date_how", "new_date_type", "new_date_words", "new_date_how", "lon",
    "lat", "place_id", "place_name", "level", "precision", "country", "admin1", "district_id",
    "district", "members", "unlocated", "why", "gazetteer", "anchors",
    "candidates",
)  # fmt: skip
"""Columns of a table of claims, in their order."""


def is_table_of_claims(header: str) -> bool:
    """Whether a line is the header of a table that `csv_of` wrote.

    Examples
    --------
    >>> is_table_of_claims("name,held_by,day")
    False
    """
    try:
        found = set(next(csv.reader([header]), []))
    except csv.Error:
        return False
    return {*CLAIM_COLUMNS, *_ABOUT} <= found


def document_of_csv(text: str, name: str) -> Json:
    """Read a table of claims back: a document without the texts of its articles.

    Raises
    ------
    InputError
        If a cell is not what its column has.
    """
    rows = []
    reader = csv.DictReader(StringIO(text, newline=""))
    try:
        for row in reader:
            if None in row or None in row.values():
                raise ValueError("too many cells, or too few")
            rows.append({column: _value(column, plain_cell(cell)) for column, cell in row.items()})
    except (ValueError, csv.Error) as error:
        raise InputError(f"{name}: line {reader.line_num}: no claim: {error}") from None
    return document_of_claims(rows)


def document_of_claims(rows: list[Json]) -> Json:
    """Put rows of claims into a document, with the articles that they name."""
    articles = {
        row["article"]: {
            "id": row["article"],
            "text": "",
            **{name: row[f"article_{name}"] for name in _ARTICLE},
        }
        for row in rows
    }
    return {
        "format": FORMAT,
        "version": VERSION,
        "articles": [articles[key] for key in articles],
        "claims": rows,
    }


def _value(column: str, cell: str) -> Any:
    if column in NESTED:
        return loads(cell) if cell else None
    if column in _NUMBERS:
        read: Callable[[str], Any] = int if column in ("start", "end") else float
        return read(cell) if cell else None
    return cell if cell or column in _NEVER_NULL else None
