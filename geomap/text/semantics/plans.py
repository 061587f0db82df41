"""Plans told of before: what "the deadline" and "it was completed" are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from geomap.model import Change, Claim
from geomap.model.changes import TAKEOVERS

_DONE = TAKEOVERS | {"withdrawn"}
_REACH = 1000
"""Characters within which "the handover" is one told of before."""


def pending(claims: Sequence[Claim], at: int, *, within: int = _REACH) -> list[Claim]:
    """Plans of the last sentence that told of any, if they are not carried out yet.

    Parameters
    ----------
    claims
        Claims before an offset, in order of the text.
    at
        The offset.
    within
        Characters between the two.
    """
    open_plans: dict[str, Claim] = {}
    for claim in claims:
        if claim.status in ("planned", "postponed"):
            open_plans[claim.called.lower()] = claim
        elif claim.change in _DONE and claim.status != "denied":
            open_plans.pop(claim.called.lower(), None)
    near = [plan for plan in open_plans.values() if at - plan.end <= within]
    last = max((plan.start for plan in near), default=None)
    return [plan for plan in near if plan.start == last]


def put_off(claims: list[Claim]) -> list[Claim]:
    """Postponements of one sentence without those of plans that were for the new day already."""
    moved = [each for each in claims if each.change == "postponed" and each.new_date is not None]
    kept = [each for each in moved if (each.date.latest or date.min) < _day(each)]
    return [each for each in claims if each not in moved or each in kept or not kept]


def without_put_off(claims: list[Claim]) -> list[Claim]:
    """Claims of one sentence without the plans that it tells to be put off."""
    off = {each.called.lower() for each in claims if each.change == "postponed"}
    return [each for each in claims if each.status != "planned" or each.called.lower() not in off]


def parties(plan: Claim, claims: Sequence[Claim]) -> tuple[str | None, str | None]:
    """Who is to gain and who to give up by a plan, as it was told."""
    same = [each for each in claims if each.called.lower() == plan.called.lower()]
    to, holder = (
        next((actor for each in reversed(same) if (actor := getattr(each, slot))), None)
        for slot in ("to_actor", "from_actor")
    )
    return to, holder


def carried_out(plan: Claim, claims: Sequence[Claim]) -> Change:
    """Kind of change that a plan is when it is carried out."""
    kinds: Iterator[Change] = (
        each.change for each in reversed(claims) if each.called.lower() == plan.called.lower()
    )
    told: Change = next((kind for kind in kinds if kind != "postponed"), "planned_handover")
    return "handed_over" if told == "planned_handover" else told


def _day(plan: Claim) -> date:
    """Day to which a plan is moved."""
    when = plan.new_date or plan.date
    return when.latest or when.earliest or date.max
