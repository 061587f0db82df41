"""Files of decisions [I/O].

A file is append-only JSONL, one decision a line, so that it can be read, merged and kept under
version control.
"""

from __future__ import annotations

from pathlib import Path

from geomap.control.corrections.decisions import Correction, Target, as_line, check
from geomap.errors import InputError, OutputError
from geomap.outside.jsontext import loads


def load(path: Path | str) -> list[Correction]:
    """Read a file of decisions.

    Raises
    ------
    InputError
        If the file cannot be read or a line is no decision; the line is named.
    """
    where = Path(path)
    try:
        lines = where.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise InputError(f"{where}: no such file of corrections; check the path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{where}: corrections cannot be read: {error}") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = loads(line)
            row["parts"] = tuple(row.get("parts", ()))
            row["others"] = tuple(Target(**each) for each in row.get("others", ()))
            made = Correction(**row)
            check(made)
        except (TypeError, ValueError, AttributeError) as error:
            raise InputError(f"{where}:{number}: not a correction: {error}") from error
        found.append(made)
    return found


def append(path: Path | str, correction: Correction) -> None:
    """Add a decision to the file; nothing in it is ever changed.

    Raises
    ------
    InputError
        If the decision itself is not valid.
    OutputError
        If the file cannot be written.
    """
    check(correction)
    try:
        with Path(path).open("a", encoding="utf-8") as out:
            out.write(as_line(correction) + "\n")
    except (OSError, UnicodeEncodeError) as error:
        raise OutputError(f"{path}: the correction cannot be written: {error}") from error
