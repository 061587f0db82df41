"""What is drawn, and that it survives the trip to the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas
import pytest
import shapely
from hypothesis import strategies as st

from geomap.views.picture import geometry
from geomap.views.picture.frontiers import frontiers

steps = st.floats(-80, 80, allow_nan=False)


def test_a_label_sits_inside_a_crescent() -> None:
    crescent = shapely.Point(0, 0).buffer(2).difference(shapely.Point(1, 0).buffer(2))
    assert shapely.contains_xy(crescent, *geometry.label_point(crescent))


def test_scene_holds_the_action_its_neighbours_and_no_more(case: Any) -> None:
    found = geometry.scene(case.districts, case.base, ["X-AR"], [])
    assert "X-AR" in found.units
    assert "X-IS" not in found.units
    assert set(found.base) == {"XX"}
    assert set(geometry.scene(case.districts, case.base, ["X-CO"], []).base) == {"XX", "YY"}
    west, south, east, north = found.view
    assert west < 10 < 11 < east
    assert south < 50 < 51 < north


def test_a_country_whose_units_are_all_drawn_has_their_coast(case: Any) -> None:
    districts, base = case.districts, case.base
    every = list(districts["district_id"])
    coast = shapely.union_all(districts.geometry)
    rough = base.assign(geometry=[shapely.box(9.9, 48, 13, 51), base.geometry[1]])
    assert geometry.scene(districts, rough, every, []).base["XX"][1].equals(coast)
    # Nothing of it is seen where all its units are covered.
    scene = geometry.scene(districts, rough, every, [])
    assert set(scene.ground()) == set(scene.ground(every[1:])) == {"XX", "YY"}
    assert set(scene.ground(every)) == {"YY"}
    # A layer of a part of the country says nothing of its coast.
    wide = base.assign(geometry=[shapely.box(0, 48, 13, 51), base.geometry[1]])
    assert not geometry.scene(districts, wide, every, []).base["XX"][1].equals(coast)


def test_nothing_placed_shows_the_world(case: Any) -> None:
    found = geometry.scene(case.districts, case.base, [], [])
    assert found.units == {}
    assert set(found.base) == {"XX", "YY"}


def test_a_heavy_layer_is_thinned_to_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    discs = [shapely.Point(n * 3, 0).buffer(1, quad_segs=2000) for n in range(4)]
    layer = geopandas.GeoDataFrame(
        {"district_id": [str(n) for n in range(4)]}, geometry=discs, crs=4326
    )
    monkeypatch.setattr(geometry, "BUDGET", 120)
    monkeypatch.setattr(geometry, "LEAST", 4)
    found = geometry.scene(layer, None, ["0", "1", "2", "3"], [])
    assert sum(shapely.get_num_coordinates(shape) for shape in found.units.values()) <= 120
    assert len(found.units) == 4


def test_frontiers_are_the_borders_of_units_and_of_the_base_beyond_them(case: Any) -> None:
    east = case.districts.geometry.bounds["minx"] == 12
    case.districts.loc[east, "country"] = "ZZ"
    # The base is coarser: its border lies beside that of the units.
    case.base.geometry = [shapely.box(10, 48, 13.02, 51), shapely.box(13.02, 48, 16, 51)]
    drawing = case.build().drawing
    scene = replace(drawing.scene, units=by_id(case, "geometry"), owners=by_id(case, "country"))
    drawing = replace(drawing, scene=scene)
    found = frontiers(drawing)
    on = {"between": (12, 49.5), "coast": (10, 49.5), "beyond": (16, 49.5), "edge": (13, 49.5)}
    off = {"within a country": (11, 49.5), "the base beside the units": (13.02, 49.5)}
    for point in on.values():
        assert found.distance(shapely.Point(point)) < 1e-9, point
    for point in off.values():
        assert found.distance(shapely.Point(point)) > 0.01, point
    # Each once.
    assert shapely.length(found) == pytest.approx(shapely.length(shapely.union_all(found)))
    bare = replace(drawing, scene=replace(scene, coarse={}, whole={}))
    assert shapely.length(frontiers(bare)) == pytest.approx(3)


def by_id(case: Any, column: str) -> dict[str, Any]:
    return dict(zip(case.districts["district_id"], case.districts[column], strict=True))
