"""Figures: known answers, and the same numbers as the scorer that they were ported from."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from geomap.errors import InputError
from geomap.scoring.claims import score
from geomap.scoring.matching import actor_fits, change_fits, date_fits, place_fits
from geomap.scoring.report import Report, table

EVENT = {
    "place": "Ay",
    "canonical": None,
    "change": "captured",
    "from_actor": "Blues",
    "to_actor": "Reds",
    "date": "2020-05-01",
    "date_type": "on",
    "status": "happened",
    "claimed_by": None,
    "optional": False,
    "place_in_evidence": True,
    "evidence": "Reds took Ay.",
    "start": 0,
    "end": 13,
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    events = [
        EVENT,
        EVENT | {"place": "Be", "share": 0.77, "start": 20, "end": 30, "change": "liberated"},
        EVENT | {"place": "Ce", "optional": True, "start": 40, "end": 50},
        EVENT | {"place": "De", "status": "denied", "claimed_by": "Blues", "start": 60, "end": 70},
    ]
    (tmp_path / "01_x.gold.json").write_text(json.dumps({"events": events}))
    (tmp_path / "01_x.txt").write_text("")
    negatives = [{"doc": "01_x", "start": 80, "end": 90}, {"doc": "01_x", "start": 95, "end": 99}]
    (tmp_path / "negatives.jsonl").write_text("\n".join(map(json.dumps, negatives)))
    return tmp_path


def test_known_figures(gold: Path) -> None:
    said = [
        EVENT | {"date": "2020-05-02"},
        EVENT | {"place": "Be", "share": 0.77, "start": 20, "end": 30},
        EVENT | {"place": "De", "start": 60, "end": 70},
        EVENT | {"place": "Captain Ef", "start": 82, "end": 85},
    ]
    report = score(gold, {"01_x": said})
    figures = report.figures()
    assert (report.levels["place"].found, report.levels["place"].invented) == (3, 1)
    assert figures["place+date.recall"] == pytest.approx(2 / 3)
    assert figures["place+date+class+status.precision"] == pytest.approx(1 / 4)
    assert figures["slot.change strict"] == 1  # "liberated" is folded into captured
    assert figures["slot.share"] == 1
    assert figures["slot.claimant"] == 0
    assert figures["recall.denied"] == 0
    assert figures["false_alarms"] == 0.5
    kinds = sorted((miss.kind, miss.reached) for miss in report.misses)
    assert kinds == [
        ("false alarm", ""),
        ("invented", ""),
        ("invented", ""),
        ("missed", "place"),
    ]
    shown = table(report, worst=1)
    assert "missed (right up to place): 01_x: Ay" in shown
    assert "Reds took Ay." in shown


def test_nothing_said_is_all_missed(gold: Path) -> None:
    report = score(gold, {})
    assert report.documents == 0
    assert report.levels["place"].missed == 3
    assert report.figures()["place.f1"] == 0


def test_an_extractor_may_be_given(gold: Path) -> None:
    seen = []

    def extract(path: Path) -> list[dict[str, Any]]:
        seen.append(path.name)
        return [EVENT]

    assert score(gold, extract).levels["place"].found == 1
    assert seen == ["01_x.txt"]


def test_bad_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \*.gold.json"):
        score(tmp_path, {})
    (tmp_path / "a.gold.json").write_text('{"events": [{"place": "Ay"}]}')
    with pytest.raises(InputError, match=r"a\.gold\.json"):
        score(tmp_path, {})


@pytest.mark.parametrize(
    ("said", "kind", "expected", "fits"),
    [
        ("2020-05-01", "on", "2020-05-01", True),
        ("2020-05-02", "on", "2020-05-01", False),
        ("2020-05-06", "approx", "2020-05-01", True),
        ("2020", "on", "2020-05-01", False),
        ("1993", "interval", "1993-01-01/1993-12-31", True),
        ("../2020-12-01", "by", "2020-12-01", True),
        ("../2020-12-01", "on", "2020-12-01", False),
        ("2020-05-01/..", "from", "2020-05-02/..", True),
        ("../..", "by", "2020-12-01", False),
        ("soon", "on", "2020-12-01", False),
        (None, "on", "2020-12-01", False),
    ],
)
def test_when_a_date_fits(said: str | None, kind: str, expected: str, fits: bool) -> None:
    assert date_fits(said, {"date": expected, "date_type": kind}) is fits


def test_when_a_place_an_actor_a_change_fits() -> None:
    wanted = {"place": "the city", "canonical": "Füzuli (city)", "change": "entered"}
    assert place_fits({"place": "Fuzuli"}, wanted)
    assert not place_fits({"place": "Shusha"}, wanted)
    assert actor_fits("Daesh", "ISIL")
    assert not actor_fits(None, "ISIL")
    assert change_fits({"change": "captured"}, wanted | {"alt_change": ["liberated"]})


def perturbed(events: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Gold, with every kind of error made somewhere."""
    others = {
        "change": ["captured", "withdrawn", "entered", "planned_handover"],
        "status": ["happened", "claimed", "denied"],
        "date": ["2020-11-09", "../2020-11-10", "2020-10", "1993", None, "2022-05-25/.."],
        "to_actor": ["Russia", "Azerbaijani army", None],
        "from_actor": ["ISIS", "Armenia", None],
        "place": ["the town", "Lyman", None, "Aghdam district"],
        "canonical": [None, "Shusha"],
        "share": [None, 0.7],
        "start": [None, 100],
    }
    said = []
    for event in events:
        if chance.random() < 0.15:
            continue
        copy = {key: value for key, value in event.items() if key not in ("also", "note")}
        for key, values in others.items():
            if chance.random() < 0.2:
                copy[key] = chance.choice(values)
        said += [copy] * (2 if chance.random() < 0.1 else 1)
    chance.shuffle(said)
    return said


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_same_numbers_as_the_scorer_it_was_ported_from(
    shared: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    predictions = {}
    for path in sorted((shared / "cases").glob("*.gold.json")):
        slug = path.name.removesuffix(".gold.json")
        said = perturbed(json.loads(path.read_text("utf-8"))["events"], chance)
        predictions[slug] = said
        (tmp_path / f"{slug}.pred.json").write_text(json.dumps({"events": said}))
    command = [sys.executable, str(shared / "cases" / "score.py"), str(tmp_path)]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    ours = score(shared / "cases", predictions)
    counts = re.findall(r"^(place\S*) .*\(tp (\d+) fp (\d+) fn (\d+)\)", theirs, re.MULTILINE)
    assert len(counts) == 4
    for name, found, invented, missed in counts:
        level = ours.levels[name]
        assert (level.found, level.invented, level.missed) == tuple(
            map(int, (found, invented, missed))
        )
    slots = re.findall(r"^(\S.*?) +(\d+)/(\d+)", theirs, re.MULTILINE)
    assert len(slots) == 6
    for name, right, asked in slots:
        assert (ours.slots[name].right, ours.slots[name].asked) == (int(right), int(asked)), name
    assert set(re.findall(r"F1 \d\.\d+", theirs)) <= set(re.findall(r"F1 \d\.\d+", table(ours)))


def test_gold_against_itself_is_perfect(shared: Path) -> None:
    predictions = {
        path.name.removesuffix(".gold.json"): json.loads(path.read_text("utf-8"))["events"]
        for path in (shared / "cases").glob("*.gold.json")
    }
    report: Report = score(shared / "cases", predictions)
    assert {report.levels[level].f1 for level in report.levels} == {1.0}
    assert report.false_alarms.right == 0
    assert report.false_alarms.asked > 10
