"""What every room's tests may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

# They run in an environment of their own, with the server's packages.
collect_ignore_glob = ["servers/*"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Path:
    """The article that `make map` draws."""
    return ROOT / "data" / "karabakh-handovers-2020.txt"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring material that may lie beside a checkout; without it the test is skipped."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the checkout: what is measured on it is not run")
    return folder
