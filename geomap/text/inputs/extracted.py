"""What is taken out of a page or document, and how it becomes the text of an article."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAXIMUM_CHARACTERS = 16 * 1024 * 1024
"""More text than this is refused: it is no article, and it would be parsed for hours."""

HEADER_KEYS = ("title", "published", "source", "url", "language", "licence")
_OTHER_KEYS = ("date", "as_of", "license")
_HEADER_LINE = re.compile(rf"({'|'.join((*HEADER_KEYS, *_OTHER_KEYS))}):[ \t]*(.*)", re.IGNORECASE)
_DATE_LINE = re.compile(r"date[ \t]+(\d{4}-\d\d-\d\d)\b\s*", re.IGNORECASE)

_TOP = 5
"""First paragraphs among which the title may be said once more."""

# Invisible characters that only tell a typesetter where a word may break.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_LIGATURES = {ord(each): unicodedata.normalize("NFKC", each) for each in "ﬀﬁﬂﬃﬄﬅﬆ"}
_CONTROL = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
_MENDED = {**_INVISIBLE, **_LIGATURES, **_CONTROL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a document says of itself; empty where it is silent.

    ``published`` is an ISO day that the document names as its day of publication; the day on
    which a file was made or fetched is none.
    """

    title: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted(Metadata):
    """Paragraphs of a document, in reading order, beside what it says of itself."""

    paragraphs: tuple[str, ...]


def tidy(text: str) -> str:
    r"""One paragraph with ligatures taken apart and white space evened out, lines kept.

    Examples
    --------
    >>> tidy("  the of\ufb01ce\xa0 of\nthe  may\u00ador ")
    'the office of\nthe mayor'
    """
    lines = text.translate(_MENDED).split("\n")
    return "\n".join(line for line in (" ".join(each.split()) for each in lines) if line)


def text_of(found: Extracted) -> str:
    r"""Text of an article: a metadata header as a ``.txt`` may have it, and the paragraphs.

    So a copy of the text that is saved as ``.txt`` reads as the same article. Header lines that
    the document itself begins with beat its metadata, and a
    paragraph at the top that only repeats the title is left out, for a title is no statement.

    Examples
    --------
    >>> print(text_of(Extracted(paragraphs=("A day", "Text."), title="A day", language="en")))
    title: A day
    language: en
    <BLANKLINE>
    Text.
    """
    paragraphs = [each for each in map(tidy, found.paragraphs) if each]
    header = {key: " ".join(tidy(getattr(found, key, "")).split()) for key in HEADER_KEYS}
    header |= _own_header(paragraphs)
    if title := header["title"]:
        paragraphs[:_TOP] = [each for each in paragraphs[:_TOP] if not _same(each, title)]
    if paragraphs and not header["published"]:
        if match := _DATE_LINE.match(paragraphs[0]):
            header["published"] = match[1]
            paragraphs[0] = paragraphs[0][match.end() :]
    lines = [f"{key}: {value}" for key, value in header.items() if value]
    return "\n\n".join(["\n".join(lines)] * bool(lines) + [each for each in paragraphs if each])


def _own_header(paragraphs: list[str]) -> dict[str, str]:
    """Take the header lines that the first paragraphs are."""
    header: dict[str, str] = {}
    while paragraphs:
        matches = [_HEADER_LINE.fullmatch(line) for line in paragraphs[0].split("\n")]
        if not all(matches):
            break
        for match in matches:
            if match:
                header.setdefault(match[1].lower(), match[2].strip())
        del paragraphs[0]
    return header


def begins_header(line: str) -> bool:
    """Whether a line is one of a metadata header.

    Examples
    --------
    >>> begins_header("published: 2020-11-20"), begins_header("Kyiv: shelling went on")
    (True, False)
    """
    return _HEADER_LINE.match(line) is not None


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()
