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
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from postgres import Cluster, MissingError, free_port, step, while_input_is_open

HERE = Path(__file__).resolve().parent
VENV = HERE.parent.parent / ".venv" / "servers"


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


def check_installed() -> None:
    if shutil.which("osm2pgsql") is None:
        raise MissingError("osm2pgsql")
    if not (VENV / "bin" / "nominatim").exists():
        raise MissingError(f"Nominatim in {VENV}")


def start(folder: Path, cluster: Cluster, stack: ExitStack) -> str:
    made = project(folder, cluster)
    step("import", lambda: import_places(folder, made))
    address, server = serve(folder, made)
    stack.callback(end, server)
    return address


if __name__ == "__main__":
    sys.exit(while_input_is_open("nominatim", check_installed, start))
