"""Kept answers of geocoders: reading a file of 10,000, and one hit.

python benchmarks/answer_cache.py
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from geomap.places.geocoders.answers import Answer
from geomap.places.geocoders.cache import AnswerCache, _line
from geomap.places.geocoders.services import Service, chain

NAMES, PLACES, SPELLINGS = 10_000, 5, 60


def main() -> None:
    spellings = {f"name:{number}": f"Name {number}" for number in range(SPELLINGS)}
    raw = {"osm_type": "node", "class": "place", "type": "town", "addresstype": "town"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.jsonl"
        with path.open("wb") as file:
            for name in (f"Qxyz{number}" for number in range(NAMES)):
                own = {**raw, "name": name, "namedetails": spellings}
                answers = [
                    Answer(lat=40, lon=46, address=name, raw={**own, "osm_id": number + 1})
                    for number in range(PLACES)
                ]
                file.write(_line(("nominatim", (), name), answers))
        find = chain((Service("nominatim"),), lambda _: [], cache=AnswerCache(path), offline=True)
        began = time.perf_counter()
        find("Qxyz0")
        read = time.perf_counter() - began
        began = time.perf_counter()
        for number in range(1, 201):
            assert len(find(f"Qxyz{number}")) == PLACES
        hit = (time.perf_counter() - began) / 200
        print(f"{path.stat().st_size / 1e6:.0f} MB read in {read:.2f} s; a hit {hit * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
