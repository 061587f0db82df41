"""Files that were renamed and edited: the new text stands in the place of the old one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from geomap.case.database import Database
from geomap.model import Article
from geomap.text.copies import likeness

ALIKE = 0.6
"""Share of their runs of words that both texts have; higher than that of mere copies, which may
be of two publishers."""


def replace_renamed(database: Database, is_gone: Callable[[str], bool]) -> int:
    """Mark the articles of files that are gone as replaced by what became of them.

    That is the article most like it among those added since from the same folder, of the same
    source and day.

    Parameters
    ----------
    is_gone
        Whether the file that an article came from is no more.

    Returns
    -------
    int
        How many were replaced.
    """
    rows = database.ask(
        "SELECT id, origin, source, published FROM articles"
        " WHERE replaced_by IS NULL AND origin IS NOT NULL ORDER BY fid"
    )
    together: dict[tuple[object, ...], list[tuple[str, str]]] = defaultdict(list)
    for key, origin, source, published in rows:
        together[Path(origin).parent, source, published].append((key, origin))
    replaced = []
    for group in together.values():
        later: list[str] = []
        for key, origin in reversed(group):
            if not is_gone(origin):
                later.append(key)
            elif later and (new := _became(database, key, later)):
                replaced.append((new, key))
    with database.transaction():
        return database.write("UPDATE articles SET replaced_by = ? WHERE id = ?", replaced)


def _became(database: Database, old: str, later: list[str]) -> str | None:
    article = _article(database, old)
    best, new = max((likeness(article, _article(database, key)), key) for key in later)
    return new if best >= ALIKE else None


def _article(database: Database, key: str) -> Article:
    ((body, text),) = database.ask('SELECT body, "text" FROM articles WHERE id = ?', (key,))
    return Article(id=key, name="", body=body, text=text)
