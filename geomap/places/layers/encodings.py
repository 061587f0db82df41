"""Texts of tables that do not say, or say wrongly, in which encoding they are [pure]."""

from __future__ import annotations

from typing import Any

from geomap.outside.encodings import codec_of

RAW = "ISO-8859-1"
"""Encoding in which every byte is one character, so that the bytes can be had back."""


def decoded(frame: Any, stated: str | None) -> tuple[Any, str]:
    """Decode the texts of a table that was read as `RAW`.

    Each cell is UTF-8 if it can be; else what the table states, or what its texts look like.

    Parameters
    ----------
    frame
        A table.
    stated
        Encoding that the table states, or None.

    Returns
    -------
    table, str
        The note is empty where the texts are as stated.

    Examples
    --------
    >>> import pandas
    >>> cells = ["Кельбаджарский район", "Ағдам"]
    >>> raw = [cells[0].encode("cp1251").decode(RAW), cells[1].encode("utf-8").decode(RAW)]
    >>> found, note = decoded(pandas.DataFrame({"name": raw}), "cp1251")
    >>> list(found["name"]), note
    (['Кельбаджарский район', 'Ағдам'], 'texts in UTF-8 and CP1251 mixed: each read as it is')
    """
    columns = [
        column for column in frame.columns if column != "geometry" and _has_text(frame[column])
    ]
    cells = {
        cell.encode(RAW)
        for column in columns
        for cell in frame[column].dropna()
        if isinstance(cell, str) and not cell.isascii()
    }
    other = [cell for cell in sorted(cells) if not _is_utf8(cell)]
    if not cells:
        return frame, ""
    encoding = _fitting(stated, other) or _guessed(other) if other else "utf-8"
    frame = frame.copy()
    for column in columns:
        frame[column] = [
            _text(cell.encode(RAW), encoding) if isinstance(cell, str) else cell
            for cell in frame[column]
        ]
    return frame, _note(encoding, stated, mixed=0 < len(other) < len(cells))


def _has_text(column: Any) -> bool:
    return any(isinstance(cell, str) for cell in column)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(data: bytes, encoding: str) -> str:
    return data.decode("utf-8" if _is_utf8(data) else encoding, "replace")


def _fitting(stated: str | None, cells: list[bytes]) -> str | None:
    """Return the stated encoding, if it is one and not UTF-8, which these cells are not."""
    codec = codec_of(stated)
    try:
        return codec if codec is not None and b"".join(cells).decode(codec) else None
    except UnicodeError:
        return None


def _guessed(cells: list[bytes]) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(b" ".join(cells)).best()
    return best.encoding if best and best.encoding != "ascii" else "cp1252"


def _note(encoding: str, stated: str | None, mixed: bool) -> str:
    if mixed:
        return f"texts in UTF-8 and {encoding.upper()} mixed: each read as it is"
    if stated is not None and _same(stated, encoding):
        return ""
    said = f"stated as {stated}" if stated else "of unstated encoding"
    return f"texts {said} read as {encoding.upper()}"


def _same(one: str, other: str) -> bool:
    return codec_of(one) == codec_of(other) is not None
