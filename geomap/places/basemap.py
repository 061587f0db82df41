"""Rivers and lakes for orientation [I/O: reads `water.fgb`]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.places.datafiles import data_path

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

Box = tuple[float, float, float, float]


FINE, LEAST = 8000, 700
"""Parts of the width of a box below which a bend of a river, and a lake or a brook, is left out."""


def water(box: Box) -> tuple[tuple[Geometry, ...], tuple[Geometry, ...]]:
    """Rivers as lines and lakes as polygons in a box (west, south, east, north), EPSG:4326.

    They are as fine as a map of the box can show: what would be a speck is left out.
    """
    import geopandas
    import shapely

    width = box[2] - box[0]
    frame = geopandas.read_file(data_path("water.fgb"), engine="pyogrio", bbox=box)
    cut = shapely.clip_by_rect(frame.geometry.to_numpy(), *box)
    west, south, east, north = shapely.bounds(cut).T
    seen = (east - west) + (north - south) >= width / LEAST
    shapes = shapely.simplify(cut[seen], width / FINE)
    lines = tuple(shape for shape in shapes if "Line" in shape.geom_type)
    return lines, tuple(shape for shape in shapes if "Polygon" in shape.geom_type)
