"""Tables of control through the whole river: replay, places, differences, the command line."""

from __future__ import annotations

import csv
import json
import random
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import geomap
from geomap import pipeline
from geomap.cli import main
from geomap.control.timeline import state_on
from geomap.text.tables.columns import columns_of
from geomap.text.tables.rows import read_table
from geomap.views.looks.wording import languages
from geomap.views.page.payload import payload_of

DAYS = [date(2021, 3, 1) + timedelta(days=number) for number in range(40)]
HOLDERS = ("Reds", "Blues", "contested", "")
COLUMNS = "place=district,admin=province,holder=holder,date=day"


@pytest.fixture(scope="module")
def history() -> dict[str, list[str]]:
    """Who held each of 300 invented districts on each of 40 days."""
    chance = random.Random(6)
    found = {}
    for number in range(300):
        held, days = chance.choice(HOLDERS), []
        for _ in DAYS:
            held = chance.choice(HOLDERS) if chance.random() < 0.1 else held
            days.append(held)
        found[f"Zqx{number:03}"] = days
    return found


def table(history: dict[str, list[str]], order: int | None = None) -> str:
    rows = [
        [name, "Vbn", held, day.isoformat()]
        for name, days in history.items()
        for day, held in zip(DAYS, days, strict=True)
    ]
    if order is not None:
        random.Random(order).shuffle(rows)
    out = StringIO()
    csv.writer(out).writerows([["district", "province", "holder", "day"], *rows])
    return out.getvalue()


def concluded(text: str) -> Any:
    reading = read_table(text, "t.csv", columns_of(COLUMNS))
    return pipeline.concluded([reading], pipeline.locate(reading))


def test_a_day_by_day_table_replays_to_the_same_states(history: dict[str, list[str]]) -> None:
    told = concluded(table(history)).timeline
    for number, day in enumerate(DAYS):
        held = {spells[0].place_name: spells for spells in state_on(told, day).values()}
        for name, days in history.items():
            (spell,) = held[name]
            if days[number] == "contested":
                assert (spell.controller, spell.status) == (None, "contested")
            else:
                assert spell.controller == (days[number] or None)
    assert len(told.spells) == sum(
        1 + sum(one != other for one, other in pairwise(days)) for days in history.values()
    )


def test_the_order_of_the_rows_leaves_no_trace(history: dict[str, list[str]]) -> None:
    def states(text: str) -> list[tuple[Any, ...]]:
        spells = concluded(text).timeline.spells
        return [(s.place_name, s.controller, s.status, s.start, s.end) for s in spells]

    few = dict(list(history.items())[:60])
    assert states(table(few)) == states(table(few, order=1)) == states(table(few, order=2))


@pytest.fixture
def run() -> Any:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def snapshots(tmp_path: Path) -> Path:
    path = tmp_path / "held.csv"
    path.write_text(
        "day,unit,name,held_by\n"
        "2022-10-01,Kherson Oblast,Kherson,Russia\n"
        "2022-10-01,Kherson Oblast,Qwzx,Russia\n"
        "2022-10-01,Donetsk Oblast,Bakhmut,Ukraine\n"
        "2022-10-01,Donetsk Oblast,Kramatorsk,Ukraine\n"
        "2022-12-01,Kherson Oblast,Kherson,Ukraine\n"
        "2022-12-01,Kherson Oblast,Qwzx,Ukraine\n"
        "2022-12-01,Donetsk Oblast,Bakhmut,Ukraine/Russia\n"
        "2022-12-01,Donetsk Oblast,Kramatorsk,Ukraine\n"
        "2022-12-01,Donetsk Oblast,Lyman,Ukraine\n",
        "utf-8",
    )
    return path


HELD = "place=name,admin=unit,holder=held_by,date=day"


def test_the_difference_of_two_snapshots(run: Any, snapshots: Path) -> None:
    days = ("--between", "2022-10-01", "2022-12-01")
    told = run("diff", "--table", snapshots, "--columns", HELD, *days, "--format", "json")
    found = json.loads(told.stdout)
    assert {(row["within"][0], row["name"]): row["kind"] for row in found["changes"]} == {
        ("Kherson Oblast", "Kherson"): "gained",
        ("Kherson Oblast", "Qwzx"): "gained",
        ("Donetsk Oblast", "Bakhmut"): "newly_disputed",
    }
    assert [row["name"] for row in found["first_reported"]] == ["Lyman"]
    assert [row["name"] for row in found["unchanged"]] == ["Kramatorsk"]
    assert found["rules"] == "plain reading 1"
    drawn = json.loads(
        run("diff", "--table", snapshots, "--columns", HELD, *days, "--format", "geojson").stdout
    )
    shapes = {
        each["properties"]["name"]: each["geometry"] and each["geometry"]["type"]
        for each in drawn["features"]
    }
    assert (shapes["Kherson"], shapes["Qwzx"]) == ("Point", None)
    shown = run("diff", "--table", snapshots, "--columns", HELD, *days).stdout
    assert "gained 2" in shown
    assert "rules: plain reading 1" in shown


def test_a_table_is_set_beside_what_was_read(run: Any, snapshots: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("On 5 November 2022 Russian forces captured Kramatorsk.\n", "utf-8")
    table = ("--table", snapshots, "--columns", HELD)
    found = json.loads(run("diff", article, *table, "--format", "json").stdout)
    (town,) = found["changes"]
    assert (town["before"], town["after"], town["kind"]) == ("Russia", "Ukraine", "gained")
    both = json.loads(run("timeline", article, *table, "--on", "2022-12-02").stdout)
    (rivalry,) = both["rivals"]
    assert {each["by"] for each in rivalry["accounts"]} == {"article.txt", "held.csv"}
    assert rivalry["place_name"] == "Kramatorsk"


def test_positions_and_ids_of_a_table(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(
        "id,name,x,y,held,day\n"
        ",Lyman,37.81,48.99,Russia,2022-06-01\n"  # the gazetteer's Lyman is a km away
        ",Lyman,30.0,46.0,Ukraine,2022-06-01\n"  # another one
        "unit:AZ-LAC,,,,Azerbaijan,2022-06-01\n"
        "unit:XX-0,,,,Azerbaijan,2022-06-01\n",
        "utf-8",
    )
    columns = "place_id=id,place=name,lon=x,lat=y,holder=held,date=day"
    told = json.loads(run("timeline", "--table", path, "--columns", columns).stdout)
    assert {spell["place_id"]: spell["level"] for spell in told["spells"]} == {
        "geonames:704204": "settlement",
        "table:46.0,30.0/Lyman": "settlement",
        "unit:AZ-LAC": "district",
        f"name:{told['spells'][1]['place_id'].split(':')[1].split('/')[0]}/unit:xx-0": "settlement",
    }
    assert [one["reason"] for one in told["unplaced"]] == [
        "no place is known by the id 'unit:XX-0'"
    ]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "Missing argument"),
        (("--table", "t.csv"), "--table needs --columns"),
    ],
)
def test_wrong_usage(run: Any, arguments: tuple[str, ...], complaint: str) -> None:
    result = run("timeline", *arguments)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_a_bad_table_is_one_line(run: Any, snapshots: Path) -> None:
    result = run(
        "timeline", "--table", snapshots, "--columns", "place=town,holder=held_by,date=day"
    )
    assert result.exit_code == 1
    assert "no column 'town'" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_is_wrong_with_rows_is_said_in_the_language_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "town,who,day,share,status,kind,lon,lat\n"
        "Agdam,Reds,2020-11-20,1,happened,captured,47,40\n"
        ",Reds,2020-11-20,1,happened,captured,47,40\n"
        "Ay,Reds,,1,happened,captured,47,40\n"
        "Ay,Reds,May Day,1,happened,captured,47,40\n"
        "Ay,Reds,2020-11-20,much,happened,captured,47,40\n"
        "Ay,Reds,2020-11-20,-2,happened,captured,47,40\n"
        "Ay,Reds,2020-11-20,1,sure,captured,47,40\n"
        "Ay,Reds,2020-11-20,1,happened,liberated,47,40\n"
        "Ay,Reds,2020-11-20,1,happened,captured,east,40\n"
        "Ay,Reds,2020-11-20,1,happened,captured,470,40\n",
        "utf-8",
    )
    columns = "place=town,holder=who,date=day,share=share,status=status,change=kind,lon=lon,lat=lat"
    told = geomap.table(path, columns)
    english = [each.reason for each in told.not_claims]
    assert len(english) == 9
    for language in set(languages()) - {"en"}:
        drawing = geomap.map(told, language=language).drawing
        payload = dict(payload_of(drawing))
        said = [each["reason"] for each in payload["notClaims"]]
        assert not set(english) & set(said), language
        assert "point of view" not in payload["boundaries"]
        report = geomap.report(told, language=language).html()
        assert "point of view" not in report
        assert not [each for each in english if each in report], language
