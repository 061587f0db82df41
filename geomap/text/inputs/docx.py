"""Word documents: a zip of XML, of which only the text of the body and the title are needed.

The python-docx package reads the whole document model and unpacks without limits; this is less
code than limits around it would be.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from geomap.errors import InputError
from geomap.text.inputs.extracted import Extracted

MAXIMUM_PART = 64 * 1024 * 1024
"""Unpacked bytes of one part; the text of a thousand pages takes a tenth of it."""
MAXIMUM_RATIO = 200
"""Unpacked over packed size above which a part of some size is a bomb; text packs 5 to 30 fold."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Text that a reader of the page does not see, or sees a second time.
_UNSEEN = {_WORD + "del", _WORD + "moveFrom", _WORD + "instrText", _WORD + "rPr", _FALLBACK}


def extract(data: bytes) -> Extracted:
    """Paragraphs of a ``.docx``, those in tables and text boxes included.

    The days in a document's properties are those on which the file was made or saved, so none
    is taken for the day of publication.

    Raises
    ------
    InputError
        If it is damaged, encrypted, no Word document, or unpacks to more than the limits.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if "word/document.xml" not in archive.namelist():
                raise InputError("a zip, and no Word document; give a .docx")
            body = _part(archive, "word/document.xml")
            about = _part(archive, "docProps/core.xml")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise InputError(f"damaged or encrypted Word document: {error}; save it anew") from None
    if body is None:
        raise InputError("damaged Word document: its text cannot be read; save it anew")
    paragraphs: list[tuple[str, bool]] = []
    _collect(body, paragraphs)
    styled = next((text for text, is_title in paragraphs[:5] if is_title and text.strip()), "")
    title = styled or ("" if about is None else about.findtext(_DUBLIN_CORE + "title") or "")
    return Extracted(paragraphs=tuple(text for text, _ in paragraphs), title=title)


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """Root element of a part; None if there is none or it is no XML."""
    import zlib

    from lxml import etree

    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > MAXIMUM_PART or (
        info.file_size > 1024 * 1024 and info.file_size > MAXIMUM_RATIO * info.compress_size
    ):
        raise InputError(f"{name} unpacks to {info.file_size} bytes; this is no article")
    try:
        with archive.open(info) as part:
            packed = part.read(MAXIMUM_PART + 1)
    except zlib.error as error:
        raise InputError(f"damaged Word document: {error}; save it anew") from None
    if len(packed) > MAXIMUM_PART:
        raise InputError(f"{name} unpacks to more than it says; this is no article")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(packed, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _collect(element: Any, paragraphs: list[tuple[str, bool]]) -> None:
    """Append text and "is a title" of each paragraph below an element, in reading order."""
    for child in element:
        if child.tag == _WORD + "p":
            pieces: list[str] = []
            boxes: list[Any] = []
            _text(child, pieces, boxes)
            style = child.find(f"{_WORD}pPr/{_WORD}pStyle")
            is_title = style is not None and style.get(_WORD + "val") == "Title"
            paragraphs.append(("".join(pieces), is_title))
            for box in boxes:
                _collect(box, paragraphs)
        elif child.tag not in _UNSEEN:
            _collect(child, paragraphs)


def _text(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    """Append the words of a paragraph; the text boxes anchored in it are paragraphs apart."""
    for child in element:
        if child.tag == _WORD + "t":
            pieces.append(child.text or "")
        elif child.tag == _WORD + "tab":
            pieces.append(" ")
        elif child.tag in (_WORD + "br", _WORD + "cr"):
            pieces.append("\n")
        elif child.tag == _WORD + "noBreakHyphen":
            pieces.append("-")
        elif child.tag == _WORD + "txbxContent":
            boxes.append(child)
        elif child.tag not in _UNSEEN:
            _text(child, pieces, boxes)
