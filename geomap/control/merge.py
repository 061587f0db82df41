"""The same event told twice is one claim with both sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.control.edtf import overlap
from geomap.model import Claim, Located, Quote, Unlocated

_TAKEOVER = frozenset({"captured", "ceded", "handed_over"})


def merge_duplicates(located: Sequence[Located]) -> list[Located]:
    """Merge claims of one article that tell the same event of the same place.

    Same means: one article, one located place, one class of change, the same status, no actor,
    claimant or share that differs, and days that overlap. The more exact date wins, then the more
    confident claim; the sentences of the others go to its ``also``, and what it leaves open is
    filled from them. Claims of different articles stay apart: they are different witnesses.
    """
    merged: list[Located] = []
    for one in sorted(located, key=_best_first):
        for number, kept in enumerate(merged):
            if _same_event(kept, one):
                merged[number] = replace(kept, claim=_joined(kept.claim, one.claim))
                break
        else:
            merged.append(one)
    return sorted(merged, key=lambda one: (one.claim.article, one.claim.start, one.claim.id))


def _best_first(located: Located) -> tuple[bool, int, float, int, str]:
    claim = located.claim
    first, last = claim.date.earliest, claim.date.latest
    width = (last - first).days if first and last else 10**7
    return (not claim.date.known, width, -claim.confidence, claim.start, claim.id)


def _same_event(one: Located, other: Located) -> bool:
    if isinstance(one.place, Unlocated) or isinstance(other.place, Unlocated):
        return False
    a, b = one.claim, other.claim
    return (
        a.article == b.article
        and one.place.id == other.place.id
        and _kind(a) == _kind(b)
        and a.status == b.status
        and _agree(a.to_actor, b.to_actor)
        and _agree(a.from_actor, b.from_actor)
        and _agree(a.share, b.share)
        and a.claimed_by == b.claimed_by
        and a.announced == b.announced
        and a.new_date == b.new_date
        and a.date.known == b.date.known
        and overlap(a.date, b.date)
    )


def _kind(claim: Claim) -> str:
    return "takeover" if claim.change in _TAKEOVER else claim.change


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _joined(kept: Claim, other: Claim) -> Claim:
    quotes = {
        (quote.start, quote.end): quote
        for quote in (
            *kept.also,
            Quote(start=other.start, end=other.end, evidence=other.evidence),
            *other.also,
        )
    }
    quotes.pop((kept.start, kept.end), None)
    return replace(
        kept,
        from_actor=kept.from_actor or other.from_actor,
        to_actor=kept.to_actor or other.to_actor,
        share=kept.share if kept.share is not None else other.share,
        extent=kept.extent or other.extent,
        also=tuple(quotes[span] for span in sorted(quotes)),
    )
