"""A case as a schema of a PostGIS database, for a team [I/O].

``postgresql://host/database`` holds the case ``geomap``; ``postgresql://host/database#name`` one
of another name. Writers take turns by a lock of the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from geomap.case.database import Looks
from geomap.case.schema import GEOMETRY, META, Table
from geomap.errors import CaseError
from geomap.secrecy import ESCAPES, is_unescaped, redacted, without_password

_PATIENCE = "30s"
"""How long to wait for another writer."""

_TYPES = {
    "INTEGER": "BIGINT",
    "REAL": "DOUBLE PRECISION",
    "POINT": "geometry(Point, 4326)",
    "MULTIPOLYGON": "geometry(MultiPolygon, 4326)",
}
# QGIS looks for styles in `public`, whatever the schema of the layer.
_STYLES = """CREATE TABLE IF NOT EXISTS public.layer_styles (
  id SERIAL PRIMARY KEY, f_table_catalog VARCHAR, f_table_schema VARCHAR, f_table_name VARCHAR,
  f_geometry_column VARCHAR, stylename TEXT, styleqml XML, stylesld XML, useasdefault BOOLEAN,
  description TEXT, owner VARCHAR(63) DEFAULT CURRENT_USER, ui XML,
  update_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP, type VARCHAR)"""


class PostGIS:
    """A case in a database."""

    def __init__(self, address: str, *, create: bool) -> None:
        self._secret, self.address = address, without_password(address)
        if is_unescaped(address):
            raise CaseError(f"{self.address}: {ESCAPES}")
        server, _, name = address.partition("#")
        self.name = name or "geomap"
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,40}", self.name):
            raise CaseError(
                f"{self.address}: a case is named by small letters, digits and _, not {self.name!r}"
            )
        try:
            import psycopg
        except ImportError:
            raise CaseError(
                f"{self.address}: PostGIS needs the package psycopg; "
                "pip install 'geomap-control[postgis]'"
            ) from None
        self._error: type[Exception] = psycopg.Error
        try:
            self._open = psycopg.connect(server, autocommit=True, connect_timeout=10)
        except psycopg.Error as error:
            raise self._complaint(error) from None
        try:
            self._start(create=create)
        except BaseException as error:
            self.close()
            if isinstance(error, psycopg.Error):
                raise self._complaint(error) from None
            raise

    def _start(self, *, create: bool) -> None:
        self._open.execute(f"SET search_path TO {self.name}, public")
        self._open.execute(f"SET lock_timeout TO '{_PATIENCE}'")
        if create:
            with self.transaction():
                self._open.execute("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
                self._open.execute(f"CREATE SCHEMA IF NOT EXISTS {self.name}")
                self._open.execute(_STYLES)
        elif not self.has(META):
            raise CaseError(
                f"{self.address}: holds no case {self.name!r}; make it with geomap case new"
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begin to write: all of what follows is kept, or nothing. One writer at a time."""
        try:
            with self._open.transaction():
                self._open.execute(
                    "SELECT pg_advisory_xact_lock(hashtext(%s))", (f"geomap {self.name}",)
                )
                yield
        except self._error as error:
            raise self._complaint(error) from None

    def ask(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        try:
            return list(self._open.execute(_marked(sql), values).fetchall())
        except self._error as error:
            raise self._complaint(error) from None

    def write(self, sql: str, rows: Iterable[Sequence[Any]] = ((),)) -> int:
        """Run a statement for each row of values, and count the rows that it touched."""
        with self._open.cursor() as cursor:
            cursor.executemany(_marked(sql), rows)
            return max(cursor.rowcount, 0)

    def cell(self, value: Any) -> Any:
        """Value as PostgreSQL takes it."""
        if hasattr(value, "geom_type"):
            from shapely import set_srid, to_wkb

            return to_wkb(set_srid(value, 4326), hex=True, include_srid=True)
        return value

    def create(self, tables: Iterable[Table]) -> None:
        """Make tables and views, with the names that people call them as comments."""
        for table in tables:
            kind = "VIEW" if table.query else "TABLE"
            if table.query:
                self._open.execute(f'CREATE VIEW "{table.name}" AS {table.query}')
            else:
                columns = "".join(f', "{key}" {_type(one)}' for key, one in table.columns.items())
                unique = ", ".join(f'"{name}"' for name in table.unique)
                self._open.execute(
                    f'CREATE TABLE "{table.name}" (fid BIGINT GENERATED BY DEFAULT AS IDENTITY'
                    f" PRIMARY KEY{columns}{f', UNIQUE ({unique})' if unique else ''})"
                )
                for name in table.index:
                    self._open.execute(f'CREATE INDEX ON "{table.name}" ("{name}")')
                if table.shape:
                    self._open.execute(f'CREATE INDEX ON "{table.name}" USING gist ({GEOMETRY})')
            title = table.title.replace("'", "''")
            self._open.execute(f"COMMENT ON {kind} \"{table.name}\" IS '{title}'")

    def has(self, table: Table) -> bool:
        """Whether a table is there."""
        query = "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"
        return bool(self.ask(query, (self.name, table.name)))

    def announce(self, looks: Looks, shapes: Sequence[Table]) -> None:  # noqa: ARG002
        """Keep styles where QGIS looks for them; extents PostGIS knows by itself."""
        styles = looks.styles
        self.write(
            "DELETE FROM public.layer_styles WHERE f_table_catalog = current_database()"
            " AND f_table_schema = ? AND stylename = 'geomap'",
            [(self.name,)],
        )
        self.write(
            "INSERT INTO public.layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, stylename, styleqml, useasdefault, description)"
            " VALUES (current_database(), ?, ?, ?, 'geomap', ?, true, 'written by geomap')",
            ((self.name, name, GEOMETRY, styles[name]) for name in sorted(styles)),
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._open.close()

    def _complaint(self, error: Exception) -> CaseError:
        text = " ".join(str(error).split())
        if "lock timeout" in text:
            text = f"somebody else is writing to it and did not finish in {_PATIENCE}; try again"
        return CaseError(f"{self.address}: {redacted(text, self._secret)}")


def _marked(sql: str) -> Any:
    return sql.replace("?", "%s")


def _type(kind: str) -> str:
    first, _, rest = kind.partition(" ")
    return f"{_TYPES.get(first, first)} {rest}"
