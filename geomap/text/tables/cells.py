"""Words in the cells of tables, which have no language of their own: those of every pack."""

from __future__ import annotations

from functools import cache

from geomap.text.language import available, load_pack


@cache
def cell_words(what: str) -> frozenset[str]:
    """Words of the tables ``tables`` of all bundled packs.

    Examples
    --------
    >>> "contested" in cell_words("disputed"), "и" in cell_words("joining")
    (True, True)
    """
    tables = [load_pack(code).get("tables", {}) for code in available()]
    return frozenset(word for table in tables for word in table.get(what, ()))
