"""Geoparsing of two published corpora, which lie beside the checkout or nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geomap import pipeline, records
from geomap.model import Article
from geomap.scoring.toponyms import score_toponyms


@pytest.mark.long
@pytest.mark.parametrize(
    ("corpus", "recognised", "resolved"), [("lgl", 0.78, 0.72), ("geovirus", 0.905, 0.77)]
)
def test_recognition_of_exact_spans_and_resolution_of_what_was_found(
    corpus: str, recognised: float, resolved: float, shared: Path, tmp_path: Path
) -> None:
    gold, said = shared / "corpora" / f"{corpus}.jsonl", tmp_path / "said.jsonl"
    with gold.open(encoding="utf-8") as lines, said.open("w", encoding="utf-8") as out:
        for row in map(json.loads, lines):
            article = Article(id=str(row["id"]), name="", text=row["text"], language="en")
            found = pipeline.toponyms(article)
            out.write(json.dumps(records.toponyms_json(article.id, found)) + "\n")
    report = score_toponyms(gold, said)
    assert report.recognition.f1 >= recognised
    assert report.end_to_end.f1 >= resolved
