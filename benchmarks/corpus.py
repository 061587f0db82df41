"""Thousands of articles: speed on processes and a cluster, and the cost of each stage as it grows.

    python benchmarks/corpus.py [runs] [growth]

``runs`` reads the same articles with one process, with two, and on a Dask cluster of two workers
on this machine, in turns in one run: the ratios count. ``growth`` takes the stages one by one, over
10 to 10,000 articles, claims, districts and days, in seconds of the processor; claims of the later
ones are made up. Without a word, both.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from geomap import pipeline, resources
from geomap.case import running
from geomap.case.recipes import recipe_of
from geomap.case.store import Store, open_store
from geomap.case.workers import read_all
from geomap.control.rules import Rules
from geomap.control.timeline import timeline
from geomap.model import Article, Claim, Located, Reading, When
from geomap.options import Options
from geomap.places.districts.layer import units_of
from geomap.text.articles import stream
from geomap.text.copies import copies_of

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "case"), str(ROOT / "benchmarks")]
import copies  # noqa: E402
import corpus  # noqa: E402

READ = 600
"""Articles read by each crew."""
OWN = 1_000
"""Articles of a case that are read; the others borrow what was found in these."""
SIZES = (10, 100, 1_000, 10_000)
FIRST = date(2020, 1, 1)


def timed(work: Callable[[], object]) -> float:
    """Seconds of this process on the processor, whoever else uses the machine."""
    began = time.process_time()
    work()
    return time.process_time() - began


# ---------------------------------------------------------------- runs


def crew(workers: int, scheduler: str | None) -> None:
    """Read in this process what a crew reads, and print what it took."""
    articles = [corpus.as_article(row) for row in corpus.corpus(READ)]
    answers = read_all(articles, Options(), workers=workers, scheduler=scheduler)
    began = time.perf_counter()
    count = len(next(answers))
    first = time.perf_counter()
    count += sum(len(batch) for batch in answers)
    ended = time.perf_counter()
    rate = (count - 20) / (ended - first)
    usage = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, other = (resource.getrusage(who).ru_maxrss >> 10 for who in usage)
    print(f"{rate:.2f} {first - began:.2f} {own} {other}")


@contextmanager
def cluster() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as made:
        yield str(made.scheduler_address)


def runs() -> None:
    print(f"{READ} articles of two to four sentences")
    print("crew                articles/s   ratio   s to the first 20   MiB asking   MiB a worker")
    with cluster() as scheduler:
        alone = 0.0
        crews = {"one process": ("1",), "two processes": ("2",), "cluster of two": ("2", scheduler)}
        for name, how in crews.items():
            said = subprocess.run(
                [sys.executable, __file__, "crew", *how], check=True, capture_output=True, text=True
            ).stdout.split()
            rate, first, own, worker = map(float, said[-4:])
            alone = alone or rate
            cells = f"{rate:11.1f} {rate / alone:7.2f} {first:19.1f} {own:12.0f}"
            print(f"{name:18} {cells} {worker if name == 'two processes' else '':>14}")


# ---------------------------------------------------------------- growth


def per_article(count: int, folder: Path) -> None:
    """Milliseconds an article of each stage of a case."""
    path = corpus.write(count, folder / f"{count}.jsonl")
    options = Options()
    recipe = recipe_of(options).id
    readings: list[Reading] = []
    placed: list[tuple[Reading, list[Located]]] = []
    with open_store(folder / f"{count}.gpkg", create=True) as store:
        took = {"add": timed(lambda: store.add_articles(stream(path)))}
        articles = list(store.articles())
        own = articles[:OWN]
        took["read"] = timed(lambda: readings.extend(pipeline.read(a, options) for a in own))
        took["place"] = timed(
            lambda: placed.extend((each, pipeline.locate(each, options)) for each in readings)
        )
        took |= {name: took[name] * count / len(own) for name in ("read", "place")}
        placed += [borrowed(placed[n % OWN], articles[n]) for n in range(OWN, count)]
        took["keep"] = timed(lambda: keep(store, recipe, placed))
        took["load"] = timed(lambda: list(store.readings(recipe)))
        took["copies"] = timed(lambda: copies_of(store.articles()))
        took["conclude"] = timed(lambda: running.conclude(store, options)) - took["copies"]
        took["conclude"] -= took["load"]
        claims = store.runs()[-1].claims
    size = (folder / f"{count}.gpkg").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    cells = "".join(f"{1000 * seconds / count:10.2f}" for seconds in took.values())
    print(f"{count:9,}{cells}{claims:10,}{size / count / 1000:12.1f}{peak:10,}")


def borrowed(placed: tuple[Reading, list[Located]], article: Article) -> tuple[Reading, list]:
    """What was found in one article as if it were another's."""
    located = [
        replace(each, claim=replace(each.claim, id=each.claim.id + article.id, article=article.id))
        for each in placed[1]
    ]
    claims = tuple(each.claim for each in located)
    return replace(placed[0], article=article, claims=claims), located


def keep(store: Store, recipe: str, placed: list[tuple[Reading, list[Located]]]) -> None:
    for begin in range(0, len(placed), 20):
        store.save_readings(recipe, placed[begin : begin + 20])


def longer() -> None:
    """The same of articles of the length of news."""
    texts = copies.bases()
    articles = [Article(id=str(n), name="", text=text) for n, text in enumerate(texts)]
    words = sum(len(text.split()) for text in texts)
    took = timed(lambda: [pipeline.locate(pipeline.read(a)) for a in articles])
    print(f"articles of {words / len(texts):.0f} words: {1000 * took / len(texts):.0f} ms to read "
          f"and place, {words / took:.0f} words a second")  # fmt: skip


def claims_of(claims: int, districts: int, days: int) -> list[Located]:
    """Claims on the units of the shipped layer, by four sides."""
    chance = random.Random(f"{claims} {districts} {days}")
    layer = resources.atlas(Options()).layer
    units = list(units_of(layer[:districts]).values())
    found = []
    for number in range(claims):
        unit, day = chance.choice(units), FIRST + timedelta(days=chance.randrange(days))
        to = chance.choice(("Reds", "Blues", "Greens", "Whites"))
        claim = Claim(
            id=f"c{number}", article=f"a{number}", place=unit.name, change="captured",
            trigger="took", to_actor=to, date=When(earliest=day, latest=day), status="happened",
            evidence=f"{to} took {unit.name}.", start=0, end=10,
        )  # fmt: skip
        found.append(
            Located(claim=claim, place=unit, precision="district",
                    district_id=unit.district_ids[0], country=unit.country)
        )  # fmt: skip
    return found


def concluding(what: str, cases: list[tuple[int, int, int]]) -> None:
    rules = Rules.load()
    print(f"\n{what:>10}   claims  districts    days   seconds   ms a claim   spells")
    for claims, districts, days in cases:
        located = claims_of(claims, districts, days)
        began = time.process_time()
        found = timeline(located, rules)
        took = time.process_time() - began
        print(f"{'':10} {claims:8,} {districts:10,} {days:7,} {took:9.2f} "
              f"{1000 * took / claims:12.3f} {len(found.spells):8,}")  # fmt: skip


def growth() -> None:
    pipeline.locate(pipeline.read(corpus.as_article(next(corpus.corpus(1)))))  # opens everything
    longer()
    print("\nms an article")
    print(" articles       add      read     place      keep      load    copies  conclude"
          "    claims  kB/article       MiB")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for count in SIZES:
            per_article(count, Path(folder))
    concluding("claims", [(size, 300, 365) for size in SIZES])
    concluding("districts", [(10_000, size, 365) for size in (10, 100, 1_000, 4_000)])
    concluding("days", [(10_000, 300, size) for size in SIZES])


if __name__ == "__main__":
    if sys.argv[1:2] == ["crew"]:
        crew(int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
    else:
        for part in sys.argv[1:] or ["runs", "growth"]:
            {"runs": runs, "growth": growth}[part]()
