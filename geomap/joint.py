"""Several names in one slot: joint holders, or all who say something."""

from __future__ import annotations


def parties(names: str | None) -> tuple[str, ...]:
    """Names that a slot joins by ``;``, each once.

    Examples
    --------
    >>> parties("Ukraine; Russia"), parties("Ukraine"), parties(None)
    (('Ukraine', 'Russia'), ('Ukraine',), ())
    """
    return tuple(dict.fromkeys(name for each in (names or "").split(";") if (name := each.strip())))
