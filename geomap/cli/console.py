"""What the command line says: JSON and tables on standard output, the rest beside it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Any


def as_json(value: Any) -> str:
    """Value as indented JSON, every letter as it is written."""
    return json.dumps(value, ensure_ascii=False, indent=1)


_MOVES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What moves the cursor of a terminal, colours it, or turns its text round."""


def plain(text: str) -> str:
    r"""Text for a terminal: what would change the terminal is shown as an escape.

    Examples
    --------
    >>> print(plain("a" + chr(27) + "[31mb"))
    a\x1b[31mb
    """
    return _MOVES.sub(lambda found: repr(found[0])[1:-1], text)


def as_table(rows: list[dict[str, Any]], columns: Sequence[str]) -> str:
    """Rows as columns of text; long cells are cut."""
    cells = [[plain(str(row.get(column) or "")) for column in columns] for row in rows]
    widths = [
        min(32, max(len(column), *(len(row[at]) for row in cells), 0))
        for at, column in enumerate(columns)
    ]
    lines = [columns, *cells]
    return "\n".join(
        "  ".join(cell[:width].ljust(width) for cell, width in zip(line, widths, strict=True))
        .rstrip()
        for line in lines
    )  # fmt: skip


def say(text: str) -> None:
    """Print to standard output in UTF-8, whatever the locale."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def tell(text: str) -> None:
    """Print one line to standard error, where it says what is not a result."""
    sys.stderr.write(plain(" ".join(text.split())) + "\n")
    sys.stderr.flush()
