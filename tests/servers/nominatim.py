"""A real Nominatim on this machine, for as long as standard input is open.

    python tests/servers/nominatim.py

makes a PostgreSQL cluster in a temporary folder, imports `az_ne.osm.xz` (12 districts and 18 towns
of Azerbaijan, our own file on public-domain outlines), serves it on a free port, prints the
address, and takes everything away when its input ends: also when the one who started it was killed.
Takes some 20 seconds. `make servers` installs what it needs.
"""

from __future__ import annotations

import lzma
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE.parent.parent / ".venv" / "servers"
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
    if shutil.which("osm2pgsql") is None:
        raise MissingError("osm2pgsql")
    if not (VENV / "bin" / "nominatim").exists():
        raise MissingError(f"Nominatim in {VENV}")
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

    def start(self) -> None:
        self._run(
            "initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N"
        )
        options = f"{SETTINGS} -p {self.port} -k {self._folder}"
        self._run("pg_ctl", "-l", str(self._log), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")


def project(folder: Path, cluster: Cluster) -> Path:
    """Folder with the settings of Nominatim."""
    made = folder / "project"
    made.mkdir()
    dsn = f"pgsql:host=127.0.0.1;port={cluster.port};user=postgres;dbname=nominatim"
    (made / ".env").write_text(
        f'NOMINATIM_DATABASE_DSN="{dsn}"\nNOMINATIM_DATABASE_WEBUSER="postgres"\n'
        "NOMINATIM_IMPORT_STYLE=full\nNOMINATIM_API_POOL_SIZE=2\n"
    )
    return made


def import_places(folder: Path, made: Path) -> None:
    osm, log = folder / "places.osm", folder / "import.log"
    osm.write_bytes(lzma.decompress((HERE / "az_ne.osm.xz").read_bytes()))
    (folder / "grid").mkdir()
    arguments = ["--osm-file", osm, "--project-dir", made, "--threads", "2", "--offline"]
    with log.open("wb") as out:
        done = subprocess.run(
            [VENV / "bin" / "python", HERE / "nominatim_import.py", "import", *arguments],
            cwd="/",
            env={**os.environ, "GEOMAP_GRID": "az,am", "GEOMAP_GRID_DIR": str(folder / "grid")},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the import failed: {log.read_text()[-2000:]}")


def serve(folder: Path, made: Path) -> tuple[str, subprocess.Popen[bytes]]:
    address = f"127.0.0.1:{free_port()}"
    command = [VENV / "bin" / "nominatim", "serve", "--project-dir", made, "--server", address]
    with (folder / "serve.log").open("wb") as out:
        server = subprocess.Popen(
            [*command, "--engine", "falcon"],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            direct.open(f"http://{address}/status", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return address, server
    server.kill()
    raise RuntimeError(f"it does not serve: {(folder / 'serve.log').read_text()[-2000:]}")


def end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def step(name: str, call: Callable[[], None]) -> None:
    began = time.monotonic()
    call()
    print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)


def main() -> int:
    # A signal ends the program as an exception does, so that everything is taken away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        programs = binaries()
    except MissingError as missing:
        print(f"{missing} is not installed: run make servers", file=sys.stderr)
        return 3
    with ExitStack() as stack:
        # Root's own temporary folder may be closed to the account of PostgreSQL.
        where = "/tmp" if os.geteuid() == 0 else None
        folder = Path(tempfile.mkdtemp(prefix="geomap-nominatim-", dir=where))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)  # for the account of PostgreSQL
        cluster = Cluster(folder, programs)
        stack.callback(cluster.stop)
        step("PostgreSQL", cluster.start)
        made = project(folder, cluster)
        step("import", lambda: import_places(folder, made))
        address, server = serve(folder, made)
        stack.callback(end, server)
        print(address, flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
