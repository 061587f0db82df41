"""What the store asks of a database: two answer, `geomap.case.geopackage` and `postgis`.

SQL is written once, with ``?`` for values and every name in double quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from geomap.case import schema
from geomap.case.schema import META, Table
from geomap.errors import CaseError

Row = Mapping[str, Any]


class Looks(NamedTuple):
    """How QGIS shows a case: the styles of layers by name, and a project for a file of a name."""

    styles: Mapping[str, str]
    project: Callable[[str], str]


class Database(Protocol):
    """A database that holds one case."""

    address: str

    def transaction(self) -> AbstractContextManager[None]:
        """Begin to write: all of what follows is kept, or nothing. One writer at a time."""

    def ask(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query."""

    def write(self, sql: str, rows: Iterable[Sequence[Any]] = ((),)) -> int:
        """Run a statement for each row of values, and count the rows that it touched."""

    def cell(self, value: Any) -> Any:
        """Value as the database takes it: days, geometries of shapely and plain values."""

    def create(self, tables: Iterable[Table]) -> None:
        """Make tables and views, and announce them to a GIS."""

    def has(self, table: Table) -> bool:
        """Whether a table is there."""

    def announce(self, looks: Looks, shapes: Sequence[Table]) -> None:
        """Keep how a GIS shows the layers, and the extents that they have now."""

    def close(self) -> None:
        """Let go of the database."""


def making(
    table: Table, number: str, kind_of: Callable[[str], str] = lambda kind: kind
) -> Iterator[str]:
    """Statements that make a table or view, whose indices go by the names of their columns.

    ``number`` is how the database declares the column ``fid``, ``kind_of`` what it calls a type.
    """
    if table.query:
        yield f'CREATE VIEW "{table.name}" AS {table.query}'
        return
    columns = "".join(f', "{name}" {kind_of(kind)}' for name, kind in table.columns.items())
    unique = f", UNIQUE ({_names(table.unique)})" if table.unique else ""
    yield f'CREATE TABLE "{table.name}" (fid {number}{columns}{unique})'
    for name in table.index:
        yield f'CREATE INDEX "{table.name}_{name}" ON "{table.name}" ("{name}")'


def insert(database: Database, table: Table, rows: Iterable[Row]) -> int:
    """Add rows; one that is known by the table's unique columns is left as it is.

    Returns
    -------
    int
        How many were new.
    """
    names = list(table.columns)
    known = f" ON CONFLICT ({_names(table.unique)}) DO NOTHING" if table.unique else ""
    marks = ", ".join("?" * len(names))
    return database.write(
        f'INSERT INTO "{table.name}" ({_names(names)}) VALUES ({marks}){known}',
        ([database.cell(row.get(name)) for name in names] for row in rows),
    )


def replace_all(database: Database, table: Table, rows: Iterable[Row]) -> None:
    """Put rows in the place of all that a table has; they are numbered from 1, in order."""
    names = ["fid", *table.columns]
    database.write(f'DELETE FROM "{table.name}"')
    database.write(
        f'INSERT INTO "{table.name}" ({_names(names)}) VALUES ({", ".join("?" * len(names))})',
        (
            [number, *(database.cell(row.get(name)) for name in table.columns)]
            for number, row in enumerate(rows, 1)
        ),
    )


def bring_up(database: Database, *, create: bool) -> None:
    """Make the tables of a new case, or those that an older one lacks."""
    if create and not database.has(META):
        with database.transaction():
            if not database.has(META):  # nobody was quicker
                database.create(schema.TABLES)
                _say_version(database)
    version = _version(database)
    if version > schema.VERSION:
        raise CaseError(
            f"{database.address}: made by a newer geomap (schema {version}, this one knows "
            f"{schema.VERSION}); install that one"
        )
    if version < schema.VERSION:
        with database.transaction():
            for number in range(_version(database) + 1, schema.VERSION + 1):
                database.create(schema.MIGRATIONS[number])
            _say_version(database)


def _version(database: Database) -> int:
    rows = database.ask("SELECT value FROM geomap_meta WHERE key = 'schema'")
    return int(rows[0][0])


def _say_version(database: Database) -> None:
    database.write("DELETE FROM geomap_meta WHERE key = 'schema'")
    insert(database, META, [{"key": "schema", "value": str(schema.VERSION)}])


def _names(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
