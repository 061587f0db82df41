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


def before(words: Iterable[str]) -> str:
    r"""Regular expression of words that may stand before another, an elided one without a space.

    Examples
    --------
    >>> print(before(["la", "d'"]))
    (?:(?:la)\s+|(?:d)['’])?
    """
    words = list(words)
    whole = any_of(word for word in words if word[-1:] not in _ELIDED)
    elided = any_of(word[:-1] for word in words if word[-1:] in _ELIDED)
    return rf"(?:{whole}\s+|{elided}['’])?"


_ELIDED = ("'", "’")


def unknown_slot(words: str, known: Iterable[str]) -> str | None:
    """First slot in braces that nobody knows; numbers in braces count, as in any pattern.

    Examples
    --------
    >>> unknown_slot("{to} took {plaice}.{0,3}", ["to", "place"])
    'plaice'
    """
    slots = (match[1] for match in re.finditer(r"\{([^\W\d]\w*)\}", words))
    return next((slot for slot in slots if slot not in known), None)


def spaced(words: str) -> str:
    """Words in lower case, with a blank between them.

    Examples
    --------
    >>> spaced("As  well as")
    'as well as'
    """
    return " ".join(words.lower().split())
