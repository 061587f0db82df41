"""Toponyms of running text: what plain geoparsing lists of an article.

A claim needs the place that it is about. A list of toponyms needs every place that is named, inside
other names too ("University of Rochester", "Walker County Fairgrounds"), and no surname that is a
town elsewhere. What a word is in one sentence is evidence for what it is in the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from geomap.text.mentions.lexicon import Lexicon
from geomap.text.mentions.names import ACRONYM, Name, Namer
from geomap.text.syntax.parse import Tree, Word

_PLACES = frozenset({"GPE", "LOC"})
_UNITS = frozenset({"country", "region", "district"})
_NO_NAMES = frozenset({"ACTOR", "NAMESAKE"})
_NOT_PLACES = frozenset({"NORP", "LANGUAGE", "PRODUCT"})
_PART = re.compile(r"[^\s/–—-]+")
_NEXT = re.compile(r"[  ]([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How strongly the sentences of an article show a word as a place, and as a person."""

    places: Counter[str] = field(default_factory=Counter)
    persons: Counter[str] = field(default_factory=Counter)

    def is_place(self, word: str) -> bool:
        """Whether more speaks for a place than for a person."""
        word = _cased(word)
        return self.places[word] > self.persons[word]

    def is_person(self, word: str) -> bool:
        """Whether more speaks for a person than for a place."""
        word = _cased(word)
        return self.persons[word] > self.places[word]


class Toponyms:
    """Finds the toponyms of an article.

    Parameters
    ----------
    pack
        A language pack.
    namer
        Finds the names of its sentences.
    lexicon
        Names of places.
    """

    def __init__(self, pack: dict[str, Any], namer: Namer, lexicon: Lexicon) -> None:
        self._places = pack["places"]
        self._saying = frozenset(pack["attribution"]["saying"])
        self._namer = namer
        self._lexicon = lexicon

    def of(self, trees: Sequence[Tree]) -> list[Name]:
        """Toponyms of the sentences of an article, in order."""
        surnames = self._namer.persons(trees)
        named = [(tree, name) for tree in trees for name in self._namer.names(tree, surnames)]
        evidence = self._evidence(named, surnames)
        return [
            self._whole(tree, each)
            for tree, name in named
            if name.label not in _NO_NAMES
            for each in self._within(tree, name, evidence)
        ]

    def _evidence(self, named: Iterable[tuple[Tree, Name]], surnames: frozenset[str]) -> Evidence:
        """What the sentences say of each name, all of them together."""
        evidence = Evidence(persons=Counter(dict.fromkeys(surnames, 2)))
        for tree, name in named:
            word, before = _cased(name.called), tree.word_before(name.start)
            evidence.persons[word] += self._as_person(tree, name, before)
            evidence.places[word] += self._as_place(tree, name, before)
            if before.rstrip(".") in self._titles:
                evidence.persons[name.text.split()[-1]] += 2
        return evidence

    def _as_person(self, tree: Tree, name: Name, before: str) -> int:
        """How strongly one mention speaks for a person."""
        if " " in name.text:
            return 0
        if name.label == "PERSON":  # nobody is in a person, and surnames take no article
            return before not in self._inside and before not in self._places["articles"]
        return 2 if self._speaks(tree, name) else 0

    def _as_place(self, tree: Tree, name: Name, before: str) -> int:
        """How strongly one mention speaks for a place."""
        if name.toponym and name.label in _PLACES and name.kinds:
            return 2 if self._namer.located(tree, name.start) else 1
        return (before in self._inside and bool(name.kinds)) or self._is_called_one(tree, name)

    def _speaks(self, tree: Tree, name: Name) -> bool:
        """Whether somebody of this name says something; countries and capitals do too."""
        if name.kinds & _UNITS or (name.kinds and name.label in _PLACES):
            return False
        following = next((word for word in tree.words if word.start >= name.end), None)
        return following is not None and following.lemma in self._saying

    # ---------------------------------------------------------------- one name

    def _within(self, tree: Tree, name: Name, evidence: Evidence) -> Iterator[Name]:
        """A name, if it is a toponym, or else the toponyms in it."""
        place = replace(name, toponym=True)
        if self._is_street(name.text):
            yield place
        elif not _PART.fullmatch(name.text):
            known = bool(self._lexicon.kinds(name.called)) and name.toponym
            inner = [] if known else list(self._parts(name, evidence))
            yield from inner or ([place] if name.toponym else [])
        elif evidence.is_place(name.called):
            yield place
        elif not evidence.is_person(name.called) and not _opens(tree, name):
            if self._is_called_one(tree, name) or (name.toponym and self._sure(tree, name)):
                yield place

    def _sure(self, tree: Tree, name: Name) -> bool:
        """Whether a lone word is a place though no other sentence says so."""
        if name.label in _NOT_PLACES:
            return "country" in name.kinds
        if name.label == "FAC":
            return bool(name.kinds & _UNITS)
        if not name.label:
            return "country" in name.kinds or self._namer.located(tree, name.start)
        return True

    def _is_called_one(self, tree: Tree, name: Name) -> bool:
        """Whether the words beside a name make it a place.

        "The village of X", "X province"; and of a name that is known, "University of X".
        """
        before = tree.before(name.start).split()[-2:]
        if len(before) == 2 and before[1] in self._places["of"]:
            body = name.label == "ORG" and name.kinds and before[0][:1].isupper()
            if body or before[0] in self._kinds:
                return True
        after = _NEXT.match(tree.text, name.end - tree.start)
        return after is not None and after[1] in self._kinds

    def _parts(self, name: Name, evidence: Evidence) -> Iterator[Name]:
        """Places in a longer name, from its beginning, the longest first."""
        spans = [match.span() for match in _PART.finditer(name.text)]
        at = 0
        while at < len(spans):
            before = name.text[slice(*spans[at - 1])].lower() if at else ""
            for size in range(len(spans) - at, 0, -1):
                start, end = spans[at][0], spans[at + size - 1][1]
                text = name.text[start:end]
                kinds = self._lexicon.kinds(text)
                if size < len(spans) and self._stands(name, text, kinds, before, evidence):
                    yield Name(name.start + start, name.start + end, text, toponym=True,
                               kinds=kinds, label=name.label)  # fmt: skip
                    at += size
                    break
            else:
                at += 1

    def _stands(
        self, name: Name, text: str, kinds: frozenset[str], before: str, evidence: Evidence
    ) -> bool:
        """Whether a part of a name is the name of a place; ``before`` is the word before it."""
        one = " " not in text
        if not text[0].isupper() or len(text) < 2 or text.lower() in self._places["stop"]:
            return False
        if one and evidence.is_person(text):
            return False
        if evidence.is_place(text):
            return True
        compass = self._places["compass"]
        if not kinds or name.label == "PERSON":
            return False
        if text.split()[0].lower() in compass and (one or not kinds & _UNITS):
            return False
        opens = not before
        if one and not opens and (before in self._places["of"] or before in compass):
            return bool(kinds & {"country", "region", "settlement"})
        if one:
            return opens and bool(kinds & {"country", "region"})
        return bool(kinds & _UNITS) or (opens and "settlement" in kinds)

    # ---------------------------------------------------------------- its span

    def _is_street(self, text: str) -> bool:
        first, _, last = text.rpartition(" ")
        return last.rstrip(".").lower() in self._streets and not self._is_generic(first)

    def _is_generic(self, text: str) -> bool:
        return text.lower() in self._levels or text.lower() in self._streets

    def _whole(self, tree: Tree, name: Name) -> Name:
        """A name with what belongs to it: "Laurel County", the full stop of "Kan."."""
        after = _NEXT.match(tree.text, name.end - tree.start)
        if after and after[1].lower() in self._levels and after[1].istitle():
            if self._lexicon.kinds(f"{name.text} {after[1]}") & _UNITS:
                return _until(tree, name, tree.start + after.end())
        last = next((word for word in tree.words if _abbreviates(word, name)), None)
        return name if last is None else _until(tree, name, last.end)

    @cached_property
    def _inside(self) -> frozenset[str]:
        return frozenset(self._places["within_links"]) - frozenset(self._places["of"])

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(self._places.get("titles", ()))

    @cached_property
    def _streets(self) -> frozenset[str]:
        return frozenset(self._places.get("streets", ()))

    @cached_property
    def _kinds(self) -> frozenset[str]:
        generics = self._places["generics"]
        return self._levels | frozenset(generics.get("settlement", ()))

    @cached_property
    def _levels(self) -> frozenset[str]:
        """Words that make a name of another of it, which the lexicon must know."""
        generics = self._places["generics"]
        return frozenset((*generics.get("district", ()), *generics.get("region", ())))


def _cased(word: str) -> str:
    """A word in capitals as it would else be written: MANSFIELD is Mansfield, not so USA."""
    return word.title() if len(word) > ACRONYM and word.isupper() else word


def _opens(tree: Tree, name: Name) -> bool:
    """Whether a lone word may be only the capital that opens a sentence: "Can you ...?"."""
    if name.label or not tree.words:
        return False
    return name.start == tree.start and tree.words[0].kind not in ("PROPN", "X")


def _abbreviates(word: Word, name: Name) -> bool:
    """Whether a word ends a name with a full stop that is its own."""
    return word.start < name.end and word.end == name.end + 1 and word.text.endswith(".")


def _until(tree: Tree, name: Name, end: int) -> Name:
    return replace(name, end=end, text=tree.cut(name.start, end))
