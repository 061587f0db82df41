"""The gazetteer as a file: SQLite in the tables of `geomap.places.gazetteers.shipped`."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path

from geomap.places.gazetteers.shipped import SCHEMA
from geomap.places.names.keys import folded, normal_form, script, sound
from tools.data.geonames import Entry
from tools.data.units import read_choices


def write_gazetteer(entries: list[Entry], path: Path) -> None:
    """Write the entries as SQLite, the same bytes for the same entries."""
    path.unlink(missing_ok=True)
    latin_script = frozenset(read_choices()["latin_script"])
    database = sqlite3.connect(path)
    database.executescript(
        "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA encoding='UTF-8';"
    )
    database.executescript(SCHEMA)
    admin1s = {name: n for n, name in enumerate(sorted({e.admin1 for e in entries}))}
    units = {name: n for n, name in enumerate(sorted({u for e in entries for u in e.units}))}
    spans: dict[str, list[int]] = {}
    spelled: dict[tuple[str, int], int] = defaultdict(int)
    sounds: set[tuple[str, int]] = set()
    members = []
    places = []
    for number, entry in enumerate(entries, start=1):
        span = spans.setdefault(entry.level, [number, number])
        span[1] = number
        geonames = entry.ref.removeprefix("geonames:")
        one = units[entry.units[0]] if len(entry.units) == 1 else None
        if one is None:
            members.extend((number, units[unit]) for unit in sorted(entry.units))
        places.append(
            (
                number,
                int(geonames) if geonames.isdigit() else entry.ref,
                entry.name,
                round(entry.lon * 1e5),
                round(entry.lat * 1e5),
                entry.country or None,
                admin1s[entry.admin1],
                entry.population,
                one,
            )
        )
        by_sound = entry.level != "settlement" or entry.country not in latin_script
        for name in entry.names:
            if key := folded(name):
                spelled[key, number] |= script(name)
            if by_sound and normal_form(name) < "\u0250" and (tone := sound(name)):
                sounds.add((tone, number))
    database.executemany("INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?)", places)
    database.executemany("INSERT INTO admin1s VALUES (?,?)", [(n, a) for a, n in admin1s.items()])
    database.executemany("INSERT INTO units VALUES (?,?)", [(n, u) for u, n in units.items()])
    database.executemany("INSERT INTO members VALUES (?,?)", sorted(members))
    database.executemany("INSERT INTO levels VALUES (?,?,?)", [(k, *v) for k, v in spans.items()])
    names = ((key, number, scripts) for (key, number), scripts in sorted(spelled.items()))
    database.executemany("INSERT INTO names VALUES (?,?,?)", names)
    database.executemany("INSERT INTO sounds VALUES (?,?)", sorted(sounds))
    database.commit()
    database.execute("VACUUM")
    database.close()
