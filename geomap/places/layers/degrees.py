"""Which reference system a layer is in, and its outlines in degrees [pure].

What a layer states is held against its coordinates: metres that are called degrees, degrees that
are called metres, and latitudes that come first are noticed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomap.errors import LayerError
from geomap.places.layers.records import Table

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

DEGREES = "EPSG:4326"
_REMEDY = "say which with --districts-crs, such as EPSG:32638"
_NEAR = 1e-6


def in_degrees(table: Table, crs: str | None = None) -> Table:
    """Bring a layer to EPSG:4326.

    Parameters
    ----------
    table
        A layer with one outline at least.
    crs
        Reference system that the user gives it, whatever it states.

    Raises
    ------
    LayerError
        It states no reference system and its coordinates are no degrees; or they do not fit what it
        states.

    Examples
    --------
    >>> import geopandas
    >>> from shapely import box
    >>> frame = geopandas.GeoDataFrame(geometry=[box(5e6, 5e6, 5.1e6, 5.1e6)], crs="EPSG:3857")
    >>> table = in_degrees(Table(title="a.shp", frame=frame))
    >>> table.frame.crs.to_epsg(), table.notes
    (4326, ('brought from EPSG:3857 to degrees',))
    """
    frame: Any = table.frame  # the stubs do not see that it has a reference system by now
    notes, title = list(table.notes), table.title
    if frame.geometry.is_empty.all():  # nothing to bring anywhere; missing ones count as empty
        return replace(table, frame=frame.set_crs(DEGREES, allow_override=True))
    if crs is not None:
        stated = frame.crs
        frame = _with_crs(frame, crs, title)
        if stated is not None and stated != frame.crs:
            notes.append(f"read in {crs} as told, though it states {_named(stated)}")
    if frame.crs is None:
        if not _look_like_degrees(frame):
            west, south, east, north = frame.total_bounds
            raise LayerError(
                f"{title} states no reference system, and its coordinates ({west:.10g} to "
                f"{east:.10g}, {south:.10g} to {north:.10g}) are no degrees: {_REMEDY}"
            )
        frame = frame.set_crs(DEGREES)
        notes.append("states no reference system: its coordinates are taken for degrees")
    _check_fit(frame, title)
    if frame.crs.is_geographic and _latitude_first(frame):
        frame = frame.set_geometry(_swapped(frame))
        notes.append("its latitudes came first: turned to longitude, latitude")
    if frame.crs.to_epsg() != 4326:
        known = _named(frame.crs)
        frame = frame.to_crs(DEGREES)
        notes.append(f"brought from {known} to degrees")
        if not _finite(frame):
            raise LayerError(f"{title}: its coordinates do not lie in {known}: {_REMEDY}")
    return replace(table, frame=frame, notes=tuple(notes))


def _with_crs(frame: GeoDataFrame, crs: str, title: str) -> GeoDataFrame:
    try:
        return frame.set_crs(crs, allow_override=True)
    except RuntimeError:  # of pyproj
        raise LayerError(
            f"{title}: {crs!r} is no reference system; write it as EPSG:4326"
        ) from None


def _named(crs: Any) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else str(crs.name)


def _extent(frame: GeoDataFrame) -> tuple[float, float]:
    """Largest longitude and latitude, east or west, north or south."""
    west, south, east, north = frame.total_bounds
    return max(abs(west), abs(east)), max(abs(south), abs(north))


def _look_like_degrees(frame: GeoDataFrame) -> bool:
    x, y = _extent(frame)
    return x <= 360 + _NEAR and y <= 90 + _NEAR


def _latitude_first(frame: GeoDataFrame) -> bool:
    x, y = _extent(frame)
    return x <= 90 and 90 + _NEAR < y <= 180 + _NEAR


def _check_fit(frame: Any, title: str) -> None:
    x, y = _extent(frame)
    stated = _named(frame.crs)
    if not (x < float("inf") and y < float("inf")):
        raise LayerError(f"{title}: a coordinate is not a number; mend the file")
    if frame.crs.is_geographic and (x > 360 + _NEAR or y > 180 + _NEAR):
        raise LayerError(
            f"{title} states {stated}, but a coordinate is {max(x, y):.10g}, which is no degree: "
            f"{_REMEDY}"
        )
    if frame.crs.is_projected and x <= 180 and y <= 90:
        raise LayerError(
            f"{title} states {stated}, but its coordinates look like degrees (up to {x:.6g}, "
            f"{y:.6g}): if they are, say --districts-crs {DEGREES}"
        )


def _finite(frame: GeoDataFrame) -> bool:
    import numpy as np

    return bool(np.isfinite(frame.total_bounds).all())


def _swapped(frame: GeoDataFrame) -> Any:
    import shapely

    return shapely.transform(frame.geometry.to_numpy(), lambda pairs: pairs[:, ::-1])
