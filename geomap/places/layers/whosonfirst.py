"""A distribution of Who's On First: a SQLite file of features [I/O]."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from geomap.errors import LayerError
from geomap.outside.jsontext import loads

UNITS = ("region", "macrocounty", "county")
"""Placetypes that are units of a district layer."""
PLACES = ("locality", "localadmin", "region", "county")
"""Placetypes that are places of a gazetteer."""

_QUERY = (
    "SELECT g.body, s.placetype, s.latitude, s.longitude FROM geojson g JOIN spr s ON s.id = g.id "
    "WHERE s.placetype IN ({}) AND s.is_deprecated != 1 AND s.is_superseded != 1 {} ORDER BY g.id"
)
_KEPT = (
    "wof:id", "wof:name", "iso:country", "edtf:inception", "edtf:cessation", "wof:population",
)  # fmt: skip


def is_distribution(path: Path) -> bool:
    """Whether a file is one."""
    if path.suffix.lower() != ".db":
        return False
    try:
        with closing(_open(path)) as connection:
            return {"geojson", "spr"} <= _tables(connection)
    except sqlite3.DatabaseError:
        return False


def read_units(path: Path) -> Any:
    """Units with their outlines, as a table with the columns of Who's On First."""
    import geopandas
    from shapely.geometry import shape

    rows = list(_features(path, UNITS))
    return geopandas.GeoDataFrame(
        [row for row, _, _ in rows],
        geometry=[shape(feature["geometry"]) for _, feature, _ in rows],
        crs="EPSG:4326",
    )


def read_places(path: Path) -> dict[str, list[Any]]:
    """Places with their points, as columns."""
    rows = [row | {"lon": at[0], "lat": at[1]} for row, _, at in _features(path, PLACES)]
    names = list(dict.fromkeys(key for row in rows for key in row))
    return {name: [row.get(name) for row in rows] for name in names}


def _features(
    path: Path, placetypes: Collection[str]
) -> Iterator[tuple[dict[str, Any], Any, tuple[float, float]]]:
    try:
        with closing(_open(path)) as connection:
            columns = {row[1] for row in connection.execute("PRAGMA table_info(geojson)")}
            marks = ", ".join("?" * len(placetypes))
            query = _QUERY.format(marks, "AND g.is_alt = 0" if "is_alt" in columns else "")
            for body, placetype, lat, lon in connection.execute(query, tuple(placetypes)):
                feature = loads(body)
                properties = feature["properties"]
                row = {key: properties.get(key) for key in _KEPT}
                names = {k: v for k, v in properties.items() if k.startswith("name:") and v}
                gn = (properties.get("wof:concordances") or {}).get("gn:id")
                yield (
                    row | {"wof:placetype": placetype, "names": names, "gn:id": gn},
                    feature,
                    (lon, lat),
                )
    except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
        raise LayerError(f"{path.name} is no distribution of Who's On First ({error})") from None


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
