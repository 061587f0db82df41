"""Where a layer comes from: files, folders, addresses, databases, what was added [I/O].

A file is read by GDAL, or by pyarrow if it is Parquet. GDAL is given paths of this machine and no
other of its many kinds of names, so that it opens no connection; nor may a file send it elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

from geomap.errors import InputError, LayerError
from geomap.outside.web import Line, ask, told
from geomap.places import archives
from geomap.places.layers import encodings, postgis, whosonfirst
from geomap.places.layers.records import LayerRequest, Table
from geomap.places.library import keeping

MAXIMUM_BYTES = 512 << 20
"""Bytes of a layer from the web."""
SECONDS = 300.0

DATASETS = {
    ".fgb", ".gdb", ".geojson", ".geojsonl", ".geojsons", ".geoparquet", ".gml", ".gpkg", ".json",
    ".db", ".kml", ".kmz", ".mif", ".parquet", ".shp", ".sqlite", ".tab", ".topojson", ".zip",
}  # fmt: skip
"""Ends of the names of files that a folder is searched for."""
PARQUET = {".parquet", ".geoparquet", ".pq"}

_ELSEWHERE = re.compile(
    rb"<(OGRVRTDataSource|VRTDataset|OGRWFSDataSource|OGRCSWDataSource|OGROAPIFDataSource|"
    rb"OGRMapML|NetworkLink)|gdal_streamed_alg|\"tilejson\"",
    re.IGNORECASE,
)
_DATABASE = re.compile("postgres(ql)?://", re.IGNORECASE)
_ADDRESS = re.compile("https?://", re.IGNORECASE)


def read(source: str, request: LayerRequest) -> list[Table]:
    """Read the layers of one source: one, or one a file of a folder.

    Raises
    ------
    LayerError
        It is not there, no layer of polygons, or does not say which of several it means.
    InputError
        An address cannot be fetched.
    """
    if _DATABASE.match(source):
        return [postgis.read(source)]
    if _ADDRESS.match(source):
        return _fetched(source, request)
    if keeping.is_name(source):
        kept, path = keeping.found(source)
        return _at(path, request.layer, kept.name)
    path, named = keeping.file_and_layer(source)
    layer = named or request.layer
    if not path.exists():
        raise LayerError(f"{path}: no such file; check the path")
    return _at(path, layer, path.name)


def _fetched(address: str, request: LayerRequest) -> list[Table]:
    """Fetch an address as typed, and read what is there as a file."""
    url, layer = urldefrag(address)
    line = Line(private=request.private, seconds=SECONDS)
    name = unquote(urlsplit(url).path).rsplit("/", 1)[-1] or "layer"
    name = re.sub(r"[^\w.-]", "_", name)[-100:].lstrip(".") or "layer"

    def work() -> bytes:
        with ask(url, line, {"Accept": "*/*"}) as answer:
            if answer.status != 200:
                raise InputError(f"the server answers {answer.status}; check the address")
            return answer.body(MAXIMUM_BYTES)

    data = told(url, line, work, "save the layer and read the file")
    with TemporaryDirectory(prefix="geomap-") as folder:
        path = Path(folder) / _with_ending(name, data)
        path.write_bytes(data)
        host = urlsplit(url).hostname or ""
        return _at(path, layer or request.layer, f"{name} from {host}")


def _with_ending(name: str, data: bytes) -> str:
    """Name of a file that ends as its bytes begin, where it does not say."""
    if Path(name).suffix.lower() in DATASETS | PARQUET | {".gz"}:
        return name
    starts = {b"PK\x03\x04": ".zip", b"PAR1": ".parquet", b"fgb": ".fgb", b"SQLite": ".gpkg"}
    for start, ending in starts.items():
        if data.startswith(start):
            return name + ending
    return name + (".geojson" if data.lstrip()[:1] == b"{" else "")


def _at(
    path: Path, layer: str | None, title: str, budget: archives.Budget | None = None
) -> list[Table]:
    budget = budget or archives.Budget()
    with ExitStack() as stack:
        if path.suffix.lower() in {".zip", ".gz", ".bz2"}:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="geomap-")))
            budget.enter(path)
            stack.callback(budget.leave)
            path = archives.unpack(path, folder, budget)
        if path.is_dir() and path.suffix.lower() != ".gdb":
            files = list(_datasets(path))
            if not files:
                raise LayerError(f"{title} holds no file of a format that is read as a layer")
            if len(files) > 1 and layer is not None:
                files = [
                    each for each in files if each.stem == layer or each.name == layer
                ] or files
            titles = [title if len(files) == 1 else f"{title}/{each.name}" for each in files]
            return [
                table
                for each, name in zip(files, titles, strict=True)
                for table in _file(each, layer if each.stem != layer else None, name, budget)
            ]
        return _file(path, layer, title, budget)


def _datasets(folder: Path) -> Iterator[Path]:
    """Files of a folder that may be layers, in order of their names."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__MACOSX")) or path.is_symlink():
            continue
        if path.suffix.lower() in DATASETS:
            yield path
        elif path.is_dir():
            yield from _datasets(path)


def _file(path: Path, layer: str | None, title: str, budget: archives.Budget) -> list[Table]:
    if path.suffix.lower() in PARQUET:
        return [Table(title=title, frame=_parquet(path, title))]
    if whosonfirst.is_distribution(path):
        return [Table(title=title, frame=whosonfirst.read_units(path))]
    if path.suffix.lower() == ".zip":
        return _at(path, layer, title, budget)
    if archives.is_zip(path):  # GDAL looks into these as well: KMZ, XLSX
        archives.check(path, budget)
    return [_gdal(path, layer, title)]


def _parquet(path: Path, title: str) -> Any:
    import geopandas
    import pandas

    if find_spec("pyarrow") is None:
        raise LayerError(
            f"{title} is Parquet, which needs pyarrow: pip install 'geomap-control[parquet]'"
        )
    try:
        try:
            return geopandas.read_parquet(path)
        except ValueError:  # no GeoParquet: outlines as WKB, perhaps
            table = pandas.read_parquet(path)
            column = next(c for c in ("geometry", "geom", "wkb_geometry") if c in table.columns)
            shapes = geopandas.GeoSeries.from_wkb(table[column])
            return geopandas.GeoDataFrame(table.drop(columns=column), geometry=shapes)
    except StopIteration:
        raise LayerError(f"{title} has no column of outlines; write it as GeoParquet") from None
    except Exception as error:  # pyarrow raises a class per cause
        raise _unreadable(title, error) from None


def _gdal(path: Path, layer: str | None, title: str) -> Table:
    import pyogrio

    _check_contained(path, title)
    # Never fetch a schema that a GML file names.
    pyogrio.set_gdal_config_options({"GML_DOWNLOAD_SCHEMA": "NO"})
    try:
        chosen = _chosen([(str(n), str(k)) for n, k in pyogrio.list_layers(path)], layer, title)
        about = pyogrio.read_info(path, layer=chosen, force_feature_count=False)
        if about["driver"] == "ESRI Shapefile":
            stated = about["encoding"] if path.with_suffix(".cpg").exists() else None
            frame = pyogrio.read_dataframe(path, layer=chosen, encoding=encodings.RAW)
            frame, note = encodings.decoded(frame, stated)
            return Table(
                title=title, frame=_with_outlines(frame, title), notes=(note,) * bool(note)
            )
        frame = pyogrio.read_dataframe(path, layer=chosen)
    except LayerError:
        raise
    except UnicodeDecodeError:
        return _recoded(path, layer, title)
    except Exception as error:  # pyogrio raises a class per cause
        raise _unreadable(title, error) from None
    return Table(title=title, frame=_with_outlines(frame, title))


def _recoded(path: Path, layer: str | None, title: str) -> Table:
    """Read a text file that is not in UTF-8, by way of a copy that is."""
    from charset_normalizer import from_bytes

    data = path.read_bytes()
    best = from_bytes(data).best()
    if best is None or best.encoding in ("ascii", "utf_8") or data[:6] == b"SQLite":
        raise LayerError(
            f"{title}: its texts are in no encoding that can be told; save it as UTF-8"
        )
    with TemporaryDirectory(prefix="geomap-") as folder:
        copy = Path(folder) / path.name
        copy.write_text(str(best), "utf-8")
        table = _gdal(copy, layer, title)
    note = f"texts not in UTF-8 read as {best.encoding.upper().replace('_', '-')}"
    return Table(title=title, frame=table.frame, notes=(note, *table.notes))


def _check_contained(path: Path, title: str) -> None:
    """Refuse a file that only says where a layer is."""
    if path.is_dir():
        return
    try:
        with path.open("rb") as file:
            found = _ELSEWHERE.search(file.read(4096))
    except OSError as error:
        raise LayerError(f"{title} cannot be read: {error.strerror or error}") from None
    if found:
        raise LayerError(
            f"{title} holds no layer but says where one is ({found[0].decode()}); give that itself"
        )


def _chosen(layers: Sequence[tuple[str, str]], wanted: str | None, title: str) -> str:
    """Name of the layer that is meant: the one named, or the only one with polygons."""
    names = [name for name, _ in layers]
    if wanted is not None:
        if wanted not in names:
            raise LayerError(f"{title} has no layer {wanted!r}; it has {', '.join(names)}")
        return wanted
    areas = [name for name, kind in layers if "Polygon" in kind]
    areas = areas or [name for name, kind in layers if kind in ("Unknown", "None")] or names
    if len(areas) > 1:
        raise LayerError(
            f"{title} has the layers {', '.join(areas)}: say which, as {title}#{areas[0]} or with "
            "--districts-layer"
        )
    if not areas:
        raise LayerError(f"{title} holds no layer")
    return areas[0]


def _with_outlines(frame: Any, title: str) -> Any:
    import geopandas

    if not isinstance(frame, geopandas.GeoDataFrame):
        raise LayerError(f"{title} is a table without outlines; give a layer of polygons")
    return frame


def _unreadable(title: str, error: Exception) -> LayerError:
    reason = " ".join(str(error).split())[:200]
    return LayerError(f"{title} cannot be read as a polygon layer ({reason}); check the file")
