"""Whole numbers as printable text: small ones cost one character, and JSON carries them as is.

The digits are those of the encoded polyline format [1]_: five bits a character, lowest first,
with a sixth for "more follows", counted from ``?``.

References
----------
.. [1] "Encoded Polyline Algorithm Format", Google Maps Platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Varints:
    """Collect numbers, then read `text`; ``web/varints.js`` reads them back in the same order.

    Examples
    --------
    >>> numbers = Varints()
    >>> numbers.count(3)
    >>> numbers.signed(-1)
    >>> numbers.optional(None)
    >>> numbers.text
    'B@?'
    """

    def __init__(self) -> None:
        self._values: list[int] = []

    @property
    def text(self) -> str:
        """Everything so far."""
        import numpy as np

        return written(np.array(self._values, dtype=np.int64))

    def count(self, value: int) -> None:
        """Add a number that is not negative."""
        self._values.append(value)

    def signed(self, value: int) -> None:
        """Add any whole number; those close to zero are short."""
        self._values.append(_zigzag(value))

    def optional(self, value: int | None) -> None:
        """Add any whole number, or none."""
        self._values.append(0 if value is None else _zigzag(value) + 1)

    def rising(self, values: Iterable[int], last: int = 0) -> int:
        """Add a list as its length and its differences, from ``last`` on; return its last."""
        listed = list(values)
        self.count(len(listed))
        for value in listed:
            self.signed(value - last)
            last = value
        return last


def written(values: NDArray[np.int64]) -> str:
    """Write numbers that are not negative, all at once.

    Examples
    --------
    >>> import numpy as np
    >>> written(np.array([3, 32]))
    'B_@'
    """
    import numpy as np

    digits = max(1, -(-int(values.max(initial=0)).bit_length() // 5))
    text = np.empty((len(values), digits), dtype=np.uint8)
    rest = values
    for place in range(digits):
        left = rest >> 5
        digit = (rest & 0x1F).astype(np.uint8)
        digit |= (left > 0).view(np.uint8) << 5
        # A number with fewer digits has zeros in their place, which no digit is.
        text[:, place] = (digit + 63) * (rest > 0) if place else digit + 63
        rest = left
    return text.tobytes().translate(None, b"\0").decode("ascii")


def rising_lists(lists: Sequence[Sequence[int]]) -> str:
    """Write lists as `Varints.rising` adds them, each from the last number of the one before.

    Examples
    --------
    >>> rising_lists([[0, 1], [], [3]])
    'A?A?@C'
    """
    import numpy as np

    sizes = np.array([len(each) for each in lists], dtype=np.int64)
    values = np.array([value for each in lists for value in each], dtype=np.int64)
    # The size of a list stands before its steps.
    return written(np.insert(zigzags(np.diff(values, prepend=0)), np.cumsum(sizes) - sizes, sizes))


def optionals(
    values: NDArray[np.int64], there: NDArray[np.bool_], before: int = 0
) -> NDArray[np.int64]:
    """Turn numbers that may be missing into counts, by their difference from one number.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.array([7, 0, 8])
    >>> optionals(values, values > 0, before=7).tolist()
    [1, 0, 3]
    """
    import numpy as np

    return np.where(there, zigzags(values - before) + 1, 0)


def optional_steps(
    values: NDArray[np.int64], there: NDArray[np.bool_], before: int = 0
) -> NDArray[np.int64]:
    """Turn numbers that may be missing into counts, each by its step from the last that is there.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.array([7, 0, 8])
    >>> optional_steps(values, values > 0, before=7).tolist()
    [1, 0, 3]
    """
    import numpy as np

    last = np.maximum.accumulate(np.where(there, np.arange(len(values)), -1))
    filled = np.where(last < 0, before, values[last])
    return np.where(there, zigzags(np.diff(filled, prepend=before)) + 1, 0)


def numbers(text: str) -> Iterator[int]:
    """Read back what `Varints.count` wrote.

    Examples
    --------
    >>> written = Varints()
    >>> for value in (0, 31, 32, 70_000):
    ...     written.count(value)
    >>> list(numbers(written.text))
    [0, 31, 32, 70000]
    """
    value = shift = 0
    for character in text:
        unit = ord(character) - 63
        value |= (unit & 0x1F) << shift
        shift += 5
        if unit < 0x20:
            yield value
            value = shift = 0


def zigzags(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Turn signed numbers into counts, those close to zero into small ones.

    Examples
    --------
    >>> import numpy as np
    >>> zigzags(np.array([0, -1, 1, -2])).tolist()
    [0, 1, 2, 3]
    """
    return (values << 1) ^ (values >> 63)


def unzigzag(value: int) -> int:
    """Turn a count back into the signed number that it stands for.

    Examples
    --------
    >>> [unzigzag(value) for value in range(4)]
    [0, -1, 1, -2]
    """
    return ~(value >> 1) if value & 1 else value >> 1


def _zigzag(value: int) -> int:
    return ~(value << 1) if value < 0 else value << 1
