"""Lines of text that mix directions or scripts, prepared for a renderer that loses letters in them.

resvg (0.48) loses letters of a word when it has to change the font within a line, and letters of
the other font join. Each script and direction becomes a text element of its own, side by side, in
the order of the Unicode bidirectional algorithm; browsers get the figure as it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

if TYPE_CHECKING:
    from PIL import ImageFont

Side = Literal["L", "R"]
FontFile = Callable[[str], str]

RIGHT = "\u200f"
"""Mark that gives punctuation beside it the direction right to left."""

SCRIPTS = {
    *("Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati"),
    *("Gurmukhi", "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya"),
    *("Sinhala", "Tamil", "Telugu", "Thai"),
}
"""Scripts that have a font of their own, Noto Sans by name."""

_SVG = "http://www.w3.org/2000/svg"
_TEXT = f"{{{_SVG}}}text"


def base_of(text: str) -> Side:
    """Direction of a line: that of its first letter.

    Examples
    --------
    >>> base_of("(12) אב c"), base_of("12")
    ('R', 'L')
    """
    first = next((side for side in map(_strong, text) if side in ("L", "R")), "L")
    return "R" if first == "R" else "L"


def side_in(text: str, around: Side) -> Side:
    """Direction of a text among others: words that run right to left keep a text of theirs so.

    Examples
    --------
    >>> side_in("Arda: אב", "R"), side_in("Arda", "R"), side_in("Arda: אב", "L")
    ('R', 'L', 'L')
    """
    if around == "L":
        return base_of(text)
    return "R" if "R" in map(_strong, text) else "L"


def runs(text: str, base: Side) -> list[tuple[Side, str]]:
    """Split a line into runs of one direction, in reading order.

    What has no direction takes that of its neighbours where they agree, else the line's.

    Examples
    --------
    >>> runs("Held by אב (77%)", "L")
    [('L', 'Held by '), ('R', 'אב'), ('L', ' (77%)')]
    >>> runs("77% אב", "R")
    [('L', '77%'), ('R', ' אב')]
    """
    strong = map(_strong, text)
    kinds: list[Side | None] = ["L" if kind == "number" else kind for kind in strong]
    following: list[Side] = list(
        accumulate(reversed(kinds), lambda after, kind: kind or after, initial=base)
    )
    sides: list[Side] = []
    for letter, kind, after in zip(text, kinds, reversed(following[:-1]), strict=True):
        before = sides[-1] if sides else base
        # A bracket goes with what it encloses.
        bracket: Side | None = {"Ps": after, "Pe": before}.get(unicodedata.category(letter))
        sides.append(kind or bracket or (before if before == after else base))
    pairs = zip(sides, text, strict=True)
    return [
        (side, "".join(letter for _, letter in letters))
        for side, letters in groupby(pairs, key=lambda pair: pair[0])
    ]


def _strong(letter: str) -> Side | Literal["number"] | None:
    kind = unicodedata.bidirectional(letter)
    if kind in ("R", "AL") or (kind == "NSM" and "\u0590" <= letter <= "\u08ff"):
        return "R"
    if kind == "L":
        return "L"
    # Signs as of percent stand with their numbers, and fonts of letters lack them.
    return "number" if kind in ("EN", "AN", "ET") else None


def spans(text: str) -> list[tuple[str | None, str]]:
    """Split a run by script: the family that has it, None for the fonts of the figure itself.

    Examples
    --------
    >>> spans("by Արցախ, 2020")
    [(None, 'by '), ('Noto Sans Armenian', 'Արցախ'), (None, ', 2020')]
    """
    found: list[tuple[str | None, str]] = []
    for family, letters in groupby(text, _family):
        piece = "".join(letters)
        again = len(found) > 1 and found[-2][0] == family and not found[-1][1].strip()
        if again and family is not None:
            # Words of one script stay together: white space between them is theirs.
            (_, words), (_, blank) = found[-2:]
            found[-2:] = [(family, words + blank + piece)]
        else:
            found.append((family, piece))
    return found


def _family(letter: str) -> str | None:
    if letter < "\u0530":
        return None
    script = unicodedata.name(letter, "").partition(" ")[0].title()
    return f"Noto Sans {script}" if script in SCRIPTS else None


def one_direction(svg: str, font_file: FontFile) -> str:
    """Split the lines of mixed direction or script; a figure without any is returned as it is.

    ``font_file`` gives the path of a font by its name, which is only asked for when a line has
    to be measured.
    """
    if not any(_family(letter) for letter in set(svg)):
        return svg
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own document
    for parent in [parent for parent in root.iter() if parent.find(_TEXT) is not None]:
        for index, element in reversed(list(enumerate(parent))):
            if element.tag == _TEXT and element.text:
                parent.remove(element)
                for piece in reversed(list(_pieces(element, font_file))):
                    parent.insert(index, piece)
    return ElementTree.tostring(root, encoding="unicode")


def _pieces(element: ElementTree.Element, font_file: FontFile) -> Iterator[ElementTree.Element]:
    base: Side = "R" if element.attrib.pop("direction", "ltr") == "rtl" else "L"
    anchor = element.get("text-anchor", "start")
    if base == "R":
        anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
    element.set("text-anchor", anchor)
    visual: list[tuple[Side, str]] = []
    for side, text in runs(str(element.text), base):
        parts = [text] if side == "R" else [piece for _, piece in spans(text)]
        visual += [(side, piece) for piece in parts]
    visual = _left_to_right(visual, base)
    if len(visual) == 1:
        yield _set(element, *visual[0])
        return
    widths = [_width(text, element, font_file) for _, text in visual]
    x = float(element.get("x", "0")) - {"middle": 0.5, "end": 1.0}.get(anchor, 0.0) * sum(widths)
    for (side, text), width in zip(visual, widths, strict=True):
        # White space at the ends of an element is lost: it becomes a distance.
        outer = text[: len(text) - len(text.lstrip())]
        if side == "R":
            outer = text[len(text.rstrip()) :]
        part = ElementTree.Element(element.tag, element.attrib | {"text-anchor": "start"})
        part.set("x", f"{x + _width(outer, element, font_file):.1f}")
        x += width
        if text.strip():
            yield _set(part, side, text.strip())


def _left_to_right(pieces: list[tuple[Side, str]], base: Side) -> list[tuple[Side, str]]:
    """Order pieces as they stand on paper: of a line to the left, runs turn round, not words."""
    if base == "L":
        return pieces
    grouped = [list(group) for _, group in groupby(pieces, key=lambda piece: piece[0])]
    return [piece for group in reversed(grouped) for piece in group]


def _set(element: ElementTree.Element, side: Side, text: str) -> ElementTree.Element:
    """Give an element its text, and a font that has its marks as well as its letters."""
    element.text = f"{RIGHT}{text}{RIGHT}" if side == "R" else text
    family = next((family for family, _ in spans(text) if family), None)
    if family:
        element.set("font-family", f"{family}, {element.get('font-family')}")
    return element


def _width(text: str, element: ElementTree.Element, font_file: FontFile) -> float:
    bold = int(element.get("font-weight", "400")) >= 600
    own = "Serif" if "Serif" in element.get("font-family", "") else "Sans"
    total = 0.0
    for family, piece in spans(text):
        name = f"Source{own}Pro-{'Bold' if bold else 'Regular'}"
        if family:
            name = f"{family.replace(' ', '')}[wght]"
        total += _face(font_file(name), bold and family is not None).getlength(piece)
    return total * float(element.get("font-size", "16")) / 100


@cache
def _face(path: str, heavy: bool) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    face = ImageFont.truetype(path, 100)
    if heavy:
        face.set_variation_by_axes([700])
    return face
