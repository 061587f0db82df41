"""Inflected names brought to the form that a table knows: "Агдамского района" is of Агдам."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from geomap.text.mentions.actors import Actors
from geomap.text.mentions.lexicon import UNITS, Lexicon
from geomap.text.syntax.parse import Tree, Word


class Inflection:
    """Finds base forms with the adjectives of a language pack and a lexicon.

    Parameters
    ----------
    places
        The ``places`` table of a language pack.
    actors
        The actors of the same pack.
    lexicon
        Names of places.
    """

    def __init__(self, places: dict[str, Any], actors: Actors, lexicon: Lexicon) -> None:
        self._rules: dict[str, list[str]] = places.get("adjectives", {})
        self._generics = frozenset(word for words in places["generics"].values() for word in words)
        self._actors = actors
        self._lexicon = lexicon

    def base(self, tree: Tree, start: int, end: int, text: str) -> str | None:
        """Base form of a name, by the lexicon where it is in doubt; None if it is no one name.

        "Авдеевки" is Авдеевка, "Агдамского" before "района" is Агдам.
        """
        words = tree.between(start, end)
        if not any(word.forms for word in words):
            return text
        last, first = words[-1], words[0]
        if first.lower in self._generics:
            return None
        qualifies = [word for word in words if _qualifies(tree, word, end)]
        if qualifies and len(qualifies) < len(words):
            return None  # the village and its district: "Таглар Гадрутского района"
        opening = "".join(
            (word.forms[0] if word.forms else word.text) + tree.cut(word.end, following.start)
            for word, following in pairwise(words)
        )
        forms = list(last.forms)
        if qualifies or last.kind == "ADJ":
            forms = [*self._unqualified(last.forms), *forms]
        found = [opening + form for form in forms]
        node: Word | None = last
        while node is not None and node.relation == "conjunct":
            node = tree.head(node)
        if node is not None and node.relation == "apposition" and not qualifies:
            found = [text, *found]
        if qualifies:  # of "Лачи" and "Лачин" the one that has a district
            found.sort(key=lambda each: not self._lexicon.kinds(each) & UNITS)
        for each in found:
            if self._lexicon.kinds(each) or self._actors.is_actor(each):
                return each
        return text if self._lexicon.kinds(text) or not found else found[0]

    def _unqualified(self, forms: tuple[str, ...]) -> Iterator[str]:
        """Places that an adjective may be made from: "Агдамский" from Агдам."""
        for form in forms:
            for ending in sorted(self._rules, key=len, reverse=True):
                if form.endswith(ending):
                    yield from (form.removesuffix(ending) + tail for tail in self._rules[ending])


def _qualifies(tree: Tree, word: Word, end: int) -> bool:
    """Whether an adjective belongs to a noun behind its name: "Гадрутского" to "района"."""
    if word.kind not in ("ADJ", "PROPN"):
        return False
    node: Word | None = word
    while node is not None and node.relation == "conjunct":
        node = tree.head(node)
    head = tree.head(node) if node is not None and node.relation == "modifier" else None
    return head is not None and head.start >= end
