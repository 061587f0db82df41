"""What is doubtful about a claim, so that a person can look at the least certain first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from geomap.model import Located, Unlocated

_WEIGHT = 0.15
"""What each doubt takes from the confidence of a claim; an order, not a probability."""


def doubts(located: Located) -> list[str]:
    """Reasons to look at a claim.

    Examples
    --------
    >>> from geomap.model import Claim
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               status="happened", evidence="It took Ay.", start=0, end=11)
    >>> doubts(Located(claim=claim, place=Unlocated(reason="no such name")))
    ['place: no such name', 'no date', 'no side is named']
    """
    claim = located.claim
    found = []
    if isinstance(located.place, Unlocated):
        found.append(f"place: {located.place.reason}")
    elif len(located.candidates) > 1:
        found.append(f"{len(located.candidates)} places have this name")
    if not claim.date.known:
        found.append("no date")
    elif claim.date.earliest is None or claim.date.latest is None:
        found.append("the date is open at one end")
    if claim.from_actor is None and claim.to_actor is None and claim.change != "ceasefire":
        found.append("no side is named")
    if claim.inferred:
        found.append(f"from the context: {', '.join(claim.inferred)}")
    return found


def certainty(located: Located) -> float:
    """How certain a claim is, for an order: its confidence, less for each doubt."""
    return round(located.claim.confidence - _WEIGHT * len(doubts(located)), 3)


def least_certain_first(located: Iterable[Located], settled: Collection[str] = ()) -> list[Located]:
    """Claims that nobody has looked at, the least certain first."""
    left = [each for each in located if each.claim.id not in settled]
    return sorted(
        left,
        key=lambda each: (
            certainty(each), each.claim.article, each.claim.start, each.claim.id,
        ),
    )  # fmt: skip
