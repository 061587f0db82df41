"""Words that say what kind of place a name is, told apart from the name itself."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from geomap.model import Level
from geomap.places.datafiles import admin_words
from geomap.places.names.keys import normal_form
from geomap.wordlists import any_of


class BareName(NamedTuple):
    """A name in normal form without such words, and the level that they imply."""

    name: str
    level: Level | None


def bearing_words() -> dict[str, Any]:
    """Words by which a place is given by others: ``near``, ``between``, ``compass``, ..."""
    words: dict[str, Any] = admin_words()["bearings"]
    return words


def phrase_words() -> dict[str, list[str]]:
    """Words that stand about a name in a text: ``articles``, ``possessives``, ``of``, ``in``."""
    words: dict[str, list[str]] = admin_words()["phrases"]
    return words


@lru_cache(maxsize=1)
def _affixes() -> tuple[dict[str, Level], dict[str, Level]]:
    table = admin_words()
    before: dict[str, Level] = {}
    after: dict[str, Level] = {}
    levels: tuple[Level, ...] = ("region", "district", "settlement", "feature")
    for level in levels:
        before.update((normal_form(word), level) for word in table[level]["before"])
        after.update((normal_form(word), level) for word in table[level]["after"])
    return before, after


@lru_cache(maxsize=1)
def _longest() -> int:
    """Words of the longest such phrase: no more of a name are looked at, however long it is."""
    return max(phrase.count(" ") for table in _affixes() for phrase in table) + 1


@lru_cache(maxsize=16384)
def bare_name(name: str) -> BareName:
    """Take one such phrase off a name, from behind first.

    Examples
    --------
    >>> bare_name("Fuzuli District")
    BareName(name='fuzuli', level='district')
    >>> bare_name("city of Jabrayil")
    BareName(name='jabrayil', level='settlement')
    >>> bare_name("Baiji oil refinery")
    BareName(name='baiji', level='feature')
    >>> bare_name("Aghdam")
    BareName(name='aghdam', level=None)
    """
    before, after = _affixes()
    text = normal_form(name)
    words = text.split(" ")
    # The longest phrase wins: "Nakhchivan Autonomous Republic" loses both words.
    for cut in range(max(1, len(words) - _longest()), len(words)):
        if level := after.get(" ".join(words[cut:])):
            return BareName(" ".join(words[:cut]), level)
    for cut in range(min(len(words) - 1, _longest()), 0, -1):
        if level := before.get(" ".join(words[:cut])):
            return BareName(" ".join(words[cut:]), level)
    return BareName(text, None)


def bare_name_as_written(name: str) -> str:
    """Take the word for an administrative unit or a town off a name and keep case and accents.

    Examples
    --------
    >>> bare_name_as_written("Füzuli Rayonu"), bare_name_as_written("City of Jabrayil")
    ('Füzuli', 'Jabrayil')
    """
    bare = bare_name(name)
    if bare.level == "feature":
        return name
    words, kept = name.split(), bare.name.count(" ") + 1
    for part in (words[:kept], words[-kept:]):
        if normal_form(" ".join(part)) == bare.name:
            return " ".join(part)
    return name


def plain_name(text: str) -> str:
    """Toponym without a leading article and a trailing possessive.

    Examples
    --------
    >>> plain_name("the Donbas"), plain_name("Aleppo's")
    ('Donbas', 'Aleppo')
    """
    article, possessive = _around()
    return possessive.sub("", article.sub("", " ".join(text.split())))


@lru_cache(maxsize=1)
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = phrase_words()
    article = re.compile(rf"^{any_of(words['articles'])}\s+", re.IGNORECASE)
    return article, re.compile(rf"{any_of(words['possessives'])}$")
