"""Decisions from the command line, one at a time or one after the other."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geomap.case.store import open_store
from geomap.cli import main
from geomap.control.corrections.files import load

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: object, code: int = 0, keys: str = "") -> Result:
        told = list(map(str, arguments))
        result = CliRunner().invoke(main, told, input=keys, catch_exceptions=False)
        assert result.exit_code == code, result.stderr
        return result

    return invoke


@pytest.fixture
def article(tmp_path: Path, texts: dict[str, str]) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(texts["plain"], "utf-8")
    return path


def claims(run: Run, article: Path, file: Path) -> dict[str, dict[str, Any]]:
    found = json.loads(run("claims", article, "--corrections", file).stdout)["claims"]
    return {claim["place"]: claim for claim in found}


def test_every_decision_can_be_written_from_the_command_line(
    run: Run, article: Path, file: Path
) -> None:
    def correct(*arguments: str) -> None:
        said = run("correct", *arguments, article, "--corrections", file, "--by", "me").stderr
        assert said.startswith("geomap: ")
        assert load(file)[-1].by == "me"
        assert load(file)[-1].when.endswith("Z")

    correct("Lysychansk", "--set", "to_actor=Ukraine", "--set", "share=0.5", "--why", "as the map")
    correct("Sievierodonetsk", "--set", "lon=38.4", "--set", "lat=48.9")
    correct("Qwxyz", "--delete", "--why", "no such village")
    correct("It rained.", "--add", "--set", "place=Popasna", "--set", "change=contested",
            "--set", "status=claimed")  # fmt: skip
    found = claims(run, article, file)
    assert found.keys() == {"Lysychansk", "Sievierodonetsk", "Popasna"}
    assert (found["Lysychansk"]["to_actor"], found["Lysychansk"]["share"]) == ("Ukraine", 0.5)
    assert (found["Sievierodonetsk"]["lon"], found["Sievierodonetsk"]["lat"]) == (38.4, 48.9)
    assert found["Popasna"]["evidence"] == "It rained."

    correct("Lysychansk", "--part", "to_actor=Russia,share=0.25", "--part", "share=0.75")
    told = json.loads(run("claims", article, "--corrections", file).stdout)["claims"]
    shares = {each["share"]: each["id"] for each in told if each["place"] == "Lysychansk"}
    assert shares.keys() == {0.25, 0.75}
    correct(shares[0.75], "--merge", shares[0.25])
    correct("Lysychansk", "--accept")
    assert claims(run, article, file)["Lysychansk"]["share"] == 0.75
    assert [each.action for each in load(file)] == [
        "change", "change", "delete", "add", "split", "merge", "accept",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["Nothing", "--delete"], 1, "no claim has this id or words"),
        (["202", "--delete"], 1, "3 claims have these words"),
        (["Lysychansk", "--set", "colour=red"], 1, "fields.colour: cannot be corrected"),
        (["Lysychansk", "--set", "share"], 1, "is not FIELD=VALUE"),
        (["Lysychansk", "--set", "share=half"], 1, "share is a number"),
        (["Lysychansk"], 1, "say what to change"),
        (["Lysychansk", "--delete", "--accept"], 2, "One decision at a time"),
        (["No sentence", "--add", "--set", "place=Ay"], 1, "no article says this"),
    ],
)
def test_what_is_no_decision_is_named(
    run: Run, article: Path, file: Path, arguments: list[str], code: int, named: str
) -> None:
    said = run("correct", *arguments, article, "--corrections", file, code=code).stderr
    assert named in said
    assert not file.exists()


def test_a_decision_needs_a_place_to_go(run: Run, article: Path) -> None:
    said = run("correct", "Lysychansk", article, "--delete", code=2).stderr
    assert "--corrections FILE, or one case" in said


def test_a_review_in_the_terminal(run: Run, article: Path, file: Path) -> None:
    keys = "r\nno such village\nc\nto_actor=Ukraine; date=2022-07\nsaid so\ns\n"
    done = run("review", article, "--corrections", file, "--by", "me", keys=keys)
    assert "! place:" in done.stdout
    assert done.stderr.rstrip().endswith("2 decided, 1 left")
    assert [(each.action, each.why) for each in load(file)] == [
        ("delete", "no such village"),
        ("change", "said so"),
    ]
    again = run("review", article, "--corrections", file, keys="c\nto_actor\na\n")
    assert "is not FIELD=VALUE" in again.stderr  # and it asks again
    done = run("review", article, "--corrections", file)
    assert done.stderr == "geomap: 3 decided, 0 left\n"


def test_the_question_says_what_is_to_be_decided(run: Run, article: Path, file: Path) -> None:
    short = run("review", article, "--corrections", file, keys="q\n")
    assert "rule" not in short.stdout
    assert len(short.stdout.strip().splitlines()) < 5
    whole = run("review", article, "--corrections", file, keys="s\nd\nq\n")
    assert "  rule  " in whole.output
    question = "Sievierodonetsk, captured, from Ukraine to Russia, 2022-06-25: [a]ccept [c]orrect"
    assert whole.output.count(question) == 2  # asked again after the details


def test_a_port_that_is_taken_or_is_none(run: Run, article: Path, file: Path) -> None:
    serve = ("review", article, "--corrections", file, "--page", "--port")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = run(*serve, taken.getsockname()[1], code=1).stderr
    assert said.startswith("geomap: port ")
    assert "0 for a free one" in said
    for port in (-1, 99999):
        assert "--port" in run(*serve, port, code=2).stderr


def test_an_input_that_ends_is_the_end_of_a_review(run: Run, article: Path, file: Path) -> None:
    done = run("review", article, "--corrections", file, keys="a\nr\n")
    assert done.stderr.rstrip().endswith("1 decided, 2 left")
    assert len(load(file)) == 1


def test_a_review_of_a_case_goes_into_the_case(run: Run, article: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.gpkg"
    run("case", "new", case)
    run("case", "add", case, article)
    run("case", "run", case)
    run("review", case, keys="a\nq\n")
    run("correct", "Lysychansk", case, "--set", "status=denied")
    with open_store(case) as store:
        assert [each.action for each in store.corrections()] == ["accept", "change"]
    found = json.loads(run("claims", case).stdout)["claims"]
    assert {each["place"]: each["status"] for each in found}["Lysychansk"] == "denied"
    assert run("review", case, keys="q\n").stderr.rstrip().endswith("2 decided, 1 left")


def test_a_terminal_is_not_moved_by_an_article(run: Run, tmp_path: Path, file: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text(
        "published: 2022-07-04\n\nOn 3 July 2022 Russian\x1b[2J forces took Lysychansk.", "utf-8"
    )
    shown = run("review", path, "--corrections", file, keys="q\n").stdout
    assert "\x1b" not in shown
    assert "\x1b" not in run("explain", "Lysychansk", path).stdout
