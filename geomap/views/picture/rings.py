"""Rings of points one after another, and where those of neighbours part.

A ring is open: its first point follows its last. Arrays of many rings are worked through at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_GOLDEN = 0x9E3779B97F4A7C15
"""2**64 by the golden ratio: multiplying by it spreads numbers (Knuth, TAOCP 3, 6.4)."""


def neighbours(
    values: NDArray[Any], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Values of the point before each and of the point after it, around each ring.

    Examples
    --------
    >>> import numpy as np
    >>> before, after = neighbours(np.array([1, 2, 3]), np.array([0]), np.array([2]))
    >>> before.tolist(), after.tolist()
    ([3, 1, 2], [2, 3, 1])
    """
    import numpy as np

    before, after = np.empty_like(values), np.empty_like(values)
    before[1:], after[:-1] = values[:-1], values[1:]
    before[starts], after[ends] = values[ends], values[starts]
    return before, after


def junctions(
    points: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether borders part at a point: where two visits have different neighbours.

    Parameters
    ----------
    points
        A number for each point of each ring, the same for the same position.
    starts, ends
        First and last point of each ring.

    Examples
    --------
    Two triangles with a side in common part at its ends.

    >>> import numpy as np
    >>> junctions(np.array([1, 2, 3, 3, 2, 4]), np.array([0, 3]), np.array([2, 5])).tolist()
    [False, True, True, True, True, False]
    """
    import numpy as np

    before, after = neighbours(points, starts, ends)
    # One number for two neighbours in any order; a junction missed costs bytes, no more.
    pairs = before ^ after
    # A table with room for all finds those that may be junctions; only these are sorted.
    bits = max(len(points).bit_length() + 2, 8)
    slots = (points.view(np.uint64) * np.uint64(_GOLDEN) >> np.uint64(64 - bits)).view(np.int64)
    table = np.zeros(1 << bits, dtype=np.int32)
    short = pairs.astype(np.int32)
    table[slots] = short
    shared = np.zeros(1 << bits, dtype=bool)
    shared[slots[table[slots] != short]] = True
    maybe = np.flatnonzero(shared[slots])
    order = maybe[np.argsort(points[maybe], kind="stable")]
    same = points[order][1:] == points[order][:-1]
    differ = same & (pairs[order][1:] != pairs[order][:-1])
    group = np.append(0, np.cumsum(~same))
    parted = np.zeros(int(group[-1]) + 1, dtype=bool)
    parted[group[1:][differ]] = True
    found = np.zeros(len(points), dtype=bool)
    found[order] = parted[group[: len(order)]]
    return found
