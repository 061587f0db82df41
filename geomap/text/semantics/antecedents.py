"""Generic nouns that point back: "the city", "its airport", "both towns", "the latter"."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from geomap.model import Level, Reason
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.context.pointing import Pointing
from geomap.text.syntax.parse import Word

_PLAIN = ("", "GPE", "LOC", "FAC")
"""Labels of names that may be a place that nobody knows."""
_DEEPEST = 3
"""Phrases that a noun may stand in and still point back."""
_NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})


class Antecedents:
    """Finds the places that a generic noun means.

    Parameters
    ----------
    pack
        A language pack.
    """

    def __init__(self, pack: dict[str, Any]) -> None:
        self._places = pack["places"]
        self._deictic = frozenset(self._places["deictic"])
        self.pointing = Pointing(pack)

    def of(
        self, page: Page, word: Word, level: Level, phrase: list[Word], depth: int
    ) -> tuple[list[PlaceRef], str]:
        """“the city”, "its airport": the place meant, by what came before."""
        before = [each for each in phrase if each.index < word.index]
        determiners = [each.lower for each in before if each.kind in ("DET", "PRON", "NUM")]
        plural = word.tag in ("NNS", "NNPS") and word.lower != word.lemma
        noun = word.lower if word.lower in self._places["antecedents"] else word.lemma
        each_of = not plural and not set(self._places["each"]).isdisjoint(determiners)
        if each_of or (plural and self._counts(determiners)):
            return self.several(page, word)
        if plural or noun not in self._places["antecedents"] or depth > _DEEPEST:
            return [], Reason("no_name_with", words=word.text)
        needed = self._places["determiners"]  # a language without articles needs none
        if needed and not any(each in needed for each in determiners):
            return [], Reason("no_name_with", words=word.text)
        start = next((each.start for each in before if each.kind in ("DET", "PRON")), word.start)
        text = page.tree.cut(start, word.end)
        if noun in self._places["sums"] and (last := page.discourse.last_claimed()):
            return [PlaceRef(start=start, end=word.end, text=text, canonical=each, referred=True)
                    for each in last], ""  # fmt: skip
        here = {each.called: each.kinds for each in page.names
                if each.end <= word.start and (each.toponym or each.kinds or each.label in _PLAIN
                     or page.tree.word_before(each.start) in self._places["inside"])
                and not (each.text.isupper() or self.pointing.aside(page.tree, each))}  # fmt: skip
        pointed = level == "settlement" and not self._deictic.isdisjoint(determiners)
        name = page.discourse.here if pointed else None
        name = name or page.discourse.antecedent(noun, level, here)
        owner = self.town(page, here) if name is None and level == "feature" else None
        if owner is not None:
            name = f"{owner} {self._with_modifiers(page, word)}"
        if name is None:
            return [], none_before(word)
        return [PlaceRef(start=start, end=word.end, text=text, canonical=name, kind=level,
                         within=(owner,) if owner else (), referred=True)], ""  # fmt: skip

    def town(self, page: Page, here: Mapping[str, frozenset[str]] = _NOTHING) -> str | None:
        """Town that the text is about; ``here`` are the names before it in its own sentence."""
        noun = next(iter(self._places["town"]), "")
        return page.discourse.antecedent(noun, "settlement", here)

    def of_two(self, page: Page, word: Word) -> tuple[list[PlaceRef], str]:
        """“the latter”: the second of the two places named last."""
        names = [name for name in page.names if not name.is_actor and name.end <= word.start]
        called = [name.called for name in names] or page.discourse.latest()
        at = self._places["of_two"][word.lower]
        if len(called) < -at:
            return [], Reason("no_two_before", words=word.text)
        return [PlaceRef(start=word.start, end=word.end, text=word.text, canonical=called[at],
                         referred=True)], ""  # fmt: skip

    def _counts(self, determiners: list[str]) -> bool:
        """Whether determiners sum up what was named: "both", "the two"."""
        counted = not set(self._places["several"]).isdisjoint(determiners)
        alone = not set(self._places["both"]).isdisjoint(determiners)
        return alone or (counted and len(determiners) > 1)

    def several(self, page: Page, word: Word) -> tuple[list[PlaceRef], str]:
        """“Both towns”: the places of the claims just made."""
        names = page.discourse.last_claimed()
        if len(names) < 2:
            return [], none_before(word)
        return [PlaceRef(start=word.start, end=word.end, text=word.text, canonical=name,
                         referred=True) for name in names], ""  # fmt: skip

    def _with_modifiers(self, page: Page, word: Word) -> str:
        """A noun with what stands before it: "international airport"."""
        before = [each for each in page.tree.children(word, "modifier") if each.start < word.start]
        return page.tree.cut(before[0].start if before else word.start, word.end)


def none_before(word: Word) -> str:
    """Why a noun that points back means no place."""
    return Reason("nothing_before", words=word.text)
