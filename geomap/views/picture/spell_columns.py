"""Spells as columns: what is asked of thousands of them is asked of a column at once.

Days are proleptic ordinals (`datetime.date.toordinal`), which begin at 1: 0 stands for none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from geomap.model import APPROXIMATE, PLANS, Spell

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    Days = NDArray[np.int64]
    Mask = NDArray[np.bool_]


class SpellColumns:
    """Columns of spells, each read once, when somebody asks for it.

    Examples
    --------
    >>> SpellColumns([]).starts.tolist()
    []
    """

    def __init__(self, spells: Sequence[Spell]) -> None:
        self.spells = spells
        self._read: dict[str, list[Any]] = {}

    def of(self, name: str) -> list[Any]:
        """Values of a field, in the order of the spells."""
        if name not in self._read:
            self._read[name] = list(map(attrgetter(name), self.spells))
        return self._read[name]

    def days(self, name: str) -> Days:
        """Ordinals of a field with days; 0 where it has none."""
        import numpy as np

        return np.fromiter(map(_Ordinals().__getitem__, self.of(name)), np.int64, len(self.spells))

    def where(self, name: str, test: Callable[[Any], object]) -> Mask:
        """Where a field passes a test, which is asked once for each value that occurs."""
        import numpy as np

        values = self.of(name)
        every = set(values)
        passed = {value for value in every if test(value)}
        if len(passed) in (0, len(every)):
            return np.full(len(values), bool(passed))
        return np.fromiter(map(passed.__contains__, values), np.bool_, len(values))

    @cached_property
    def starts(self) -> Days:
        """First day on which each may have begun."""
        return self.days("start")

    @cached_property
    def starts_latest(self) -> Days:
        """Day by which each had begun."""
        return self.days("start_latest")

    @cached_property
    def ends(self) -> Days:
        """First day on which each may be over."""
        return self.days("end")

    @cached_property
    def begins(self) -> Days:
        """First day on which each is drawn: `geomap.views.picture.features.begins`."""
        import numpy as np

        return np.where(self.starts > 0, self.starts, self.starts_latest)

    @cached_property
    def planned(self) -> Mask:
        """Which are plans."""
        return self.where("status", PLANS.__contains__)

    @cached_property
    def telling(self) -> Mask:
        """Which change what is drawn: no denials, unless there is nothing else."""
        found: Mask = self.where("status", "denied".__ne__)
        return found if found.any() else ~found

    @cached_property
    def as_of(self) -> Mask:
        """Which are known to have begun by a day, and not since when."""
        found: Mask = (self.starts == 0) & (self.starts_latest > 0) & ~self.planned
        return found

    @cached_property
    def certain(self) -> Mask:
        """Which are a hold by a named actor from a day on, as a whole, and said so."""
        sure: Mask = (self.starts > 0) & (self.starts == self.starts_latest)
        sure &= (self.ends == 0) | (self.ends > self.starts)
        sure &= self.where("controller", bool) & self.where("status", "happened".__eq__)
        sure &= self.where("share", lambda share: share is None)
        sure &= ~self.where("inferred", bool) & ~self.where("precision", APPROXIMATE.__contains__)
        return sure


class _Ordinals(dict["date | None", int]):
    """Ordinal of a day, worked out once; 0 of none."""

    def __missing__(self, day: date | None) -> int:
        return self.setdefault(day, 0 if day is None else day.toordinal())
