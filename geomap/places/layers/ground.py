"""A layer of the user's in place of the shipped one: its names, its units, its days.

Places are resolved among the shipped units, which the gazetteer knows by id. Only then are they
put on the user's layer: a unit by what lies where (`geomap.places.layers.crosswalk`), a town by its
point, and both on the boundaries of the claim's own day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, cast

from geomap.model import Claim, Level, Located, Place, Reason, Unlocated, together
from geomap.places.districts.assigning import Districts, assign_districts
from geomap.places.districts.containment import UNITS
from geomap.places.districts.joining import Joiner
from geomap.places.districts.layer import units_of
from geomap.places.layers.crosswalk import Crosswalk
from geomap.places.layers.records import Layer
from geomap.places.layers.validity import has_dates, valid_on
from geomap.places.names.keys import folded
from geomap.places.names.words import bare_name

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


class Ground:
    """A user's layer, asked for names, and for the units of located claims.

    Parameters
    ----------
    layer
        As `geomap.places.layers.opening.load` gives it.
    shipped
        The shipped layer, whose ids the gazetteer uses.
    expand
        Whether a claim about a larger unit colours the smaller ones that lie in it, where the layer
        has them, and not the unit.
    """

    def __init__(self, layer: Layer, shipped: GeoDataFrame, *, expand: bool = False) -> None:
        self.layer = layer
        self._shipped = shipped
        self._expand = expand
        self._eras: dict[tuple[int, int], Era] = {}

    @property
    def credit(self) -> str:
        """Which boundaries are drawn, and what was mended of them."""
        mended = list(self.layer.repairs)
        said = f"{'; '.join(self.layer.titles)} (given by the user)"
        if has_dates(self.layer.frame):
            mended.insert(0, "of several times: each claim on the boundaries of its day")
        return f"{said}; {'; '.join(mended)}" if mended else said

    # ------------------------------------------------------------ names

    def lookup(self, name: str) -> list[Place]:
        """Units of the layer that go by a name, as a gazetteer gives them."""
        bare = bare_name(name)
        found = self._named.get(folded(name), [])
        if not found and bare.level in UNITS:
            found = self._named.get(folded(bare.name), [])
        return [replace(self._places[row], matched=name) for row in found]

    def kinds(self, name: str) -> frozenset[Level]:
        """Levels of the units that go by a name."""
        return frozenset(place.level for place in self.lookup(name))

    def beside(self, name: str, found: Sequence[Place]) -> list[Place]:
        """Candidates for a name, and the units of the layer for which none of them stands."""
        own = [each for each in self.lookup(name) if not self._has(each, found)]
        return [*found, *own]

    def _has(self, unit: Place, found: Sequence[Place]) -> bool:
        """Whether a unit of the layer is among some candidates already."""
        import shapely

        own = unit.id.removeprefix("unit:")
        shape = self.layer.frame.geometry.iloc[self._row_of[own]]
        return any(
            own in self.now.crosswalk.units(place.district_ids)
            or (
                place.level == unit.level
                and place.country == unit.country
                and bool(shapely.intersects_xy(shape, place.lon, place.lat))
            )
            for place in found
            if place.level in UNITS
        )

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {unit: row for row, unit in enumerate(self.layer.frame["district_id"])}

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for row, names in enumerate(self.layer.frame["names"]):
            for key in {folded(name) for name in names.split("|")} - {""}:
                found[key].append(row)
        return found

    @cached_property
    def _places(self) -> list[Place]:
        """Units as places; without ids of the shipped layer, they are taken for circles."""
        units = list(units_of(self.layer.frame).values())
        lies_in = Joiner(self._shipped).ids([u.lon for u in units], [u.lat for u in units])
        admin1s = dict(zip(self._shipped["district_id"], self._shipped["admin1"], strict=True))
        return [
            replace(
                unit,
                admin1=unit.admin1 or admin1s.get(within) or None,
                district_ids=(),
                source=self.layer.titles[0],
            )
            for unit, within in zip(units, lies_in, strict=True)
        ]

    # ------------------------------------------------------------ units

    def assigned(self, located: Sequence[Located]) -> list[Located]:
        """Put located claims on the layer, each on the boundaries of its own day."""
        found = []
        for one in located:
            era = self._era(_day(one.claim) or date.max)
            (placed,) = assign_districts([era.translated(one)], era.districts)
            found.append(era.expanded(placed) if self._expand else placed)
        return found

    def era(self, claim: Claim) -> tuple[int, int]:
        """What the days between two changes of boundaries have in common."""
        return self._between(_day(claim) or date.max)

    def drawn(self, located: Sequence[Located]) -> GeoDataFrame:
        """Units to draw: those that claims are put on, and around them those of the last day.

        Of several levels the finest is drawn around; a unit of another time only where a claim is
        put on it.
        """
        frame = self.layer.frame
        used = {unit for one in located for unit in (*one.members, one.district_id) if unit}
        days = [day for one in located if (day := _day(one.claim)) is not None]
        last = self._era(max(days, default=date.max))
        points = last.frame.geometry.representative_point()
        finest = set(last.districts.joiner.ids(points.x, points.y)) - {None}
        keep = frame["district_id"].isin(used | cast("set[str]", finest))
        former = frame[frame["district_id"].isin(used - set(last.frame["district_id"]))]
        if not former.empty:
            # Old and new outlines of one place would lie over one another.
            inside = frame.geometry.representative_point().within(former.geometry.union_all())
            keep &= ~inside | frame["district_id"].isin(used)
        return frame[keep].reset_index(drop=True)

    @cached_property
    def now(self) -> Era:
        """The boundaries that still hold."""
        return self._era(date.max)

    @cached_property
    def _turns(self) -> list[date]:
        """Days on which some boundary changed."""
        if not has_dates(self.layer.frame):
            return []
        columns = [self.layer.frame["valid_from"], self.layer.frame["valid_to"]]
        return sorted({day for column in columns for day in column if day is not None})

    def _between(self, day: date) -> tuple[int, int]:
        return bisect_left(self._turns, day), bisect_right(self._turns, day)

    def _era(self, day: date) -> Era:
        key = self._between(day)
        if key not in self._eras:
            frame = valid_on(self.layer.frame, day).reset_index(drop=True)
            self._eras[key] = Era(frame, self._shipped)
        return self._eras[key]


class Era:
    """The layer as it was between two changes: ``frame``, and what is asked of it."""

    def __init__(self, frame: GeoDataFrame, shipped: GeoDataFrame) -> None:
        self.frame = frame
        self.districts = Districts(frame)
        self.crosswalk = Crosswalk(frame, shipped)

    def translated(self, located: Located) -> Located:
        """Say a located claim's units in ids of the layer."""
        place = located.place
        members = self.crosswalk.units(located.members)
        if isinstance(place, Unlocated):
            own = self.crosswalk.units([located.district_id] if located.district_id else [])
            unit = own[0] if len(own) == 1 else None
            return replace(located, district_id=unit, members=members)
        if place.level not in UNITS:
            # Of several units near whose border a town lies, the text has said which it means.
            is_said = located.district_id is not None and len(place.district_ids) > 1
            own = self.crosswalk.units([str(located.district_id)]) if is_said else ()
            unit = own[0] if len(own) == 1 else located.district_id
            return replace(located, district_id=unit, members=members)
        own = self.crosswalk.units(place.district_ids or [place.id.removeprefix("unit:")])
        if len(own) == 1:
            return replace(located, district_id=own[0], members=())
        if own:
            why = together(located.why, Reason("drawn_as", count=len(own)))
            return replace(located, district_id=None, members=own, precision="inferred", why=why)
        return replace(located, members=members)

    def expanded(self, located: Located) -> Located:
        """Colour the smaller units in a unit in its stead."""
        is_unit = located.district_id is not None and located.precision in ("district", "region")
        own = (str(located.district_id),) if is_unit else located.members
        parts = tuple(dict.fromkeys(part for unit in own for part in self.crosswalk.parts(unit)))
        if parts == own:
            return located
        why = together(located.why, Reason("expanded", count=len(parts)))
        return replace(located, district_id=None, members=parts, precision="inferred", why=why)


def _day(claim: Claim) -> date | None:
    """Day on whose boundaries a claim is put."""
    return claim.date.earliest or claim.date.latest or claim.announced
