"""How wide a line of text is, in the figures' own fonts [I/O: reads `widths.json`].

The widths come with geomap, so that a figure is laid out alike where the fonts are not installed.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from geomap.errors import DataError

SANS = "'Source Sans Pro', 'Source Sans 3', 'Noto Sans', Helvetica, Arial, sans-serif"
SERIF = "'Source Serif Pro', 'Source Serif 4', Georgia, 'Times New Roman', serif"


def text_width(text: str, size: float, *, font: str = SANS, weight: int = 400) -> float:
    """Width of a line in pixels; letters of scripts that have other fonts are estimated.

    Examples
    --------
    >>> text_width("ill", 10) < text_width("WWW", 10)
    True
    >>> text_width("Agdam", 13) < text_width("Agdam", 13, weight=700)
    True
    """
    known = _table(font, weight)
    return sum(known.get(letter) or _guess(letter) for letter in text) * size / 1000


def is_measured(text: str, *, font: str = SANS, weight: int = 400) -> bool:
    """Whether the width of a line is known, not estimated."""
    return all(letter in _table(font, weight) for letter in text)


def _guess(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    return 1000.0 if unicodedata.east_asian_width(letter) in "WF" else 640.0


def _table(font: str, weight: int) -> Mapping[str, float]:
    # Headlines alone are in the serif face, and bold; of the other, what is heavy is bold.
    if font == SERIF:
        return _tables()["serif-bold"]
    return _tables()["sans-bold" if weight >= 600 else "sans"]


@cache
def _tables() -> Mapping[str, Mapping[str, float]]:
    try:
        text = (files("geomap.views.figures") / "widths.json").read_text(encoding="utf-8")
    except OSError:
        raise DataError("widths.json is missing from this installation: install again") from None
    return {
        face: {letter: float(width) for width, letters in rows.items() for letter in letters}
        for face, rows in json.loads(text).items()
    }
