"""Figures of geoparsing on spans and points made up for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geomap.errors import InputError
from geomap.scoring.toponyms import FARTHEST_KM, score_toponyms, toponym_table


def write(path: Path, *toponyms: tuple[int, str, float | None, float | None]) -> Path:
    entries: list[dict[str, Any]] = [
        {"start": start, "end": start + len(text), "text": text, "lon": lon, "lat": lat}
        for start, text, lon, lat in toponyms
    ]
    path.write_text(json.dumps({"id": "1", "toponyms": entries}) + "\n")
    return path


def test_known_figures(tmp_path: Path) -> None:
    gold = write(
        tmp_path / "gold.jsonl",
        (0, "the Hague", 4.3, 52.1),
        (20, "Paris’s", 2.35, 48.86),
        (40, "Nowhere", None, None),
        (60, "Rome", 12.5, 41.9),
    )
    said = write(
        tmp_path / "said.jsonl",
        (4, "Hague", 4.3, 52.1),
        (20, "Paris", -95.55, 33.66),  # the one in Texas
        (40, "Nowhere", 1.0, 1.0),
        (60, "Rome city", 12.5, 41.9),
        (80, "May", 5.0, 5.0),
    )
    report = score_toponyms(gold, said)
    assert (report.recognition.found, report.recognition.invented, report.recognition.missed) == (
        3,
        2,
        1,
    )
    assert (report.resolved_near, report.resolvable) == (1, 3)
    assert report.mean_km == pytest.approx((0 + 7_750 + FARTHEST_KM) / 3, rel=0.02)
    # The Hague and Rome are right, Paris and May are not, Nowhere cannot be judged.
    assert (report.end_to_end.found, report.end_to_end.invented, report.end_to_end.missed) == (
        2,
        2,
        1,
    )
    assert "Acc@161 0.333" in toponym_table(report)


def test_a_text_without_a_line_is_named(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", (0, "Rome", 12.5, 41.9))
    said = tmp_path / "said.jsonl"
    said.write_text("")
    with pytest.raises(InputError, match="'1'"):
        score_toponyms(gold, said)
    said.write_text("[]")
    with pytest.raises(InputError, match=r"said\.jsonl:1"):
        score_toponyms(gold, said)


@pytest.mark.parametrize("corpus", ["lgl", "geovirus"])
def test_a_corpus_against_itself_is_perfect(shared: Path, corpus: str) -> None:
    path = shared / "corpora" / f"{corpus}.jsonl"
    report = score_toponyms(path, path)
    assert (report.recognition.f1, report.accuracy, report.end_to_end.f1) == (1, 1, 1)
    assert report.mean_km == 0
