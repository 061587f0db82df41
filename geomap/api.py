"""The public functions: each takes articles or where to find them, and gives records.

An *input* is an `Article`, a `Reading` (of a table), a path (a text file, a ``.jsonl`` of articles,
a folder, a case, or a file of `export`), or a sequence of these. A day is a `date`, or a text such
as ``2020-11-20``. What is none of what was asked for is refused (`geomap.arguments`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geomap import arguments, pipeline, resources
from geomap.arguments import Day
from geomap.errors import InputError
from geomap.model import Article, Located, Mention, Place, Placed, Reading, Timeline, Unlocated
from geomap.options import Options
from geomap.pipeline import Decided, Result
from geomap.records import to_frame as to_frame
from geomap.text import articles
from geomap.views.picture import geometry

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.exchange.layers import Layer
    from geomap.views.figures.frames import Frames
    from geomap.views.figures.product import Figure
    from geomap.views.page.map import Map
    from geomap.views.picture.drawing import Drawing
    from geomap.views.report.product import Report

Input = Article | Reading | str | Path | Iterable["Article | Reading | str | Path"]


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
    *sources: str | Path, published: Day | None = None, encoding: str | None = None
) -> list[Article]:
    """Read every article of some files, folders and ``.jsonl`` files."""
    return [article for source in sources for article in _read(source, published, encoding)]


def run(inputs: Input, options: Options | None = None) -> Result:
    """Send articles down the whole river: readings, located claims and the timeline."""
    done = _decided(inputs, options)
    return pipeline.concluded(done.readings, done.located, _options(options), done.orphaned)


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

    options = _options(options)
    path = arguments.path(path, "path")
    result = inputs if isinstance(inputs, Result) else run(inputs, options)
    texts = (citation_of(each.article) for each in result.readings)
    cited = list(dict.fromkeys([*texts, *_credits(options)]))
    return files.export(result, path, options, layer=layer, citations=cited)


def claims(inputs: Input, options: Options | None = None) -> list[Located]:
    """Claims with their places.

    Examples
    --------
    >>> from geomap.text.articles import article_of
    >>> article = article_of("On 4 March 2019 Iraqi forces captured Mosul.", "note.txt")
    >>> (found,) = claims(article)
    >>> found.claim.place, found.claim.change, found.claim.date.edtf
    ('Mosul', 'captured', '2019-03-04')
    """
    return list(_decided(inputs, options).located)


def toponyms(
    inputs: Article | str | Path | Iterable[Article | str | Path], options: Options | None = None
) -> list[tuple[Mention, Place | Unlocated]]:
    """Toponyms and the places that they stand for."""
    options = _options(options)
    return [
        each
        for given in arguments.inputs(inputs)
        for article in _articles(given)
        for each in pipeline.toponyms(article, options)
    ]


def timeline(inputs: Input, options: Options | None = None) -> Timeline:
    """Who held what when, as concluded from all claims."""
    return run(inputs, options).timeline


def map(  # noqa: A001 - the name of the contract
    inputs: Input | Result,
    options: Options | None = None,
    *,
    tiles: str | None = None,
    **asked: Any,
) -> Map:
    """Make a map page.

    Parameters
    ----------
    inputs
        Articles, or the `Result` of `run`.
    tiles
        Tiles to lay below, such as ``OpenTopoMap``: the page loads them from their host.
    asked
        As `geomap.views.page.map.build_map`: ``title``, ``start``, ``today``, ``language``,
        ``actors`` (of
        `geomap.views.looks.actors`, or the path of their table).

    Returns
    -------
    Map
        Shows itself in a notebook; ``save(path)`` writes a page that needs nothing else; the
        `folium.Map` is inside.
    """
    from geomap.views.page.map import Map
    from geomap.views.page.tiles import tiles_named

    named = arguments.optional(arguments.text, tiles, "tiles")
    return Map(drawing(inputs, options, asked), tiles_named(named) if named else None)


def figure(
    inputs: Input | Result,
    options: Options | None = None,
    *,
    on: Day | Sequence[Day] = (),
    difference: tuple[Day, Day] | None = None,
    multiples: bool = False,
    chart: bool = False,
    **asked: Any,
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
        drawing(inputs, options, asked),
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
    **asked: Any,
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

    return frames_of(drawing(inputs, options, asked), on)


def report(inputs: Input | Result, options: Options | None = None, **asked: Any) -> Report:
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

    return report_of(drawing(inputs, options, asked))


def drawing(
    inputs: Input | Result,
    options: Options | None = None,
    given: Mapping[str, Any] = MappingProxyType({}),
    layer: GeoDataFrame | None = None,
) -> Drawing:
    """Everything that a page, a figure or a report is made of.

    Parameters
    ----------
    inputs
        As for `map`.
    given
        What `map` takes as ``asked``.
    layer
        Polygons to draw, in place of those of the options.
    """
    from geomap.places import basemap
    from geomap.places.districts.layer import load_countries
    from geomap.views.picture.citing import citation_of
    from geomap.views.picture.drawing import Surroundings, drawing_of

    options = _options(options)
    result = inputs if isinstance(inputs, Result) else run(inputs, options)
    asked = _asked(given)
    drawn = drawing_of(
        result.timeline,
        result.located,
        result.readings,
        pipeline.layer(options, result.located) if layer is None else layer,
        load_countries(view=options.view).rename(columns={"country_name": "name"}),
        boundaries=_boundaries(options) if layer is None else "given by the user",
        citations=[*(citation_of(r.article) for r in result.readings), *_credits(options)],
        **asked,
    )
    around = geometry.padded(drawn.scene.view, 0.5)
    rivers, lakes = basemap.water(around)
    towns = resources.atlas(options).gazetteer.largest(around, limit=60)
    return replace(
        drawn,
        surroundings=Surroundings(towns=tuple(towns), rivers=rivers, lakes=lakes),
        orphaned=result.orphaned,
    )


def _boundaries(options: Options) -> str:
    if ground := resources.atlas(options).ground:
        return ground.credit
    view = {"de_jure": "de jure (internationally recognised)", "de_facto": "de facto"}
    return f"Natural Earth 1:10m admin 1, corrected; point of view: {view[options.view]}"


def _credits(options: Options) -> list[str]:
    from geomap.places import datafiles

    shipped = [
        f"{source.attribution} ({source.licence.partition(' (')[0]})"
        for source in datafiles.sources()
    ]
    shipped += [f"{kept.attribution} ({kept.licence})" for kept in options.added]
    if not options.geocoders:
        return shipped
    from geomap.places.geocoders.services import credits_of

    return [*shipped, *credits_of(options.geocoders)]


def _decided(inputs: Input, options: Options | None) -> Decided:
    """What was said in all inputs, as corrected."""
    options = _options(options)
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


def _options(given: object) -> Options:
    if given is None:
        return Options()
    if not isinstance(given, Options):
        shown = arguments.shown(given)
        raise InputError(f"options: {shown} are none; give geomap.Options(view='de_facto')")
    return given


def _asked(given: Mapping[str, Any]) -> dict[str, Any]:
    """How a picture shall look, as far as it is said."""
    from geomap.views.looks.actors import Actors, read_actors

    checks: dict[str, Callable[[object, str], object]] = {
        "title": arguments.text,
        "start": arguments.day,
        "today": arguments.day,
        "language": arguments.text,
    }
    known = [*checks, "actors"]
    if unknown := [name for name in given if name not in known]:
        raise InputError(f"{unknown[0]}: nothing is called so; there are {', '.join(known)}")
    asked = dict.fromkeys(known) | {"language": "en"} | dict(given)
    found = {name: arguments.optional(checks[name], asked[name], name) for name in checks}
    actors = asked["actors"]
    if not (actors is None or isinstance(actors, Actors)):
        actors = read_actors(arguments.path(actors, "actors"))
    return {**found, "actors": actors}
