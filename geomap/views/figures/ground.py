"""The quiet base of a figure: frontiers, rivers and lakes, as they are in every panel of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.views.picture.drawing import Drawing
from geomap.views.picture.frontiers import frontiers

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry


@dataclass(frozen=True, slots=True)
class Ground:
    """Lines and areas under the places, in degrees."""

    frontiers: Geometry
    rivers: Geometry
    lakes: Geometry


def ground_of(drawing: Drawing) -> Ground:
    """Prepare the ground of a drawing, once for all its panels."""
    import shapely

    around = drawing.surroundings
    return Ground(
        frontiers(drawing), shapely.union_all(around.rivers), shapely.union_all(around.lakes)
    )
