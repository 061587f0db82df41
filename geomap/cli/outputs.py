"""Where a command writes: checked before the work is done."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from geomap.errors import OutputError
from geomap.exchange.geopackage import check_replaceable


def check(output: Path, sources: Sequence[str], given: dict[str, Any]) -> None:
    """Refuse a file that cannot be written, or that is an input or a case.

    Raises
    ------
    OutputError
        With what to do instead.
    """
    _check_file(output)
    if not output.exists():
        return
    for each in _files(sources, given):
        if each.exists() and each.samefile(output):
            raise OutputError(f"{output}: is an input, and would be lost; choose another file")
    check_replaceable(output)


def check_pictures(output: Path, sources: Sequence[str], given: dict[str, Any]) -> None:
    """Refuse what `check` does, or a folder that cannot be written into."""
    if output.suffix:
        check(output, sources, given)
    else:
        _check_folder(output)


def _check_file(path: Path) -> None:
    """Refuse a file that cannot be written before the work is done."""
    folder = path.parent
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give the name of a file")
    if not folder.is_dir():
        raise OutputError(f"{path}: the folder {folder} does not exist; make it first")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{path}: cannot be written; choose another place")


def _check_folder(path: Path) -> None:
    """Refuse a folder that cannot be made or written into before the work is done."""
    there = next(each for each in (path, *path.absolute().parents) if each.exists())
    if not there.is_dir():
        raise OutputError(f"{there}: is a file; give the name of a folder")
    if not os.access(there, os.W_OK):
        raise OutputError(f"{path}: cannot be written; choose another place")


def _files(sources: Sequence[str], given: dict[str, Any]) -> Iterator[Path]:
    """Every file that a command reads, those in folders of articles too."""
    for each in map(Path, sources):
        yield from each.rglob("*") if each.is_dir() else (each,)
    yield from given["tables"]
    yield from (value for value in given.values() if isinstance(value, Path))
    for each in (*given["districts"], *given["gazetteers"]):
        yield Path(each.partition("#")[0])
