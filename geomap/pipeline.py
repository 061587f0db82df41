"""The whole river on one page: article -> claims -> places -> districts -> spells.

Every stage is a function from records to records; what it needs from disk is opened by the
cached doors at the end of this module, once in a process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from geomap.control.accounts import By
from geomap.control.accounts import accounts as accounts_of
from geomap.control.correcting import Orphan, correct
from geomap.control.corrections import Correction
from geomap.control.corrections import load as load_corrections
from geomap.control.rules import Rules
from geomap.control.timeline import timeline as conclude
from geomap.model import (
    Article,
    Claim,
    Located,
    Mention,
    Place,
    Reading,
    Timeline,
    Unlocated,
)
from geomap.text.language import detected, load_language
from geomap.text.patterns import PatternReader
from geomap.text.reader import Reader

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely import Point

    from geomap.places.answer_cache import AnswerCache
    from geomap.places.gazetteer import Gazetteer
    from geomap.places.nametable import NameTable
    from geomap.places.regions import Regions
    from geomap.places.services import Service
    from geomap.text.extractors import ReadsArticles

View = Literal["de_jure", "de_facto"]
"""Point of view on the country of disputed units."""

Placed = tuple[Reading, Sequence[Located]]
"""What was read in an article, and where its claims are."""

Candidates = Callable[[str], Sequence[Place]]
"""Whatever turns a name into candidate places: the gazetteer, a geocoder, or a test's dict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run can be told.

    ``language`` is the code or path of a language pack, or ``auto``; an article that names its
    own language is read in that. ``view`` is the point of view on the country of disputed units;
    ``districts`` a polygon layer of the user's in place of the shipped one; ``known_on`` leaves
    out what was not yet known on that day; ``rules`` the file that turns claims into control.
    ``reader`` names another extractor than the built-in one, or the address of a model
    (`geomap.text.extractors`), with the model to ask for, the file that keeps its answers and the
    environment variable with its key. ``geocoders`` are asked for names that the gazetteer lacks
    (`geomap.places.services`), with the file that keeps their answers; ``offline`` asks that file
    alone. ``names`` is the user's own table of names (`geomap.places.nametable`). ``corrections``
    is a file of a person's decisions (`geomap.control.corrections`).
    """

    language: str = "auto"
    view: View = "de_jure"
    districts: Path | None = None
    rules: Path | None = None
    known_on: date | None = None
    reader: str = "built-in"
    reader_model: str | None = None
    reader_cache: Path | None = None
    reader_key: str | None = None
    geocoders: tuple[Service, ...] = ()
    geocoder_cache: Path | None = None
    offline: bool = False
    names: Path | None = None
    corrections: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything that came down the river; ``orphaned`` are the corrections that fit no claim."""

    readings: tuple[Reading, ...]
    located: tuple[Located, ...]
    timeline: Timeline
    orphaned: tuple[Orphan, ...] = ()

    @property
    def articles(self) -> dict[str, Article]:
        """Articles by id."""
        return {reading.article.id: reading.article for reading in self.readings}


class Decided(NamedTuple):
    """What was read, after a person's decisions, and which of these fit."""

    readings: list[Reading]
    located: list[Located]
    applied: list[Correction]
    orphaned: list[Orphan]


def run(articles: Iterable[Article], options: Options | None = None) -> Result:
    """Read articles, place their claims and conclude who held what when."""
    options = options or Options()
    done = decided(placed(articles, options), decisions(options), options)
    return concluded(done.readings, done.located, options, done.orphaned)


def placed(articles: Iterable[Article], options: Options | None = None) -> Iterator[Placed]:
    """What is read in each article, and where its claims are."""
    for article in articles:
        reading = read(article, options)
        yield reading, locate(reading, options)


def decided(
    placed: Iterable[Placed], corrections: Sequence[Correction], options: Options | None = None
) -> Decided:
    """Carry out a person's decisions on what was read.

    A claim keeps its place unless a decision names another; what is rejected is listed with the
    sentences that make no claim.
    """
    found = list(placed)
    done = correct([reading for reading, _ in found], corrections)
    again = [
        _again(reading, before, options)
        for reading, before in zip(done.readings, found, strict=True)
    ]
    return Decided(
        readings=done.readings,
        located=[each for located in again for each in located],
        applied=done.applied,
        orphaned=done.orphaned,
    )


def _again(reading: Reading, before: Placed, options: Options | None) -> Sequence[Located]:
    """Places of corrected claims: anew only where the words for the place have changed."""
    if reading is before[0]:
        return before[1]
    known = {each.claim.id: each for each in before[1]}
    kept = {
        claim.id: replace(known[claim.id], claim=claim)
        for claim in reading.claims
        if claim.id in known and _words_for_place(claim) == _words_for_place(known[claim.id].claim)
    }
    anew: dict[str, Located] = {}
    if len(kept) < len(reading.claims):
        anew = {each.claim.id: each for each in locate(reading, options)}
    return [kept.get(claim.id) or anew[claim.id] for claim in reading.claims]


def concluded(
    readings: Sequence[Reading],
    located: Sequence[Located],
    options: Options | None = None,
    orphaned: Sequence[Orphan] = (),
) -> Result:
    """Conclude from what has been read and placed, by whomever."""
    options = options or Options()
    return Result(
        readings=tuple(readings),
        located=tuple(located),
        timeline=conclude(
            located,
            rules(options.rules),
            known_on=options.known_on,
            articles={reading.article.id: reading.article for reading in readings},
            units=_labelled_units(options, located),
        ),
        orphaned=tuple(orphaned),
    )


def accounts(result: Result, by: By, options: Options | None = None) -> dict[str, Timeline]:
    """What each teller alone would have us conclude, by its name."""
    options = options or Options()
    return accounts_of(
        result.located,
        rules(options.rules),
        options.known_on,
        result.articles,
        _labelled_units(options, result.located),
        by=by,
    )


def read(article: Article, options: Options | None = None) -> Reading:
    """Claims and mentions of one article."""
    options = options or Options()
    built_in = reader(_language(article, options), names(options))
    if options.reader == "built-in":
        return built_in.read(article)
    other = other_reader(
        options.reader, options.reader_model, options.reader_cache, options.reader_key
    )
    # all toponyms of the article are the context in which its places are resolved
    return replace(other.read(article), mentions=tuple(built_in.toponyms(article)))


def locate(reading: Reading, options: Options | None = None) -> list[Located]:
    """Claims of one article with their places and districts; the article is their context."""
    from geomap.places import districts, resolve
    from geomap.places.given import kept_apart, located_as_given

    options = options or Options()
    layer = polygons(options.districts, options.view)
    alike: dict[object, list[Claim]] = {}
    for claim in reading.claims:
        alike.setdefault(_words_for_place(claim, reading), []).append(claim)
    firsts = [group[0] for group in alike.values()]
    named = [claim for claim in firsts if claim.id not in reading.places]
    context = _context(reading, options)
    located = resolve.locate(
        named, candidates(options), regions(), context, similar=gazetteer().similar
    )
    located += [
        located_as_given(
            claim, reading.places[claim.id], candidates(options), lambda key: _by_id(key, options)
        )
        for claim in firsts
        if claim.id in reading.places
    ]
    placed = {each.claim.id: each for each in districts.assign_districts(located, layer)}
    table = names(options)
    found = {
        claim.id: replace(table.label_located(one) if table else one, claim=claim)
        for group in alike.values()
        for one in [placed[group[0].id]]
        for claim in group
    }
    ordered = [found[claim.id] for claim in reading.claims]
    return kept_apart(ordered) if reading.tabular else ordered


def read_table(path: Path, columns: str, encoding: str | None = None) -> Reading:
    """Claims of a table of control, one a row.

    ``columns`` says what its columns say (`geomap.text.tables.columns.columns_of`).
    """
    from geomap.text.articles import text_in
    from geomap.text.tables.columns import columns_of
    from geomap.text.tables.rows import read_table as rows_read

    return rows_read(text_in(path, encoding), path.name, columns_of(columns))


def _words_for_place(claim: Claim, reading: Reading) -> object:
    """What the place of a claim is found by: claims that agree in it lie in one place."""
    given = reading.places.get(claim.id)
    return given or (claim.place, claim.canonical, claim.place_kind, claim.within)


def _by_id(place_id: str, options: Options) -> Place | None:
    """Place of the gazetteer, or unit of the layer in use, by its id."""
    own = units(options.districts, options.view) if options.districts else {}
    return own.get(place_id.removeprefix("unit:")) or gazetteer().by_id(place_id)


def toponyms(
    article: Article, options: Options | None = None, given: Sequence[Mention] | None = None
) -> list[tuple[Mention, Place | Unlocated]]:
    """Toponyms of an article, found or given, and the place that each stands for."""
    from geomap.places.toponyms import resolve_toponyms

    options = options or Options()
    mentions = list(given) if given is not None else _toponyms(article, options)
    spans = [(each.start, each.end, each.text) for each in mentions]
    places = resolve_toponyms(spans, article.text, candidates(options))
    if table := names(options):
        places = [table.label(each) if isinstance(each, Place) else each for each in places]
    return list(zip(mentions, places, strict=True))


def layer(options: Options) -> GeoDataFrame:
    """District layer of a run, with the names that the user prefers."""
    frame = polygons(options.districts, options.view)
    table = names(options)
    if table is None:
        return frame
    shown = [
        table.labels.get(f"unit:{unit}", name)
        for unit, name in zip(frame["district_id"], frame["name"], strict=True)
    ]
    return frame.assign(name=shown)


def _toponyms(article: Article, options: Options) -> list[Mention]:
    return reader(_language(article, options), names(options)).toponyms(article)


def _context(reading: Reading, options: Options) -> list[str]:
    """Other places of the article; of a server only the names in claims are asked."""
    context = [
        mention.value or mention.text for mention in reading.mentions if mention.kind == "place"
    ]
    if not options.geocoders:
        return context
    from geomap.places.toponyms import plain_name

    return [text for text in context if gazetteer().lookup(plain_name(text))]


def _labelled_units(options: Options, located: Sequence[Located]) -> dict[str, Place]:
    """Units that the claims are about, under the names that the user wants."""
    ids = {unit for each in located for unit in (*each.members, each.district_id) if unit}
    known = units(options.districts, options.view, frozenset(ids))
    table = names(options)
    return {unit: table.label(place) for unit, place in known.items()} if table else known


def _language(article: Article, options: Options) -> str:
    """Language of an article: as it says itself, as told, or by its frequent words."""
    if article.language or options.language != "auto":
        return article.language or options.language
    return detected(article.text[article.body :])


# ---------------------------------------------------------------- doors, opened once


@cache
def reader(language: str, table: NameTable | None = None) -> Reader | PatternReader:
    """Reader of a language with the names of the gazetteer, and the user's, as its lexicon."""
    pack = load_language(language)
    kind = PatternReader if pack.pack["language"]["reader"] == "patterns" else Reader
    if table is None:
        return kind(pack, gazetteer())
    from geomap.places.nametable import Lexicon

    return kind(pack, Lexicon(table, gazetteer().kinds))


@cache
def other_reader(
    name: str, model: str | None, answers: Path | None, key: str | None
) -> ReadsArticles:
    """Open a reader that the user named."""
    from geomap.text.extractors import open_reader

    return open_reader(name, model=model, cache=answers, key_variable=key)


@cache
def gazetteer() -> Gazetteer:
    """Open the shipped gazetteer."""
    from geomap.places.gazetteer import Gazetteer

    return Gazetteer.open()


def candidates(options: Options | None = None) -> Candidates:
    """Candidates from the user's names, then the gazetteer, then the geocoders of a run."""
    options = options or Options()
    found = _candidates(options.geocoders, options.geocoder_cache, options.offline)
    table = names(options)
    if table is None:
        return found
    from geomap.places.candidates import Chain

    return Chain({"the table of names": table.lookup, "the gazetteer": found})


@cache
def _candidates(services: tuple[Service, ...], kept: Path | None, offline: bool) -> Candidates:
    if not services:
        return gazetteer().lookup
    from geomap.places.services import chain

    return chain(services, gazetteer().lookup, cache=geocoder_answers(kept), offline=offline)


@cache
def geocoder_answers(path: Path | None) -> AnswerCache:
    """Open the file that keeps the answers of geocoders; None keeps them in memory."""
    from geomap.places.answer_cache import AnswerCache

    return AnswerCache(path)


def names(options: Options) -> NameTable | None:
    """Read the user's own table of names."""
    return _names(options.names, options.districts) if options.names else None


@cache
def _names(path: Path, layer: Path | None) -> NameTable:
    from geomap.places.nametable import NameTable

    def by_id(place_id: str) -> Place | None:
        found = gazetteer().by_id(place_id)
        if found is not None or layer is None:
            return found
        return units(layer).get(place_id.removeprefix("unit:"))

    return NameTable.read(path, gazetteer().lookup, by_id)


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
def units(
    path: Path | None = None, view: View = "de_jure", only: frozenset[str] | None = None
) -> dict[str, Place]:
    """Units of the layer as places by id: all, or ``only`` some, which is quicker."""
    layer = polygons(path, view)
    if only is not None:
        layer = layer[layer["district_id"].isin(only)]
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


def decisions(options: Options) -> list[Correction]:
    """Read the user's corrections."""
    if options.corrections is None:
        return []
    return load_corrections(options.corrections)


@cache
def rules(path: Path | None = None) -> Rules:
    """Load the rules that turn claims into control."""
    return Rules.load(path)


def _rows(layer: GeoDataFrame) -> Iterable[Any]:
    """Rows of a layer, with None where pandas has its missing values."""
    frame = layer[["district_id", "name", "level", "country", "admin1"]].astype(object)
    return cast("Iterable[Any]", frame.where(frame.notna(), None).itertuples(index=False))


__all__ = [
    "Candidates",
    "Options",
    "Result",
    "accounts",
    "concluded",
    "decided",
    "locate",
    "placed",
    "read",
    "run",
    "toponyms",
]
