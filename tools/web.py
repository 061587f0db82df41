"""Build the programs of the page from their sources: ``make web``.

esbuild shortens names and drops white space; what it is given, and in which order, is
``geomap.views.page.elements.SCRIPTS``. The first line of each is the hash of its sources, so
that a test can tell when they have changed since. Needs npm.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from geomap.views.page.elements import BUILT, fingerprint, sources

ESBUILD = "esbuild@0.28.2"
WEB = Path(__file__).parent.parent / "geomap" / "views" / "page" / "web"


def main() -> None:
    """Write `BUILT`."""
    for surface, name in BUILT.items():
        # One function, so that every name in it may be shortened but its own.
        whole = f"const main = (() => {{\n{sources(surface)}\nreturn main;\n}})();\n"
        command = ["npm", "exec", "--yes", f"--package={ESBUILD}", "--", "esbuild"]
        options = ["--minify", "--target=es2022", "--charset=utf8"]
        built = subprocess.run(
            [*command, *options], input=whole, capture_output=True, check=True, text=True
        )
        text = f"// make web, from sources of sha256 {fingerprint(surface)}\n{built.stdout}"
        (WEB / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(whole) // 1000} kB of sources, {len(text) // 1000} kB built")


if __name__ == "__main__":
    main()
