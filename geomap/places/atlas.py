"""The places that a run knows: what ships, and beside it what the user brings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from geomap.model import Claim, Level, Located, Place, View
from geomap.places.districts.assigning import Districts, assign_districts
from geomap.places.districts.containment import POINTS
from geomap.places.districts.layer import load, units_of
from geomap.places.gazetteers.shipped import Gazetteer
from geomap.places.library import keeping

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.places.gazetteers.own import OwnGazetteer
    from geomap.places.layers.ground import Ground
    from geomap.places.layers.records import LayerRequest


BORDER = 0.05
"""Degrees: so near to a border of the shipped units, which are simplified, either may be meant."""


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
    own
        Gazetteers of the user's, beside the shipped one.

    Examples
    --------
    >>> atlas = Atlas.open()
    >>> [place.id for place in atlas.lookup("Lachin")][:2], atlas.by_id("unit:AZ-LAC").name
    (['unit:AZ-LAC', 'geonames:147625'], 'Lachin')
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        view: View = "de_jure",
        ground: Ground | None = None,
        own: Sequence[OwnGazetteer] = (),
    ) -> None:
        self.gazetteer = gazetteer
        self.ground = ground
        self.own = tuple(own)
        self._view = view
        self._units_at = lru_cache(maxsize=65536)(self._units_near)

    @classmethod
    def open(
        cls,
        view: View = "de_jure",
        layers: LayerRequest | None = None,
        *,
        expand: bool = False,
        gazetteers: Sequence[str] = (),
    ) -> Atlas:
        """Open what ships, the layers wanted in its place, and the gazetteers beside it.

        Raises
        ------
        LayerError
            A layer cannot be read.
        InputError
            A gazetteer cannot be read.
        """
        own = [_own(source) for source in gazetteers]
        if layers is None:
            return cls(Gazetteer.open(), view, own=own)
        from geomap.places.layers.ground import Ground
        from geomap.places.layers.opening import load as load_layers

        ground = Ground(load_layers(layers, view), load(view), expand=expand)
        return cls(Gazetteer.open(), view, ground, own)

    # ------------------------------------------------------------ names

    def lookup(self, name: str) -> list[Place]:
        """Places that go by a name, the best match first."""
        found = self.gazetteer.lookup(name)
        for each in self.own:
            added = each.beside(name, found, self.gazetteer.lookup, self.gazetteer.by_id)
            found = [self._within(place, each) for place in added]
        return self.ground.beside(name, found) if self.ground else found

    def kinds(self, name: str) -> frozenset[Level]:
        """Levels of the places that go by a name."""
        found = self.gazetteer.kinds(name).union(*(each.kinds(name) for each in self.own))
        return found | self.ground.kinds(name) if self.ground else found

    def countries(self, name: str) -> tuple[str, ...]:
        """Codes of the countries that have a place of this name, the likeliest place's first."""
        return self.gazetteer.countries(name)

    def similar(self, name: str, countries: Collection[str | None]) -> list[Place]:
        """Places of the shipped gazetteer in some countries that are spelled nearly like a name."""
        return self.gazetteer.similar(name, countries)

    def by_id(self, place_id: str) -> Place | None:
        """Return the unit of the layer in use, or the place, of an id."""
        own = self.units([place_id.removeprefix("unit:")]) if self.ground else {}
        found = next(iter(own.values()), None) or self.gazetteer.by_id(place_id)
        for each in self.own:
            place = each.by_id(place_id)
            found = found or (place and self._within(place, each))
        return found

    def _within(self, place: Place, source: OwnGazetteer) -> Place:
        """Give a place of a gazetteer of the user's the shipped units in which it may lie."""
        if place.source != source.title or place.district_ids:
            return place
        units = self._units_at(place.lon, place.lat)
        admin1s = {self._districts.rows[unit].admin1 for unit in units}
        countries = {self._districts.rows[unit].country for unit in units}
        return replace(
            place,
            district_ids=units if place.level in POINTS else (),
            admin1=place.admin1 or (admin1s.pop() if len(admin1s) == 1 else None),
            country=place.country or (countries.pop() if len(countries) == 1 else None),
        )

    def _units_near(self, lon: float, lat: float) -> tuple[str, ...]:
        from shapely import Point

        tree = self._shipped.sindex
        rows = tree.query(Point(lon, lat), predicate="dwithin", distance=BORDER)
        return tuple(self._shipped["district_id"].iloc[sorted(rows)])

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
        return assign_districts(located, self._districts)

    def units(self, ids: Collection[str]) -> dict[str, Place]:
        """Units of the layer in use as places, by id."""
        return units_of(self.layer[self.layer["district_id"].isin(list(ids))])

    def drawn(self, located: Sequence[Located]) -> GeoDataFrame:
        """Units to draw under some located claims."""
        return self.ground.drawn(located) if self.ground else self._shipped

    @cached_property
    def _shipped(self) -> GeoDataFrame:
        return load(self._view)

    @cached_property
    def _districts(self) -> Districts:
        return Districts(self._shipped)


def _own(source: str) -> OwnGazetteer:
    from geomap.places.gazetteers.own import OwnGazetteer

    if keeping.is_name(source):
        kept, path = keeping.found(source)
        return OwnGazetteer.open(path, kept.name)
    path, layer = keeping.file_and_layer(source)
    return OwnGazetteer.open(path, layer=layer)
