"""Packed files, unpacked no further than a limit [I/O: writes into a folder that it is given]."""

from __future__ import annotations

import bz2
import gzip
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import LayerError

MAXIMUM_BYTES = 2 << 30
"""Bytes of all files of one archive together."""
MAXIMUM_FILES = 10_000
BOMB_RATIO, BOMB_BYTES = 100, 64 << 20
"""An archive that packs better than this, and to more than this, holds no map."""

LEVELS = 2
"""How deep archives may lie in each other: a download often packs what was packed before."""

_CHUNK = 1 << 20


@dataclass(slots=True)
class Budget:
    """What one source has unpacked to so far, in all its archives: the limits are of them together.

    ``packed`` is the size of the outermost.
    """

    packed: int = 0
    size: int = 0
    files: int = 0
    levels: int = 0

    def enter(self, path: Path) -> None:
        """Open an archive to unpack it.

        Raises
        ------
        LayerError
            It lies in too many others.
        """
        self.levels += 1
        if self.levels > LEVELS:
            raise LayerError(
                f"{path.name} is packed {self.levels} times over; unpack the layer that you need"
            )

    def leave(self) -> None:
        """Close an archive."""
        self.levels -= 1

    def spend(self, path: Path, size: int, files: int) -> None:
        """Count what an archive unpacks to.

        Raises
        ------
        LayerError
            It is too much.
        """
        self.packed = self.packed or max(path.stat().st_size, 1)
        self.size, self.files = self.size + size, self.files + files
        if self.files > MAXIMUM_FILES:
            raise LayerError(
                f"{path.name} holds {self.files:,} files, more than {MAXIMUM_FILES:,}; unpack the "
                "layer that you need"
            )
        is_bomb = self.size > BOMB_BYTES and self.size > BOMB_RATIO * self.packed
        if is_bomb or self.size > MAXIMUM_BYTES:
            raise LayerError(
                f"{path.name} would unpack to {self.size >> 20:,} MiB or more, "
                f"{self.size // self.packed:,} times its size; "
                "if you trust it, unpack the layer that you need"
            )


def is_zip(path: Path) -> bool:
    """Whether a file is a zip archive, whatever it is called."""
    return path.is_file() and zipfile.is_zipfile(path)


def check(path: Path, budget: Budget | None = None) -> None:
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
    size = sum(each.file_size for each in members)
    (budget or Budget()).spend(path, size, len(members))


def unpack(path: Path, folder: Path, budget: Budget | None = None) -> Path:
    """Unpack a zip archive, or what gzip or bzip2 packed, into a folder, and give the folder.

    Raises
    ------
    LayerError
        It is damaged or too large.
    """
    if is_zip(path):
        check(path, budget)
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
    budget = budget or Budget()
    budget.spend(path, 0, 1)
    try:
        with opened(path, "rb") as source, target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                budget.spend(path, len(chunk), 0)
                file.write(chunk)
    except (EOFError, OSError, zlib.error) as error:
        raise LayerError(f"{path.name} cannot be unpacked ({error}); pack it again") from None
    return folder
