"""A real PostGIS on this machine, for as long as standard input is open.

    python tests/servers/postgis.py

makes a PostgreSQL cluster in a temporary folder, and in it a database `template` that has PostGIS,
prints the address of the server, and takes everything away when its input ends. Takes about a
second. In a test, ask for the fixture `postgis`: the address of a database of its own.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

from postgres import Cluster, step, while_input_is_open


def start(folder: Path, cluster: Cluster, stack: ExitStack) -> str:  # noqa: ARG001
    step("PostGIS", lambda: cluster.make("template"))
    return f"postgresql://postgres@127.0.0.1:{cluster.port}"


if __name__ == "__main__":
    sys.exit(while_input_is_open("postgis", lambda: None, start))
