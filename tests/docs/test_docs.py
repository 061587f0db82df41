"""The documentation builds without a warning, and names no command or option that is not there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import click
import geopandas
import pytest
import shapely

from geomap.cli import main

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"```(?:sh|console|shell|bash)\n(.*?)```", re.DOTALL)
_DIRECTIVE = re.compile(r"```\{geomap\} (.*)")


def commands_in(text: str) -> Iterator[str]:
    """Calls of geomap in the blocks of a page, without ``geomap`` itself."""
    for block in _BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            if found := re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?geomap (.*)", line):
                yield re.split(r" [#|>] ?", found[1] + " ")[0]
    yield from _DIRECTIVE.findall(text)


CALLS = [(page, call) for page in PAGES for call in commands_in(page.read_text("utf-8"))]


@pytest.mark.parametrize(
    ("page", "call"), CALLS, ids=[f"{page.name}: {call}" for page, call in CALLS]
)
def test_every_command_written_down_exists(page: Path, call: str) -> None:
    words = shlex.split(call)
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words.pop(0))
        assert found is not None, f"{page.name}: no such command: geomap {call}"
        command, context = found, click.Context(found, parent=context)
    known = {name for parameter in command.get_params(context) for name in parameter.opts}
    known |= {
        name for parameter in command.get_params(context) for name in parameter.secondary_opts
    }
    given = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert given <= known, f"{page.name}: geomap {call}"


def test_the_readme_shows_commands() -> None:
    assert len([page for page, _ in CALLS if page.name == "README.md"]) >= 5


PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
# The larger reader asks a server, and is run beside one: tests/text.
RUNNABLE = [
    page
    for page in PAGES
    if page.name != "larger-reader.md" and PYTHON.search(page.read_text("utf-8"))
]


@pytest.mark.parametrize("page", RUNNABLE, ids=[page.name for page in RUNNABLE])
def test_the_python_of_a_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = ROOT / "data" / "karabakh-handovers-2020.txt"
    for name in ("article.txt", sample.name):
        shutil.copy(sample, tmp_path / name)
    control = geopandas.GeoDataFrame(
        {"ADM2_EN": ["Here"], "held_by": ["Us"], "since": ["2020-11-20"], "until": [None]},
        geometry=[shapely.box(46, 39, 47, 40)],
        crs=4326,
    )
    control.to_file(tmp_path / "control.gpkg")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for number, code in enumerate(PYTHON.findall(page.read_text("utf-8")), 1):
        exec(compile(code, f"{page.name}, block {number}", "exec"), names)


class Links(HTMLParser):
    """Addresses that a page refers to, and the anchors it has."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.targets.append(value)
            if name == "id" and value:
                self.anchors.add(value)


def read(page: Path) -> Links:
    links = Links()
    links.feed(page.read_text("utf-8"))
    return links


def test_the_site_builds_and_its_links_lead_somewhere(tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", site],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    pages = {page.resolve(): read(page) for page in site.rglob("*.html")}
    ours = [page for page in pages if "_examples" not in page.parts]
    broken = []
    for page in ours:
        for target in pages[page].targets:
            address, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            file = (page.parent / address.partition("?")[0]).resolve() if address else page
            if not file.exists() or (
                anchor and file in pages and anchor not in pages[file].anchors
            ):
                broken.append(f"{page.name}: {target}")
    assert not broken
    reference = (site / "command-line.html").read_text("utf-8")
    missing = [name for name in main.list_commands(click.Context(main)) if name not in reference]
    assert not missing
    remote = [t for page in ours for t in pages[page].targets if t.endswith((".js", ".css"))]
    assert not [target for target in remote if target.startswith("http")]
