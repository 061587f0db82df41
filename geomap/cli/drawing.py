"""Commands that draw: the map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from geomap.cli.inputs import Batch, Day, inputs, options_of
from geomap.console import check_output


@click.command(name="map")
@inputs
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="HTML file.")
@click.option("--title", help="Headline of the page.")
@click.option("--page-language", default="en", show_default=True, help="Language of the page.")
@click.option("--start", type=Day(), help="Day that the page shows first.")
@click.option("--today", type=Day(), help="Day by which a plan not carried out is overdue.")
@click.option("--as-known-on", "known", type=Day(), help="Only what was known on this day.")
@click.option("--rules", type=click.Path(path_type=Path), help="File of rules to use.")
def map_command(
    sources: Sequence[str],
    output: Path,
    title: str | None,
    page_language: str,
    start: date | None,
    today: date | None,
    **given: Any,
) -> None:
    """Draw articles as one self-contained map page."""
    from geomap import api, pipeline

    options = options_of(given)
    check_output(output)
    with Batch() as batch:
        result = pipeline.run(batch.articles(sources, given), options)
        api.map(
            result, options, title=title, start=start, today=today, language=page_language
        ).save(output)
        spells, chains = result.timeline.spells, result.timeline.chains
        click.echo(
            f"{output}: {len(result.located)} claims, {len(result.timeline.unplaced)} not placed, "
            f"{len(spells)} spells, {len(chains)} chains, {output.stat().st_size // 1000} kB",
            err=True,
        )
