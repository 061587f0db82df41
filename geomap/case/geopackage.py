"""A case as a GeoPackage file, which QGIS and every other GIS opens [I/O].

Written through sqlite3 with the tables of OGC GeoPackage 1.3. The journal is SQLite's own
rollback journal: a process killed at any moment leaves a file that the next one puts right, and
between two transactions the case is one file.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from geomap.case import project
from geomap.case.database import Looks, making
from geomap.case.schema import GEOMETRY, META, Table
from geomap.errors import CaseError, NoCaseError

_PATIENCE = 30.0
"""Seconds to wait for another writer."""

_MAGIC = b"SQLite format 3\x00"
_APPLICATION, _VERSION = 0x47504B47, 10300  # "GPKG", 1.3.0
_EPOCH = "1970-01-01T00:00:00.000Z"
"""Stands where a file would say when it was changed: the same case gives the same rows."""

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude and latitude in degrees"),
)
_CORE = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME);
CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB);
"""


class GeoPackage:
    """A case in a file."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self.address = str(path)
        _check(path, create=create)
        self._began = path if create and not path.exists() else None
        # autocommit: transactions are begun in `transaction`, and nowhere else
        try:
            self._open = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        except sqlite3.Error as error:
            raise CaseError(f"{path}: cannot be opened: {error}; choose another place") from None
        try:
            self._start(create=create)
        except BaseException as error:
            self.close()
            if isinstance(error, sqlite3.Error):
                raise self._complaint(error) from None
            raise

    def _start(self, *, create: bool) -> None:
        self._open.execute("PRAGMA foreign_keys = ON")
        if not create and not self.has(META):
            raise NoCaseError(
                f"{self.address}: a GeoPackage, but no case; make one with geomap case new"
            )

    def _begin_file(self) -> None:
        if self.ask("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'"):
            return
        self._open.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._open.execute(f"PRAGMA user_version = {_VERSION}")
        for statement in _CORE.split(";"):
            self._open.execute(statement)
        self.write("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        self._list("layer_styles", "Styles of the layers", None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begin to write: all of what follows is kept, or nothing."""
        try:
            self._open.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._open.execute("COMMIT")
            except BaseException:
                if self._open.in_transaction:  # where the disk is full, SQLite has ended it
                    self._open.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._complaint(error) from None

    def ask(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        try:
            return self._open.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._complaint(error) from None

    def write(self, sql: str, rows: Iterable[Sequence[Any]] = ((),)) -> int:
        """Run a statement for each row of values, and count the rows that it touched."""
        return max(self._open.executemany(sql, rows).rowcount, 0)

    def cell(self, value: Any) -> Any:
        """Value as SQLite takes it; a geometry in the form of the standard."""
        if isinstance(value, date):
            return value.isoformat()
        if hasattr(value, "geom_type"):
            from shapely import to_wkb

            header = b"GP" + struct.pack("<BBi4d", 0, 0b011, 4326, *_envelope(value.bounds))
            return header + to_wkb(value, byte_order=1)
        return value

    def create(self, tables: Iterable[Table]) -> None:
        """Make tables and views, and list them among the contents."""
        self._begin_file()
        for table in tables:
            for statement in making(table, "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"):
                self._open.execute(statement)
            self._list(table.name, table.title, table.shape)

    def _list(self, name: str, title: str, shape: str | None) -> None:
        self.write(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id)"
            " VALUES (?, ?, ?, ?, ?)",
            [(name, "features" if shape else "attributes", title, _EPOCH, 4326 if shape else 0)],
        )
        if shape:
            self.write(
                "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, 4326, 0, 0)",
                [(name, GEOMETRY, shape)],
            )

    def has(self, table: Table) -> bool:
        """Whether a table is there."""
        return bool(self.ask("SELECT 1 FROM sqlite_master WHERE name = ?", (table.name,)))

    def announce(self, looks: Looks, shapes: Sequence[Table]) -> None:
        """Keep styles and project where QGIS looks for them, and the extents of layers."""
        styles = looks.styles
        self.write("DELETE FROM layer_styles")
        self.write(
            "INSERT INTO layer_styles VALUES (?, '', '', ?, ?, 'geomap', ?, NULL, 1,"
            " 'written by geomap', '', NULL, ?)",
            (
                (number, name, GEOMETRY, styles[name], _EPOCH)
                for number, name in enumerate(sorted(styles), 1)
            ),
        )
        self.write(
            "INSERT OR REPLACE INTO qgis_projects VALUES (?, ?, ?)",
            [(project.NAME, project.METADATA, looks.project(Path(self.address).name))],
        )
        for table in shapes:
            self.write(
                "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?"
                " WHERE table_name = ?",
                [(*self._extent(table), table.name)],
            )

    def _extent(self, table: Table) -> Sequence[float | None]:
        blobs = self.ask(f'SELECT {GEOMETRY} FROM "{table.name}" WHERE {GEOMETRY} IS NOT NULL')
        boxes = [struct.unpack_from("<4d", blob, 8) for (blob,) in blobs]
        if not boxes:
            return (None,) * 4
        west, east, south, north = zip(*boxes, strict=True)
        return (min(west), min(south), max(east), max(north))

    def close(self) -> None:
        """Let go of the file; one that nothing could be kept in is not left behind."""
        self._open.close()
        if self._began and self._began.exists() and not self._began.stat().st_size:
            self._began.unlink()

    def _complaint(self, error: sqlite3.Error) -> CaseError:
        if "locked" in str(error):
            return CaseError(
                f"{self.address}: another program is writing to it and did not finish in "
                f"{_PATIENCE:.0f} seconds; close it there (QGIS in its edit mode?) and try again"
            )
        return CaseError(f"{self.address}: {_advice(error)}")


def _advice(error: sqlite3.Error) -> str:
    """What is wrong with a file, and what to do, as far as SQLite says it by a number."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_READONLY_ROLLBACK:
        return (
            "a run was interrupted, which must be undone first, and the file may only be read; "
            "copy it and its -journal to where you may write"
        )
    kind = code & 0xFF  # the rest of a number says why
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return "the file or its folder may only be read; copy it to where you may write"
    if kind == sqlite3.SQLITE_FULL:
        return "the disk is full; make room and do it again: what was kept before is there"
    return f"{error}; take a copy of the file before going on"


def _check(path: Path, *, create: bool) -> None:
    """Say what is wrong with a path before SQLite does in its own words."""
    if not create and not path.exists():
        raise CaseError(f"{path}: no such case; make it with geomap case new {path}")
    if path.is_dir():
        raise CaseError(f"{path}: is a folder; name a file, such as {path / 'case.gpkg'}")
    if not path.parent.is_dir():
        raise CaseError(f"{path}: the folder {path.parent} does not exist; make it first")
    if path.exists() and not is_geopackage(path):
        raise CaseError(f"{path}: not a GeoPackage; name another file, such as case.gpkg")


def is_geopackage(path: Path) -> bool:
    """Whether a file is SQLite's, as a GeoPackage is; an empty one was about to become one."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) in (_MAGIC, b"")
    except OSError:
        return False


def _envelope(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return (west, east, south, north)
