"""A table of a PostGIS database as a layer, read and nothing else [I/O]."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from geomap.errors import LayerError
from geomap.outside.secrecy import ESCAPES, is_unescaped, redacted, without_password
from geomap.places.layers.records import Table

SECONDS = 10
"""Time limit of connecting, where the address says no other."""

_NAME = re.compile(r'"((?:[^"]|"")+)"|([^."]+)')


def read(address: str) -> Table:
    """Read a table.

    Parameters
    ----------
    address
        As `libpq <https://www.postgresql.org/docs/current/libpq-connect.html>`_ has it, with
        ``table=name`` or ``table=schema.name`` among the parameters, and ``geometry=column`` where
        the table has several.

    Raises
    ------
    LayerError
        The database does not answer or has no such table. No message holds a password.
    """
    try:
        import psycopg
    except ImportError:
        raise LayerError(
            "a layer from PostgreSQL needs psycopg: pip install 'geomap-control[postgis]'"
        ) from None
    server, wanted, column, title = _parts(address)
    try:
        with psycopg.connect(server) as connection:
            connection.read_only = True
            schema, name, geometry, srid = _table(connection, wanted, column, title)
            frame = _rows(connection, schema, name, geometry, srid)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())[:200]
        raise LayerError(f"{title} cannot be read: {redacted(reason, address)}") from None
    return Table(title=f"{schema}.{name} of {title}", frame=frame)


def _parts(address: str) -> tuple[str, str | None, str | None, str]:
    """Address for libpq, the table and column wanted, and what to call the database."""
    if is_unescaped(address):
        raise LayerError(f"{without_password(address)}: {ESCAPES}")
    parts = urlsplit(address)
    host = parts.hostname
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    wanted, column = query.pop("table", None), query.pop("geometry", None)
    query.setdefault("connect_timeout", str(SECONDS))
    server = urlunsplit(parts._replace(query=urlencode(query), fragment=""))
    base = parts.path.strip("/") or query.get("dbname", "")
    return server, wanted, column, f"the database {base!r} on {host or query.get('host', 'here')}"


def _table(
    connection: Any, wanted: str | None, column: str | None, title: str
) -> tuple[str, str, str, int]:
    """Schema, name, column of outlines and its SRID of the only table that fits."""
    rows = connection.execute(
        "SELECT f_table_schema, f_table_name, f_geometry_column, srid, type "
        "FROM geometry_columns UNION ALL "
        "SELECT f_table_schema, f_table_name, f_geography_column, srid, type "
        "FROM geography_columns ORDER BY 1, 2, 3"
    ).fetchall()
    schema, name = _names(wanted) if wanted else (None, None)
    found = [
        row[:4]
        for row in rows
        if (name is None or row[1] == name)
        and (schema is None or row[0] == schema)
        and (column is None or row[2] == column)
        and (name is not None or row[4].upper() in ("POLYGON", "MULTIPOLYGON", "GEOMETRY"))
    ]
    known = ", ".join(f"{row[0]}.{row[1]}" for row in rows[:20]) or "none"
    if not found:
        what = f"no table {wanted!r} with outlines" if wanted else "no table of polygons"
        raise LayerError(f"{title} has {what}; with outlines it has: {known}")
    if len(found) > 1:
        listed = ", ".join(f"{row[0]}.{row[1]} ({row[2]})" for row in found[:20])
        raise LayerError(f"{title} has {listed}: say which with ?table=schema.name&geometry=column")
    schema, name, geometry, srid = found[0]
    return schema, name, geometry, srid


def _names(wanted: str) -> tuple[str | None, str]:
    """Schema, if said, and name of a table.

    >>> _names("gis.districts"), _names('"a.b"."c""d"'), _names("districts")
    (('gis', 'districts'), ('a.b', 'c"d'), (None, 'districts'))
    """
    parts = [quoted.replace('""', '"') or plain for quoted, plain in _NAME.findall(wanted)]
    if len(parts) not in (1, 2):
        raise LayerError(f"table is {wanted!r}; write it as schema.name")
    return (parts[0] if len(parts) == 2 else None), parts[-1]


def _rows(connection: Any, schema: str, name: str, geometry: str, srid: int) -> Any:
    import geopandas
    from psycopg import sql

    columns = [
        row[0]
        for row in connection.execute(
            "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped "
            "AND format_type(a.atttypid, NULL) NOT IN ('geometry', 'geography', 'bytea', 'raster') "
            "ORDER BY a.attnum",
            (schema, name),
        )
    ]
    query = sql.SQL("SELECT {}, ST_AsBinary({}) FROM {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)) if columns else sql.SQL("NULL"),
        sql.Identifier(geometry),
        sql.Identifier(schema, name),
    )
    rows = connection.execute(query).fetchall()
    shapes = geopandas.GeoSeries.from_wkb([row[-1] for row in rows], crs=_crs(connection, srid))
    table = {column: [row[at] for row in rows] for at, column in enumerate(columns)}
    table.pop("geometry", None)
    return geopandas.GeoDataFrame(table, geometry=shapes)


def _crs(connection: Any, srid: int) -> Any:
    """Reference system of an SRID; None where the table states none."""
    row = connection.execute(
        "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s", (srid,)
    ).fetchone()
    if row is None:
        return None
    return f"{row[0]}:{row[1]}" if row[0] in ("EPSG", "ESRI") else row[2]
