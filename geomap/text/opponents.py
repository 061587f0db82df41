"""The other side: who lost what somebody took, where an article knows just two sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from geomap.model import Claim

_TAKING = {"captured", "ceded", "handed_over", "entered", "planned_handover", "postponed"}
_DOMINANT = 0.7
"""Part of all mentions of sides that the two must have between them."""


def with_opponents(
    claims: list[Claim], named: Counter[str], side_of: Callable[[str], str]
) -> list[Claim]:
    """Fill the holder or the taker that a claim leaves unsaid.

    A place that was told to be somebody's is taken from them. Else, where two sides stand
    against each other in the whole article, who takes from one side is the other.

    Parameters
    ----------
    claims
        Claims of one article in order of the text.
    named
        Names of actors that the article mentions, by how often.
    side_of
        Side of an actor's name: "Armenian forces" and "Armenia" are one.
    """
    votes: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for claim in claims:
        for actor in (claim.from_actor, claim.to_actor):
            for name in (actor or "").split("; "):
                if name:
                    votes[side_of(name)] += 2
                    spelled.setdefault(side_of(name), Counter())[name] += 2
    for name, count in named.items():
        if count > 1 or side_of(name) in votes:
            votes[side_of(name)] += count
            spelled.setdefault(side_of(name), Counter())[name] += count
    two = votes.most_common(2)
    opposed = len(two) == 2 and sum(count for _, count in two) >= _DOMINANT * votes.total()
    other = {two[0][0]: two[1][0], two[1][0]: two[0][0]} if opposed else {}

    def opponent(actor: str) -> str | None:
        side = other.get(side_of(actor.split("; ")[0]))
        return spelled[side].most_common(1)[0][0] if side else None

    holders: dict[str, str] = {}
    done: list[Claim] = []
    for claim in claims:
        place = (claim.canonical or claim.place or "").lower()
        if claim.change in _TAKING:
            taker, loser = claim.to_actor, claim.from_actor
            if taker and not loser:
                held = holders.get(place)
                loser = held if held and side_of(held) != side_of(taker) else opponent(taker)
            elif loser and not taker:
                taker = opponent(loser)
            if not taker and not loser:
                # a date that is moved moves the handover planned before
                plans = [
                    each
                    for each in done
                    if each.change == "planned_handover"
                    and (each.canonical or each.place or "").lower() == place
                ]
                if plans and claim.change == "postponed":
                    taker, loser = plans[-1].to_actor, plans[-1].from_actor
            if claim.change == "captured" and not taker and not loser:
                taker, loser = _from_context(claim, done, side_of, opponent, holders.get(place))
            unsaid = [slot for slot, before, after in (
                ("to_actor", claim.to_actor, taker), ("from_actor", claim.from_actor, loser))
                if after and not before]  # fmt: skip
            claim = replace(claim, to_actor=taker, from_actor=loser,
                            inferred=tuple(dict.fromkeys((*claim.inferred, *unsaid))))  # fmt: skip
            if taker and claim.status in ("happened", "claimed") and claim.change != "entered":
                holders[place] = taker
        done.append(claim)
    return done


_REACH = 3
"""Claims looked back for who is taking, where a place "fell" or "was taken" by nobody named."""


def _from_context(
    claim: Claim,
    before: list[Claim],
    side_of: Callable[[str], str],
    opponent: Callable[[str], str | None],
    held: str | None,
) -> tuple[str | None, str | None]:
    """Taker and loser of a capture told without either, in an article of two sides.

    A place that was told to be somebody's goes to the other side. Else the taker is that of the
    captures told just before, if they are all one side's.
    """
    if held:
        return opponent(held), held
    recent = [each for each in before if each.change == "captured" and each.status == claim.status]
    takers = {side_of(each.to_actor): each.to_actor for each in recent[-_REACH:] if each.to_actor}
    if len(takers) != 1:
        return None, None
    (taker,) = takers.values()
    return (taker, opponent(taker)) if opponent(taker) else (None, None)
