"""What a run is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geomap import arguments
from geomap.errors import InputError
from geomap.model import View

if TYPE_CHECKING:
    from geomap.places.geocoders.services import Service
    from geomap.places.layers.records import LayerRequest
    from geomap.places.library.keeping import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run can be told.

    Parameters
    ----------
    language
        Code or path of a language pack, or ``auto``; an article that names its own language is
        read in that.
    view
        Point of view on the country of disputed units.
    districts
        Polygon layers of the user's, in place of the shipped one.
    expand
        Whether a claim about a larger unit colours the districts in it.
    gazetteers
        Files of the user's with names and points, beside the shipped gazetteer.
    rules
        File that turns claims into control.
    known_on
        Day after which nothing is known yet.
    reader, reader_model, reader_cache, reader_key
        Another extractor than the built-in one, or the address of a model
        (`geomap.text.extractors`); the model to ask for, the file that keeps its answers, and the
        environment variable with its key.
    geocoders, geocoder_cache, offline
        Services asked for names that the gazetteer lacks (`geomap.places.geocoders`); the file
        that keeps their answers, and whether that file alone is asked.
    names
        The user's own table of names (`geomap.places.names.table`).
    corrections
        File of a person's decisions (`geomap.control.corrections.files`).

    Raises
    ------
    InputError
        If one of them cannot be meant. Whether a file is there is seen when it is opened.

    Examples
    --------
    >>> Options(known_on="2020-11-08").known_on
    datetime.date(2020, 11, 8)
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


def checked(given: object) -> Options:
    """What a caller gives as the options of a run; the defaults where nothing is given.

    Raises
    ------
    InputError
        If they are none.
    """
    if given is None:
        return Options()
    if not isinstance(given, Options):
        shown = arguments.shown(given)
        raise InputError(f"options: {shown} are none; give geomap.Options(view='de_facto')")
    return given
