"""Commands on a case: many articles in one file or database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.case.store import open_store
from geomap.cli.console import as_json, as_table, say, tell
from geomap.cli.inputs import Batch, documents, options_of, reading
from geomap.cli.options import forms
from geomap.errors import CaseError
from geomap.text.inputs.forms import is_url

if TYPE_CHECKING:
    from geomap.case.changes import Changes
    from geomap.case.figures import Run
    from geomap.model import Located


@click.group()
def case() -> None:
    """Keep many articles, what was read in them and corrections in one CASE.

    CASE is a GeoPackage file, or postgresql://HOST/DATABASE, with #NAME for one of several cases.
    """


@case.command()
@click.argument("address", metavar="CASE")
def new(address: str) -> None:
    """Make an empty case; one that is there is left as it is."""
    with open_store(address, create=True) as store:
        tell(f"{store.address}: {store.status().articles} articles")


@case.command()
@click.argument("address", metavar="CASE")
@documents
def add(address: str, sources: Sequence[str], **given: Any) -> None:
    """Add articles and tables of control.

    What is known is not added again. A file or page whose text has changed replaces what it held,
    also where the file was renamed.
    """
    from geomap.case.renamed import replace_renamed

    tables = given["tables"]
    if not sources and not tables:
        raise click.UsageError("Missing argument 'INPUT...'.")
    with open_store(address) as store, Batch() as batch:
        total = store.add_inputs(batch.by_origin(sources, given), batch.report)
        for table, found in batch.tables(given, alone=len(sources) + len(tables) == 1):
            total = total.plus(store.add_given(found, str(table.resolve())))
        renamed = replace_renamed(store.database, _is_gone)
        total = total._replace(replacing=total.replacing + renamed)
        instead = f" ({total.replacing} in the place of an older text)" if total.replacing else ""
        tell(
            f"{store.address}: {total.new} new{instead}, {total.known} known, "
            f"{total.changed} changed; {store.status().articles} in all"
        )


def _is_gone(origin: str) -> bool:
    return not is_url(origin) and not Path(origin).exists()


@case.command()
@click.argument("address", metavar="CASE")
@reading
@click.option("--rules", type=click.Path(path_type=Path), help="File of rules to use.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that read; one a core where it pays, if not given.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Read on the Dask cluster at tcp://HOST:PORT instead."
)
def run(address: str, workers: int | None, scheduler: str | None, **given: Any) -> None:
    """Read what is unread, apply the corrections, and conclude.

    It may be stopped and run again at any time; what was read is kept. A file of --corrections is
    taken into the case.
    """
    from geomap import resources
    from geomap.case import running
    from geomap.case.recipes import recipe_of
    from geomap.errors import GeomapError
    from geomap.views.looks.styles import look_of

    options = options_of(given, ())
    with open_store(address) as store, Batch() as batch:
        store.add_corrections(resources.decisions(options))
        done = store.status(recipe_of(options).id)
        with click.progressbar(
            length=done.articles - done.read,
            label="Reading",
            show_pos=True,
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
        ) as bar:

            def told(count: int, error: GeomapError | None) -> None:
                if error is not None:
                    batch.report(error)
                bar.update(count + (error is not None))

            last = running.run(
                store,
                options,
                workers=workers,
                scheduler=scheduler,
                colours=lambda actors: look_of(actors).colours,
                told=told,
            )
        for orphan in running.opened(store, options).decided.orphaned if last.orphaned else ():
            batch.say_orphaned(orphan)
        tell(f"{store.address}: {_told(last)}")


def _told(done: Run) -> str:
    return (
        f"run {done.number}: {done.articles} articles, {done.claims} claims, "
        f"{done.unplaced} not placed, {done.spells} spells, {done.chains} chains, "
        f"{done.corrections} corrections applied, {done.orphaned} orphaned"
    )


@case.command()
@click.argument("address", metavar="CASE")
@forms("table", "json")
def status(address: str, form: str) -> None:
    """Say how far a case is, and list its runs."""
    with open_store(address) as store:
        runs = store.runs()
        now = store.status(runs[-1].recipe if runs else None)
        rows = [{**asdict(each), "settings": json.loads(each.settings)} for each in runs]
        found = {"case": store.address, **now._asdict(), "runs": rows}
    if form == "json":
        say(as_json(found))
        return
    say(
        f"{found['case']}: {now.articles} articles, {now.articles - now.read} to read, "
        f"{now.replaced} replaced by newer ones, {now.corrections} corrections"
    )
    if rows:
        columns = (
            "number", "articles", "corrections", "orphaned", "claims", "unplaced", "spells",
            "chains", "contradictions", "rules",
        )  # fmt: skip
        say(as_table(rows, columns))


@case.command(name="list")
@click.argument("address", metavar="CASE")
@forms("table", "json")
def list_command(address: str, form: str) -> None:
    """List the articles of a case, with what the last run read in each."""
    from geomap.records import article_json

    with open_store(address) as store:
        runs = store.runs()
        last = runs[-1] if runs else None
        claims: dict[str, int] = {}
        for located in store.claims_of(last.number) if last else ():
            claims[located.claim.article] = claims.get(located.claim.article, 0) + 1
        unread = {each.id for each in store.unread(last.recipe)} if last else None
        rows = [
            {
                **article_json(each),
                "read": unread is not None and each.id not in unread,
                "claims": claims.get(each.id, 0),
            }
            for each in store.articles()
        ]
    if form == "json":
        say(as_json(rows))
    else:
        say(as_table(rows, ("id", "published", "source", "read", "claims", "title", "name")))


@case.command()
@click.argument("address", metavar="CASE")
def corrections(address: str) -> None:
    """Print the corrections of a case as JSON lines, as --corrections takes them."""
    from geomap.control.corrections.decisions import as_line

    with open_store(address) as store:
        for each in store.corrections():
            say(as_line(each))


@case.command()
@click.argument("address", metavar="CASE")
@click.argument("runs", metavar="[RUN_A RUN_B]", nargs=-1, type=int)
@forms("table", "json")
def diff(address: str, runs: Sequence[int], form: str) -> None:
    """Say which claims came, went or changed between two runs: the last two by default."""
    from geomap.case.changes import changes_between

    if len(runs) not in (0, 2):
        raise click.UsageError("Give two runs, or none for the last two.")
    with open_store(address) as store:
        last = [each.number for each in store.runs()[-2:]]
        if not runs and len(last) < 2:
            raise CaseError(f"{store.address}: {len(last)} runs; there is nothing to compare yet")
        before, after = runs or last
        found = changes_between(store.claims_of(before), store.claims_of(after))
    say(as_json(_changes_json(found)) if form == "json" else _changes_table(found))


def _changes_json(found: Changes) -> dict[str, Any]:
    from geomap.records import claim_json

    def rows(some: Sequence[Located]) -> list[dict[str, Any]]:
        return [claim_json(each.claim, each) for each in some]

    return {
        "added": rows(found.added),
        "removed": rows(found.removed),
        "changed": [
            {
                "claim": claim_json(each.after.claim, each.after),
                "parts": {
                    name: {"before": old, "after": new} for name, (old, new) in each.parts.items()
                },
            }
            for each in found.changed
        ],
    }


def _changes_table(found: Changes) -> str:
    """A row for each claim that came or went, and for each part of one that differs."""

    def row(what: str, located: Located, *parts: Any) -> dict[str, Any]:
        claim = located.claim
        part, before, after = parts or (None, None, None)
        return {
            "": what,
            "claim": claim.id,
            "place": claim.place,
            "change": claim.change,
            "date": claim.date.edtf,
            "part": part,
            "before": before,
            "after": after,
        }

    rows = [row("added", each) for each in found.added]
    rows += [row("removed", each) for each in found.removed]
    for each in found.changed:
        rows += [row("changed", each.after, name, *values) for name, values in each.parts.items()]
    if not rows:
        return "no claim differs"
    return as_table(rows, list(rows[0]))
