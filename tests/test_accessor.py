"""A table of control draws itself."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any
from xml.etree import ElementTree

import geopandas
import pytest
import shapely

import geomap.accessor  # noqa: F401 - it registers itself
from geomap.api import run, to_frame
from geomap.errors import InputError, LayerError
from geomap.views.looks.wording import languages, strings

ARTICLE = (
    "published: 2020-11-21\n\nOn 20 November 2020 Azerbaijan's army captured Aghdam district.\n"
)


def table(**columns: Any) -> geopandas.GeoDataFrame:
    rows = {
        "ADM2": ["Marfa", "Marfa", "Alpine"],
        "held_by": ["Blue", "Green", None],
        "since": ["2019-03-04", "2019-06-01", "2019-01-01"],
        "until": ["2019-06-01", None, None],
    }
    squares = [shapely.box(0, 0, 1, 1), shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    return geopandas.GeoDataFrame(rows | columns, geometry=squares, crs=4326)


NAMES = {"name": "ADM2", "controller": "held_by", "start": "since", "end": "until"}


def test_rows_are_spells_and_polygons_are_the_layer() -> None:
    frame = table()
    before = frame.copy()
    drawing = frame.to_crs(3857).geomap.map(NAMES).drawing
    assert [feature.name for feature in drawing.features] == ["Alpine", "Marfa"]
    marfa = drawing.features[1]
    assert [state.fill.actors for state in marfa.states] == [(), ("Blue",), ("Green",)]
    assert marfa.states[1].start == date(2019, 3, 4)
    assert drawing.boundaries == "given by the user"
    assert frame.equals(before)


@pytest.mark.parametrize("asked", [{}, {"chart": True}, {"on": [date(2019, 4, 1)]}])
def test_it_makes_figures_and_reports(asked: dict[str, Any]) -> None:
    root = ElementTree.fromstring(table().geomap.figure(NAMES, title="Table", **asked).svg)
    assert "Marfa" in "".join(root.itertext())
    assert "Marfa" in table().geomap.report(NAMES, title="Table").html()


def test_the_spells_of_a_run_come_back_as_they_were() -> None:
    from geomap.text.articles import article_of

    result = run(article_of(ARTICLE, "note.txt"))
    again = to_frame(result.timeline.spells).geomap
    features = again.map().drawing.features
    assert [(feature.name, feature.shape) for feature in features] == [("Agdam", "area")]
    (old,), (new,) = result.timeline.spells, again.timeline().spells
    kept = ("place_id", "controller", "start", "end", "district_id", "status", "level")
    assert [getattr(old, name) for name in kept] == [getattr(new, name) for name in kept]


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(InputError, match=r"no column 'name'; name one of ADM2, held_by"):
        table().geomap.map()
    with pytest.raises(InputError, match=r"row 2: 'spring' is not a day"):
        table(since=["2019-03-04", "spring", "2019-01-01"]).geomap.map(NAMES)
    with pytest.raises(LayerError, match="no coordinate system"):
        table().set_crs(None, allow_override=True).geomap.map(NAMES)
    with pytest.raises(InputError, match="no geometry"):
        table().drop(columns="geometry").geomap.map(NAMES)


def test_importing_geomap_alone_registers_nothing() -> None:
    code = "import geomap, sys; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("language", languages())
def test_what_rests_on_a_table_speaks_of_no_text(language: str) -> None:
    frame, words = table(), strings(language)
    page = frame.geomap.map(NAMES, language=language).html()
    figure = frame.geomap.figure(NAMES, language=language).svg
    report = frame.geomap.report(NAMES, language=language).html()
    for product, told, other in (
        (page, "given.standfirst", "asof.unknown"),
        (figure, "given.caution", "figure.caution"),
        (report, "given.standfirst", "report.claims"),
        (report, "given.reading", "report.reading"),
    ):
        assert words[told] in product
        assert words[other] not in product


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"since": [3, 4, 5]}, "row 1: 3 is not a day"),
        ({"until": ["2018-01-01", None, None]}, "row 1: its end, 2018-01-01, is not after"),
        ({"share": [None, 75, None]}, "row 2: 75.0 is no share; write it as 0.75"),
        ({"share": ["most", None, None]}, "row 1: 'most' is no share"),
        ({"level": [None, "town", None]}, "row 2: 'town' is no level; there are country, region"),
    ],
)
def test_a_row_that_cannot_be_is_named(columns: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        table(**columns).geomap.timeline(NAMES)


def test_columns_are_a_dict_and_products_are_brief() -> None:
    with pytest.raises(InputError, match="no dict"):
        table().geomap.map(["ADM2"])
    for made in (table().geomap.report(NAMES), table().geomap.figure(NAMES)):
        assert len(repr(made)) < 100
