"""A layer of a document as GeoParquet, and the document back [I/O].

One file holds one table. The rest of the document stands in the metadata of the file, so that
nothing is lost whichever layer is written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geomap.errors import InputError, OutputError
from geomap.exchange.geojson import Shapes, filled_by
from geomap.exchange.layers import NESTED, Layer, document_of_claims, rows_of
from geomap.outside.jsontext import loads
from geomap.records import Json

_OURS = b"geomap"
_POINTS = ("claims", "places", "spells")


def parquet_of(path: Path, document: Json, layer: Layer, shapes: Shapes) -> bytes:
    """Write a layer; one with positions gets a geometry column of longitude and latitude.

    What is nested is JSON text, so that every reader has plain columns.

    Raises
    ------
    OutputError
        If pyarrow is not installed.
    """
    pyarrow, parquet = _pyarrow(path, OutputError)
    rows = rows_of(document, layer)
    columns = {
        name: pyarrow.array([_written(row[name]) for row in rows]) for name in (rows or [{}])[0]
    }
    ours = {"layer": layer, "document": {k: v for k, v in document.items() if k != layer}}
    metadata = {_OURS: json.dumps(ours)}
    if layer in _POINTS and rows:
        columns["geometry"] = pyarrow.array([_shape(row, layer, shapes) for row in rows], "binary")
        # without a CRS it is longitude and latitude, as the standard has it
        about = {"encoding": "WKB", "geometry_types": []}
        geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
        metadata[b"geo"] = json.dumps(geo)
    table = pyarrow.table(columns).replace_schema_metadata(metadata)
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink)
    return bytes(sink.getvalue())


def read(path: Path) -> Json | None:
    """Read a document back; None if the file is none that `parquet_of` wrote.

    Raises
    ------
    InputError
        If pyarrow is not installed, or the file is damaged.
    """
    pyarrow, parquet = _pyarrow(path, InputError)
    try:
        metadata = parquet.read_schema(path).metadata or {}
        if _OURS not in metadata:
            return None
        ours = loads(metadata[_OURS])
        document: Json = ours["document"]
        if ours["layer"] == "claims":
            columns = [name for name in parquet.read_schema(path).names if name != "geometry"]
            rows = [_read(row) for row in parquet.read_table(path, columns=columns).to_pylist()]
            own = {row["article"] for row in rows}
            known = {row["id"] for row in document["articles"]}
            document["claims"] = rows
            if not own <= known:
                document["articles"] += document_of_claims(rows)["articles"]
    except (pyarrow.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: damaged Parquet: {error}") from None
    return document


def _pyarrow(path: Path, failure: type[InputError | OutputError]) -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise failure(
            f"{path}: Parquet needs pyarrow; install with: pip install 'geomap-control[parquet]'"
        ) from None
    return pyarrow, parquet


def _shape(row: Json, layer: Layer, shapes: Shapes) -> bytes | None:
    from shapely import Point, to_wkb

    filled = filled_by(row, shapes) if layer == "spells" else None
    if filled is None and row["lon"] is None:
        return None
    return bytes(to_wkb(filled if filled is not None else Point(row["lon"], row["lat"])))


def _written(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _read(row: Json) -> Json:
    return {key: loads(value) if key in NESTED and value else value
            for key, value in row.items()}  # fmt: skip
