"""The page inside other pages: as a fragment, in frames, over tiles, under strict policies."""

from __future__ import annotations

import base64
import html
import re
from typing import Any

import pytest

from geomap.errors import InputError
from geomap.views.looks.actors import Actors
from geomap.views.page.packing import as_json
from geomap.views.page.tiles import tiles_named

pytestmark = pytest.mark.browser

READY = "[data-geomap=ready]"
OFFSET = "document.documentElement.scrollTop"


def page_around(body: str, policy: str = "") -> str:
    """A page that has styles and scripts of its own, and things with the names that maps use."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{meta}<title>Mine</title>'
        "</head><body><h1 id='geomap-title'>A page of its own</h1>"
        f"<p id='geomap-day'>Its day</p>{body}</body></html>"
    )


def test_two_maps_on_one_page_do_not_disturb_each_other(case: Any, visit: Any) -> None:
    one = case.build().fragment()
    other = case.build(actors=Actors(colours={"Northern army": "#123456"})).fragment()
    styled = "<style>* { color: red } button { display: none }</style>"
    names = "<script>window.L = 'mine'; window.main = 'mine';</script>"
    seen = visit(page_around(f"{styled}{names}<div id='a'>{one}</div><div id='b'>{other}</div>"))
    page = seen.page
    for key in ("a", "b"):
        page.wait_for_selector(f"#{key} > {READY}", state="attached")
    first, second = page.locator("#a"), page.locator("#b")
    first.locator("#geomap-previous").click()
    assert first.locator("#geomap-iso").text_content() == "2020-11-08"
    assert second.locator("#geomap-iso").text_content() == "2020-11-20"
    second.locator("#geomap-place").select_option("X-AR")
    assert first.locator("#geomap-panel h3").count() == 0
    assert second.locator("#geomap-panel h3").text_content() == "Arda"
    second.locator('path[data-feature="X-ES"]').click()
    assert second.locator("#geomap-panel h3").text_content() == "Esk"
    tile = "pattern rect[fill='#123456']"
    assert (first.locator(tile).count(), second.locator(tile).count()) == (0, 1)
    # The page around keeps its address, title, words, names and looks, and lends none of them.
    assert (page.title(), page.evaluate("location.hash")) == ("Mine", "")
    assert page.evaluate("[L, main]") == ["mine", "mine"]
    assert seen.names_added() <= {"L", "main", "_leaflet_events"}
    assert page.locator("body > #geomap-day").text_content() == "Its day"
    colour = "element => getComputedStyle(element).color"
    assert first.locator("#geomap-day").evaluate(colour) != "rgb(255, 0, 0)"
    assert page.locator("body > h1").evaluate(colour) == "rgb(255, 0, 0)"
    assert seen.messages == []


def test_a_fragment_fits_a_narrow_column(case: Any, visit: Any) -> None:
    column = f'<div id="a" style="width: 400px">{case.build().fragment()}</div>'
    seen = visit(page_around(column))
    seen.page.wait_for_selector(f"#a > {READY}", state="attached")
    assert seen.page.locator("#a #geomap-evidence").bounding_box()["width"] > 340
    seen.page.emulate_media(media="print")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for part in (".geomap-map", ".folium-map"):
        assert seen.page.locator(f"#a {part}").bounding_box()["width"] <= 400
    seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    seen.page.emulate_media(media="screen")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_fragment_lays_nothing_over_the_text_before_it(case: Any, visit: Any) -> None:
    seen = visit(page_around(f"<div style='height: 400px'></div>{case.build().fragment()}"))
    seen.page.wait_for_selector(READY, state="attached")
    skip = seen.page.locator("#geomap-skip")
    box, host = skip.bounding_box(), seen.page.locator("#geomap-page").bounding_box()
    assert box["y"] >= host["y"]
    look = "element => getComputedStyle(element).clipPath"
    assert skip.evaluate(look) != "none"
    skip.focus()
    assert skip.evaluate(look) == "none"


def test_a_fragment_looks_the_same_in_any_page(case: Any, visit: Any) -> None:
    letters = (
        "font: italic 900 40px/3 serif; letter-spacing: .3em; text-transform: uppercase;"
        "color: red; text-align: center; white-space: nowrap; word-break: break-all;"
        "text-shadow: 3px 3px red; border-spacing: 9px; user-select: none"
    )
    sheets = (
        "",
        "html { font-size: 62.5% } * { box-sizing: content-box !important }",
        f"html {{ font-size: 30px }} body {{ {letters} }}",
        "* { all: unset !important }",
    )
    look = """host => {
        const parts = ["h2", "#geomap-standfirst", "#geomap-table td", "#geomap-next"];
        const keys = ["fontSize", "fontWeight", "letterSpacing", "textTransform", "color",
            "textAlign", "whiteSpace", "wordBreak", "textShadow", "boxSizing", "lineHeight"];
        const looks = parts.map((part) => getComputedStyle(host.shadowRoot.querySelector(part)));
        return looks.flatMap((found) => keys.map((key) => found[key]));
    }"""
    fragment = case.build().fragment()
    found = []
    for sheet in sheets:
        seen = visit(page_around(f"<style>{sheet}</style><div id='a'>{fragment}</div>"))
        host = seen.page.wait_for_selector(f"#a > {READY}", state="attached")
        found.append(host.evaluate(look))
    assert all(one == found[0] for one in found)


def test_a_fragment_works_where_templates_are_not_opened(case: Any, visit: Any) -> None:
    fragment = case.build().fragment().replace(' shadowrootmode="open"', "")
    seen = visit(page_around(f"<div id='a'>{fragment}</div>"))
    seen.page.wait_for_selector(f"#a > {READY}", state="attached")
    assert seen.page.locator("#a #geomap-iso").text_content() == "2020-11-20"


def test_a_fragment_under_a_strict_policy(case: Any, visit: Any) -> None:
    built = case.build()
    seen = visit(page_around(built.fragment(), built.policy))
    seen.page.wait_for_selector(READY, state="attached")
    assert seen.messages == []


def test_srcdoc_under_a_strict_policy(case: Any, visit: Any) -> None:
    built = case.build()
    frame = '<iframe sandbox="allow-scripts" width="1200" height="780" srcdoc="{}"></iframe>'
    doc = html.escape(built.html(), quote=True)
    # A frame of srcdoc inherits the policy of the page around it.
    strict = visit(page_around(frame.format(doc), "default-src 'none'"))
    barred = strict.page.frame_locator("iframe")
    barred.locator("#geomap-methods").wait_for(state="attached")
    assert barred.locator(f"html{READY}").count() == 0
    seen = visit(page_around(frame.format(doc), built.policy))
    inside = seen.page.frame_locator("iframe")
    inside.locator(f"html{READY}").wait_for(state="attached")
    inside.locator("#geomap-previous").click()
    assert inside.locator("#geomap-iso").text_content() == "2020-11-08"
    assert seen.messages == []


@pytest.mark.parametrize("framed", [False, True])
def test_the_wheel_scrolls_the_article_around_until_the_map_is_pressed(
    case: Any, visit: Any, *, framed: bool
) -> None:
    built = case.build()
    below = "<div style='height: 3000px'>And so the article goes on.</div>"
    seen = visit(page_around((built.frame() if framed else built.fragment()) + below))
    page = seen.page
    inside = page.frame_locator("iframe") if framed else page
    inside.locator(READY).wait_for(state="attached")
    arda = inside.locator('path[data-feature="X-AR"]')

    def width() -> float:
        return float(arda.bounding_box()["width"])

    def turn(after: str = "") -> tuple[bool, bool]:
        """Whether a turn of the wheel over the map zooms it, and scrolls what is around."""
        wide = width()
        box = arda.bounding_box()
        page.mouse.move(box["x"] + wide / 2, box["y"] + 20)
        if after == "press":
            page.mouse.click(box["x"] + wide / 2, box["y"] + 20)
        if after == "Control":
            page.keyboard.down(after)
        page.mouse.wheel(0, 40 if not after else -120)
        page.wait_for_timeout(600)
        if after == "Control":
            page.keyboard.up(after)
        scrolled = any(each.evaluate(OFFSET) > 0 for each in page.frames)
        for each in page.frames:
            each.evaluate("scrollTo(0, 0)")
        return width() != wide, scrolled

    assert turn() == (False, True)
    assert turn("Control") == (True, False)
    assert turn("press") == (True, False)
    page.mouse.move(2, 2, steps=3)
    page.wait_for_timeout(200)
    assert turn() == (False, True)


def test_the_wheel_zooms_the_map_of_a_page_of_its_own(case: Any, visit: Any) -> None:
    seen = visit(case.build().html())
    arda = seen.page.locator('path[data-feature="X-AR"]')
    wide = arda.bounding_box()["width"]
    arda.hover()
    seen.page.mouse.wheel(0, -120)
    seen.page.wait_for_timeout(600)
    assert arda.bounding_box()["width"] > wide


def test_a_notebook_output_as_vs_code_puts_it_into_its_page(case: Any, visit: Any) -> None:
    # Markup by innerHTML, under the policy that notebook.experimental.enableCsp switches on.
    policy = (
        "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
        "img-src https: http: data:; font-src https:; connect-src https:; child-src https: data:"
    )
    output = as_json({"html": case.build()._repr_mimebundle_()["text/html"]})
    script = f"<script>document.querySelector('#out').innerHTML = ({output}).html</script>"
    seen = visit(page_around(f"<div id='out'></div>{script}", policy))
    inside = seen.page.frame_locator("iframe")
    inside.locator(f"html{READY}").wait_for(state="attached")
    inside.locator("#geomap-previous").click()
    assert inside.locator("#geomap-iso").text_content() == "2020-11-08"
    assert seen.page.locator("#out img").evaluate("image => image.naturalWidth") > 0
    assert seen.messages == []


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg=="
)


def test_tiles_come_from_their_host_alone_and_are_credited(
    case: Any, browser: Any, tmp_path: Any
) -> None:
    built = case.build(tiles="OpenTopoMap")
    hosts = re.search(r"img-src data: ([^;]*);", built.policy)
    assert hosts is not None
    assert hosts[1].split() == [f"https://{part}.tile.opentopomap.org" for part in "abc"]
    path = built.save(tmp_path / "tiles.html")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png")

    context.route(re.compile("^https:"), answer)
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_selector(f"html{READY}", state="attached")
    page.wait_for_selector("img.leaflet-tile-loaded")
    assert asked
    assert all(re.match(r"https://[abc]\.tile\.opentopomap\.org/", url) for url in asked)
    assert messages == []
    assert "OpenTopoMap" in page.locator(".leaflet-control-attribution").text_content()
    assert "OpenTopoMap" in page.locator("#geomap-methods").text_content()
    page.locator('path[data-feature="X-HO"]').click(position={"x": 5, "y": 5})
    assert page.locator("#geomap-panel h3").text_content() == "Holm"
    context.close()


@pytest.mark.parametrize(
    ("name", "words"),
    [("Opentopo", "OpenTopoMap"), ("Thunderforest.OpenCycleMap", "need a key")],
)
def test_tiles_that_will_not_do_are_refused(name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        tiles_named(name)
