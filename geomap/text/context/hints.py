"""What a sentence says of the places it names, for the memory of the article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geomap.model import Level
from geomap.text.context.pages import Page
from geomap.text.mentions.levels import Levels
from geomap.text.mentions.names import Name, word_at
from geomap.text.syntax.parse import Word


class Hints:
    """Finds the nouns that tell what the places of a sentence are.

    Parameters
    ----------
    pack
        A language pack.
    levels
        Its generic nouns.
    """

    def __init__(self, pack: dict[str, Any], levels: Levels) -> None:
        self._places = pack["places"]
        self._levels = levels

    def located(self, page: Page, name: Name) -> bool:
        """Whether a word that makes a place of what follows stands before a name."""
        return page.tree.word_before(name.start) in self._places["locating"]

    def _has_name(self, page: Page, noun: Word, name: Name) -> bool:
        """Whether a generic noun is named by something else: "the X neighbourhood of Y"."""
        return any(
            other is not None and other is not name
            for child in page.tree.children(noun, "modifier", "possessor")
            if (other := page.name_of(child)) is None or not other.is_actor
        )

    def features(self, page: Page) -> Iterator[tuple[str, str]]:
        """Features of the sentence by a name to look up, and their nouns: "oil refinery in Y"."""
        for word in page.tree.words:
            if self._levels.of(word) != "feature" or word.lower in self._places["vague"]:
                continue
            modifiers = [each for each in page.tree.children(word, "modifier")
                         if each.kind == "NOUN"]  # fmt: skip
            start = modifiers[0].start if modifiers else word.start
            noun = page.tree.cut(start, word.end)
            for child in page.tree.children(word, "oblique", "modifier"):
                name = page.name_of(child)
                if name is None or name.is_actor or not name.toponym:
                    continue
                if child.relation == "modifier" or child.adposition in self._places["inside"]:
                    yield f"{name.called} {noun}", word.lower
                    break

    def names(self, page: Page) -> Iterator[tuple[Name, str, Level]]:
        """Names of the sentence with the generic noun beside them, for the discourse."""
        for name in page.names:
            if name.is_actor:
                continue
            word = word_at(page.tree, name)
            if word is None:
                continue
            head = page.tree.head(word)
            noun = head if head is not None and word.relation == "modifier" else None
            of = head is not None and word.adposition in self._places["of"]
            if noun is None and head is not None and of and not self._has_name(page, head, name):
                noun = head
            if noun is None:
                noun = page.tree.child(word, "modifier")
            level = self._levels.of(noun) if noun is not None else None
            if level is None or noun is None:
                last = name.text.rsplit(maxsplit=1)[-1].lower()
                if " " in name.text and last in self._levels.nouns:
                    yield name, last, self._levels.nouns[last]
                    continue
                beside = self._levels.beside(page.tree, name)
                if beside is not None:
                    yield name, beside, beside
                    continue
                yield name, "", "settlement"
                continue
            yield name, noun.lemma if noun.forms else noun.lower, level
