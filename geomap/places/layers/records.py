"""What passes between the steps of reading a layer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from geomap.outside.secrecy import without_password
from geomap.places.library import keeping

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

EQUAL_AREA = "EPSG:6933"
"""The reference system in which areas are measured, in square metres."""

SHOWN = 3
"""Names that a note gives as examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRequest:
    """Which layers the user wants, and how they are to be understood.

    ``sources`` are files, folders, addresses, databases or names of what was added with `geomap
    data add`; ``layer`` the one to take of a file that holds several; ``columns`` pairs of a role
    (`geomap.places.layers.columns.ROLES`) and the column that has it; ``crs`` the reference system
    of what states none, or a wrong one. ``private`` lets an address lead to this machine or a local
    network.
    """

    sources: tuple[str, ...]
    layer: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    crs: str | None = None
    private: bool = False


def kept_as(request: LayerRequest) -> dict[str, Any]:
    """Write down a request: files by their whole path, and no password.

    >>> kept_as(LayerRequest(sources=("postgresql://me:secret@db/gis?table=a",)))["sources"]
    ['postgresql://me@db/gis?table=a']
    """
    kept = asdict(request)
    kept["sources"] = [kept_path(each) for each in request.sources]
    return kept


def kept_path(source: str) -> str:
    """Write down a source: a file by its whole path, an address without its password."""
    path, layer = keeping.file_and_layer(source)
    if not path.exists():
        return without_password(source)
    return f"{path.resolve()}#{layer}" if layer is not None else str(path.resolve())


def request_of(kept: Mapping[str, Any]) -> LayerRequest:
    """Read a request that was written down.

    >>> request = LayerRequest(sources=("a.gpkg",), columns=(("name", "n"),))
    >>> request_of(kept_as(request)) == request
    True
    """
    columns = tuple((role, column) for role, column in kept["columns"])
    return LayerRequest(**{**kept, "sources": tuple(kept["sources"]), "columns": columns})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One layer on its way: a table with outlines, what it is called, and what was done to it."""

    title: str
    frame: GeoDataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """A district layer (`geomap.places.districts.layer`), and how it came to be one.

    ``titles`` name its sources, without passwords; ``repairs`` say what was mended, and ``notes``
    for each source what was read, from which columns, and mended.
    """

    frame: GeoDataFrame
    titles: tuple[str, ...]
    repairs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hash of its units: another one, another layer, wherever it came from."""
        table = self.frame.drop(columns="geometry").to_csv(index=False)
        digest = hashlib.sha256(table.encode("utf-8", "replace"))
        for outline in self.frame.geometry.to_wkb():
            digest.update(outline)
        return digest.hexdigest()[:12]


def square_kilometres(shapes: Any) -> Any:
    """Areas of outlines in degrees, measured where areas are true.

    >>> from shapely import box
    >>> [round(area) for area in square_kilometres([box(47, 40, 48, 41), box(47, 0, 48, 1)])]
    [9413, 12308]
    """
    import geopandas

    return geopandas.GeoSeries(shapes, crs="EPSG:4326").to_crs(EQUAL_AREA).area.to_numpy() / 1e6


def examples(names: Iterable[object]) -> str:
    """Name the first few of some things, in brackets.

    >>> examples(["Ay", "Be", "Ce", "De"])
    ' (Ay, Be, Ce, …)'
    """
    known = [str(name) for name in names if name]
    shown = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
    return f" ({shown})" if shown else ""


def counted(number: int, one: str, many: str | None = None) -> str:
    """Count some things in words.

    >>> counted(1, "line"), counted(2179, "line"), counted(2, "country", "countries")
    ('1 line', '2,179 lines', '2 countries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
