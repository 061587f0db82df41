"""Names: runs of capitalised words, and which of them are toponyms.

A name is a toponym when the parser's entity recogniser says so, or when the lexicon of place
names passed in knows it and nothing speaks against it. A name that neither knows is kept as
*possible*: a list after "captured" may make it a place, running text may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from geomap.text.markup import without_markup
from geomap.text.mentions.actors import Actors
from geomap.text.mentions.inflection import Inflection
from geomap.text.mentions.lexicon import UNITS, Lexicon
from geomap.text.syntax.parse import Tree, Word

# A word with the full stops inside it; an abbreviation keeps its last: U.S., Sen., St.
_WORD = re.compile(r"(?:[^\W\d_]{1,3}\.){2,}|[^\W\d_](?:[\w'’‘ʻʼ`.-]*[\w'’])?")
_LOOSE = frozenset({"definite", "possessive"})
"""Roles of what parsers take into a name, and is no part of it."""
_LITTLE = frozenset({"ADP", "CCONJ", "SCONJ", "PRON", "DET", "PART", "AUX"})
"""Kinds of words that are no names, whatever places are called so: “Nor could they ...”."""
_PLACE_LABELS = {"GPE", "LOC", "FAC"}
_LONGEST = 5
ACRONYM = 5
"""Capitals of fewer letters are the name of a body or a disease, unless a country has them."""


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised run; ``toponym`` when it is taken for a place in running text."""

    start: int
    end: int
    text: str
    toponym: bool
    kinds: frozenset[str] = frozenset()
    label: str = ""
    base: str = ""

    @property
    def is_actor(self) -> bool:
        """Whether it is that of a side, and of no place."""
        return self.label == "ACTOR"

    @property
    def called(self) -> str:
        """The name to look up: its base form where the text inflects it, else as written."""
        return self.base or self.text


class Namer:
    """Finds the names of a sentence.

    Parameters
    ----------
    places
        The ``places`` table of a language pack.
    actors
        The actors of the same pack: their aliases and peoples are no places.
    lexicon
        Names of places.
    """

    def __init__(self, places: dict[str, Any], actors: Actors, lexicon: Lexicon) -> None:
        self._places = places
        self._actors = actors
        self._lexicon = lexicon
        self._inflection = Inflection(places, actors, lexicon)
        self._abbreviations = tuple(places["abbreviations"])
        self._particles = frozenset(places["name_particles"])
        self._joints = frozenset(places["name_joints"])
        self._clitics = (*places["clitics"], ".", "'", "’")

    @cached_property
    def _articles(self) -> frozenset[str]:
        return frozenset(self._places["articles"])

    @cached_property
    def _links(self) -> frozenset[str]:
        return frozenset(self._places["name_links"])

    @cached_property
    def _stop(self) -> frozenset[str]:
        return frozenset(self._places["stop"])

    @cached_property
    def _generics(self) -> frozenset[str]:
        return frozenset(word for words in self._places["generics"].values() for word in words)

    def persons(self, trees: Iterable[Tree]) -> frozenset[str]:
        """Surnames of an article: the last words of the full names in it."""
        found: set[str] = set()
        for tree in trees:
            for word, following in zip(tree.words, [*tree.words[1:], None], strict=True):
                inside = word.label == "PERSON" and word.relation != "modifier"
                ends = following is None or following.label != "PERSON"
                first = tree.words[word.index - 1] if word.index else None
                if inside and ends and first is not None and first.label == "PERSON":
                    found.add(word.text)
        return frozenset(found)

    def names(self, tree: Tree, persons: frozenset[str] = frozenset()) -> list[Name]:
        """Names in order; overlapping ones are resolved in favour of the longer known one.

        ``persons`` are surnames of the article, which are no places in it.
        """
        found: list[Name] = []
        for run in self._runs(tree):
            found.extend(self._cut(tree, run, persons))
        return found

    def _runs(self, tree: Tree) -> Iterator[list[tuple[int, int]]]:
        """Neighbouring capitalised words, with the links between them, as offsets."""
        run: list[tuple[int, int]] = []
        links: list[tuple[int, int]] = []
        last = -2
        dates = {word.start for word in tree.words if word.label == "DATE"}
        for match in _WORD.finditer(without_markup(tree.text)):
            if match.start() + tree.start in dates:  # "on 5 January Hopang was taken"
                if run:
                    yield run
                run, links, last = [], [], match.end()
                continue
            token, (first, end) = self._opening_part(*self._without_clitic(match[0], match.span()))
            at = (first + tree.start, end + tree.start)
            gap = tree.text[last : match.start()]
            saint = gap == ". " and tree.text[:last].endswith(self._abbreviations)
            joined = bool(run) and (gap in (" ", "\u00a0", "-") or saint)
            if self._capitalised(token):
                if run and not joined:
                    yield run
                    run = []
                run = [*run, *links, at] if joined else [at]
                links = []
            elif joined and token in self._links and len(links) < 2:
                links.append(at)
            elif run:
                yield run
                run, links = [], []
            last = match.end()
            opening = run and _opens(tree, run)
            if opening and (tree.words[0].kind in _LITTLE or not self._lexicon.kinds(token)):
                run, links = [], []
            elif run and end != match.end():
                yield run
                run, links = [], []
        if run:
            yield run

    def _cut(
        self, tree: Tree, run: list[tuple[int, int]], persons: frozenset[str]
    ) -> Iterator[Name]:
        """Cut a run into the longest names that something knows, else at its links."""
        position = 0
        while position < len(run):
            chunk = self._chunk(tree, run, position)
            for length in range(min(_LONGEST, len(run) - position), 0, -1):
                piece = run[position : position + length]
                name = self._name(tree, piece, persons, chunk=length == chunk)
                if name is not None and (name.toponym or length <= chunk):
                    if self._seamed(tree, piece, name, persons):
                        continue
                    inner = None if name.toponym else self._inner(tree, piece, name, persons)
                    yield inner or name
                    position += length
                    break
            else:
                position += 1

    def _seamed(
        self, tree: Tree, piece: list[tuple[int, int]], name: Name, persons: frozenset[str]
    ) -> bool:
        """Whether a run is a place and a side behind it: "by the peace of Riga Georgia gave"."""
        if name.kinds or len(piece) < 2:
            return False
        for at in range(1, len(piece)):
            first = self._name(tree, piece[:at], persons, chunk=False)
            last = self._name(tree, piece[at:], persons, chunk=False)
            side = last is not None and (last.is_actor or "country" in last.kinds)
            if side and first is not None and first.toponym and first.kinds - {"country"}:
                return True
        return False

    def _inner(
        self, tree: Tree, piece: list[tuple[int, int]], name: Name, persons: frozenset[str]
    ) -> Name | None:
        """Place in the name of a public body: "Columbus Police", "University of Kentucky"."""
        if name.label != "ORG" or len(piece) < 2:
            return None
        for length in range(len(piece) - 1, 0, -1):
            found = self._name(tree, piece[:length], persons, chunk=False)
            if found is not None and found.toponym:
                return found
        for at, (start, end) in enumerate(piece[:-1]):
            if tree.cut(start, end) in self._places["of"]:
                first, last = piece[at + 1][0], piece[-1][1]
                text = tree.cut(first, last)
                kinds = self._lexicon.kinds(text)
                if kinds & UNITS:
                    return Name(first, last, text, toponym=True, kinds=kinds, label="ORG")
        return None

    def _chunk(self, tree: Tree, run: list[tuple[int, int]], position: int) -> int:
        """Number of words up to the next link."""
        for length, (start, end) in enumerate(run[position:]):
            if not self._capitalised(tree.cut(start, end)):
                return length
        return len(run) - position

    def _name(
        self,
        tree: Tree,
        piece: list[tuple[int, int]],
        persons: frozenset[str],
        *,
        chunk: bool,
    ) -> Name | None:
        start, end = piece[0][0], piece[-1][1]
        text = tree.cut(start, end)
        base = self._inflection.base(tree, start, end, text)
        if base is None:
            return None
        name = self._judged(tree, (start, end), base, persons, chunk=chunk or len(piece) == 1)
        return name if name is None or base == text else replace(name, text=text, base=base)

    def _of_unit(self, tree: Tree, start: int, end: int) -> bool:
        """Whether a name belongs to a noun for a unit: "the Amhara and Afar regions"."""
        inside = tree.between(start, end)
        word = inside[-1] if inside else None
        while word is not None and word.relation == "conjunct":
            word = tree.head(word)
        noun = tree.head(word) if word is not None and word.relation == "modifier" else None
        return noun is not None and noun.start >= end and noun.lower in self._unit_nouns

    @cached_property
    def _unit_nouns(self) -> frozenset[str]:
        generics = self._places["generics"]
        return frozenset((*generics["district"], *generics["region"]))

    def _judged(
        self,
        tree: Tree,
        span: tuple[int, int],
        text: str,
        persons: frozenset[str],
        *,
        chunk: bool,
    ) -> Name | None:
        """Name with this base form, if it may be one."""
        start, end = span
        words = text.split()
        if text.lower() in self._stop:
            return None
        if not (self._capitalised(words[0]) and self._capitalised(words[-1])):
            return None
        label, exact = self._entity(tree, start, end)
        if self._actors.is_actor(text):
            kinds = self._lexicon.kinds(text)
            if kinds & UNITS and self._of_unit(tree, start, end):
                return Name(start, end, text, toponym=True, kinds=kinds)
            country = self._actors.is_country(text) or "country" in kinds
            if self._actors.is_people(text) or not (country or (kinds and label in _PLACE_LABELS)):
                return Name(start, end, text, toponym=False, label="ACTOR")
        if label == "DATE" or (len(words) > 1 and words[0].lower() in self._articles):
            return None
        name = Name(start, end, text, toponym=True, kinds=self._kinds(text, words), label=label)
        if self._following(tree, name) in self._places.get("namesakes", ()):
            return replace(name, toponym=False, label="NAMESAKE")
        if exact and label in _PLACE_LABELS:
            return name
        if name.kinds and self._plausible(tree, name, exact, persons):
            return name
        if chunk or (exact and label not in ("", "CARDINAL")):
            return replace(name, toponym=False)
        return None

    def _kinds(self, text: str, words: Sequence[str]) -> frozenset[str]:
        """Levels of the places of a name, also of one with a noun behind it: "Mosul city"."""
        if kinds := self._lexicon.kinds(text):
            return kinds
        if self._actors.is_country(text):
            return frozenset({"country"})
        if len(words) > 1 and words[-1].lower() in self._generics:
            return self._lexicon.kinds(" ".join(words[:-1]))
        return frozenset()

    def _plausible(self, tree: Tree, name: Name, exact: bool, persons: frozenset[str]) -> bool:
        """Whether a name that the lexicon knows is a place here.

        Many surnames, firms and common words are also towns. What the recogniser does not call a
        place must be the name of a unit, or stand where a place stands.
        """
        label, words = name.label, name.text.split()
        if len(name.text) < 2 or (
            name.text.isupper() and len(name.text) < ACRONYM and "country" not in name.kinds
        ):
            return False
        if label in _PLACE_LABELS:
            return True
        if len(words) == 1 and name.text in persons:
            return False
        unit = bool(name.kinds & UNITS)
        located = self.located(tree, name.start)
        if label == "PERSON":
            return exact and (unit or located)
        if label == "ORG":
            if exact:
                return unit or located or len(words) > 1
            return self._of_institution(tree, name)
        if label in ("NORP", "LANGUAGE"):
            placed = unit or (located and label == "NORP")
            return exact and placed and not self._actors.is_people(words[0])
        if label:
            return exact and unit and label not in ("EVENT", "LAW")
        return unit or located or len(words) > 1

    def _capitalised(self, token: str) -> bool:
        """Whether a word is written as a name: Lyman, al-Qadam, Əfəndilər."""
        if token[0].isupper():
            return True
        head, _, rest = token.partition("-")
        return head in self._particles and bool(rest) and rest[0].isupper()

    def _opening_part(self, token: str, at: tuple[int, int]) -> tuple[str, tuple[int, int]]:
        """Name that opens a compound: the Russia of "Russia-brokered"."""
        head, hyphen, rest = token.partition("-")
        if hyphen and head[:1].isupper() and rest.islower() and rest not in self._joints:
            return head, (at[0], at[0] + len(head))
        return token, at

    def _without_clitic(self, token: str, at: tuple[int, int]) -> tuple[str, tuple[int, int]]:
        for tail in self._clitics:
            if token.endswith(tail) and not (tail == "." and token.count(".") > 1):
                return token[: -len(tail)], (at[0], at[1] - len(tail))
        return token, at

    def located(self, tree: Tree, start: int) -> bool:
        """Whether a word such as "in" or "near" stands before a name."""
        before = tree.before(start).lower().split()[-2:]
        return bool(before) and (
            before[-1] in self._locating
            or (before[-1] in self._places["after_locating"] and before[0] in self._locating)
        )

    def _following(self, tree: Tree, name: Name) -> str:
        """Word behind a name, in lower case."""
        after = tree.after(name.end).split(maxsplit=1)[:1]
        return after[0].lower().strip(".,;:'’") if after else ""

    def _of_institution(self, tree: Tree, name: Name) -> bool:
        """Whether a name opens the name of a public body: "Texas Department of ..."."""
        if "country" in name.kinds:
            return True
        return self._following(tree, name) in self._institutions

    @cached_property
    def _locating(self) -> frozenset[str]:
        return frozenset(self._places["locating"])

    @cached_property
    def _institutions(self) -> frozenset[str]:
        return frozenset(self._places["institutions"])

    def _entity(self, tree: Tree, start: int, end: int) -> tuple[str, bool]:
        """Entity label of the words in ``[start, end)``, and whether the entity is just them."""
        inside = [word for word in tree.words if word.start < end and word.end > start]
        labels = {word.label for word in inside}
        if len(labels) != 1 or not (label := labels.pop()):
            place = labels & _PLACE_LABELS
            return (place.pop(), False) if place else ("", False)
        first, last = inside[0].index, inside[-1].index
        before = tree.words[first - 1] if first else None
        after = tree.words[last + 1] if last + 1 < len(tree.words) else None
        exact = not (
            (before and before.label == label and not before.roles & _LOOSE)
            or (after and after.label == label and not after.roles & _LOOSE)
        )
        return label, exact


def _opens(tree: Tree, run: list[tuple[int, int]]) -> bool:
    """Whether a run is only the capital that opens a sentence ("Other", "According")."""
    if len(run) != 1 or run[0][0] != tree.start or not tree.words:
        return False
    first = tree.words[0]
    common = first.kind not in ("PROPN", "X") and first.tag not in ("NNP", "NNPS")
    return first.end == run[0][1] and common and not first.label


def word_at(tree: Tree, name: Name) -> Word | None:
    """Head word of a name: its last word in the tree."""
    inside = [word for word in tree.words if word.start >= name.start and word.end <= name.end]
    for word in inside:
        if not (inside[0].index <= word.head <= inside[-1].index) or word.head == word.index:
            return word
    return inside[-1] if inside else None
