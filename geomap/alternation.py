"""Lists of words as regular expressions, and what such an expression finds as a table has it."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    r"""Regular expression of one of some words, the longest first; of none, one without a match.

    Between the words of one, any white space will do.

    Examples
    --------
    >>> print(any_of(["as", "as well as"]))
    (?:as\s+well\s+as|as)
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    found = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
    return f"(?:{found})" if found else "(?!)"


def spaced(words: str) -> str:
    """Words in lower case, with a blank between them.

    Examples
    --------
    >>> spaced("As  well as")
    'as well as'
    """
    return " ".join(words.lower().split())
