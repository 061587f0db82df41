"""The command that exports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from geomap.cli.drawing import concluded
from geomap.cli.inputs import inputs
from geomap.cli.options import Day
from geomap.exchange.layers import LAYERS, Layer


@click.command()
@inputs
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="File, by its ending: .json, .geojson, .gpkg, .parquet, .kml or .csv.",
)
@click.option(
    "--layer",
    type=click.Choice(LAYERS),
    default="claims",
    show_default=True,
    help="What a table (.csv, .parquet) has a row for.",
)
@click.option("--as-known-on", "known", type=Day(), help="Only what was known on this day.")
@click.option("--rules", type=click.Path(path_type=Path), help="File of rules to use.")
def export(sources: Sequence[str], output: Path, layer: Layer, **given: Any) -> None:
    """Write claims, conclusions and evidence for other programs, and to read them back."""
    from geomap import api
    from geomap.exchange.files import form_of

    with concluded(sources, output, given, form_of) as (result, options):
        api.export(result, output, options, layer=layer)
