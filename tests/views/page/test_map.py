"""The object that is handed out: its file, its bytes, its notebook face, its refusals."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import pytest

from geomap.errors import InputError, LayerError, OutputError
from geomap.model import Timeline
from geomap.views.looks.actors import Actors, read_actors


def test_same_input_same_bytes(case: Any) -> None:
    first = case.build()
    pages = {first.html(), first.html(), case.build().html()}
    assert len(pages) == 1
    assert case.build().svg() == first.svg()


def test_page_names_no_remote_file(case: Any) -> None:
    page = case.build().html()
    loads = re.findall(r"(?:src|href)\s*=\s*[\"'](?!#|data:)[^\"']*", page.split("<script")[0])
    assert loads == []
    assert "@import" not in page
    assert not re.search(r"url\((?!#geomap)(?!data:)", page.partition("</style>")[0])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]


def test_is_a_folium_map_that_takes_layers(case: Any) -> None:
    built = case.build()
    assert isinstance(built.folium, folium.Map)
    folium.PolyLine([(50, 10), (51, 11)]).add_to(built.folium)
    assert "L.polyline" in built.html()
    assert "L.polyline" not in case.build().html()


def test_refuses_a_layer_that_needs_a_remote_file(case: Any) -> None:
    built = case.build()
    folium.plugins.HeatMap([(50, 10)]).add_to(built.folium)
    with pytest.raises(InputError, match="no local copy"):
        built.html()


@pytest.mark.browser
def test_a_folium_layer_works_under_the_policy(case: Any, visit: Any) -> None:
    built = case.build()
    folium.CircleMarker((50, 11), radius=9, class_name="mine").add_to(built.folium)
    group = folium.FeatureGroup(name="more")
    folium.CircleMarker((50.2, 11), radius=9, class_name="theirs").add_to(group)
    group.add_to(built.folium)
    folium.LayerControl(collapsed=False).add_to(built.folium)
    seen = visit(built.html())
    seen.page.wait_for_selector("path.mine", state="attached")
    # Time goes on whatever layers are shown.
    layers = seen.page.locator(".leaflet-control-layers-selector")
    # Below our own button, not under it.
    clear = """(box) => {
        const { x, y } = box.getBoundingClientRect();
        return box === document.elementFromPoint(x + 5, y + 5);
    }"""
    layers.first.scroll_into_view_if_needed()
    assert layers.first.evaluate(clear)
    layers.first.uncheck()
    seen.page.locator("#geomap-previous").click()
    assert seen.page.locator("path.theirs").count() == 0
    assert seen.text("#geomap-iso") == "2020-11-08"
    layers.first.check()
    seen.page.locator("#geomap-next").click()
    assert seen.page.locator("path.theirs").count() == 1
    assert seen.outlines("changed") == 1
    assert seen.messages == []


def test_saves_whole_or_not_at_all(case: Any, tmp_path: Path, monkeypatch: Any) -> None:
    target = tmp_path / "map.html"
    built = case.build()
    assert built.save(target) == target
    assert target.read_text(encoding="utf-8") == built.html()
    target.write_text("before")

    def fail(*_: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(OutputError, match=r"cannot write .*map\.html: No space left"):
            built.save(target)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    with pytest.raises(OutputError, match="No such file or directory"):
        built.save(tmp_path / "missing" / "map.html")
    with pytest.raises(OutputError, match="cannot write"):
        built.save(tmp_path)


def test_notebook_offers_picture_table_and_page(case: Any) -> None:
    bundle = case.build()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    html = bundle["text/html"]
    beneath = html.partition("<iframe")[0]
    assert "data:image/svg+xml;base64," in beneath
    assert beneath.count("<tr>") == 1 + 12
    assert 'sandbox="allow-scripts"' in html
    assert "20 November 2020: Arda – Northern army, happened" in bundle["text/plain"]
    assert set(case.build()._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}


@pytest.mark.browser
def test_notebook_without_frames_still_shows_the_map(case: Any, visit: Any) -> None:
    html = re.sub("<iframe.*</iframe>", "", case.build()._repr_mimebundle_()["text/html"])
    seen = visit(html, java_script_enabled=False)
    assert seen.page.locator("img").is_visible()
    assert seen.page.locator("img").bounding_box()["height"] > 200
    assert "Arda" in seen.text("table")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("keep", "words"),
    [(False, "No claim of a change of control was found"), (True, "none could be placed")],
)
def test_an_empty_map_says_why(case: Any, visit: Any, keep: bool, words: str) -> None:
    unplaced = case.timeline.unplaced if keep else ()
    nothing = Timeline(spells=(), chains=(), unplaced=unplaced, contradictions=(), rules="r")
    case.timeline = nothing
    case.located = [place for place in case.located if place.precision is None and keep]
    reading = case.readings[0]
    claims = tuple(place.claim for place in case.located)
    case.readings = [replace(reading, claims=claims)]
    built = case.build()
    seen = visit(built.html())
    assert words in seen.text("#geomap-empty")
    assert seen.text("#geomap-standfirst") == ""
    for about_colours in ("#geomap-evidence", "#geomap-skip"):
        assert not seen.page.locator(about_colours).is_visible()
    assert seen.text("#geomap-texts .geomap-text") == reading.article.text
    assert "handover.txt" in seen.text("#geomap-texts")
    assert seen.page.locator("path.geomap-land").count() == 2
    assert seen.text("#geomap-iso") == "2020-11-20"
    assert seen.messages == []
    assert "Exland" in built.svg() or "<path" in built.svg()


def test_options_are_heard_and_checked(case: Any) -> None:
    built = case.build(start=date(1993, 1, 1), title="A title")
    assert "<title>A title</title>" in built.html()
    assert "1 January 1993" in built.svg()
    with pytest.raises(InputError, match="#0072B2"):
        case.build(actors=Actors(colours={"Northern army": "red"}))
    with pytest.raises(InputError, match="does not speak 'xx'"):
        case.build(language="xx")
    case.districts = case.districts.drop(columns="names")
    with pytest.raises(LayerError, match="lacks the column 'names'"):
        case.build()
    case.districts["names"] = ""
    case.districts = case.districts.to_crs(3857)
    with pytest.raises(LayerError, match="EPSG:4326"):
        case.build()


def test_swapping_the_sides_swaps_only_the_colours(case: Any) -> None:
    swap = {"Northern army": "Southern army", "Southern army": "Northern army"}
    before = case.build()
    case.timeline = replace(
        case.timeline,
        spells=tuple(
            replace(s, controller=swap.get(s.controller, s.controller))
            for s in case.timeline.spells
        ),
    )
    after = case.build()
    look, other = before.drawing.look, after.drawing.look
    assert look.colours == other.colours
    for one, two in zip(before.drawing.features, after.drawing.features, strict=True):
        for a, b in zip(one.states, two.states, strict=True):
            assert [swap[name] for name in a.fill.actors] == list(b.fill.actors)
            assert (a.start, a.fill.kind, a.changed) == (b.start, b.fill.kind, b.changed)


def test_a_table_of_actors_gives_colours_and_names(case: Any, tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text("actor,colour,name\nNorthern army,#123456,\nSouthern army,,Süden\n", "utf-8")
    plain, shown = case.build(), case.build(actors=read_actors(table))
    assert shown.drawing.look.colours["Northern army"] == "#123456"
    # Another name for the same side: nothing but the words differs.
    named = case.build(actors=Actors(names={"Northern army": "Zeta", "Southern army": "Alpha"}))
    assert named.drawing.look.colours["Zeta"] == plain.drawing.look.colours["Northern army"]
    assert "Süden" in shown.html()
    assert "Southern army" not in shown.html()
    assert case.readings[0].article.text in named.drawing.readings[0].article.text
    for text, words in (
        ("side,colour\nA,red\n", "has the columns actor, colour, name"),
        ("actor,colour\n,#123456\n", "line 2: no actor"),
        ("actor,name\nA,B; C\n", "'B; C' is no name of one actor"),
    ):
        table.write_text(text)
        with pytest.raises(InputError, match=words):
            read_actors(table)
    with pytest.raises(InputError, match="cannot read the actors"):
        read_actors(tmp_path / "none.csv")
