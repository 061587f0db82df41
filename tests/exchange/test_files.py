"""Out and back in: nothing is lost in any form that can carry it, whatever the text."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings

from geomap import api
from geomap.cli import main
from geomap.errors import GeomapError, InputError, OutputError
from geomap.exchange import files
from geomap.exchange.layers import LAYERS, csv_of, is_table_of_claims
from geomap.model import Reading, Reason
from geomap.options import Options
from geomap.pipeline import Result as Told

from .conftest import results

WHOLE = (".json", ".geojson", ".kml", ".parquet", ".gpkg")
"""Forms that carry everything; a table of claims leaves out texts and what makes no claim."""


def back(path: Path) -> Told:
    from geomap import pipeline

    told = files.read(path)
    located = [each for _, places in told for each in places]
    return pipeline.concluded([reading for reading, _ in told], located)


def in_order(result: Told) -> Any:
    readings = sorted(result.readings, key=lambda each: each.article.id)
    located = sorted(result.located, key=lambda each: each.claim.id)
    return [replace(each, claims=()) for each in readings], located, result.timeline


def without_texts(reading: Reading) -> Reading:
    return Reading(article=replace(reading.article, text="", body=0), claims=())


@pytest.mark.parametrize("form", WHOLE)
def test_a_round_trip_loses_nothing(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{form}"

    @given(results())
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    def holds(result: Told) -> None:
        files.export(result, path, Options())
        assert in_order(back(path)) == in_order(result)

    holds()


@given(results())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_a_table_of_claims_loses_texts_and_refusals_alone(
    tmp_path_factory: pytest.TempPathFactory, result: Told
) -> None:
    path = tmp_path_factory.mktemp("csv") / "out.csv"
    files.export(result, path, Options())
    found = back(path)
    assert sorted(found.located, key=lambda each: each.claim.id) == sorted(
        result.located, key=lambda each: each.claim.id
    )
    assert [replace(each, claims=()) for each in found.readings] == [
        without_texts(each) for each in result.readings
    ]
    assert found.timeline == result.timeline


def test_no_cell_is_a_formula(told: Told, tmp_path: Path) -> None:
    for layer in LAYERS:
        path = tmp_path / f"{layer}.csv"
        files.export(told, path, Options(), layer=layer)
        rows = list(csv.reader(path.read_text("utf-8").splitlines(keepends=True)))
        assert len(rows) > 1, layer
        numbers = {i for i, name in enumerate(rows[0]) if name in ("lon", "lat")}
        cells = [cell for row in rows for i, cell in enumerate(row) if i not in numbers]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


@pytest.mark.parametrize("form", files.FORMS)
def test_the_same_input_gives_the_same_bytes(form: str, told: Told, tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        files.export(told, folder / f"out{form}", Options())
        made.append((folder / f"out{form}").read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("form", WHOLE)
def test_the_map_of_an_export_is_the_map_of_the_article(
    form: str, sample: Path, tmp_path: Path
) -> None:
    path = api.export(str(sample), tmp_path / f"out{form}")
    assert api.map(str(path)).html() == api.map(str(sample)).html()


@pytest.mark.parametrize("form", WHOLE)
def test_an_export_speaks_the_language_of_the_page_again(
    form: str, sample: Path, tmp_path: Path
) -> None:
    path = api.export(str(sample), tmp_path / f"out{form}")
    for language in ("ru", "ar"):
        assert api.map(str(path), language=language).html() == (
            api.map(str(sample), language=language).html()
        )


def test_a_reason_that_is_not_of_its_sentence_is_the_sentence(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    files.export(told, path, Options())
    document = json.loads(path.read_text("utf-8"))
    assert document["reasons"]
    values: list[Any] = [
        {"code": "no such code", "values": {}},
        {"code": "within", "values": {"place": "elsewhere"}},
        {"code": "within", "values": {}},
        {"code": ["within"], "values": 3},
        *("within", None, 3, [], {}),
    ]
    for value in values:
        document["reasons"] = dict.fromkeys(document["reasons"], value)
        path.write_text(json.dumps(document), "utf-8")
        found = back(path)
        assert in_order(found) == in_order(told)
        assert not any(isinstance(each.why, Reason) for each in found.located)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("form", [".parquet", ".geojson", ".gpkg"])
def test_other_programs_read_it(form: str, layer: str, told: Told, tmp_path: Path) -> None:
    import geopandas

    path = tmp_path / f"out{form}"
    files.export(told, path, Options(), layer=layer)
    if form == ".parquet":
        if layer in ("steps", "articles"):
            pytest.skip("a table without positions is no GeoParquet")
        frame = geopandas.read_parquet(path)
        rows = {"claims": told.located, "spells": told.timeline.spells}.get(layer)
        assert rows is None or len(frame) == len(rows)
    else:
        frame = geopandas.read_file(path, **({"layer": "claims"} if form == ".gpkg" else {}))
    assert frame.crs is not None
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_authority() == ("OGC", "CRS84")
    west, south, east, north = frame.total_bounds
    assert 40 < west <= east < 55
    assert 35 < south <= north < 45


def test_a_globe_gets_spans_of_time_and_polygons(told: Told, tmp_path: Path) -> None:
    from lxml import etree

    path = tmp_path / "out.kml"
    files.export(told, path, Options())
    root = etree.parse(str(path)).getroot()
    names = {"k": "http://www.opengis.net/kml/2.2"}
    spans = root.xpath("//k:Folder[k:name='Control']/k:Placemark/k:TimeSpan", namespaces=names)
    assert len(spans) == len(told.timeline.spells)
    assert any("Polygon" in each.tag for each in root.iter())
    ends = [s.end.isoformat() for s in told.timeline.spells if s.end and s.end != s.start]
    shown = root.xpath("//k:end/text()", namespaces=names)
    assert ends
    assert not set(ends) & set(shown) - {
        s.start.isoformat() for s in told.timeline.spells if s.start
    }
    evidence = root.xpath("//k:Folder[k:name='Claims']//k:description/text()", namespaces=names)
    assert set(evidence) == {each.claim.evidence for each in told.located}


def test_documents_keep_to_the_published_schemas(told: Told, tmp_path: Path, root: Path) -> None:
    import jsonschema

    def schema(name: str) -> Any:
        text = (root / "docs" / "schema" / f"{name}.schema.json").read_text("utf-8")
        return jsonschema.Draft202012Validator(
            json.loads(text), format_checker=jsonschema.FormatChecker()
        )

    path = tmp_path / "out.json"
    files.export(told, path, Options(), citations=["A source"])
    document = json.loads(path.read_text("utf-8"))
    schema("export").validate(document)
    broken = {**document, "claims": [{**document["claims"][0], "change": "liberated"}]}
    assert not schema("export").is_valid(broken)

    def printed(*arguments: object) -> Any:
        result = CliRunner().invoke(main, [str(each) for each in arguments])
        return json.loads(result.stdout)

    schema("timeline").validate(
        printed("timeline", path, "--by", "side", "--today", "2021-01-01", "--on", "2020-11-21")
    )
    days = ("--between", "2020-11-01", "2020-12-01")
    schema("diff").validate(printed("diff", path, *days, "--format", "json"))


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.json", "{", "damaged json"),
        ("a.json", "[]", "no export of geomap; give articles as JSON lines"),
        ("a.json", "{}", "no export of geomap; give articles as JSON lines"),
        ("a.json", '{"format": "x"}', "its format is 'x'"),
        ("a.json", '{"format": "geomap export", "version": 99}', "install a newer geomap"),
        ("a.json", '{"format": "geomap export", "version": 1, "claims": [{}]}', "a damaged export"),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}', "no export of geomap"),
        ("a.kml", "<kml", "damaged KML"),
        ("a.kml", "<kml><Document/></kml>", "no export of geomap"),
        ("a.kml", '<!DOCTYPE k [<!ENTITY a "b">]><kml>&a;</kml>', "no export of geomap"),
        ("a.gpkg", "text", "not a GeoPackage"),
    ],
)
def test_what_is_no_export_says_so(name: str, content: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(GeomapError, match=complaint):
        files.read(path)


def test_a_quotation_that_was_tampered_with_is_refused(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    files.export(told, path, Options())
    document = json.loads(path.read_text("utf-8"))
    document["claims"][0]["evidence"] += " indeed"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InputError, match="does not quote its article"):
        files.read(path)


def test_a_form_that_is_not_known_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"ends in \.json"):
        files.form_of(tmp_path / "out.shp")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


def test_the_command_line_exports_and_reads_back(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("On 25 June 2022 Russian forces captured Sievierodonetsk.\n", "utf-8")
    out = tmp_path / "out.geojson"
    assert "1 claims" in run("export", article, "-o", out).stderr
    told = json.loads(run("timeline", out).stdout)
    assert [spell["controller"] for spell in told["spells"]] == ["Russia"]
    (difference,) = json.loads(run("diff", article, out, "--format", "json").stdout)["unchanged"]
    assert difference["name"] == "Sievierodonetsk"
    assert run("export", article, "-o", tmp_path / "out.xyz").exit_code == 1


def test_a_table_edited_in_a_spreadsheet_comes_back_as_edited(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    files.export(told, path, Options())
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["to_actor"] = "Somebody else"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    changed = {each.claim.id: each.claim.to_actor for each in back(path).located}
    assert changed[rows[0]["id"]] == "Somebody else"


def test_a_table_of_claims_with_a_lone_return_is_one_line(tmp_path: Path) -> None:
    """Python's reader takes a lone carriage return for a broken file, and says so its own way."""
    assert not is_table_of_claims("id,\rarticle")
    path = tmp_path / "a.csv"
    whole = csv_of({"claims": [], "articles": [], "spells": []}, LAYERS[0]).strip()
    for text in (f"{whole}\na\rb,c\n", f'{whole}\n"{"x" * 200_000}"\n'):
        path.write_text(text, "utf-8", newline="")
        with pytest.raises(InputError, match="no claim"):
            files.read(path)
