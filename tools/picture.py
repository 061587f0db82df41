"""Take the picture that opens the README, and those of the page at each width: ``make picture``.

Draws the sample with ``geomap map`` and photographs the page in Debian's Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from geomap import api
from tests.conftest import BROWSER, FLAGS

SIZES = {
    "map": (1440, 900, "light"),
    "page-768": (768, 1024, "light"),
    "page-390": (390, 844, "light"),
    "page-390-dark": (390, 844, "dark"),
}
"""Pictures by name: width, height and scheme of colours of the window."""


def main(article: str, folder: str) -> None:
    """Draw an article and save the first screen of its page, at every size, as a PNG."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        path = api.map(article).save(Path(scratch) / "map.html")
        browser = play.chromium.launch(executable_path=BROWSER, args=FLAGS)
        for name, (width, height, scheme) in SIZES.items():
            window = {"width": width, "height": height}
            page = browser.new_context(
                viewport=window, color_scheme=scheme, offline=True
            ).new_page()
            page.goto(path.as_uri())
            page.wait_for_selector("html[data-geomap=ready]", state="attached")
            page.get_by_label("Choose a place").select_option(index=1)
            page.wait_for_timeout(500)
            page.evaluate("window.scrollTo(0, 0)")
            shot = Image.open(BytesIO(page.screenshot()))
            # Flat colours: a palette makes a third of it.
            shot.quantize(192, dither=Image.Dither.NONE).save(
                Path(folder) / f"{name}.png", optimize=True
            )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
