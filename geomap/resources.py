"""What a run reads with: packs, gazetteer, districts, rules, each opened once in a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.control.corrections.decisions import Correction
from geomap.control.corrections.files import load as load_corrections
from geomap.control.rules import Rules
from geomap.model import View
from geomap.options import Options
from geomap.text.language import load_language
from geomap.text.patterns import PatternReader
from geomap.text.reader import Reader

if TYPE_CHECKING:
    from geomap.places.atlas import Atlas
    from geomap.places.districts.regions import Regions
    from geomap.places.gazetteers.candidates import Candidates
    from geomap.places.geocoders.cache import AnswerCache
    from geomap.places.geocoders.services import Service
    from geomap.places.layers.records import LayerRequest
    from geomap.places.names.table import NameTable
    from geomap.text.extractors import ReadsArticles


@cache
def reader(
    language: str, table: NameTable | None = None, places: Atlas | None = None
) -> Reader | PatternReader:
    """Reader of a language with the names of the gazetteer, and the user's, as its lexicon."""
    pack = load_language(language)
    kind = PatternReader if pack.pack["language"]["reader"] == "patterns" else Reader
    places = places or atlas(Options())
    if table is None:
        return kind(pack, places)
    from geomap.places.lexicon import Lexicon

    return kind(pack, Lexicon(table, places))


@cache
def other_reader(
    name: str, model: str | None, answers: Path | None, key: str | None
) -> ReadsArticles:
    """Open a reader that the user named."""
    from geomap.text.extractors import open_reader

    return open_reader(name, model=model, cache=answers, key_variable=key)


def atlas(options: Options) -> Atlas:
    """Open the places that a run knows: what ships, and what the user brings."""
    return _atlas(options.view, options.layers, options.expand, options.gazetteers)


@cache
def _atlas(
    view: View, layers: LayerRequest | None, expand: bool, gazetteers: tuple[str, ...]
) -> Atlas:
    from geomap.places.atlas import Atlas

    return Atlas.open(view, layers, expand=expand, gazetteers=gazetteers)


def candidates(options: Options | None = None) -> Candidates:
    """Candidates from the user's names, then the gazetteer, then the geocoders of a run."""
    options = options or Options()
    found = _candidates(atlas(options), options.geocoders, options.geocoder_cache, options.offline)
    table = names(options)
    if table is None:
        return found
    from geomap.places.gazetteers.candidates import Chain

    return Chain({"the table of names": table.lookup, "the gazetteer": found})


@cache
def _candidates(
    places: Atlas, services: tuple[Service, ...], kept: Path | None, offline: bool
) -> Candidates:
    if not services:
        return places.lookup
    from geomap.places.geocoders.services import chain

    return chain(services, places.lookup, cache=geocoder_answers(kept), offline=offline)


@cache
def geocoder_answers(path: Path | None) -> AnswerCache:
    """Open the file that keeps the answers of geocoders; None keeps them in memory."""
    from geomap.places.geocoders.cache import AnswerCache

    return AnswerCache(path)


def names(options: Options) -> NameTable | None:
    """Read the user's own table of names."""
    return _names(options.names, atlas(options)) if options.names else None


@cache
def _names(path: Path, places: Atlas) -> NameTable:
    from geomap.places.names.table import NameTable

    return NameTable.read(path, places.lookup, places.by_id)


@cache
def regions() -> Regions:
    """Load the named regions."""
    from geomap.places.districts.regions import Regions

    return Regions.load()


def decisions(options: Options) -> list[Correction]:
    """Read the user's corrections."""
    if options.corrections is None:
        return []
    return load_corrections(options.corrections)


@cache
def rules(path: Path | None = None) -> Rules:
    """Load the rules that turn claims into control."""
    return Rules.load(path)
