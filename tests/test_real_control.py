"""Control over time on real texts and a real table (../shared), from the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geomap.cli import main


def printed(*arguments: object) -> Any:
    result = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    return json.loads(result.stdout)


@pytest.fixture
def case(shared: Path) -> Any:
    return lambda slug: next((shared / "cases").glob(f"{slug}*.txt"))


def test_handovers_planned_postponed_done_and_overdue(case: Any) -> None:
    told = printed("timeline", case("00"), "--today", "2020-12-05")
    chains = {
        chain["place_name"]: (
            chain["overdue"],
            [(step["status"], step["date"], step["derived"]) for step in chain["steps"]],
        )
        for chain in told["chains"]
    }
    assert chains["Kalbajar"] == (
        True,
        [
            ("planned", "2020-11-15", True),
            ("postponed", "2020-11-15", False),
            ("planned", "2020-11-25", False),
        ],
    )
    assert chains["Lachin"] == (True, [("planned", "../2020-12-01", False)])
    assert chains["Agdam"] == (False, [("done", "2020-11-20", False)])


def test_one_day_as_known_on_two(case: Any) -> None:
    def shusha(known: str) -> tuple[Any, Any]:
        told = printed("timeline", case("28"), "--on", "2020-11-08", "--as-known-on", known)
        (spell,) = [each for each in told["spells"] if each["place_name"] == "Shusha"]
        rivals = [each for each in told["rivals"] if each["place_name"] == "Shusha"]
        statuses = {
            holder["status"]
            for rivalry in rivals
            for account in rivalry["accounts"]
            for holder in account["holders"]
        }
        return (spell["controller"], spell["start"]), statuses

    early, late = shusha("2020-11-08"), shusha("2020-11-10")
    assert early[0] == ("Azerbaijan", "2020-11-08")
    assert {"claimed", "denied"} <= early[1]
    assert late[0] == ("Azerbaijan", "2020-11-07")


@pytest.mark.parametrize(
    ("slug", "place", "values"),
    [
        ("20", "Baiji oil refinery", {("Iraqi government", 1.0), ("ISIL", 0.75)}),
        ("10", "Lyman", {("Russia", None), (None, None)}),
        ("28", "Shusha", {("Azerbaijan", None), (None, None)}),
    ],
)
def test_one_place_two_claimants_two_values(
    case: Any, slug: str, place: str, values: set[Any]
) -> None:
    told = printed("timeline", case(slug))
    found = {
        (holder["controller"], holder["share"])
        for rivalry in told["rivals"]
        if rivalry["place_name"] == place
        for account in rivalry["accounts"]
        for holder in account["holders"]
    }
    assert values <= found


def test_shares_of_a_neighbourhood_that_no_gazetteer_knows(case: Any) -> None:
    def shares(day: str) -> dict[str, float]:
        told = printed("timeline", case("16"), "--on", day)
        spells = [each for each in told["spells"] if each["place_name"] == "al-Qadam"]
        assert all(each["lon"] is None for each in spells)
        assert sum(each["share"] for each in spells) <= 1 + 1e-9
        return {each["controller"]: each["share"] for each in spells}

    assert shares("2018-03-12") == {"ISIL": 0.25}
    assert shares("2018-03-13") == {"Syrian government": 0.7, "ISIL": 0.3}
    assert shares("2018-03-20")["ISIL"] == 0.9


def test_two_snapshots_of_a_country_differ_where_they_do(shared: Path) -> None:
    folder = shared / "corpora" / "wikipedia_ukraine_settlements"
    with (folder / "expected_diff.csv").open(encoding="utf-8", newline="") as file:
        expected = {(row["oblast"], row["name"]) for row in csv.DictReader(file)}
    columns = "place=name,admin=oblast,holder=held_by,date=snapshot"
    told = printed(
        "diff", "--table", folder / "settlements.csv", "--columns", columns,
        "--between", "2022-10-05", "2023-07-31", "--format", "json",
    )  # fmt: skip
    assert {(row["within"][0], row["name"]) for row in told["changes"]} == expected
