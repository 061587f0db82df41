"""What tells a copy from another article on the same event: ``python benchmarks/copies.py``.

Copies are made of every base text with one to four edits each: another headline, an agency's
credit lines, paragraphs cut at the end or in the middle, paragraphs added, words and quotation
marks of the house, paragraphs run together. What is no copy: reports of one event by several desks
that quote the same officials, and daily bulletins that differ in nothing but their facts.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
import tomllib
from pathlib import Path

from geomap.model import Article
from geomap.text import copies
from geomap.text.articles import read

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "case"))
import copying  # noqa: E402

COPIES = 30
PLACES = ("Mosul", "Raqqa", "Sinjar", "Kobane", "Aleppo", "Homs", "Idlib", "Deraa", "Hama",
          "Palmyra", "Tartus", "Manbij")  # fmt: skip


def bases() -> list[str]:
    """Texts of which copies are made: the events, the samples and the long cases."""
    samples = [each for path in sorted((ROOT / "data").glob("*.txt")) for each in read(path)]
    cases = sorted((ROOT / "tests" / "cases").glob("long_*.toml"))
    return [
        *(report for event in copying.events() for report in event),
        *(each.text[each.body :].strip() for each in samples),
        *(tomllib.loads(path.read_text("utf-8"))["text"].strip() for path in cases),
    ]


def article(name: str, text: str) -> Article:
    return Article(id=name, name=name, text=text)


def main() -> None:
    chance = random.Random("copies")
    texts = bases()
    made = [
        [article(f"{base}.{n}", copying.copy_of(text, chance, n % 5)) for n in range(COPIES)]
        for base, text in enumerate(texts)
    ]
    bulletins = [article(f"b{n}", copying.bulletin(chance, PLACES)) for n in range(60)]
    same = [pair for group in made for pair in itertools.combinations(group, 2)]
    events = [[article(text[:20], text) for text in event] for event in copying.events()]
    desks = [pair for event in events for pair in itertools.combinations(event, 2)]
    daily = list(itertools.combinations(bulletins, 2))
    print(f"{len(texts)} base texts, {COPIES} copies of each, {len(bulletins)} bulletins")
    for name, pairs in (("copies", same), ("same event", desks), ("bulletins", daily)):
        alike = sorted(copies.likeness(*pair) for pair in pairs)
        shown = {q: alike[int(q * (len(alike) - 1))] for q in (0, 0.01, 0.5, 0.99, 1)}
        print(f"{name:11}", "  ".join(f"{q:4.0%} {value:.2f}" for q, value in shown.items()))
    everything = [each for group in made for each in group] + bulletins
    chosen = copies.ALIKE
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        copies.ALIKE = threshold
        began = time.perf_counter()
        found = copies.copies_of(everything)
        took = time.perf_counter() - began
        apart = sum(len(group) - most(group, found) for group in made)
        wrong = sum(found.get(each.id, each.id) != each.id for each in bulletins)
        joined = wrong + sum(
            found.get(each.id, each.id).partition(".")[0] != each.id.partition(".")[0]
            for group in made
            for each in group
        )
        print(
            f"{threshold:.2f}{'*' if threshold == chosen else ' '}  copies left out of their group "
            f"{apart / len(texts) / COPIES:.1%}  articles joined wrongly {joined}  "
            f"{1000 * took / len(everything):.2f} ms an article"
        )


def most(group: list[Article], found: dict[str, str]) -> int:
    """Size of the largest part of a group that was kept together."""
    names = [found.get(each.id, each.id) for each in group]
    return max(map(names.count, names))


if __name__ == "__main__":
    main()
