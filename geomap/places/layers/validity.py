"""Boundaries that changed: from when until when a unit was one [pure]."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_DAY = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:[T ].*)?")
_OPEN = {"", "uuuu", "..", "open", "-1"}
_FAR = 9000
"""Years that stand for "until further notice"."""


def day_of(value: Any, *, last: bool = False) -> date | None:
    """Day that a cell gives; of a year or a month the first, or the last.

    Raises
    ------
    ValueError
        It is neither a day nor open.

    Examples
    --------
    >>> day_of("2020-07-17"), day_of("1993", last=True), day_of("uuuu")
    (datetime.date(2020, 7, 17), datetime.date(1993, 12, 31), None)
    """
    if isinstance(value, date) and value == value:  # a missing time is not itself
        return date(value.year, value.month, value.day)
    text = "" if value is None or value != value else str(value).strip().lower()
    text = text.removesuffix(".0").rstrip("~?%")
    if text in _OPEN or text == "nat":
        return None
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no day")
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if year >= _FAR:
        return None
    if not last:
        return date(year, month or 1, day or 1)
    if day is not None:
        return date(year, month or 1, day)
    after = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 0) + 1, 1)
    return after - timedelta(days=1)


def has_dates(frame: GeoDataFrame) -> bool:
    """Whether some unit of a layer began or ended."""
    return "valid_from" in frame and bool(
        frame["valid_from"].notna().any() or frame["valid_to"].notna().any()
    )


def valid_on(frame: GeoDataFrame, day: date | None) -> GeoDataFrame:
    """Units of a layer that were valid on a day, or, for None, those that still are.

    A unit is valid from its first day to the day before its last; on its last day too where no unit
    that began later lies there, for some count the last day in.

    Examples
    --------
    >>> import geopandas
    >>> from shapely import box
    >>> frame = geopandas.GeoDataFrame(
    ...     {"name": ["old", "new"], "valid_from": [None, date(2020, 7, 17)],
    ...      "valid_to": [date(2020, 7, 17), None]}, crs=4326,
    ...     geometry=[box(0, 0, 1, 1), box(0, 0, 2, 1)])
    >>> [list(valid_on(frame, day)["name"]) for day in (date(1993, 1, 1), date(2020, 7, 17), None)]
    [['old'], ['new'], ['new']]
    """
    if not has_dates(frame):
        return frame
    day = day or date.max
    first = frame["valid_from"].map(lambda value: date.min if value is None else value)
    last = frame["valid_to"].map(lambda value: date.max if value is None else value)
    within = (first <= day) & (last >= day)
    ends = within & (last == day) & frame["valid_to"].notna()
    lasting = frame[within & ~ends]
    ending = frame[ends]
    if ending.empty:
        return lasting
    covered = lasting.geometry.union_all()
    points = ending.geometry.representative_point()
    return frame.loc[sorted([*lasting.index, *ending.index[~points.within(covered)]])]
