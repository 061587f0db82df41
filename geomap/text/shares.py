"""How much of a place: "77% of the district", "about 70 percent", "half", "most of"."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from geomap.text.parse import Tree, Word


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
        words = "|".join(map(re.escape, self._data["percent"]))
        return re.compile(
            rf"(?<![\d.,])(\d{{1,3}}(?:\.\d+)?)\s*(?:[-–]\s*\d{{1,3}}\s*)?(?:{words})(?!\w)",
            re.IGNORECASE,
        )

    @cached_property
    def _fractions(self) -> re.Pattern[str]:
        words = sorted(self._data["fractions"], key=len, reverse=True)
        return re.compile(
            r"(?<!\w)(" + "|".join(map(re.escape, words)) + r")(?!\w)(?:\s+of)?", re.IGNORECASE
        )

    @property
    def extents(self) -> dict[str, str]:
        """Quantity nouns and the extent they mean: ``{"most": "most", "part": "partial"}``."""
        return dict(self._data["extents"])

    def is_quantity(self, word: Word) -> bool:
        """Whether a word is a quantity whose "of" names the place."""
        return (
            word.lemma in self._data["extents"]
            or word.lower in self._data["extents"]
            or word.lower in self._data["percent"]
            or word.text == "%"
        )

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
        text = tree.text[words[0].start - tree.start : words[-1].end - tree.start]
        share = self.number(text)
        if share is not None:
            return share, "full" if share == 1 else "partial"
        for word in words:
            extent = self._data["extents"].get(word.lemma) or self._data["extents"].get(word.lower)
            if extent:
                return None, str(extent)
        return None, None

    def number(self, text: str) -> float | None:
        """Share that a phrase gives in figures or as a fraction."""
        if match := self._percent.search(text):
            value = float(match[1]) / 100
            return round(value, 4) if 0 < value <= 1 else None
        if match := self._fractions.match(text.strip()):
            return float(self._data["fractions"][match[1].lower()])
        return None

    def adverbial(self, words: list[Word]) -> str | None:
        """Extent said beside the trigger: "full control", "partially"."""
        for word in words:
            if extent := self._data["extent_adjectives"].get(word.lower):
                return str(extent)
        return None
