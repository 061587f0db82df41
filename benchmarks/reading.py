"""Reading beside bare spaCy: ``.venv/bin/python benchmarks/reading.py [REPEATS]``.

The same articles, the same model, in turns in one run; the ratio is what counts. Both parse the
same paragraphs; geomap then finds names, dates, frames and claims in them.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from pathlib import Path

from geomap import resources
from geomap.model import Article
from geomap.scoring.folders import cases as cases_of
from geomap.text.articles import read
from geomap.text.language import load_language, load_model
from geomap.text.syntax.sentences import paragraphs

ROOT = Path(__file__).resolve().parent.parent


def articles() -> list[Article]:
    """Texts of the cases and the samples, the English ones."""
    cases = [case.article for case in cases_of(ROOT / "tests" / "cases")]
    samples = [article for path in sorted((ROOT / "data").glob("*.txt")) for article in read(path)]
    return [each for each in [*cases, *samples] if (each.language or "en") == "en"]


def timed(work: object) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(repeats: int) -> None:
    texts = articles()
    words = sum(len(each.text.split()) for each in texts)
    model = load_model(tuple(load_language("en").pack["language"]["models"]))
    reader = resources.reader("en")

    def bare() -> None:
        for each in texts:
            spans = paragraphs(each.text, each.body)
            for _ in model.pipe(each.text[first:last] for first, last in spans):
                pass

    def whole() -> None:
        for each in texts:
            reader.read(each)

    bare(), whole()
    pairs = [(timed(bare), timed(whole)) for _ in range(repeats)]
    ratio = statistics.median(second / first for first, second in pairs)
    best = min(second for _, second in pairs)
    print(f"{len(texts)} articles, {words} words, {repeats} repeats")
    print(f"bare spaCy   {min(first for first, _ in pairs):.2f} s (best)")
    print(f"geomap       {best:.2f} s (best), {words / best:,.0f} words a second")
    print(f"ratio        {ratio:.2f} (median of pairs)")
    print(f"peak memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
