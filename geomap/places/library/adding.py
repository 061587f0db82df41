"""Fetching what a publisher has, because the user asked for it [I/O]."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from geomap.errors import InputError, LayerError, OutputError
from geomap.outside.jsontext import loads
from geomap.outside.web import Line, ask, told
from geomap.places import archives
from geomap.places.datafiles import digest_of
from geomap.places.library import keeping
from geomap.places.library.downloading import download
from geomap.places.library.keeping import Kept
from geomap.places.library.publishers import Item, item_of, told_about

_POINTER = b"version https://git-lfs"
_BEGINS = {".zip": b"PK", ".bz2": b"BZh", ".db": b"SQLite format 3", ".geojson": b"{"}
"""How files of these kinds begin; a page that says what went wrong does not."""


def add(
    publisher: str,
    parts: Sequence[str],
    *,
    base: str | None = None,
    private: bool = False,
    where: Path | None = None,
) -> Kept:
    """Download a file, check it, and keep it with its licence.

    Parameters
    ----------
    publisher, parts
        As `geomap.places.library.publishers.item_of` has them.
    base
        A mirror of the publisher's files.
    private
        Whether the address may lead to this machine or a local network.
    where
        The folder; that of the user's data by default.

    Raises
    ------
    InputError
        It cannot be had, is too large, or not the file of the checksum.
    OutputError
        The folder cannot be written.
    """
    item = item_of(publisher, parts, base)
    target_folder = where or keeping.folder()
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make {target_folder}: {error.strerror}") from None
    if item.about:
        item = _as_published(item, private)
    fetched = target_folder / (item.file + (".bz2" if item.url.endswith(".bz2") else ""))
    digest = download(item.url, fetched, private=private, sha256=item.sha256)
    try:
        path = _unpacked(fetched, target_folder / item.file)
    except LayerError as error:
        fetched.unlink(missing_ok=True)
        raise InputError(f"{item.url}: {error}") from None
    if path != fetched:
        digest = digest_of(path)
    entry = Kept(
        name=item.name,
        file=item.file,
        url=item.url,
        size=path.stat().st_size,
        sha256=digest,
        checked=bool(item.sha256),
        licence=item.licence,
        attribution=item.attribution,
        version=item.version,
    )
    keeping.keep(entry, target_folder)
    return entry


def _as_published(item: Item, private: bool) -> Item:
    """Return an item with what its publisher says of it; an inventory may be missing."""
    line = Line(private=private)

    def work() -> Any:
        with ask(item.about, line, {"Accept": "application/json"}) as answer:
            if answer.status == 404 and item.url:
                return []
            if answer.status != 200:
                raise InputError(f"the server answers {answer.status}; check the name")
            try:
                return loads(answer.body(64 << 20))
            except ValueError:
                raise InputError("the server does not answer with JSON; try again later") from None

    return told_about(item, told(item.about, line, work, "try again later"))


def _unpacked(fetched: Path, target: Path) -> Path:
    """Unpack what is packed with bzip2; refuse what is no data."""
    with fetched.open("rb") as file:
        if file.read(len(_POINTER)) == _POINTER:
            raise LayerError("holds a pointer to the file, and not the file; take another mirror")
    _check_kind(fetched)
    if archives.is_zip(fetched):
        archives.check(fetched)
    if fetched == target:
        return fetched
    with TemporaryDirectory(prefix="geomap-", dir=target.parent) as folder:
        archives.unpack(fetched, Path(folder))
        _check_kind(Path(folder) / target.name)
        (Path(folder) / target.name).replace(target)
    fetched.unlink()
    return target


def _check_kind(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
    if not start.startswith(_BEGINS[path.suffix]):
        said = f"begins with {start[:16]!r}" if start else "is empty"
        raise LayerError(f"is no {path.suffix} but {said}; try again later or take a mirror")
