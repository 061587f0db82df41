"""The child process of `geomap.text.inputs.sandbox`: requests in, paragraphs out.

A request is a line of JSON (``form``, ``encoding``, ``length``) and that many bytes; an answer is
a line of JSON with ``found`` or ``error``.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from geomap.errors import InputError
from geomap.text.inputs import docx, html, pdf
from geomap.text.inputs.extracted import MAXIMUM_CHARACTERS, Extracted

MEMORY = 2 * 1024**3
"""Bytes of address space; the largest pages in the tests take a fifth of it."""

_REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
            "os.system", "os.remove", "os.rename")  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def answer(form: str, data: bytes, encoding: str | None) -> dict[str, Any]:
    """Paragraphs and metadata of some bytes, or why there are none.

    Examples
    --------
    >>> answer("pdf", b"no such thing", None)["error"][:24]
    'damaged or encrypted PDF'
    """
    try:
        found = _extracted(form, data, encoding)
    except InputError as error:
        return {"error": " ".join(str(error).split())}
    except MemoryError:
        raise
    except Exception as error:  # whatever a parser meets in damaged bytes, the reader is told
        kind = {"html": "page", "pdf": "PDF", "docx": "Word document"}.get(form, form)
        what = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        return {"error": f"damaged {kind} ({what}); save it anew, or its text as .txt"}
    if sum(map(len, found.paragraphs)) > MAXIMUM_CHARACTERS:
        return {"error": "too much text for an article; split it"}
    return {"found": asdict(found)}


def _extracted(form: str, data: bytes, encoding: str | None) -> Extracted:
    if form == "html":
        return html.extract(data, encoding)
    return pdf.extract(data) if form == "pdf" else docx.extract(data)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["length"])
        result = answer(request["form"], data, request["encoding"])
        answers.write(json.dumps(result).encode() + b"\n")
        answers.flush()


def confine() -> None:
    """Give up sockets, processes, writing and large memory, for the rest of this process."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # not on every system; the time limit holds everywhere

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and (
            bool(set(str(arguments[1] or "")) & set("wax+"))
            or (isinstance(arguments[2], int) and bool(arguments[2] & _WRITING))
        )
        if writes or event.startswith(_REFUSED):
            raise PermissionError(f"refused while reading an article: {event}")

    sys.addaudithook(refuse)


def main() -> None:
    """Serve standard input and output; what a parser prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, for its descriptor
        os.dup2(nowhere.fileno(), 1)
    import logging

    logging.disable()
    confine()
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
