"""What the command line writes: JSON, CSV and tables, and outputs checked first."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from geomap.errors import OutputError

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def check_output(path: Path) -> None:
    """Refuse a file that cannot be written before the work is done."""
    folder = path.parent
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give the name of a file")
    if not folder.is_dir():
        raise OutputError(f"{path}: the folder {folder} does not exist; make it first")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{path}: cannot be written; choose another place")


def check_folder(path: Path) -> None:
    """Refuse a folder that cannot be made or written into before the work is done."""
    there = next(each for each in (path, *path.absolute().parents) if each.exists())
    if not there.is_dir():
        raise OutputError(f"{there}: is a file; give the name of a folder")
    if not os.access(there, os.W_OK):
        raise OutputError(f"{path}: cannot be written; choose another place")


def as_json(value: Any) -> str:
    """Value as indented JSON, every letter as it is written."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV; a cell that a spreadsheet would run as a formula is made a text.

    It gets an apostrophe in front, and so does a text that begins with apostrophes and such a sign,
    so that `plain_cell` gives back what there was.
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [{key: _cell(value) for key, value in row.items()} for row in rows]
    # the csv module leaves a lone carriage return bare, and reads it as the end of a row
    returns = any(isinstance(each, str) and "\r" in each for row in cells for each in row.values())
    out = StringIO()
    writer = csv.DictWriter(
        out, columns, lineterminator="\n", quoting=csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    )
    writer.writeheader()
    writer.writerows(cells)
    return out.getvalue().rstrip("\n")


def plain_cell(text: str) -> str:
    """Text of a cell as it was before `as_csv` made it safe.

    Examples
    --------
    >>> plain_cell("'=1+1"), plain_cell("it's"), plain_cell("''=1")
    ('=1+1', "it's", "'=1")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


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
