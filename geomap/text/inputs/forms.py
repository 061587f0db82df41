"""Which form an input has: by the end of its name, else by its first bytes."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

Form = Literal["text", "html", "pdf", "docx", "jsonl", "parquet", "warc"]

ARCHIVES = ("jsonl", "parquet", "warc")
"""Forms that hold many articles and are read one by one, whatever their size."""

SUFFIXES: dict[str, Form] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl.gz": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".warc.gz": "warc",
}

CONTENT_TYPES: dict[str, Form] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
}

_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]{0,200}\?>|<!--.{0,2000}?-->)*"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_URL = re.compile(r"https?://", re.IGNORECASE)


def is_url(source: str) -> bool:
    """Whether a source is the address of a page.

    Examples
    --------
    >>> is_url("https://example.org/a"), is_url("https.txt"), is_url("file:///etc/passwd")
    (True, False, False)
    """
    return _URL.match(source) is not None


def form_of(name: str, data: bytes) -> Form:
    """Form of an input; a ``.txt`` that holds tags stays text.

    Examples
    --------
    >>> form_of("a.HTML", b"Text."), form_of("a.txt", b"<html>"), form_of("-", b"<html>")
    ('html', 'text', 'html')
    """
    return SUFFIXES.get(suffix_of(name)) or sniffed(data)


def suffix_of(name: str | PurePath) -> str:
    """End of a file's name that says its form, in small letters.

    Examples
    --------
    >>> suffix_of("Kyiv. Day 3.TXT"), suffix_of("crawl/2022.warc.gz"), suffix_of("README")
    ('.txt', '.warc.gz', '')
    """
    suffixes = [each.lower() for each in PurePath(name).suffixes]
    return "".join(suffixes[-2:] if suffixes[-1:] == [".gz"] else suffixes[-1:])


def sniffed(data: bytes) -> Form:
    """Form of bytes without a name.

    Examples
    --------
    >>> sniffed(b"%PDF-1.7"), sniffed(b"Forces <b>entered</b> the town.")
    ('pdf', 'text')
    """
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    return "html" if _HTML.match(data[:8192]) else "text"
