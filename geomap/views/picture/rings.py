"""Rings of points one after another, and where those of neighbours part.

A ring is open: its first point follows its last. Arrays of many rings are worked through at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GOLDEN = 0x9E3779B97F4A7C15
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
    # Sorting numbers is many times faster than sorting indices by them: an index rides in the low
    # bits of a number, whose high bits are enough to tell positions apart.
    bits = np.uint64(len(points).bit_length())
    keys = points.view(np.uint64) * np.uint64(GOLDEN)
    keys >>= bits
    keys <<= bits
    keys |= np.arange(len(points), dtype=np.uint64)
    keys.sort()
    order = (keys & np.uint64((1 << int(bits)) - 1)).view(np.int64)
    paired = pairs[order]
    keys >>= bits
    fresh = keys[1:] != keys[:-1]
    differ = np.flatnonzero(~fresh & (paired[1:] != paired[:-1]))
    # All visits of a position where two differ.
    firsts = np.append(0, np.flatnonzero(fresh) + 1)
    ends_of = np.append(firsts[1:], len(points))
    parted = np.unique(np.searchsorted(firsts, differ, side="right") - 1)
    sizes = (ends_of - firsts)[parted]
    visits = np.repeat(firsts[parted] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    found = np.zeros(len(points), dtype=bool)
    found[order[visits]] = True
    return found
