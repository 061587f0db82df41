"""Packed files, unpacked no further than a limit [I/O: writes into a folder that it is given]."""

from __future__ import annotations

import bz2
import gzip
import zipfile
import zlib
from pathlib import Path

from geomap.errors import LayerError

MAXIMUM_BYTES = 2 << 30
"""Bytes of all files of one archive together."""
MAXIMUM_FILES = 10_000
BOMB_RATIO, BOMB_BYTES = 100, 64 << 20
"""An archive that packs better than this, and to more than this, holds no map."""

_CHUNK = 1 << 20


def is_zip(path: Path) -> bool:
    """Whether a file is a zip archive, whatever it is called."""
    return path.is_file() and zipfile.is_zipfile(path)


def check(path: Path) -> None:
    """Refuse a zip archive that would unpack to too much.

    What its directory says of the sizes holds: not a byte more is read of any file.

    Raises
    ------
    LayerError
        It is damaged, holds too many files, or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise LayerError(f"{path.name} is no sound zip archive ({error}); pack it again") from None
    size, packed = sum(each.file_size for each in members), max(path.stat().st_size, 1)
    if len(members) > MAXIMUM_FILES:
        raise LayerError(
            f"{path.name} holds {len(members):,} files, more than {MAXIMUM_FILES:,}; unpack the "
            "layer that you need"
        )
    if size > MAXIMUM_BYTES or (size > BOMB_BYTES and size > BOMB_RATIO * packed):
        raise LayerError(
            f"{path.name} would unpack to {size >> 20:,} MiB, {size // packed:,} times its size; "
            "if you trust it, unpack the layer that you need"
        )


def unpack(path: Path, folder: Path) -> Path:
    """Unpack a zip archive, or what gzip or bzip2 packed, into a folder, and give the folder.

    Raises
    ------
    LayerError
        It is damaged or too large.
    """
    if is_zip(path):
        check(path)
        try:
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    archive.extract(member, folder)  # never above the folder
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise LayerError(f"{path.name} cannot be unpacked ({error}); pack it again") from None
        return folder
    target = folder / path.stem
    opened = bz2.open if path.suffix.lower() == ".bz2" else gzip.open
    written = 0
    try:
        with opened(path, "rb") as source, target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                too_large = written > BOMB_BYTES and written > BOMB_RATIO * path.stat().st_size
                if too_large or written > MAXIMUM_BYTES:
                    raise LayerError(
                        f"{path.name} unpacks to more than {written >> 20:,} MiB; if you trust it, "
                        "unpack it"
                    )
                file.write(chunk)
    except (EOFError, OSError, zlib.error) as error:
        raise LayerError(f"{path.name} cannot be unpacked ({error}); pack it again") from None
    return folder
