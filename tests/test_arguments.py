"""The public functions given what they cannot take: one clear error, whatever it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap.errors import GeomapError, InputError

CALLS: list[Callable[[Any], Any]] = [
    geomap.claims,
    geomap.toponyms,
    geomap.timeline,
    geomap.run,
    geomap.map,
    geomap.figure,
    geomap.frames,
    geomap.report,
    geomap.article,
    geomap.read,
    geomap.read_all,
    lambda given: geomap.export(given, "out.json"),
    lambda given: geomap.table(given, "place=a,holder=b,date=c"),
]
NO_INPUT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.binary(),
    st.dictionaries(st.text(), st.integers()),
)


@pytest.fixture(scope="module")
def result() -> geomap.Result:
    note = "published: 2019-03-05\n\nOn 4 March 2019 Iraqi forces captured Mosul."
    return geomap.run(geomap.article(note, "note.txt"))


@given(value=NO_INPUT | st.lists(NO_INPUT, min_size=1), call=st.sampled_from(CALLS))
def test_what_is_no_input_is_refused(value: object, call: Callable[[Any], Any]) -> None:
    with pytest.raises(InputError, match=r"; give") as told:
        call(value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "value",
    [
        pandas.DataFrame({"a.txt": [1]}),  # whose columns could be taken for paths
        io.StringIO("a.txt\n"),  # and whose lines
        "On 4 March 2019 Iraqi forces captured Mosul. " * 100,
        "The town fell.\nThe airport did not.",
        "note\0.txt",
        Path("no-such-file.txt"),
    ],
)
@pytest.mark.parametrize("call", [geomap.claims, geomap.map, geomap.toponyms])
def test_what_looks_like_paths_is_none(value: object, call: Callable[[Any], Any]) -> None:
    with pytest.raises(InputError, match=r"no input|no path|no such file"):
        call(value)


def test_a_day_is_a_date_a_datetime_or_a_text(result: geomap.Result) -> None:
    day = date(2019, 3, 4)
    same = [day, datetime(2019, 3, 4, 12), pandas.Timestamp(day), "2019-03-04", "۲۰۱۹-۰۳-۰۴"]
    assert len({geomap.map(result, start=each).html() for each in same}) == 1
    assert len({geomap.figure(result, on=each).svg for each in same}) == 1
    assert {geomap.Options(known_on=each).known_on for each in same} == {day}  # type: ignore[arg-type]
    assert {geomap.frames(result, on=[each]).days for each in same} == {(day,)}


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "tomorrow"},
        {"start": 3},
        {"today": pandas.NaT},
        {"title": 3},
        {"language": ["en"]},
        {"actors": {"Iraq": "#000000"}},
        {"titel": "misspelt"},
        {"tiles": 3},
    ],
)
def test_a_map_refuses_what_it_cannot_mean(result: geomap.Result, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(asked))):
        geomap.map(result, **asked)


@pytest.mark.parametrize(
    "told",
    [
        {"language": None},
        {"districts": ["a.gpkg"]},
        {"gazetteers": [3]},
        {"geocoders": ("nominatim",)},
        {"known_on": "1993"},
        {"names": 3},
        {"rules": b"rules.toml"},
        {"reader": 3},
    ],
)
def test_options_refuse_what_they_cannot_mean(told: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(told))):
        geomap.Options(**told)


def test_options_are_options(result: geomap.Result) -> None:
    for wrong in (3, "de_facto", {"view": "de_facto"}):
        with pytest.raises(InputError, match=r"geomap\.Options"):
            geomap.map(result, wrong)  # type: ignore[arg-type]
    one = geomap.Options(gazetteers="villages.csv", names="names.csv")  # type: ignore[arg-type]
    assert one == geomap.Options(gazetteers=("villages.csv",), names=Path("names.csv"))


@pytest.mark.parametrize("path", [3, None, "", b"out"])
def test_nothing_is_saved_under_what_is_no_path(result: geomap.Result, path: Any) -> None:
    made = geomap.map(result), geomap.figure(result), geomap.frames(result), geomap.report(result)
    for each in made:
        with pytest.raises(GeomapError, match="path"):
            each.save(path)


@pytest.mark.parametrize("scale", [0, -1, 1e9, float("nan"), "2"])
def test_a_picture_has_a_scale_that_fits_the_memory(result: geomap.Result, scale: Any) -> None:
    with pytest.raises(InputError, match="scale"):
        geomap.figure(result).png(scale)
