"""Parquet: a table of articles, read some rows at a time [I/O]."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from geomap.errors import InputError
from geomap.model import Article
from geomap.text.inputs.rows import NO_COLUMNS, Columns, article_of_row, check_columns, columns_in

_ROWS = 256
"""Rows in memory at a time."""
_BUFFER = 1024 * 1024
"""Bytes of a column in memory at a time, so that a file need not have small row groups."""


def articles(
    path: Path, columns: Columns = NO_COLUMNS, published: date | None = None
) -> Iterator[Article | InputError]:
    """Articles of a file, and in the place of a row that is none what is wrong with it.

    Raises
    ------
    InputError
        If pyarrow is not installed, or the file is damaged or has no column of texts.
    """
    check_columns(columns)
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise InputError(
            f"{path}: Parquet needs pyarrow; install with: pip install 'geomap-control[parquet]'"
        ) from None
    number = 0
    try:
        with ParquetFile(path, buffer_size=_BUFFER) as file:
            slots = _slots(path, file.schema_arrow.names, columns)
            for batch in file.iter_batches(batch_size=_ROWS, columns=sorted(set(slots.values()))):
                for row in batch.to_pylist():
                    number += 1
                    try:
                        yield article_of_row(row, f"{path}:{number}", slots, published)
                    except InputError as error:
                        yield error
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).partition("\n")[0][:160]
        wrong = f"damaged after row {number}" if number else "damaged, or no Parquet"
        raise InputError(f"{path}: {wrong}: {reason}; get the file anew") from None


def _slots(path: Path, names: list[str], columns: Columns) -> dict[str, str]:
    slots = columns_in(names, columns)
    there = ", ".join(names[:20]) or "none"
    for slot, name in columns.items():
        if name and name not in names:
            raise InputError(f"{path}: no column {name!r} for the {slot}; its columns are {there}")
    slots = {slot: name for slot, name in slots.items() if name}
    if "text" not in slots:
        raise InputError(
            f"{path}: no column of texts; its columns are {there}; name one with --columns text=..."
        )
    return slots
