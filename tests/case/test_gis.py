"""What a GIS finds in a case: conformant tables, layers, styles, days and a project."""

from __future__ import annotations

import io
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

import pyogrio
import pytest

from geomap import pipeline
from geomap.case import running
from geomap.case.layers import Layers
from geomap.case.store import open_store
from geomap.case.styles import actors_of, qml, styles_of
from geomap.views.looks.styles import look_of

DEBIAN = "/usr/bin/python3"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """The sample article as a case."""
    from geomap import api

    path = tmp_path_factory.mktemp("gis") / "it's a case.gpkg"
    with open_store(path, create=True) as store:
        store.add_articles([api.read(sample)])
        running.run(store, colours=lambda actors: look_of(actors).colours)
    return path


def test_gdal_finds_it_conformant(case: Path, lacking: Callable[[str], NoReturn]) -> None:
    there = subprocess.run([DEBIAN, "-c", "import osgeo_utils"], capture_output=True, check=False)
    if there.returncode:
        lacking("Debian's python3-gdal is not installed: run make servers")
    done = subprocess.run(
        [DEBIAN, "-m", "osgeo_utils.samples.validate_gpkg", case],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_layers_hold_what_was_concluded(case: Path, sample: Path) -> None:
    layers = dict(pyogrio.list_layers(case))
    assert {name: shape for name, shape in layers.items() if shape} == {
        "claims": "Point",
        "places": "Point",
        "districts": "MultiPolygon",
        "spells": "Point",
        "control_districts": "MultiPolygon",
    }
    assert {"articles", "corrections", "runs", "chains", "layer_styles"} <= layers.keys()
    from geomap import api

    result = pipeline.run([api.read(sample)])
    spells = pyogrio.read_dataframe(case, layer="spells")
    assert len(spells) == len(result.timeline.spells)
    assert spells.crs.to_epsg() == 4326
    assert [row or None for row in spells["controller"].fillna("")] == [
        each.controller for each in result.timeline.spells
    ]
    assert [None if day != day else day.date() for day in spells["start"]] == [
        each.start for each in result.timeline.spells
    ]
    control = pyogrio.read_dataframe(case, layer="control_districts")
    filled = [each for each in result.timeline.spells if each.level == "district"]
    assert list(control["place_id"]) == [each.place_id for each in filled]
    assert control.geometry.is_valid.all()
    layer = pipeline.layer(pipeline.Options()).set_index("district_id").geometry
    for row in control.itertuples():
        assert row.geometry.equals(layer[row.district_id])
    info = pyogrio.read_info(case, layer="claims")
    assert info["fields"].tolist()[:4] == ["id", "article", "source", "place"]
    assert info["total_bounds"] == pytest.approx(spells.total_bounds, abs=3)


def days_of(style: ElementTree.Element) -> tuple[str | None, ...]:
    temporal = style.find("temporal")
    assert temporal is not None
    return tuple(temporal.get(key) for key in ("enabled", "mode", "startField", "endField"))


DAYS = {
    "control_districts": ("1", "2", "shown_from", "end"),
    "spells": ("1", "2", "shown_from", "end"),
    "claims": ("1", "2", "day_from", "day_to"),
    "places": ("0", "2", "", ""),
    "districts": ("0", "2", "", ""),
}


def test_styles_and_days_are_where_qgis_looks_for_them(case: Path) -> None:
    rows = sqlite3.connect(case).execute(
        "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
    )
    found = {name: (column, ElementTree.fromstring(qml), used) for name, column, qml, used in rows}
    assert {name: days_of(style) for name, (_, style, _) in found.items()} == DAYS
    assert {(column, used) for column, _, used in found.values()} == {("geom", 1)}
    fields = {name: set(pyogrio.read_info(case, layer=name)["fields"]) for name in DAYS}
    for name, (_, _, begin, end) in DAYS.items():
        assert {begin, end} - {""} <= fields[name]
    (control,) = [style for name, (_, style, _) in found.items() if name == "control_districts"]
    rules = {rule.get("label"): rule for rule in control.iter("rule")}
    assert {"Azerbaijan", "Azerbaijan: planned", "No report", "Contested"} <= rules.keys()
    symbols = {each.get("name"): each for each in control.iter("symbol")}
    blue = look_of(["Armenia", "Azerbaijan"]).colours
    colours = {
        each.get("k"): each.get("v")
        for each in symbols[rules["Azerbaijan"].get("symbol")].iter("prop")
    }
    parts = [str(int(blue["Azerbaijan"][at : at + 2], 16)) for at in (1, 3, 5)]
    assert colours["color"].split(",")[:3] == parts


def test_a_project_opens_the_layers_with_their_days(case: Path) -> None:
    (row,) = sqlite3.connect(case).execute("SELECT name, content FROM qgis_projects")
    assert row[0] == "geomap"
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(row[1]))) as packed:
        root = ElementTree.fromstring(packed.read("geomap.qgs"))
    layers = {each.findtext("id"): each for each in root.iter("maplayer")}
    tree = [each.get("id") for each in root.iter("layer-tree-layer")]
    assert set(tree) == set(layers)
    sources = {each.findtext("datasource") for each in layers.values()}
    assert sources == {f"./{case.name}|layername={name}" for name in DAYS}
    for each in layers.values():
        assert days_of(each) == DAYS[each.findtext("datasource", "").partition("=")[2]]
    begin = root.findtext("ProjectTimeSettings/TemporalRange/start", "")
    assert date.fromisoformat(begin[:10]) == date(1991, 1, 1)


def test_hostile_names_stay_text() -> None:
    name = "O'Brien\\' OR 1=1 -- <b>&\x01"
    rule = _style_of(name)
    assert rule.get("filter", "").startswith("\"controller\" = 'O''Brien\\\\'' OR 1=1 -- <b>&")


def test_joint_holders_have_the_colours_of_each() -> None:
    layers = _layers_of("Reds; Blues")
    assert actors_of(layers) == ["Blues", "Reds"]
    colours = {"Reds": "#FF0000", "Blues": "#0000FF"}
    style = styles_of(layers, colours)["control_districts"]
    symbols = {each.get("name"): each for each in style.iter("symbol")}
    drawn = [
        [each.get("v") for each in symbols[rule.get("symbol")].iter("prop")]
        for rule in style.iter("rule")
        if rule.get("label") == "Reds; Blues"
    ]
    assert [(props[0], props[-1]) for props in drawn] == [
        ("255,0,0,255", "solid"),
        ("0,0,255,255", "vertical"),
    ]


def _layers_of(actor: str) -> Layers:
    return Layers(rows={"spells": [{"controller": actor}]}, versions=[])


def _style_of(actor: str) -> ElementTree.Element:
    style = ElementTree.fromstring(qml(styles_of(_layers_of(actor), {})["control_districts"]))
    return [each for each in style.iter("rule") if "controller" in each.get("filter", "")][1]
