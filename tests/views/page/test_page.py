"""The page in a real browser, from disk, with the network off."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import geopandas
import pytest
import shapely

from geomap.control.corrections.applying import Orphan
from geomap.control.corrections.decisions import correction_of
from geomap.views.looks.wording import languages, strings
from geomap.views.page.map import Map
from geomap.views.report.building import document_of
from geomap.views.tabular import table_text
from tests.views.conftest import roughly_placed

pytestmark = pytest.mark.browser

READY = "html[data-geomap=ready]"


@pytest.fixture
def seen(case: Any, visit: Any) -> Any:
    seen = visit(case.build().html())
    seen.page.wait_for_selector(READY, state="attached")
    return seen


def day(seen: Any) -> str:
    return str(seen.text("#geomap-iso"))


def test_opens_clean_and_alone(seen: Any) -> None:
    # Leaflet files its own listeners on the window that it listens to; nothing else is left.
    assert seen.names_added() <= {"_leaflet_events"}
    assert seen.messages == []
    assert [url for url in seen.requests if not url.startswith("file:")] == []
    assert len(seen.requests) == 1
    assert seen.page.title() == "Troops enter Arda"


@pytest.mark.parametrize("bare", [False, True])
def test_nothing_is_called_by_the_key_of_its_words(case: Any, visit: Any, *, bare: bool) -> None:
    if bare:
        case.located, case.readings = [], []
        case.timeline = replace(case.timeline, unplaced=(), contradictions=())
    seen = visit(case.build().html(), "#place=X-BE")
    shown = seen.page.evaluate("document.body.innerText")
    families = {key.partition(".")[0] for key in strings("en") if "." in key}
    assert re.findall(rf"\b(?:{'|'.join(families)})\.[a-z]\w+", shown) == []


def test_opens_on_the_last_change_that_is_done(seen: Any) -> None:
    assert day(seen) == "2020-11-20"
    assert seen.text("#geomap-day") == "20 November 2020"
    assert seen.text("#geomap-now") == "What changes on this day: Arda"
    assert seen.outlines("changed") == 1


def test_keyboard_moves_through_the_days_of_change(seen: Any) -> None:
    slider = seen.page.locator("#geomap-slider")
    slider.focus()
    now, shared = seen.fill_of("X-AR"), None
    days = [day(seen)]
    for _ in range(2):
        seen.page.keyboard.press("ArrowLeft")
        days.append(day(seen))
    shared = seen.fill_of("X-AR")
    seen.page.keyboard.press("ArrowLeft")
    days.append(day(seen))
    inferred = seen.fill_of("X-AR")
    assert days == ["2020-11-20", "2020-11-08", "1993-01-01", "1991-01-01"]
    assert len({now, shared, inferred}) == 3
    assert "geomap-fill" in now
    assert slider.get_attribute("aria-valuetext") == "1 January 1991"
    assert seen.page.locator("#geomap-previous").is_disabled()
    seen.page.keyboard.press("End")
    assert day(seen) == "2020-12-01"


def test_buttons_and_typed_days(seen: Any) -> None:
    seen.page.locator("#geomap-next").press("Enter")
    assert day(seen) == "2020-11-25"
    # A day that has a stop has a reason.
    assert seen.text("#geomap-now") == "Planned change: Berin"
    typed = seen.page.locator("#geomap-typed")
    typed.fill("2020-11-09")
    typed.press("Enter")
    assert day(seen) == "2020-11-09"
    assert seen.text("#geomap-now") == "Nothing changes on this day"
    typed.fill("2020-02-30")
    typed.press("Enter")
    assert day(seen) == "2020-11-09"
    assert "YYYY-MM-DD" in seen.text("#geomap-typed-error")
    seen.page.locator("#geomap-previous").click()
    assert day(seen) == "2020-11-08"


@pytest.mark.parametrize(
    ("written", "day_shown"),
    [
        (" 2020-11-25 ", "2020-11-25"),
        ("2020-1-5", "2020-01-05"),
        ("٢٠٢٠-١١-٢٥", "2020-11-25"),
        ("۲۰۲۰-۱۱-۲۵", "2020-11-25"),
        ("२०२०-११-२५", "2020-11-25"),
        ("২০২০-১১-২৫", "2020-11-25"),
        ("２０２０-１１-２５", "2020-11-25"),
        *((text, None) for text in ("2020", "2020-11", "2020-11-251", "2020-11-25T10:00", "-5")),
    ],
)
def test_a_typed_day_is_taken_whole_or_not_at_all(
    seen: Any, written: str, day_shown: str | None
) -> None:
    seen.page.locator("#geomap-typed").fill(written)
    seen.page.locator("#geomap-typed").press("Enter")
    assert day(seen) == (day_shown or "2020-11-20")
    assert ("YYYY-MM-DD" in seen.text("#geomap-typed-error")) == (day_shown is None)


def test_click_reads_the_exact_sentence(seen: Any, case: Any) -> None:
    seen.page.locator('path[data-feature="X-AR"]').click(position={"x": 20, "y": 20})
    article = case.readings[0].article
    quoted = seen.all_text("#geomap-panel .geomap-sentence")
    assert quoted[0] == article.text[article.body :].split("\n\n")[0]
    assert quoted[0] in article.text
    claim = seen.page.locator("#geomap-panel [data-claim=arda-2020]")
    marks = {
        kind: claim.locator(f".geomap-mark-{kind}").text_content()
        for kind in ("place", "date", "trigger")
    }
    assert marks == {"place": "Arda", "date": "Friday", "trigger": "entered"}
    facts = claim.text_content()
    for words in ("Example Wire", "20 November 2020", "happened", "the ministry", "en/entered"):
        assert words in facts
    assert claim.locator("cite a").get_attribute("href") == "https://example.org/arda"


def test_what_only_the_context_says_is_told(case: Any, visit: Any) -> None:
    reading = case.readings[0]
    claims = tuple(
        replace(claim, inferred=("to_actor",)) if claim.id == "arda-2020" else claim
        for claim in reading.claims
    )
    case.readings = [replace(reading, claims=claims)]
    case.located = [
        replace(place, claim=next(c for c in claims if c.id == place.claim.id))
        for place in case.located
    ]
    seen = visit(case.build().html(), "#place=X-AR")
    facts = seen.text("#geomap-panel [data-claim=arda-2020]")
    # Of two sentences that name them, the one about the same place.
    naming = next(claim.evidence for claim in claims if claim.id == "arda-1993")
    assert f"From the rest of the textNorthern army: “{naming}”" in facts
    rows = seen.all_text("#geomap-table tbody tr")
    assert [("Arda" in row and "2020" in row) for row in rows] == [
        "side from context" in row for row in rows
    ]
    assert "side from context" in case.build()._repr_mimebundle_()["text/plain"]


def test_lists_are_set_in_the_commas_of_the_language(case: Any, visit: Any) -> None:
    case.timeline = replace(
        case.timeline, spells=tuple(replace(s, inferred=True) for s in case.timeline.spells)
    )
    built = case.build(language="ar")
    seen = visit(built.html(), "#place=X-AR")
    table = table_text(built.drawing)
    for said in (*seen.all_text("#geomap-table tbody td:last-child"), *table.splitlines()):
        assert "، " in said
        assert ", " not in said


def test_a_long_table_keeps_its_last_column(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), viewport={"width": 1280, "height": 800})
    cut = """() => {
        for (const cell of document.querySelectorAll(".geomap-numeric")) cell.textContent = "12345";
        const scroll = document.querySelector(".geomap-scroll");
        return scroll.scrollWidth - scroll.clientWidth;
    }"""
    assert seen.page.evaluate(cut) <= 0


def test_keyboard_reaches_every_place_and_its_sentence(seen: Any, case: Any) -> None:
    chooser = seen.page.locator("#geomap-place")
    values = [v for v in chooser.locator("option").evaluate_all("o => o.map(x => x.value)") if v]
    drawn = seen.page.locator("path[data-feature]").evaluate_all(
        "paths => paths.map(path => path.dataset.feature)"
    )
    assert sorted(values) == sorted(drawn)
    assert seen.page.locator("path[data-feature]:not([tabindex='-1'])").count() == 0
    text = case.readings[0].article.text
    for value in values:
        chooser.select_option(value)
        assert seen.outlines("selected") == 1
        for quote in seen.all_text("#geomap-panel .geomap-sentence"):
            assert quote in text
    chooser.focus()
    seen.page.keyboard.type("Mill")
    assert "the town of Mill was captured" in seen.text("#geomap-panel")


def test_a_settlement_never_fills_its_district(seen: Any) -> None:
    assert "geomap-none" in seen.page.locator('path[data-feature="X-HO"]').get_attribute("class")
    assert seen.outlines("inside") == 1
    seen.page.locator("#geomap-place").select_option("X-HO")
    assert seen.all_text("#geomap-panel .geomap-chips a") == ["Mill"]
    seen.page.locator("#geomap-panel .geomap-chips a").click()
    assert seen.text("#geomap-panel h3") == "Mill"


def test_overlapping_places_are_both_reached_by_one_click(seen: Any) -> None:
    seen.page.locator('path[data-feature="geonames:1"]').click()
    assert seen.text("#geomap-panel h3") == "Mill"
    also = seen.page.locator("#geomap-panel .geomap-chips").first.text_content()
    assert also.startswith("Also at this spot")
    assert "Holm" in also


def test_sentence_to_district(seen: Any) -> None:
    seen.page.locator("#geomap-texts .geomap-text a", has_text="Corva").click()
    assert seen.text("#geomap-panel h3") == "Corva"
    assert seen.outlines("selected") == 1
    seen.page.locator("#geomap-contradictions a").first.click()
    assert seen.text("#geomap-panel h3") == "Berin"
    assert day(seen) == "2020-11-20"


def test_the_article_is_shown_to_the_letter(seen: Any, case: Any) -> None:
    assert seen.text("#geomap-texts .geomap-text") == case.readings[0].article.text


def test_chain_is_told_in_order(case: Any, visit: Any) -> None:
    seen = visit(case.build(today=date(2020, 12, 24)).html(), "#place=X-BE")
    steps = seen.all_text("#geomap-panel .geomap-chain li")
    assert [step.split()[0] for step in steps] == ["planned", "postponed", "planned"]
    assert "implied" in steps[0]
    assert "overdue on 24 December 2020" in steps[2]
    assert "overdue" not in "".join(steps[:2])


def test_legend_equals_the_styles_in_use(seen: Any) -> None:
    styles = set()
    for _ in range(6):
        drawn = seen.page.evaluate(
            """() => {
                const used = new Set(["none"]);
                for (const path of document.querySelectorAll("path[data-feature]")) {
                    if (path.classList.contains("geomap-absent")) continue;
                    const found = /geomap-fill-(\\d+)/.exec(getComputedStyle(path).fill);
                    if (found) used.add(`fill-${found[1]}`);
                    if (path.classList.contains("geomap-point")) used.add("settlement");
                }
                for (const kind of ["planned", "claimed", "inside", "changed"]) {
                    const lines = `.folium-map .geomap-${kind}.geomap-line`;
                    if (document.querySelector(lines)) used.add(kind);
                }
                if (document.querySelector(".folium-map .geomap-number")) {
                    used.add("number");
                }
                return [...used];
            }"""
        )
        listed = seen.page.evaluate(
            """() => [...document.querySelectorAll("#geomap-legend li")].map(item =>
                item.dataset.style.startsWith("outline")
                    ? /geomap-(planned|claimed|inside)/.exec(item.innerHTML)[1]
                    : item.dataset.style)"""
        )
        assert sorted(listed) == sorted(drawn)
        styles |= set(drawn)
        if seen.page.locator("#geomap-previous").is_enabled():
            seen.page.locator("#geomap-previous").click()
    assert {"planned", "claimed", "inside", "changed", "settlement"} <= styles
    # Done, shared, inferred, and the last two once more where the day of change is not known.
    assert len([style for style in styles if style.startswith("fill")]) == 5


def test_each_precision_has_a_sign_of_its_own(case: Any, visit: Any) -> None:
    seen = visit(roughly_placed(case).build().html(), "#day=2020-11-08")
    kinds = ("near", "between", "along")
    for shown in range(4):
        line = "path.geomap-{}.geomap-line"
        drawn = [seen.page.locator(f".folium-map {line.format(kind)}") for kind in kinds]
        listed = [seen.page.locator(f"#geomap-legend {line.format(kind)}") for kind in kinds]
        assert [found.count() for found in drawn] == [1] * shown + [0] * (3 - shown)
        assert [found.count() for found in listed] == [1] * shown + [0] * (3 - shown)
        seen.page.locator("#geomap-next").click()
    # Ring, brackets and banks differ in shape, and each is in the legend what it is on the map.
    letters = [
        {re.sub("[^a-z]", "", one.get_attribute("d")) for one in (on.first, key.first)}
        for on, key in zip(drawn, listed, strict=True)
    ]
    assert letters == [{"aaz"}, {"hvhhvh"}, {"qtqt"}]
    words = seen.text("#geomap-legend")
    assert [strings("en")[f"legend.{kind}"] in words for kind in kinds] == [True] * 3


def test_the_table_shows_a_hold_as_it_is_drawn_once_it_has_surely_begun(seen: Any) -> None:
    legends = seen.page.evaluate(
        """() => {
            const data = JSON.parse(document.querySelector("#geomap-data").textContent);
            const drawn = [...document.querySelectorAll("#geomap-table rect")];
            const fill = (rect) => /geomap-fill-(\\d+)/.exec(rect.getAttribute("fill"));
            const words = ({ legend }) => legend;
            return [data.fills.map(words), drawn.map(fill).map(([, n]) => words(data.fills[n]))];
        }"""
    )
    some_day = {legend for legend in legends[0] if "from some day of this period" in legend}
    assert some_day
    assert legends[1]
    assert not some_day & set(legends[1])


def test_every_date_on_the_map_is_in_the_table_and_back(seen: Any) -> None:
    rows = seen.page.locator("#geomap-table tbody tr")
    for index in range(rows.count()):
        rows.nth(index).locator("button").click()
        spell = rows.nth(index).get_attribute("data-spell")
        when = rows.nth(index).locator("time").get_attribute("datetime")
        assert day(seen) == when
        shown = seen.page.locator(f'.folium-map [data-spell="{spell}"]')
        assert shown.count() == 1
        table = {row.get_attribute("data-spell"): row.text_content() for row in rows.all()}
        for label in seen.page.locator(".folium-map .geomap-label").all():
            row = table[label.get_attribute("data-spell")]
            assert label.locator("b").text_content() in row
            assert label.locator("span").last.text_content().split()[-1] in row


def test_a_border_of_two_dashed_places_is_drawn_once(seen: Any) -> None:
    # Berin and Corva, side by side, are both planned: dashes over dashes would be a line.
    found = seen.page.locator("path.geomap-planned.geomap-line").evaluate(
        """path => {
            const { width, height } = path.getBBox();
            return path.getTotalLength() / (2 * width + 3 * height);
        }"""
    )
    assert found == pytest.approx(1, abs=0.02)


def test_a_place_that_is_too_flat_for_its_name_has_a_number(case: Any, visit: Any) -> None:
    shapes = list(case.districts.geometry)
    shapes[0] = shapely.box(10, 50.9, 13, 50.95)
    shapes[3] = shapely.box(10, 49, 11, 50.9)  # whose land is below it
    case.districts = case.districts.set_geometry(shapes, crs=4326)
    seen = visit(case.build().html(), viewport={"width": 900, "height": 800})
    assert "Arda" not in " ".join(seen.all_text(".geomap-label b"))
    row = seen.page.locator("#geomap-table tr.geomap-today")
    assert row.locator("td").first.text_content() in seen.all_text(".folium-map .geomap-number")


@pytest.mark.parametrize("width", [360, 430, 1280])
def test_the_last_day_of_the_slider_is_written(case: Any, visit: Any, width: int) -> None:
    seen = visit(case.build().html(), viewport={"width": width, "height": 800})
    days = seen.page.locator(".geomap-year")
    assert days.last.text_content().startswith("1 Dec")
    boxes = [day.bounding_box() for day in days.all()]
    for left, right in pairwise(boxes):
        assert left["x"] + left["width"] <= right["x"]


def test_a_label_leaves_out_the_year_that_is_shown(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), viewport={"width": 1600, "height": 1100})
    assert {"20 Nov", "planned 25 Nov", "planned by 1 Dec", "1991"} <= dates_on_map(seen)
    seen.page.locator("#geomap-typed").fill("2021-03-01")
    seen.page.locator("#geomap-typed").press("Enter")
    assert {"20 Nov 2020", "planned 25 Nov 2020"} <= dates_on_map(seen)


def dates_on_map(seen: Any) -> set[str]:
    """Dates of the labels, each in one or two lines."""
    labels = seen.page.locator(".geomap-label").all()
    return {" ".join(label.locator("span").all_text_contents()) for label in labels}


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_a_label_is_on_no_other_district(case: Any, visit: Any, width: int) -> None:
    case.districts.loc[1, "geometry"] = shapely.box(11.0, 50.0, 11.4, 51.0)
    case.districts.loc[2, "geometry"] = shapely.box(11.4, 50.0, 13.0, 51.0)
    seen = visit(case.build().html(), viewport={"width": width, "height": 900})
    strays = seen.page.locator(".geomap-label").evaluate_all(
        """labels => labels.flatMap(label => [...label.querySelectorAll("bdi")]
            .map(line => line.getBoundingClientRect())
            .filter(box => [0.1, 0.9].some(part => {
                const at = new DOMPoint(box.x + part * box.width, box.y + box.height / 2);
                const name = label.querySelector("b").textContent;
                const id = { Arda: "AR", Berin: "BE", Corva: "CO" }[name];
                return [...document.querySelectorAll("path[data-feature]")].some(path =>
                    id && path.dataset.feature !== `X-${id}` &&
                    path.isPointInFill(at.matrixTransform(path.getScreenCTM().inverse())));
            }))
            .map(() => label.textContent))"""
    )
    assert strays == []
    # What has no room for its name is a number of the table.
    assert "Arda" in seen.all_text(".geomap-label b")
    assert "11" in seen.all_text(".folium-map .geomap-number")


def test_labels_do_not_collide(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), viewport={"width": 1600, "height": 1100})
    boxes = seen.page.evaluate(
        """() => [...document.querySelectorAll(
            ".geomap-label, .geomap-country")]
            .map(label => label.getBoundingClientRect().toJSON())"""
    )
    assert len(boxes) >= 8
    for n, a in enumerate(boxes):
        for b in boxes[n + 1 :]:
            apart = (
                a["right"] <= b["left"]
                or b["right"] <= a["left"]
                or a["bottom"] <= b["top"]
                or b["bottom"] <= a["top"]
            )
            assert apart, (a, b)


@pytest.mark.parametrize("lon", [7.0, 16.0])
def test_a_label_at_the_edge_of_the_map_is_not_cut(case: Any, visit: Any, lon: float) -> None:
    spells = tuple(
        replace(spell, lon=lon, district_id=None) if spell.place_id == "geonames:1" else spell
        for spell in case.timeline.spells
    )
    case.timeline = replace(case.timeline, spells=spells)
    seen = visit(case.build().html(), viewport={"width": 390, "height": 800})
    inside = seen.page.locator(".folium-map").bounding_box()
    label = seen.page.locator(".geomap-label", has_text="Mill").bounding_box()
    assert inside["x"] <= label["x"]
    assert label["x"] + label["width"] <= inside["x"] + inside["width"]


def test_water_shows_in_a_unit_without_a_report_but_no_larger_place(case: Any, visit: Any) -> None:
    seen = visit(case.build().html())
    # Holm has a town that was reported on, Arda a report of its own.
    unit = 'path[data-feature="X-HO"]'
    opacity = "path => getComputedStyle(path).fillOpacity"
    assert seen.page.locator(unit).evaluate(opacity) == "0"
    assert seen.page.locator('path[data-feature="X-AR"]').evaluate(opacity) == "1"
    seen.page.locator(unit).click(position={"x": 8, "y": 8})
    assert seen.text("#geomap-panel h3") == "Holm"
    spells = tuple(replace(spell, level="region") for spell in case.timeline.spells[:1])
    case.timeline = replace(case.timeline, spells=spells + case.timeline.spells[1:])
    seen = visit(case.build().html())
    assert seen.page.locator(unit).evaluate(opacity) == "1"


def test_a_label_keeps_off_the_outline_of_its_place_where_there_is_room(
    case: Any, visit: Any
) -> None:
    # A district shaped like an L, whose middle is too narrow for a date.
    arms = [(10, 50), (12, 50), (12, 49.9), (10.1, 49.9), (10.1, 48.5), (12, 48.5), (12, 48)]
    case.districts.loc[0, "geometry"] = shapely.Polygon([*arms, (10, 48)])
    case.districts = case.districts.iloc[:1]
    spells = [spell for spell in case.timeline.spells if spell.place_name == "Arda"]
    case.timeline = replace(case.timeline, spells=tuple(spells), chains=())
    seen = visit(case.build().html(), viewport={"width": 700, "height": 700})
    label = seen.page.locator(".geomap-label").bounding_box()
    inside = seen.page.locator('path[data-feature="X-AR"]').evaluate(
        """(path, { x, y, width, height }) => {
            const matrix = path.getScreenCTM().inverse();
            const on = (across, down) =>
                path.isPointInFill(new DOMPoint(across, down).matrixTransform(matrix));
            return [x, x + width].every(a => [y, y + height].every(d => on(a, d)));
        }""",
        label,
    )
    assert inside


def test_table_sorts_and_filters_by_any_spelling(seen: Any) -> None:
    header = seen.page.locator("th[data-column=place]")
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    names = seen.all_text("#geomap-table tbody th")
    assert names == sorted(names)
    header.locator("button").click()
    assert seen.all_text("#geomap-table tbody th") == sorted(names, reverse=True)
    seen.page.locator("#geomap-filter").fill("ardáSKI")
    assert set(seen.all_text("#geomap-table tbody th")) == {"Arda"}
    assert seen.text("#geomap-count") == "3 of 12"


def test_a_search_finds_places_as_the_articles_spell_them(case: Any, visit: Any) -> None:
    # A town has no spellings of a layer, and a layer may lack those of an article.
    for index, matched in ((0, "Արդա"), (6, "Değırmen")):
        place = replace(case.located[index].place, matched=matched)
        case.located[index] = replace(case.located[index], place=place)
    seen = visit(case.build().html())
    for words, name in (("արդա", "Arda"), ("DEĞIRMEN", "Mill"), ("degirmen", "Mill")):
        seen.page.locator("#geomap-filter").fill(words)
        assert set(seen.all_text("#geomap-table tbody th")) == {name}


def test_what_nobody_alone_holds_is_not_without_a_report(case: Any, visit: Any) -> None:
    spells = [replace(s, controller=None, status="contested") for s in case.timeline.spells]
    case.timeline = replace(case.timeline, spells=tuple(spells))
    built = case.build()
    seen = visit(built.html(), "#place=X-BE")
    for text in (seen.text("#geomap-table"), seen.text("#geomap-panel"), table_text(built.drawing)):
        assert "Contested, parties not named" in text
        assert "No report" not in text


def test_a_table_is_copied_with_its_places(seen: Any) -> None:
    # By Firefox too, which leaves out what may not be selected.
    buttons = seen.page.locator("#geomap-table button")
    assert buttons.evaluate_all("all => all.map((one) => getComputedStyle(one).userSelect)") == [
        "text"
    ] * len(buttons.all())


def test_a_table_on_paper_says_which_of_its_rows_it_has(case: Any, visit: Any) -> None:
    case.timeline = replace(case.timeline, spells=case.timeline.spells * 3)
    seen = visit(case.build().html())
    seen.page.emulate_media(media="print")
    assert seen.page.locator("#geomap-rows").inner_text() == "Rows 12–36 of 36"
    assert not seen.page.locator("#geomap-rows-all").is_visible()


def test_a_correction_that_fits_no_sentence_is_listed(case: Any, visit: Any) -> None:
    claim = replace(case.readings[0].claims[0], evidence="A sentence <b>that is gone.")
    made = correction_of(claim, "delete", by="Ada", when="2021-01-01T00:00:00Z", why="misread")
    drawing = case.build().drawing
    seen = visit(Map(replace(drawing, orphaned=(Orphan(made, "A sentence."),))).html())
    seen.page.wait_for_selector("#geomap-orphaned .geomap-claim")
    told = seen.text("#geomap-orphaned")
    for words in (claim.evidence, "delete, Ada", "misread", "nearest sentence: A sentence."):
        assert words in told
    assert seen.messages == []
    said = replace(drawing, orphaned=(Orphan(made, None),))
    assert claim.evidence in str(document_of(said))


def test_lists_hold_what_is_not_on_the_map(seen: Any) -> None:
    unplaced = seen.text("#geomap-unplaced")
    assert "no place of that name is known" in unplaced
    assert "Last month the village of Nowhere fell." in unplaced
    assert "The army took five cities." in seen.text("#geomap-notclaims")
    assert len(seen.all_text("#geomap-contradictions .geomap-sentence")) == 2
    methods = seen.text("#geomap-methods")
    assert "plain reading 1" in methods
    assert methods.count("Squares, public domain") == 1
    assert "Squares 1.0, de jure view" in methods
    assert "As of 20 November 2020" in seen.text(".geomap-masthead")


def test_the_map_as_it_was_known_earlier(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), "#place=X-AR")
    assert seen.page.locator("#geomap-known").is_visible()
    assert len(seen.all_text("#geomap-table tbody tr")) == 12
    seen.page.locator("#geomap-known").focus()
    seen.page.keyboard.press("ArrowDown")
    # On 8 November only the town was reported.
    assert seen.all_text("#geomap-table tbody th") == ["Mill"]
    assert "geomap-none" in seen.page.locator('path[data-feature="X-AR"]').get_attribute("class")
    assert seen.all_text("#geomap-panel .geomap-history li") == []
    assert seen.outlines("changed") == 0
    seen.page.wait_for_url("**#day=2020-11-20&place=X-AR&known=2020-11-08")
    again = visit(case.build().html(), "#known=2020-11-08")
    assert again.all_text("#geomap-table tbody th") == ["Mill"]
    again.page.locator("#geomap-known").select_option("")
    assert len(again.all_text("#geomap-table tbody tr")) == 12
    assert again.outlines("changed") == 1


def test_one_day_of_knowledge_is_no_choice(case: Any, visit: Any) -> None:
    case.timeline = replace(
        case.timeline,
        spells=tuple(replace(s, known_from=date(2020, 11, 20)) for s in case.timeline.spells),
    )
    assert not visit(case.build().html()).page.locator("#geomap-known").is_visible()


def test_dates_that_only_bound_a_hold_are_explained(case: Any, visit: Any) -> None:
    sign = "#geomap-legend [data-style=asof]"
    assert visit(case.build().html()).page.locator(sign).count() == 0
    spells = tuple(
        replace(s, start=None, start_latest=s.start) if s.claims == ("arda-2020",) else s
        for s in case.timeline.spells
    )
    case.timeline = replace(case.timeline, spells=spells)
    seen = visit(case.build().html())
    assert "held then at the latest" in seen.text(sign)
    assert "held then at the latest" in case.build().svg()
    seen.page.locator("#geomap-previous").click()
    assert seen.page.locator(sign).count() == 0


def many(case: Any, side: int) -> Any:
    """A grid of squares, each of which changes hands once."""
    boxes = [(n % side, n // side) for n in range(side * side)]
    case.districts = geopandas.GeoDataFrame(
        {
            "district_id": [f"M-{n:04}" for n in range(len(boxes))],
            "name": [f"Square {n}" for n in range(len(boxes))],
            "names": "",
            "level": "district",
            "country": "XX",
        },
        geometry=[shapely.box(x / 9, y / 9, (x + 1) / 9, (y + 1) / 9) for x, y in boxes],
        crs=4326,
    )
    spell = case.timeline.spells[0]
    spells = [
        replace(
            spell,
            place_id=f"unit:M-{n:04}",
            district_id=f"M-{n:04}",
            start=date(2020, 1, 1) + timedelta(days=n % 90),
            start_latest=date(2020, 1, 1) + timedelta(days=n % 90),
            end=None,
            inferred=False,
            claims=(),
        )
        for n in range(len(boxes))
    ]
    case.timeline = replace(case.timeline, spells=tuple(spells), chains=(), contradictions=())
    case.located = []
    return case


def test_a_thousand_places_stay_light(case: Any, visit: Any, monkeypatch: Any) -> None:
    plain = many(case, 32).build(start=date(2020, 2, 1)).html()
    monkeypatch.setattr("geomap.views.page.packing.LARGE", 1000)
    packed = many(case, 32).build(start=date(2020, 2, 1)).html()
    assert "Square 1000" in plain
    assert "Square 1000" not in packed
    assert len(packed) < len(plain)
    seen = visit(packed)
    rows = "#geomap-table tbody tr"
    # So many are painted on a canvas: no element each.
    assert seen.page.locator("path[data-feature]").count() == 0
    assert seen.page.locator(rows).count() == 25
    # The page of the table is that of the day shown, and only what changes is labelled.
    shown = seen.page.locator(f"{rows}.geomap-today").count()
    assert shown == 12
    marks = seen.page.locator(".folium-map .geomap-label, .folium-map .geomap-number")
    assert marks.count() <= shown
    painted = seen.page.evaluate(
        """() => {
            const { fill } = CanvasRenderingContext2D.prototype;
            let count = 0;
            CanvasRenderingContext2D.prototype.fill = function (...given) {
                count += 1;
                return fill.apply(this, given);
            };
            document.querySelector("#geomap-next").click();
            return count;
        }"""
    )
    # Each square that begins to be held, and no other.
    assert painted == 12
    box = seen.page.locator(".geomap-pane-areas canvas").first.bounding_box()
    seen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert seen.text("#geomap-panel h3").startswith("Square ")
    assert seen.outlines("selected") == 1
    assert seen.text("#geomap-rows").startswith("Rows 373–397")
    seen.page.locator("#geomap-rows-next").click()
    assert seen.text("#geomap-rows").startswith("Rows 398–422")
    seen.page.locator("#geomap-rows-all").click()
    assert seen.page.locator(rows).count() == 1024
    seen.page.locator("#geomap-filter").fill("square 1000")
    assert seen.page.locator(rows).count() == 1
    assert seen.messages == []


def test_countries_that_are_coloured_all_over_have_names_and_frontiers(
    case: Any, visit: Any
) -> None:
    drawn = """canvas => {
        const { width, height } = canvas;
        const pen = new OffscreenCanvas(width, height).getContext("2d");
        pen.drawImage(canvas, 0, 0);
        return pen.getImageData(0, 0, width, height).data.some(Boolean);
    }"""
    frontiers = ".geomap-pane-areas canvas >> nth=1"
    crowd = many(case, 32)
    seen = visit(crowd.build().html())
    assert seen.all_text(".geomap-country") == ["EXLAND"]
    assert not seen.page.locator(frontiers).evaluate(drawn)
    east = crowd.districts.geometry.bounds["minx"] > crowd.districts.geometry.bounds["minx"].mean()
    crowd.districts.loc[east, ["country", "country_name"]] = ["YY", "Wyeland"]
    crowd.timeline = replace(
        crowd.timeline,
        spells=tuple(
            replace(spell, country="YY") if far else spell
            for spell, far in zip(crowd.timeline.spells, east, strict=True)
        ),
    )
    seen = visit(crowd.build().html())
    assert set(seen.all_text(".geomap-country")) == {"EXLAND", "WYELAND"}
    assert seen.page.locator(frontiers).evaluate(drawn)


def test_the_fragment_keeps_day_and_place(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), "#day=1993-06-01&place=X-AR")
    assert day(seen) == "1993-06-01"
    assert seen.text("#geomap-panel h3") == "Arda"
    seen.page.locator("#geomap-next").click()
    seen.page.wait_for_url("**#day=2020-11-08&place=X-AR")
    seen.page.evaluate("location.hash = '#day=2020-11-25&place=<img>'")
    seen.page.wait_for_function(
        "document.querySelector('#geomap-iso').textContent === '2020-11-25'"
    )
    assert seen.page.locator("#geomap-panel h3").count() == 0


def test_a_link_opens_the_same_view_in_a_page_that_is_open(case: Any, visit: Any) -> None:
    links = [
        "#day=1993-06-01&place=X-AR",
        "#place=X-BE",
        "#day=2020-11-25",
        "#known=2020-11-08",
        "",
    ]
    view = """() => ["#geomap-iso", "#geomap-panel h3"].map((each) =>
        document.querySelector(each)?.textContent).concat(document.querySelector("#geomap-known").value)"""
    html = case.build().html()
    fresh = [visit(html, link).page.evaluate(view) for link in links]
    assert len({str(one) for one in fresh}) == len(links)
    page = visit(html).page
    for link, shown in zip(links, fresh, strict=True):
        page.evaluate("link => { location.hash = link; }", link)
        page.wait_for_function(
            f"want => JSON.stringify(({view})()) === JSON.stringify(want)", arg=shown
        )


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Baku", "Pacific/Kiritimati"])
@pytest.mark.parametrize("locale", ["en-US", "fa-IR", "th-TH", "ar-EG"])
def test_the_day_is_right_everywhere(case: Any, visit: Any, zone: str, locale: str) -> None:
    seen = visit(case.build().html(), timezone_id=zone, locale=locale)
    assert (day(seen), seen.text("#geomap-day")) == ("2020-11-20", "20 November 2020")


def test_phone_has_no_sideways_scroll_and_says_all(case: Any, visit: Any) -> None:
    seen = visit(
        case.build().html(),
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
    track = seen.page.locator("#geomap-slider").bounding_box()
    middle = track["y"] + track["height"] / 2
    seen.page.touchscreen.tap(track["x"] + 4, middle)
    assert day(seen) == "1991-01-01"
    seen.page.touchscreen.tap(track["x"] + track["width"] - 4, middle)
    assert day(seen) == "2020-12-01"
    seen.page.locator("#geomap-previous").tap()
    assert day(seen) == "2020-11-25"
    seen.page.locator('path[data-feature="X-AR"]').tap(position={"x": 12, "y": 12})
    assert seen.text("#geomap-panel h3") == "Arda"
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
    assert seen.page.locator("#geomap-panel h3").evaluate(
        "heading => heading.getBoundingClientRect().top < innerHeight"
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_speaks_and_fits(case: Any, visit: Any, language: str, width: int) -> None:
    html = case.build(language=language).html()
    seen = visit(html, "#place=X-AR", viewport={"width": width, "height": 800})
    words = strings(language)
    assert seen.messages == []
    assert seen.page.evaluate("document.documentElement.lang") == language
    assert seen.page.evaluate("document.documentElement.dir") == words["direction"]
    # Under right-to-left chrome the map and the track of time still run from left to right.
    for part in (".geomap-map", "#geomap-track"):
        assert seen.page.locator(part).evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert seen.page.evaluate("document.documentElement.scrollWidth") == width
    shown = seen.page.evaluate("document.body.innerText")
    assert words["legend.none"] in shown
    assert words["months"][10] in seen.text("#geomap-day")
    assert "{" not in shown
    seen.page.locator("#geomap-next").click()
    assert day(seen) == "2020-11-25"


def test_works_in_a_sandboxed_frame(case: Any, visit: Any) -> None:
    page = html.escape(case.build().html(), quote=True)
    seen = visit(
        f'<!DOCTYPE html><iframe sandbox="allow-scripts" width="1200" height="780" '
        f'srcdoc="{page}"></iframe>'
    )
    frame = seen.page.frame_locator("iframe")
    frame.locator(READY).wait_for(state="attached")
    frame.locator("#geomap-previous").click()
    assert frame.locator("#geomap-iso").text_content() == "2020-11-08"
    frame.locator("#geomap-texts .geomap-text a", has_text="Corva").click()
    assert frame.locator("#geomap-panel h3").text_content() == "Corva"
    assert frame.locator('path[data-feature="X-CO"]').count() == 1
    assert seen.messages == []


def widest_area(frame: Any) -> float:
    """How much of the width of the map its areas take."""
    return float(
        frame.evaluate(
            """() => {
                const map = document.querySelector(".folium-map").getBoundingClientRect();
                const boxes = [...document.querySelectorAll("path[data-feature]")].map((path) =>
                    path.getBoundingClientRect());
                const inside = boxes.every((box) => box.left >= map.left && box.right <= map.right);
                const ends = [Math.max(...boxes.map((box) => box.right)),
                    Math.min(...boxes.map((box) => box.left))];
                return inside ? (ends[0] - ends[1]) / map.width : NaN;
            }"""
        )
    )


def test_a_frame_that_is_shown_late_has_its_map(case: Any, visit: Any) -> None:
    page = html.escape(case.build().html(), quote=True)
    seen = visit(
        '<!DOCTYPE html><div id="tab" style="display: none"><iframe sandbox="allow-scripts" '
        f'width="800" height="780" srcdoc="{page}"></iframe></div>'
    )
    frame = seen.page.frames[1]
    frame.wait_for_selector(READY, state="attached")
    seen.page.evaluate("document.querySelector('#tab').style.display = 'block'")
    seen.page.wait_for_timeout(300)
    assert widest_area(frame) > 0.3
    # What somebody has moved stays where it is.
    one = frame.locator('path[data-feature="X-AR"]')
    frame.locator(".leaflet-control-zoom-in").click()
    seen.page.wait_for_timeout(600)
    near = one.bounding_box()["width"]
    seen.page.evaluate("document.querySelector('iframe').width = 600")
    seen.page.wait_for_timeout(300)
    assert one.bounding_box()["width"] == near
    assert seen.messages == []


@pytest.mark.parametrize("language", languages())
def test_the_day_is_never_cut(case: Any, visit: Any, language: str) -> None:
    seen = visit(case.build(language=language).html())
    cut = """() => {
        const words = document.querySelector("#geomap-day");
        return words.scrollWidth > words.clientWidth;
    }"""
    for width in (320, 390, 480, 560, 600, 700, 768, 960, 1024, 1440):
        seen.page.set_viewport_size({"width": width, "height": 800})
        for month in range(1, 13):
            seen.page.locator("#geomap-typed").fill(f"2020-{month:02}-28")
            seen.page.locator("#geomap-typed").press("Enter")
            assert not seen.page.evaluate(cut), (width, month)


def test_without_scripts_only_the_title_and_the_reason_are_there(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), java_script_enabled=False)
    shown = str(seen.page.locator("body").inner_text()).split("\n")
    assert [line for line in shown if line] == ["Troops enter Arda", strings("en")["noscript"]]


def test_on_paper_the_map_shows_every_place(case: Any, visit: Any) -> None:
    seen = visit(case.build().html(), viewport={"width": 1600, "height": 1000})
    seen.page.emulate_media(media="print")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    size = seen.page.locator(".folium-map").bounding_box()
    outer = seen.page.locator(".geomap-map").bounding_box()
    assert abs(size["width"] - outer["width"]) <= 2
    assert abs(size["height"] - outer["height"]) <= 2
    # All of a sheet of A4 between the margins of the page.
    assert abs(size["width"] - 18 / 2.54 * 96) <= 1
    assert widest_area(seen.page) > 0.3
    seen.page.emulate_media(media="screen")
    seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert seen.page.locator(".folium-map").bounding_box()["width"] > size["width"]


def test_dark_and_print_keep_the_colours(case: Any, visit: Any) -> None:
    light = visit(case.build().html())
    dark = visit(case.build().html(), color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert light.page.evaluate(paper) != dark.page.evaluate(paper)
    assert light.fill_of("X-AR") == dark.fill_of("X-AR")
    light.page.emulate_media(media="print")
    assert not light.page.locator("#geomap-slider").is_visible()
    assert light.page.locator("#geomap-table").is_visible()
