"""Points to the units in which they lie, many at once [pure].

Points are sorted by longitude, so that each polygon looks only at those between its own west and
east; what is left is asked of the prepared polygon in one call. Millions a second.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from geopandas import GeoDataFrame
    from numpy.typing import ArrayLike, NDArray


class Joiner:
    """A layer that is asked many times in which unit a point lies.

    A point lies in one unit: of the finest level (the largest ``rank``, where the layer has that
    column), and of several of these, as on a shared border, in that with the smallest id.

    Parameters
    ----------
    districts
        Polygons, EPSG:4326, with ``district_id``.

    Examples
    --------
    >>> import geopandas
    >>> from shapely import box
    >>> layer = geopandas.GeoDataFrame({"district_id": ["B", "A"]}, crs=4326,
    ...                                geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)])
    >>> Joiner(layer).ids([0.5, 1.0, 9.0], [0.5, 0.5, 0.5])
    ['B', 'A', None]
    """

    def __init__(self, districts: GeoDataFrame) -> None:
        self._districts = districts

    def ids(self, lon: ArrayLike, lat: ArrayLike) -> list[str | None]:
        """Id of the unit of each point (degrees, EPSG:4326), or None."""
        ids = self._ordered["district_id"].tolist()
        return [None if row < 0 else str(ids[row]) for row in self._rows(lon, lat).tolist()]

    @cached_property
    def _ordered(self) -> GeoDataFrame:
        """Units in the order in which they are asked: the first that has a point keeps it."""
        frame = self._districts
        if "rank" not in frame.columns:
            return frame.sort_values("district_id")
        return frame.sort_values(["rank", "district_id"], ascending=[False, True])

    @cached_property
    def _parts(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Single polygons, their bounds, and the rows of which they are part.

        A country on both sides of the antimeridian would else look at every point of the world.
        """
        import shapely

        parts, rows = shapely.get_parts(self._ordered.geometry.to_numpy(), return_index=True)
        return parts, shapely.bounds(parts), rows

    def _rows(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.intp]:
        import numpy as np
        import shapely

        x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
        parts, bounds, rows = self._parts
        firsts = np.searchsorted(x, bounds[:, 0], "left")
        ends = np.searchsorted(x, bounds[:, 2], "right")
        found = np.full(len(x), -1, dtype=np.intp)
        for part in np.flatnonzero(ends > firsts):
            first, end = firsts[part], ends[part]
            south, north = bounds[part, 1], bounds[part, 3]
            free = found[first:end] < 0
            near = first + np.flatnonzero(free & (y[first:end] >= south) & (y[first:end] <= north))
            if len(near):
                shapely.prepare(parts[part])
                inside = shapely.intersects_xy(parts[part], x[near], y[near])
                found[near[inside]] = rows[part]
        in_input_order = np.empty_like(found)
        in_input_order[order] = found
        return in_input_order
