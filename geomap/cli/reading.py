"""Commands that read: claims, toponyms, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from geomap.cli.console import as_json, as_table, plain, say
from geomap.cli.inputs import Batch, inputs, name_of, options_of
from geomap.cli.options import forms


@click.command()
@inputs
@forms("json", "jsonl", "csv", "table")
def claims(sources: Sequence[str], form: str, **given: Any) -> None:
    """List the claims of control in articles, each with its sentence."""
    from geomap import records

    options = options_of(given, sources)
    rows: list[dict[str, Any]] = []
    with Batch() as batch:
        for reading, located in batch.readings(sources, given, options):
            rows.append(records.reading_json(reading, located))
        flat = [claim for row in rows for claim in row["claims"]]
        if form == "json":
            say(as_json(rows[0] if len(rows) == 1 and len(sources) < 2 else rows))
        elif form == "jsonl":
            for claim in flat:
                say(json.dumps(claim, ensure_ascii=False, sort_keys=True))
        elif form == "csv":
            from geomap.exchange.cells import as_csv

            say(as_csv(flat))
        else:
            columns = ("place", "place_name", "change", "from_actor", "to_actor", "date", "status",
                       "share")  # fmt: skip
            # "the port town" says nothing without the name of the place that it stands for
            named = [{"place_name": claim["canonical"], **claim} for claim in flat]
            say(as_table(named, columns))


@click.command()
@inputs
@forms("json", "jsonl")
@click.option("--given", "spans", is_flag=True, help="Resolve the spans that a .jsonl brings.")
def toponyms(sources: Sequence[str], form: str, spans: bool, **given: Any) -> None:
    """List the toponyms of texts and the places they stand for."""
    from geomap import pipeline, records
    from geomap.text.articles import given_toponyms

    options = options_of(given, sources)
    rows: list[dict[str, Any]] = []
    with Batch() as batch:
        mentions = given_toponyms(sources) if spans else {}
        for article in batch.articles(sources, given):
            found = pipeline.toponyms(article, options, mentions.get(article.id))
            row = records.toponyms_json(article.id if spans else name_of(article), found)
            if form == "jsonl":
                say(json.dumps(row, ensure_ascii=False, sort_keys=True))
            rows.append(row)
        if form == "json":
            say(as_json(rows[0] if len(rows) == 1 and len(sources) == 1 else rows))


@click.command()
@click.argument("what", metavar="CLAIM")
@inputs
def explain(what: str, sources: Sequence[str], **given: Any) -> None:
    """Say why a claim was made, or why a sentence made none.

    CLAIM is the id of a claim, or some words of a sentence.
    """
    from geomap.review.explain import explain as explained

    options = options_of(given, sources)
    with Batch() as batch:
        placed = list(batch.readings(sources, given, options))
        located = [each for _, places in placed for each in places]
        say(plain(explained([reading for reading, _ in placed], located, what)))
