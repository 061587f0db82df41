"""Fewer points on the outlines of thousands of places, and the same ones on both sides of a border.

This is the method of Visvalingam and Whyatt [1]_, with all points that cut off less than their
neighbours going at once, so that arrays do the work: a sixth of the time of
`shapely.coverage_simplify`, which also guards against borders that come to cross. Here a few do.

References
----------
.. [1] Visvalingam, M. and Whyatt, J. D., "Line generalisation by repeated elimination of points",
   The Cartographic Journal 30 (1993).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.views.picture.rings import GOLDEN, junctions, neighbours

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Areas = NDArray[np.float64]
    Points = NDArray[np.complex128]
    Indices = NDArray[np.int64]

_ENOUGH = 0.01
"""Part of the points from which on another round is worth its time."""

_TRIFLE = 1e-9
"""Part of the least area by which points differ that cut off the same."""


def thinned(shapes: NDArray[np.object_], tolerance: float) -> NDArray[np.object_]:
    """Leave out points that cut off less than the tolerance squared, but where borders part.

    Parameters
    ----------
    shapes
        Polygons, which share the points of their borders with their neighbours. Others stay.
    tolerance
        In the unit of the coordinates.

    Returns
    -------
    array of geometries
        Every ring is kept, with three points at least.

    Examples
    --------
    >>> import numpy as np
    >>> from shapely import Polygon
    >>> dented = Polygon([(0, 0), (4, 0), (4, 2), (3.9, 2.1), (4, 2.2), (4, 4), (0, 4)])
    >>> [shape.wkt for shape in thinned(np.array([dented]), tolerance=1)]
    ['POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))']
    """
    import numpy as np
    import shapely

    made = np.array(shapes, dtype=object)
    polygons = np.isin(shapely.get_type_id(made), (3, 6))
    if not polygons.any():
        return made
    kind, closed, (offsets, *parts) = shapely.to_ragged_array(made[polygons], include_z=False)
    # Adding zero makes one of the two zeros that there are.
    points = np.delete(closed.view(np.complex128).ravel() + 0.0, offsets[1:] - 1)
    bounds: Indices = offsets - np.arange(len(offsets), dtype=np.int64)
    least = tolerance**2
    numbers = _numbers(points)
    # Of equal areas, as along a straight border, one is still the least.
    weights: Areas = numbers.view(np.uint64) * np.float64(least * _TRIFLE / 2.0**64)
    weights[junctions(numbers, bounds[:-1], bounds[1:] - 1)] = np.inf
    while len(points):
        goes = _least_around(points, weights, bounds[:-1], bounds[1:] - 1, least)
        left = np.diff(bounds - np.searchsorted(goes, bounds))
        if (left < 3).any():
            ring = np.searchsorted(bounds, goes, side="right") - 1
            stays = np.isin(numbers[goes], numbers[goes[left[ring] < 3]])
            goes = goes[~stays]
        before = len(points)
        points, weights = np.delete(points, goes), np.delete(weights, goes)
        numbers = np.delete(numbers, goes)
        bounds = bounds - np.searchsorted(goes, bounds)
        if len(goes) <= _ENOUGH * before:
            break
    closed = np.insert(points, bounds[1:], points[bounds[:-1]]).view(np.float64).reshape(-1, 2)
    made[polygons] = shapely.from_ragged_array(
        kind, closed, (bounds + np.arange(len(bounds)), *parts)
    )
    return made


def _least_around(
    points: Points, weights: Areas, starts: Indices, ends: Indices, least: float
) -> Indices:
    """Points whose triangle, with their weight, is below an area and least of its neighbours."""
    import numpy as np

    before, after = neighbours(points, starts, ends)
    before -= points
    after -= points
    # The same number from either direction, so that both sides of a border agree.
    areas: Areas = np.abs(before.real * after.imag - before.imag * after.real) / 2
    areas += weights
    left, right = neighbours(areas, starts, ends)
    return np.flatnonzero((areas < least) & (areas < left) & (areas < right))


def _numbers(points: Points) -> Indices:
    """A number for each point, by its coordinates."""
    import numpy as np

    lon, lat = points.view(np.uint64).reshape(-1, 2).T
    mixed = lon * np.uint64(GOLDEN)
    mixed ^= lat * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(29)
    numbers: Indices = mixed.view(np.int64)
    return numbers
