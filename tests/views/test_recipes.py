"""Every recipe of docs/recipes is built as its page says, and opened in a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECIPES = ROOT / "docs" / "recipes"
ARTICLE = ROOT / "data" / "karabakh-handovers-2020.txt"
OTHER = ROOT / "data" / "lysychansk-2022.txt"


@pytest.fixture(scope="module")
def page(tmp_path_factory: Any) -> Path:
    """The map page of the first sample, as the command writes it."""
    path: Path = tmp_path_factory.mktemp("map") / "map.html"
    run("-m", "geomap", "map", ARTICLE, "-o", path, cwd=path.parent)
    return path


def run(*arguments: str | Path, cwd: Path, program: str = sys.executable) -> bytes:
    """Run in a home of its own, from this checkout."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
        "HOME": str(cwd),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def ready(page: Any, number: int = 0) -> Any:
    """The map of a frame, once it is drawn."""
    frame = page.frame_locator("iframe").nth(number)
    frame.locator("html[data-geomap=ready]").wait_for(state="attached", timeout=30_000)
    return frame


@pytest.fixture
def opened(browser: Any) -> Any:
    """Open a file offline, and note what goes wrong."""
    contexts = []

    def open_file(path: Path) -> tuple[Any, list[str]]:
        contexts.append(browser.new_context(offline=True, viewport={"width": 1200, "height": 900}))
        seen: list[str] = []
        page = contexts[-1].new_page()
        page.on("console", lambda m: seen.append(m.text) if m.type in ("error",) else None)
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.goto(path.as_uri())
        return page, seen

    yield open_file
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_a_frame(page: Path, opened: Any, tmp_path: Path) -> None:
    shutil.copy(RECIPES / "iframe.html", tmp_path)
    shutil.copy(page, tmp_path / "map.html")
    shown, seen = opened(tmp_path / "iframe.html")
    assert "Kalbajar" in str(ready(shown).locator("#geomap-table, table").first.text_content())
    assert seen == []


@pytest.mark.browser
def test_two_maps_in_a_page_that_has_scripts(opened: Any, tmp_path: Path) -> None:
    written = run(RECIPES / "fragment.py", ARTICLE, OTHER, cwd=tmp_path)
    (tmp_path / "page.html").write_bytes(written)
    shown, seen = opened(tmp_path / "page.html")
    maps = shown.locator("[data-geomap=ready]")
    maps.nth(1).wait_for(state="attached", timeout=60_000)
    titles = [maps.nth(n).locator("#geomap-title").text_content() for n in (0, 1)]
    assert ["Aghdam" in str(titles[0]), "Lysychansk" in str(titles[1])] == [True, True]
    own = shown.evaluate("document.documentElement.dataset.page")
    assert own == ",".join(["the page's own"] * 3)
    assert seen == []
    # A slider moved in the one leaves the other where it is.
    day = [maps.nth(n).locator("#geomap-iso") for n in (0, 1)]
    first, other = (each.text_content() for each in day)
    maps.nth(0).locator("#geomap-previous").click()
    assert day[0].text_content() != first
    assert day[1].text_content() == other


@pytest.mark.browser
def test_sphinx(page: Path, opened: Any, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(RECIPES / "sphinx", project)
    shutil.copy(page, project / "map.html")
    run("-m", "sphinx", "-q", "-W", "-b", "html", project, tmp_path / "built", cwd=tmp_path)
    shown, _ = opened(tmp_path / "built" / "index.html")
    assert "Aghdam" in str(ready(shown).locator("#geomap-title").text_content())


@pytest.fixture(scope="module")
def executed(tmp_path_factory: Any) -> Path:
    """The notebook of the recipe, run from top to bottom."""
    folder: Path = tmp_path_factory.mktemp("notebook")
    shutil.copy(ARTICLE, folder)
    shutil.copy(RECIPES / "jupyter.ipynb", folder)
    nbconvert = ("-m", "jupyter", "nbconvert", "jupyter.ipynb")
    run(*nbconvert, "--execute", "--to", "notebook", "--output", "done.ipynb", cwd=folder)
    return folder / "done.ipynb"


def converted(executed: Path, name: str, *options: str) -> Path:
    convert = ("-m", "jupyter", "nbconvert", "--to", "html", "--output", name, *options)
    run(*convert, executed, cwd=executed.parent)
    return executed.parent / f"{name}.html"


@pytest.mark.browser
def test_nbconvert_keeps_the_map(executed: Path, opened: Any) -> None:
    shown, _ = opened(converted(executed, "whole"))
    assert "Aghdam" in str(ready(shown).locator("#geomap-title").text_content())
    assert shown.locator("svg[role=img], img[src^='data:image/svg']").count() >= 1


@pytest.mark.browser
def test_nbconvert_shows_nothing_that_runs_even_if_it_shows_tags(
    executed: Path, opened: Any
) -> None:
    shown, seen = opened(converted(executed, "escaped", "--sanitize-html"))
    assert shown.locator("iframe").count() == 0
    assert "Kalbajar" in str(shown.locator("main").text_content())
    assert not [message for message in seen if "geomap" in message]


@pytest.mark.browser
def test_nbconvert_that_sanitizes_leaves_table_and_figure(executed: Path, opened: Any) -> None:
    sanitizer = "nbconvert.preprocessors.sanitize.SanitizeHTML"
    options = (f"--HTMLExporter.preprocessors={sanitizer}", "--SanitizeHTML.strip=True")
    shown, _ = opened(converted(executed, "clean", *options))
    assert shown.locator("iframe").count() == 0
    text = str(shown.locator("main").text_content())
    assert "Kalbajar" in text
    assert "srcdoc" not in text
    pictures = shown.locator("main img[src^='data:image/png']")
    assert pictures.count() == 1
    assert pictures.evaluate("one => one.complete && one.naturalWidth") == 1920


def test_streamlit() -> None:
    # In a process of its own: Streamlit warns about running without a server.
    code = f"""
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({str(RECIPES / "streamlit_app.py")!r}, default_timeout=120).run()
assert not app.exception, app.exception
frame, = app.get("iframe")
assert "srcdoc" in frame.proto.srcdoc and "geomap-data" in frame.proto.srcdoc
assert len(app.get("image")) == 1
app.text_area[0].set_value("").run()
assert not app.exception and not app.get("iframe")
print("good")
"""
    assert b"good" in run("-c", code, cwd=RECIPES)


def test_every_source_of_the_page_is_there() -> None:
    page = (RECIPES / "recipes.md").read_text("utf-8")
    named = {line.split("} ")[1] for line in page.splitlines() if line.startswith("```{literal")}
    there = {
        path.relative_to(RECIPES).as_posix()
        for path in RECIPES.rglob("*")
        if path.is_file() and path.name != "recipes.md" and "__pycache__" not in path.parts
    }
    assert named == there
