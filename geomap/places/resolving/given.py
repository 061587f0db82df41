"""Places that the input brings itself, by an id or a position [pure]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from geomap.model import Claim, Located, Place, Reason, Unlocated
from geomap.places.districts.containment import POINTLIKE, distance_km

SAME_PLACE_KM = 15.0
"""A place of the gazetteer is the one of that name whose position is given so near."""


def located_as_given(
    claim: Claim,
    given: Place | str,
    candidates: Callable[[str], Sequence[Place]],
    by_id: Callable[[str], Place | None],
) -> Located:
    """Locate a claim where its input puts it.

    Parameters
    ----------
    given
        The place, or the id of a place that is known.
    candidates, by_id
        A name, and an id, to the places known.

    Returns
    -------
    Located
        At the gazetteer's place of that name where it lies near the position given, so that a
        table and an article speak of one place; else at the position itself.

    Examples
    --------
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               status="happened", evidence="", start=0, end=0)
    >>> here = Place(id="table:1,2/Ay", name="Ay", lon=2.0, lat=1.0, level="settlement")
    >>> known = Place(id="geonames:7", name="Ay", lon=2.01, lat=1.0, level="settlement")
    >>> located_as_given(claim, here, lambda name: [known], lambda key: None).place.id
    'geonames:7'
    """
    if isinstance(given, str):
        known = by_id(given)
        if known is None:
            reason = Reason("unknown_id", id=repr(given))
            return Located(claim=claim, place=Unlocated(reason=reason))
        known = replace(known, matched=known.name)
        return Located(claim=claim, place=known, precision="point", why=Reason("by_id", id=given))
    is_by_hand = given.id.startswith("point:")  # a person has looked where it is
    near = [
        (distance_km(place, given), place.id, place)
        for place in (() if is_by_hand else candidates(given.name))
        if place.level in POINTLIKE and distance_km(place, given) <= SAME_PLACE_KM
    ]
    if near:
        far, _, place = min(near, key=lambda each: each[:2])
        why = Reason("near_position", distance=f"{far:.1f}")
        return Located(claim=claim, place=place, precision="point", why=why)
    return Located(claim=claim, place=given, precision="point", why=Reason("by_position"))


def kept_apart(located: Sequence[Located]) -> list[Located]:
    """Take back a place that two names of one table came to: at most one of them can be it.

    A table has a row for each of its places, so that two names in it are two places. Both keep the
    unit that they lie in.
    """
    names: dict[str, set[tuple[str | None, tuple[str, ...]]]] = defaultdict(set)
    for each in located:
        if isinstance(each.place, Place):
            names[each.place.id].add((each.claim.place, each.claim.within))
    return [
        replace(
            each,
            place=Unlocated(reason=Reason("two_names", place=each.place.name)),
            precision=None,
            members=(),
            candidates=(each.place,),
        )
        if isinstance(each.place, Place) and len(names[each.place.id]) > 1
        else each
        for each in located
    ]
