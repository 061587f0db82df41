"""Lines of text that mix directions, taken apart for a renderer that loses letters in them.

resvg (0.48) drops letters of a right-to-left word beside left-to-right ones when it has to change
the font within the line. Each direction becomes a text element of its own, side by side; browsers
are given the figure as it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from PIL import ImageFont

_SVG = "http://www.w3.org/2000/svg"
_TEXT = f"{{{_SVG}}}text"


def one_direction(svg: str, font_file: Callable[[str], str]) -> str:
    """Split texts of mixed direction; a figure without any is returned as it is.

    ``font_file`` gives the path of a font by its name, which is only asked for when a line has
    to be measured.
    """
    if svg.isascii() or not any(_direction(letter) == "R" for letter in svg):
        return svg
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own document
    parents = [parent for parent in root.iter() if parent.find(_TEXT) is not None]
    for parent in parents:
        for index, element in reversed(list(enumerate(parent))):
            if element.tag == _TEXT and element.text:
                pieces = list(_pieces(element, font_file))
                if len(pieces) > 1:
                    parent.remove(element)
                    for piece in reversed(pieces):
                        parent.insert(index, piece)
    return ElementTree.tostring(root, encoding="unicode")


def runs(text: str) -> list[tuple[str, str]]:
    """Split a line into runs of one direction; what has none joins the run on its left.

    Examples
    --------
    >>> runs("Held by אב (77%)") == [("L", "Held by "), ("R", "אב"), ("L", " (77%)")]
    True
    """
    found: list[tuple[str, str]] = []
    for key, letters in groupby(text, _direction):
        piece = "".join(letters)
        joins = key == "N" and found and found[-1][0] == "L"
        if joins or (found and found[-1][0] == key):
            found[-1] = (found[-1][0], found[-1][1] + piece)
        else:
            found.append(("L" if key == "N" else key, piece))
    merged: list[tuple[str, str]] = []
    for number, (key, piece) in enumerate(found):
        between = key == "L" and not piece.strip() and 0 < number < len(found) - 1
        if merged and (merged[-1][0] == key or between):
            merged[-1] = (merged[-1][0], merged[-1][1] + piece)
        else:
            merged.append((key, piece))
    return merged


def _direction(letter: str) -> str:
    kind = unicodedata.bidirectional(letter)
    if kind in ("R", "AL"):
        return "R"
    if kind == "NSM":
        return "R" if "\u0590" <= letter <= "\u08ff" else "N"
    return "L" if kind in ("L", "EN", "AN") else "N"


def _pieces(
    element: ElementTree.Element, font_file: Callable[[str], str]
) -> Iterator[ElementTree.Element]:
    found = runs(str(element.text))
    size = float(element.get("font-size", "16"))
    bold = int(element.get("font-weight", "400")) >= 600
    widths = [_width(piece, size, bold, key, font_file) for key, piece in found]
    x = float(element.get("x", "0"))
    x -= {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor", "start"), 0.0) * sum(widths)
    for (key, piece), width in zip(found, widths, strict=True):
        lead = len(piece) - len(piece.lstrip())
        part = ElementTree.Element(element.tag, dict(element.attrib))
        part.attrib.pop("text-anchor", None)
        blank = _width(piece[:lead], size, bold, key, font_file)
        part.set("x", f"{x + blank:.1f}")
        part.text = piece.strip()
        x += width
        yield part


def _width(
    text: str, size: float, bold: bool, direction: str, font_file: Callable[[str], str]
) -> float:
    if not text:
        return 0.0
    hebrew = any("\u0590" <= letter <= "\u05ff" for letter in text)
    name = "SourceSansPro-Bold" if bold else "SourceSansPro-Regular"
    if direction == "R":
        name = f"NotoSans{'Hebrew' if hebrew else 'Arabic'}[wght]"
    return _face(font_file(name)).getlength(text) * size / 100


@cache
def _face(path: str) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(path, 100)
