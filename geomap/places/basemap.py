"""Rivers and lakes for orientation [I/O: reads `water.fgb`]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.places.datafiles import data_path

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

Box = tuple[float, float, float, float]


def water(box: Box) -> tuple[tuple[Geometry, ...], tuple[Geometry, ...]]:
    """Rivers as lines and lakes as polygons in a box (west, south, east, north), EPSG:4326."""
    import geopandas
    import shapely

    frame = geopandas.read_file(data_path("water.fgb"), engine="pyogrio", bbox=box)
    shapes = [shapely.clip_by_rect(shape, *box) for shape in frame.geometry]
    shapes = [shape for shape in shapes if not shape.is_empty]
    lines = tuple(shape for shape in shapes if "Line" in shape.geom_type)
    return lines, tuple(shape for shape in shapes if "Polygon" in shape.geom_type)
