"""Write how wide the letters of the figures' own fonts are: ``python -m tools.widths``.

A figure is laid out by these numbers whether or not its fonts are installed, and its lines are
held to them where a reader has others.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from geomap.views.figures.raster import font_file

TARGET = Path(__file__).parent.parent / "geomap" / "views" / "figures" / "widths.json"
FACES = {
    "sans": "SourceSansPro-Regular",
    "sans-bold": "SourceSansPro-Bold",
    "serif-bold": "SourceSerifPro-Bold",
}
RANGES = ((0x20, 0x7F), (0xA0, 0x250), (0x370, 0x530), (0x1E00, 0x1F00), (0x2010, 0x2270))
"""Letters with and without marks, Greek, Cyrillic, and the signs between words."""


def widths() -> dict[str, dict[str, str]]:
    """For each face its letters, by their width in thousandths of the size."""
    from PIL import ImageFont

    found = {}
    for name, file in FACES.items():
        face = ImageFont.truetype(font_file(file), 1000, layout_engine=ImageFont.Layout.BASIC)
        missing = face.getmask("\uffff").getbbox(), face.getlength("\uffff")
        letters: dict[int, str] = defaultdict(str)
        for first, end in RANGES:
            for letter in map(chr, range(first, end)):
                length = face.getlength(letter)
                if (face.getmask(letter).getbbox(), length) != missing:
                    letters[round(length)] += letter
        found[name] = {str(width): letters[width] for width in sorted(letters)}
    return found


def main() -> None:
    """Write ``widths.json``."""
    text = json.dumps(widths(), ensure_ascii=False, indent=1)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
