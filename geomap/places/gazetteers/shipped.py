"""Offline gazetteer: names to places [I/O: reads `gazetteer.sqlite`].

A place is found by three keys, the finer first (`geomap.places.names.keys`): its spelling, its
folded spelling, its sound. The file is opened read-only, once per process and thread.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import cos, hypot, radians
from pathlib import Path
from typing import Any, get_args

from geomap.errors import DataError
from geomap.model import Level, Place
from geomap.places.datafiles import data_path
from geomap.places.districts.containment import beside
from geomap.places.names.keys import (
    ABBREVIATION,
    BY_SOUND,
    BY_SPELLING,
    NAMES_ALIKE,
    SHORTEST_ALIKE,
    folded,
    normal_form,
    script,
    sound,
)
from geomap.places.names.words import BareName, bare_name

LEVELS: tuple[Level, ...] = (
    "country",
    "region",
    "district",
    "named_region",
    "settlement",
    "feature",
)
"""Order of the internal ids: all countries, then all regions, ...; each by falling population."""

SCHEMA = """
-- Coordinates are EPSG:4326 degrees times 100,000. `ref` is a GeoNames id, or "unit:AZ-AGM" and the
-- like. `unit` is the unit of the district layer that a place is or lies in.
CREATE TABLE places (
    id INTEGER PRIMARY KEY, ref, name TEXT NOT NULL, lon INTEGER NOT NULL, lat INTEGER NOT NULL,
    country TEXT, admin1 INTEGER NOT NULL, population INTEGER NOT NULL, unit INTEGER
);
CREATE TABLE admin1s (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE units (id INTEGER PRIMARY KEY, district_id TEXT NOT NULL);
-- Units of the places that consist of several.
CREATE TABLE members (place INTEGER, unit INTEGER, PRIMARY KEY (place, unit)) WITHOUT ROWID;
-- The first and the last id of each level.
CREATE TABLE levels (level TEXT PRIMARY KEY, first INTEGER, last INTEGER) WITHOUT ROWID;
-- `scripts`: the ways in which names of the place with this key are written, as the bits of
-- `geomap.places.names.keys.script`.
CREATE TABLE names (
    folded TEXT NOT NULL, place INTEGER NOT NULL, scripts INTEGER NOT NULL,
    PRIMARY KEY (folded, place)
) WITHOUT ROWID;
CREATE TABLE sounds (
    sound TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (sound, place)
) WITHOUT ROWID;
"""

_PLACE = (
    "SELECT p.id, p.ref, p.name, p.lon, p.lat, p.country, a.name, p.population, u.district_id, {} "
    "FROM {} p.id = {} JOIN admin1s a ON a.id = p.admin1 LEFT JOIN units u ON u.id = p.unit{}"
)
_NAMED = _PLACE.format(
    "n.scripts", "names n CROSS JOIN places p ON", "n.place", " WHERE n.folded = ?"
)
_PLACES = _PLACE.format("0", "json_each(?) j CROSS JOIN places p ON", "j.value", "")
_MEMBERS = "SELECT district_id FROM members JOIN units ON units.id = unit WHERE place = ?"
_NAMES = "SELECT place, scripts FROM names WHERE folded = ?"
_SOUNDS = "SELECT place FROM sounds WHERE sound = ?"
_SPELLINGS = (
    "SELECT n.folded, n.place, p.country FROM names n CROSS JOIN places p ON p.id = n.place "
    "WHERE n.folded >= ? AND n.folded < ? AND length(n.folded) >= ? AND p.country IS NOT NULL"
)
_MOST = 500
"""Places of one name that are looked at, the most populous first within each level."""


Spellings = tuple[Sequence[str], Sequence[int]]
"""Folded names, and the internal id of the place of each."""


class Gazetteer:
    """Names to candidate places.

    Safe to share between threads and to send to other processes.

    Examples
    --------
    >>> gazetteer = Gazetteer.open()
    >>> [place.id for place in gazetteer.lookup("Lachin")][:2]
    ['unit:AZ-LAC', 'geonames:147625']
    >>> sorted(gazetteer.kinds("Kalbajar"))
    ['district', 'settlement']
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        spans = sorted((first, level) for level, first, _ in self._query("SELECT * FROM levels"))
        self._firsts = [first for first, _ in spans]
        self._levels: list[Level] = [level for _, level in spans]
        # Caches belong to the object, so that they go when it goes.
        self._known_kinds = lru_cache(maxsize=65536)(self._kinds)
        self._found = lru_cache(maxsize=16384)(self._lookup)
        self._spellings = lru_cache(maxsize=32)(self._spelled)

    @classmethod
    def open(cls, path: str | Path | None = None) -> Gazetteer:
        """Open the shipped gazetteer, or another one with the same tables.

        Raises
        ------
        DataError
            The file is missing, damaged or no gazetteer.
        """
        file = data_path("gazetteer.sqlite") if path is None else Path(path)
        if not file.exists():
            raise DataError(f"{file} is missing: give the path of a gazetteer, or none")
        return cls(file)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Gazetteer, (self.path,))

    def lookup(self, name: str) -> list[Place]:
        """Places that go by a name, the best match first.

        Parameters
        ----------
        name
            A toponym as written, in any script. Where nothing is called so in full, "Fuzuli
            District" finds units called Fuzuli, and "Baiji oil refinery" a feature at Baiji.

        Returns
        -------
        list of Place
            By kind of match (same spelling, same when folded, same sound), then by population;
            empty when the name is not known. Places matched by sound are given only when there is
            no other.
        """
        return list(self._found(name))

    def kinds(self, name: str) -> frozenset[Level]:
        """Levels of the places that go by a name, by spelling or when folded; never by sound.

        Meant to be asked of every capitalised word of a text: some 10 µs when first asked.
        """
        return self._known_kinds(name)

    def countries(self, name: str) -> tuple[str, ...]:
        """Codes of the countries that have a place of this name, the likeliest place's first."""
        found = sorted(
            self._found(name) if self._known_kinds(name) else (),
            key=lambda place: place.level != "country",
        )
        return tuple(dict.fromkeys(each.country for each in found if each.country))

    def _lookup(self, name: str) -> tuple[Place, ...]:
        if found := self._named(name, name):
            return found
        bare = bare_name(name)
        if bare.level is not None:
            return _of_level(bare, self._named(bare.name, name))
        text = normal_form(name)
        if text.startswith("the "):
            return self._lookup(text.removeprefix("the "))
        tone = sound(name)
        heard = [row[0] for row in self._query(_SOUNDS, tone)] if tone else []
        return self._places(heard[:_MOST], name, by_sound=True)

    def _kinds(self, name: str) -> frozenset[Level]:
        return frozenset(self._level(row[0]) for row in self._rows(_NAMES, name))

    def similar(self, name: str, countries: Collection[str | None]) -> list[Place]:
        """Places in some countries that are spelled nearly like a name that is not known.

        The spelling may differ by a letter or two: a similarity of 90 per cent (`rapidfuzz`'s
        ratio of the folded names), from six letters on, and the same first letter. Where the best
        spelling is that of places far apart, all of them are given.

        Returns
        -------
        list of Place
            The most similar only; ``source`` says how similar.

        Examples
        --------
        >>> [(place.name, place.source) for place in Gazetteer.open().similar("Hadrutt", ["AZ"])]
        [('Hadrut', "geomap (spelled like 'hadrut', 92 % alike)")]
        >>> Gazetteer.open().similar("Hadrutt", ["FR"])
        []
        """
        from rapidfuzz import fuzz, process

        key = folded(name)
        if len(key) < SHORTEST_ALIKE:
            return []
        hits: list[tuple[float, str, int]] = []
        for country in filter(None, countries):
            spellings, places = self._spellings(key[0]).get(country, ((), ()))
            hits += [
                (score, spelling, places[index])
                for spelling, score, index in process.extract(
                    key, spellings, scorer=fuzz.ratio, score_cutoff=NAMES_ALIKE, limit=None
                )
            ]
        best = max((score for score, _, _ in hits), default=0.0)
        spelled = sorted({spelling for score, spelling, _ in hits if score == best})
        numbers = {number for score, _, number in hits if score == best}
        found = self._places(numbers, name)
        how = f"{BY_SPELLING}{' or '.join(spelled)!r}, {best:.0f} % alike)"
        return [replace(place, source=place.source + how) for place in found]

    def by_id(self, place_id: str) -> Place | None:
        """Return the place of an id such as "geonames:585514" or "unit:AZ-AGM", or None."""
        number = place_id.removeprefix("geonames:")
        ref = int(number) if number.isdigit() else place_id
        rows = self._query("SELECT id FROM places WHERE ref = ?", ref)
        places = self._places([row[0] for row in rows], place_id)
        return places[0] if places else None

    def nearest(self, lon: float, lat: float, limit: int = 1) -> list[Place]:
        """Settlements nearest to a point (degrees, EPSG:4326), within about half a degree."""
        x, y = round(lon * 1e5), round(lat * 1e5)
        shrink = max(cos(radians(lat)), 0.01)
        first = self._firsts[self._levels.index("settlement")]
        # A scan of the table (some 20 ms): points are asked for too seldom to carry an index.
        rows = self._query(
            "SELECT id, lon, lat FROM places WHERE lat BETWEEN ? AND ? AND id >= ?",
            y - 50_000,
            y + 50_000,
            first,
        )
        far = sorted((hypot((row[1] - x) * shrink, row[2] - y), row[0]) for row in rows)
        kept = [number for distance, number in far[:limit] if distance <= 50_000]
        return [self._places([number], "")[0] for number in kept]

    def largest(self, box: tuple[float, float, float, float], limit: int) -> list[Place]:
        """Settlements in a box (west, south, east, north; degrees), by falling population."""
        west, south, east, north = (round(value * 1e5) for value in box)
        first = self._firsts[self._levels.index("settlement")]
        # Ids rise as population falls, so that the scan ends early where many live.
        rows = self._query(
            "SELECT id FROM places WHERE id >= ? AND lon BETWEEN ? AND ? AND lat BETWEEN ? AND ? "
            "AND population > 0 ORDER BY id LIMIT ?",
            first, west, east, south, north, limit,
        )  # fmt: skip
        return [self._places([row[0]], "")[0] for row in rows]

    def _spelled(self, letter: str) -> Mapping[str, Spellings]:
        """Folded names that begin with a letter, by country; some 100 ms when first asked."""
        found: dict[str, tuple[list[str], array[int]]] = {}
        for spelling, number, country in self._query(
            _SPELLINGS, letter, chr(ord(letter) + 1), SHORTEST_ALIKE
        ):
            spellings, places = found.setdefault(country, ([], array("I")))
            spellings.append(spelling)
            places.append(number)
        return found

    def _named(self, name: str, matched: str) -> tuple[Place, ...]:
        """Places by a name, those of the same spelling before those that are alike when folded."""
        rows = [(not row[9] & script(name), row) for row in self._rows(_NAMED, name)]
        rows.sort(key=lambda each: (each[0], each[1][0]))
        del rows[_MOST:]
        rows.sort(key=lambda each: (each[0], -each[1][7], each[1][0]))
        return tuple(self._place(row, matched) for _, row in rows)

    def _rows(self, query: str, name: str) -> list[Any]:
        """Rows of a query for a name, whose last column says how it is written."""
        key, abbreviated = folded(name), script(name) == ABBREVIATION
        # "Us" is no way to write "US".
        rows = self._query(query, key) if key else []
        return [row for row in rows if abbreviated or row[-1] != ABBREVIATION]

    def _level(self, number: int) -> Level:
        return self._levels[bisect_right(self._firsts, number) - 1]

    def _places(
        self, numbers: Iterable[int], matched: str, *, by_sound: bool = False
    ) -> tuple[Place, ...]:
        rows = self._query(_PLACES, json.dumps(list(numbers)))
        rows.sort(key=lambda row: (-row[7], row[0]))
        return tuple(self._place(row, matched, by_sound) for row in rows)

    def _place(self, row: Sequence[Any], name: str, by_sound: bool = False) -> Place:
        number, ref, shown, lon, lat, country, admin1, population, unit, _ = row
        of_geonames = isinstance(ref, int)
        level = self._level(number)
        units: tuple[str, ...] = (unit,) if unit else ()
        if unit is None and level in ("region", "district", "named_region"):
            units = tuple(row[0] for row in self._query(_MEMBERS, number))
        return Place(
            id=f"geonames:{ref}" if of_geonames else ref,
            name=shown,
            lon=lon / 1e5,
            lat=lat / 1e5,
            level=level,
            country=country,
            admin1=admin1 or None,
            population=population,
            district_ids=units,
            matched=name,
            source=("GeoNames" if of_geonames else "geomap") + (BY_SOUND if by_sound else ""),
        )

    def _query(self, sql: str, *values: object) -> list[Any]:
        try:
            return self._connection().execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise DataError(f"{self.path} is not a gazetteer ({error})") from None

    def _connection(self) -> sqlite3.Connection:
        # A connection must not cross a fork, and is used by one thread at a time.
        local = self._local
        if getattr(local, "pid", None) != os.getpid():
            uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            local.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            local.pid = os.getpid()
        connection: sqlite3.Connection = local.connection
        return connection


assert set(LEVELS) == set(get_args(Level))


def _of_level(bare: BareName, places: Sequence[Place]) -> tuple[Place, ...]:
    """Places of a bare name that fit the word which stood with it."""
    settlements = [place for place in places if place.level == "settlement"]
    if bare.level == "settlement":
        return tuple(settlements)
    if bare.level == "feature":
        words = normal_form(settlements[0].matched) if settlements else ""
        words = words.replace(bare.name, "", 1).strip()
        return tuple(beside(place, words) for place in settlements)
    units = [place for place in places if place.level in ("region", "district")]
    return tuple(sorted(units, key=lambda place: place.level != bare.level))
