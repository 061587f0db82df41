"""The page of a review in a real browser, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from geomap.control.corrections.files import load
from geomap.options import Options
from geomap.resources import atlas
from geomap.review.server import ReviewServer

Serve = Callable[..., ReviewServer]

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[[ReviewServer], Any]]:
    contexts = []

    def open_page(server: ReviewServer) -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append("dialog"), dialog.dismiss()))
        page.goto(server.address)
        page.wait_for_selector("#claim dd, #empty:not([hidden]), #message:not(:empty)")
        return page

    yield open_page
    for context in contexts:
        context.close()


def progress(page: Any, text: str) -> None:
    page.wait_for_function(
        "text => document.getElementById('progress').textContent === text", arg=text
    )


def test_a_whole_review_by_keyboard(
    serve: Serve, visit: Callable[..., Any], file: Path, texts: dict[str, str]
) -> None:
    page = visit(serve())
    assert page.url.endswith("/")  # the token is out of the address bar
    progress(page, "0 decided, 3 to look at")
    assert page.text_content("#title") == "Three towns \U0001f600"
    assert page.text_content("#text") == texts["plain"].partition("\n\n")[2]
    assert page.locator("mark.word").all_text_contents()[0] == "Qwxyz"
    assert "place: " in page.text_content("#doubts")

    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "why"
    page.keyboard.type("as I said: a rumour")  # letters are text in here
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    progress(page, "0 decided, 2 to look at, 1 skipped")
    assert not file.exists()

    assert page.locator("#map path.own").count() == page.locator("#map .chosen").count() == 1
    page.keyboard.press("a")
    progress(page, "1 decided, 1 to look at, 1 skipped")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.name") == "place"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "to_actor"
    page.keyboard.press("Control+a")
    page.keyboard.type("Ukraine")
    page.keyboard.press("Enter")
    progress(page, "2 decided, 0 to look at, 1 skipped")
    page.keyboard.press("b")
    page.wait_for_selector("#claim dd")
    page.keyboard.press("r")
    page.keyboard.type("a rumour")
    page.keyboard.press("Enter")
    progress(page, "3 decided, 0 to look at")
    assert page.is_visible("#empty")
    made = load(file)
    assert [each.action for each in made] == ["accept", "change", "delete"]
    assert (made[1].fields, made[2].why) == ({"to_actor": "Ukraine"}, "a rumour")
    assert page.said == []


def test_a_place_is_chosen_by_its_number_or_put_on_the_map(
    serve: Serve, visit: Callable[..., Any], file: Path
) -> None:
    page = visit(
        serve("published: 2022-07-04\n\nOn 3 July 2022 Russian forces took Petrivka in Ukraine.")
    )
    rows = page.locator("#places button").all_text_contents()
    assert len(rows) > 1
    page.keyboard.press("2")
    progress(page, "1 decided, 0 to look at")
    (made,) = load(file)
    assert list(made.fields) == ["place_id"]
    place = atlas(Options()).gazetteer.by_id(made.fields["place_id"])
    assert rows[1] == f"2 {place.name} ({place.level}, {place.admin1}, UA)"


def test_a_mistake_is_said_and_nothing_is_kept(
    serve: Serve, visit: Callable[..., Any], file: Path
) -> None:
    page = visit(serve())
    page.keyboard.press("c")
    page.fill("input[name=date]", "next week")
    page.keyboard.press("Enter")
    page.wait_for_selector("#message:not(:empty)")
    assert "'next week' is no date" in page.text_content("#message")
    assert page.is_visible("#form")  # what was typed is still there
    assert page.input_value("input[name=date]") == "next week"
    assert not file.exists()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    progress(page, "1 decided, 2 to look at")
    assert page.text_content("#message") == ""


def test_hostile_text_is_text(
    serve: Serve, visit: Callable[..., Any], texts: dict[str, str]
) -> None:
    page = visit(serve(texts["hostile"]))
    assert page.text_content("#title") == "<img src=x onerror=alert(1)><script>alert(2)</script>"
    assert "{{ 7*7 }}" in page.text_content("#text")
    assert page.locator("main img, main script, main svg svg").count() == 0
    page.evaluate("document.getElementById('title').innerHTML = '<img src=x onerror=alert(9)>'")
    page.wait_for_timeout(200)
    assert "dialog" not in page.said  # the policy would stop what a mistake let in


def test_without_the_token_there_is_nothing_to_see(serve: Serve, visit: Callable[..., Any]) -> None:
    server = serve()
    page = visit(server)
    page.reload()
    page.wait_for_selector("#claim dd")  # the tab remembers
    stranger = page.context.browser.new_context().new_page()
    stranger.goto(f"http://127.0.0.1:{server.server_port}/")
    stranger.wait_for_selector("#message:not(:empty)")
    assert "the token is missing" in stranger.text_content("#message")
    assert not stranger.is_visible("#main")
    stranger.context.close()


def test_the_page_is_accessible(serve: Serve, visit: Callable[..., Any]) -> None:
    page = visit(serve())
    for press, scheme in (("", "light"), ("c", "light"), ("", "dark")):
        page.emulate_media(color_scheme=scheme)
        if press:
            page.keyboard.press(press)
        found = Axe().run(page).response
        assert [each["id"] for each in found["violations"]] == []
