"""A layer of two units."""

import geopandas
import pytest
from shapely import box


@pytest.fixture
def small():
    def make(**changes):
        columns = {
            "district_id": ["B", "A"],
            "name": ["Bee", "Aye"],
            "names": ["Bee|Би", "Aye|Ай"],
            "level": ["district", "district"],
            "country": ["UA", "UA"],
            "country_name": ["Ukraine", "Ukraine"],
            "admin1": ["North", "South"],
            "geometry": [box(0, 0, 1, 1), box(1, 0, 2, 1)],
        }
        return geopandas.GeoDataFrame(columns | changes, crs=changes.pop("crs", "EPSG:4326"))

    return make
