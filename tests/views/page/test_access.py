"""For everybody: what an accessibility checker finds, and everything without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from geomap.model import Place
from geomap.views.page.map import Map

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def faults(seen: Any) -> list[str]:
    """What the checker calls critical or serious."""
    found = Axe().run(seen.page).response
    assert len(found["passes"]) > 20
    return [
        f"{each['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for each in found["violations"]
        if each["impact"] in ("critical", "serious")
        for node in each["nodes"]
    ]


def choose(seen: Any) -> None:
    seen.page.locator("#geomap-place").select_option("X-BE")


def choose_point(seen: Any) -> None:
    seen.page.locator("#geomap-place").select_option("geonames:1")


def mistype(seen: Any) -> None:
    seen.page.locator("#geomap-typed").fill("2020-02-30")
    seen.page.locator("#geomap-typed").press("Enter")


def search(seen: Any) -> None:
    seen.page.locator("th[data-column=place] button").click()
    seen.page.locator("#geomap-filter").fill("arda")


def search_in_vain(seen: Any) -> None:
    seen.page.locator("#geomap-filter").fill("nowhere at all")


def first_day(seen: Any) -> None:
    seen.page.locator("#geomap-slider").press("Home")
    seen.page.wait_for_timeout(200)


def know_less(seen: Any) -> None:
    seen.page.locator("#geomap-known").select_option(index=1)


STATES: list[Callable[[Any], None]] = [
    choose,
    choose_point,
    mistype,
    search,
    search_in_vain,
    first_day,
    know_less,
]


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE], ids=str)
def test_a_checker_finds_no_serious_fault_in_any_state(
    case: Any, visit: Any, options: dict[str, Any]
) -> None:
    html = case.build(today=date(2020, 12, 24)).html()
    seen = visit(html, **options)
    assert faults(seen) == []
    for change in STATES:
        change(seen)
        assert faults(seen) == [], change.__name__


@pytest.mark.parametrize("language", ["ar", "hy"])
def test_a_checker_finds_no_serious_fault_in_any_script(
    case: Any, visit: Any, language: str
) -> None:
    seen = visit(case.build(language=language).html(), "#place=X-BE")
    assert faults(seen) == []


def test_a_checker_finds_no_serious_fault_where_nothing_was_placed(case: Any, visit: Any) -> None:
    case.timeline = replace(case.timeline, spells=(), chains=())
    seen = visit(case.build().html())
    seen.page.locator("summary").first.click()
    assert faults(seen) == []


def test_a_palette_of_the_readers_own_keeps_days_and_towns(case: Any, visit: Any) -> None:
    drawing = case.build().drawing
    towns = (Place(id="t", name="Torr", lon=15.0, lat=49.0, level="settlement", population=9),)
    drawing = replace(drawing, surroundings=replace(drawing.surroundings, towns=towns))
    seen = visit(Map(drawing).html(), forced_colors="active")
    drawn = "(one, part) => parseFloat(getComputedStyle(one, part).borderLeftWidth)"
    assert seen.page.locator(".geomap-tick").first.evaluate(drawn, None) > 0
    assert seen.page.locator(".geomap-town").first.evaluate(drawn, "::before") > 0
    assert faults(seen) == []


def test_the_buttons_of_the_map_speak_the_language_of_the_page(case: Any, visit: Any) -> None:
    seen = visit(case.build(language="ar").html())
    assert seen.page.locator(".leaflet-control-zoom-in").get_attribute("aria-label") == "تكبير"
    assert seen.page.locator(".leaflet-control-zoom-out").get_attribute("title") == "تصغير"


def test_a_checker_finds_no_serious_fault_in_a_fragment(case: Any, visit: Any) -> None:
    page = f'<!DOCTYPE html><html lang="en"><title>x</title><main>{case.build().fragment()}</main>'
    seen = visit(page)
    seen.page.wait_for_selector("[data-geomap=ready]", state="attached")
    assert faults(seen) == []


def test_a_finger_meets_what_it_aims_at(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), "#place=X-AR", **PHONE)
    aims = "button, select, input, summary, .leaflet-bar a"
    small = """(aims) => [...document.querySelectorAll(aims)]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML)"""
    assert seen.page.evaluate(small, aims) == []


def test_the_day_is_said_when_it_changes(case: Any, visit: Any) -> None:
    seen = visit(case.build().html())
    for key, day in (("next", "25 November 2020"), ("previous", "20 November 2020")):
        seen.page.locator(f"#geomap-{key}").press("Enter")
        assert seen.text("#geomap-status[role=status]") == day


def test_nothing_moves_by_itself_for_who_asked_for_that(case: Any, visit: Any) -> None:
    glides = """() => new Promise((done) => {
        addEventListener("transitionrun", () => done(true), true);
        document.querySelector(".leaflet-control-zoom-in").click();
        setTimeout(done, 400, false);
    })"""
    for motion in ("no-preference", "reduce"):
        seen = visit(case.build().html(), reduced_motion=motion)
        assert seen.page.evaluate(glides) == (motion == "no-preference")


def test_the_map_is_told_by_its_name_and_not_by_its_drawing(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), "#place=X-AR")
    told = seen.page.locator(".geomap-map").aria_snapshot()
    assert told.count('"Map of control on the day shown"') == 2
    assert "img" not in told
    seen.page.keyboard.press("Tab")
    seen.page.locator(".folium-map").focus()
    assert seen.page.get_by_role("group", name="Map of control on the day shown").count() == 1


def test_escape_closes_the_panel_and_leads_back_to_where_it_was_opened(
    case: Any, visit: Any
) -> None:
    seen = visit(case.build().html())
    page = seen.page
    heading = page.locator("#geomap-panel h3")
    focused = "document.activeElement.id"
    row = page.locator("tr[data-feature=X-AR] .geomap-link").first
    row.press("Enter")
    # Meanwhile the focus may be anywhere, in the panel itself too.
    page.locator("#geomap-panel .geomap-sentence a").first.press("Enter")
    page.keyboard.press("Escape")
    assert heading.count() == 0
    assert row.evaluate("button => button === document.activeElement")
    page.locator("#geomap-place").focus()
    page.locator("#geomap-place").select_option("X-BE")
    page.keyboard.press("Escape")
    assert (heading.count(), page.evaluate(focused)) == (0, "geomap-place")
    page.locator('path[data-feature="X-ES"]').click()
    assert heading.text_content() == "Esk"
    page.keyboard.press("Escape")
    assert heading.count() == 0
    assert page.locator("#map_geomap :focus").get_attribute("data-feature") == "X-ES"
    # A field has the key to itself.
    page.locator("#geomap-place").select_option("X-BE")
    page.locator("#geomap-filter").press("Escape")
    assert heading.text_content() == "Berin"
    assert seen.messages == []


def test_everything_without_a_mouse(case: Any, visit: Any) -> None:
    seen = visit(case.build().html())
    keys = seen.page.keyboard

    def focused() -> str:
        return str(
            seen.page.evaluate(
                """() => {
                    const at = document.activeElement;
                    return at.id || at.textContent.trim() || at.className || at.tagName;
                }"""
            )
        )

    def tab_to(name: str) -> None:
        for _ in range(80):
            keys.press("Tab")
            if focused() == name:
                return
        pytest.fail(f"{name} cannot be reached with the tab key")

    # A link past the map, then time, map, evidence, table, each in its turn.
    tab_to("geomap-skip")
    for name in ("geomap-known", "geomap-typed", "geomap-previous", "geomap-slider"):
        tab_to(name)
    keys.press("ArrowLeft")
    assert seen.text("#geomap-iso") == "2020-11-08"
    tab_to("geomap-next")
    keys.press("Enter")
    assert seen.text("#geomap-iso") == "2020-11-20"
    seen.page.locator("#geomap-typed").focus()
    keys.press("Control+A")
    keys.type("1993-06-01")
    keys.press("Enter")
    assert seen.text("#geomap-iso") == "1993-06-01"
    # The map itself moves by arrows and zooms by plus and minus, and no outline is a stop.
    map_at = "document.activeElement.classList.contains('leaflet-container')"
    for _ in range(8):
        keys.press("Tab")
        if seen.page.evaluate(map_at):
            break
    assert seen.page.evaluate(map_at)
    keys.press("Tab")
    assert focused() in ("+", "leaflet-control-zoom-in")
    tab_to("geomap-home")
    keys.press("Enter")
    tab_to("geomap-place")
    keys.type("Corva")
    assert seen.text("#geomap-panel h3") == "Corva"
    assert seen.outlines("selected") == 1
    assert "Corva selected" in seen.text("#geomap-status")
    tab_to("Close")
    keys.press("Enter")
    assert focused() == "geomap-place"
    tab_to("geomap-filter")
    keys.type("Mill")
    tab_to("No.")
    tab_to("Place")
    keys.press("Enter")
    tab_to("Mill")
    keys.press("Enter")
    assert (seen.text("#geomap-panel h3"), seen.text("#geomap-iso")) == ("Mill", "2020-11-08")
    # From a sentence of the article to its place.
    seen.page.locator("#geomap-texts summary").focus()
    tab_to("Berin")
    keys.press("Enter")
    assert seen.text("#geomap-panel h3") == "Berin"
    # What has the focus is seen to have it.
    width = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    assert seen.page.evaluate(width) >= 2
    assert seen.messages == []
