"""What a run is told, and the doors that it opens: each once in a process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from geomap import arguments
from geomap.control.corrections.decisions import Correction
from geomap.control.corrections.files import load as load_corrections
from geomap.control.rules import Rules
from geomap.errors import InputError
from geomap.model import Place
from geomap.text.language import load_language
from geomap.text.patterns import PatternReader
from geomap.text.reader import Reader

if TYPE_CHECKING:
    from geomap.places.atlas import Atlas
    from geomap.places.districts.regions import Regions
    from geomap.places.geocoders.cache import AnswerCache
    from geomap.places.geocoders.services import Service
    from geomap.places.layers.records import LayerRequest
    from geomap.places.library.keeping import Kept
    from geomap.places.names.table import NameTable
    from geomap.text.extractors import ReadsArticles

View = Literal["de_jure", "de_facto"]
"""Point of view on the country of disputed units."""

Candidates = Callable[[str], Sequence[Place]]
"""Whatever turns a name into candidate places: the gazetteer, a geocoder, or a test's dict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run can be told.

    ``language`` is the code or path of a language pack, or ``auto``; an article that names its
    own language is read in that. ``view`` is the point of view on the country of disputed units;
    ``districts`` are polygon layers of the user's in place of the shipped one, and ``expand`` lets
    a claim about a larger unit colour the districts in it; ``gazetteers`` are files of the user's
    with names and points, beside the shipped gazetteer; ``known_on`` leaves out what was not yet
    known on that day; ``rules`` the file that turns claims into control.
    ``reader`` names another extractor than the built-in one, or the address of a model
    (`geomap.text.extractors`), with the model to ask for, the file that keeps its answers and the
    environment variable with its key. ``geocoders`` are asked for names that the gazetteer lacks
    (`geomap.places.geocoders`), with the file that keeps their answers; ``offline`` asks that file
    alone. ``names`` is the user's own table of names (`geomap.places.names.table`). ``corrections``
    is a file of a person's decisions (`geomap.control.corrections.files`).
    """

    language: str = "auto"
    view: View = "de_jure"
    districts: LayerRequest | str | Path | None = None
    expand: bool = False
    gazetteers: tuple[str, ...] = ()
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

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, and make paths and days of what says them as text."""
        for name, check in _CHECKS.items():
            given = getattr(self, name)
            if given is not None or name not in _LEFT_OUT:
                object.__setattr__(self, name, check(given, name))
        if not (self.districts is None or isinstance(self.districts, str | Path)):
            from geomap.places.layers.records import LayerRequest

            _check_kind([self.districts], LayerRequest, "districts", "a path, or a LayerRequest")
        if self.geocoders:
            from geomap.places.geocoders.services import Service

            made = f"what {Service.__module__}.named_services(['nominatim'], []) makes"
            _check_kind(self.geocoders, Service, "geocoders", made)

    @property
    def layers(self) -> LayerRequest | None:
        """Layers of the user's, as they are asked for."""
        if not isinstance(self.districts, str | Path):
            return self.districts
        from geomap.places.layers.records import LayerRequest

        return LayerRequest(sources=(str(self.districts),))

    @property
    def added(self) -> list[Kept]:
        """Data of others, added to the library, that the run uses."""
        from geomap.places.library import keeping

        sources = [*(self.layers.sources if self.layers else ()), *self.gazetteers]
        return [keeping.found(each)[0] for each in sources if keeping.is_name(each)]


_CHECKS: Mapping[str, Callable[[object, str], object]] = {
    "language": arguments.text,
    "gazetteers": arguments.texts,
    "rules": arguments.path,
    "known_on": arguments.day,
    "reader": arguments.text,
    "reader_model": arguments.text,
    "reader_cache": arguments.path,
    "reader_key": arguments.text,
    "geocoder_cache": arguments.path,
    "names": arguments.path,
    "corrections": arguments.path,
}
_LEFT_OUT = {field.name for field in fields(Options) if field.default is None}


def _check_kind(given: Iterable[object], kind: type, name: str, wanted: str) -> None:
    for each in given:
        if not isinstance(each, kind):
            raise InputError(f"{name}: {arguments.shown(each)} is none; give {wanted}")


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
