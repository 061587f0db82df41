"""What speaks against a candidate: it is elsewhere, alone, or one of several [pure]."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from geomap.model import Place, Reason
from geomap.model.reasons import Value
from geomap.places.districts.containment import POINTLIKE, distance_km, inside
from geomap.places.names.keys import BY_SOUND, folded
from geomap.places.resolving.ranking import Ranked

AMBIGUOUS_MARGIN = 0.2
"""Scores that lie closer together than this do not decide between two places ...

Of the towns of LGL and GeoVirus whose best candidate leads by less, 87 of 194 were right, no more
than by tossing a coin; of those that lead by more, 1,097 of 1,213.
"""
APART_KM = 50.0
"""... that lie farther apart than this."""
CROSS_BORDER = 0.25
"""Closeness to the places of the article from which a place in another country is let pass."""
LONELY, CLUSTER = 0.05, 4
"""A small town less near than this to an article of so many places near one another is refused."""
SMALL = 100_000
"""Inhabitants."""
WELL_KNOWN = 500_000
"""A city of so many people may be meant in an article about another country."""


def rivals(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Candidates of the same kind, far from the best one and about as likely."""
    best = ranked[0]
    return [
        r
        for r in ranked[1:]
        if r.place.level == best.place.level
        and best.score - r.score < AMBIGUOUS_MARGIN
        and distance_km(r.place, best.place) > APART_KM
    ]


def in_context(candidate: Ranked, countries: frozenset[str]) -> bool:
    """Whether a candidate may be meant in an article about some countries."""
    place = candidate.place
    if not countries or place.country is None or place.country in countries:
        return True
    if place.source.endswith(BY_SOUND):
        return False
    return (
        candidate.closeness >= CROSS_BORDER
        or place.level in ("country", "named_region")
        or place.population >= WELL_KNOWN
    )


def at_home_first(ranked: Sequence[Ranked], name: str, countries: frozenset[str]) -> list[Ranked]:
    """Candidates without those abroad that bear the name beside their own, if any is at home.

    Sousse, which some call Susa, is no rival of Şuşa in an article about Azerbaijan.
    """
    home = [r for r in ranked if r.place.country in countries]
    own = [r for r in ranked if r in home or folded(r.place.name) == folded(name)]
    return own if home else list(ranked)


def lies_in(place: Place, boxes: Sequence[Place]) -> bool:
    """Whether a place lies in any of the larger ones.

    A named region is only a list of units, and writers use its name loosely ("the district of
    Aghdam in Nagorno-Karabakh"): there the country decides.
    """
    return any(
        place.country == box.country if box.level == "named_region" else inside(place, box)
        for box in boxes
    )


def is_lonely(candidate: Ranked, article: Iterable[Sequence[Ranked]]) -> bool:
    """Whether a small town lies far from an article whose places lie near one another.

    ``article`` are the candidates of every name, the likeliest first.
    """
    place = candidate.place
    if place.level != "settlement" or place.population >= SMALL:
        return False
    together = sum(
        ranked[0].nearness >= 0.35 and ranked[0].place.level in POINTLIKE for ranked in article
    )
    return candidate.nearness < LONELY and together >= CLUSTER


def described(place: Place, position: str = "") -> Reason:
    """A place for a reason: name, level, first-level unit, country, and its position if wanted."""
    where = tuple(part for part in (place.admin1, place.country) if part)
    values: dict[str, Value] = {"place": place.name, "level": place.level}
    values |= {"where": where} if where else {}
    values |= {"position": position} if position else {}
    code = f"known_place{'_in' if where else ''}{'_at' if position else ''}"
    return Reason(code, **values)


def told_apart(places: Sequence[Place]) -> tuple[Reason, ...]:
    """Places for a reason, each once, with the coordinates of those that would else look alike.

    Examples
    --------
    >>> places = [Place(id=str(n), name="Ay", lon=n, lat=48.5, level="settlement") for n in (1, 2)]
    >>> told_apart(places)
    ('Ay (settlement; 48.50, 1.00)', 'Ay (settlement; 48.50, 2.00)')
    """
    known = Counter(described(place) for place in places)
    return tuple(
        dict.fromkeys(
            described(place, f"{place.lat:.2f}, {place.lon:.2f}" if known[text] > 1 else "")
            for place in places
            for text in [described(place)]
        )
    )
