"""Named regions larger than a district, as lists of districts [I/O: reads `regions.toml`]."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geomap.errors import DataError
from geomap.model import Place
from geomap.places.datafiles import data_path
from geomap.places.names.keys import folded
from geomap.places.names.words import plain_name


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRegion:
    """A region that is drawn as a list of units of the district layer.

    ``point`` is where it is labelled: longitude and latitude, degrees, EPSG:4326.
    ``patterns`` describe it where it has no name ("seven adjacent districts"); they count only
    where one of ``near`` is named too.
    """

    id: str
    name: str
    names: tuple[str, ...]
    districts: tuple[str, ...]
    country: str
    point: tuple[float, float]
    patterns: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    note: str = ""
    source: str = ""

    def place(self, matched: str = "") -> Place:
        """Return the region as a place; ``matched`` are the words that led to it."""
        return Place(
            id=f"region:{self.id}",
            name=self.name,
            lon=self.point[0],
            lat=self.point[1],
            level="named_region",
            country=self.country,
            district_ids=self.districts,
            matched=matched,
            source="geomap",
        )


class Regions:
    """Named regions, found by name or by description.

    Examples
    --------
    >>> regions = Regions.load()
    >>> regions.find("Artsakh").name
    'Nagorno-Karabakh'
    >>> regions.find("the seven surrounding districts", ["Nagorno-Karabakh"]).id
    'seven-adjacent-districts'
    >>> regions.find("seven surrounding districts", ["Bavaria"]) is None
    True
    """

    def __init__(self, regions: Iterable[NamedRegion]) -> None:
        self._regions = tuple(regions)
        self._by_name = {
            folded(name): region
            for region in self._regions
            for name in (region.name, *region.names)
        }
        self._patterns = [
            (re.compile(pattern, re.IGNORECASE), region)
            for region in self._regions
            for pattern in region.patterns
        ]

    @classmethod
    def load(cls, path: str | Path | None = None) -> Regions:
        """Load the shipped regions, or those of another file of the same form.

        Raises
        ------
        DataError
            The file is missing or not of that form.
        """
        if path is None:
            return _shipped()
        return cls(_read(Path(path)))

    def __iter__(self) -> Iterator[NamedRegion]:
        return iter(self._regions)

    def by_id(self, region_id: str) -> NamedRegion | None:
        """Return the region of an id, with or without the prefix "region:"."""
        wanted = region_id.removeprefix("region:")
        return next((region for region in self._regions if region.id == wanted), None)

    def find(self, phrase: str, context: Iterable[str] = ()) -> NamedRegion | None:
        """Return the region that a phrase names or describes, or None.

        Parameters
        ----------
        phrase
            The words of the text, such as "Artsakh" or "seven adjacent regions".
        context
            Names of other places in the same sentence or article; a description counts only where
            it stands near one of the region's own.
        """
        text = " ".join(phrase.split())
        key = folded(text)
        named = self._by_name.get(key) or self._by_name.get(folded(plain_name(text)))
        if named is not None:
            return named
        nearby: set[str] | None = None
        for pattern, region in self._patterns:
            if pattern.fullmatch(text):
                nearby = nearby if nearby is not None else {folded(name) for name in context}
                if any(folded(name) in nearby for name in region.near):
                    return region
                # The phrase may name its neighbour itself: "seven districts around Karabakh".
                if any(f" {folded(name)}" in f" {key}" for name in region.near):
                    return region
        return None


@lru_cache(maxsize=1)
def _shipped() -> Regions:
    return Regions(_read(data_path("regions.toml")))


def _read(path: Path) -> list[NamedRegion]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["region"]
        return [_region(table) for table in tables]
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise DataError(f"{path} is no file of named regions ({error})") from None


def _region(table: dict[str, Any]) -> NamedRegion:
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    return NamedRegion(**{**table, **lists})
