"""Copies of what was read: the exact text, so that offsets hold, and its metadata beside it."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

from geomap.errors import OutputError
from geomap.model import Article, stable_id


def keep(article: Article, folder: str | Path) -> Path:
    """Write the text of an article as ``.txt``, and its metadata as ``.json`` beside it.

    What was extracted from a page or document carries its metadata in a header, so the ``.txt``
    alone reads as the same article again. The name is a hash of the text: the same article gives
    the same files.

    Returns
    -------
    Path
        The text file.

    Raises
    ------
    OutputError
        If the folder cannot be made or written.
    """
    path = Path(folder) / f"{stable_id(article.text)}.txt"
    about = {
        field.name: getattr(article, field.name) for field in fields(article)
        if field.name != "text"
    }  # fmt: skip
    about["published"] = article.published.isoformat() if article.published else None
    row = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(article.text.encode("utf-8", "replace"))
        path.with_suffix(".json").write_bytes((row + "\n").encode("utf-8", "replace"))
    except OSError as error:
        raise OutputError(f"{folder}: cannot keep a copy there: {error.strerror}") from None
    return path
