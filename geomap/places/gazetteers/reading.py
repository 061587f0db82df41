"""Files of names and points, in the forms in which people have them [I/O: reads tables].

=====================================  ===========================================================
CSV, TSV                               with columns for name, lon and lat, and where there are any
                                       for id, country, admin1, kind, population and further names
GeoNames' dump, ``.txt`` or ``.zip``   as https://download.geonames.org/export/dump/ describes it
whatever GDAL reads, Parquet           with points, or with columns lon and lat
=====================================  ===========================================================
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from geomap.errors import InputError, LayerError
from geomap.model import Level
from geomap.places import archives
from geomap.places.layers.columns import columns_of, plain, rank_of, spellings_in, text_of
from geomap.places.layers.records import LayerRequest
from geomap.places.layers.sources import DATASETS, PARQUET
from geomap.places.layers.sources import read as read_layers
from geomap.places.layers.whosonfirst import is_distribution, read_places

GEONAMES = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "class", "code",
    "country", "cc2", "admin1_code", "admin2_code", "admin3_code", "admin4_code", "population",
    "elevation", "dem", "timezone", "modified",
)  # fmt: skip
"""Columns of GeoNames' dump, which has no line that names them."""

FEATURES = {"AIRB", "AIRP", "BDG", "DAM", "MILB", "PASS", "PS"}
"""Codes of GeoNames for what is no settlement, and yet taken and held: airports, bridges, dams."""
_ADMINISTRATIVE: dict[str, Level] = {"ADM1": "region", "ADM2": "district", "ADM3": "district"}

_POSITION = {
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "lat": ("lat", "latitude", "y"),
}
_POPULATION = ("population", "wof:population", "pop", "pop_max", "pop_est")
_GEONAMES_ID = ("geonameid", "geonames_id", "geoname_id", "gn_id", "gn:id")
_KIND = ("kind", "level", "type", "placetype", "wof:placetype", "fclass", "place", "feature_code")
_FEATURE_WORDS = {"feature", "airport", "airfield", "aerodrome", "bridge", "dam", "pass", "base"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A place of a file: ``names`` begin with the one to show; ``geonames`` is its id there."""

    id: str
    names: tuple[str, ...]
    lon: float
    lat: float
    level: Level = "settlement"
    country: str = ""
    admin1: str = ""
    population: int = 0
    geonames: str = ""


def read(
    path: Path, *, layer: str | None = None, columns: Sequence[tuple[str, str]] = ()
) -> tuple[list[Row], str]:
    """Read a gazetteer.

    Parameters
    ----------
    layer
        Which of several layers of a file.
    columns
        Pairs of a role and the column that has it, where they are not found by their names.

    Returns
    -------
    list of Row, str
        The places, and how many rows could not be used, in words; "" if all could.

    Raises
    ------
    InputError
        The file cannot be read, or has no names or no positions.
    """
    if not path.exists():
        raise InputError(f"{path}: no such file; check the path")
    suffixes = [each.lower() for each in path.suffixes[-2:]]
    try:
        if suffixes[-1:] == [".zip"]:
            found = _zipped(path)
        elif suffixes[-1:] == [".txt"]:
            found = _dump(path)
        elif suffixes[-1:] and suffixes[-1] in (".csv", ".tsv"):
            found = _table(path, dict(columns))
        elif is_distribution(path):
            table = read_places(path)
            found = list(_rows(path.name, table, len(table.get("lon", ())), dict(columns)))
        elif suffixes[-1:] and suffixes[-1] in DATASETS | PARQUET:
            found = _spatial(path, layer, dict(columns))
        else:
            raise InputError(
                f"{path.name}: a gazetteer is a CSV, a dump of GeoNames (.txt, .zip), a GeoPackage "
                "or GeoParquet"
            )
    except LayerError as error:
        raise InputError(str(error)) from None
    rows = [row for row in found if row is not None]
    if not rows:
        raise InputError(f"{path.name} has no place with a name and a position")
    lost = len(found) - len(rows)
    return rows, f"{lost:,} rows without a name or a position left out" if lost else ""


def _zipped(path: Path) -> list[Row | None]:
    with TemporaryDirectory(prefix="geomap-") as folder:
        archives.unpack(path, Path(folder))
        texts = sorted(Path(folder).rglob("*.txt"))
        inside = [each for each in texts if "readme" not in each.name.lower()]
        if not inside:
            raise InputError(f"{path.name} holds no dump of GeoNames ({path.stem}.txt)")
        return _dump(inside[0])


def _dump(path: Path) -> list[Row | None]:
    found: list[Row | None] = []
    for line, fields in _lines(path, "\t"):
        if len(fields) != len(GEONAMES):
            raise InputError(
                f"{path.name}: line {line}: {len(fields)} fields, where GeoNames' dump has "
                f"{len(GEONAMES)}"
            )
        row = dict(zip(GEONAMES, fields, strict=True))
        level = _level_of_geonames(row["class"], row["code"])
        if level is not None:
            names = spellings_in([row["name"], row["asciiname"], *row["alternatenames"].split(",")])
            found.append(
                _row(
                    id_=row["geonameid"], names=names, lon=row["longitude"], lat=row["latitude"],
                    level=level, country=row["country"], population=row["population"],
                    geonames=row["geonameid"],
                )
            )  # fmt: skip
    return found


def _level_of_geonames(class_: str, code: str) -> Level | None:
    """Level of a feature of GeoNames; None for what is no place of a claim."""
    if class_ == "P":
        return None if code in ("PPLH", "PPLQ", "PPLW") else "settlement"
    if class_ == "A":
        return _ADMINISTRATIVE.get(code)
    return "feature" if code in FEATURES else None


def _table(path: Path, given: Mapping[str, str]) -> list[Row | None]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        separator = max("\t;,", key=file.readline().count)
    lines = _lines(path, separator)
    try:
        header = [each.strip() for each in next(lines)[1]]
    except StopIteration:
        raise InputError(f"{path.name} is empty") from None
    cells: list[list[str]] = [fields for _, fields in lines if any(fields)]
    table = {
        column: [fields[at] if at < len(fields) else "" for fields in cells]
        for at, column in enumerate(header)
    }
    return list(_rows(path.name, table, len(cells), given))


def _spatial(path: Path, wanted: str | None, given: Mapping[str, str]) -> list[Row | None]:
    """Places of a table with points; the point lies in what has an outline."""
    frame: Any = _plain_parquet(path) if path.suffix.lower() in PARQUET else None
    if frame is None:
        (layer, *_) = read_layers(str(path), LayerRequest(sources=(), layer=wanted))
        frame = layer.frame
        points = frame.geometry.representative_point()
        if frame.crs is not None:
            points = points.to_crs("EPSG:4326")
        frame = frame.drop(columns=frame.geometry.name).assign(lon=points.x, lat=points.y)
    table = {str(column): frame[column].tolist() for column in frame.columns}
    return list(_rows(path.name, table, len(frame), given))


def _plain_parquet(path: Path) -> Any:
    """Table of a Parquet file that has no outlines; None if it has."""
    import pandas
    import pyarrow.parquet

    try:
        names = pyarrow.parquet.read_schema(path).names
        if {"geometry", "geom", "wkb_geometry"} & set(names):
            return None
        return pandas.read_parquet(path)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{path.name} cannot be read as Parquet ({reason})") from None


def _rows(
    title: str, table: Mapping[str, Sequence[Any]], count: int, given: Mapping[str, str]
) -> Iterator[Row | None]:
    lower = {plain(column): column for column in reversed(list(table))}

    def column(role: str, aliases: Sequence[str]) -> Sequence[Any] | None:
        names = (plain(given[role]),) if role in given else aliases
        return next((table[lower[each]] for each in names if each in lower), None)

    roles: Any = {
        role: name for role, name in given.items() if role in ("name", "id", "admin1", "country")
    }
    try:
        found = columns_of(title, list(table), roles)
    except LayerError:
        there = ", ".join(table)
        raise InputError(
            f"{title}: no column has the names of the places; its columns are {there}: call one "
            "of them name"
        ) from None
    lon, lat = (column(role, aliases) for role, aliases in _POSITION.items())
    if lon is None or lat is None:
        raise InputError(f"{title} has no columns lon and lat; its columns are {', '.join(table)}")
    blank = [""] * count
    kind, population = column("kind", _KIND) or blank, column("population", _POPULATION) or blank
    geonames = column("geonames", _GEONAMES_ID) or blank
    own = {role: table[name] for role, name in found.columns.items()}
    others = [table[name] for name in found.names]
    for at in range(count):
        name = text_of(own["name"][at])
        yield _row(
            id_=text_of(own["id"][at]) if "id" in own else f"{at + 1}",
            names=spellings_in([name, *(cells[at] for cells in others)]),
            lon=lon[at],
            lat=lat[at],
            level=_level(text_of(kind[at])),
            country=text_of(own["country"][at]) if "country" in own else "",
            admin1=text_of(own["admin1"][at]) if "admin1" in own else "",
            population=population[at],
            geonames=text_of(geonames[at]),
        )


def _level(kind: str) -> Level:
    """Level of a place by a word for its kind; a settlement where it has none.

    >>> _level("village"), _level("ADM1"), _level("county"), _level("Airport"), _level("")
    ('settlement', 'region', 'district', 'feature', 'settlement')
    """
    word = kind.lower()
    if word in _FEATURE_WORDS or kind in FEATURES:
        return "feature"
    rank = rank_of(kind) if not word.isdigit() else None
    if rank is None or rank > 3 or rank == 0:
        return "settlement"
    return "region" if rank < 1.5 else "district"


def _row(
    *, id_: str, names: Iterator[str], lon: Any, lat: Any, level: Level, country: str,
    admin1: str = "", population: Any = 0, geonames: str = "",
) -> Row | None:  # fmt: skip
    known = tuple(dict.fromkeys(names))
    try:
        x, y = float(lon), float(lat)
    except (TypeError, ValueError):
        return None
    if not known or not (abs(x) <= 180 and abs(y) <= 90) or (x, y) == (0, 0):
        return None
    try:
        people = max(int(float(population or 0)), 0)
    except (TypeError, ValueError, OverflowError):
        people = 0
    return Row(
        id=id_,
        names=known,
        lon=round(x, 5),
        lat=round(y, 5),
        level=level,
        country=country.upper() if len(country) == 2 else "",
        admin1=admin1,
        population=people,
        geonames=geonames.removesuffix(".0"),
    )


class Dump(csv.excel):
    """Lines of GeoNames: a quotation mark is part of a name."""

    quoting = csv.QUOTE_NONE


def _lines(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Number and fields of each line."""
    dialect = Dump if path.suffix.lower() == ".txt" else csv.excel
    csv.field_size_limit(1 << 24)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, dialect, delimiter=separator)
            for fields in reader:
                yield reader.line_num, fields
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not UTF-8; save it as UTF-8") from None
    except csv.Error as error:
        raise InputError(f"{path.name} is no table ({error})") from None
