"""Commands that measure: claims against gold."""

from __future__ import annotations

from pathlib import Path

import click

from geomap.cli.console import as_json, say
from geomap.cli.options import forms


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--predictions", type=click.Path(path_type=Path), help="Folder of .pred.json to score instead."
)
@click.option("--worst", default=10, show_default=True, help="Misses to print.")
@forms("table", "json")
def score(folder: Path, predictions: Path | None, worst: int, form: str) -> None:
    """Compare claims with those expected in a folder of texts and .gold.json files."""
    from geomap.scoring.folders import score_folder
    from geomap.scoring.report import table

    report = score_folder(folder, predictions)
    say(as_json(report.figures()) if form == "json" else table(report, worst))
