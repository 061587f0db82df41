"""The shipped gazetteer and layer, opened once; claims in one line."""

import pytest

from geomap.model import Claim
from geomap.places.districts.layer import load
from geomap.places.gazetteers.shipped import Gazetteer


@pytest.fixture(scope="session")
def gazetteer():
    return Gazetteer.open()


@pytest.fixture(scope="session")
def layer():
    return load()


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
