"""The kind of place that the words imply: the town, or the district of its name [pure]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geomap.model import Level
from geomap.places.districts.containment import UNITS, distance_km, inside
from geomap.places.resolving.ranking import Ranked

HINTERLAND_KM = 100.0
"""A town and a unit of one name that lie closer together are town and hinterland."""


def of_kind(ranked: Sequence[Ranked], kind: Level | None) -> list[Ranked]:
    """Put candidates of the kind that is meant first, and the rest behind them in the same order.

    Parameters
    ----------
    ranked
        Candidates of one name, the likeliest first.
    kind
        What the words imply; without it, a bare name that is both a town and the unit around it
        means the town.
    """
    if kind is None:
        return _settlement_before_its_unit(ranked)
    preference: Mapping[Level, tuple[Level, ...]] = {
        "district": ("district", "region"),
        "region": ("region", "named_region", "district"),
        "settlement": ("settlement", "feature"),
        "feature": ("feature", "settlement"),
        "named_region": ("named_region", "region", "district"),
        "country": ("country",),
    }
    wanted = preference[kind]
    fitting = [r for r in ranked if r.place.level in wanted]
    if not fitting:
        return list(ranked)
    # In one neighbourhood the exact kind wins: Svatove Raion before Luhansk Oblast, not before a
    # far homonym. Units that have a polygon come before those that have none.
    best = fitting[0]
    near = [r for r in fitting if distance_km(r.place, best.place) <= HINTERLAND_KM]
    near.sort(key=lambda r: (wanted.index(r.place.level), not r.place.district_ids, -r.score))
    rest = [r for r in fitting if r not in near]
    return near + rest


def _settlement_before_its_unit(ranked: Sequence[Ranked]) -> list[Ranked]:
    """A bare name that is both a town and the unit around it means the town."""
    best = ranked[0]
    if best.place.level not in UNITS:
        return list(ranked)
    for other in ranked[1:]:
        town = other.place
        if (
            town.level == "settlement"
            and town.country == best.place.country
            and (inside(town, best.place) or distance_km(town, best.place) <= HINTERLAND_KM)
            and 10 * town.population >= min(best.place.population, 10_000)
        ):
            return [other, *(r for r in ranked if r is not other)]
    return list(ranked)
