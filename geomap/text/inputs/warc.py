"""WARC, the form of web archives: the pages in it, one at a time, past what is broken [I/O]."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from geomap.errors import InputError
from geomap.outside.encodings import codec_of
from geomap.text.inputs.fetch import Page
from geomap.text.inputs.forms import CONTENT_TYPES, sniffed
from geomap.text.inputs.html import MAXIMUM_BYTES

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_PACKED, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."
"""How a record begins, packed with gzip or not."""
_BLOCK = 1024 * 1024


class _BrokenError(Exception):
    """An archive cannot be read on after the record at an offset; None: not even the first."""

    def __init__(self, after: int | None, reason: str) -> None:
        super().__init__(reason)
        self.after = after


def pages(path: Path) -> Iterator[Page | InputError]:
    """Pages of an archive, and in the place of a broken record what is wrong with it.

    A page is what a server answered with status 200: HTML, plain text or PDF. Other records
    (requests, redirects, pictures) are no articles, and are passed over. After a break, reading
    goes on with the next record that can be found.

    Raises
    ------
    InputError
        If fastwarc is not installed, or the file is no archive.
    """
    try:
        import fastwarc  # noqa: F401
    except ImportError:
        raise InputError(
            f"{path}: WARC needs fastwarc; install with: pip install 'geomap-control[corpus]'"
        ) from None
    with path.open("rb") as file:
        head = file.read(len(_PLAIN))
        magic = _PACKED if head.startswith(_PACKED) else _PLAIN
        if not head.startswith(magic):
            raise InputError(f"{path}: no WARC archive; check the file")
        begin: int | None = 0
        while begin is not None:
            try:
                yield from _unbroken(file, begin, path)
            except _BrokenError as broken:
                after = begin if broken.after is None else broken.after
                if broken.after is not None or not begin:  # else it is told already
                    yield InputError(f"{path}: broken from byte {after} on: {broken}")
                begin = _next(file, after + 1, magic)
            else:
                return


def _unbroken(file: BinaryIO, begin: int, path: Path) -> Iterator[Page | InputError]:
    """Pages from a record on, up to the first that cannot be parsed."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    file.seek(begin)
    at: int | None = None
    try:
        for record in ArchiveIterator(file, parse_http=False, fsspec_args=False):
            at = record.stream_pos
            if record.record_type == WarcRecordType.response:
                try:
                    page = _page(record, at)
                except InputError as error:
                    url = record.headers.get("WARC-Target-URI") or f"record at byte {at}"
                    yield InputError(f"{path}: {url}: {error}")
                    continue
                if page is not None:
                    yield page
    except OSError as error:
        raise _BrokenError(at, str(error)) from None


def _page(record: WarcRecord, at: int) -> Page | None:
    """Page of a response; None where it is no article's.

    Raises
    ------
    InputError
        If it is too large, or packed in a way that cannot be undone.
    """
    record.parse_http(auto_decode="none")
    status = record.http_headers.status_code if record.is_http_parsed else None
    if status is None:
        raise _BrokenError(at, "no HTTP in a response")
    kind = (record.http_content_type or "").strip().lower()
    if status != 200 or (kind and kind not in CONTENT_TYPES):
        return None
    if record.content_length > MAXIMUM_BYTES:
        raise InputError(f"larger than {MAXIMUM_BYTES >> 20} MiB; save its article alone")
    raw = record.reader.read(record.content_length)
    if len(raw) < record.content_length:
        raise _BrokenError(at, "cut off")
    data = _unpacked(raw, record)
    form = CONTENT_TYPES[kind] if kind else sniffed(data)
    url = record.headers.get("WARC-Target-URI") or ""
    return Page(url=url.strip("<>"), form=form, encoding=_charset(record, data), data=data)


def _unpacked(raw: bytes, record: WarcRecord) -> bytes:
    """Body as the page was before the server packed it.

    Many archives keep the headers of a packing that they have undone: what is not packed as its
    headers say is taken as it is.
    """
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader

    data = raw
    if "chunked" in (record.http_headers.get("Transfer-Encoding") or "").lower():
        try:
            data = ChunkedReader(BytesIO(raw), fsspec_args=False).read(MAXIMUM_BYTES + 1)
        except OSError:
            data = raw
    packing = (record.http_headers.get("Content-Encoding") or "").strip().lower()
    try:
        if data.startswith(_PACKED):
            data = GzipReader(BytesIO(data), fsspec_args=False).read(MAXIMUM_BYTES + 1)
        elif packing == "deflate" and data[:1] == b"\x78":
            data = GzipReader(BytesIO(data), zlib=True, fsspec_args=False).read(MAXIMUM_BYTES + 1)
        elif packing == "br" and b"<" not in data[:64]:
            data = BrotliReader(BytesIO(data), fsspec_args=False).read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise InputError(f"packed, and damaged ({error})") from None
    if len(data) > MAXIMUM_BYTES:
        raise InputError(f"larger than {MAXIMUM_BYTES >> 20} MiB; save its article alone")
    return data


def _charset(record: WarcRecord, data: bytes) -> str | None:
    """Encoding that the server names, if the page is in it; Latin 1 is what most say unasked."""
    codec = codec_of(record.http_charset)
    if codec is None or codec == "iso8859-1":
        return None
    try:
        data.decode(codec)
    except UnicodeError:
        return None
    return codec


def _next(file: BinaryIO, start: int, magic: bytes) -> int | None:
    """Offset at which the next record may begin."""
    file.seek(start)
    kept = b""
    while block := file.read(_BLOCK):
        found = (kept + block).find(magic)
        if found >= 0:
            return start - len(kept) + found
        start += len(block)
        kept = (kept + block)[1 - len(magic) :]
    return None
