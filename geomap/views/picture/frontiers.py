"""Borders of countries, where their units have them and not where the coarser base does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.views.picture.drawing import Drawing
from geomap.views.picture.geometry import CROWD, polygons

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry as Geometry

NEAR = 0.06
"""Degrees by which the coarse base may lie beside the units."""


def frontiers(drawing: Drawing) -> Geometry:
    """Edges between countries: those of the units, and of the coarser base where there are none."""
    import shapely

    scene = drawing.scene
    around = _Steps.along([shape for _, shape in scene.base.values()])
    once, _ = around.met
    base = shapely.MultiLineString(around.lines(once))
    # Of half the world, nobody sees by how much the base is off.
    if not scene.units or len(scene.units) > 2 * CROWD:
        return base
    lands = list(scene.lands.values())
    edges = _Steps.along(lands)
    once, shared = edges.met
    wanted = once & (shared | edges.near(base))
    # What the units do not reach.
    beyond = _Steps.along([shapely.segmentize(base, NEAR)])
    # Lands side by side do for a distance; joining them takes longer.
    land = shapely.multipolygons([part for each in lands for part in polygons(each)])
    return shapely.MultiLineString([*edges.lines(wanted), *beyond.lines(~beyond.near(land))])


@dataclass(frozen=True, slots=True)
class _Steps:
    """Straight pieces of lines: from each point to the next, where both are of one line."""

    points: NDArray[np.float64]
    joined: NDArray[np.bool_]

    @classmethod
    def along(cls, shapes: list[Geometry]) -> _Steps:
        """Steps along lines, or along the rings of polygons."""
        import numpy as np
        import shapely

        parts = shapely.get_parts(shapes)
        polygons = shapely.get_type_id(parts) == 3
        lines = np.append(parts[~polygons], shapely.get_rings(parts[polygons]))
        points, line = shapely.get_coordinates(lines, return_index=True)
        return cls(points, line[1:] == line[:-1])

    @property
    def met(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether a step is the first between its points, and whether there is another.

        Neighbours share the middle of a step, whichever way each goes it.
        """
        import numpy as np

        ends = self.points[:, 0] + 1j * self.points[:, 1]
        # A leap from line to line is not a number.
        middles = np.where(self.joined, ends[1:] + ends[:-1], np.nan)
        _, first, which, times = np.unique(
            middles, return_index=True, return_inverse=True, return_counts=True
        )
        once = np.zeros(len(middles), dtype=bool)
        once[first] = True
        return once, times[which] > 1

    def near(self, other: Geometry) -> NDArray[np.bool_]:
        """Whether both ends of a step lie near something else, or in it."""
        import numpy as np
        import shapely

        shapely.prepare(other)
        near = np.asarray(shapely.dwithin(other, shapely.points(self.points), NEAR))
        return near[1:] & near[:-1]

    def lines(self, wanted: NDArray[np.bool_]) -> list[LineString]:
        """Join the wanted steps that follow each other."""
        import numpy as np
        import shapely

        if not len(self.points):
            return []
        taken = wanted & self.joined
        ends, begins = np.append(False, taken), np.append(taken, False)
        lines = np.cumsum(begins & ~ends) - 1
        used = ends | begins
        joined: Sequence[LineString] = shapely.linestrings(self.points[used], indices=lines[used])
        return list(joined)
