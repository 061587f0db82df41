"""What lies around the places for orientation."""

from __future__ import annotations

import pytest
import shapely

from geomap.places.basemap import LEAST, water


@pytest.mark.parametrize("side", [6.0, 60.0])
def test_water_is_as_fine_as_the_map_and_shows_no_specks(side: float) -> None:
    box = (31.0, 46.0, 31.0 + side, 46.0 + side / 2)
    rivers, lakes = water(box)
    assert rivers
    assert lakes
    for shape in (*rivers, *lakes):
        west, south, east, north = shape.bounds
        assert box[0] <= west <= east <= box[2]
        assert (east - west) + (north - south) >= 0.9 * side / LEAST
    # As many vertices as a screen can show, however large the box.
    assert sum(map(shapely.get_num_coordinates, (*rivers, *lakes))) < 20_000
