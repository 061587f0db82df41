"""PDF: lines with their positions from pypdf, joined into paragraphs by the gaps between them.

A PDF has no paragraphs, only words at places. pypdf keeps the order of the content stream, which
holds for columns and justified text; pdfminer.six, tried beside it, tears justified lines apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise, takewhile
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
_HEADLINE = 1.2
_EDGE_GAP = 1.3
_TOP_LINES = 8

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
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("the PDF is locked with a password; save it without one")
        pages = len(reader.pages)
        if pages > MAXIMUM_PAGES:
            raise InputError(f"{pages} pages, more than {MAXIMUM_PAGES}; split it into articles")
        lines = [line for number in range(pages) for line in _lines(reader.pages[number], number)]
        about = reader.metadata
        title = str(about.title or "") if about is not None else ""
    except DependencyError:
        raise InputError("the PDF is encrypted; save it without encryption") from None
    except PyPdfError as error:
        raise InputError(f"damaged or encrypted PDF: {error}; save it anew") from None
    if sum(len(line.text) for line in lines) > MAXIMUM_CHARACTERS:
        raise InputError("too much text for an article; split it")
    if not lines:
        raise InputError("no text in the PDF: it may be a scan; run text recognition on it first")
    lines = without_furniture(lines)
    return Extracted(paragraphs=tuple(paragraphs(lines)), title=headline(lines) or title)


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
    >>> page = [("A Journal", 800), ("Forces entered", 712), ("the town.", 700), ("7", 20)]
    >>> lines = [Line(text=t, page=1, left=0, base=base, size=10) for t, base in page]
    >>> [line.text for line in without_furniture(lines)]
    ['A Journal', 'Forces entered', 'the town.']
    """
    pages = sorted({line.page for line in lines})
    edge = [line for page in pages for line in _edge([x for x in lines if x.page == page])]
    seen = Counter(key for key, _ in {(_furniture(line), line.page) for line in edge})
    often = max(2, (len(pages) + 1) // 2)
    unwanted = {
        line
        for line in edge
        if _PAGE_NUMBER.fullmatch(line.text) or seen[_furniture(line)] >= often
    }
    return [line for line in lines if line not in unwanted]


def _edge(page: Sequence[Line]) -> list[Line]:
    """Lines at the top and the foot of a page that a gap parts from the text between."""
    found: list[Line] = []
    for bases in (
        sorted({round(line.base) for line in page}, reverse=True),
        sorted({round(line.base) for line in page}),
    ):
        gaps = [abs(one - two) for one, two in pairwise(bases)]
        for count in (2, 1):
            if len(gaps) > count and gaps[count - 1] > _EDGE_GAP * median(gaps):
                found += [line for line in page if round(line.base) in bases[:count]]
                break
    return found


def _furniture(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def headline(lines: Sequence[Line]) -> str:
    """The words set largest at the top of the first page, if they stand out; else nothing.

    The title in a PDF's properties is often the name of a file or of a site.

    Examples
    --------
    >>> told = [("Town falls", 760, 20), ("Forces entered", 700, 10), ("the town.", 688, 10)]
    >>> headline([Line(text=t, page=1, left=50, base=b, size=s) for t, b, s in told])
    'Town falls'
    """
    top = [line for line in lines[:_TOP_LINES] if line.page == lines[0].page]
    largest = max((line.size for line in top), default=0.0)
    if not top or largest < _HEADLINE * median(line.size for line in lines):
        return ""
    first = next(number for number, line in enumerate(top) if line.size == largest)
    heading = takewhile(lambda line: line.size == largest, top[first:])
    found = paragraphs(list(heading))
    return found[0] if len(found) == 1 else ""


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Join lines into paragraphs, words broken at a line's end mended.

    Examples
    --------
    >>> told = [("Forces en-", 700), ("tered the town.", 688), ("A new day.", 660)]
    >>> paragraphs([Line(text=t, page=1, left=50, base=b, size=10) for t, b in told])
    ['Forces entered the town.', 'A new day.']
    """
    words = _vocabulary(lines)
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
    for one, two in pairwise(lines):
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
        goes_on = not ends and two.text[0].islower() and drop < 2 * leading
        return not goes_on
    indented = two.left > margin + _INDENT * two.size and drop > 0.5 * two.size
    return ends and (indented or len(one.text) < _SHORT_LINE * full)


def _vocabulary(lines: Sequence[Line]) -> set[str]:
    """Words of a document, without the halves of those broken at the end of a line."""
    text = "\n".join(line.text for line in lines).lower()
    return set(re.findall(r"[^\W\d_]+", re.sub(r"\w+-\n\w+", " ", text)))


def _joined(text: str, line: str, words: set[str]) -> str:
    """Text and the next line; a hyphen at the break goes unless it belongs to a compound."""
    if text.endswith("\u00ad"):
        return text[:-1] + line
    broken = re.search(r"([^\W\d_]+)-$", text)
    rest = re.match(r"[^\W\d_]+", line)
    if not broken or not rest:
        return f"{text} {line}"
    first, second = broken[1].lower(), rest[0].lower()
    compound = first + second not in words and first in words and second in words
    return text + line if compound or rest[0][0].isupper() else text[:-1] + line
