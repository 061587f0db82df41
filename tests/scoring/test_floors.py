"""Floors hold for the cases they were measured on, and sink only on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.errors import InputError
from geomap.scoring.floors import check_floors, hash_of_cases, load_floors, pin
from geomap.scoring.report import Counts, Ratio, Report


def report(found: int, alarms: int) -> Report:
    made = Report()
    made.levels["place"] = Counts(found, 3, 1)
    made.false_alarms = Ratio(alarms, 10)
    return made


def test_floors(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("text = 'Reds took Ay.'")
    floors = pin(report(5, 2), tmp_path)
    assert load_floors(tmp_path / "FLOORS.toml") == floors
    cases = hash_of_cases(tmp_path)
    assert check_floors(report(5, 2), floors, cases) == []
    assert check_floors(report(6, 1), floors, cases) == []
    assert check_floors(report(4, 3), floors, cases)[0] == (
        "false_alarms is 0.300, and must be at most 0.200"
    )
    assert any("place.f1" in line for line in check_floors(report(4, 2), floors, cases))
    (tmp_path / "one.toml").write_text("text = 'Reds took Be.'")
    assert "not those" in check_floors(report(5, 2), floors, hash_of_cases(tmp_path))[0]
    made = report(5, 2)
    made.false_alarms = Ratio()
    assert check_floors(made, floors) == ["false_alarms is pinned, and was not measured"]


def test_a_floor_sinks_only_on_purpose(tmp_path: Path) -> None:
    pin(report(5, 2), tmp_path)
    with pytest.raises(InputError, match="false_alarms"):
        pin(report(5, 3), tmp_path)
    assert load_floors(tmp_path / "FLOORS.toml").figures["false_alarms"] == 0.2
    pin(report(5, 3), tmp_path, allow_lower=True)
    assert load_floors(tmp_path / "FLOORS.toml").figures["false_alarms"] == 0.3


def test_damaged_floors_are_named(tmp_path: Path) -> None:
    (tmp_path / "FLOORS.toml").write_text("figures = 3")
    with pytest.raises(InputError, match=r"FLOORS\.toml"):
        load_floors(tmp_path / "FLOORS.toml")
