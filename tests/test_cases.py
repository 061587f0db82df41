"""The gate: what the reader reaches on the cases must not fall below what is pinned."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geomap.scoring.floors import check_floors, hash_of_cases, load_floors
from geomap.scoring.folders import cases, claims_of, score_folder


def folders(root: Path) -> list[Path]:
    """Folders of cases: each has floors of its own."""
    return sorted({path.parent for path in (root / "tests" / "cases").rglob("*.toml")})


def test_every_case_is_well_formed(root: Path) -> None:
    found = [case for folder in folders(root) for case in cases(folder)]
    assert len(found) >= 120
    assert len({case.conflict for case in found}) >= 8
    assert sum(not case.events for case in found) >= 3, "some texts must hold no claim"


def test_floors_on_our_cases(root: Path) -> None:
    for folder in folders(root):
        report = score_folder(folder)
        floors = load_floors(folder / "FLOORS.toml")
        assert check_floors(report, floors, hash_of_cases(folder)) == [], folder


def test_floors_on_shared_cases(root: Path, shared: Path) -> None:
    folder = shared / "cases"
    floors = load_floors(root / "tests" / "SHARED.toml")
    if hash_of_cases(folder) != floors.cases:
        pytest.skip("../shared/cases are not those that the floors were measured on")
    assert check_floors(score_folder(folder), floors) == []


def test_our_figures_are_those_of_the_shared_scorer(shared: Path, tmp_path: Path) -> None:
    """``geomap claims`` gives what the scorer written for the gold takes, and the same counts."""
    import json

    from geomap.text import articles

    for path in sorted((shared / "cases").glob("*.txt")):
        claims = claims_of(articles.read(path)[0])
        (tmp_path / f"{path.stem}.pred.json").write_text(json.dumps({"events": claims}), "utf-8")
    done = subprocess.run(
        [sys.executable, shared / "cases" / "score.py", tmp_path, shared / "cases"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    report = score_folder(shared / "cases", tmp_path)
    for name, counts in report.levels.items():
        line = next(each for each in done.stdout.splitlines() if each.split()[0] == name)
        assert f"(tp {counts.found} fp {counts.invented} fn {counts.missed})" in line
