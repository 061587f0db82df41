"""Every recipe of docs/recipes is built as its page says, and opened in a browser."""

from __future__ import annotations

import json
import os
import re
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


# A map that was drawn before its frame had a size would show the world, or nothing.
FILLED = """async (map) => {
    const share = () => {
        const boxes = [...map.querySelectorAll("path[data-feature]")].map((path) =>
            path.getBoundingClientRect());
        const ends = [Math.max(...boxes.map((box) => box.right)),
            Math.min(...boxes.map((box) => box.left))];
        return (ends[0] - ends[1]) / map.clientWidth;
    };
    for (let n = 0; n < 50 && !(share() > 0.25 && share() <= 1); n += 1) {
        await new Promise((done) => setTimeout(done, 100));
    }
    return share();
}"""


def ready(page: Any, number: int = 0) -> Any:
    """The map of a frame, once it is drawn, and its places fill it."""
    frame = page.frame_locator("iframe").nth(number)
    frame.locator("html[data-geomap=ready]").wait_for(state="attached", timeout=30_000)
    assert 0.25 < frame.locator(".folium-map").evaluate(FILLED) <= 1
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
    return execute(folder / "jupyter.ipynb")


def execute(notebook: Path) -> Path:
    """Run a notebook from top to bottom, in its folder."""
    nbconvert = ("-m", "jupyter", "nbconvert", notebook.name)
    options = ("--execute", "--to", "notebook", "--output", "done.ipynb")
    run(*nbconvert, *options, cwd=notebook.parent)
    return notebook.parent / "done.ipynb"


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


@pytest.mark.browser
def test_jupyter_book(opened: Any, tmp_path: Path) -> None:
    # By MyST-NB, which runs and shows the pages of a Jupyter Book 1.
    book = tmp_path / "book"
    shutil.copytree(RECIPES / "jupyter-book", book)
    shutil.copy(ARTICLE, book)
    settings = ("extensions=myst_nb", "root_doc=map", "nb_execution_mode=force")
    settings += ("nb_execution_raise_on_error=1", "nb_execution_cache_path=cache")
    options = [part for setting in settings for part in ("-D", setting)]
    run("-m", "sphinx", "-q", "-C", *options, "-b", "html", book, tmp_path / "built", cwd=tmp_path)
    shown, _ = opened(tmp_path / "built" / "map.html")
    assert "Aghdam" in str(ready(shown).locator("#geomap-title").text_content())
    assert shown.locator("img[src$='.svg'], img[src$='.png']").count() == 1


CELL = re.compile(r"^```\{python\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.browser
def test_quarto_by_what_it_is_made_of(opened: Any, tmp_path: Path) -> None:
    # Quarto cannot be installed from a package: its package downloads it. What it does is done
    # here in its stead: Jupyter runs the cells, of their outputs HTML counts first, and Pandoc
    # makes a page of the whole and embeds what it refers to.
    import nbformat
    import pypandoc

    text = (RECIPES / "quarto.qmd").read_text("utf-8")
    cells = [nbformat.v4.new_code_cell(code) for code in CELL.findall(text)]
    shutil.copy(ARTICLE, tmp_path)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "cells.ipynb")
    done = iter(nbformat.read(execute(tmp_path / "cells.ipynb"), as_version=4).cells)

    def output_of(_: re.Match[str]) -> str:
        (output,) = next(done).outputs
        if "text/html" in output.data:
            return f"``````{{=html}}\n{output.data['text/html']}\n``````"
        (tmp_path / "figure.svg").write_text(output.data["image/svg+xml"], "utf-8")
        return "![Control by place and time](figure.svg)"

    (tmp_path / "document.md").write_text(CELL.sub(output_of, text), "utf-8")
    pandoc = pypandoc.get_pandoc_path()
    options = ("--from=markdown", "--to=html", "--standalone", "--embed-resources")
    run("document.md", *options, "--output=document.html", cwd=tmp_path, program=pandoc)
    shown, seen = opened(tmp_path / "document.html")
    assert "Aghdam" in str(ready(shown).locator("#geomap-title").text_content())
    assert shown.locator("figure svg, figure img[src^='data:']").count() == 1
    assert seen == []


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
    named = set(re.findall(r"\{(?:literalinclude\} |download\}`)([\w./-]+)", page))
    there = {
        path.relative_to(RECIPES).as_posix()
        for path in RECIPES.rglob("*")
        if path.is_file() and path.name != "recipes.md" and "__pycache__" not in path.parts
    }
    assert named == there


def test_the_cells_of_the_notebook_are_those_of_the_page() -> None:
    page = (RECIPES / "recipes.md").read_text("utf-8")
    cells = json.loads((RECIPES / "jupyter.ipynb").read_text("utf-8"))["cells"]
    for cell in cells:
        assert f"```python\n{''.join(cell['source'])}\n```" in page
