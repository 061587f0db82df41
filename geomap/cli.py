"""The command line: thin, every command is one library call.

Results go to standard output, everything else to standard error. Exit 0: done; 1: a clear
error; 2: wrong usage.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geomap import __version__
from geomap.console import as_csv, as_json, as_table, check_output, say
from geomap.errors import GeomapError

if TYPE_CHECKING:
    from geomap.model import Article
    from geomap.pipeline import Options
    from geomap.places.services import Service

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, dir_okay=False)


class Day(click.ParamType["date"]):
    """A day as ``YYYY-MM-DD``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read an ISO day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2020-11-20", param, ctx)


class Commands(click.Group):
    """A group that turns errors made on purpose into one line and exit 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except GeomapError as error:
            click.echo(f"geomap: {' '.join(str(error).split())}", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="geomap")
def main() -> None:
    """Read articles about who holds which territory, and draw it."""


def inputs(command: Decorated) -> Decorated:
    """Add the arguments and options that say what to read."""
    for decorate in reversed(
        (
            click.argument("sources", nargs=-1, required=True, metavar="INPUT..."),
            click.option("--published", type=Day(), help="Day of publication of the articles."),
            click.option("--encoding", help="Encoding of the files; detected if not given."),
            click.option(
                "--reader",
                default="built-in",
                show_default=True,
                help="Reader: built-in, an installed one, or the URL of a compatible model server.",
            ),
            click.option("--reader-model", metavar="NAME", help="Model to ask at that URL."),
            click.option(
                "--reader-cache",
                type=click.Path(path_type=Path, dir_okay=False),
                help="File that keeps its answers.",
            ),
            click.option(
                "--reader-key", metavar="VARIABLE", help="Environment variable with its key."
            ),
            click.option(
                "--keep",
                type=click.Path(path_type=Path, file_okay=False),
                help="Folder for the texts as read, so that offsets hold.",
            ),
            click.option(
                "--allow-private-addresses",
                "private",
                is_flag=True,
                help="Let a URL lead to this machine or a local network.",
            ),
            click.option(
                "--language", default="auto", show_default=True, help="Language pack: code or path."
            ),
            click.option(
                "--view",
                type=click.Choice(["de_jure", "de_facto"]),
                default="de_jure",
                show_default=True,
                help="Point of view on the country of disputed units.",
            ),
            click.option(
                "--districts",
                type=click.Path(path_type=Path),
                help="Polygon layer to use instead of the shipped one.",
            ),
            click.option("--names", type=FILE, help="CSV table of your own names of places."),
            click.option(
                "--geocoder",
                "geocoders",
                multiple=True,
                metavar="NAME",
                help="Service of geopy's to ask for names that the gazetteer lacks. Repeatable.",
            ),
            click.option(
                "--geocoder-option",
                "geocoder_options",
                multiple=True,
                metavar="KEY=VALUE",
                help="Option of the service, such as domain=localhost:8080. Repeatable.",
            ),
            click.option("--geocoder-cache", type=FILE, help="File that keeps their answers."),
            click.option("--offline", is_flag=True, help="Ask that file only, and no service."),
        )
    ):
        command = decorate(command)
    return command


@main.command()
@inputs
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "jsonl", "csv", "table"]),
    default="json",
    show_default=True,
)
def claims(sources: Sequence[str], form: str, **given: Any) -> None:
    """List the claims of control in articles, each with its sentence."""
    from geomap import pipeline, records

    options = _options(given)
    rows: list[dict[str, Any]] = []
    with _Batch() as batch:
        for article in batch.articles(sources, given):
            reading = pipeline.read(article, options)
            rows.append(records.reading_json(reading, pipeline.locate(reading, options)))
        flat = [claim for row in rows for claim in row["claims"]]
        if form == "json":
            say(as_json(rows[0] if len(rows) == 1 and len(sources) == 1 else rows))
        elif form == "jsonl":
            for claim in flat:
                say(json.dumps(claim, ensure_ascii=False, sort_keys=True))
        elif form == "csv":
            say(as_csv(flat))
        else:
            columns = ("place", "change", "from_actor", "to_actor", "date", "status", "share")
            say(as_table(flat, columns))


@main.command()
@inputs
@click.option(
    "--format", "form", type=click.Choice(["json", "jsonl"]), default="json", show_default=True
)
@click.option("--given", "spans", is_flag=True, help="Resolve the spans that a .jsonl brings.")
def toponyms(sources: Sequence[str], form: str, spans: bool, **given: Any) -> None:
    """List the toponyms of texts and the places they stand for."""
    from geomap import pipeline, records
    from geomap.text.articles import given_toponyms

    options = _options(given)
    rows: list[dict[str, Any]] = []
    with _Batch() as batch:
        mentions = given_toponyms(sources) if spans else {}
        for article in batch.articles(sources, given):
            found = pipeline.toponyms(article, options, mentions.get(article.id))
            row = records.toponyms_json(article.id if spans else _name(article), found)
            if form == "jsonl":
                say(json.dumps(row, ensure_ascii=False, sort_keys=True))
            rows.append(row)
        if form == "json":
            say(as_json(rows[0] if len(rows) == 1 and len(sources) == 1 else rows))


@main.command()
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

    options = _options(given)
    with _Batch() as batch:
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


@main.command()
@click.argument("what", metavar="CLAIM")
@inputs
def explain(what: str, sources: Sequence[str], **given: Any) -> None:
    """Say why a claim was made, or why a sentence made none.

    CLAIM is the id of a claim, or some words of a sentence.
    """
    from geomap import pipeline
    from geomap.explain import explain as explained

    options = _options(given)
    with _Batch() as batch:
        readings = [pipeline.read(each, options) for each in batch.articles(sources, given)]
        located = [each for reading in readings for each in pipeline.locate(reading, options)]
        say(explained(readings, located, what))


@main.command(name="map")
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

    options = _options(given)
    check_output(output)
    with _Batch() as batch:
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


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--predictions", type=click.Path(path_type=Path), help="Folder of .pred.json to score instead."
)
@click.option("--worst", default=10, show_default=True, help="Misses to print.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
def score(folder: Path, predictions: Path | None, worst: int, form: str) -> None:
    """Compare claims with those expected in a folder of texts and .gold.json files."""
    from geomap import scoring
    from geomap.control.score import table

    report = scoring.score_folder(folder, predictions)
    say(as_json(report.figures()) if form == "json" else table(report, worst))


class _Batch:
    """Several inputs: one that cannot be read is reported, left out, and the exit is 1."""

    def __init__(self) -> None:
        self.failed = False

    def __enter__(self) -> _Batch:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.failed and kind is None:
            click.get_current_context().exit(1)

    def articles(self, sources: Sequence[str], given: dict[str, Any]) -> Iterator[Article]:
        """Articles of all inputs in turn."""
        from geomap.text import articles

        inputs = [each for source in sources for each in self._expanded(source, len(sources))]
        for each in inputs:
            try:
                found = articles.read(
                    each,
                    published=given["published"],
                    encoding=given["encoding"],
                    allow_private=given["private"],
                )
                for article in found:
                    self._check(article, given)
            except GeomapError as error:
                self._leave_out(error, len(inputs))
                continue
            yield from found

    def _expanded(self, source: str, count: int) -> Sequence[str | Path]:
        """Files of a folder, or the source itself."""
        from geomap.text import articles

        try:
            return articles.inputs_of(source)
        except GeomapError as error:
            self._leave_out(error, count)
            return []

    def _check(self, article: Article, given: dict[str, Any]) -> None:
        """Keep the text as read where the user wants it; refuse a language nobody can read."""
        from geomap.errors import InputError
        from geomap.text.inputs.kept import keep
        from geomap.text.language import available

        if given["keep"] is not None:
            keep(article, given["keep"])
        if article.language and article.language not in available():
            known = ", ".join(available())
            raise InputError(
                f"{article.name}: its language is {article.language!r}, and there are packs for "
                f"{known}; see CONTRIBUTING.md for adding one"
            )

    def _leave_out(self, error: GeomapError, count: int) -> None:
        if count == 1:
            raise error
        click.echo(f"geomap: {' '.join(str(error).split())}; left out", err=True)
        self.failed = True


def _options(given: dict[str, Any]) -> Options:
    from geomap.pipeline import Options

    return Options(
        language=given["language"],
        view=given["view"],
        districts=given["districts"],
        rules=given.get("rules"),
        known_on=given.get("known"),
        reader=given["reader"],
        reader_model=given["reader_model"],
        reader_cache=given["reader_cache"],
        reader_key=given["reader_key"],
        geocoders=_geocoders(given["geocoders"], given["geocoder_options"]),
        geocoder_cache=given["geocoder_cache"],
        offline=given["offline"],
        names=given["names"],
    )


def _geocoders(names: Sequence[str], options: Sequence[str]) -> tuple[Service, ...]:
    if not names and not options:
        return ()
    from geomap.places.services import named_services

    return named_services(names, options)


def _name(article: Article) -> str:
    return article.id if ":" in article.name else Path(article.name).stem
