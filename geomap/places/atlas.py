"""The places that a run knows: what ships, and beside it what the user brings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from geomap.model import Claim, Level, Located, Place
from geomap.places import districts
from geomap.places.gazetteer import Gazetteer

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.places.layers.ground import Ground
    from geomap.places.layers.records import LayerRequest


class Atlas:
    """Names to places, places to units, units to outlines.

    Parameters
    ----------
    gazetteer
        The shipped gazetteer.
    view
        Point of view of the shipped district layer.
    ground
        A layer of the user's in place of it.

    Examples
    --------
    >>> atlas = Atlas.open()
    >>> [place.id for place in atlas.lookup("Lachin")][:2], atlas.by_id("unit:AZ-LAC").name
    (['unit:AZ-LAC', 'geonames:147625'], 'Lachin')
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        view: districts.View = "de_jure",
        ground: Ground | None = None,
    ) -> None:
        self.gazetteer = gazetteer
        self.ground = ground
        self._view = view

    @classmethod
    def open(
        cls,
        view: districts.View = "de_jure",
        layers: LayerRequest | None = None,
        *,
        expand: bool = False,
    ) -> Atlas:
        """Open what ships, and read the layers that the user wants in place of the shipped one.

        Raises
        ------
        LayerError
            A layer cannot be read.
        """
        if layers is None:
            return cls(Gazetteer.open(), view)
        from geomap.places.layers.ground import Ground
        from geomap.places.layers.opening import load

        ground = Ground(load(layers, view), districts.load(view), expand=expand)
        return cls(Gazetteer.open(), view, ground)

    # ------------------------------------------------------------ names

    def lookup(self, name: str) -> list[Place]:
        """Places that go by a name, the best match first."""
        found = self.gazetteer.lookup(name)
        return self.ground.beside(name, found) if self.ground else found

    def kinds(self, name: str) -> frozenset[Level]:
        """Levels of the places that go by a name."""
        found = self.gazetteer.kinds(name)
        return found | self.ground.kinds(name) if self.ground else found

    def similar(self, name: str, countries: Collection[str | None]) -> list[Place]:
        """Places of the shipped gazetteer in some countries that are spelled nearly like a name."""
        return self.gazetteer.similar(name, countries)

    def by_id(self, place_id: str) -> Place | None:
        """Return the unit of the layer in use, or the place, of an id."""
        own = self.units([place_id.removeprefix("unit:")]) if self.ground else {}
        return next(iter(own.values()), None) or self.gazetteer.by_id(place_id)

    # ------------------------------------------------------------ units

    @property
    def layer(self) -> GeoDataFrame:
        """The district layer in use: the user's, or the shipped one."""
        return self.ground.layer.frame if self.ground else self._shipped

    def era(self, claim: Claim) -> object:
        """What the boundaries of a claim's day have in common with those of other days."""
        return self.ground.era(claim) if self.ground else None

    def assigned(self, located: Sequence[Located]) -> list[Located]:
        """Located claims, each with the unit that its place is or lies in."""
        if self.ground:
            return self.ground.assigned(located)
        return districts.assign_districts(located, self._districts)

    def units(self, ids: Collection[str]) -> dict[str, Place]:
        """Units of the layer in use as places, by id."""
        return districts.units_of(self.layer[self.layer["district_id"].isin(list(ids))])

    def drawn(self, located: Sequence[Located]) -> GeoDataFrame:
        """Units to draw under some located claims."""
        return self.ground.drawn(located) if self.ground else self._shipped

    @cached_property
    def _shipped(self) -> GeoDataFrame:
        return districts.load(self._view)

    @cached_property
    def _districts(self) -> districts.Districts:
        return districts.Districts(self._shipped)
