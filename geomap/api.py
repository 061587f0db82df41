"""The public functions: each takes articles or where to find them, and gives records.

An *input* is an `Article`, a `Reading` (of a table), a path (a text file, a ``.jsonl`` of articles,
a folder, a case, or a file of `export`), or a sequence of these. A day is a `date`, or a text such
as ``2020-11-20``. What is none of what was asked for is refused (`geomap.arguments`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from geomap import arguments, pipeline, resources
from geomap.arguments import Day
from geomap.drawing import Appearance, credited
from geomap.drawing import drawing as drawing_of
from geomap.errors import InputError
from geomap.model import Article, Located, Mention, Place, Placed, Reading, Timeline, Unlocated
from geomap.options import Options, checked
from geomap.pipeline import Decided, Result
from geomap.records import to_frame as to_frame
from geomap.text import articles

if TYPE_CHECKING:
    from geomap.exchange.layers import Layer
    from geomap.views.figures.frames import Frames
    from geomap.views.figures.product import Figure
    from geomap.views.page.map import Map
    from geomap.views.picture.drawing import Drawing
    from geomap.views.report.product import Report


Input = Article | Reading | str | Path | Iterable["Article | Reading | str | Path"]


def article(
    text: str,
    name: str = "text",
    *,
    published: Day | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    language: str | None = None,
    licence: str | None = None,
) -> Article:
    """Make an article of a text at hand, which may begin with a header of its own.

    Parameters
    ----------
    name
        What errors and products call it.
    published
        Day from which "on Friday" is counted.

    Raises
    ------
    InputError
        If there is no text, or something given is none of what was asked for.

    Examples
    --------
    >>> note = article("Iraqi forces captured Mosul on Monday.", published="2019-03-06")
    >>> claims(note)[0].claim.date.edtf
    '2019-03-04'
    """
    if not isinstance(text, str):
        shown = arguments.shown(text)
        raise InputError(f"text: {shown} is no text; give one, or a file to geomap.read")
    about = {"title": title, "source": source, "url": url, "language": language, "licence": licence}
    return articles.article_of(
        text,
        arguments.text(name, "name"),
        published=arguments.optional(arguments.day, published, "published"),
        **{key: arguments.optional(arguments.text, value, key) for key, value in about.items()},
    )


def read(
    source: str | Path,
    *,
    published: Day | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> Article:
    """Read one article: text, HTML, PDF, DOCX, ``-`` for standard input, or a URL.

    A URL may not lead to this machine or a local network unless ``allow_private``.

    Raises
    ------
    InputError
        If the file is missing, empty or not text, or holds more than one article.
    """
    found = _read(source, published, encoding, allow_private=allow_private)
    if len(found) != 1:
        raise InputError(f"{source}: {len(found)} articles, not one; use read_all")
    return found[0]


def read_all(
    *sources: str | Path,
    published: Day | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> list[Article]:
    """Read every article of some files, folders, archives and URLs, as `read` does of one.

    Raises
    ------
    InputError
        If one of them cannot be read.
    """
    return [
        article
        for source in sources
        for article in _read(source, published, encoding, allow_private=allow_private)
    ]


def run(inputs: Input, options: Options | None = None) -> Result:
    """Send articles down the whole river: readings, located claims and the timeline.

    Raises
    ------
    InputError
        If an input cannot be read, or is none.

    Examples
    --------
    >>> result = run(article("On 4 March 2019 Iraqi forces captured Mosul."))
    >>> len(result.located), [spell.controller for spell in result.timeline.spells]
    (1, ['Iraqi government'])
    """
    done = _decided(inputs, options)
    return pipeline.concluded(done.readings, done.located, checked(options), done.orphaned)


def table(path: str | Path, columns: str, encoding: str | None = None) -> Reading:
    """Read a table of control, whose rows become claims.

    Parameters
    ----------
    columns
        What its columns say: ``place=name,holder=held_by,date=day``, the path of a TOML file, or
        the name of a map that ships (``acled``, ``viina``).

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column.
    """
    return pipeline.read_table(
        arguments.path(path, "path"),
        arguments.text(columns, "columns"),
        arguments.optional(arguments.text, encoding, "encoding"),
    )


def export(
    inputs: Input | Result,
    path: str | Path,
    options: Options | None = None,
    *,
    layer: Layer = "claims",
) -> Path:
    """Write everything for other programs, in the form that the ending of the name says.

    ``.json``, ``.geojson``, ``.gpkg``, ``.parquet``, ``.kml`` or ``.csv``; each is an input again.

    Parameters
    ----------
    layer
        What a table (``.csv``, ``.parquet``) has a row for.

    Raises
    ------
    OutputError
        If there is no such form, or the file cannot be written.
    """
    from geomap.exchange import files
    from geomap.views.picture.citing import citation_of

    options = checked(options)
    path = arguments.path(path, "path")
    result = _result(inputs, options)
    texts = (citation_of(each.article) for each in result.readings)
    cited = list(dict.fromkeys([*texts, *credited(options)]))
    return files.export(result, path, options, layer=layer, citations=cited)


def claims(inputs: Input, options: Options | None = None) -> list[Located]:
    """Claims with their places.

    Examples
    --------
    >>> (found,) = claims(article("On 4 March 2019 Iraqi forces captured Mosul."))
    >>> found.claim.place, found.claim.change, found.claim.date.edtf
    ('Mosul', 'captured', '2019-03-04')
    """
    return list(_decided(inputs, options).located)


def toponyms(
    inputs: Article | str | Path | Iterable[Article | str | Path], options: Options | None = None
) -> list[tuple[Mention, Place | Unlocated]]:
    """Toponyms, in the order of the text, and the places that they stand for.

    Examples
    --------
    >>> ((mention, place),) = toponyms(article("Trains run to Mosul."))
    >>> mention.text, mention.start, place.country
    ('Mosul', 14, 'IQ')
    """
    options = checked(options)
    return [
        each
        for given in arguments.inputs(inputs)
        for article in _articles(given)
        for each in pipeline.toponyms(article, options)
    ]


def timeline(inputs: Input, options: Options | None = None) -> Timeline:
    """Who held what when, as concluded from all claims.

    Examples
    --------
    >>> (spell,) = timeline(article("On 4 March 2019 Iraqi forces captured Mosul.")).spells
    >>> spell.place_name, spell.controller, spell.start.isoformat(), spell.end
    ('Mosul', 'Iraqi government', '2019-03-04', None)
    """
    return run(inputs, options).timeline


def map(  # noqa: A001 - the name of the contract
    inputs: Input | Result,
    options: Options | None = None,
    *,
    tiles: str | None = None,
    **asked: Unpack[Appearance],
) -> Map:
    """Make a map page.

    Parameters
    ----------
    inputs
        Articles, or the `Result` of `run`.
    tiles
        Tiles to lay below, such as ``OpenTopoMap``: the page loads them from their host.
    asked
        How it shall look: `Appearance`.

    Returns
    -------
    Map
        Shows itself in a notebook; ``save(path)`` writes a page that needs nothing else; the
        `folium.Map` is inside.

    Raises
    ------
    InputError
        If an input, the tiles or what the map shall look like are none.

    Examples
    --------
    >>> note = article("On 4 March 2019 Iraqi forces captured Mosul.")
    >>> map(note, title="Mosul").html()[:15]
    '<!DOCTYPE html>'
    """
    from geomap.views.page.map import Map
    from geomap.views.page.tiles import tiles_named

    named = arguments.optional(arguments.text, tiles, "tiles")
    return Map(_drawing(inputs, options, asked), tiles_named(named) if named else None)


def figure(
    inputs: Input | Result,
    options: Options | None = None,
    *,
    on: Day | Sequence[Day] = (),
    difference: tuple[Day, Day] | None = None,
    multiples: bool = False,
    chart: bool = False,
    **asked: Unpack[Appearance],
) -> Figure:
    """Make a static picture, without a browser.

    Parameters
    ----------
    inputs, asked
        As for `map`.
    on
        The day shown, or two days side by side; with ``multiples`` any number of days.
    difference
        Two days to compare: what was gained, lost, newly contested, or stayed unchanged.
    multiples
        Small maps of many days, zoomed to what changes; by default of every day of change.
    chart
        A chart of places by time, in place of a map.

    Returns
    -------
    Figure
        Shows itself in a notebook; ``save(path)`` writes SVG, PNG or PDF.
    """
    from geomap.views.figures import product

    return product.figure(
        _drawing(inputs, options, asked),
        on=on,
        difference=difference,
        multiples=multiples,
        chart_of_time=chart,
    )


def frames(
    inputs: Input | Result,
    options: Options | None = None,
    *,
    on: Day | Sequence[Day] = (),
    **asked: Unpack[Appearance],
) -> Frames:
    """Make a picture of each of many days, to be shown in turn.

    Parameters
    ----------
    inputs, asked
        As for `map`.
    on
        The days; by default every day of change.

    Returns
    -------
    Frames
        ``save(path)`` writes a GIF, or a folder of PNG files.
    """
    from geomap.views.figures.frames import frames_of

    return frames_of(_drawing(inputs, options, asked), on)


def report(
    inputs: Input | Result, options: Options | None = None, **asked: Unpack[Appearance]
) -> Report:
    """Make a report: map, chart, every handover, every claim with its sentence and source.

    Parameters
    ----------
    inputs, asked
        As for `map`.

    Returns
    -------
    Report
        ``save(path)`` writes HTML, Markdown, DOCX or PDF.
    """
    from geomap.views.report.product import report_of

    return report_of(_drawing(inputs, options, asked))


def _result(inputs: Input | Result, options: Options) -> Result:
    return inputs if isinstance(inputs, Result) else run(inputs, options)


def _drawing(inputs: Input | Result, options: Options | None, asked: Appearance) -> Drawing:
    options = checked(options)
    return drawing_of(_result(inputs, options), options, asked)


def _decided(inputs: Input, options: Options | None) -> Decided:
    """What was said in all inputs, as corrected."""
    options = checked(options)
    return pipeline.decided(_told(inputs, options), resources.decisions(options), options)


def _told(inputs: Input, options: Options) -> Iterator[Placed]:
    """What was said in each input, and where that is."""
    from geomap.case.store import is_case
    from geomap.exchange import files, geopackage

    for each in arguments.inputs(inputs):
        if isinstance(each, Reading):
            yield each, pipeline.locate(each, options)
        elif isinstance(each, str | Path) and is_case(each):
            yield from geopackage.read(each)
        elif isinstance(each, str | Path) and files.is_export(each):
            yield from files.read(Path(each))
        else:
            yield from pipeline.placed(_articles(each), options)


def _articles(given: Article | Reading | str | Path) -> list[Article]:
    if isinstance(given, Article):
        return [given]
    if isinstance(given, Reading):
        raise InputError(f"{given.article.name}: a table of control is no article; give articles")
    return articles.read(given)


def _read(
    source: object, published: object, encoding: object, *, allow_private: bool = False
) -> list[Article]:
    if not isinstance(source, str):  # which may be an address
        source = arguments.path(source, "source")
    return articles.read(
        source,
        published=arguments.optional(arguments.day, published, "published"),
        encoding=arguments.optional(arguments.text, encoding, "encoding"),
        allow_private=allow_private,
    )
