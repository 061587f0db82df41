"""The same event told twice in one article becomes one claim with both sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from geomap.model import Claim, Quote, When
from geomap.model.changes import TAKEOVERS, class_of

_ENDING = TAKEOVERS | {"entered"}
_ACTORS = ("to_actor", "from_actor")


def merged(claims: list[Claim]) -> list[Claim]:
    """Claims in order of the text, repetitions folded into the one that says most."""
    kept: list[Claim] = []
    for claim in claims:
        for index, other in enumerate(kept):
            if _same(other, claim):
                kept[index] = _joined(other, claim)
                break
        else:
            kept.append(claim)
    return kept


def _same(first: Claim, second: Claim) -> bool:
    if class_of(first.change) != class_of(second.change) or not _told_alike(first, second):
        return False
    if _name(first) != _name(second) or first.place_kind != second.place_kind:
        return False
    if first.share != second.share:
        return False
    for slot in _ACTORS:
        ours, theirs = getattr(first, slot), getattr(second, slot)
        if ours and theirs and ours != theirs:
            return False
    return _meet(first.date, second.date)


def _told_alike(first: Claim, second: Claim) -> bool:
    """Same status and speaker, or one of the two in the text's own voice."""
    told = {"happened", "claimed"}
    if first.status != second.status:
        return {first.status, second.status} == told
    if not (first.claimed_by and second.claimed_by):
        return True
    ours, theirs = (set(each.lower().split()) for each in (first.claimed_by, second.claimed_by))
    return ours <= theirs or theirs <= ours


def _name(claim: Claim) -> str:
    return claim.called.lower().removeprefix("the ")


def _meet(first: When, second: When) -> bool:
    """Whether two dates can be the same day."""
    if not (first.known and second.known):
        return first.known == second.known
    low = max(first.earliest or date.min, second.earliest or date.min)
    high = min(first.latest or date.max, second.latest or date.max)
    return low <= high


def _joined(first: Claim, second: Claim) -> Claim:
    """First claim, with the second's sentence and whatever it alone says."""
    best = second if _width(second.date) < _width(first.date) else first
    quotes = {(quote.start, quote.end): quote for quote in (*first.also, *second.also)}
    quotes[second.start, second.end] = Quote(
        start=second.start, end=second.end, evidence=second.evidence
    )
    quotes.pop((first.start, first.end), None)
    return replace(
        first,
        status=first.status if first.status == second.status else "happened",
        date=best.date,
        to_actor=first.to_actor or second.to_actor,
        from_actor=first.from_actor or second.from_actor,
        inferred=tuple(slot for slot in _ACTORS if _unsaid(slot, first, second)),
        claimed_by=first.claimed_by or second.claimed_by,
        extent=first.extent or second.extent,
        also=tuple(quotes[key] for key in sorted(quotes)),
    )


def _unsaid(slot: str, first: Claim, second: Claim) -> bool:
    """Whether no sentence of the two names an actor that one of them has."""
    having = [each for each in (first, second) if getattr(each, slot)]
    return bool(having) and all(slot in each.inferred for each in having)


def _width(when: When) -> int:
    if when.earliest is None or when.latest is None:
        return 10**6
    return (when.latest - when.earliest).days


def without_ended(claims: list[Claim], before: set[str]) -> list[Claim]:
    """Claims of a sentence without the states that it tells to have ended.

    In “took X, which the rebels had held for a year” the state is no news: it says from whom X
    was taken. One with a day of its own ("had held since May") stays.

    Parameters
    ----------
    claims
        Claims of one sentence.
    before
        Ids of those that are states in the pluperfect.
    """
    kept: list[Claim] = []
    ended: dict[str, str | None] = {}
    for claim in claims:
        over = any(_ends(other, claim) for other in claims if other.id not in before)
        if claim.id in before and over:
            ended[_name(claim)] = claim.to_actor
        else:
            kept.append(claim)
    return [
        replace(each, from_actor=ended[_name(each)], inferred=(*each.inferred, "from_actor"))
        if each.change in _ENDING and each.from_actor is None and ended.get(_name(each))
        else each
        for each in kept
    ]


def _ends(taking: Claim, state: Claim) -> bool:
    """Whether a taking ends a state: of the same place, and with no other day for the state."""
    if taking.change not in _ENDING or taking.status not in ("happened", "claimed"):
        return False
    if _name(taking) != _name(state) or taking.share != state.share:
        return False
    day = state.spans.get("date")
    # "had held since 1993, when X was taken" tells how the state began
    began = day is not None and state.spans["trigger"] < day < taking.spans["trigger"]
    return day is None or (day == taking.spans.get("date") and not began)
