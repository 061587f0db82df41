"""Days as text: what is written is read back, and ranges are compared."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import InputError
from geomap.model import When
from geomap.model.edtf import overlap, parse_edtf, read_edtf

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.builds(
    date, st.integers(1, 9999), st.sampled_from([1, 2, 12]), st.just(1)
)
ENDS = st.tuples(DAYS | st.none(), DAYS | st.none()).filter(any)


@st.composite
def whens(draw: st.DrawFn) -> When:
    one, other = draw(ENDS)
    if one is not None and other is not None:
        one, other = sorted((one, other))
    return When(earliest=one, latest=other)


@given(whens())
def test_what_is_written_is_read_back(when: When) -> None:
    found = parse_edtf(str(when.edtf))
    assert (found.earliest, found.latest) == (when.earliest, when.latest)
    assert found.edtf == when.edtf


@given(whens(), whens())
def test_ranges_overlap_where_they_share_a_day(one: When, other: When) -> None:
    first = max(one.earliest or date.min, other.earliest or date.min)
    last = min(one.latest or date.max, other.latest or date.max)
    assert overlap(one, other) == overlap(other, one) == (first <= last)


@given(st.text(alphabet="0123456789-/. T", max_size=24))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(InputError):
        assert parse_edtf(text).known
    found = read_edtf(text)
    assert found is None or found.known


@pytest.mark.parametrize("text", ["2020-13", "2020-02-30", "2021/2020", "../..", "20-11-20", ""])
def test_no_day_of_the_calendar_is_none(text: str) -> None:
    with pytest.raises(InputError):
        parse_edtf(text)
