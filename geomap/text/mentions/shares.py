"""How much of a place: "77% of the district", "about 70 percent", "half", "most of"."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from geomap.text.syntax.parse import Tree, Word
from geomap.wordlists import any_of, spaced


class Shares:
    """Reads shares with the words of a language pack.

    Parameters
    ----------
    data
        The ``shares`` table: ``percent``, ``fractions``, ``extents``, ``extent_adjectives``.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    @cached_property
    def _percent(self) -> re.Pattern[str]:
        words = any_of(self._data["percent"])
        return re.compile(
            rf"(?<![\d.,])(\d{{1,3}}(?:\.\d+)?)\s*(?:[-–]\s*\d{{1,3}}\s*)?{words}(?!\w)",
            re.IGNORECASE,
        )

    @cached_property
    def _fractions(self) -> re.Pattern[str]:
        """Fractions named as such: "half", "две трети"."""
        return re.compile(rf"(?<!\w)({any_of(self._data['fractions'])})(?!\w)", re.IGNORECASE)

    @cached_property
    def _parts(self) -> re.Pattern[str]:
        """Fractions put together: "a third", "four-fifths", "the northern third"."""
        counts, parts = map(any_of, (self._data["numerators"], self._data["denominators"]))
        return re.compile(rf"(?:(?<!\w)({counts})[\s-]+)?(?<!\w)({parts})s?(?!\w)", re.IGNORECASE)

    @cached_property
    def _spelled(self) -> re.Pattern[str]:
        """Numbers written out: "seventy percent", "sixty-five per cent"."""
        tens, ones = map(any_of, (self._data["spelled"], self._data["numerators"]))
        words = any_of(self._data["percent"])
        return re.compile(rf"(?<!\w)({tens})(?:[\s-]({ones}))?\s+{words}(?!\w)", re.IGNORECASE)

    def is_quantity(self, word: Word) -> bool:
        """Whether a word is a quantity whose "of" names the place."""
        return (
            word.among(self._data["extents"])
            or word.lower in self._data["percent"]
            or word.text == "%"
            or word.among(self._data["denominators"])
        )

    def spares(self, tree: Tree, word: Word) -> bool:
        """Whether a phrase leaves something out: "all but two villages of X"."""
        words = tree.subtree(word)
        text = spaced(tree.cut(words[0].start, words[-1].end).lower())
        return words[0] is not word and text.startswith(tuple(self._data["exceptions"]))

    def read(self, tree: Tree, words: list[Word]) -> tuple[float | None, str | None]:
        """Share in ``(0, 1]`` and extent said by some words of a sentence.

        Examples
        --------
        >>> from geomap.text.language import load_pack
        >>> Shares(load_pack("en")["shares"]).number("some 77% of the district")
        0.77
        """
        if not words:
            return None, None
        text = tree.cut(words[0].start, words[-1].end)
        share = self.number(text)
        if share is not None:
            return share, "full" if share == 1 else "partial"
        for word in words:
            extent = self._data["extents"].get(word.lemma) or self._data["extents"].get(word.lower)
            if extent:
                hedged = extent == "full" and any(
                    each.lower in self._data["hedges"] for each in words
                )
                return None, "most" if hedged else str(extent)
        return None, None

    def number(self, text: str) -> float | None:
        """Share that a phrase gives in figures or as a fraction."""
        if match := self._percent.search(text):
            value = float(match[1]) / 100
            return round(value, 4) if 0 < value <= 1 else None
        data = self._data
        if data["spelled"] and (match := self._spelled.search(text)):
            ones = data["numerators"].get(spaced(match[2] or ""), 0)
            return float(round((data["spelled"][spaced(match[1])] + ones) / 100, 4))
        if match := self._fractions.search(text):
            return float(data["fractions"][spaced(match[1])])
        if data["denominators"] and (match := self._parts.search(text)):
            count = data["numerators"].get(spaced(match[1] or ""), 1)
            part = data["denominators"][spaced(match[2])]
            return float(round(count / part, 3)) if count < part else None
        return None

    def adverbial(self, words: list[Word]) -> str | None:
        """Extent said beside the trigger: "full control", "partially"."""
        for word in words:
            if extent := self._data["extent_adjectives"].get(word.lower):
                return str(extent)
        return None
