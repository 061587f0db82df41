"""Size, build, memory, first map and slider step of the page, beside five peers, in one run.

Run it as ``make bench``, or from the project root with the packages of ``requirements-bench.lock``,
Debian's Chromium, and npm for the files that Folium's pages link to::

    python benchmarks/page.py 78x365 4596x365 full4596x365

All draw the same polygons and the same days, so compare the ratios: seconds depend on the machine
and on what else it does. *Build* begins with the records and ends with the HTML, and *peak* is the
largest memory of that process. *First map* ends at the first frame after the map is drawn. A
*step* is what the main thread is busy for, painting and what is put off included, for each of 40
steps a frame apart, with half a second of rest at the end; *input* is the part of it from the event
to the finished layout, which is what a finger waits for.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import resource
import statistics
import subprocess
import tarfile
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import peers
import shapely
from playwright.sync_api import Page, sync_playwright

from geomap.places.districts.layer import load, load_countries

HOLDS = 4
"""Spells of each district."""

LOADS, STEPS = 3, 40


def task_of(case: str) -> peers.Task:
    """Read a case: ``78x365``, ``4596x365`` (simplified before) or ``full4596x365``."""
    places, days = map(int, case.removeprefix("full").split("x"))
    districts = load()
    base = load_countries().rename(columns={"country_name": "name"})
    if places > 100 and not case.startswith("full"):
        districts["geometry"] = shapely.coverage_simplify(districts.geometry.to_numpy(), 0.09)
    drawn = districts[districts["country"] == "AZ"] if places < 100 else districts
    source = random.Random(1)
    holds: list[peers.Hold] = []
    for key in drawn["district_id"]:
        cuts = [0, *sorted(source.sample(range(1, days), HOLDS - 1))]
        for start, end in zip(cuts, [*cuts[1:], None], strict=True):
            until = None if end is None else peers.FIRST + timedelta(days=end)
            actor = source.choice(sorted(peers.COLOURS))
            holds.append((str(key), actor, peers.FIRST + timedelta(days=start), until))
    return peers.Task(districts, base, drawn, holds, peers.records_of(drawn, holds), days)


def build(name: str, case: str, target: Path) -> None:
    """Write a page, and beside it how long that took and how much memory; in its own process."""
    make = peers.PEERS[name].make
    task = task_of(case)
    drawn = task.drawn[:2]
    few = [hold for hold in task.holds if hold[0] in set(drawn["district_id"])]
    records = peers.records_of(drawn, few)
    # Imports and templates are paid before: a page is not the first of its process.
    make(peers.Task(task.districts[:50], task.base, drawn, few, records, task.days))
    times = []
    for _ in range(3 if len(task.drawn) < 100 else 1):
        start = time.perf_counter()
        html = make(task)
        times.append(time.perf_counter() - start)
    target.write_text(html, encoding="utf-8")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    target.with_suffix(".txt").write_text(f"{min(times)} {peak}")


def built(name: str, case: str, target: Path) -> tuple[float, float]:
    """Seconds and MiB of a build in a fresh process."""
    process = multiprocessing.get_context("spawn").Process(target=build, args=(name, case, target))
    process.start()
    process.join()
    seconds, peak = target.with_suffix(".txt").read_text().split()
    return float(seconds), float(peak)


FIRST_MAP = """
    const drawn = DRAWN;
    window.firstMap = new Promise((done) => {
        const frame = () => requestAnimationFrame(
            () => done(performance.now()));
        const look = () => drawn() ? frame() : requestAnimationFrame(look);
        look();
    });
"""

SLIDE = """async ([from, steps]) => {
    const step = STEP;
    const times = [];
    for (let n = 0; n < steps; n += 1) {
        const start = performance.now();
        step(from + n);
        document.body.offsetHeight;
        times.push(performance.now() - start);
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    await new Promise((done) => setTimeout(done, 500));
    return times;
}"""


def busy(session: Any) -> float:
    """Milliseconds that the main thread of a page has been busy for."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(m["value"] for m in metrics if m["name"] == "TaskDuration")


def loaded(page: Page, path: Path, peer: peers.Peer) -> float:
    """Seconds from the address to the first frame with a map."""
    page.add_init_script(FIRST_MAP.replace("DRAWN", peer.drawn))
    page.goto(path.as_uri(), wait_until="commit")
    return float(page.evaluate("window.firstMap")) / 1000


def slid(page: Page, peer: peers.Peer) -> tuple[float, float]:
    """Milliseconds of the main thread for a step, and those that the input waits for."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    slide = SLIDE.replace("STEP", peer.step)
    page.wait_for_timeout(1000)
    page.evaluate(slide, [50, 5])
    before = busy(session)
    times = page.evaluate(slide, [60, STEPS])
    return (busy(session) - before) / STEPS, statistics.median(times)


def seen(browser: Any, path: Path, peer: peers.Peer) -> list[float]:
    """First map in seconds; step and input in milliseconds, where there is a slider."""
    firsts = []
    for number in range(LOADS):
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        firsts.append(loaded(page, path, peer))
        found = list(slid(page, peer)) if number == LOADS - 1 and peer.step else []
        page.context.close()
    return [statistics.median(firsts), *found]


def assets(folder: Path) -> dict[str, Path]:
    """Fetch what Folium's pages link to with npm, once."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for package, names in peers.ASSETS.items():
        archive = folder / f"{package.strip('@').replace('/', '-').replace('@', '-')}.tgz"
        if not archive.exists():
            command = ["npm", "pack", "--silent", "--pack-destination", str(folder), package]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(archive) as packed:
            for name in names:
                copy = folder / Path(name).name
                if not copy.exists():
                    packed_file = packed.extractfile(f"package/{name}")
                    assert packed_file is not None
                    copy.write_bytes(packed_file.read())
                found[copy.name] = copy
    return found


def with_assets(path: Path, known: dict[str, Path]) -> int:
    """Point a page to the local copies, drop what has none, and tell the bytes that it needs."""
    text = path.read_text(encoding="utf-8")
    needed = 0
    for url in sorted(set(re.findall(r'(?:src|href)="(https?://[^"]+)"', text[:20_000]))):
        name = url.rpartition("/")[2]
        copy = known.get(peers.RENAMED.get(name, name))
        needed += copy.stat().st_size if copy else 0
        text = text.replace(url, copy.as_uri() if copy else "data:,")
    path.write_text(text, encoding="utf-8")
    return needed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", default=["78x365", "4596x365", "full4596x365"])
    parser.add_argument("--only", help="names of pages, with commas between them")
    parser.add_argument("--assets", type=Path, default=Path("out/bench"), help="folder of copies")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    names = options.only.split(",") if options.only else list(peers.PEERS)
    known = assets(options.assets.resolve())
    heading = ("kB", "assets", "build s", "peak MiB", "first s", "step ms", "input ms")
    print(f"{'case':<13} {'page':<21}" + "".join(f"{each:>10}" for each in heading))
    for case in options.cases:
        places = int(case.removeprefix("full").split("x")[0])
        for name in names:
            peer = peers.PEERS[name]
            if places > peer.most:
                continue
            with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
                path = Path(folder) / "page.html"
                seconds, peak = built(name, case, path)
                size = path.stat().st_size
                more = with_assets(path, known)
                arguments = ["--headless=new", "--no-sandbox"]
                browser = playwright.chromium.launch(
                    executable_path=options.browser, args=arguments
                )
                values = [size / 1000, more / 1000, seconds, peak, *seen(browser, path, peer)]
                browser.close()
            cells = [f"{v:.0f}" if v >= 100 else f"{v:.2f}" for v in values]
            print(f"{case:<13} {name:<21}" + "".join(f"{cell:>10}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
