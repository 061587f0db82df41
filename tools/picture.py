"""Take the picture that opens the README: ``make picture``.

Draws the sample with ``geomap map`` and photographs the page in Debian's Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from geomap import api

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE = {"width": 1360, "height": 860}


def main(article: str, picture: str) -> None:
    """Draw an article and save the first screen of its page as a PNG."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        page_path = Path(folder) / "map.html"
        api.map(article).save(page_path)
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_context(viewport=SIZE, offline=True).new_page()
        page.goto(page_path.as_uri())
        page.get_by_label("Choose a place").select_option(index=1)
        page.wait_for_timeout(1000)
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
