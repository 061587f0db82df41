"""Where an article names what a claim leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterable

from geomap.model.claims import Claim
from geomap.model.joint import parties

_WHO = ("from_actor", "to_actor", "claimed_by")


def named_elsewhere(claim: Claim, claims: Iterable[Claim]) -> dict[str, Claim | None]:
    """For each side, and speaker, that a claim has from the rest of its article: where that is.

    Parameters
    ----------
    claim
        Its ``inferred`` says which.
    claims
        Claims among which to look: those of other articles are passed over.

    Returns
    -------
    dict
        By slot, the claim whose own sentence names who is meant: one about the same place first,
        then the nearest. None where another part of the claim's own sentence does, or no claim.

    Examples
    --------
    >>> def claim(start, place, taker, *inferred):
    ...     return Claim(id=str(start), article="a", place=place, change="captured", trigger="fell",
    ...                  status="happened", evidence="...", start=start, end=start + 3,
    ...                  to_actor=taker, inferred=inferred)
    >>> fell = claim(9, "Marfa", "North", "to_actor")
    >>> told = [claim(0, "Sulitz", "North"), claim(4, "Arda", "South"), fell]
    >>> named_elsewhere(fell, told)["to_actor"].place
    'Sulitz'
    """
    if not claim.inferred:
        return {}
    others = [each for each in claims if each.article == claim.article]
    others.sort(key=lambda each: (each.called != claim.called, abs(each.start - claim.start)))
    return {
        slot: _naming(who, claim, others)
        for slot in _WHO
        if slot in claim.inferred and (who := getattr(claim, slot))
    }


def _naming(who: str, claim: Claim, others: Iterable[Claim]) -> Claim | None:
    naming = [each for each in others if any(_says(each, slot, who) for slot in _WHO)]
    if any(each.start == claim.start for each in naming):
        return None
    return naming[0] if naming else None


def _says(claim: Claim, slot: str, who: str) -> bool:
    """Whether the sentence of a claim itself names all who are meant."""
    return slot not in claim.inferred and set(parties(who)) <= set(parties(getattr(claim, slot)))
