"""Size, build, first map and slider step of the page, beside Folium's TimeSliderChoropleth.

Run from the project root, in the environment of the tests, with Chromium installed::

    python benchmarks/page.py 78x365 4596x365

Both draw the same polygons and the same days in one run, so compare the ratios: seconds depend on
the machine and on what else it does. A *step* is the main-thread time from the input event to the
finished layout, the median of 40. The choropleth cannot bear Natural Earth's own ids, so that
they are numbered for it.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import folium
import geopandas
import shapely
from folium.plugins import TimeSliderChoropleth
from playwright.sync_api import Page, sync_playwright

from geomap.model import Spell, Timeline
from geomap.views.map import build_map

DATA = Path(__file__).parent.parent / "geomap" / "data"
FIRST = date(2022, 1, 1)
COLOURS = {"A": "#0072b2", "B": "#f0e442", "C": "#d55e00"}
HOLDS = 4
"""Spells of each district."""


def layers(places: int) -> tuple[geopandas.GeoDataFrame, geopandas.GeoDataFrame]:
    """Districts and countries; those of one country if few are wanted, else all, simplified."""
    districts = geopandas.read_file(DATA / "districts.fgb")
    base = geopandas.read_file(DATA / "countries.fgb").rename(columns={"country_name": "name"})
    if places < 100:
        return districts, base
    districts["geometry"] = shapely.coverage_simplify(districts.geometry.to_numpy(), 0.09)
    return districts, base


def holds(districts: geopandas.GeoDataFrame, days: int) -> list[tuple[str, str, date, date | None]]:
    """Random holders by district: id, actor, first day, end."""
    source = random.Random(1)
    found = []
    for key in districts["district_id"]:
        cuts = sorted(source.sample(range(days), HOLDS))
        ends = [*cuts[1:], None]
        for start, end in zip(cuts, ends, strict=True):
            until = None if end is None else FIRST + timedelta(days=end)
            actor = source.choice(sorted(COLOURS))
            found.append((str(key), actor, FIRST + timedelta(days=start), until))
    return found


def ours(
    districts: geopandas.GeoDataFrame, base: geopandas.GeoDataFrame, drawn: Any, rows: list[Any]
) -> str:
    """The page of geomap."""
    names = dict(zip(drawn["district_id"], drawn["name"], strict=True))
    points = drawn.geometry.representative_point()
    at = dict(zip(drawn["district_id"], zip(points.x, points.y, strict=True), strict=True))
    countries = dict(zip(drawn["district_id"], drawn["country"], strict=True))
    spells = tuple(
        Spell(
            place_id=f"unit:{key}",
            place_name=names[key],
            level="district",
            lon=at[key][0],
            lat=at[key][1],
            district_id=key,
            district=names[key],
            admin1=None,
            country=countries[key],
            controller=actor,
            start=start,
            start_latest=start,
            end=end,
            end_latest=end,
            known_from=start,
            status="happened",
            share=None,
            sources=(),
            claims=(),
        )
        for key, actor, start, end in rows
    )
    timeline = Timeline(spells=spells, chains=(), unplaced=(), contradictions=())
    return build_map(timeline, [], [], districts, base).html()


def choropleth(drawn: geopandas.GeoDataFrame, rows: list[Any], days: int) -> str:
    """The page of Folium's plugin: a colour for each district on each day."""
    order = {key: str(index) for index, key in enumerate(drawn["district_id"])}
    stamps = [
        str(int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp()))
        for d in (FIRST + timedelta(days=n) for n in range(days))
    ]
    styles: dict[str, dict[str, Any]] = {index: {} for index in order.values()}
    for key, actor, start, end in rows:
        last = days if end is None else (end - FIRST).days
        for day in range((start - FIRST).days, last):
            styles[order[key]][stamps[day]] = {"color": COLOURS[actor], "opacity": 1}
    plain = geopandas.GeoDataFrame(geometry=drawn.geometry.to_list(), crs=4326)
    west, south, east, north = plain.total_bounds
    chart = folium.Map(tiles=None)
    chart.fit_bounds([[south, west], [north, east]])
    TimeSliderChoropleth(plain.to_json(), styles).add_to(chart)
    return str(chart.get_root().render())


def timed(make: Callable[[], str]) -> tuple[str, float]:
    """What a function returns, and how many seconds it took."""
    start = time.perf_counter()
    return make(), time.perf_counter() - start


STEP = """async (selector) => {
    const slider = document.querySelector(selector);
    const times = [];
    for (let n = 0; n < 40; n += 1) {
        const start = performance.now();
        slider.value = String(Number(slider.min || 0) + 60 + n);
        slider.dispatchEvent(new Event("input"));
        document.body.offsetHeight;
        times.push(performance.now() - start);
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    return times;
}"""


def seen(page: Page, html: str, drawn: str, slider: str) -> tuple[float, float]:
    """Seconds until the map is painted, and milliseconds of a step."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8")
        start = time.perf_counter()
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector(drawn, state="attached", timeout=120_000)
        page.evaluate("new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))")
        first = time.perf_counter() - start
        return first, statistics.median(page.evaluate(STEP, slider))


def assets(chart: str, folder: Path) -> str:
    """Put local copies where a page names remote files, so that both are measured offline."""
    import re

    for url in sorted(set(re.findall(r'(?:src|href)="(https?://[^"]+)"', chart))):
        copy = folder / url.rpartition("/")[2]
        if copy.exists():
            chart = chart.replace(url, copy.as_uri())
    return chart


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", default=["78x365", "4596x365"])
    parser.add_argument("--assets", type=Path, help="local copies of the files Folium links to")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    heading = ("case", "page", "kB", "build s", "first map s", "step ms")
    print("{:>9} {:<12} {:>8} {:>8} {:>12} {:>8}".format(*heading))
    for case in options.cases:
        places, days = map(int, case.split("x"))
        districts, base = layers(places)
        drawn = districts[districts["country"] == "AZ"] if places < 100 else districts
        rows = holds(drawn, days)
        built = {
            "geomap": timed(lambda: ours(districts, base, drawn, rows)),  # noqa: B023
            "choropleth": timed(lambda: choropleth(drawn, rows, days)),  # noqa: B023
        }
        marks = {
            "geomap": ("html[data-geomap=ready]", "#geomap-slider"),
            "choropleth": ("path.leaflet-interactive", "input[type=range]"),
        }
        found: dict[str, list[float]] = {}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=options.browser, args=["--headless=new", "--no-sandbox"]
            )
            for name, (html, build) in built.items():
                size = len(html.encode()) / 1000
                shown = assets(html, options.assets) if options.assets else html
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                found[name] = [size, build]
                if name == "geomap" or options.assets:
                    found[name] += seen(page, shown, *marks[name])
                page.close()
            browser.close()
        for name, values in found.items():
            cells = [f"{value:.0f}" if value >= 100 else f"{value:.2f}" for value in values]
            print(f"{case:>9} {name:<12} " + " ".join(f"{c:>9}" for c in cells))
        pairs = zip(found["geomap"], found["choropleth"], strict=False)
        ratios = " ".join(f"{mine / theirs:>9.3f}" for mine, theirs in pairs)
        print(f"{case:>9} {'ratio':<12} {ratios}")


if __name__ == "__main__":
    main()
