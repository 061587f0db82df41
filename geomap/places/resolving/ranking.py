"""Which of its candidates a toponym means, judged by all toponyms of one article together.

Every candidate has a prior (how its name matches, how many people live there, what level it is).
The candidates of all names then support one another: by country, by first-level unit and by
nearness. Two rounds are enough; in the second the support comes from what the first thought likely.
Weights were set on two published corpora of news (`resolve_toponyms` states the figures).

Pure: numbers from records.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.model import Level, Place, Reason, together
from geomap.places.distances import RADIUS_KM
from geomap.places.districts.containment import POINTLIKE
from geomap.places.names.keys import BY_SOUND, folded, is_abbreviation

if TYPE_CHECKING:
    import numpy as np

POPULATION_WEIGHT = 1.0
COUNTRY_WEIGHT = 0.5
ADMIN1_WEIGHT = 0.5
NEARNESS_WEIGHT = 0.7
CLOSENESS_WEIGHT = 1.0
LEVEL_WEIGHT: Mapping[Level, float] = {
    "country": 0.6,
    "region": 0.3,
    "district": -0.1,
    "named_region": 0.5,
    "settlement": 0.0,
    "feature": 0.0,
}
OTHER_NAME_PENALTY = 0.15
OTHER_REGION_PENALTY = 0.15
"""A region is seldom called by another name than its own, unless that is short: "Fla."."""
SOUND_PENALTY = 0.3
INSIDE_BONUS = 1.0
NEAR, CLOSE = 150.0, 40.0
"""Kilometres in which the pull of another place falls to 1/e, for nearness and for closeness."""

SHARPNESS = 6.0
"""How much likelier a candidate is whose score is higher by one, as a power of e."""
ROUNDS = 2
MOST = 150
"""Candidates of one name that are weighed."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score and what it is made of."""

    place: Place
    score: float
    country: float
    admin1: float
    nearness: float
    closeness: float

    @property
    def why(self) -> str:
        """Reasons in words, the strongest first."""
        reasons = []
        if self.nearness >= 0.35:
            reasons.append(Reason("near_others"))
        if self.country >= 0.25 and self.place.country:
            reasons.append(Reason("country", country=self.place.country))
        if self.admin1 >= 0.25 and self.place.admin1:
            reasons.append(Reason("part_of_country", part=self.place.admin1))
        if self.place.population >= 100_000:
            reasons.append(Reason("population", count=f"{self.place.population:,}"))
        return together(*reasons) or Reason("no_better")


def prior(place: Place, name: str) -> float:
    """Score of a candidate before the article is looked at."""
    score = POPULATION_WEIGHT * math.log10(place.population + 10) / 7
    score += LEVEL_WEIGHT[place.level]
    if place.source.endswith(BY_SOUND):
        score -= SOUND_PENALTY
    elif folded(place.name) != folded(name):
        score -= OTHER_NAME_PENALTY
        if place.level == "region" and not (is_abbreviation(name) or name.endswith(".")):
            score -= OTHER_REGION_PENALTY
    return score


def rank(
    names: Sequence[str],
    candidates: Callable[[str], Sequence[Place]],
    bonus: Callable[[str, Place], float] | None = None,
) -> dict[str, list[Ranked]]:
    """Rank the candidates of every name in the light of all names.

    Parameters
    ----------
    names
        Toponyms of one article; repetitions count once.
    candidates
        A name to the places that go by it.
    bonus
        What else speaks for a candidate of a name.

    Returns
    -------
    dict
        For each name its candidates, the likeliest first; a name without any is left out.
    """
    import numpy as np

    groups: list[tuple[str, list[Place]]] = []
    for name in dict.fromkeys(names):
        found = sorted(candidates(name), key=lambda place: -prior(place, name))[:MOST]
        if found:
            groups.append((name, found))
    if not groups:
        return {}
    places = [place for _, found in groups for place in found]
    owner = np.array([i for i, (_, found) in enumerate(groups) for _ in found])
    base = np.array(
        [
            prior(place, name) + (bonus(name, place) if bonus else 0.0)
            for name, found in groups
            for place in found
        ]
    )
    countries = _numbered([place.country or "" for place in places])
    admin1s = _numbered([f"{place.country}/{place.admin1}" for place in places])
    vectors = _unit_vectors(places)
    # The point of a country or a province says nothing on what is near it.
    pointlike = np.array([place.level in POINTLIKE for place in places], dtype=float)

    score = base
    country = admin1 = nearness = closeness = np.zeros(len(places))
    for _ in range(ROUNDS):
        likely = _likelihood(score, owner, len(groups))
        country = _support(countries, likely, owner, len(groups))
        admin1 = _support(admin1s, likely, owner, len(groups))
        nearness, closeness = _pulls(vectors, likely * pointlike, owner)
        score = (
            base
            + COUNTRY_WEIGHT * country
            + ADMIN1_WEIGHT * admin1
            + NEARNESS_WEIGHT * nearness
            + CLOSENESS_WEIGHT * closeness
        )

    ranked: dict[str, list[Ranked]] = defaultdict(list)
    columns = np.column_stack([score, country, admin1, nearness, closeness])
    for index, parts in enumerate(columns.tolist()):
        ranked[groups[owner[index]][0]].append(Ranked(places[index], *parts))
    for found_ranked in ranked.values():
        found_ranked.sort(key=lambda each: (-each.score, each.place.id))
    return dict(ranked)


def _numbered(keys: Sequence[str]) -> np.ndarray:
    import numpy as np

    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys])


def _unit_vectors(places: Sequence[Place]) -> np.ndarray:
    import numpy as np

    lon = np.radians([place.lon for place in places])
    lat = np.radians([place.lat for place in places])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _likelihood(score: np.ndarray, owner: np.ndarray, groups: int) -> np.ndarray:
    """Softmax of the scores within each name."""
    import numpy as np

    best = np.full(groups, -np.inf)
    np.maximum.at(best, owner, score)
    weight = np.exp(SHARPNESS * (score - best[owner]))
    return np.asarray(weight / np.bincount(owner, weight, groups)[owner])


def _support(keys: np.ndarray, likely: np.ndarray, owner: np.ndarray, groups: int) -> np.ndarray:
    """Share of the other names that are likely to lie where the candidate lies."""
    import numpy as np

    if groups == 1:
        return np.zeros(len(keys))
    total = np.bincount(keys, likely)
    pairs = _numbered([f"{o}/{k}" for o, k in zip(owner.tolist(), keys.tolist(), strict=True)])
    own = np.bincount(pairs, likely)[pairs]
    return np.asarray((total[keys] - own) / (groups - 1))


def _pulls(
    vectors: np.ndarray, likely: np.ndarray, owner: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Nearness and closeness to the likely places of other names, from 0 to 1."""
    import numpy as np

    anchors = np.flatnonzero(likely >= 0.1)
    cosine = np.clip(vectors @ vectors[anchors].T, -1.0, 1.0)
    distance = RADIUS_KM * np.arccos(cosine)
    weight = np.where(owner[:, None] == owner[anchors][None, :], 0.0, 0.5 * likely[anchors])
    near, close = (
        np.asarray(1.0 - np.prod(1.0 - weight * np.exp(-distance / reach), axis=1))
        for reach in (NEAR, CLOSE)
    )
    return near, close
