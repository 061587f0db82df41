"""What a district is drawn as, from the text to the map."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas
import pytest
from shapely import box

from geomap import api, pipeline
from geomap.options import Options
from geomap.places.layers.records import LayerRequest
from geomap.text.articles import article_of


def test_a_district_without_an_outline_does_not_fill_its_province() -> None:
    article = article_of("On 25 February 2022 Russian forces captured the Bakhmut Raion.", "a.txt")
    drawing = api.map(article).drawing
    shapes = {feature.name: feature.shape for feature in drawing.features}
    fills = {state.fill.kind for f in drawing.features for state in f.states if f.shape == "area"}
    assert shapes["Bakhmut Raion"] == "point"
    assert fills <= {"none"}


@pytest.fixture
def layers(tmp_path: Path) -> tuple[str, str]:
    """Provinces, and districts that were redrawn, where Kherson and Mykolaiv Oblasts are."""
    provinces = geopandas.GeoDataFrame(
        {"shapeName": ["Kherson", "Mykolaiv"], "shapeID": ["p1", "p2"], "shapeType": "ADM1"},
        geometry=[box(31.5, 45.6, 35.3, 47.6), box(30.2, 46.6, 31.5, 48.2)],
        crs=4326,
    )
    districts = geopandas.GeoDataFrame(
        {
            "name": ["Old West", "Old East", "New West", "New East"],
            "id": ["o1", "o2", "n1", "n2"],
            "valid_from": [None, None, "2020-07-17", "2020-07-17"],
            "valid_to": ["2020-07-17", "2020-07-17", None, None],
        },
        geometry=[
            box(31.5, 45.6, 32.3, 47.6), box(32.3, 45.6, 35.3, 47.6),
            box(31.5, 45.6, 33.3, 47.6), box(33.3, 45.6, 35.3, 47.6),
        ],
        crs=4326,
    )  # fmt: skip
    provinces.to_file(tmp_path / "provinces.gpkg")
    districts.to_file(tmp_path / "districts.gpkg")
    return str(tmp_path / "provinces.gpkg"), str(tmp_path / "districts.gpkg")


@pytest.mark.parametrize(
    ("expand", "year", "filled"),
    [
        (False, 2022, ["p1"]),
        (True, 2022, ["n1", "n2"]),
        (True, 2014, ["o1", "o2"]),
    ],
)
def test_a_province_or_its_districts_are_coloured_and_nothing_twice(
    layers: tuple[str, str], expand: bool, year: int, filled: list[str]
) -> None:
    article = article_of(
        f"On 3 March {year} Russian forces captured Kherson Oblast.", "a.txt",
        published=date(year, 4, 1),
    )  # fmt: skip
    options = Options(districts=LayerRequest(sources=layers), expand=expand)
    drawing = api.map(article, options).drawing
    assert sorted(f.id for f in drawing.features if f.shape == "area") == filled
    assert "each claim on the boundaries of its day" in drawing.boundaries
    drawn = pipeline.layer(options, pipeline.run([article], options).located)
    areas = drawn[drawn["rank"] == 2.0].geometry.to_crs(6933)
    assert areas.union_all().area == pytest.approx(areas.area.sum())
