"""Door of the shipped data: every file is verified before its first use in a process [I/O].

`SOURCES.toml` beside the files names for each its size, its sha256, what it was made from and the
command that makes it. Hashing all of the data costs some 30 ms, so it is always done.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from geomap.errors import DataError

MANIFEST = "SOURCES.toml"
_REMEDY = "install geomap again, or build the data with `make data`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where shipped data come from: a package of a registry, or a table of this project."""

    name: str
    version: str
    what: str
    licence: str
    attribution: str
    files: tuple[str, ...]


def data_folder() -> Path:
    """Folder of the shipped data."""
    return Path(str(resources.files("geomap"))) / "data"


@lru_cache(maxsize=4)
def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise DataError(f"{path} is missing: {_REMEDY}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is damaged ({error}): {_REMEDY}") from None


def verify(path: Path, *, size: int, sha256: str) -> None:
    """Raise `DataError` unless a file has the size and the digest that are expected of it."""
    try:
        found = path.stat().st_size
        if found != size:
            what = "truncated" if found < size else "not the one that shipped"
            raise DataError(f"{path} is {what} ({found:,} bytes, not {size:,}): {_REMEDY}")
        digest = digest_of(path)
    except OSError as error:
        reason = "missing" if isinstance(error, FileNotFoundError) else f"unreadable ({error})"
        raise DataError(f"{path} is {reason}: {_REMEDY}") from None
    if digest != sha256:
        raise DataError(f"{path} is damaged or stale (sha256 {digest[:12]}…): {_REMEDY}")


def digest_of(path: Path) -> str:
    """Sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=32)
def data_path(name: str, folder: Path | None = None) -> Path:
    """Path of a shipped data file, verified on first use.

    Parameters
    ----------
    name
        File name, such as ``"districts.fgb"``.
    folder
        Where to look; the package's own data by default.

    Raises
    ------
    DataError
        The file is missing, truncated, damaged or stale, or is none of the shipped ones.

    Examples
    --------
    >>> data_path("views.toml").name
    'views.toml'
    """
    folder = folder or data_folder()
    entry = _manifest(folder).get("files", {}).get(name)
    if entry is None:
        raise DataError(f"{name!r} is not listed in {folder / MANIFEST}: {_REMEDY}")
    path = folder / name
    verify(path, size=entry["size"], sha256=entry["sha256"])
    return path


@lru_cache(maxsize=1)
def admin_words() -> dict[str, Any]:
    """Tables of words about names of places: ``admin_words.toml``."""
    return tomllib.loads(data_path("admin_words.toml").read_text(encoding="utf-8"))


def sources() -> list[Source]:
    """Sources of all shipped data, for the credits of maps and reports.

    Examples
    --------
    >>> "Made with Natural Earth" in [source.attribution for source in sources()]
    True
    """
    manifest = _manifest(data_folder())
    made_from: dict[str, list[str]] = {}
    for file, entry in manifest["files"].items():
        for source in entry["sources"]:
            made_from.setdefault(source, []).append(file)
    return [
        Source(
            name=name,
            version=entry["version"],
            what=entry["what"],
            licence=entry["licence"],
            attribution=entry["attribution"],
            files=tuple(sorted(made_from.get(name, ()))),
        )
        for name, entry in manifest["sources"].items()
    ]
