"""What to read: the arguments and options that every command over articles shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geomap.errors import GeomapError

if TYPE_CHECKING:
    from geomap.model import Article, Located, Reading
    from geomap.pipeline import Options, Result
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


def _parts(values: Sequence[str]) -> dict[str, str]:
    """Columns of an archive by the part of an article that they have."""
    for each in values:
        if "=" not in each:
            raise click.BadParameter(f"{each!r} is not PART=NAME", param_hint="--columns")
    return dict(each.split("=", 1) for each in values)


def inputs(command: Decorated) -> Decorated:
    """Add the arguments and options that say what to read."""
    for decorate in reversed(
        (
            click.argument("sources", nargs=-1, metavar="INPUT..."),
            click.option(
                "--table",
                "tables",
                type=FILE,
                multiple=True,
                help="Table of control (CSV) to read as well. Repeatable.",
            ),
            click.option(
                "--columns",
                multiple=True,
                metavar="MAP",
                help="Its columns: place=NAME,holder=NAME,date=NAME,…; a file; acled; viina. "
                "Without a table, columns of an archive of articles: text=NAME. Repeatable.",
            ),
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


class Batch:
    """Several inputs: one that cannot be read is reported, left out, and the exit is 1."""

    def __init__(self) -> None:
        self.failed = False

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.failed and kind is None:
            click.get_current_context().exit(1)

    def result(self, sources: Sequence[str], given: dict[str, Any], options: Options) -> Result:
        """Everything that comes of all inputs: articles and tables."""
        from geomap import pipeline

        readings: list[Reading] = []
        located: list[Located] = []
        for reading, places in self.readings(sources, given, options):
            readings.append(reading)
            located += places
        return pipeline.concluded(readings, located, options)

    def readings(
        self, sources: Sequence[str], given: dict[str, Any], options: Options
    ) -> Iterator[tuple[Reading, list[Located]]]:
        """Claims of each input and where they are: articles first, then tables."""
        from geomap import pipeline

        tables = given["tables"]
        if not sources and not tables:
            raise click.UsageError("Missing argument 'INPUT...'.")
        if tables and not given["columns"]:
            raise click.UsageError("--table needs --columns.")
        for article in self.articles(sources, given):
            reading = pipeline.read(article, options)
            yield reading, pipeline.locate(reading, options)
        columns = ",".join(given["columns"])
        for table in tables:
            try:
                reading = pipeline.read_table(table, columns, given["encoding"])
            except GeomapError as error:
                self._leave_out(error, alone=len(sources) + len(tables) == 1)
                continue
            yield reading, pipeline.locate(reading, options)

    def articles(self, sources: Sequence[str], given: dict[str, Any]) -> Iterator[Article]:
        """Articles of all inputs in turn."""
        from geomap.text import articles

        columns = {} if given.get("tables") else _parts(given["columns"])
        inputs = [each for source in sources for each in self._expanded(source, len(sources))]
        for each in inputs:
            is_alone = len(inputs) == 1 and not articles.is_archive(each)
            try:
                for article in articles.stream(
                    each,
                    published=given["published"],
                    encoding=given["encoding"],
                    allow_private=given["private"],
                    columns=columns,
                    refused=self._report,
                ):
                    try:
                        self._check(article, given)
                    except GeomapError as error:
                        self._leave_out(error, alone=is_alone)
                        continue
                    yield article
            except GeomapError as error:
                self._leave_out(error, alone=len(inputs) == 1)

    def _expanded(self, source: str, count: int) -> Sequence[str | Path]:
        """Files of a folder, or the source itself."""
        from geomap.text import articles

        try:
            return articles.inputs_of(source)
        except GeomapError as error:
            self._leave_out(error, alone=count == 1)
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

    def _leave_out(self, error: GeomapError, *, alone: bool) -> None:
        if alone:
            raise error
        self._report(error)

    def _report(self, error: GeomapError) -> None:
        click.echo(f"geomap: {' '.join(str(error).split())}; left out", err=True)
        self.failed = True


def options_of(given: dict[str, Any]) -> Options:
    """Options of a run, as given on the command line."""
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


def name_of(article: Article) -> str:
    """Name of an article without the folder and ending of its file."""
    return article.id if ":" in article.name else Path(article.name).stem
