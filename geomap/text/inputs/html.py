"""HTML: the article of a page without its menus, and the metadata that the page carries.

trafilatura chooses the article among the blocks of a page; its guesses of dates and titles are
left unused. A page in which it finds none is taken whole, without what is marked as navigation.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import asdict
from typing import Any

from geomap.errors import InputError
from geomap.outside.encodings import codec_of
from geomap.text.inputs.decoding import codec_said
from geomap.text.inputs.extracted import Extracted
from geomap.text.inputs.metadata import metadata_of

MAXIMUM_BYTES = 8 * 1024 * 1024
"""Larger pages are refused; the text of the longest articles takes a tenth of it."""

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_NOT_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_NO_TEXT = {
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed",
    "canvas", "audio", "video", "select", "button", "input", "textarea", "datalist", "dialog",
    "head", "map", "area",
}  # fmt: skip
_AROUND = {"nav", "footer", "aside", "menu"}
# HTML's blocks, and those of the tree that trafilatura makes.
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    "code", "doc", "head", "item", "list", "quote", "row",
}  # fmt: skip
_GROUPS = {"ul", "ol", "dl", "table"}
_CELLS = {"td", "th", "cell"}
_LINE_BREAKS = {"br", "lb"}
_FOOTNOTE_MARK = re.compile(r"\s*(?:\[[^\]]{1,24}\]\s*)+")

_LONG_ENOUGH = 12
"""Characters from which a block found inside the article is no chance hit, as "Home" may be."""
_AGREEMENT = 0.8
"""Share of trafilatura's text that the blocks found must make up."""


def extract(data: bytes, encoding: str | None = None) -> Extracted:
    """Article of a page and its metadata.

    Raises
    ------
    InputError
        If the page is too large, in another encoding than said, or holds no text.

    Examples
    --------
    >>> page = b"<html lang=en><title>A day</title><p>Forces <b>entered</b> the town.</html>"
    >>> found = extract(page)
    >>> found.title, found.language, found.paragraphs
    ('A day', 'en', ('Forces entered the town.',))
    """
    if len(data) > MAXIMUM_BYTES:
        raise InputError(f"a page larger than {MAXIMUM_BYTES >> 20} MiB; save its article alone")
    tree = _tree(decoded_page(data, encoding))
    about = metadata_of(tree)
    _drop(tree, _is_unseen)
    chosen = _article(tree)
    _drop(tree, _is_around)
    paragraphs = _matching(_grouped(tree), chosen)
    if not paragraphs:
        raise InputError("no text in the page; save the page with its text")
    return Extracted(paragraphs=tuple(paragraphs), **asdict(about))


def decoded_page(data: bytes, encoding: str | None = None) -> str:
    """Text of a page: by its byte order mark, what the user or server says, or its meta tag.

    Examples
    --------
    >>> decoded_page("<meta charset=windows-1251>Агдам".encode("cp1251"))[-5:]
    'Агдам'
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, "replace")
    if encoding:
        try:
            return data.decode(codec_said(encoding, "the page"))
        except UnicodeDecodeError:
            raise InputError(
                f"the page is not {encoding!r}; leave --encoding out to have it detected"
            ) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    said = _DECLARED.search(data[:8192])
    name = said[1].decode("ascii", "replace").lower() if said else ""
    # Browsers read these two as windows-1252, and so must who reads what was made for them.
    name = {"iso-8859-1": "windows-1252", "us-ascii": "windows-1252"}.get(name, name)
    return data.decode(codec_of(name) or _detected(data), "replace")


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536]).best()
    return best.encoding if best is not None else "utf-8"


def _tree(text: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    text = _XML_DECLARATION.sub("", text, count=1).replace("\x00", " ")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError, ValueError):
        raise InputError("no text in the page; save the page with its text") from None


def _article(tree: Any) -> list[str]:
    """Paragraphs of what trafilatura takes for the article; none if it finds none."""
    from copy import deepcopy

    from trafilatura import bare_extraction

    found = bare_extraction(
        deepcopy(tree), include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(found, "body", None)
    return [] if body is None else blocks(body)


def _matching(shown: list[tuple[str, int]], chosen: list[str]) -> list[str]:
    """Blocks of the page that are in the article, with the page's own breaks and spaces.

    trafilatura may tear a word at a tag, or leave out a row of a table; it says which blocks
    are the article, and the page says how they read. A list or table of which it took half is
    taken whole. Where the two differ too much, trafilatura's text stands; where it found
    nothing, the whole page does.

    Examples
    --------
    >>> _matching([("Home", 0), ("Tal Afar fell.", 0), ("Imprint", 0)], ["Tal", "Afar fell."])
    ['Tal Afar fell.']
    """
    if not chosen:
        return [each for each, _ in shown]
    whole = {_packed(each) for each in chosen}
    text = "".join(map(_packed, chosen))
    for shortest in (_LONG_ENOUGH, 0):
        taken = [
            _packed(each) in whole or (len(each) >= shortest and _packed(each) in text)
            for each, _ in shown
        ]
        sizes, sizes_taken = Counter[int](), Counter[int]()
        for (each, group), is_in in zip(shown, taken, strict=True):
            sizes[group] += len(_packed(each))
            sizes_taken[group] += is_in * len(_packed(each))
        if sizes_taken.total() >= _AGREEMENT * len(text):
            filled = {group for group in sizes if group and 2 * sizes_taken[group] >= sizes[group]}
            return [
                each
                for (each, group), is_in in zip(shown, taken, strict=True)
                if is_in or group in filled
            ]
    return chosen


def _packed(text: str) -> str:
    return "".join(text.split())


def blocks(root: Any) -> list[str]:
    """Text of each block below an element, white space as a browser shows it."""
    return [text for text, _ in _grouped(root)]


def _grouped(root: Any) -> list[tuple[str, int]]:
    """Text of each block, and the number of the list or table that it is in; else 0."""
    found: list[tuple[str, int]] = []
    pieces: list[str] = []
    groups = 0

    def flush(group: int) -> None:
        for part in "".join(pieces).split("\x00\x00"):
            if text := " ".join(part.replace("\x00", " ").split()):
                found.append((text, group))
        pieces.clear()

    def walk(element: Any, group: int) -> None:
        nonlocal groups
        outer, is_block = group, element.tag in _BLOCKS
        if is_block:
            flush(outer)
        if element.tag in _GROUPS:
            groups += 1
            group = groups
        if element.tag in _LINE_BREAKS:
            pieces.append("\x00")
        elif element.tag in _CELLS:
            pieces.append(" ")
        pieces.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                walk(child, group)
            pieces.append(child.tail or "")
        if is_block:
            flush(group)

    walk(root, 0)
    flush(0)
    return found


def _drop(tree: Any, unwanted: Any) -> None:
    """Remove elements, the text behind them kept."""
    for element in [each for each in tree.iter() if unwanted(each)]:
        if element.getparent() is not None:
            element.drop_tree()


def _is_unseen(element: Any) -> bool:
    return bool(
        element.tag in _NO_TEXT
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _NOT_SHOWN.search(element.get("style") or "") is not None
        or (element.tag == "sup" and _FOOTNOTE_MARK.fullmatch("".join(element.itertext())))
    )


def _is_around(element: Any) -> bool:
    outside = element.tag == "header" and not any(
        above.tag in ("article", "main") for above in element.iterancestors()
    )
    return outside or element.tag in _AROUND or element.get("role") in ("navigation", "banner")
