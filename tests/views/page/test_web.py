"""The page's own scripts, run on their own."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from geomap.errors import DataError
from geomap.model import Timeline
from geomap.views.looks.wording import fill_text
from geomap.views.page.columns import coded, day_number
from geomap.views.page.elements import (
    BUILT,
    fingerprint,
    leaflet_script,
    leaflet_style,
    sources,
    web_file,
)
from geomap.views.page.payload import payload_of
from geomap.views.page.topology import encode
from geomap.views.page.varints import Varints
from geomap.views.picture.drawing import drawing_of
from tests.views.conftest import districts_and_base, spell_of


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
    code += web_file("dom.js") + web_file("varints.js") + web_file("geometry.js")
    code += "const shapes = (coded) => geometry.decode(coded).outlines;"
    neighbour = shapely.box(30, -20.25, 50, 40)
    coded_shapes = encode([shape, neighbour], 4).as_dict()
    decoded = run(
        browser,
        f"coded => {{ {code} return shapes(coded).map(({{ rings }}) => rings); }}",
        coded_shapes,
    )
    (outer, hole), (beside,) = decoded
    corners = [(point["lat"], point["lng"]) for point in outer]
    assert sorted(corners) == [(-20.25, -10.5), (-20.25, 30), (40, -10.5), (40, 30)]
    assert len(hole) == 4
    assert {(point["lat"], point["lng"]) for point in beside} & set(corners) == {
        (-20.25, 30),
        (40, 30),
    }
    script = (
        f"coded => {{ {code} const [found] = shapes(coded);"
        " return [[0.5, 0.5], [10, 10], [50, 10]]"
        ".map(([lat, lng]) => geometry.contains(found, { lat, lng })); }"
    )
    assert run(browser, script, coded_shapes) == [False, True, False]


@pytest.mark.browser
def test_a_point_inside_is_found_for_any_outline(browser: Any) -> None:
    import shapely

    crescent = shapely.Point(0, 0).buffer(9).difference(shapely.Point(3, 0).buffer(8))
    holed = shapely.box(20, 20, 30, 30).difference(shapely.box(21, 21, 28, 29))
    isles = shapely.union_all([shapely.box(40, 1, 41, 2), shapely.box(50, 3, 58, 9)])
    shapes = [crescent, holed, isles]
    code = "const L = { LatLng: function (lat, lng) { this.lat = lat; this.lng = lng; } };"
    code += web_file("dom.js") + web_file("varints.js") + web_file("geometry.js")
    script = f"coded => {{ {code} return geometry.decode(coded).outlines.map((o) => o.middle); }}"
    for shape, (lat, lon) in zip(
        shapes, run(browser, script, encode(shapes, 100).as_dict()), strict=True
    ):
        assert shapely.contains_xy(shape, lon, lat)
    flat = shapely.Polygon([(0, 0), (1, 0.004), (2, 0)])
    assert run(browser, script, encode([flat], 100).as_dict()) == [[0, 0]]


@pytest.mark.browser
def test_the_page_works_out_plain_states_as_we_do(browser: Any) -> None:
    districts, _ = districts_and_base()
    source = Random(1)
    spells = []
    for index in range(3):
        day = date(2020, 1, 1)
        for _ in range(source.randint(1, 6)):
            start = day + timedelta(days=source.randint(0, 2))
            day = start + timedelta(days=source.randint(1, 9))
            spells.append(spell_of(index, source.choice("AB"), start, end=day))
        if index:
            spells[-1] = replace(spells[-1], end=None)
    timeline = Timeline(spells=tuple(spells), chains=(), unplaced=(), contradictions=())
    drawing = drawing_of(timeline, [], [], districts)
    assert all(feature.plain for feature in drawing.features)
    code = "const L = { LatLng: function (lat, lng) { this.lat = lat; this.lng = lng; } };"
    code += "".join(web_file(f"{name}.js") for name in ("dom", "varints", "geometry", "state"))
    payload = dict(payload_of(drawing))
    script = (
        f"data => {{ {code} return state.unpack(data).features.map(({{ states }}) => states); }}"
    )
    found = run(browser, script, payload)
    for feature, states in zip(drawing.features, found, strict=True):
        assert len(states) == len(feature.states)
        for ours, theirs in zip(feature.states, states, strict=True):
            start = -math.inf if ours.start is None else day_number(ours.start)
            assert theirs["start"] == start
            assert theirs["spells"] == list(ours.spells)
            assert theirs["changed"] == ours.changed
            shown = payload["fills"][theirs["fill"]]
            assert shown["legend"] == fill_text(ours.fill, "en")
            assert theirs["outlines"] == list(ours.outlines) == []


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
    for surface in BUILT:
        for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert door not in sources(surface), door
        assert "new Date" not in sources(surface)


def test_the_program_is_built_from_these_sources() -> None:
    for surface, name in BUILT.items():
        assert fingerprint(surface) in web_file(name).partition("\n")[0], "run make web"


def test_leaflet_is_the_vendored_release_without_remote_parts() -> None:
    assert leaflet_script().startswith("/* @preserve\n * Leaflet 1.9.4")
    assert "sourceMappingURL" not in leaflet_script()
    assert "url(" not in leaflet_style(whole=True)
    assert ".leaflet-popup" in leaflet_style(whole=True)
    assert ".leaflet-popup" not in leaflet_style(whole=False)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(DataError, match=r"web/nothing\.js is missing"):
        web_file("nothing.js")
