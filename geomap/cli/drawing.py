"""Commands that draw: the map, figures, frames and reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli import outputs
from geomap.cli.console import tell
from geomap.cli.inputs import Batch, inputs, options_of
from geomap.cli.options import FILE, Day, Decorated, Scale, two_days

if TYPE_CHECKING:
    from geomap.options import Options
    from geomap.pipeline import Result


def look(what: str) -> Callable[[Decorated], Decorated]:
    """Add the options that every picture shares; ``what`` says what ``--output`` is."""

    def decorate(command: Decorated) -> Decorated:
        path = click.Path(path_type=Path)
        for option in reversed(
            (
                click.option("-o", "--output", required=True, type=path, help=what),
                click.option("--title", help="Headline."),
                click.option(
                    "--page-language",
                    default="en",
                    show_default=True,
                    help="Language of what is not quoted: ar, az, en, hy, ru or uk.",
                ),
                click.option(
                    "--actors", type=FILE, help="CSV table of actors: actor, colour, name."
                ),
                click.option(
                    "--today", type=Day(), help="Day by which a plan not carried out is overdue."
                ),
                click.option(
                    "--as-known-on", "known", type=Day(), help="Only what was known on this day."
                ),
                click.option("--rules", type=path, help="File of rules to use."),
            )
        ):
            command = option(command)
        return command

    return decorate


def drawn(given: dict[str, Any]) -> dict[str, Any]:
    """What those options say, as `geomap.api.map` and its like take it."""
    return {
        "actors": given["actors"],
        "title": given["title"],
        "today": given["today"],
        "language": given["page_language"],
    }


def report_on(output: Path, result: Result) -> None:
    """Say on standard error what was written."""
    timeline = result.timeline
    size = f", {output.stat().st_size // 1000} kB" if output.is_file() else ""
    tell(
        f"{output}: {len(result.located)} claims, {len(timeline.unplaced)} not placed, "
        f"{len(timeline.spells)} spells, {len(timeline.chains)} chains{size}"
    )
    for article, claims in ((each.article, each.claims) for each in result.readings):
        words = [claim.date.words for claim in claims if not claim.date.known and claim.date.words]
        if words and article.published is None:
            tell(
                f"{article.name}: “{words[0]}” dates nothing, because the day of publication is "
                "not known: give it with --published"
            )


@contextmanager
def concluded(
    sources: Sequence[str],
    output: Path,
    given: dict[str, Any],
    check_ending: Callable[[Path], object] | None = None,
    check_output: Callable[..., None] = outputs.check,
) -> Iterator[tuple[Result, Options]]:
    """Conclude from all inputs for a file, which is checked before the work and told of after.

    Parameters
    ----------
    check_ending
        Refuses a file of an ending that is none of the product's.
    check_output
        Refuses a file that cannot be written, or must not.
    """
    options = options_of(given, sources)
    check_output(output, sources, given)
    if check_ending is not None:
        check_ending(output)
    with Batch() as batch:
        result = batch.result(sources, given, options)
        yield result, options
        report_on(output, result)


@click.command(name="map")
@inputs
@look("HTML file.")
@click.option("--start", type=Day(), help="Day that the page shows first.")
@click.option(
    "--fragment", is_flag=True, help="One element for a page of your own, not a whole page."
)
@click.option("--tiles", metavar="NAME", help="Tiles to load from their host, such as OpenTopoMap.")
def map_command(
    sources: Sequence[str],
    output: Path,
    start: date | None,
    fragment: bool,
    tiles: str | None,
    **given: Any,
) -> None:
    """Draw articles as one self-contained map page."""
    from geomap import api

    with concluded(sources, output, given) as (result, options):
        page = api.map(result, options, tiles=tiles, start=start, **drawn(given))
        page.save(output, fragment=fragment)


@click.command()
@inputs
@look("SVG, PNG or PDF file; PNG and PDF need the extra 'report'.")
@click.option(
    "--on",
    multiple=True,
    type=Day(),
    help="Day shown; twice for two days side by side, any number with --multiples.",
)
@two_days("--difference", "What changed between two days, the earlier first.")
@click.option("--multiples", is_flag=True, help="Small maps of every day of change.")
@click.option("--chart", is_flag=True, help="A chart of places by time.")
@click.option(
    "--scale", type=Scale(), default=2.0, show_default=True, help="Pixels of a PNG for each of 960."
)
def figure(
    sources: Sequence[str],
    output: Path,
    on: tuple[date, ...],
    difference: tuple[date, date] | None,
    multiples: bool,
    chart: bool,
    scale: float,
    **given: Any,
) -> None:
    """Draw articles as a static picture, without a browser."""
    from geomap import api
    from geomap.views.figures.product import check_ending

    asked: dict[str, Any] = {
        "on": on,
        "difference": difference,
        "multiples": multiples,
        "chart": chart,
    }
    with concluded(sources, output, given, check_ending) as (result, options):
        api.figure(result, options, **asked, **drawn(given)).save(output, scale)


@click.command()
@inputs
@look("GIF file, or a folder for PNG files; both need the extra 'report'.")
@click.option("--on", multiple=True, type=Day(), help="A day to show; by default every change.")
@click.option(
    "--scale", type=Scale(), default=1.0, show_default=True, help="Pixels for each of 960."
)
def frames(
    sources: Sequence[str], output: Path, on: tuple[date, ...], scale: float, **given: Any
) -> None:
    """Draw a picture of each of many days, as a GIF or a folder."""
    from geomap import api
    from geomap.views.figures.frames import check_ending

    checks = (check_ending, outputs.check_pictures)
    with concluded(sources, output, given, *checks) as (result, options):
        api.frames(result, options, on=on, **drawn(given)).save(output, scale)


@click.command()
@inputs
@look("HTML, Markdown (.md), DOCX or PDF file; DOCX and PDF need the extra 'report'.")
def report(sources: Sequence[str], output: Path, **given: Any) -> None:
    """Write a report: map, handovers, and every claim with its sentence and source."""
    from geomap import api
    from geomap.views.report.product import check_ending

    with concluded(sources, output, given, check_ending) as (result, options):
        api.report(result, options, **drawn(given)).save(output)
