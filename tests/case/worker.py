"""Fills and runs a case with articles that need no reader: a process to be killed, or doubled.

python tests/case/worker.py ADDRESS ARTICLES
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import note, read

from geomap import pipeline
from geomap.case import running, workers
from geomap.case.store import open_store
from geomap.control.corrections.decisions import correction_of


def work(address: str, count: int) -> None:
    """Add in steps, run after each, correct on the way."""
    pipeline.read = lambda article, _: read(article)[0]
    pipeline.locate = lambda reading, _: read(reading.article)[1]
    workers.BATCH = 5
    articles = [note(number) for number in range(count)]
    with open_store(address, create=True) as store:
        for begin in range(0, count, 20):
            store.add_articles(articles[begin : begin + 20])
            claim = read(articles[begin])[0].claims[0]
            store.add_corrections(
                [correction_of(claim, "change", {"to_actor": "Blues"}, by="me", when="")]
            )
            print(begin, flush=True)
        running.run(store, workers=1)


if __name__ == "__main__":
    work(sys.argv[1], int(sys.argv[2]))
