"""Killed at any moment, or with another hand on it: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from geomap.case import geopackage
from geomap.case.store import Store, open_store
from geomap.errors import CaseError

WORKER = Path(__file__).with_name("worker.py")
ARTICLES = 200
STEP = 20
"""Articles that a worker adds at a time."""
ROUNDS = 20


def start(address: str, count: int = ARTICLES) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(WORKER.parents[2])}
    return subprocess.Popen(
        [sys.executable, WORKER, address, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )


def finish(worker: subprocess.Popen[bytes]) -> int:
    _, said = worker.communicate(timeout=120)
    assert worker.returncode in (0, -signal.SIGKILL), said.decode()
    return worker.returncode


def undisturbed(folder: Path, contents: Any, count: int = ARTICLES) -> Any:
    address = str(folder / "undisturbed.gpkg")
    assert finish(start(address, count)) == 0
    with open_store(address) as store:
        return contents(store)


def case_at(address: str) -> Store | None:
    """The case, once it is there."""
    try:
        return open_store(address)
    except CaseError as error:
        if "geomap case new" in str(error):
            return None
        raise


@pytest.mark.long
def test_killed_at_random_moments(address: str, tmp_path: Path, contents: Any) -> None:
    chance = random.Random(20201125)
    kills = 0
    for _ in range(ROUNDS):
        worker = start(address)
        # a step says when it is done, so that a kill hits one however fast the machine is
        for _ in range(chance.randrange(ARTICLES // STEP + 1)):
            worker.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        worker.send_signal(signal.SIGKILL)
        kills += finish(worker) != 0
        opened = case_at(address)
        if opened is None:
            continue  # killed before there was one
        with opened as store:
            if address.endswith(".gpkg"):
                assert store.database.ask("PRAGMA integrity_check") == [("ok",)]
            ids = [each.id for each in store.articles()]
            assert len(ids) == len(set(ids)) <= ARTICLES
    assert kills > ROUNDS // 3
    assert finish(start(address)) == 0
    with open_store(address) as store:
        found = contents(store)
    expected = undisturbed(tmp_path, contents)
    # how often it was interrupted is not to be seen, but for the number of the run
    assert len(found["articles"]) == ARTICLES
    if address.endswith(".gpkg"):
        assert found == expected
    else:
        assert {name: len(rows) for name, rows in found.items()} == {
            name: len(rows) for name, rows in expected.items()
        }


def test_two_hands_at_once(address: str, contents: Any, tmp_path: Path) -> None:
    workers = [start(address, 60), start(address, 60)]
    assert [finish(each) for each in workers] == [0, 0]
    with open_store(address) as store:
        found = contents(store)
    expected = undisturbed(tmp_path, contents, 60)
    assert {name: len(rows) for name, rows in found.items() if name not in RUNS} == {
        name: len(rows) for name, rows in expected.items() if name not in RUNS
    }
    assert 1 <= len(found["runs"]) <= 2


RUNS = ("runs", "run_claims", "claim_versions")
"""Two runs at once may each conclude from what was there, and the second is then the last."""


def test_a_case_that_is_locked_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geopackage, "_PATIENCE", 0.05)
    address = str(tmp_path / "case.gpkg")
    with open_store(address, create=True) as store, open_store(address) as other:
        with store.database.transaction():
            with pytest.raises(CaseError, match="another program is writing to it"):
                other.add_corrections([])
            assert other.status().articles == 0  # reading goes on
        assert other.add_corrections([]) == 0
