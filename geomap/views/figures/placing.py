"""Where labels go: each keeps to its own place, none covers another.

A label that does not fit within a short way of its anchor becomes a number, keyed to a list:
automatic placers that shift further end up naming the wrong district.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

GAP = 6.0
"""Least distance between labels side by side, in pixels: none reads on into the next. One below
the other they may touch, for a line has its leading."""

SHIFT = 60
"""Greatest distance between a label and its anchor, in pixels; it never leaves its place."""


REACH = 0.46
"""Part of a label's width to either side of its middle that has to be on its place."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, by its centre and its size."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes overlap, or are closer than `GAP` side by side.

        Examples
        --------
        >>> Box(0, 0, 10, 10).meets(Box(0, 10, 10, 10))
        False
        >>> Box(0, 0, 10, 10).meets(Box(12, 0, 10, 10))
        True
        """
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + GAP
            and abs(self.y - other.y) < (self.height + other.height) / 2
        )

    def grown(self, by: float) -> Box:
        """Return the box with so many pixels more on every side."""
        return Box(self.x, self.y, self.width + 2 * by, self.height + 2 * by)

    def probes(self) -> list[tuple[float, float]]:
        """Points of the box, its centre first, by which one sees what it covers."""
        half, quarter = self.width * REACH, self.height / 4
        rows = (-quarter, quarter)
        return [(self.x, self.y)] + [
            (self.x + step * half, self.y + row) for row in rows for step in (-1, -0.5, 0, 0.5, 1)
        ]


@dataclass(frozen=True, slots=True)
class Label:
    """A label to place: its anchor, its size, and whether a box of it may stand where it does.

    ``beside`` puts it next to a point instead of over an area, at ``reach`` pixels. Of the places
    where it may stand, the first that is ``clear`` is taken, if there is one.
    """

    x: float
    y: float
    width: float
    height: float
    fits: Callable[[Box], bool]
    beside: bool = False
    reach: float = 11
    clear: Callable[[Box], bool] = lambda _: True


def place(labels: Sequence[Label], taken: Sequence[Box] = ()) -> list[Box | None]:
    """Place labels greedily, in order; None where one does not fit.

    Examples
    --------
    >>> everywhere = lambda box: True
    >>> first, second = place([Label(0, 0, 40, 20, everywhere), Label(0, 0, 40, 20, everywhere)])
    >>> first.y, abs(second.y)
    (0, 20)
    """
    used = list(taken)
    placed: list[Box | None] = []
    for label in labels:
        free = [box for box in _candidates(label) if _free(label, box, used)]
        found = next(filter(label.clear, free), free[0] if free else None)
        if found is not None:
            used.append(found)
        placed.append(found)
    return placed


def _free(label: Label, box: Box, used: Sequence[Box]) -> bool:
    return not any(box.meets(other) for other in used) and label.fits(box)


def _candidates(label: Label) -> Iterator[Box]:
    for dx, dy in _offsets(label):
        yield Box(label.x + dx, label.y + dy, label.width, label.height)


def _offsets(label: Label) -> Iterator[tuple[float, float]]:
    if label.beside:
        side, above = label.width / 2 + label.reach, label.height / 2 + label.reach
        yield from ((side, 0), (-side, 0), (0, -above), (0, above))
        yield from ((side, -above / 2), (side, above / 2), (-side, -above / 2), (-side, above / 2))
        half = label.width / 2 - 4
        yield from ((half, -above), (half, above), (-half, -above), (-half, above))
        return
    yield 0, 0
    for reach in range(10, SHIFT + 1, 10):
        slant = round(reach * 0.7)
        yield from ((0, -reach), (0, reach), (reach, 0), (-reach, 0))
        yield from ((slant, slant), (-slant, slant), (slant, -slant), (-slant, -slant))
