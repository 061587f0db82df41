"""Several names in one slot: joint holders, or all who say something."""

from __future__ import annotations


def parties(names: str | None) -> tuple[str, ...]:
    """Names that a slot joins by ``;``, each once.

    Examples
    --------
    >>> parties("Ukraine; Russia"), parties("Ukraine"), parties(None), parties(";")
    (('Ukraine', 'Russia'), ('Ukraine',), (), (';',))
    """
    if not names:
        return ()
    found = dict.fromkeys(name for each in names.split(";") if (name := each.strip()))
    return tuple(found) or (names,)
