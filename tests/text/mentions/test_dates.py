"""Expressions of time: found, and read against a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.text.language import load_language
from geomap.text.mentions.dates import Reference, iso_day, read, shift
from geomap.text.mentions.expressions import Calendar

ENGLISH = Calendar(load_language("en").pack["dates"])
FRIDAY = date(2020, 11, 20)
NEWS = Reference(published=FRIDAY, news=True)
STORY = Reference(published=date(2022, 11, 4), narrative=date(2022, 9, 14))

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December")  # fmt: skip


EDGES = (Reference(published=date.min, news=True), Reference(published=date.max, news=True))


@pytest.mark.parametrize("reference", EDGES)
@pytest.mark.parametrize("tense", ["past", "future"])
@pytest.mark.parametrize(
    "text",
    ["yesterday", "tomorrow", "two days ago", "99 years ago", "last week", "next week",
     "last month", "next month", "last year", "next year", "last Friday", "next Friday",
     "before yesterday", "before 1 January 0001"],
)  # fmt: skip
def test_no_reference_leads_out_of_the_calendar(
    text: str, reference: Reference, tense: str
) -> None:
    (found,) = ENGLISH.expressions(text)
    told = read(found, ENGLISH, reference, tense)
    assert told.known or "no day of the calendar" in told.how


def test_a_full_date_stands_at_the_edges_of_the_calendar() -> None:
    assert when("yesterday", EDGES[0]) is None
    assert when("yesterday", EDGES[1]) == "9999-12-30"
    assert when("on 5 May", EDGES[1]) == "9999-05-05"
    assert when("on 5 May", EDGES[0], "future") == "0001-05-05"
    assert when("in December 9999", EDGES[1]) == "9999-12"
    (years,) = ENGLISH.expressions("99 years")
    assert shift(date.max, years, ENGLISH) is None
    assert shift(date(50, 1, 1), years, ENGLISH, -1) is None


def when(text: str, reference: Reference = NEWS, tense: str = "past") -> str | None:
    (found,) = ENGLISH.expressions(text)
    return read(found, ENGLISH, reference, tense).edtf


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 20 November 2020", "2020-11-20"),
        ("on November 20, 2020", "2020-11-20"),
        ("on Sept. 27", "2020-09-27"),
        ("by 3 October", "../2020-10-03"),
        ("since 1993", "1993-01-01/.."),
        ("in 1993", "1993"),
        ("in May 2019", "2019-05"),
        ("in the summer of 2021", "2021-06-01/2021-08-31"),
        ("in late 2021", "2021-09-01/2021-12-31"),
        ("in the second half of March 2021", "2021-03-16/2021-03-31"),
        ("on the fourth of March 1975", "1975-03-04"),
        ("on the twenty-ninth of April 1975", "1975-04-29"),
        ("on 2.3.2022", "2022-03-02"),
        ("between June and November 2023", "2023-06-01/2023-11-30"),
        ("between January and March", "2020-01-01/2020-03-31"),
        ("in the last quarter of 2019", "2019-10-01/2019-12-31"),
        ("from June 2020 to May 2021", "2020-06-01/2021-05-31"),
        ("the 1990s", "1990/1999"),
        ("in early September 2022", "2022-09-01/2022-09-10"),
        ("between 4 and 7 August 1995", "1995-08-04/1995-08-07"),
        ("Between October 4 and 5", "2020-10-04/2020-10-05"),
        ("on 14 or 15 October", "2020-10-14/2020-10-15"),
        ("from 5 April 1992 to 29 February 1996", "1992-04-05/1996-02-29"),
        ("before 12 March 2018", "../2018-03-11"),
        ("on Friday", "2020-11-20"),
        ("on Thursday", "2020-11-19"),
        ("last Friday", "2020-11-13"),
        ("yesterday", "2020-11-19"),
        ("two days ago", "2020-11-18"),
        ("last month", "2020-10"),
        ("over the weekend", "2020-11-14/2020-11-15"),
    ],
)
def test_news_of_a_friday(text: str, expected: str) -> None:
    assert when(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The next day", "2022-09-15"),
        ("two days later", "2022-09-16"),
        ("later that day", "2022-09-14"),
        ("By 24 October", "../2022-10-24"),
        ("on the 3rd", "2022-09-03"),
        ("on the sixteenth", "2022-09-16"),
        ("in the last days of the month", "2022-09-21/2022-09-30"),
        ("in October", "2022-10"),
        ("in August", "2022-08"),
        ("in May the following year", "2023-05"),
        ("on 12 December of that year", "2022-12-12"),
        ("a fortnight later", "2022-09-28"),
    ],
)
def test_a_story_counts_from_the_day_it_has_reached(text: str, expected: str) -> None:
    assert when(text, STORY) == expected


def test_tense_decides_which_weekday() -> None:
    assert when("on Wednesday", tense="past") == "2020-11-18"
    assert when("on Wednesday", tense="future") == "2020-11-25"


def test_tense_decides_which_year() -> None:
    assert when("on Dec. 1", tense="future") == "2020-12-01"
    assert when("on Jan. 15", tense="future") == "2021-01-15"
    assert when("on Dec. 20", tense="past") == "2019-12-20"


@pytest.mark.parametrize("text", ["on Friday", "the next day", "yesterday", "two days later"])
def test_relative_words_without_a_day_are_undated_and_say_why(text: str) -> None:
    (found,) = ENGLISH.expressions(text)
    result = read(found, ENGLISH, Reference())
    assert not result.known
    assert found.text in result.how


@pytest.mark.parametrize(
    "text",
    [
        "a 40-year-old electrician",
        "3.5 percent",
        "room 1204",
        "in 128 villages",
        "1,993 people",
        "on the second attempt",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [each.text for each in ENGLISH.expressions(text) if not each.is_duration] == []


def test_durations() -> None:
    lengths = [ENGLISH.length(each) for each in ENGLISH.expressions("27 years, 6 weeks, one day")]
    assert lengths == ["P27Y", "P6W", "P1D"]
    (week,) = ENGLISH.expressions("one week")
    assert shift(date(2020, 11, 15), week, ENGLISH) == date(2020, 11, 22)


@given(st.dates(date(1900, 1, 1), date(2039, 12, 31)))
def test_every_full_date_is_read_back(day: date) -> None:
    name = MONTHS[day.month - 1]
    for text in (f"{day.day} {name} {day.year}", f"{name} {day.day}, {day.year}", day.isoformat()):
        assert when(text) == day.isoformat()
    assert iso_day(f"posted {day.isoformat()}T10:00") == day


@given(st.dates(date(1990, 1, 1), date(2039, 12, 31)), st.integers(0, 6))
def test_a_past_weekday_is_the_last_one(published: date, weekday: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    (found,) = ENGLISH.expressions(f"on {name}")
    day = read(found, ENGLISH, Reference(published=published, news=True)).earliest
    assert day is not None
    assert day.weekday() == weekday
    assert timedelta(0) <= published - day < timedelta(7)


@given(st.text(max_size=200))
def test_offsets_are_exact_in_any_text(text: str) -> None:
    for found in ENGLISH.expressions(text):
        assert text[found.start : found.end] == found.text
