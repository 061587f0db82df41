"""The command line: what it prints, and what it says when it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geomap.cli import main
from geomap.views.looks.wording import languages

ARTICLE = "published: 2022-06-28\n\nOn 25 June 2022 Russian forces captured Sievierodonetsk.\n"


@pytest.fixture
def run() -> object:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def complaint(result: Result) -> str:
    """The one line of an error; nothing else may be said."""
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("geomap: ")
    return line


def test_claims_as_json(run, article: Path) -> None:
    found = json.loads(run("claims", article).stdout)
    assert found["article"]["published"] == "2022-06-28"
    (claim,) = found["claims"]
    assert claim["place"] == "Sievierodonetsk"
    assert (claim["to_actor"], claim["date"], claim["status"]) == (
        "Russia",
        "2022-06-25",
        "happened",
    )
    assert ARTICLE[claim["start"] : claim["end"]] == claim["evidence"]
    assert claim["country"] == "UA"
    assert claim["lon"] == pytest.approx(38.49, abs=0.1)


@pytest.mark.parametrize("form", ["jsonl", "csv", "table"])
def test_claims_in_other_forms(run, article: Path, form: str) -> None:
    result = run("claims", article, "--format", form)
    assert result.exit_code == 0
    assert "Sievierodonetsk" in result.stdout


def test_a_table_names_the_place_that_words_stand_for(run, tmp_path: Path) -> None:
    path = tmp_path / "town.txt"
    path.write_text(
        "Russian forces captured Lyman on 27 May 2022. Ukrainian troops retook the town on "
        "1 October 2022.",
        "utf-8",
    )
    *_, last = run("claims", path, "--format", "table").stdout.splitlines()
    assert last.split()[:3] == ["the", "town", "Lyman"]


def test_a_cell_is_never_a_formula(run, tmp_path: Path) -> None:
    path = tmp_path / "formula.txt"
    path.write_text("On 25 June 2022 Russian forces captured Lyman, =HYPERLINK said.", "utf-8")
    table = run("claims", path, "--format", "csv").stdout
    assert "\n=" not in table
    assert ",=" not in table


def test_several_inputs_give_a_list_and_a_bad_one_is_left_out(run, article: Path) -> None:
    result = run("claims", article, article.parent / "missing.txt")
    assert result.exit_code == 1
    assert "missing.txt: no such file" in result.stderr
    assert [len(each["claims"]) for each in json.loads(result.stdout)] == [1]


def test_timeline_on_a_day(run, article: Path) -> None:
    before = json.loads(run("timeline", article, "--on", "2022-06-24").stdout)
    after = json.loads(run("timeline", article, "--on", "2022-06-26").stdout)
    assert [spell["controller"] for spell in before["spells"]] == []
    assert [spell["controller"] for spell in after["spells"]] == ["Russia"]


def test_timeline_as_known_on_a_day(run, article: Path) -> None:
    found = json.loads(run("timeline", article, "--as-known-on", "2022-06-01").stdout)
    assert found["spells"] == []
    assert len(found["unplaced"]) == 1


def test_toponyms_found_and_given(run, tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    row = {"id": "one", "text": "A fire in Paris, Texas.", "toponyms": [{"start": 10, "end": 15}]}
    path.write_text(json.dumps(row) + "\n", "utf-8")
    found = json.loads(run("toponyms", path, "--format", "jsonl").stdout)
    assert [each["text"] for each in found["toponyms"]] == ["Paris", "Texas"]
    given = json.loads(run("toponyms", path, "--format", "jsonl", "--given").stdout)
    assert given["id"] == "one"
    assert [each["text"] for each in given["toponyms"]] == ["Paris"]


def test_a_line_of_json_lines_ends_at_a_line_feed_alone(run, tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    row = {"id": "one", "text": "A fire in Paris.\u2028Rain in Oslo.\x85", "toponyms": []}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    for more in ((), ("--given",)):
        assert run("toponyms", path, *more).exit_code == 0


def test_map_is_one_file(run, article: Path, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    result = run("map", article, "-o", page)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert page.stat().st_size < 500_000
    assert sorted(each.name for each in tmp_path.iterdir()) == ["article.txt", "map.html"]


def test_a_map_without_its_day_of_publication_asks_for_it(run, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Azerbaijan's army entered Kalbajar on Tuesday, the ministry said.", "utf-8")
    command = ["map", str(article), "-o", str(tmp_path / "map.html")]
    asked = run(*command).stderr
    assert "article.txt: “Tuesday” dates nothing" in asked
    assert "--published" in asked
    assert "--published" not in run(*command, "--published", "2020-11-25").stderr


def test_same_input_same_bytes(run, article: Path, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        run("map", article, "-o", tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"  \n\n ", "the file is empty"),
        (bytes(range(256)) * 8, "not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "not a text file"),
        (b"title: Only a header\n\n", "no text below it"),
    ],
)
def test_what_cannot_be_read(run, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    assert said in complaint(run("claims", path))


def test_an_encoding_is_detected_or_given(run, tmp_path: Path) -> None:
    path = tmp_path / "cyrillic.txt"
    path.write_bytes(
        "date 2020-11-20 Войска вошли в Агдам и заняли город целиком.".encode("cp1251")
    )
    assert run("claims", path).exit_code == 0
    assert run("claims", path, "--encoding", "windows-1251").exit_code == 0
    assert "not utf-8" in complaint(run("claims", path, "--encoding", "utf-8"))
    assert "no encoding of text is called" in complaint(
        run("claims", path, "--encoding", "klingon")
    )


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [
        ("--gazetteer", "a,b\n1,2\n", "its columns are a, b: call one of them name"),
        ("--rules", "[presence]\nwindow_days = 5\n", "rules are whole; begin with a copy of"),
        ("--names", "a,b\n1,2\n", "no column 'name', only a, b"),
    ],
)
def test_a_file_that_lacks_something_is_told_what(
    run, article: Path, tmp_path: Path, option: str, content: str, said: str
) -> None:
    path = tmp_path / "lacking.csv"
    path.write_text(content, "utf-8")
    assert said in complaint(run("timeline", article, option, path))


@pytest.mark.parametrize(("command", "option"), [("diff", "--between"), ("figure", "--difference")])
def test_days_are_compared_from_the_earlier_on(
    run, article: Path, tmp_path: Path, command: str, option: str
) -> None:
    output = ("-o", tmp_path / "out.svg") if command == "figure" else ()
    line = complaint(run(command, article, *output, option, "2022-06-28", "2022-06-20"))
    assert f"{option}: 2022-06-20 comes before 2022-06-28" in line


@pytest.mark.parametrize("target", ["nowhere/map.html", "."])
def test_an_output_that_cannot_be_written(run, article: Path, tmp_path: Path, target: str) -> None:
    complaint(run("map", article, "-o", tmp_path / target))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["article.txt"]


def test_an_output_is_never_put_in_the_place_of_a_link_or_a_pipe(
    run, article: Path, tmp_path: Path
) -> None:
    link, page, pipe = tmp_path / "link.html", tmp_path / "page.html", tmp_path / "pipe"
    link.symlink_to(page)
    assert run("map", article, "-o", link).exit_code == 0
    assert link.is_symlink()
    assert "<html" in page.read_text(encoding="utf-8")
    os.mkfifo(pipe)
    with (
        (tmp_path / "read").open("wb") as read,
        subprocess.Popen(["cat", pipe], stdout=read) as cat,
    ):
        assert run("map", article, "-o", pipe).exit_code == 0
        assert cat.wait(timeout=60) == 0
    assert pipe.is_fifo()
    assert (tmp_path / "read").read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ftp://example.org/a.txt", "ftp://example.org/a.txt: only http and https"),
        ("file:///etc/passwd", "file:///etc/passwd: only http and https"),
        ("loop", "loop: cannot be read: "),
    ],
)
def test_a_source_that_leads_nowhere_is_named_as_it_was_given(
    run, tmp_path: Path, monkeypatch, source: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    assert said in complaint(run("claims", source))


def test_a_text_without_a_claim_is_a_page_that_says_so(run, tmp_path: Path) -> None:
    path = tmp_path / "weather.txt"
    path.write_text("It rained in Lyon on Monday, and the tram was late.", "utf-8")
    page = tmp_path / "map.html"
    assert run("map", path, "-o", page).exit_code == 0
    assert "weather.txt" in page.read_text("utf-8")


@pytest.mark.parametrize("day", ["soon", "2020-13-01", "20.11.2020"])
def test_wrong_usage_is_exit_2(run, article: Path, day: str) -> None:
    result = run("timeline", article, "--on", day)
    assert result.exit_code == 2
    assert "write it as 2020-11-20" in result.stderr


def test_stdin_and_a_locale_without_utf8() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geomap", "claims", "-"],
        input=ARTICLE.replace("Sievierodonetsk", "Şuşa").encode(),
        capture_output=True, env={"LC_ALL": "C", "PYTHONUTF8": "0"}, check=True,
    )  # fmt: skip
    assert "Şuşa" in done.stdout.decode()


def test_nothing_opens_a_socket(article: Path, tmp_path: Path) -> None:
    script = (
        "import socket\n"
        "def refuse(*_, **__): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = refuse\n"
        "socket.create_connection = refuse\n"
        "socket.getaddrinfo = refuse\n"
        "from geomap.cli import main\n"
        f"main(['map', {str(article)!r}, '-o', {str(tmp_path / 'map.html')!r}])\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    assert (tmp_path / "map.html").exists()


def test_rival_accounts_and_overdue_plans(run, tmp_path: Path) -> None:
    path = tmp_path / "rivals.txt"
    path.write_text(
        "published: 2022-06-28\n\n"
        "On 25 June 2022 the Russian Ministry of Defence said that Russian forces had captured "
        "Lyman. Ukrainian officials denied that Russian forces had captured Lyman on 25 June 2022. "
        "Lysychansk will be handed over to Russia on 30 June 2022.\n",
        "utf-8",
    )
    found = json.loads(run("timeline", path, "--today", "2022-07-02", "--by", "side").stdout)
    (rivalry,) = found["rivals"]
    told = {each["by"]: each["holders"][0] for each in rivalry["accounts"]}
    assert told["Russia"]["controller"] == "Russia"
    assert told["Ukraine"] == {"controller": None, "share": None, "status": "denied"}
    assert [chain["overdue"] for chain in found["chains"]] == [True]
    assert {account["by"] for account in found["accounts"]} >= {"Russia", "Ukraine"}
    early = json.loads(run("timeline", path, "--on", "2022-06-24").stdout)
    assert early["rivals"] == []
    assert "overdue" not in early["chains"][0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["figure", "-o", "a.jpg"], "a figure ends in .svg, .png, .pdf"),
        (["figure", "-o", "a.svg", "--chart", "--multiples"], "choose one"),
        (["report", "-o", "a.txt"], "a report ends in .html, .md, .docx, .pdf"),
        (["frames", "-o", "a.mp4"], "frames are a file .gif or a folder"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_line(
    run, article: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    path = tmp_path / words[2]
    assert said in complaint(run(words[0], article, "-o", path, *words[3:]))
    assert not path.exists()


@pytest.mark.parametrize("scale", ["0", "nan", "-1", "1000000", "inf"])
@pytest.mark.parametrize(("command", "name"), [("figure", "a.png"), ("frames", "a.gif")])
def test_a_scale_is_a_size_that_can_be_drawn(
    run, article: Path, command: str, name: str, scale: str
) -> None:
    result = run(command, article, "-o", article.parent / name, "--scale", scale)
    assert result.exit_code == 2
    assert "--scale" in result.stderr


def test_frames_go_into_a_folder_that_is_there(run, article: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for target in (folder, tmp_path / "new" / "pictures"):
        assert run("frames", article, "-o", target).exit_code == 0
        assert [each.name for each in target.iterdir()] == ["0001-2022-06-25.png"]
    taken = tmp_path / "taken"
    taken.write_text("kept", "utf-8")
    for target in (taken, taken / "below"):
        assert "taken: is a file" in complaint(run("frames", article, "-o", target))
    assert taken.read_text("utf-8") == "kept"


@pytest.mark.parametrize("day", ["٢٠٢٢-٠٦-٢٨", "۲۰۲۲-۰۶-۲۸", "२०२२-०६-२८", "২০২২-০৬-২৮"])
def test_days_are_given_in_the_digits_of_any_script(run, tmp_path: Path, day: str) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Russian forces captured Sievierodonetsk on Saturday.\n", "utf-8")
    (claim,) = json.loads(run("claims", path, "--published", day).stdout)["claims"]
    assert claim["date"] == "2022-06-25"
    path.write_text(f"published: {day}\n\n{path.read_text('utf-8')}", "utf-8")
    (same,) = json.loads(run("claims", path).stdout)["claims"]
    assert same["date"] == claim["date"]
    assert len(json.loads(run("timeline", path, "--on", day).stdout)["spells"]) == 1
    table = tmp_path / "table.csv"
    table.write_text(f"town,who,when\nLysychansk,Reds,{day}\n", "utf-8")
    columns = "place=town,holder=who,date=when"
    (row,) = json.loads(run("claims", "--table", table, "--columns", columns).stdout)["claims"]
    assert row["date"] == "2022-06-28"


def test_what_is_passed_over_in_a_folder_is_said_in_a_line(run, article: Path) -> None:
    folder = article.parent / "folder"
    (folder / "below").mkdir(parents=True)
    article.rename(folder / "below" / "a.txt")
    for name in (".hidden.png", "~$lock.docx", "b.png", "below/c.odt"):
        (folder / name).write_text("x", "utf-8")
    (folder / "elsewhere").symlink_to(article.parent)
    result = run("claims", folder)
    assert (result.exit_code, len(json.loads(result.stdout)["claims"])) == (0, 1)
    assert result.stderr.splitlines() == [
        f"geomap: {folder}: not of a form that is read, and passed over: b.png, below/c.odt, "
        "elsewhere"
    ]
    for number in range(4):
        (folder / f"{number}.png").write_text("x", "utf-8")
    assert "3.png, b.png and 2 more" in run("claims", folder).stderr
    # A link that leads nowhere is an input that cannot be read.
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    result = run("claims", folder)
    assert (result.exit_code, len(json.loads(result.stdout)["claims"])) == (1, 1)
    assert f"{folder / 'gone.txt'}: is a link to a file that is not there; left out" in (
        result.stderr
    )


def test_an_explanation_quotes_the_sentence_that_names_a_side_left_unsaid(
    run, tmp_path: Path
) -> None:
    path = tmp_path / "article.txt"
    told = "Russian forces captured Sievierodonetsk on 25 June 2022."
    path.write_text(
        f"published: 2022-07-04\n\nA week passed.\n\n{told} Ukrainian forces left Lysychansk on 3 "
        "July 2022.\n\nOn 28 June 2022 Russian forces captured Hirske.\n",
        "utf-8",
    )
    explained = run("explain", "captured Hirske", path).stdout
    assert "from Ukraine, to Russia (from_actor from context)" in explained
    assert "inferred    Ukraine, named in “Ukrainian forces left Lysychansk" in explained


def test_columns_and_words_that_say_nothing_are_refused(run, article: Path) -> None:
    result = run("claims", article, "--columns", "foo=bar")
    assert result.exit_code == 2
    assert "no part of an article is called 'foo'" in result.stderr
    export = article.parent / "out.json"
    assert run("export", article, "-o", export).exit_code == 0
    for columns in ("foo=bar", "text"):  # refused where no input has columns, too
        result = run("claims", export, "--columns", columns)
        assert result.exit_code == 2
        assert "--columns" in result.stderr
    for what in ("", "  "):
        assert "no words" in complaint(run("explain", what, article))
        flags = ("--corrections", article.parent / "decisions.jsonl")
        assert "no words" in complaint(run("correct", what, article, "--delete", *flags))
    assert "no such file" in complaint(run("claims", article, *flags))
    assert not (article.parent / "decisions.jsonl").exists()


@pytest.mark.parametrize(
    "flags", [("--keep", ""), ("--keep=",), ("--title", " ", "--chart"), ("-o", ""), ("--on", "")]
)
def test_an_option_with_an_empty_value_is_refused(run, article: Path, flags, monkeypatch) -> None:
    folder = article.parent / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    result = run("figure", article, "-o", "out.svg", *flags)
    assert "is empty; give it a value" in complaint(result)
    assert not list(folder.iterdir())


def test_a_terminal_is_not_moved_by_an_error(run, tmp_path: Path) -> None:
    hostile = tmp_path / "a\x1b[2Jb\x9bc.txt"
    hostile.write_bytes(b"")
    for inputs in ([hostile], [hostile, tmp_path / "\x1b]0;gone.txt"]):
        said = run("claims", *inputs).stderr
        assert r"a\x1b[2Jb\x9bc.txt: the file is empty" in said
        assert not {"\x1b", "\x9b"} & set(said)


def test_an_error_that_nobody_foresaw_is_one_line_and_a_traceback_on_request(
    run, article, monkeypatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr("geomap.text.articles.stream", broken)
    monkeypatch.setattr("geomap.text.articles.read", broken)
    with pytest.raises(ZeroDivisionError):
        run("claims", article)
    monkeypatch.delenv("GEOMAP_DEBUG")
    line = complaint(run("claims", article))
    assert line.startswith("geomap: internal error: ZeroDivisionError: a b; please report it")


@pytest.mark.parametrize(
    "arguments",
    [
        ("claims", ""),
        ("claims", "a.txt", "--districts", "#"),
        ("map", "a.txt", "--gazetteer", "#a", "-o", "b.html"),
    ],
)
def test_an_empty_source_is_not_the_current_folder(run, arguments, tmp_path, monkeypatch) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert " names no " in complaint(run(*arguments))


DEEP = "[" * 100_000


def test_json_without_a_floor_is_a_line_and_no_traceback(
    run, article: Path, tmp_path: Path
) -> None:
    for name in ("deep.json", "deep.geojson"):
        (tmp_path / name).write_text(DEEP, "utf-8")
        assert name in complaint(run("export", tmp_path / name, "-o", tmp_path / "out.csv"))
    (tmp_path / "deep.jsonl").write_text(DEEP, "utf-8")
    for arguments in (
        ("claims", article, "--corrections", tmp_path / "deep.jsonl"),
        ("toponyms", tmp_path / "deep.jsonl", "--given"),
        ("claims", tmp_path / "deep.jsonl"),
    ):
        assert "deep.jsonl" in run(*arguments).stderr
        assert run(*arguments).exit_code == 1
    run("export", article, "-o", tmp_path / "out.kml")
    kml = (tmp_path / "out.kml").read_text("utf-8")
    start = kml.index("<value>", kml.index('name="document"')) + len("<value>")
    (tmp_path / "deep.kml").write_text(
        kml[:start] + DEEP + kml[kml.index("</value>", start) :], "utf-8"
    )
    assert "nested too deeply" in complaint(run("claims", tmp_path / "deep.kml"))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:s3cret@127.0.0.1:1/x",
        "postgresql://127.0.0.1:1/x?user=u&password=s3cret",
        "postgresql://u:s3cret@t00@127.0.0.1:1/x",
        "postgresql://u:s3cret%40t00@[::1/x",
        "postgresql://u:s3cret/t00@127.0.0.1:1/x",
        "postgresql://u:1/s3cret#t00@127.0.0.1:1/x",
        "postgresql://u:s3cret#t00@127.0.0.1:1/x#war",
        "postgresql://u:s3cret?t00@127.0.0.1:1/x",
        "postgresql://u:s3cret#t00",
    ],
)
def test_a_password_is_never_printed(run, article: Path, address: str) -> None:
    for arguments in (
        ("claims", address),
        ("case", "status", address),
        ("case", "run", address),
        ("claims", article, "--districts", f"{address}{'&' if '?' in address else '?'}table=a"),
    ):
        said = complaint(run(*arguments))
        assert "s3cret" not in said
        assert "t00" not in said


def test_a_full_disk_is_no_internal_error(article: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "geomap", "claims", article],
            stdout=full,
            stderr=subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if name != "GEOMAP_DEBUG"},
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        1,
        "geomap: standard output: No space left on device\n",
    )


def test_a_run_that_is_stopped_leaves_nothing_half_written(
    run, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geomap.views.saving.Path.chmod", stopped)
    before = sorted(tmp_path.iterdir())
    result = run("map", article, "-o", tmp_path / "map.html")
    assert (result.exit_code, result.stderr) == (130, "geomap: stopped\n")
    assert sorted(tmp_path.iterdir()) == before


def test_help_says_what_an_input_is_and_which_languages_a_page_has(run):
    for command in ("claims", "diff", "explain", "map", "report", "review"):
        assert "INPUT is an article as text, HTML, PDF" in run(command, "--help").stdout, command
    said = " ".join(run("map", "--help").stdout.split())
    codes = languages()
    assert f"quoted: {', '.join(codes[:-1])} or {codes[-1]}." in said
