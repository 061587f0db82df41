"""Located claims to the units of a layer that their places are, or lie in [pure]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geomap.model import APPROXIMATE, Located, Place, Reason, Unlocated, together
from geomap.model.reasons import parts_of
from geomap.places.districts.joining import Joiner
from geomap.places.names.keys import folded
from geomap.places.names.words import bare_name

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def assign_districts(
    located: Sequence[Located], districts: GeoDataFrame | Districts
) -> list[Located]:
    """Give each located claim the district that its place is, or lies in.

    By id first (a place that knows its unit), then by name (a place that the text calls a district
    or a region), then by point in polygon. A claim whose own place is not known, but which the text
    puts into a unit, keeps that unit and has no point.

    Returns
    -------
    list of Located
        In the same order, with ``district_id``, ``district``, ``admin1`` and ``country`` where
        known; ``members`` without the ids that the layer lacks.
    """
    layer = districts if isinstance(districts, Districts) else Districts(districts)
    return [_assign(each, layer) for each in located]


class Districts:
    """What is asked of a layer many times, looked up once."""

    def __init__(self, districts: GeoDataFrame) -> None:
        self.frame = districts
        self.joiner = Joiner(districts)
        columns = ["district_id", "name", "admin1", "country", "level"]
        self.rows: dict[str, Any] = {
            str(row.district_id): row for row in districts[columns].itertuples(index=False)
        }

    def by_name(self, place: Place) -> str | None:
        """Id of the only unit of the place's country and level that has its name.

        A district may be a region of the layer, where it has nothing smaller in that country: what
        a text calls districts are first-level units in some.
        """
        levels: list[str] = [place.level]
        if place.level == "district" and (place.country, "district") not in self._levels:
            levels.append("region")
        for name in (place.matched, place.name):
            for key in dict.fromkeys((folded(name), folded(bare_name(name).name))):
                units = self._names.get((place.country or "", key), ())
                fitting = [unit for unit in units if self.rows[unit].level in levels]
                if len(fitting) == 1:
                    return fitting[0]
        return None

    @cached_property
    def _levels(self) -> set[tuple[str, str]]:
        return {(row.country, row.level) for row in self.rows.values()}

    @cached_property
    def _names(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        columns = ["district_id", "country", "names"]
        for unit, country, names in self.frame[columns].itertuples(index=False):
            for key in {folded(name) for name in names.split("|")}:
                found[country, key].append(unit)
        return found


def _assign(located: Located, layer: Districts) -> Located:
    members = tuple(unit for unit in located.members if unit in layer.rows)
    unit = located.district_id if located.district_id in layer.rows else None
    place = located.place
    if isinstance(place, Unlocated):
        return _with_unit(replace(located, members=members), unit, layer)
    if place.level in ("country", "named_region"):
        return replace(located, members=members, country=located.country or place.country)
    if unit is None and len(place.district_ids) == 1 and place.district_ids[0] in layer.rows:
        unit = place.district_ids[0]
    if unit is None and place.level in ("district", "region"):
        unit = layer.by_name(place)
    is_unit = unit is not None and place.level in ("district", "region")
    precision = located.precision
    why = located.why
    if is_unit and precision == "point":
        precision = "region" if place.level == "region" else "district"
        lacking = Reason("no_outline", level=place.level)
        why = together(*(part for part in parts_of(why) if part != lacking))
    if unit is None and not members and precision not in APPROXIMATE:
        unit = layer.joiner.ids([place.lon], [place.lat])[0]
    placed = replace(located, members=members, precision=precision, why=why)
    return _with_unit(placed, unit, layer)


def _with_unit(located: Located, unit: str | None, layer: Districts) -> Located:
    place = located.place
    known = place if isinstance(place, Place) else None
    admin1 = located.admin1 or (known.admin1 if known else None)
    country = located.country or (known.country if known else None)
    if unit is None:
        return replace(located, district_id=None, admin1=admin1, country=country)
    row = layer.rows[unit]
    return replace(
        located,
        district_id=unit,
        district=row.name,
        admin1=row.admin1 or admin1,
        country=row.country or country,
    )
