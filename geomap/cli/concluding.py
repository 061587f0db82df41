"""Commands that conclude: who held what when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from geomap.cli.inputs import Batch, Day, inputs, options_of
from geomap.console import as_json, as_table, say


@click.command()
@inputs
@click.option("--on", "day", type=Day(), help="Only what held on this day.")
@click.option("--as-known-on", "known", type=Day(), help="Only what was known on this day.")
@click.option("--rules", type=click.Path(path_type=Path), help="File of rules to use.")
@click.option(
    "--format", "form", type=click.Choice(["json", "table"]), default="json", show_default=True
)
def timeline(
    sources: Sequence[str], form: str, day: date | None, **given: Any
) -> None:  # fmt: skip
    """Conclude who held what when."""
    from geomap import pipeline, records
    from geomap.control.timeline import state_on

    options = options_of(given)
    with Batch() as batch:
        result = pipeline.run(batch.articles(sources, given), options)
        found = records.timeline_json(result.timeline)
        if day is not None:
            held = state_on(result.timeline, day)
            found["on"] = day.isoformat()
            found["spells"] = [
                records.spell_json(spell) for key in sorted(held) for spell in held[key]
            ]
        if form == "json":
            say(as_json(found))
        else:
            columns = ("place_name", "level", "controller", "start", "end", "status", "share")
            say(as_table(found["spells"], columns))
