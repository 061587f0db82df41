"""The level that a generic noun gives to a place: "district of X", "X city", "X, a town"."""

from __future__ import annotations

import re
from typing import Any

from geomap.model import Level
from geomap.text.mentions.names import Name, word_at
from geomap.text.syntax.parse import Tree, Word


class Levels:
    """Knows the generic nouns of a language.

    Parameters
    ----------
    places
        The ``places`` table of a language pack.
    """

    def __init__(self, places: dict[str, Any]) -> None:
        self.nouns: dict[str, Level] = {
            word: level for level, words in places["generics"].items() for word in words
        }
        self._of = frozenset(places["of"])

    def of(self, word: Word) -> Level | None:
        """Level that a generic noun implies."""
        return self.nouns.get(word.lower) or self.nouns.get(word.lemma)

    def apposed(self, tree: Tree, name: Name) -> Level | None:
        """Level said by an apposition: "Kalbajar, a mountainous district"."""
        head = word_at(tree, name)
        for child in tree.children(head, "apposition") if head is not None else ():
            if child.tag not in ("NNS", "NNPS") and (level := self.of(child)):
                return level if level != "feature" else None
        return None

    def beside(self, tree: Tree, name: Name) -> Level | None:
        """Level said by a generic noun right beside a name: "district of X", "X city"."""
        after = tree.after(name.end).split(maxsplit=1)[:1]
        if after and (word := re.sub(r"\W+$", "", after[0]).lower()) in self.nouns:
            if tree.after(name.end)[:1] == " ":
                return self.nouns[word]
        before = tree.before(name.start).split()[-2:]
        if len(before) == 2 and before[1].lower() in self._of:
            return self.nouns.get(before[0].lower())
        if before and before[-1].lower() in self.nouns:
            return self.nouns[before[-1].lower()]
        return None
