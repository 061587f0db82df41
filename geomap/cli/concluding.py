"""Commands that conclude: who held what when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from geomap.cli.inputs import Batch, Day, inputs, options_of
from geomap.console import as_json, as_table, say
from geomap.control.accounts import By

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
@click.option(
    "--format", "form", type=click.Choice(["json", "table"]), default="json", show_default=True
)
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
    from geomap.control.accounts import rivalries

    options = options_of(given)
    with Batch() as batch:
        result = pipeline.run(batch.articles(sources, given), options)
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


def _spells(timeline: Timeline, day: date | None) -> list[dict[str, Any]]:
    from geomap import records
    from geomap.control.timeline import state_on

    spells: Sequence[Spell] = timeline.spells
    if day is not None:
        held = state_on(timeline, day)
        spells = [spell for key in sorted(held) for spell in held[key]]
    return [records.spell_json(spell) for spell in spells]
