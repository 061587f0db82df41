"""How long concluding takes, and how it grows with claims: a table of control, day by day.

Run it from the project root::

    python benchmarks/timeline.py

An invented table says who held each of some places on each of some days. *pandas* drops the rows
that repeat the holder of the day before, which is all that a table without doubt, shares, rivals
and evidence needs; geomap is measured in the same run, from claims to the timeline.
"""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

import pandas

from geomap.control.rules import Rules
from geomap.control.timeline import timeline
from geomap.model import Located, Place
from geomap.text.tables.columns import columns_of
from geomap.text.tables.rows import read_table

FIRST = date(2000, 1, 1)
SIZES = ((300, 4), (300, 40), (300, 334))
"""Places and days: some thousand, ten thousand and a hundred thousand claims."""


def table(places: int, days: int) -> str:
    chance = random.Random(1)
    lines = ["place,holder,day"]
    for place in range(places):
        for day in range(days):
            holder = chance.choice(("Reds", "Blues", "Greens"))
            lines.append(f"P{place},{holder},{FIRST + timedelta(days=day)}")
    chance.shuffle(lines[1:])
    return "\n".join(lines) + "\n"


def main() -> None:
    rules = Rules.load()
    columns = columns_of("place=place,holder=holder,date=day")
    timeline([], rules)  # everything is imported before the clock runs
    print("claims  read s  conclude s  µs a claim  pandas s  spells")
    for places, days in SIZES:
        text = table(places, days)
        start = time.perf_counter()
        reading = read_table(text, "t.csv", columns)
        read = time.perf_counter() - start
        located = [
            Located(
                claim=claim,
                place=Place(id=f"p:{claim.place}", name=str(claim.place), lon=0, lat=0,
                            level="settlement"),
            )
            for claim in reading.claims
        ]  # fmt: skip
        start = time.perf_counter()
        told = timeline(located, rules)
        concluded = time.perf_counter() - start
        frame = pandas.DataFrame(
            [(c.place, c.to_actor, c.date.earliest) for c in reading.claims],
            columns=["place", "holder", "day"],
        )
        start = time.perf_counter()
        ordered = frame.sort_values(["place", "day"])
        changed = ordered[ordered["holder"] != ordered.groupby("place")["holder"].shift()]
        peer = time.perf_counter() - start
        assert len(changed) == len(told.spells)
        count = len(located)
        print(
            f"{count:6}  {read:6.2f}  {concluded:10.2f}  {1e6 * concluded / count:10.0f}  "
            f"{peer:8.3f}  {len(told.spells):6}"
        )


if __name__ == "__main__":
    main()
