"""Geocoding 100,000 names beside a plain table of names, with the same fuzzy matcher, in one run.

    python benchmarks/names.py [COUNT]

The peer is what one would write first: the same names in SQLite under an index, asked for the
spelling whatever its case, then for what begins so, and then rapidfuzz over the names of the
country. geomap folds, knows sounds, and compares what begins alike. Of the names seven in ten are
written as a map shows them, two in other known spellings, and one has a slip of one letter. Both
are told the country for the last step. Right is what has the place among its answers. The peer's
last step is so slow that it gets every fiftieth name.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable

from rapidfuzz import fuzz, process

from geomap.places.gazetteers.shipped import Gazetteer
from geomap.places.names.keys import NAMES_ALIKE

COUNT = 100_000
ROWS = (
    "SELECT p.id, p.ref, p.name, p.lon, p.lat, p.country, p.population FROM spellings s "
    "JOIN places p ON p.id = s.place WHERE s.name {} ORDER BY p.population DESC"
)

Asked = tuple[str, str, int]
"""A name, its country, and the internal id of the place."""
Ask = Callable[[str, str], set[str]]


def drawn(file: sqlite3.Connection, count: int) -> list[Asked]:
    """Names of settlements and units with their country, by a fixed seed."""
    chance = random.Random(8)
    shown = file.execute(
        "SELECT name, country, id FROM places WHERE country IS NOT NULL ORDER BY id"
    ).fetchall()
    other = file.execute(
        "SELECT n.folded, p.country, p.id FROM names n JOIN places p ON p.id = n.place "
        "WHERE p.country IS NOT NULL AND length(n.folded) > 5 ORDER BY n.folded, p.id"
    ).fetchall()
    asked: list[Asked] = chance.sample(shown, count * 7 // 10)
    asked += chance.sample(other, count * 2 // 10)
    for name, country, place in chance.sample(other, count - len(asked)):
        at = chance.randrange(1, len(name))
        asked.append((name[:at] + name[at + 1 :], country, place))
    chance.shuffle(asked)
    return asked


def geomap(gazetteer: Gazetteer) -> Ask:
    """What the shipped gazetteer says."""

    def ask(name: str, country: str) -> set[str]:
        found = gazetteer.lookup(name) or gazetteer.similar(name, [country])
        return {place.id for place in found}

    return ask


def plain(file: sqlite3.Connection) -> Ask:
    """A table of names and a fuzzy matcher."""
    file.execute("CREATE TEMP TABLE spellings (name TEXT COLLATE NOCASE, place INTEGER)")
    file.execute("INSERT INTO spellings SELECT folded, place FROM names")
    file.execute("INSERT INTO spellings SELECT name, id FROM places")
    file.execute("CREATE INDEX temp.by_name ON spellings (name, place)")
    names: dict[str, list[str]] = defaultdict(list)
    for name, country in file.execute(
        "SELECT DISTINCT n.folded, p.country FROM names n JOIN places p ON p.id = n.place"
    ):
        names[country].append(name)

    def rows(condition: str, value: str) -> set[str]:
        found = file.execute(ROWS.format(condition), (value,)).fetchall()
        return {f"geonames:{row[1]}" if isinstance(row[1], int) else row[1] for row in found}

    def ask(name: str, country: str) -> set[str]:
        found = rows("= ?", name) or rows("LIKE ? || '%'", name)
        if found:
            return found
        hit = process.extractOne(name, names[country], scorer=fuzz.ratio, score_cutoff=NAMES_ALIKE)
        return rows("= ?", hit[0]) if hit else set()

    return ask


def measured(ask: Ask, asked: list[Asked], ids: dict[int, str]) -> float:
    """Names a second of processor time; says how many were right."""
    start = time.process_time()
    found = [ask(name, country) for name, country, _ in asked]
    rate = len(asked) / (time.process_time() - start)
    right = sum(ids[place] in said for (_, _, place), said in zip(asked, found, strict=True))
    print(f"  {len(asked):7,} names: {rate:9,.0f} a second, right {right / len(asked):.1%}")
    return rate


def main(count: int) -> None:
    gazetteer = Gazetteer.open()
    file = sqlite3.connect(f"{gazetteer.path.absolute().as_uri()}?mode=ro", uri=True)
    asked = drawn(file, count)
    known = [each for each in asked if gazetteer.kinds(each[0])]
    ids = {
        number: f"geonames:{ref}" if isinstance(ref, int) else ref
        for number, ref in file.execute("SELECT id, ref FROM places")
    }
    peer = plain(file)
    print("all names: geomap; the plain table, on every fiftieth of them")
    rates = measured(geomap(gazetteer), asked, ids), measured(peer, asked[::50], ids)
    print(f"  ratio {rates[0] / rates[1]:.1f}")
    print("those spelled as somewhere in the gazetteer: geomap, anew; the plain table")
    rates = measured(geomap(Gazetteer.open()), known, ids), measured(peer, known, ids)
    print(f"  ratio {rates[0] / rates[1]:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
