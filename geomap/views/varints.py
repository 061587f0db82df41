"""Whole numbers as printable text: small ones cost one character, and JSON carries them as is.

The digits are those of the encoded polyline format [1]_: five bits a character, lowest first,
with a sixth for "more follows", counted from ``?``.

References
----------
.. [1] "Encoded Polyline Algorithm Format", Google Maps Platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache


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
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """Everything so far."""
        return "".join(self._parts)

    def count(self, value: int) -> None:
        """Add a number that is not negative."""
        self._parts.append(_digits(value))

    def signed(self, value: int) -> None:
        """Add any whole number; those close to zero are short."""
        self._parts.append(_digits(_zigzag(value)))

    def optional(self, value: int | None) -> None:
        """Add any whole number, or none."""
        self._parts.append(_digits(0 if value is None else _zigzag(value) + 1))

    def rising(self, values: Iterable[int], last: int = 0) -> int:
        """Add a list as its length and its differences, from ``last`` on; return its last."""
        listed = list(values)
        self.count(len(listed))
        for value in listed:
            self.signed(value - last)
            last = value
        return last


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


@lru_cache(maxsize=4096)
def _digits(value: int) -> str:
    text = ""
    while value >= 0x20:
        text += chr((0x20 | (value & 0x1F)) + 63)
        value >>= 5
    return text + chr(value + 63)
