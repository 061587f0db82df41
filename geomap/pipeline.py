"""The whole river on one page: article -> claims -> places -> districts -> spells.

Every stage is a function from records to records; what it needs from disk is opened by the
cached doors at the end of this module, once in a process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from geomap.control.rules import Rules
from geomap.control.timeline import timeline as conclude
from geomap.model import Article, Located, Mention, Place, Reading, Timeline, Unlocated
from geomap.text.language import load_language
from geomap.text.reader import Reader

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely import Point

    from geomap.places.gazetteer import Gazetteer
    from geomap.places.regions import Regions

View = Literal["de_jure", "de_facto"]
"""Point of view on the country of disputed units."""

Candidates = Callable[[str], Sequence[Place]]
"""Whatever turns a name into candidate places: the gazetteer, a geocoder, or a test's dict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run can be told.

    ``view`` is the point of view on the country of disputed units; ``districts`` a polygon
    layer of the user's in place of the shipped one; ``known_on`` leaves out what was not yet
    known on that day; ``rules`` the file that turns claims into control.
    """

    language: str = "en"
    view: View = "de_jure"
    districts: Path | None = None
    rules: Path | None = None
    known_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything that came down the river."""

    readings: tuple[Reading, ...]
    located: tuple[Located, ...]
    timeline: Timeline

    @property
    def articles(self) -> dict[str, Article]:
        """Articles by id."""
        return {reading.article.id: reading.article for reading in self.readings}


def run(articles: Iterable[Article], options: Options | None = None) -> Result:
    """Read articles, place their claims and conclude who held what when."""
    options = options or Options()
    readings = [read(article, options) for article in articles]
    located = [each for reading in readings for each in locate(reading, options)]
    return Result(
        readings=tuple(readings),
        located=tuple(located),
        timeline=conclude(
            located,
            rules(options.rules),
            known_on=options.known_on,
            articles={reading.article.id: reading.article for reading in readings},
            units=units(options.districts, options.view),
        ),
    )


def read(article: Article, options: Options | None = None) -> Reading:
    """Claims and mentions of one article."""
    options = options or Options()
    return reader(article.language or options.language).read(article)


def locate(reading: Reading, options: Options | None = None) -> list[Located]:
    """Claims of one article with their places and districts; the article is their context."""
    from geomap.places import districts, resolve

    options = options or Options()
    layer = polygons(options.districts, options.view)
    context = [mention.text for mention in reading.mentions if mention.kind == "place"]
    located = resolve.locate(reading.claims, candidates(), regions(), context)
    return districts.assign_districts(located, layer)


def toponyms(
    article: Article, options: Options | None = None, given: Sequence[Mention] | None = None
) -> list[tuple[Mention, Place | Unlocated]]:
    """Toponyms of an article, found or given, and the place that each stands for."""
    from geomap.places.toponyms import resolve_toponyms

    options = options or Options()
    mentions = list(given) if given is not None else reader(options.language).toponyms(article)
    spans = [(each.start, each.end, each.text) for each in mentions]
    places = resolve_toponyms(spans, article.text, candidates())
    return list(zip(mentions, places, strict=True))


# ---------------------------------------------------------------- doors, opened once


@cache
def reader(language: str) -> Reader:
    """Reader of a language with the names of the gazetteer as its lexicon."""
    return Reader(load_language(language), gazetteer())


@cache
def gazetteer() -> Gazetteer:
    """Open the shipped gazetteer."""
    from geomap.places.gazetteer import Gazetteer

    return Gazetteer.open()


@cache
def candidates() -> Candidates:
    """Candidates from the gazetteer, through geopy's interface of a geocoder."""
    from geomap.places.geocoder import GazetteerGeocoder, candidates_from

    return candidates_from(GazetteerGeocoder(gazetteer()))


@cache
def regions() -> Regions:
    """Load the named regions."""
    from geomap.places.regions import Regions

    return Regions.load()


@cache
def polygons(path: Path | None = None, view: View = "de_jure") -> GeoDataFrame:
    """Load a district layer: the shipped one, or the user's."""
    from geomap.places import districts

    return districts.load(path, view=view)


@cache
def units(path: Path | None = None, view: View = "de_jure") -> dict[str, Place]:
    """Units of the layer as places, by id."""
    layer = polygons(path, view)
    points = [cast("Point", each) for each in layer.geometry.representative_point()]
    return {
        row.district_id: Place(
            id=f"unit:{row.district_id}",
            name=row.name,
            lon=round(point.x, 5),
            lat=round(point.y, 5),
            level=row.level,
            country=row.country,
            admin1=row.admin1,
            district_ids=(row.district_id,),
        )
        for row, point in zip(_rows(layer), points, strict=True)
    }


@cache
def rules(path: Path | None = None) -> Rules:
    """Load the rules that turn claims into control."""
    return Rules.load(path)


def _rows(layer: GeoDataFrame) -> Iterable[Any]:
    """Rows of a layer, with None where pandas has its missing values."""
    frame = layer[["district_id", "name", "level", "country", "admin1"]].astype(object)
    return cast("Iterable[Any]", frame.where(frame.notna(), None).itertuples(index=False))


__all__ = ["Candidates", "Options", "Result", "locate", "read", "run", "toponyms"]
