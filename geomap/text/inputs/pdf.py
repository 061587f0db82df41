"""PDF: lines with their positions from pypdf, joined into paragraphs by the gaps between them.

A PDF has no paragraphs, only words at places. pypdf keeps the order of the content stream, which
holds for columns and justified text; pdfminer.six, tried beside it, tears justified lines apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from statistics import median
from typing import Any

from geomap.errors import InputError
from geomap.text.inputs.extracted import MAXIMUM_CHARACTERS, Extracted, begins_header

MAXIMUM_PAGES = 500
"""A longer document is refused rather than read in part; no article has so many."""

# Shares of the size of the letters or of the usual distance of lines, set by hand on pages of
# Chromium, TeX and fpdf2 in one and two columns.
_GAP = 1.3
_INDENT = 0.7
_SIZE_CHANGE = 1.15
_SHORT_LINE = 0.75

_SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–]?\s*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*[-–]?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page: ``left`` and ``base`` in points from the lower left corner."""

    text: str
    page: int
    left: float
    base: float
    size: float


def extract(data: bytes) -> Extracted:
    """Paragraphs of a PDF.

    The days in a PDF's properties are those on which the file was made, which for a printed
    page may be years after the article: none is taken for the day of publication.

    Raises
    ------
    InputError
        If it is damaged, locked, too long, or has no text.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("the PDF is locked with a password; save it without one")
        pages = len(reader.pages)
        if pages > MAXIMUM_PAGES:
            raise InputError(f"{pages} pages, more than {MAXIMUM_PAGES}; split it into articles")
        lines = [line for number in range(pages) for line in _lines(reader.pages[number], number)]
        title = str((reader.metadata or {}).get("/Title") or "")
    except PyPdfError as error:
        raise InputError(f"damaged or encrypted PDF: {error}; save it anew") from None
    if sum(len(line.text) for line in lines) > MAXIMUM_CHARACTERS:
        raise InputError("too much text for an article; split it")
    if not lines:
        raise InputError("no text in the PDF: it may be a scan; run text recognition on it first")
    return Extracted(paragraphs=tuple(paragraphs(without_furniture(lines))), title=title)


def _lines(page: Any, number: int) -> list[Line]:
    """Lines of a page in the order of its content."""
    lines: list[Line] = []
    text = ""
    place: tuple[float, float, float] | None = None

    def visit(piece: str, cm: Sequence[float], tm: Sequence[float], _: Any, size: float) -> None:
        nonlocal text, place
        for part in re.split(r"(\n)", piece):
            if part == "\n":
                if place and text.strip():
                    left, base, height = place
                    lines.append(
                        Line(text=text.strip(), page=number, left=left, base=base, size=height)
                    )
                text, place = "", None
                continue
            if part.strip() and place is None:
                place = (
                    tm[4] * cm[0] + tm[5] * cm[2] + cm[4],
                    tm[4] * cm[1] + tm[5] * cm[3] + cm[5],
                    abs(size * (tm[3] or tm[1] or 1) * (cm[3] or cm[1] or 1)) or 1.0,
                )
            text += part

    page.extract_text(visitor_text=visit)
    visit("\n", (1, 0, 0, 1, 0, 0), (1, 0, 0, 1, 0, 0), None, 1)
    return lines


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """Leave out running heads, feet and page numbers: what stands at the edge of most pages.

    Examples
    --------
    >>> page = [("A Journal", 800.0), ("Text.", 400.0), ("Page 1 of 2", 20.0)]
    >>> lines = [
    ...     Line(text=text, page=number, left=0, base=base, size=10)
    ...     for number in (1, 2) for text, base in page
    ... ]
    >>> [line.text for line in without_furniture(lines)]
    ['Text.', 'Text.']
    """
    edges: dict[int, set[float]] = {}
    for number in {line.page for line in lines}:
        bases = sorted({round(line.base) for line in lines if line.page == number})
        edges[number] = {*bases[:2], *bases[-2:]} if len(bases) > 2 else set()
    at_edge = [line for line in lines if round(line.base) in edges[line.page]]
    seen = Counter(key for key, _ in {(_furniture(line), line.page) for line in at_edge})
    often = max(2, (len(edges) + 1) // 2)
    return [
        line
        for line in lines
        if round(line.base) not in edges[line.page]
        or not (_PAGE_NUMBER.fullmatch(line.text) or seen[_furniture(line)] >= often)
    ]


def _furniture(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Join lines into paragraphs, words broken at a line's end mended.

    Examples
    --------
    >>> told = [("Forces en-", 700), ("tered the town.", 688), ("A new day.", 660)]
    >>> paragraphs([Line(text=t, page=1, left=50, base=b, size=10) for t, b in told])
    ['Forces entered the town.', 'A new day.']
    """
    words = set(re.findall(r"\w+", " ".join(line.text for line in lines).lower()))
    steps = [one.base - two.base for one, two in _neighbours(lines) if one.base > two.base]
    leading = median(steps) if steps else 0.0
    lengths = sorted(len(line.text) for line in lines)
    full = lengths[len(lengths) * 4 // 5] if lengths else 0
    found: list[str] = []
    margin = 0.0
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        after = lines[number + 1] if number + 1 < len(lines) else None
        margin = _margin(before, line, after)
        if before is not None and not _breaks(before, line, margin, leading, full):
            found[-1] = _joined(found[-1], line.text, words)
        else:
            found.append(line.text)
    return found


def _neighbours(lines: Sequence[Line]) -> Iterable[tuple[Line, Line]]:
    """Pairs of lines that follow one another down a column in one size."""
    for one, two in zip(lines, lines[1:], strict=False):
        if one.page == two.page and _alike(one, two) and one.base - two.base < 4 * one.size:
            yield one, two


def _alike(one: Line, two: Line) -> bool:
    return max(one.size, two.size) <= _SIZE_CHANGE * min(one.size, two.size)


def _margin(before: Line | None, line: Line, after: Line | None) -> float:
    """Left edge of the text around a line."""
    around = [line]
    around += [each for each in (before, after) if each and abs(each.left - line.left) < 72]
    return min(each.left for each in around)


def _breaks(one: Line, two: Line, margin: float, leading: float, full: int) -> bool:
    """Whether a paragraph ends between two lines."""
    ends = _SENTENCE_END.search(one.text) is not None
    if begins_header(two.text) or not _alike(one, two):
        return True
    drop = one.base - two.base
    if one.page != two.page or drop < -one.size:
        # A new page or column: a sentence that is not over goes on there.
        return ends and (len(one.text) < _SHORT_LINE * full or two.left > margin + two.size)
    if drop > max(_GAP * leading, 1.05 * one.size):
        return True
    indented = two.left > margin + _INDENT * two.size and drop > 0.5 * two.size
    return ends and (indented or len(one.text) < _SHORT_LINE * full)


def _joined(text: str, line: str, words: set[str]) -> str:
    """Text and the next line; a hyphen at the break goes unless it belongs to a compound."""
    broken = re.search(r"(\w+)-$", text)
    rest = re.match(r"[^\W\d_]+", line)
    if text.endswith("\u00ad"):
        return text[:-1] + line
    if not broken or not rest or not line[:1].islower() or not broken[1][-1].isalpha():
        return text + line if text.endswith(("-", "–", "—")) and broken else f"{text} {line}"
    first, second = broken[1].lower(), rest[0].lower()
    compound = first in words - {first + second} and second in words and len(second) > 2
    if first + second not in words and compound and text.lower().count(first) > 1:
        return text + line
    return text[:-1] + line


__all__ = ["MAXIMUM_PAGES", "Line", "extract", "paragraphs", "replace", "without_furniture"]
