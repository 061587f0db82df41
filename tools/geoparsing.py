"""Geoparsing by halves: ``.venv/bin/python tools/geoparsing.py CORPUS.jsonl ... [--weights]``.

The articles of a corpus are split by a hash of their ids. Rules are written with one half in view
("build"); what they are worth, the other says ("check"). ``--weights`` chooses the numbers that
rank candidates on each half, one number after another, and scores them on the other half.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geomap import pipeline, records
from geomap.model import Article, Mention
from geomap.places.resolving import ranking
from geomap.scoring.toponyms import ToponymReport, score_toponyms, toponym_table

HALVES = ("build", "check")
FACTORS = (0.5, 0.75, 1.25, 1.5)
WEIGHTS = (
    "POPULATION_WEIGHT",
    "COUNTRY_WEIGHT",
    "ADMIN1_WEIGHT",
    "NEARNESS_WEIGHT",
    "CLOSENESS_WEIGHT",
    "OTHER_NAME_PENALTY",
    "INSIDE_BONUS",
    "SHARPNESS",
)
Row = dict[str, Any]


def half_of(row: Row) -> str:
    """Half that an article belongs to."""
    return HALVES[hashlib.sha256(str(row["id"]).encode()).digest()[-1] % 2]


def located(row: Row, *, given: bool) -> Row:
    """Toponyms of one text with their places, found or given."""
    article = Article(id=str(row["id"]), name=str(row["id"]), text=row["text"], language="en")
    spans = [
        Mention(start=each["start"], end=each["end"], text=each["text"], kind="place")
        for each in row["toponyms"]
    ]
    found = pipeline.toponyms(article, given=spans if given else None)
    return records.toponyms_json(article.id, found)


def score(rows: Sequence[Row], said: Sequence[Row]) -> ToponymReport:
    """Figures of some texts."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("gold.jsonl", "said.jsonl")]
        for path, lines in zip(paths, (rows, said), strict=True):
            path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
        return score_toponyms(*paths)


def accuracy(rows: Sequence[Row]) -> float:
    """Acc@161 of given spans."""
    return score(rows, [located(row, given=True) for row in rows]).accuracy


def chosen(rows: Sequence[Row]) -> dict[str, float]:
    """Weights that some texts like best: each in turn, the others as they are by then."""
    best = accuracy(rows)
    for name in WEIGHTS:
        start = getattr(ranking, name)
        kept = start
        for factor in FACTORS:
            setattr(ranking, name, start * factor)
            if (reached := accuracy(rows)) > best:
                best, kept = reached, start * factor
        setattr(ranking, name, kept)
    return {name: getattr(ranking, name) for name in WEIGHTS}


def main(paths: Sequence[str], *, weights: bool) -> None:
    """Print the figures of each corpus."""
    usual = {name: getattr(ranking, name) for name in WEIGHTS}
    for path in paths:
        lines = Path(path).read_text("utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line.strip()]
        halves = {half: [row for row in rows if half_of(row) == half] for half in HALVES}
        for half, part in {**halves, "all": rows}.items():
            if not weights:
                print(f"{path}: {half}, {len(part)} texts")
                print(toponym_table(score(part, [located(row, given=False) for row in part])))
            print(f"{half}: Acc@161 of given spans {accuracy(part):.3f}")
        for here, there in (HALVES, HALVES[::-1]) if weights else ():
            picked = chosen(halves[here])
            print(f"chosen on {here}: {picked}")
            print(f"  {here} {accuracy(halves[here]):.3f}, {there} {accuracy(halves[there]):.3f}")
            for name, value in usual.items():
                setattr(ranking, name, value)


if __name__ == "__main__":
    given = sys.argv[1:]
    main([each for each in given if each != "--weights"], weights="--weights" in given)
