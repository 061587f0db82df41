"""What to read: the arguments and options that every command over articles shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.case.store import is_case, open_store
from geomap.cli import ground
from geomap.cli.console import tell
from geomap.cli.options import FILE, Day, Decorated
from geomap.errors import GeomapError
from geomap.outside.secrecy import without_password
from geomap.text.inputs.forms import is_url
from geomap.text.inputs.rows import check_columns

if TYPE_CHECKING:
    from geomap.control.corrections.applying import Orphan
    from geomap.control.corrections.decisions import Correction
    from geomap.model import Article, Placed, Reading
    from geomap.options import Options
    from geomap.pipeline import Decided, Result
    from geomap.places.geocoders.services import Service


NAMED = 5
"""Files of a folder that are named when they are passed over."""


def _parts(given: dict[str, Any]) -> dict[str, str]:
    """Columns of an archive by the part of an article that they have; tables have their own."""
    values = () if given.get("tables") else given.get("columns", ())
    for each in values:
        if "=" not in each:
            raise click.BadParameter(f"{each!r} is not PART=NAME", param_hint="--columns")
    parts = dict(each.split("=", 1) for each in values)
    try:
        check_columns(parts)
    except GeomapError as error:
        raise click.BadParameter(str(error), param_hint="--columns") from None
    return parts


_DOCUMENTS = (
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
    click.option(
        "--published",
        type=Day(),
        help="Day of publication of the articles, such as 2020-11-20.",
    ),
    click.option("--encoding", help="Encoding of the files; detected if not given."),
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
)
_READING = (
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
    click.option("--reader-key", metavar="VARIABLE", help="Environment variable with its key."),
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
    *ground.OPTIONS,
    click.option("--names", type=FILE, help="CSV table of your own names of places."),
    click.option(
        "--corrections", type=FILE, help="File of corrections, as geomap correct writes it."
    ),
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


_INPUT = (
    "INPUT is an article as text, HTML, PDF or DOCX; a folder of them; - for standard input; "
    "a URL; an archive of many (.jsonl, .parquet, .warc)"
)


def documents(command: Decorated) -> Decorated:
    """Add the arguments and options that say what to take in, and to its help what that may be."""
    return _with(_helped(command, f"{_INPUT}."), _DOCUMENTS)


def reading(command: Decorated) -> Decorated:
    """Add the options that say how to read, and on which map."""
    return _with(command, _READING)


def inputs(command: Decorated) -> Decorated:
    """Add the arguments and options that say what to read, and how."""
    return _with(reading(_helped(command, f"{_INPUT}; an export; a case.")), _DOCUMENTS)


def _helped(command: Decorated, words: str) -> Decorated:
    command.__doc__ = f"{cleandoc(command.__doc__ or '')}\n\n{words}"
    return command


def _with(command: Decorated, options: Iterable[Callable[[Decorated], Decorated]]) -> Decorated:
    for decorate in reversed(tuple(options)):
        command = decorate(command)
    return command


class Batch:
    """Several inputs: one that cannot be read is reported, left out, and the exit is 1."""

    def __init__(self) -> None:
        self.failed = False
        self.orphaned: list[Orphan] = []

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.failed and kind is None:
            click.get_current_context().exit(1)

    def result(self, sources: Sequence[str], given: dict[str, Any], options: Options) -> Result:
        """Everything that comes of all inputs: articles and tables."""
        from geomap import pipeline

        done = self._decided(sources, given, options)
        return pipeline.concluded(done.readings, done.located, options, self.orphaned)

    def readings(
        self, sources: Sequence[str], given: dict[str, Any], options: Options
    ) -> Iterable[Placed]:
        """Claims of each input and where they are, as corrected."""
        if options.corrections is None:  # one at a time: nothing has to be found again
            return self._placed(sources, given, options)
        return self._decided(sources, given, options).placed

    def uncorrected(
        self, sources: Sequence[str], given: dict[str, Any], options: Options
    ) -> tuple[list[Placed], list[Correction]]:
        """Claims of each input as they were read, and the corrections to apply to them."""
        from geomap import resources
        from geomap.case.running import last_read

        placed: list[Placed] = []
        corrections: list[Correction] = []
        for case in filter(is_case, sources):
            with open_store(case) as store:
                found = last_read(store)
                placed += found.placed
                corrections += found.corrections
        rest = [each for each in sources if not is_case(each)]
        if rest or given["tables"]:
            placed += self._placed(rest, given, options)
        return placed, [*corrections, *resources.decisions(options)]

    def _decided(self, sources: Sequence[str], given: dict[str, Any], options: Options) -> Decided:
        from geomap import pipeline, resources

        self.orphaned = []
        found = self._placed(sources, given, options)
        done = pipeline.decided(found, resources.decisions(options), options)
        for orphan in done.orphaned:
            self.say_orphaned(orphan)
        return done

    def say_orphaned(self, orphan: Orphan) -> None:
        """Name a correction that fits no claim, and keep it for what is drawn."""
        self.orphaned.append(orphan)
        near = f"; the nearest sentence is “{orphan.nearest}”" if orphan.nearest else ""
        tell(
            f"geomap: a correction ({orphan.correction.action}) fits no claim: "
            f"“{orphan.correction.quote}”{near}"
        )

    def _placed(
        self, sources: Sequence[str], given: dict[str, Any], options: Options
    ) -> Iterator[Placed]:
        """Claims of each input and where they are: cases, exports, articles, then tables."""
        from geomap import pipeline
        from geomap.exchange.files import is_export

        tables = given["tables"]
        if not sources and not tables:
            raise click.UsageError("Missing argument 'INPUT...'.")
        if tables and not given["columns"]:
            raise click.UsageError("--table needs --columns.")
        cases = [each for each in sources if is_case(each)]
        exports = [each for each in sources if each not in cases and is_export(each)]
        rest = [each for each in sources if each not in cases and each not in exports]
        for case in cases:
            yield from self._in_case(case, options)
        for export in exports:
            yield from self._in_export(export, alone=len(sources) + len(tables) == 1)
        yield from pipeline.placed(self.articles(rest, given), options)
        for _, found in self.tables(given, alone=len(sources) + len(tables) == 1):
            yield found, pipeline.locate(found, options)

    def tables(self, given: dict[str, Any], *, alone: bool) -> Iterator[tuple[Path, Reading]]:
        """Claims of each table of control."""
        from geomap import pipeline

        columns = ",".join(given["columns"])
        for table in given["tables"]:
            try:
                yield table, pipeline.read_table(table, columns, given["encoding"])
            except GeomapError as error:
                self._leave_out(error, alone=alone)

    def _in_case(self, address: str, options: Options) -> Iterable[Placed]:
        """What was read in a case, with its own corrections."""
        from geomap.case.running import opened

        with open_store(address) as store:
            found = opened(store, options)
        for orphan in found.decided.orphaned:
            self.say_orphaned(orphan)
        if found.unread:
            shown = without_password(address)
            tell(
                f"geomap: {shown}: {found.unread} articles are not read yet; "
                f"geomap case run {shown}"
            )
        return found.decided.placed

    def _in_export(self, export: str, *, alone: bool) -> Iterable[Placed]:
        """What was read when a file of export was written."""
        from geomap.exchange import files

        try:
            return files.read(Path(export))
        except GeomapError as error:
            self._leave_out(error, alone=alone)
            return []

    def articles(self, sources: Sequence[str], given: dict[str, Any]) -> Iterator[Article]:
        """Articles of all inputs in turn."""
        for each in sources:
            if is_case(each):
                with open_store(each) as store:
                    yield from store.articles()
        rest = [each for each in sources if not is_case(each)]
        for _, found in self.by_origin(rest, given):
            yield from found

    def by_origin(
        self, sources: Sequence[str], given: dict[str, Any]
    ) -> Iterator[tuple[str | None, Iterable[Article]]]:
        """Articles of each file or address; it is None where a file may hold many."""
        from geomap.text import articles

        inputs = [each for source in sources for each in self._expanded(source, len(sources))]
        for each in inputs:
            many = each == "-" or articles.is_archive(each)
            origin = each if is_url(str(each)) else os.path.realpath(each)
            yield (
                None if many else str(origin),
                self._in(each, given, alone=len(inputs) == 1, many=many),
            )

    def _in(
        self, source: str | Path, given: dict[str, Any], *, alone: bool, many: bool
    ) -> Iterator[Article]:
        from geomap.text import articles

        try:
            for article in articles.stream(
                source,
                published=given["published"],
                encoding=given["encoding"],
                allow_private=given["private"],
                columns=_parts(given),
                refused=self.report,
            ):
                try:
                    self._check(article, given)
                except GeomapError as error:
                    self._leave_out(error, alone=alone and not many)
                    continue
                yield article
        except GeomapError as error:
            self._leave_out(error, alone=alone)

    def _expanded(self, source: str, count: int) -> Sequence[str | Path]:
        """Files of a folder, or the source itself."""
        from geomap.text import articles

        try:
            found = articles.inputs_of(source)
        except GeomapError as error:
            self._leave_out(error, alone=count == 1)
            return []
        if found != [source]:
            _tell_of_others(Path(source))
        return found

    def _check(self, article: Article, given: dict[str, Any]) -> None:
        """Keep the text as read where the user wants it; refuse a language nobody can read."""
        from geomap.errors import InputError
        from geomap.text.inputs.kept import keep
        from geomap.text.language import available, load_language

        if given["keep"] is not None:
            keep(article, given["keep"])
        codes = available()
        if (language := given.get("language") or "").endswith(".toml"):
            codes.append(load_language(language).code)
        if article.language and article.language not in codes:
            known = ", ".join(codes)
            raise InputError(
                f"{article.name}: its language is {article.language!r}, and there are packs for "
                f"{known}; see CONTRIBUTING.md for adding one"
            )

    def _leave_out(self, error: GeomapError, *, alone: bool) -> None:
        if alone:
            raise error
        self.report(error)

    def report(self, error: GeomapError) -> None:
        """Name what was left out; the exit code will be 1."""
        tell(f"geomap: {error}; left out")
        self.failed = True


def _tell_of_others(folder: Path) -> None:
    """Name, in one line, the files of a folder that are no articles by their names."""
    from geomap.text import articles

    if others := articles.passed_over(folder):
        named = ", ".join(str(each.relative_to(folder)) for each in others[:NAMED])
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        tell(f"geomap: {folder}: not of a form that is read, and passed over: {named}{more}")


def options_of(given: dict[str, Any], sources: Sequence[str]) -> Options:
    """Options of a run, as given on the command line; layer and names are those of a case in it."""
    from geomap.options import Options

    _parts(given)  # refused here where no input is an archive
    options = Options(
        language=given["language"],
        view=given["view"],
        districts=ground.layers_of(given),
        expand=given["expand"] == "districts",
        gazetteers=given["gazetteers"],
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
        corrections=given["corrections"],
    )
    for case in filter(is_case, sources):
        from geomap.case.running import as_run

        with open_store(case) as store:
            options = as_run(store, options)
        break
    ground.announce(options)
    return options


def _geocoders(names: Sequence[str], options: Sequence[str]) -> tuple[Service, ...]:
    if not names and not options:
        return ()
    from geomap.places.geocoders.services import named_services

    return named_services(names, options)


def name_of(article: Article) -> str:
    """Name of an article without the folder and ending of its file."""
    return article.id if ":" in article.name else Path(article.name).stem
