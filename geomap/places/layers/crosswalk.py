"""What the units of one layer are in another: the same, several, or nothing [pure].

Names and ids of layers differ; what lies where does not. Two outlines are one unit when they agree
for the most part (what a layer calls a region may be what another calls a district: first-level
units are, in some countries); a larger unit is those smaller ones that lie in it for the most part.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from geomap.places.layers.records import square_kilometres
from geomap.places.names.keys import folded

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

SAME = 0.5
"""Common area over joint area from which two outlines are one unit ..."""
NAMESAKE = 0.2
"""... or, if they share a name."""
PART = 0.5
"""Share of a unit that lies in a larger one, from which it is a part of it."""


class Crosswalk:
    """Units of one layer in terms of another.

    Parameters
    ----------
    layer
        The layer whose ids are wanted.
    other
        The layer whose ids are given.

    Examples
    --------
    >>> import geopandas
    >>> from shapely import box
    >>> ours = geopandas.GeoDataFrame(
    ...     {"district_id": ["a", "b"], "names": ["Ay", "Be"], "level": "district", "rank": 2.0},
    ...     crs=4326, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)])
    >>> theirs = geopandas.GeoDataFrame(
    ...     {"district_id": ["X-A", "X"], "names": ["Ay", "Ex"], "level": "region"}, crs=4326,
    ...     geometry=[box(0, 0, 1.2, 1), box(0, 0, 2, 1)])
    >>> crosswalk = Crosswalk(ours, theirs)
    >>> crosswalk.units(["X-A"]), crosswalk.units(["X"]), crosswalk.units(["b", "gone"])
    (('a',), ('a', 'b'), ('b',))
    """

    def __init__(self, layer: GeoDataFrame, other: GeoDataFrame) -> None:
        self._layer = layer
        self._other = other
        self._unit = lru_cache(maxsize=None)(self._find)

    def units(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Units of the layer that some units of either layer are, in order and once."""
        return tuple(dict.fromkeys(unit for each in ids for unit in self._unit(each)))

    def parts(self, unit: str) -> tuple[str, ...]:
        """Units of the finest level that lie in a unit of the layer; itself if there are none."""
        row = self._rows[unit]
        shape, rank = self._shapes[row], self._ranks[row]
        finer = [
            each
            for each, common in self._common(shape)
            if self._ranks[each] > rank and common >= PART * self._areas[each]
        ]
        return self._finest(finer) or (unit,)

    def _find(self, given: str) -> tuple[str, ...]:
        if given in self._rows:
            return (given,)
        if given not in self._given:
            return ()
        other = self._other.iloc[self._given[given]]
        shape = other.geometry
        area = float(square_kilometres([shape])[0])
        common = self._common(shape)
        names = _keys(other["names"])
        alike = []
        for row, shared in common:
            if (other["level"], self._levels[row]) == ("region", "district"):
                continue  # a province is no district, though one may be most of it
            ratio = shared / (area + self._areas[row] - shared)
            named = bool(names & _keys(self._layer["names"].iloc[row]))
            if ratio >= SAME or (named and ratio >= NAMESAKE):
                alike.append((named, ratio, -row))
        if alike:
            return (self._ids[-max(alike)[2]],)
        return self._finest([row for row, shared in common if shared >= PART * self._areas[row]])

    def _finest(self, rows: list[int]) -> tuple[str, ...]:
        """Ids of those of some units that are of the finest level among them."""
        finest = max((self._ranks[row] for row in rows), default=0.0)
        return tuple(sorted(self._ids[row] for row in rows if self._ranks[row] == finest))

    def _common(self, shape: Any) -> list[tuple[int, float]]:
        """Units that share an area with an outline, and how much, in square kilometres."""
        import shapely

        rows = self._layer.sindex.query(shape, predicate="intersects")
        shared = square_kilometres(shapely.intersection(self._shapes[rows], shape))
        return [(int(row), float(area)) for row, area in zip(rows, shared, strict=True) if area > 0]

    @cached_property
    def _ids(self) -> list[str]:
        return self._layer["district_id"].tolist()

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {unit: row for row, unit in enumerate(self._ids)}

    @cached_property
    def _given(self) -> dict[str, int]:
        return {unit: row for row, unit in enumerate(self._other["district_id"])}

    @cached_property
    def _levels(self) -> list[str]:
        return self._layer["level"].tolist()

    @cached_property
    def _ranks(self) -> list[float]:
        return self._layer["rank"].tolist()

    @cached_property
    def _shapes(self) -> Any:
        return self._layer.geometry.to_numpy()

    @cached_property
    def _areas(self) -> Any:
        return square_kilometres(self._shapes)


def _keys(names: str) -> set[str]:
    return {folded(name) for name in names.split("|")} - {""}
