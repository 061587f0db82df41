"""The static picture says what the page says, in every layout, in every format."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geomap.control.comparison.difference import between
from geomap.errors import InputError, OutputError
from geomap.views.figures import chart, directions, layouts, raster, signs
from geomap.views.figures.canvas import (
    MARGIN,
    NARROW,
    PAPER,
    WATER,
    WIDTH,
    frame_of,
    text_width,
    wrap,
)
from geomap.views.figures.locator import locator
from geomap.views.figures.placing import Box, Label, place
from geomap.views.figures.product import figure
from geomap.views.looks.wording import languages, strings
from tests.views.conftest import roughly_placed
from tools import widths

SVG = "{http://www.w3.org/2000/svg}"
BEFORE, AFTER = date(1994, 1, 1), date(2020, 11, 20)


def drawn(case: Any, day: date | None = None) -> tuple[ElementTree.Element, list[str]]:
    root = ElementTree.fromstring(case.build(boundaries="Squares 1.0").svg(day))
    return root, texts_of(root)


def texts_of(root: ElementTree.Element) -> list[str]:
    return [str(element.text) for element in root.iter(f"{SVG}text")]


def test_it_names_day_places_and_boundaries(case: Any) -> None:
    _, texts = drawn(case)
    assert {"Troops enter Arda", "20 November 2020", "Boundaries: Squares 1.0."} <= set(texts)
    assert {"Arda", "planned 25 Nov 2020", "planned by 1 Dec 2020", "8 Nov 2020"} <= set(texts)
    assert "Rules: plain reading 1." in texts
    assert len([text for text in texts if "Squares, public domain" in text]) == 1


@pytest.mark.parametrize(
    ("day", "present", "absent"),
    [
        (date(1990, 1, 1), [], ["Northern army", "Southern army, inferred from a larger place"]),
        (
            date(1992, 1, 1),
            ["Southern army, inferred from a larger place"],
            ["Northern army", "Claimed, not confirmed", "Changes on the day shown"],
        ),
        (
            date(1993, 1, 1),
            [
                "Southern army: 77% of the unit; where in it is not said; "
                "from some day of this period",
                "Changes on the day shown",
            ],
            ["Northern army"],
        ),
        (
            date(1994, 1, 1),
            ["Southern army: 77% of the unit; where in it is not said"],
            ["Changes on the day shown"],
        ),
        (
            date(2020, 11, 20),
            ["Northern army", "Planned: to Northern army", "Settlement, drawn as a point"],
            ["Southern army: 77% of the unit; where in it is not said"],
        ),
    ],
)
def test_the_legend_is_that_of_the_day(
    case: Any, day: date, present: list[str], absent: list[str]
) -> None:
    root, texts = drawn(case, day)
    assert "No report" in texts
    assert set(present) <= set(texts)
    assert not set(absent) & set(texts)
    patterns = {str(e.get("id")) for e in root.iter(f"{SVG}pattern")}
    paints = {e.get("fill") for e in root.iter() if str(e.get("fill")).startswith("url(")}
    assert paints == {f"url(#{name})" for name in patterns}


def test_rivers_run_over_land_without_a_report_and_under_colours(case: Any) -> None:
    root, _ = drawn(case, AFTER)
    order = [
        "river" if each.get("stroke") == WATER else str(each.get("data-area"))
        for each in root.iter(f"{SVG}path")
        if each.get("stroke") == WATER or each.get("data-area")
    ]
    kinds = ["land" if kind == "none" else kind for kind in order]
    first, last = kinds.index("river"), len(kinds) - kinds[::-1].index("river")
    assert set(kinds[:first]) == {"land"}
    assert kinds[last:]
    assert "land" not in kinds[last:]


@pytest.mark.browser
@pytest.mark.parametrize("day", [date(1992, 6, 1), date(1994, 1, 1), date(2020, 11, 20)])
def test_it_counts_what_the_page_counts(case: Any, visit: Any, day: date) -> None:
    chart_ = case.build(start=day)
    seen = visit(chart_.html())
    seen.page.wait_for_selector("html[data-geomap=ready]", state="attached")
    ids = [f.id for f in chart_.drawing.features if f.shape == "area"]
    page = Counter(seen.fill_of(feature).startswith("url(") for feature in ids)
    root = ElementTree.fromstring(chart_.svg(day))
    kinds = [e.get("data-area") for e in root.iter() if e.get("data-area")]
    assert page[True] == len([kind for kind in kinds if kind != "none"])
    assert page[False] == kinds.count("none")
    assert len(kinds) == len(ids)
    points = [e for e in root.iter() if e.get("data-point")]
    marks = seen.page.locator("path[data-feature]").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.dataset.feature)"
    )
    assert len(points) == len(set(marks) - set(ids))


def locators(svg: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(svg)
    return [each for each in root.iter(f"{SVG}svg") if each.get("data-locator") is not None]


def test_a_map_of_a_small_area_says_where_it_is(case: Any) -> None:
    drawing = case.build().drawing
    # Countries of some size, so that there is room for their names.
    wide = drawing.world.set_geometry(drawing.world.scale(6, 4, origin=(11.5, 49.5)))
    drawing = replace(drawing, world=wide)
    (inset,) = locators(layouts.one_day(drawing))
    assert "Wyeland" in texts_of(inset)
    # In a row of maps the first has it, on a sheet of small ones none.
    assert len(locators(layouts.side_by_side(drawing, BEFORE, AFTER))) == 1
    assert all(len(locators(each)) == 1 for each in layouts.frames(drawing, [BEFORE, AFTER]))
    assert locators(layouts.multiples(drawing, [BEFORE, date(1995, 1, 1), AFTER])) == []
    assert locators(layouts.one_day(replace(drawing, world=None))) == []


@pytest.mark.parametrize("side", [1.0, 5.0, 13.0, 60.0])
def test_an_inset_is_for_small_areas_and_covers_no_report(case: Any, side: float) -> None:
    drawing = case.build().drawing
    half = side / 2
    frame = frame_of((11.5 - half, 50 - half, 11.5 + half, 50 + half), 900)
    shown = signs.signs_on(drawing, AFTER)
    found = locator(drawing, frame, shown)
    # At 1 degree all four corners are of districts that something is said of.
    assert (found is not None) == (side == 5.0)
    if found is not None:
        west, north = frame.degrees(found.box.x - found.box.width / 2, found.box.y)
        assert not any(
            shapely.contains_xy(drawing.scene.shape(sign.feature.id), west, north)
            for sign in shown
            if sign.active and sign.feature.shape == "area"
        )


def test_a_difference_says_what_became_of_each_place(case: Any) -> None:
    drawing = case.build().drawing
    claims = case.readings[0].claims
    shown = signs.signs_between(drawing, BEFORE, AFTER)
    kinds = Counter(sign.meaning for sign in shown if sign.active)
    assert kinds == {"Gained by Northern army": 2, "Unchanged": 6}
    found = between(case.timeline, BEFORE, AFTER, claims)
    assert Counter(each.kind for each in found) == {"gained": 2, "unchanged": 6}
    texts = texts_of(ElementTree.fromstring(layouts.difference(drawing, AFTER, BEFORE)))
    assert "What changed between 1 January 1994 and 20 November 2020" in texts
    assert {"Gained by Northern army", "Unchanged", "Planned: to Northern army"} <= set(texts)
    assert "Changes on the day shown" not in texts


def test_a_change_of_which_only_the_year_is_known_is_labelled_with_it(case: Any) -> None:
    shown = signs.signs_between(case.build().drawing, date(1991, 6, 1), date(1992, 1, 1))
    told = {(sign.meaning, sign.label) for sign in shown if sign.fill.kind != "none"}
    assert told == {("Gained by Southern army", "1991")}


def test_what_was_lost_or_is_disputed_is_told_apart(case: Any) -> None:
    ends = date(2000, 1, 1)
    spells = [
        replace(spell, end=ends, end_latest=ends) if spell.place_name == "Dale" else spell
        for spell in case.timeline.spells
    ]
    (esk,) = (spell for spell in spells if spell.place_name == "Esk")
    fought = {"controller": "Northern army", "status": "contested", "inferred": False}
    spells.append(replace(esk, start=ends, start_latest=ends, **fought))
    case.timeline = replace(case.timeline, spells=tuple(spells))
    drawing = case.build().drawing
    shown = {sign.feature.name: sign for sign in signs.signs_between(drawing, BEFORE, ends)}
    assert shown["Dale"].meaning == "No longer reported as held by Southern army"
    assert shown["Dale"].fill.kind == "lost"
    assert shown["Esk"].meaning.startswith("Newly contested")
    assert shown["Fenn"].fill.kind == "unchanged"
    assert not shown["Holm"].active
    ElementTree.fromstring(layouts.difference(drawing, BEFORE, ends))


def test_multiples_have_a_map_for_every_day_of_change(case: Any) -> None:
    drawing = case.build().drawing
    days = layouts.days_of_change(drawing)
    assert days == [
        date(1991, 1, 1), date(1993, 1, 1), date(2020, 11, 8), date(2020, 11, 20),
    ]  # fmt: skip
    root = ElementTree.fromstring(layouts.multiples(drawing))
    panels = [e for e in root.iter(f"{SVG}svg") if e is not root and e.get("height") != "16"]
    assert len([p for p in panels if float(str(p.get("width"))) > 150]) == len(days)
    assert {"1991", "1993", "8 November 2020"} <= set(texts_of(root))


def test_the_chart_has_a_row_for_every_place(case: Any) -> None:
    drawing = case.build().drawing
    texts = texts_of(ElementTree.fromstring(chart.chart(drawing)))
    assert {f.name for f in drawing.features if f.spells} <= set(texts)
    assert {"20 Nov 2020", "Planned: to Northern army"} <= set(texts)


@given(st.lists(st.dates(date(1900, 1, 1), date(2030, 1, 1)), min_size=1, max_size=9))
def test_the_axis_keeps_the_order_of_days(days: list[date]) -> None:
    axis = chart.axis_of(days, 100, 900)
    places = [axis.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(100 - 1e-6 <= x <= 900 + 1e-6 for x in places)


def test_what_does_not_go_together_is_refused(case: Any) -> None:
    drawing = case.build().drawing
    with pytest.raises(InputError, match="choose one"):
        figure(drawing, on=[AFTER], chart_of_time=True)
    with pytest.raises(InputError, match="3 days"):
        figure(drawing, on=[AFTER, BEFORE, date(1992, 1, 1)])


@pytest.mark.parametrize("language", languages())
def test_every_layout_is_drawn_in_every_language_with_the_same_bytes(
    case: Any, language: str
) -> None:
    drawing = case.build(language=language).drawing
    again = case.build(language=language).drawing
    for asked in (
        {},
        {"on": [BEFORE, AFTER]},
        {"difference": (BEFORE, AFTER)},
        {"multiples": True},
        {"chart_of_time": True},
    ):
        svg = figure(drawing, **asked).svg
        assert svg == figure(again, **asked).svg
        ElementTree.fromstring(svg)
        assert not re.search(r"(?<!xmlns=\")https?://(?!example)", svg)


def test_neighbours_that_share_no_corners_are_drawn(case: Any) -> None:
    """One has a corner in the middle of the other's edge: such layers are drawn by hand."""
    alone = [shapely.box(30 + 2 * n, 50, 31 + 2 * n, 51) for n in range(len(case.districts) - 2)]
    case.districts["geometry"] = [
        shapely.box(10, 50, 11, 52), shapely.box(11, 50, 12, 51), *alone
    ]  # fmt: skip
    assert drawn(case)[1]


def test_without_claims_it_says_so(case: Any) -> None:
    empty = replace(case.timeline, spells=(), chains=(), unplaced=(), contradictions=())
    case.timeline = empty
    case.located = []
    case.readings = []
    drawing = case.build().drawing
    for asked in ({}, {"multiples": True}, {"chart_of_time": True}):
        ElementTree.fromstring(figure(drawing, **asked).svg)


def test_png_and_pdf_are_the_same_every_time(case: Any, tmp_path: Any) -> None:
    made = figure(case.build().drawing)
    for ending, magic in ((".png", b"\x89PNG"), (".pdf", b"%PDF")):
        first = made.save(tmp_path / f"a{ending}").read_bytes()
        assert first.startswith(magic)
        assert first == made.save(tmp_path / f"b{ending}").read_bytes()
    with pytest.raises(InputError, match=r"a figure ends in \.svg"):
        made.save(tmp_path / "a.gif")


def test_a_missing_package_is_named_in_one_line(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(OutputError, match=r"PNG needs the package resvg-py: pip install 'geomap-"):
        raster.png("<svg/>")


@pytest.mark.parametrize(
    "text",
    [
        "أذربيجان",
        "Held by أذربيجان (77%)",
        "Azərbaycan",
        "1 հունվարի 1991 – Armenian forces և մնացած",
        "ქართული, Georgia",
        "עברית 12",
        "नेपाल Nepal",
        "Київ",
    ],
)
def test_every_letter_is_drawn(text: str) -> None:
    """A word that lost its letters is a row of boxes, which all look alike."""
    start = '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="40"><text x="5" y="25" '
    family = "font-family=\"'Source Sans Pro', 'Noto Sans'\" font-size=\"18\""
    svg = f"{start}{family}>{text}</text></svg>"
    plain = directions.one_direction(svg, raster.font_file)
    pieces = "".join(ElementTree.fromstring(plain).itertext()).replace(directions.RIGHT, "")
    assert sorted(pieces.replace(" ", "")) == sorted(text.replace(" ", ""))
    # Two letters of the line changed places: of boxes, the picture would stay the same.
    last = max(index for index, letter in enumerate(text) if letter.isalpha())
    swapped = text[: last - 1] + text[last] + text[last - 1] + text[last + 1 :]
    assert raster.png(svg) != raster.png(f"{start}{family}>{swapped}</text></svg>")


@given(
    st.lists(
        st.tuples(st.floats(0, 300), st.floats(0, 300), st.floats(10, 80)), min_size=1, max_size=20
    )
)
def test_labels_never_meet_and_keep_to_their_own(anchors: list[tuple[float, ...]]) -> None:
    def owner(x0: float, y0: float) -> Any:
        return lambda box: abs(box.x - x0) <= 40 and abs(box.y - y0) <= 25 and box.width <= 70

    labels = [Label(x, y, width, 20, owner(x, y)) for x, y, width in anchors]
    boxes = place(labels, [Box(150, 150, 50, 50)])
    kept = [box for box in boxes if box is not None]
    assert not any(box.meets(Box(150, 150, 50, 50)) for box in kept)
    assert not any(a.meets(b) for a, b in combinations(kept, 2))
    for label, box in zip(labels, boxes, strict=True):
        assert box is None or label.fits(box)


@pytest.mark.parametrize("day", [date(1992, 6, 1), date(2020, 11, 20)])
@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_a_label_is_over_no_other_land(case: Any, day: date, width: int) -> None:
    drawing = case.build(title="A").drawing
    root = ElementTree.fromstring(layouts.one_day(drawing, day, width=width))
    frame = frame_of(drawing.scene.view, width - 2 * MARGIN)
    areas = {f.name: drawing.scene.shape(f.id) for f in drawing.features if f.shape == "area"}
    own = None
    lines = 0
    for element in root.iter(f"{SVG}text"):
        if element.get("stroke") != PAPER or str(element.text).endswith(" km"):
            continue
        weight = int(element.attrib["font-weight"])
        own = areas.get(str(element.text)) if weight == 700 else own
        size = float(element.attrib["font-size"])
        half = 0.46 * text_width(str(element.text), size, weight=weight)
        for dx in (-half, 0, half):
            at = frame.degrees(float(element.attrib["x"]) + dx, float(element.attrib["y"]) - 4)
            assert own is None or shapely.intersects_xy(own, *at), element.text
        lines += own is not None
    assert lines >= 12


@given(st.text(max_size=60), st.integers(60, 300))
def test_wrapped_text_loses_no_letter(text: str, width: int) -> None:
    lines = wrap(text, width, 10)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_place_too_small_for_its_name_is_numbered_and_keyed(case: Any) -> None:
    # A tenth of a district, in the middle of another's ground.
    inner = shapely.box(10.45, 50.45, 10.55, 50.55)
    shapes = list(case.districts.geometry)
    shapes[0], shapes[8] = shapes[0].difference(inner), inner
    case.districts = case.districts.set_geometry(shapes, crs=4326)
    (spell,) = (s for s in case.timeline.spells if s.place_name == "Esk")
    tiny = {"place_id": "unit:X-IS", "place_name": "Ister", "district_id": "X-IS"}
    case.timeline = replace(
        case.timeline, spells=(*case.timeline.spells, replace(spell, lon=10.5, lat=50.5, **tiny))
    )
    root = ElementTree.fromstring(case.build().svg(date(1992, 6, 1)))
    texts = texts_of(root)
    assert "Ister" not in texts
    assert "Ister: 1991" in texts
    (mark,) = (e for e in root.iter(f"{SVG}text") if e.text == "1" and float(e.attrib["y"]) > 30)
    assert mark.get("text-anchor") == "middle"


def test_each_precision_has_a_sign_of_its_own(case: Any) -> None:
    drawing = roughly_placed(case).build().drawing
    shapes = {
        "near": "stroke-dasharray=.2 3",
        "between": r"(?:M[-\d. ]+h[-\d.]+v[-\d.]+h[-\d.]+){2}",
        "along": r"(?:M[-\d. ]+q[-\d. ]+t[-\d. ]+){2}",
    }
    for shown in range(4):
        svg = layouts.one_day(drawing, date(2020, 11, 8 + shown))
        for number, (kind, shape) in enumerate(shapes.items()):
            # A casing and a line on the map, and a line at least in the legend.
            assert (len(re.findall(shape, svg)) > 1) == (number < shown)
            assert (strings("en")[f"legend.{kind}"] in svg) == (number < shown)


def test_a_line_leads_from_a_symbol_to_a_number_that_stands_away_from_it(case: Any) -> None:
    (spell,) = (s for s in case.timeline.spells if s.place_name == "Mill")
    near = [
        replace(
            spell, place_id=f"geonames:{n}", place_name=f"Millbrook Hills {n}", lon=11.5 + n / 40
        )
        for n in range(2, 12)
    ]
    case.timeline = replace(case.timeline, spells=(*case.timeline.spells, *near))
    root = ElementTree.fromstring(case.build().svg(AFTER))
    lines = [
        e.attrib["d"]
        for e in root.iter(f"{SVG}path")
        if re.fullmatch("M[^MLZ]+L[^MLZ]+", e.get("d", ""))
    ]
    ends = {tuple(map(float, line.split("L")[1].split())) for line in lines}
    marks = {
        (float(e.attrib["x"]), float(e.attrib["y"]) - 4)
        for e in root.iter(f"{SVG}text")
        if str(e.text).isdigit()
    }
    assert lines
    assert ends <= marks


def test_panels_and_lines_stand_as_the_language_is_read(case: Any) -> None:
    def at(language: str, text: str) -> float:
        root = ElementTree.fromstring(layouts.multiples(case.build(language=language).drawing))
        return next(float(e.attrib["x"]) for e in root.iter(f"{SVG}text") if e.text == text)

    assert at("en", "1991") < at("en", "1993")
    assert at("ar", "1991") > at("ar", "1993")
    # A name in Latin letters does not turn the Arabic words after it.
    mixed = directions.base_of("Arda"), directions.side_in("Arda، استنتاجًا", "R")
    assert mixed == ("L", "R")


def test_lines_are_laid_out_by_the_widths_of_the_figures_own_fonts() -> None:
    stored = json.loads((files("geomap.views.figures") / "widths.json").read_text("utf-8"))
    assert stored == widths.widths(), "run python -m tools.widths"


def test_a_long_headline_keeps_to_the_sheet_in_any_font(case: Any) -> None:
    words = "Wagons of the Mmamabula Workmen's Movement who waited, and who says so "
    svg = layouts.one_day(replace(case.build().drawing, title=words * 3))
    lines = [e for e in ElementTree.fromstring(svg).iter() if e.get("font-weight") == "700"]
    lines = [line for line in lines if line.get("font-size") == "26"]
    assert len(lines) == 3
    for line in lines:
        assert float(line.attrib["textLength"]) <= WIDTH - 2 * MARGIN
