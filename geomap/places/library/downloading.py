"""One large file from the web, taken up again where it broke off [I/O]."""

from __future__ import annotations

import http.client
import re
import time
from functools import partial
from pathlib import Path

from geomap.errors import InputError, OutputError
from geomap.outside.web import Answer, Line, ask, told
from geomap.places.datafiles import digest_of

MAXIMUM_BYTES = 4 << 30
"""Bytes of one download."""
SECONDS = 60.0
"""Time limit of each wait for the server."""
ATTEMPTS = 5
PAUSE = 0.5
"""Seconds before the second attempt; twice as long before each after."""

_START = re.compile(r"bytes (\d+)-")


def download(
    url: str, target: Path, *, private: bool = False, maximum: int = MAXIMUM_BYTES,
    sha256: str = "", pause: float = PAUSE,
) -> str:  # fmt: skip
    """Download a file: whole and as its publisher has it, or not at all.

    What came before a connection broke is kept beside the target, with what the server says of the
    version (ETag or Last-Modified), and the rest asked for; also by a later call.

    Parameters
    ----------
    private
        Whether an address may lead to this machine or a local network.
    maximum
        Bytes that are taken at most.
    sha256
        Checksum that the publisher gives.

    Returns
    -------
    str
        The checksum.

    Raises
    ------
    InputError
        The server does not answer or breaks off again and again, or the file is too large or not
        the one of the checksum.
    OutputError
        The file cannot be written.
    """
    part, version = (
        target.with_name(f"{target.name}.part"),
        target.with_name(f"{target.name}.version"),
    )
    for attempt in range(ATTEMPTS):
        line = Line(private=private, seconds=SECONDS, idle=True)
        if attempt:
            time.sleep(pause * 2 ** (attempt - 1))
        work = partial(_take, url, part, version, line, maximum)
        done = told(url, line, work, "try again later")
        if done:
            break
    else:
        raise InputError(
            f"{url}: the server broke off {ATTEMPTS} times; what came is kept, try again later"
        )
    found = digest_of(part)
    version.unlink(missing_ok=True)
    if sha256 and found != sha256:
        part.unlink()
        raise InputError(
            f"{url}: its sha256 is {found[:12]}…, but its publisher says {sha256[:12]}…; not kept, "
            "try again later"
        )
    part.replace(target)
    return found


def _take(url: str, part: Path, version: Path, line: Line, maximum: int) -> bool:
    """Take what comes, after what is there; False if the connection broke."""
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    known = version.read_text("utf-8") if version.exists() and part.exists() else ""
    if known:
        headers |= {"Range": f"bytes={part.stat().st_size}-", "If-Range": known}
    with ask(url, line, headers) as answer:
        if answer.status == 416:  # what is there is no beginning of it
            version.unlink()
            return False
        if answer.status not in (200, 206):
            raise InputError(f"the server answers {answer.status}; check the name and try again")
        start = _start(answer, part)
        said = answer.headers.get("Content-Length") or ""
        length = int(said) if re.fullmatch("[0-9]{1,18}", said) else None
        if length is not None and start + length > maximum:
            raise InputError(f"larger than {maximum >> 20:,} MiB")
        stamp = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        # A weak ETag does not promise the same bytes.
        version.write_text("" if stamp.startswith("W/") else stamp, "utf-8")
        came = _append(answer, part, start, maximum)
        return length is None or came == length


def _start(answer: Answer, part: Path) -> int:
    """Byte at which an answer begins."""
    if answer.status == 200:
        return 0
    found = _START.match(answer.headers.get("Content-Range") or "")
    if found is None or int(found[1]) != part.stat().st_size:
        raise InputError("the server answers with another part than was asked for")
    return int(found[1])


def _append(answer: Answer, part: Path, start: int, maximum: int) -> int:
    """Write what comes; how many bytes that was, or -1 if the connection broke."""
    came = 0
    try:
        with part.open("ab" if start else "wb") as file:
            while True:
                try:
                    chunk = next(answer.chunks, None)
                except (OSError, http.client.HTTPException):
                    return -1
                if chunk is None:
                    return came
                came += len(chunk)
                if start + came > maximum:
                    raise InputError(f"larger than {maximum >> 20:,} MiB")
                file.write(chunk)
    except OSError as error:
        raise OutputError(f"cannot write {part}: {error.strerror or error}") from None
