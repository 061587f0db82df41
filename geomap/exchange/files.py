"""Files of export: written whole, told from articles, and read back [I/O]."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import InputError, OutputError
from geomap.exchange.document import NO_EXPORT, document_of, told_of
from geomap.exchange.layers import LAYERS, Layer, csv_of, document_of_csv, is_table_of_claims
from geomap.outside.jsontext import loads
from geomap.records import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.exchange.geojson import Shapes
    from geomap.model import Placed
    from geomap.options import Options
    from geomap.pipeline import Result

FORMS = (".json", ".geojson", ".kml", ".csv", ".parquet", ".gpkg")
"""What can be written, and read back."""

_START = 4096
"""Bytes by which an export is told from an article."""


def form_of(path: Path) -> str:
    """Ending of the file to write.

    Raises
    ------
    OutputError
        If there is no such form.

    Examples
    --------
    >>> form_of(Path("out.GeoJSON"))
    '.geojson'
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise OutputError(f"{path}: give a name that ends in {', '.join(FORMS)}")
    return form


def export(
    result: Result,
    path: Path,
    options: Options,
    *,
    layer: Layer = "claims",
    citations: Sequence[str] = (),
) -> Path:
    """Write a result.

    Parameters
    ----------
    layer
        What a table (CSV, Parquet) has a row for.
    citations
        Texts and data to cite.

    Raises
    ------
    InputError
        If there is no such layer.
    OutputError
        If there is no such form, or the file cannot be written.
    """
    from geomap.views.saving import write_whole

    form = form_of(path)
    if layer not in LAYERS:
        raise InputError(f"layer: {layer!r} is none; there are {', '.join(LAYERS)}")
    if form == ".gpkg":
        from geomap.exchange.geopackage import write

        return write(result, path, options)
    document = document_of(result, citations)
    return write_whole(path, _bytes(form, path, document, layer, options))


def _bytes(form: str, path: Path, document: Json, layer: Layer, options: Options) -> bytes:
    if form == ".csv":
        return csv_of(document, layer).encode()
    if form == ".json":
        return _dumped(document)
    shapes = shapes_of(document["spells"], options)
    if form == ".parquet":
        from geomap.exchange.parquet import parquet_of

        return parquet_of(path, document, layer, shapes)
    if form == ".kml":
        from geomap.exchange.kml import kml_of
        from geomap.views.looks.styles import look_of

        actors = {row["controller"] for row in document["spells"] if row["controller"]}
        return kml_of(document, shapes, dict(look_of(actors).colours))
    from geomap.exchange.geojson import geojson_of

    return _dumped(geojson_of(document, shapes))


def _dumped(document: Json) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def shapes_of(rows: Sequence[Json], options: Options) -> Shapes:
    """Polygons of the districts that rows are about."""
    from geomap import resources

    wanted = {row["district_id"] for row in rows}
    layer = resources.atlas(options).layer
    shown = layer[layer["district_id"].isin(wanted)]
    return dict(zip(shown["district_id"], shown.geometry, strict=True))


def is_export(source: str | Path) -> bool:
    """Whether an input is a file of export, and no article, by its ending and its beginning.

    A GeoPackage is a case (`geomap.case.store.is_case`).
    """
    path = Path(source)
    form = path.suffix.lower()
    if form not in FORMS or form == ".gpkg" or not path.is_file():
        return False
    if form == ".parquet":
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 8))
            size = int.from_bytes(file.read(8)[:4], "little")
            file.seek(max(0, path.stat().st_size - 8 - size))
            return b"geomap" in file.read(size)
    with path.open("rb") as file:
        start = file.read(_START).decode("utf-8-sig", "replace")
    if form == ".csv":
        return is_table_of_claims(start.split("\n", 1)[0].rstrip("\r"))
    return True


def read(path: Path) -> list[Placed]:
    """Read a file of export back: what was said in it, and where that is.

    Raises
    ------
    InputError
        If it is damaged, or no export.
    """
    form = path.suffix.lower()
    if form == ".gpkg":
        from geomap.exchange.geopackage import read as read_geopackage

        return read_geopackage(path)
    return told_of(_document(path, form), path.name)


def _document(path: Path, form: str) -> Json:
    if form == ".parquet":
        from geomap.exchange.parquet import read as read_parquet

        document = read_parquet(path)
        if document is None:
            raise InputError(f"{path}: Parquet, but no export of geomap")
        return document
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    if form == ".kml":
        from geomap.exchange.kml import document_of_kml

        return document_of_kml(data, path.name)
    try:
        text = data.decode("utf-8-sig")
        if form == ".csv":
            return document_of_csv(text, path.name)
        document = loads(text)
    except ValueError as error:
        raise InputError(f"{path}: damaged {form[1:]}: {error}") from None
    if not isinstance(document, dict):
        raise InputError(f"{path}: {NO_EXPORT}")
    if document.get("type") == "FeatureCollection":
        from geomap.exchange.geojson import document_of_geojson

        return document_of_geojson(document, path.name)
    return document
