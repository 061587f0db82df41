"""Arithmetic of shares: fractions of one place, never more than the whole."""

from __future__ import annotations

import math
from collections.abc import Mapping

TOLERANCE = 1e-9
_STEP = 10_000  # shares are kept to a hundredth of a percent
LEAST = 0.005  # half a percent: less is not worth a sector on a map


def fits(shares: Mapping[str | None, float], share: float) -> bool:
    """Whether one more share fits beside others.

    Examples
    --------
    >>> fits({"A": 0.7}, 0.3), fits({"A": 0.7}, 0.5)
    (True, False)
    """
    return math.fsum([*shares.values(), share]) <= 1 + TOLERANCE


def cut_to(room: float, shares: Mapping[str, float], loser: str | None = None) -> dict[str, float]:
    """Older shares, cut to the room that a newer claim leaves them.

    Who is said to lose gives first; what is still too much is taken from all in proportion.
    Nothing is cut when everything fits. Shares below half a percent fall away.

    Examples
    --------
    >>> cut_to(0.5, {"A": 0.4, "B": 0.4}, loser="A")
    {'A': 0.1, 'B': 0.4}
    >>> cut_to(0.4, {"A": 0.4, "B": 0.4})
    {'A': 0.2, 'B': 0.2}
    >>> cut_to(0.9, {"A": 0.3})
    {'A': 0.3}
    """
    kept = dict(shares)
    excess = math.fsum(kept.values()) - room
    if excess <= TOLERANCE:
        return kept
    if loser is not None and loser in kept:
        given = min(kept[loser], excess)
        kept[loser] -= given
        excess -= given
    total = math.fsum(kept.values())
    if excess > TOLERANCE and total > 0:
        kept = {actor: share * (total - excess) / total for actor, share in kept.items()}
    floored = {actor: math.floor(share * _STEP + 1e-6) / _STEP for actor, share in kept.items()}
    return {actor: share for actor, share in floored.items() if share >= LEAST}
