"""Keys under which toponyms are compared: normal form, folded form, sound.

Three keys, each coarser than the one before::

    normal_form  case, punctuation and spacing do not count      "Kel'badzhar" -> "kelbadzhar"
    folded       nor do accents and script                       "Кельбаджар"  -> "kelbadzhar"
    sound        nor does the manner of transliteration          "Kalbacar"    -> "kalbajar"

Everything here is a pure function of its argument; short forms of words are in `admin_words.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from anyascii import anyascii

from geomap.places.datafiles import admin_words

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻʿʾ`´′ʹʺ\"“”„«»·.،"))
_SPACES = re.compile(r"[\s\-‐‑‒–—―_/,()|]+")
_NOT_A_KEY = re.compile(r"[^a-z0-9 ]+")

# Letters that only Azerbaijani, Turkish and Kurdish Latin scripts share: where one occurs, "c" and
# "x" have the values of those scripts too.
_TURKIC = frozenset("əğışç")
_TURKIC_SOUNDS = str.maketrans(
    {"ə": "a", "ğ": "gh", "ı": "i", "ş": "sh", "ö": "o", "ü": "u", "x": "kh", "q": "g"}
    | {"ç": "ch", "c": "j"}
)
# Order matters: digraphs first. Measured on 123 spellings of the Karabakh districts: it finds
# 27 of the 48 that the plain folding misses, with no false match among 11,968 other names.
_SOUNDS = (
    ("q", "g"),
    ("kh", "h"),
    ("x", "h"),
    ("gh", "g"),
    ("dzh", "j"),
    ("zh", "j"),
    ("y", "i"),
    ("e", "a"),
    ("o", "u"),
)
SHORTEST_SOUND = 5
"""Shorter names are not compared by sound: too many would fall together."""

BY_SOUND = " (by sound)"
"""What the source of a place ends with that was found by the sound of its name alone."""

BY_SPELLING = " (spelled like "
"""What stands in the source of a place that was found by a similar spelling, and which."""

NAMES_ALIKE = 90.0
"""Similarity of two folded names, in per cent, from which one is taken for the other's spelling."""
SHORTEST_ALIKE = 6
"""Letters of a folded name that is compared so; two shorter ones are alike by chance."""


def is_abbreviation(name: str) -> bool:
    """Whether a name is written as an abbreviation, whose capitals count ("US" is not "us").

    Examples
    --------
    >>> is_abbreviation("U.S."), is_abbreviation("UAE"), is_abbreviation("Us")
    (True, True, False)
    """
    letters = name.replace(".", "").replace(" ", "")
    return len(letters) <= 4 and letters.isascii() and letters.isalpha() and letters.isupper()


@cache
def _short_forms() -> dict[str, str]:
    """Words that open a name in short, and what they stand for."""
    table: dict[str, str] = admin_words()["short_forms"]
    return table


@lru_cache(maxsize=65536)
def normal_form(name: str) -> str:
    """Comparable form of a name in its own script and with its accents.

    Case, apostrophes, full stops, hyphens and runs of white space do not count; "St." at the
    beginning is "Saint". An abbreviation keeps its capitals.

    Examples
    --------
    >>> normal_form("Al-Qadam "), normal_form("AL QADAM"), normal_form("St. Louis")
    ('al qadam', 'al qadam', 'saint louis')
    >>> normal_form("İmişli"), normal_form("U.S.")
    ('imişli', 'US')
    """
    text = unicodedata.normalize("NFC", name)
    if is_abbreviation(text):
        return text.replace(".", "").replace(" ", "")
    text = text.replace("İ", "i").casefold().translate(_APOSTROPHES)
    words = _SPACES.sub(" ", text).strip().split(" ")
    if len(words) > 1:
        words[0] = _short_forms().get(words[0], words[0])
    return " ".join(words)


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """Key of a name in plain Latin letters: accents and scripts do not count either.

    Examples
    --------
    >>> folded("Laçın"), folded("Лачин"), folded("Լաչին")
    ('lacin', 'lachin', 'lachin')
    """
    text = normal_form(name)
    if not text.isascii():
        text = anyascii(text)
    # "Boʻka" and "Boka" are one key, so what is not a letter goes rather than becoming a space.
    return " ".join(_NOT_A_KEY.sub("", _SPACES.sub(" ", text.lower())).split())


PLAIN, ACCENTED, CYRILLIC, ARABIC, OTHER, ABBREVIATION = 1, 2, 4, 8, 16, 32
"""Ways of writing a folded key, as bits: see `script`."""


def script(name: str) -> int:
    """Way in which a name is written: one of the bits above.

    Two names with one folded key that are also written in one way are taken for the same spelling.

    Examples
    --------
    >>> [script(name) for name in ("Lachin", "Laçın", "Лачин", "لاچین", "Լաչին", "U.S.")]
    [1, 2, 4, 8, 16, 32]
    """
    text = normal_form(name)
    if is_abbreviation(text):
        return ABBREVIATION
    highest = max(text, default="")
    if highest < "\u0080":
        return PLAIN
    if highest < "\u0370" or "\u1e00" <= highest < "\u1f00":
        return ACCENTED
    if "\u0400" <= highest < "\u0530":
        return CYRILLIC
    return ARABIC if "\u0600" <= highest < "\u0780" else OTHER


@lru_cache(maxsize=65536)
def sound(name: str) -> str | None:
    """Key under which rival transliterations of a name fall together; None for a short name.

    Azerbaijani letters are read first, then any script is folded, then the letters that
    transliterations disagree on are merged.

    Examples
    --------
    >>> sound("Xocavənd") == sound("Khojavand") == sound("Khojavend")
    True
    >>> sound("Qubadlı") == sound("Gubadli") == sound("Gubadly")
    True
    >>> sound("Sor") is None
    True
    """
    text = normal_form(name)
    if not _TURKIC.isdisjoint(text):
        text = text.translate(_TURKIC_SOUNDS)
    key = folded(text).replace(" ", "")
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    return key if len(key) >= SHORTEST_SOUND else None
