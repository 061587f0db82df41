"""The shipped gazetteer and layer, opened once; claims in one line."""

import subprocess
import sys

import pytest

from geomap.model import Claim
from geomap.places import districts
from geomap.places.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer():
    return Gazetteer.open()


@pytest.fixture(scope="session")
def layer():
    return districts.load()


@pytest.fixture
def claim():
    def make(place, kind=None, within=(), canonical=None):
        return Claim(
            id=f"{place}-{kind}",
            article="a",
            place=place,
            canonical=canonical,
            place_kind=kind,
            within=tuple(within),
            change="captured",
            trigger="captured",
            status="happened",
            evidence="",
            start=0,
            end=0,
        )

    return make


@pytest.fixture(scope="session")
def nominatim(root):
    """Address of a real Nominatim with 12 districts and 18 towns of Azerbaijan."""
    server = subprocess.Popen(
        [sys.executable, root / "tests" / "servers" / "nominatim.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with server:
        address = server.stdout.readline().strip()
        if not address:
            said = server.stderr.read().strip()
            if server.wait() == 3:
                pytest.skip(said)
            pytest.fail(f"Nominatim did not start: {said}")
        yield address
        server.stdin.close()
