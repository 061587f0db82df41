"""A Sphinx directive that runs a geomap command and shows what it makes.

The pictures and tables of the documentation are made by the build, so they cannot be older than
the program. A page has a working folder of its own, in which its commands run in their order::

    ```{geomap} map data/karabakh-handovers-2020.txt -o map.html
    :shows: map.html
    ```

Without ``:shows:`` what the command prints is shown, or what it says on standard error; with
``:from:``, from the first line that holds these words. A command that fails, fails the build.
"""

from __future__ import annotations

import contextlib
import html
import re
import shlex
import shutil
from itertools import dropwhile
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parent.parent.parent
WIDTH = 72
"""Characters of a command that fit beside the column of contents."""
PICTURES = {".svg", ".png", ".gif"}
LANGUAGES = {".json": "json", ".geojson": "json", ".jsonl": "json", ".md": "markdown"}


class Geomap(SphinxDirective):
    """Run ``geomap ARGUMENTS`` and show the command with what came of it."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "shows": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "page": directives.unchanged_required,
        "height": directives.positive_int,
        "from": directives.unchanged_required,
        "lines": directives.positive_int,
        "exit": directives.nonnegative_int,
    }

    def run(self) -> list[nodes.Node]:
        """Run the command in the folder of its page."""
        page = self.env.docname
        folder = Path(self.env.doctreedir) / "examples" / page
        _furnish(folder)
        words = shlex.split(" ".join(self.arguments[0].split()))
        printed = _run(words, folder, self.options.get("exit", 0), page)
        command = nodes.literal_block(text=f"$ geomap {self._wrapped()}", language="text")
        shows = self.options.get("shows")
        if shows is None:
            return [command, self._text(printed, ".json" if printed[:1] in "[{" else "")]
        made = folder / shows
        if not made.is_file():
            raise ExtensionError(f"{page}: geomap {self.arguments[0]} made no {shows}")
        if made.suffix not in {".html", *PICTURES}:
            return [command, self._text(made.read_text("utf-8"), made.suffix)]
        address = PurePosixPath("_examples", page, shows)
        target = Path(self.env.app.outdir) / address
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, target)
        figure = self._figure("../" * page.count("/") + str(address))
        return [nodes.container("", command, figure, classes=["example"])]

    def _wrapped(self) -> str:
        """The command as one may type it: a new line before an option that has no room."""
        first, *options = re.split(r" (?=--?[a-z])", " ".join(self.arguments[0].split()))
        lines = [first]
        for option in options:
            if len(lines[-1]) + len(option) > WIDTH:
                lines.append("   ")
            lines[-1] += f" {option}"
        return " \\\n".join(lines)

    def _text(self, text: str, suffix: str) -> nodes.Node:
        lines, most = text.rstrip().splitlines(), self.options.get("lines", 24)
        first = self.options.get("from", "")
        begun = list(dropwhile(lambda line: first not in line, lines))
        if not begun:
            raise ExtensionError(f"{self.env.docname}: no line holds {first!r}")
        before, after = len(begun) < len(lines), len(begun) > most
        shown = ["…"] * before + begun[:most] + ["…"] * after
        cut = before or after
        language = "text" if cut else LANGUAGES.get(suffix, "text")
        return nodes.literal_block(text="\n".join(shown), language=language)

    def _figure(self, address: str) -> nodes.Node:
        caption = html.escape(self.options.get("caption", ""))
        page = self.options.get("page")
        source = html.escape(address)
        if address.endswith(".html"):
            height = self.options.get("height", 680)
            label = caption or "A page made by the command above"
            shown = (
                f'<iframe src="{source}" title="{label}" height="{height}" loading="lazy"></iframe>'
            )
            link = f'<a href="{source}">Open the page alone</a>'
            under = f"{caption} · {link}" if caption else link
        else:
            shown = f'<img src="{source}" alt="{caption}" loading="lazy">'
            under = caption
        if page:
            under = f'<a href="{html.escape(page)}.html">{under}</a>'
        note = f"<figcaption>{under}</figcaption>" if under else ""
        return nodes.raw("", f'<figure class="made">{shown}{note}</figure>', format="html")


def _furnish(folder: Path) -> None:
    """Give a page the sample articles, and nothing of an earlier build."""
    if not (folder / "data").exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ROOT / "data", folder / "data")


def _run(words: list[str], folder: Path, expected: int, page: str) -> str:
    from click.testing import CliRunner

    from geomap.cli import main

    with contextlib.chdir(folder):
        result = CliRunner().invoke(main, words)
    if result.exit_code != expected:
        raise ExtensionError(
            f"{page}: geomap {shlex.join(words)} ended with {result.exit_code}: {result.output}",
            result.exception if isinstance(result.exception, Exception) else None,
        )
    return result.stdout if result.stdout.strip() else result.stderr


def _start_anew(
    app: Sphinx, _env: Any, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    # After a change of the settings every page is an added one.
    for page in {*added, *changed, *removed}:
        shutil.rmtree(Path(app.doctreedir) / "examples" / page, ignore_errors=True)
    return []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("geomap", Geomap)
    app.connect("env-get-outdated", _start_anew)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
