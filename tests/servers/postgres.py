"""A throw-away PostgreSQL with PostGIS, for the servers of the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

ACCOUNT = "postgres"
SETTINGS = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off "
    "-c full_page_writes=off -c jit=off -c shared_buffers=128MB -c maintenance_work_mem=128MB"
)


class MissingError(Exception):
    """Something that has to be installed first."""


def binaries() -> Path:
    """Folder of PostgreSQL's programs."""
    found = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()),
        key=lambda path: int(path.parent.name),
    )
    if not found:
        raise MissingError("PostgreSQL")
    version = found[-1].parent.name
    if not Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
        raise MissingError(f"PostGIS for PostgreSQL {version}")
    return found[-1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A throw-away PostgreSQL. It refuses to run as root, and then runs as its own account."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.port = free_port()
        self._programs, self._folder, self._log = programs, folder / "pg", folder / "postgres.log"
        self._become: dict[str, object] = {}
        self._folder.mkdir()
        self._log.touch()
        if os.geteuid() == 0:
            account = pwd.getpwnam(ACCOUNT)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            os.chown(self._log, account.pw_uid, account.pw_gid)
            self._become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, "-D", self._folder / "data", *arguments],
            cwd="/",  # readable for every account
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server would inherit a pipe and keep it open
            stderr=subprocess.DEVNULL,
            check=False,
            **self._become,  # type: ignore[call-overload]
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {self._log.read_text()[-2000:]}")

    def make(self, database: str) -> None:
        """Make a database that has PostGIS."""
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        for program, arguments in (
            ("createdb", [database]),
            ("psql", ["-q", "-d", database, "-c", "CREATE EXTENSION postgis"]),
        ):
            subprocess.run([self._programs / program, *address, *arguments], check=True)

    def start(self) -> None:
        self._run(
            "initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N"
        )
        options = f"{SETTINGS} -p {self.port} -k {self._folder}"
        self._run("pg_ctl", "-l", str(self._log), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")


def step(name: str, call: Callable[[], None]) -> None:
    began = time.monotonic()
    call()
    print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)


def while_input_is_open(
    name: str, check_installed: Callable[[], None], start: Callable[[Path, Cluster, ExitStack], str]
) -> int:
    """Start a cluster and what is built on it, print its address, and end with standard input.

    Also when the one who started it was killed. Exit code 3: something is not installed.
    """
    # A signal ends the program as an exception does, so that everything is taken away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with ExitStack() as stack:
            programs = binaries()
            check_installed()
            # Root's own temporary folder may be closed to the account of PostgreSQL.
            where = "/tmp" if os.geteuid() == 0 else None
            folder = Path(tempfile.mkdtemp(prefix=f"geomap-{name}-", dir=where))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            folder.chmod(0o755)  # for the account of PostgreSQL
            cluster = Cluster(folder, programs)
            stack.callback(cluster.stop)
            step("PostgreSQL", cluster.start)
            print(start(folder, cluster, stack), flush=True)
            sys.stdin.read()
    except MissingError as missing:
        print(f"{missing} is not installed: run make servers", file=sys.stderr)
        return 3
    return 0
