"""A day as a text gives it: known, or known within bounds."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from geomap.model.reasons import Reason
from geomap.model.terms import DateType


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A day, or the range in which it lies; ``None`` at one end is open, at both unknown.

    Examples
    --------
    >>> from datetime import date
    >>> When(earliest=None, latest=date(2020, 12, 1), type="by").edtf
    '../2020-12-01'
    >>> When(earliest=date(1993, 1, 1), latest=date(1993, 12, 31), type="interval").edtf
    '1993'
    """

    earliest: date | None
    latest: date | None
    type: DateType = "on"
    words: str = ""
    how: str = ""

    @property
    def known(self) -> bool:
        """Whether either end is known."""
        return self.earliest is not None or self.latest is not None

    @property
    def edtf(self) -> str | None:
        """EDTF (ISO 8601-2): a day, month or year, ``a/b``, ``../b``, ``a/..``; None if unknown."""
        first, last = self.earliest, self.latest
        if first is None:
            return f"../{last.isoformat()}" if last else None
        if last is None:
            return f"{first.isoformat()}/.."
        if first == last:
            return first.isoformat()
        if (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31):
            years = (first.year, last.year)
            return f"{years[0]:04}" if years[0] == years[1] else f"{years[0]:04}/{years[1]:04}"
        same_month = (first.year, first.month, first.day) == (last.year, last.month, 1)
        if same_month and last.day == monthrange(last.year, last.month)[1]:
            return f"{first.year:04}-{first.month:02}"
        return f"{first.isoformat()}/{last.isoformat()}"


UNDATED = When(earliest=None, latest=None, how=Reason("no_date"))
