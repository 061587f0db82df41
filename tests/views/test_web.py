"""The page's own scripts, run on their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from geomap.errors import DataError
from geomap.views.columns import coded, day_number
from geomap.views.elements import (
    BUILT,
    SCRIPTS,
    fingerprint,
    leaflet_script,
    leaflet_style,
    web_file,
)
from geomap.views.topology import encode
from geomap.views.varints import Varints


def run(browser: Any, script: str, argument: object) -> Any:
    page = browser.new_page()
    try:
        return page.evaluate(script, argument)
    finally:
        page.close()


@pytest.mark.browser
def test_days_agree_with_the_calendar(browser: Any) -> None:
    days = [date(1583, 1, 1) + timedelta(days=997 * n) for n in range(330)]
    days += [date(1900, 2, 28), date(1970, 1, 1), date(2000, 2, 29), date(2100, 3, 1)]
    script = f"numbers => {{ {web_file('dates.js')} return numbers.map(dates.iso); }}"
    isos = [day.isoformat() for day in days]
    assert run(browser, script, [day_number(day) for day in days]) == isos
    script = f"texts => {{ {web_file('dates.js')} return texts.map(dates.parse); }}"
    assert run(browser, script, isos) == [day_number(day) for day in days]
    assert run(browser, script, ["2021-02-29", "2020-13-01", "x", ""]) == [None] * 4


@pytest.mark.browser
def test_geometry_decodes_what_python_encodes(browser: Any) -> None:
    import shapely

    shape = shapely.box(-10.5, -20.25, 30, 40).difference(shapely.box(0, 0, 1, 1))
    # Leaflet's points, without Leaflet.
    code = "const L = { LatLng: function (lat, lng) { this.lat = lat; this.lng = lng; } };"
    code += web_file("varints.js") + web_file("geometry.js")
    code += "const shapes = (coded) => geometry.decode(coded).outlines.map(({ rings }) => rings);"
    neighbour = shapely.box(30, -20.25, 50, 40)
    coded_shapes = encode([shape, neighbour], 4).as_dict()
    decoded = run(browser, f"coded => {{ {code} return shapes(coded); }}", coded_shapes)
    ((outer, hole),), ((beside,),) = decoded
    corners = [(point["lat"], point["lng"]) for point in outer]
    assert sorted(corners) == [(-20.25, -10.5), (-20.25, 30), (40, -10.5), (40, 30)]
    assert len(hole) == 4
    assert {(point["lat"], point["lng"]) for point in beside} & set(corners) == {
        (-20.25, 30),
        (40, 30),
    }
    script = (
        f"coded => {{ {code} const [found] = shapes(coded);"
        " return [[0.5, 0.5], [10, 10], [50, 10]].map(p => geometry.contains(found, ...p)); }"
    )
    assert run(browser, script, coded_shapes) == [False, True, False]


@pytest.mark.browser
def test_numbers_come_back_in_order(browser: Any) -> None:
    values = [0, 1, -1, 15, -16, 31, 32, 70_000, -(2**40)]
    written = Varints()
    for value in values:
        written.signed(value)
        written.optional(value)
    written.optional(None)
    written.rising([3, 5, 4])
    script = (
        f"text => {{ {web_file('varints.js')} const read = varints.reader(text);"
        f" return [read.times({len(values)}, () => [read.signed(), read.optional()]),"
        " read.optional(), read.rising(), read.more()]; }"
    )
    found = run(browser, script, written.text)
    assert found == [[[value, value] for value in values], None, [3, 5, 4], False]
    column = ["b", "a", "b", None]
    script = f"column => {{ {web_file('varints.js')} return varints.coded(column); }}"
    assert run(browser, script, coded(column)) == column


def test_scripts_build_from_text_only() -> None:
    for name in SCRIPTS:
        text = web_file(f"{name}.js")
        for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert door not in text, (name, door)
        assert "new Date" not in text, name


def test_the_program_is_built_from_these_sources() -> None:
    assert fingerprint() in web_file(BUILT).partition("\n")[0], "run make web"


def test_leaflet_is_the_vendored_release_without_remote_parts() -> None:
    assert leaflet_script().startswith("/* @preserve\n * Leaflet 1.9.4")
    assert "sourceMappingURL" not in leaflet_script()
    assert "url(" not in leaflet_style()


def test_a_missing_file_is_named() -> None:
    with pytest.raises(DataError, match=r"web/nothing\.js is missing"):
        web_file("nothing.js")
