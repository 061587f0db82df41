"""Small layers, and the way from a file to a district layer in one call."""

import geopandas
import pytest
from shapely import box

from geomap.places.layers.opening import load
from geomap.places.layers.records import LayerRequest


@pytest.fixture
def small():
    """Two neighbours in Azerbaijan."""
    return geopandas.GeoDataFrame(
        {"name": ["Ay", "Be"], "id": ["a", "b"], "country": ["AZ", "AZ"]},
        geometry=[box(47, 40, 48, 41), box(48, 40, 49, 41)],
        crs=4326,
    )


@pytest.fixture
def opened():
    def open_layers(*sources, **asked):
        return load(LayerRequest(sources=tuple(map(str, sources)), **asked))

    return open_layers
