"""The folder of what was added, and what it says of each file [I/O]."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geomap.errors import DataError, InputError
from geomap.outside.jsontext import loads
from geomap.places.datafiles import digest_of
from geomap.places.library.publishers import BASES

VARIABLE = "GEOMAP_DATA"
"""Environment variable that names the folder."""
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file of the folder: ``checked`` says whether its publisher gave the checksum."""

    name: str
    file: str
    url: str
    size: int
    sha256: str
    checked: bool
    licence: str
    attribution: str
    version: str


def folder() -> Path:
    """Folder of what was added: that of the variable, or the system's one for a user's data."""
    if given := os.environ.get(VARIABLE):
        return Path(given)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "geomap"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "geomap"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "geomap"


def is_name(source: str) -> bool:
    """Whether a source is the name of something added, and no file.

    >>> is_name("geonames:AZ"), is_name("geoboundaries:UKR:ADM2"), is_name("C:/layers/a.gpkg")
    (True, True, False)
    """
    return source.partition(":")[0] in BASES and ":" in source and not Path(source).exists()


def listed(where: Path | None = None) -> list[Kept]:
    """Everything that was added, by name.

    Raises
    ------
    DataError
        The list is damaged.
    """
    path = (where or folder()) / MANIFEST
    if not path.exists():
        return []
    try:
        entries: dict[str, Any] = loads(path.read_text("utf-8"))
        return [Kept(name=name, **entry) for name, entry in sorted(entries.items())]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DataError(f"{path} is damaged ({error}): remove it, and add what you need") from None


def found(name: str, where: Path | None = None) -> tuple[Kept, Path]:
    """Return what was added under a name, and its file, which is what it was then.

    Raises
    ------
    InputError
        Nothing was added under that name.
    DataError
        The file is gone or has changed.
    """
    key = _key(name)
    entry = next((each for each in listed(where) if each.name == key), None)
    words = key.replace(":", " ")
    if entry is None:
        raise InputError(f"{key} was not added yet; say: geomap data add {words}")
    path = (where or folder()) / entry.file
    try:
        digest = digest_of(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataError(f"{path}: {reason}; say again: geomap data add {words}") from None
    if digest != entry.sha256:
        raise DataError(
            f"{path} has changed since it was added; say again: geomap data add {words}"
        )
    return entry, path


def _key(name: str) -> str:
    """Name as the list has it, however the part after the publisher was typed."""
    publisher, _, part = name.partition(":")
    return f"{publisher}:{part.upper()}"


def file_and_layer(source: str) -> tuple[Path, str | None]:
    """File of a source, and the layer of it that is meant by "file#layer".

    >>> file_and_layer("a.gpkg#towns")
    (PosixPath('a.gpkg'), 'towns')

    Raises
    ------
    InputError
        The source is empty, which Python would take for the current folder.
    """
    if not source.partition("#")[0].strip():
        raise InputError(f"{source!r} names no file; give a path")
    if "#" in source and not Path(source).exists():
        before, _, layer = source.rpartition("#")
        return Path(before), layer
    return Path(source), None


def path_of(source: str) -> Path:
    """File of a source: of the name of something added, or itself."""
    return found(source)[1] if is_name(source) else file_and_layer(source)[0]


def keep(entry: Kept, where: Path | None = None) -> None:
    """Write an entry into the list."""
    entries = {each.name: each for each in listed(where)} | {entry.name: entry}
    _write(list(entries.values()), where)


def remove(name: str, where: Path | None = None) -> Kept:
    """Remove what was added under a name.

    Raises
    ------
    InputError
        Nothing was.
    """
    entries = {each.name: each for each in listed(where)}
    if (key := _key(name)) not in entries:
        known = ", ".join(entries) or "nothing"
        raise InputError(f"{key} was not added; there is {known}")
    entry = entries.pop(key)
    _write(list(entries.values()), where)
    ((where or folder()) / entry.file).unlink(missing_ok=True)
    return entry


def _write(entries: list[Kept], where: Path | None) -> None:
    path = (where or folder()) / MANIFEST
    table = {each.name: {k: v for k, v in asdict(each).items() if k != "name"} for each in entries}
    new = path.with_suffix(".new")
    new.write_text(json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    new.replace(path)
