"""How often a name that is known by its sound alone would be the right place.

    python benchmarks/sounds.py

Each name of a country in the shipped gazetteer is taken as if this spelling were not in it, and
looked for by its sound among the other names of the country.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from math import cos, hypot, radians

from geomap.places.gazetteers.shipped import Gazetteer
from geomap.places.names.keys import sound

COUNTRIES = ("AZ", "AM", "UA", "RU", "SY", "IQ", "IR", "SD", "AF", "ET", "ML")
RIGHT_KM = 15.0
NAMES = (
    "SELECT n.folded, n.place, p.lon, p.lat FROM names n JOIN places p ON p.id = n.place "
    "WHERE p.country = ?"
)


def kilometres(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Distance of two points in degrees times 100,000, near enough for a few kilometres."""
    return hypot((a[0] - b[0]) * cos(radians(a[1] / 1e5)), a[1] - b[1]) / 1e5 * 111.2


def counted(rows: list[tuple[str, int, int, int]]) -> Counter[str]:
    """Names of a country by what their sound alone would find."""
    heard: dict[str, set[tuple[str, int]]] = defaultdict(set)
    points = {place: (lon, lat) for _, place, lon, lat in rows}
    for name, place, _, _ in rows:
        if tone := sound(name):
            heard[tone].add((name, place))
    found: Counter[str] = Counter()
    for name, place, _, _ in rows:
        tone = sound(name)
        if tone is None:
            continue
        others = {where for spelled, where in heard[tone] if spelled != name}
        near = [kilometres(points[where], points[place]) <= RIGHT_KM for where in others]
        found["asked"] += 1
        found[
            "none" if not near else "right" if all(near) else "several" if any(near) else "wrong"
        ] += 1
    return found


def main() -> None:
    file = sqlite3.connect(f"{Gazetteer.open().path.absolute().as_uri()}?mode=ro", uri=True)
    for country in COUNTRIES:
        print(country, dict(sorted(counted(file.execute(NAMES, (country,)).fetchall()).items())))


if __name__ == "__main__":
    main()
