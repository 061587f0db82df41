"""Commands that conclude: who held what when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from geomap.cli.console import as_json, as_table, say
from geomap.cli.inputs import Batch, inputs, options_of
from geomap.cli.options import Day, forms, two_days
from geomap.control.witnesses.tellers import By

if TYPE_CHECKING:
    from geomap.model import Spell, Timeline


@click.command()
@inputs
@click.option("--on", "day", type=Day(), help="Only what held on this day.")
@click.option("--as-known-on", "known", type=Day(), help="Only what was known on this day.")
@click.option("--today", type=Day(), help="Day by which a plan not carried out is overdue.")
@click.option(
    "--by",
    type=click.Choice(get_args(By)),
    help="One timeline for each publication, each claimant it quotes, or each side.",
)
@click.option("--rules", type=click.Path(path_type=Path), help="File of rules to use.")
@forms("json", "table")
def timeline(
    sources: Sequence[str],
    form: str,
    day: date | None,
    today: date | None,
    by: By | None,
    **given: Any,
) -> None:
    """Conclude who held what when."""
    from geomap import pipeline, records
    from geomap.control.comparison.rivalries import rivalries

    options = options_of(given, sources)
    with Batch() as batch:
        result = batch.result(sources, given, options)
        told = pipeline.accounts(result, by or "claimant", options)
        found = records.timeline_json(result.timeline, today)
        found["spells"] = _spells(result.timeline, day)
        found["rivals"] = [
            records.rivalry_json(each)
            for each in rivalries(told)
            if day is None or (each.start <= day and (each.end is None or day < each.end))
        ]
        if by is not None:
            found["accounts"] = [
                {"by": teller, "spells": _spells(account, day)} for teller, account in told.items()
            ]
        if day is not None:
            found["on"] = day.isoformat()
        if form == "json":
            say(as_json(found))
        else:
            columns = ["place_name", "level", "controller", "start", "end", "status", "share"]
            rows = found["spells"]
            if by is not None:
                columns.insert(0, "by")
                rows = [
                    {"by": account["by"], **spell}
                    for account in found["accounts"]
                    for spell in account["spells"]
                ]
            say(as_table(rows, columns))


@click.command()
@inputs
@two_days("--between", "Compare two days, the earlier first.")
@click.option("--on", "day", type=Day(), help="Compare two inputs on this day; else in the end.")
@click.option("--as-known-on", "known", type=Day(), help="Only what was known on this day.")
@click.option("--rules", type=click.Path(path_type=Path), help="File of rules to use.")
@forms("table", "json", "csv", "geojson")
def diff(
    sources: Sequence[str],
    between: tuple[date, date] | None,
    day: date | None,
    form: str,
    **given: Any,
) -> None:
    """Compare two days (--between), or two inputs: gained, lost, newly disputed."""
    from geomap import records
    from geomap.control.comparison import difference

    options = options_of(given, sources)
    with Batch() as batch:
        if between is not None:
            whole = batch.result(sources, given, options)
            claims = [each.claim for each in whole.located]
            compared = [whole.timeline]
            found = difference.between(whole.timeline, *between, claims)
            names = [each.isoformat() for each in between]
        else:
            names = [*sources, *map(str, given["tables"])]
            if len(names) != 2:
                raise click.UsageError("Give two inputs to compare, or --between DAY DAY.")
            bare = {**given, "tables": (), "columns": () if given["tables"] else given["columns"]}
            results = [batch.result([each], bare, options) for each in sources]
            results += [
                batch.result([], {**given, "tables": (each,)}, options) for each in given["tables"]
            ]
            claims = [each.claim for result in results for each in result.located]
            compared = [result.timeline for result in results]
            found = difference.across(compared[0], compared[1], claims, day)
        rows = [records.difference_json(each) for each in found]
        if form == "geojson":
            from geomap.exchange.files import shapes_of
            from geomap.exchange.geojson import geojson_of_differences

            say(as_json(geojson_of_differences(rows, shapes_of(rows, options))))
            return
        _say_difference(rows, names, compared[0].rules, form)


def _say_difference(
    rows: list[dict[str, Any]], names: Sequence[str], rules: str, form: str
) -> None:
    kinds = Counter(row["kind"] for row in rows)
    quiet = ("unchanged", "first_reported", "no_longer_reported")
    if form == "json":
        groups = {kind: [row for row in rows if row["kind"] == kind] for kind in quiet}
        say(
            as_json(
                {
                    "rules": rules,
                    "before": names[0],
                    "after": names[1],
                    "summary": dict(sorted(kinds.items())),
                    "changes": [row for row in rows if row["kind"] not in quiet],
                    **groups,
                }
            )
        )
    elif form == "csv":
        from geomap.exchange.cells import as_csv

        say(as_csv(rows))
    else:
        columns = (
            "within",
            "name",
            "kind",
            "before",
            "after",
            "gained_by",
            "lost_by",
            "in_course_of",
        )
        shown = [
            {**row, "within": ", ".join(row["within"]), "name": row["name"] or row["place_name"]}
            for row in rows
            if row["kind"] not in quiet
        ]
        say(as_table(shown, columns))
        counted = ", ".join(f"{kind.replace('_', ' ')} {kinds[kind]}" for kind in sorted(kinds))
        say(f"\n{names[0]} and {names[1]}: {counted or 'nothing to compare'}; rules: {rules}")


def _spells(timeline: Timeline, day: date | None) -> list[dict[str, Any]]:
    from geomap import records
    from geomap.control.timeline import state_on

    spells: Sequence[Spell] = timeline.spells
    if day is not None:
        held = state_on(timeline, day)
        spells = [spell for key in sorted(held) for spell in held[key]]
    return [records.spell_json(spell) for spell in spells]
