"""Five thousand articles, on processes and on a cluster, killed on the way: nothing shows it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from geomap.case.codec import encode
from geomap.case.recipes import recipe_of
from geomap.case.store import open_store
from geomap.options import Options

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 5000
KILL_AT = (0.2, 0.6)
"""Shares of the articles read when the run is killed."""
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

pytestmark = pytest.mark.long


def geomap(*arguments: object, **how: Any) -> subprocess.Popen[str]:
    """A command, in a group of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "geomap", *map(str, arguments)],
        env=environment, text=True, stderr=subprocess.PIPE, start_new_session=True, **how,
    )  # fmt: skip


def done(command: subprocess.Popen[str]) -> str:
    _, said = command.communicate()
    assert command.returncode == 0, said
    return said


def filled(address: str, corpus: Path) -> str:
    done(geomap("case", "new", address))
    assert f"{ARTICLES} new" in done(geomap("case", "add", address, corpus))
    return address


def read(address: str) -> int:
    with open_store(address) as store:
        return store.status(recipe_of(Options()).id).read


def killed_on_the_way(address: str, *how: object, at: Callable[[], None] = lambda: None) -> str:
    """Run a case and kill it twice; ``at`` does more harm while it runs for the last time."""
    for share in KILL_AT:
        command = geomap("case", "run", address, *how)
        while read(address) < share * ARTICLES:
            assert command.poll() is None, command.communicate()[1]
            time.sleep(0.5)
        os.kill(command.pid, signal.SIGKILL)
        command.communicate()
        assert 0 < read(address) < ARTICLES
        assert group_is_gone(command.pid)
    command = geomap("case", "run", address, *how)
    already = read(address)
    while read(address) < already + 0.1 * ARTICLES:
        time.sleep(0.5)
    at()
    return done(command)


def group_is_gone(group: int, patience: float = 30.0) -> bool:
    """Whether no process of a group is left, soon: those that read end with the one that asked."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.2)
    return False


def logical(address: str) -> tuple[Any, ...]:
    """What a case says, whatever database holds it."""
    with open_store(address) as store:
        runs = store.runs()
        readings = [encode([*each]) for each in store.readings(runs[-1].recipe)]
        claims = encode(store.claims_of(runs[-1].number))
        return (len(runs), runs[-1].inputs, readings, claims, store.originals())


def dump(address: str) -> str:
    """All statements that would make a GeoPackage anew, row numbers and all."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(address)) as connection:
        return "\n".join(connection.iterdump())


@pytest.fixture(scope="module")
def texts(corpus: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = corpus.write(ARTICLES, tmp_path_factory.mktemp("corpus") / "corpus.jsonl")
    return path


@pytest.fixture(scope="module")
def undisturbed(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    address = filled(str(tmp_path_factory.mktemp("undisturbed") / "case.gpkg"), texts)
    assert f"{ARTICLES} articles" in done(geomap("case", "run", address, "--workers", 2))
    assert read(address) == ARTICLES
    return address


@contextmanager
def dask(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + str(arguments[0]),
         *map(str, arguments[1:])],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, **QUIET,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Address of a Dask scheduler with two workers, and the workers."""
    where = tmp_path / "scheduler.json"
    with ExitStack() as stack:
        stack.enter_context(
            dask("scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard",
                 "--scheduler-file", where)
        )  # fmt: skip
        while not where.exists():
            time.sleep(0.1)
        import json

        address = json.loads(where.read_text("utf-8"))["address"]
        workers = [
            stack.enter_context(
                dask("worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard",
                     "--local-directory", tmp_path / f"worker{number}")
            )
            for number in range(2)
        ]  # fmt: skip
        yield address, workers


def test_killed_twice_on_two_processes(undisturbed: str, texts: Path, tmp_path: Path) -> None:
    address = filled(str(tmp_path / "case.gpkg"), texts)
    killed_on_the_way(address, "--workers", 2)
    assert dump(address) == dump(undisturbed)


@pytest.mark.server
def test_killed_twice_on_a_cluster_that_loses_a_worker(
    undisturbed: str,
    texts: Path,
    cluster: tuple[str, list[subprocess.Popen[str]]],
    postgis: str,
    tmp_path: Path,
) -> None:
    scheduler, workers = cluster
    address = filled(postgis, texts)
    killed_on_the_way(address, "--scheduler", scheduler, at=workers[0].kill)
    assert workers[0].poll() is not None
    assert workers[1].poll() is None
    assert logical(address) == logical(undisturbed)
    import geopandas

    exported = tmp_path / "claims.parquet"
    done(geomap("export", address, "-o", exported))
    with open_store(undisturbed) as store:
        assert len(geopandas.read_parquet(exported)) == store.runs()[-1].claims
