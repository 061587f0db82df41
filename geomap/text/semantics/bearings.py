"""Nouns that other places give a place: "an area near X", "the road between X and Y"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from geomap.text.mentions.names import Name
from geomap.text.syntax.parse import Tree, Word


class Bearings:
    """Reads them with the words of a language pack.

    Parameters
    ----------
    places
        The ``places`` table of the pack; its ``bearing`` matches the words behind the noun.
    """

    def __init__(self, places: dict[str, Any]) -> None:
        words = places.get("bearing")
        self._pattern = re.compile(words, re.IGNORECASE) if words else None
        self._sums = frozenset(places["sums"])
        self._units = frozenset(
            word for level in ("district", "region") for word in places["generics"].get(level, ())
        )
        self._settlements = frozenset(places["generics"].get("settlement", ()))

    def anchors(self, tree: Tree, word: Word, names: Sequence[Name]) -> tuple[Name, ...]:
        """Names of the places that give a noun its place, in order; none if it has no such.

        A district near X has a name of its own, and "three villages near X" have three.
        """
        plural = word.tag in ("NNS", "NNPS") and word.lower in self._settlements
        unit = word.lower in self._units and self._sums.isdisjoint((word.lower, word.lemma))
        if self._pattern is None or plural or unit:
            return ()
        match = self._pattern.match(tree.text, word.end - tree.start)
        if match is None:
            return ()
        later = [name for name in names if name.start >= tree.start + match.end()]
        found = later[: 2 if match["between"] else 1]
        if not found or found[0].start != tree.start + match.end():
            return ()
        complete = len(found) == (2 if match["between"] else 1)
        known = all(name.toponym or name.kinds for name in found)
        return tuple(found) if complete and known else ()
