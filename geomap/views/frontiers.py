"""Borders of countries, where their units have them and not where the coarser base does."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from geomap.views.drawing import Drawing
from geomap.views.geometry import CROWD

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

NEAR = 0.06
"""Degrees by which the coarse base may lie beside the units."""


def frontiers(drawing: Drawing) -> Geometry:
    """Edges between countries: those of the units, and of the coarser base where there are none."""
    import shapely

    scene = drawing.scene
    by_country: dict[str, list[Geometry]] = defaultdict(list)
    for unit, shape in scene.units.items():
        by_country[scene.owners.get(unit, "")].append(shape)
    base = shapely.union_all([shape.boundary for _, shape in scene.base.values()])
    # Of half the world, nobody sees by how much the base is off.
    if not scene.units or len(scene.units) > 2 * CROWD:
        return base
    lands = [_together(shapes) for _, shapes in sorted(by_country.items())]
    edges = [land.boundary for land in lands]
    shared = [shapely.intersection(a, b) for a, b in combinations(edges, 2)]
    coast = shapely.intersection(shapely.union_all(edges), base.buffer(NEAR, quad_segs=2))
    beyond = shapely.difference(base, shapely.union_all(lands).buffer(NEAR, quad_segs=2))
    lines = [part for one in (*shared, coast, beyond) for part in shapely.get_parts(one)]
    return shapely.union_all([line for line in lines if line.geom_type == "LineString"])


def _together(shapes: list[Geometry]) -> Geometry:
    """Units as one land: the quick way where neighbours share their vertices, as most layers do."""
    import shapely

    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)
