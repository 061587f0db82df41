"""The whole river on one page: article -> claims -> places -> districts -> spells.

Every stage is a function from records to records; what it needs from disk is opened by
`geomap.resources`, once in a process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from geomap.control.comparison.accounts import accounts as accounts_of
from geomap.control.corrections.applying import Orphan, correct
from geomap.control.corrections.decisions import Correction
from geomap.control.timeline import timeline as conclude
from geomap.control.witnesses.tellers import By
from geomap.model import (
    Article,
    Claim,
    Located,
    Mention,
    Place,
    Placed,
    Reading,
    Timeline,
    Unlocated,
)
from geomap.options import Options
from geomap.resources import (
    atlas,
    candidates,
    decisions,
    names,
    other_reader,
    reader,
    regions,
    rules,
)
from geomap.text.language import detected

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


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
    """What was read, after a person's decisions, and which of these fit.

    ``settled`` are the ids of claims that a person has looked at.
    """

    placed: list[Placed]
    applied: list[Correction]
    orphaned: list[Orphan]
    settled: frozenset[str]

    @property
    def readings(self) -> list[Reading]:
        """What was read in each article."""
        return [reading for reading, _ in self.placed]

    @property
    def located(self) -> list[Located]:
        """All claims with their places."""
        return [each for _, located in self.placed for each in located]


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
        (reading, _again(reading, before, options))
        for reading, before in zip(done.readings, found, strict=True)
    ]
    return Decided(again, done.applied, done.orphaned, done.settled)


def _again(reading: Reading, before: Placed, options: Options | None) -> Sequence[Located]:
    """Places of corrected claims: anew only where its words or its boundaries changed."""
    was, located = before
    if reading is was:
        return located
    known = {each.claim.id: each for each in located}
    era = atlas(options or Options()).era
    kept = {
        claim.id: replace(known[claim.id], claim=claim)
        for claim in reading.claims
        if claim.id in known
        and _words_for_place(claim, reading) == _words_for_place(known[claim.id].claim, was)
        and era(claim) == era(known[claim.id].claim)
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
    """Conclude from what has been read and placed, by whomever.

    Articles come in the order of publication, so that the order of the input leaves no trace.
    """
    options = options or Options()
    readings = sorted(readings, key=lambda one: _publication(one.article))
    rank = {reading.article.id: number for number, reading in enumerate(readings)}
    located = sorted(located, key=lambda one: rank.get(one.claim.article, -1))
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


def _publication(article: Article) -> tuple[date, str, str]:
    return (article.published or date.max, article.id, article.name)


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
    built_in = reader(_language(article, options), names(options), atlas(options))
    if options.reader == "built-in":
        return built_in.read(article)
    other = other_reader(
        options.reader, options.reader_model, options.reader_cache, options.reader_key
    )
    # all toponyms of the article are the context in which its places are resolved
    return replace(other.read(article), mentions=tuple(built_in.toponyms(article)))


def locate(reading: Reading, options: Options | None = None) -> list[Located]:
    """Claims of one article with their places and districts; the article is their context."""
    from geomap.places.resolving.given import kept_apart, located_as_given
    from geomap.places.resolving.locating import locate
    from geomap.places.resolving.naming import as_spelled

    options = options or Options()
    places = atlas(options)
    alike: dict[object, list[Claim]] = {}
    for claim in reading.claims:
        words = _words_for_place(claim, reading)
        alike.setdefault((words, places.era(claim)), []).append(claim)
    firsts = [group[0] for group in alike.values()]
    named = [claim for claim in firsts if claim.id not in reading.places]
    context = _context(reading, options)
    located = locate(named, candidates(options), regions(), context, similar=places.similar)
    located += [
        located_as_given(claim, reading.places[claim.id], candidates(options), places.by_id)
        for claim in firsts
        if claim.id in reading.places
    ]
    placed = {each.claim.id: each for each in as_spelled(places.assigned(located))}
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


def toponyms(
    article: Article, options: Options | None = None, given: Sequence[Mention] | None = None
) -> list[tuple[Mention, Place | Unlocated]]:
    """Toponyms of an article, found or given, and the place that each stands for."""
    from geomap.places.resolving.toponyms import resolve_toponyms

    options = options or Options()
    mentions = list(given) if given is not None else _toponyms(article, options)
    spans = [(each.start, each.end, each.text) for each in mentions]
    places = resolve_toponyms(spans, article.text, candidates(options))
    if table := names(options):
        places = [table.label(each) if isinstance(each, Place) else each for each in places]
    return list(zip(mentions, places, strict=True))


def layer(options: Options, located: Sequence[Located] | None = None) -> GeoDataFrame:
    """District layer of a run, or what is drawn of it, with the names that the user prefers."""
    places = atlas(options)
    frame = places.layer if located is None else places.drawn(located)
    table = names(options)
    if table is None:
        return frame
    shown = [
        table.labels.get(f"unit:{unit}", name)
        for unit, name in zip(frame["district_id"], frame["name"], strict=True)
    ]
    return frame.assign(name=shown)


def _toponyms(article: Article, options: Options) -> list[Mention]:
    return reader(_language(article, options), names(options), atlas(options)).toponyms(article)


def _context(reading: Reading, options: Options) -> list[str]:
    """Other places of the article; of a server only the names in claims are asked."""
    context = [
        mention.value or mention.text for mention in reading.mentions if mention.kind == "place"
    ]
    if not options.geocoders:
        return context
    from geomap.places.names.words import plain_name

    return [text for text in context if atlas(options).lookup(plain_name(text))]


def _labelled_units(options: Options, located: Sequence[Located]) -> dict[str, Place]:
    """Units that the claims are about, under the names that the user wants."""
    ids = {unit for each in located for unit in (*each.members, each.district_id) if unit}
    known = atlas(options).units(ids)
    table = names(options)
    return {unit: table.label(place) for unit, place in known.items()} if table else known


def _language(article: Article, options: Options) -> str:
    """Language of an article: as it says itself, as told, or by its frequent words."""
    if article.language or options.language != "auto":
        return article.language or options.language
    return detected(article.text[article.body :])
