"""The two polygon layers: districts and, dissolved from them, countries."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tools.data.units import Unit, as_multipolygon, simplify
from tools.data.upstream import npm_package, read_json

COUNTRY_TOLERANCE = 0.05
"""Degrees (Visvalingam): the countries are a quiet base for maps of districts."""

SMALLEST_ISLAND = 0.0005
"""Square degrees; smaller islands are left out of the base, not out of the districts."""

SCRIPTS = ("LATIN", "CYRILLIC", "ARMENIAN", "ARABIC")
"""Those in which the page speaks, as Unicode names them."""


def country_names(cache: Path, views: dict[str, Any], language: str = "en") -> dict[str, str]:
    """CLDR names of countries in a language, with our user-assigned codes."""
    folder = npm_package("cldr-localenames-full", cache) / "main" / language
    table = read_json(folder / "territories.json")["main"][language]
    names = table["localeDisplayNames"]["territories"]
    return {code: name for code, name in names.items() if len(code) == 2} | views["codes"]


def districts_layer(units: list[Unit], names: dict[str, str]) -> geopandas.GeoDataFrame:
    """Frame of `districts.fgb`, in the order of the ids."""
    columns = {
        "district_id": [unit.district_id for unit in units],
        "name": [unit.name for unit in units],
        "names": ["|".join(in_turns(unit.names)) for unit in units],
        "level": [unit.level for unit in units],
        "kind": [unit.kind for unit in units],
        "country": [unit.country for unit in units],
        "country_name": [names[unit.country] for unit in units],
        "country_de_facto": [unit.country_de_facto for unit in units],
        "country_name_de_facto": [names[unit.country_de_facto] for unit in units],
        "admin1": [unit.admin1 for unit in units],
    }
    return geopandas.GeoDataFrame(columns, geometry=on_grid(simplify(units)), crs="EPSG:4326")


def in_turns(names: Iterable[str]) -> list[str]:
    """Order spellings so that those come first that find a place for most readers of a page.

    Each script has its turn, those in which the page speaks before the others, and in each the
    shortest spelling.

    Examples
    --------
    >>> in_turns(["Agdam District", "阿格达姆", "Ağdam", "Агдам"])
    ['Ağdam', 'Агдам', '阿格达姆', 'Agdam District']
    """
    turns: Counter[int] = Counter()
    ordered = []
    for name in sorted(sorted(names), key=len):
        script = _script(name)
        ordered.append((turns[script], script, name))
        turns[script] += 1
    return [name for _, _, name in sorted(ordered)]


def _script(name: str) -> int:
    """Rank of the script of a name."""
    letter = next((c for c in name if c.isalpha()), " ")
    script = unicodedata.name(letter, "").partition(" ")[0]
    return SCRIPTS.index(script) if script in SCRIPTS else len(SCRIPTS)


def countries_layer(units: list[Unit], names: dict[str, str]) -> geopandas.GeoDataFrame:
    """Frame of `countries.fgb`: a country, or the part of one that the two views dispute, a row."""
    parts: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for unit in units:
        parts[unit.country, unit.country_de_facto].append(shapely.make_valid(unit.geometry))
    keys = sorted(parts)
    whole = [shapely.union_all(parts[key]) for key in keys]
    simple = shapely.coverage_simplify(whole, COUNTRY_TOLERANCE)
    geometry = [_mainlands(geometry) for geometry in on_grid([as_multipolygon(g) for g in simple])]
    columns = {
        "country": [de_jure for de_jure, _ in keys],
        "country_name": [names[de_jure] for de_jure, _ in keys],
        "country_de_facto": [de_facto for _, de_facto in keys],
        "country_name_de_facto": [names[de_facto] for _, de_facto in keys],
    }
    return geopandas.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")


def on_grid(geometries: list[BaseGeometry]) -> list[BaseGeometry]:
    """Coordinates rounded to 0.00001 degrees, about one metre; shared borders stay shared."""
    rounded = shapely.transform(np.array(geometries), lambda xy: np.round(xy, 5))
    return [g if g.is_valid else as_multipolygon(shapely.make_valid(g)) for g in rounded]


def _mainlands(geometry: BaseGeometry) -> BaseGeometry:
    """Polygons without the smallest islands; a country of nothing else keeps its largest."""
    parts = sorted(shapely.get_parts(geometry), key=lambda part: part.area, reverse=True)
    kept = [part for part in parts if part.area >= SMALLEST_ISLAND] or parts[:1]
    return shapely.normalize(shapely.MultiPolygon(kept))


def write_layer(
    frame: geopandas.GeoDataFrame, path: Path, geometry_type: str = "MultiPolygon"
) -> None:
    """Write FlatGeobuf without a spatial index, which would reorder the rows."""
    path.unlink(missing_ok=True)
    frame.to_file(
        path,
        driver="FlatGeobuf",
        engine="pyogrio",
        layer_options={"SPATIAL_INDEX": "NO"},
        geometry_type=geometry_type,
    )
