"""Files written whole or not at all [I/O]."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from geomap import arguments
from geomap.errors import InputError, OutputError


def write_whole(path: str | os.PathLike[str], data: bytes) -> Path:
    """Write bytes to a file that is there complete, or not at all.

    A link stays one, and its file is written; a device or a pipe is written into, never replaced.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    target = arguments.path(path, "path")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return target
        file_itself = Path(os.path.realpath(target))
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=file_itself.parent)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(file_itself)
    except BaseException as error:  # Ctrl-C too leaves nothing behind
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        if isinstance(error, OSError):
            raise OutputError(f"cannot write {target}: {error.strerror}") from None
        raise
    return target


def ending_of(path: str | os.PathLike[str], what: str, endings: Iterable[str]) -> str:
    """Return the ending of a path, if it is one of those.

    Raises
    ------
    InputError
        It is not.

    Examples
    --------
    >>> ending_of("a.PNG", "a figure", (".svg", ".png"))
    '.png'
    """
    ending = arguments.path(path, "path").suffix.lower()
    if ending not in endings:
        raise InputError(f"{path}: {what} ends in {', '.join(endings)}")
    return ending
