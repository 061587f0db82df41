"""A case from the command line: made, filled, run, corrected, compared and drawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import geomap
from geomap.case.store import open_store
from geomap.cli import HOMES, main
from geomap.control.corrections.decisions import correction_of
from geomap.control.corrections.files import append
from geomap.errors import OutputError

TEXTS = {
    "a.txt": "published: 2022-06-28\n\nOn 25 June 2022 Russian forces captured Sievierodonetsk.\n",
    "b.txt": "published: 2022-07-04\n\nOn 3 July 2022 Russian forces took Lysychansk. It rained.\n",
}
WHO = {"by": "me", "when": "2022-08-01T10:00:00Z"}

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: object, code: int = 0) -> Result:
        result = CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)
        assert result.exit_code == code, result.stderr
        return result

    return invoke


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text, "utf-8")
    return made


@pytest.fixture
def case(run: Run, folder: Path, address: str) -> str:
    run("case", "new", address)
    run("case", "add", address, folder)
    run("case", "run", address)
    return address


def claims(run: Run, *inputs: object) -> list[dict[str, Any]]:
    found = json.loads(run("claims", *inputs, "--format", "json").stdout)
    rows = found if isinstance(found, list) else [found]
    return [claim for row in rows for claim in row["claims"]]


def test_a_case_says_what_its_articles_say(
    run: Run, case: str, folder: Path, tmp_path: Path
) -> None:
    by_id = lambda claim: claim["id"]  # noqa: E731
    assert sorted(claims(run, case), key=by_id) == sorted(claims(run, folder), key=by_id)
    for command in (["timeline"], ["explain", "captured"]):
        assert run(*command, case).stdout == run(*command, folder).stdout
    run("map", case, "-o", tmp_path / "case.html")
    run("map", folder, "-o", tmp_path / "texts.html")
    assert (tmp_path / "case.html").read_bytes() == (tmp_path / "texts.html").read_bytes()


def test_doing_it_again_changes_nothing(run: Run, case: str, folder: Path, contents: Any) -> None:
    with open_store(case) as store:
        before = contents(store)
    assert "0 new, 2 known, 0 changed" in run("case", "add", case, folder).stderr
    run("case", "new", case)
    run("case", "run", case)
    with open_store(case) as store:
        assert contents(store) == before
    told = json.loads(run("case", "status", case, "--format", "json").stdout)
    assert (told["articles"], told["read"], len(told["runs"])) == (2, 2, 1)
    rows = json.loads(run("case", "list", case, "--format", "json").stdout)
    assert [(row["read"], row["claims"]) for row in rows] == [(True, 1), (True, 1)]


def test_corrections_outlive_an_edited_article_and_a_new_run(
    run: Run, case: str, folder: Path, tmp_path: Path
) -> None:
    with open_store(case) as store:
        located = {each.claim.place: each.claim for each in store.claims_of(1)}
    file = tmp_path / "corrections.jsonl"
    append(
        file,
        correction_of(located["Lysychansk"], "change", {"to_actor": "Ukraine"}, why="no", **WHO),
    )
    append(file, correction_of(located["Sievierodonetsk"], "delete", why="a game", **WHO))
    gone = correction_of(located["Lysychansk"], "delete", **WHO)
    run("case", "run", case, "--corrections", file)
    (folder / "b.txt").write_text(f"title: Anew\n{TEXTS['b.txt']}", "utf-8")
    said = run("case", "add", case, folder).stderr
    assert "1 new (1 in the place of an older text), 1 known, 0 changed; 2 in all" in said
    assert "1 articles are not read yet" in run("claims", case).stderr
    run("case", "run", case, "--corrections", file)
    (claim,) = claims(run, case)
    assert (claim["to_actor"], claim["rule"].endswith("(corrected by me)")) == ("Ukraine", True)
    assert claims(run, folder, "--corrections", file) == [claim]
    assert claims(run, case, "--corrections", file) == [claim]
    run("case", "run", case, "--view", "de_facto")  # another recipe: everything is read anew
    assert claims(run, case) == [claim]
    (rejected,) = [
        each
        for row in json.loads(run("claims", case).stdout)
        for each in row["not_claims"]
        if "rejected" in each["reason"]
    ]
    assert rejected["reason"] == "rejected by me: a game"
    assert run("case", "corrections", case).stdout == file.read_text("utf-8")

    (folder / "b.txt").write_text("published: 2022-07-04\n\nOn 3 July 2022 it rained.\n", "utf-8")
    append(file, gone)
    run("case", "add", case, folder)
    said = run("case", "run", case, "--corrections", file).stderr
    assert "fits no claim" in said
    assert "the nearest sentence is “On " in said
    assert "2 orphaned" in said
    page = folder.parent / "page.html"
    run("map", case, "-o", page)
    assert f'"evidence":"{gone.quote}","reason":"delete, me' in page.read_text("utf-8")


def test_a_file_renamed_and_edited_replaces_what_it_held(run: Run, case: str, folder: Path) -> None:
    told = (
        "On 1 July 2022 Russian forces took Pryvillia. Shops had been shut for weeks, a resident "
        "told us, and the road to the south was cut. Nobody answered the telephone of the town "
        "hall, and two of its three bridges lay in the river."
    )
    old, new, other = (folder / f"{name}.txt" for name in ("old", "new", "other"))
    old.write_text(f"published: 2022-07-09\n\n{told}")
    run("case", "add", case, folder)
    old.rename(new)  # alone, this changes nothing
    assert "3 known" in run("case", "add", case, folder).stderr
    other.write_text(f"published: 2022-07-09\nsource: The Courier\n\n{told}")
    assert "1 new, 3 known" in run("case", "add", case, folder).stderr  # another witness
    new.rename(old)
    old.write_text(old.read_text().replace("1 July", "2 July"))
    assert "1 new (1 in the place of an older text)" in run("case", "add", case, folder).stderr
    run("case", "run", case)
    days = [each["date"] for each in claims(run, case) if each["place"] == "Pryvillia"]
    assert sorted(days) == ["2022-07-01", "2022-07-02"]


def test_what_changed_between_two_runs(run: Run, case: str, folder: Path) -> None:
    assert "there is nothing to compare yet" in run("case", "diff", case, code=1).stderr
    with open_store(case) as store:
        (claim,) = [each.claim for each in store.claims_of(1) if each.claim.place == "Lysychansk"]
        store.add_corrections([correction_of(claim, "change", {"status": "denied"}, **WHO)])
    (folder / "c.txt").write_text("On 7 May 2023 Russian forces took Bakhmut.", "utf-8")
    (folder / "a.txt").write_text("published: 2022-06-28\n\nOn 25 June 2022 it rained.\n", "utf-8")
    run("case", "add", case, folder)
    run("case", "run", case)
    found = json.loads(run("case", "diff", case, "--format", "json").stdout)
    assert [each["place"] for each in found["added"]] == ["Bakhmut"]
    assert [each["place"] for each in found["removed"]] == ["Sievierodonetsk"]
    (changed,) = found["changed"]
    assert changed["parts"] == {"status": {"before": "happened", "after": "denied"}}
    table = run("case", "diff", case, 1, 2).stdout.splitlines()
    assert [line.split()[0] for line in table[1:]] == ["added", "removed", "changed"]
    assert table[3].split()[-3:] == ["status", "happened", "denied"]
    assert run("case", "diff", case, 2, 2).stdout == "no claim differs\n"
    assert "no run 5; runs are 1, 2" in run("case", "diff", case, 1, 5, code=1).stderr


def test_tables_of_control_stand_in_a_case(run: Run, address: str, tmp_path: Path) -> None:
    table = tmp_path / "control.csv"
    table.write_text("town,side,day\nLysychansk,Ukraine,2022-05-01\n", "utf-8")
    columns = ("--columns", "place=town,holder=side,date=day")
    run("case", "new", address)
    run("case", "add", address, "--table", table, *columns)
    run("case", "run", address)
    (claim,) = claims(run, address)
    assert claim["place_id"].startswith("geonames:")
    assert json.loads(run("timeline", address).stdout) == json.loads(
        run("timeline", "--table", table, *columns).stdout
    )


def test_a_bad_file_is_reported_and_the_others_are_added(
    run: Run, address: str, folder: Path
) -> None:
    run("case", "new", address)
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 99)
    said = run("case", "add", address, folder, code=1).stderr
    assert "bad.txt: not a text file" in said
    assert "2 new" in said


def test_a_case_that_was_never_run_says_so(run: Run, address: str) -> None:
    run("case", "new", address)
    said = run("map", address, "-o", "x.html", code=1).stderr
    assert "not run yet; geomap case run" in said
    assert said.count("\n") == 1


def test_ids_that_two_archives_share_are_refused(run: Run, address: str, tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    for path in (one, other):
        path.write_text(f'{{"id": "1", "text": "On 4 May 2020 nothing fell, {path.stem}."}}\n')
    run("case", "new", address)
    run("case", "add", address, one)
    said = run("case", "add", address, other, code=1).stderr
    assert f"other.jsonl:1: its id '1' is that of another text, {one}:1" in said
    assert "1 new" in run("case", "add", address, other, "--columns", "id=").stderr
    one.write_text('{"id": "1", "text": "On 4 May 2020 nothing fell, they said later."}\n')
    assert "1 changed" in run("case", "add", address, one).stderr


SQUARE = {
    "type": "Feature",
    "properties": {"name": "Own square", "id": "own:1", "country": "UA"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[38, 48.6], [39, 48.6], [39, 49.2], [38, 49.2], [38, 48.6]]],
    },
}
DRAWN = {"map": "html", "figure": "svg", "frames": "gif", "report": "md", "export": "json"}
"""Commands that write a file, and the ending of one."""
ASKED = {
    "claims": [], "toponyms": [], "timeline": [], "diff": ["--between", "2022-07-01", "2022-08-01"],
    "explain": ["Lysychansk"], "correct": ["Lysychansk", "--accept"], "review": [],
}  # fmt: skip
"""Commands that print, and what else they are asked."""


def test_every_command_takes_the_layer_and_the_rules_of_a_case(
    run: Run, address: str, folder: Path, tmp_path: Path
) -> None:
    layer, rules = tmp_path / "own.geojson", tmp_path / "own.toml"
    layer.write_text(json.dumps({"type": "FeatureCollection", "features": [SQUARE]}), "utf-8")
    shipped = (files("geomap.control") / "rules.toml").read_text("utf-8")
    rules.write_text(shipped.replace('captured = "hold"', 'captured = "contest"'), "utf-8")
    own = ("--districts", layer)
    run("case", "new", address)
    run("case", "add", address, folder)
    run("case", "run", address, *own, "--rules", rules)
    commands = {name: main.get_command(click.Context(main), name) for name in HOMES}
    over_articles = {
        name: {each.name for each in command.params}
        for name, command in commands.items()
        if {"sources", "districts"} <= {each.name for each in command.params}
    }
    assert over_articles.keys() == DRAWN.keys() | ASKED.keys()
    for name, options in over_articles.items():
        told = (*own, *(("--rules", rules) if "rules" in options else ()))
        output = tmp_path / f"out.{DRAWN.get(name)}"
        output_option = ("-o", output) if name in DRAWN else ()

        def made(*given: object, name: str = name, output: Path = output) -> object:
            done = run(name, *ASKED.get(name, ()), *given)
            return output.read_bytes() if name in DRAWN else done.stdout

        assert "own.geojson" in run(name, *ASKED.get(name, ()), address, *output_option).stderr
        assert made(address, *output_option) == made(address, *output_option, *told), name
        if "rules" in options:
            assert made(address, *output_option) != made(folder, *output_option, *own), name


def test_an_output_is_never_an_input_or_a_case(run: Run, folder: Path, tmp_path: Path) -> None:
    text, case, export = folder / "a.txt", tmp_path / "case.gpkg", tmp_path / "export.gpkg"
    run("case", "new", case)
    run("case", "add", case, text)
    run("case", "run", case)
    names = tmp_path / "names.csv"
    names.write_text("name,lat,lon\n", "utf-8")
    (tmp_path / "link.txt").symlink_to(text)
    before = {path: path.read_bytes() for path in (text, case, names)}
    for command, *arguments in (
        ("map", text, "-o", text),
        ("map", text, "-o", tmp_path / "link.txt"),
        ("report", folder, "-o", text),
        ("map", text, "--names", names, "-o", names),
        ("export", case, "-o", case),
        ("export", text, "-o", case),
        ("map", text, "-o", case),
    ):
        said = run(command, *arguments, code=1).stderr
        assert "would be lost; choose another file" in said
        assert said.count("\n") == 1
    with pytest.raises(OutputError, match="is a case"):
        geomap.export(text, case)
    assert {path: path.read_bytes() for path in before} == before

    for _ in range(2):  # what was only exported is written anew
        run("export", text, "-o", export)
    run("correct", "Sievierodonetsk", export, "--accept")  # and now somebody works in it
    assert "is a case" in run("export", text, "-o", export, code=1).stderr
