"""The place slot of a frame: from the head of a phrase to the named places it is about."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Any

from geomap.model import Reason
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.mentions.levels import Levels
from geomap.text.mentions.names import Name
from geomap.text.mentions.shares import Shares
from geomap.text.semantics.antecedents import Antecedents
from geomap.text.semantics.bearings import Bearings
from geomap.text.semantics.generics import GenericNouns
from geomap.text.semantics.named import NamedPlaces
from geomap.text.syntax.grammar import conjuncts, obliques
from geomap.text.syntax.parse import Tree, Word

NO_PLACE = Reason("no_place")


class Slots:
    """Reads place slots with the words of a language pack.

    Parameters
    ----------
    pack
        A language pack.
    shares, levels
        The readers of quantities and of generic nouns.
    """

    def __init__(self, pack: dict[str, Any], shares: Shares, levels: Levels) -> None:
        self._places = pack["places"]
        self._grammar = pack["grammar"]
        self._actor_words = pack["actors"]
        self._shares = shares
        self.levels = levels
        self.named = NamedPlaces(pack["actors"], levels)
        self._antecedents = Antecedents(pack)
        self._nouns = GenericNouns(pack, levels, self.named, self._antecedents, self.phrase)
        self._bearings = Bearings(pack["places"])

    @cached_property
    def _people(self) -> frozenset[str]:
        return frozenset(self._places["people"])

    @cached_property
    def _forces(self) -> frozenset[str]:
        return frozenset(self._actor_words["forces"])

    def places(self, page: Page, heads: tuple[Word, ...]) -> tuple[list[PlaceRef], str]:
        """Places that the phrases are about, and why there is none if the list is empty."""
        found: list[PlaceRef] = []
        reasons: list[str] = []
        for head in heads:
            for word in self._coordinated(page.tree, head):
                refs, reason = self.phrase(page, word)
                found.extend(self._halved(page.tree, word, refs))
                found.extend(self._included(page, word) if refs else ())
                if reason:
                    reasons.append(reason)
        unique = {(each.start, each.end, each.canonical or ""): each for each in reversed(found)}
        return [unique[key] for key in sorted(unique)], reasons[0] if reasons else NO_PLACE

    def _coordinated(self, tree: Tree, head: Word) -> list[Word]:
        """Phrase head and what is coordinated with it, as in “the town of X and its airport”."""
        found = conjuncts(tree, head)
        for word in list(found):
            for apposed in tree.children(word, "apposition"):
                found.extend(conjuncts(tree, apposed)[1:])
            for clause in tree.children(word, "participle"):
                if clause.lemma in self._places["naming"]:  # "the junction known as X and Y"
                    for inner in obliques(tree, clause, self._places["named_as"]):
                        found.extend(conjuncts(tree, inner)[1:])
            for inner in obliques(tree, word, self._places["of"]):
                owned = (each for each in conjuncts(tree, inner)[1:] if self._is_its(tree, each))
                found.extend(owned)
        return found

    def _included(self, page: Page, word: Word) -> list[PlaceRef]:
        """“Most of the region, including X and Y”: X and Y too."""
        tree = page.tree
        for head in (word, *obliques(tree, word, self._places["of"])):
            for child in obliques(tree, head, self._grammar["including"]):
                told = (self.phrase(page, each)[0] for each in conjuncts(tree, child))
                return list(chain.from_iterable(told))
        return []

    def _halved(self, tree: Tree, word: Word, refs: list[PlaceRef]) -> list[PlaceRef]:
        """“half the city”: a share said before the article."""
        share, extent = self._shares.read(tree, list(tree.children(word, "predet")))
        if share is None:
            return refs
        return [replace(each, share=each.share or share, extent=each.extent or extent)
                for each in refs]  # fmt: skip

    def is_quantity(self, word: Word) -> bool:
        """Whether a word is a quantity whose "of" names the place."""
        return self._shares.is_quantity(word)

    def parted(self, tree: Tree, word: Word, pronoun: Word, refs: list[PlaceRef]) -> list[PlaceRef]:
        """Places of a pronoun with the quantity that it stands in: “most of it”."""
        words = [each for each in tree.subtree(word) if each.index < pronoun.index]
        share, extent = self._shares.read(tree, words)
        if share is None and extent is None:
            return refs
        return [replace(each, share=share, extent=extent) for each in refs]

    def _is_its(self, tree: Tree, word: Word) -> bool:
        owner = tree.child(word, "possessor")
        return owner is not None and owner.kind == "PRON" and self.levels.of(word) is not None

    def phrase(self, page: Page, word: Word, depth: int = 0) -> tuple[list[PlaceRef], str]:
        """Places of one noun phrase."""
        tree = page.tree
        if depth > 4:
            return [], NO_PLACE
        anchors = self._bearings.anchors(tree, word, page.names)
        if anchors and (self.levels.of(word) or self._shares.is_quantity(word)):
            return [self._nouns.feature(page, word, *anchors)], ""
        name = page.name_of(word)
        titled = name is not None and " " in name.text and word.kind == "PROPN"
        if self._shares.spares(tree, word):  # "all but two villages of X"
            of = [each for inner in obliques(tree, word, self._places["inside"])
                  for each in self.phrase(page, inner, depth + 1)[0]]  # fmt: skip
            if of:
                return [replace(each, extent="most") for each in of], ""
        if self._shares.is_quantity(word) and not titled:  # "Amai Pakpak Medical Center"
            return self._quantity(page, word, depth)
        if name is not None and not name.is_actor:
            if not name.toponym and (word.among(self._forces) or self._titled(page, name, word)):
                return [], Reason("no_part")  # "the 21st Corps surrendered"
            name = self._reaching(page, name) or name
            return self.named.listed(page, name, word), ""
        return self._unnamed(page, word, depth)

    def _reaching(self, page: Page, name: Name) -> Name | None:
        """“X as far as Y was occupied”: X, where a parser takes Y for the subject."""
        before = page.tree.before(name.start).rstrip().lower()
        for words in self._places["reaching"]:
            at = page.tree.start + len(before) - len(words)
            if before.endswith(f" {words}"):
                return next((each for each in page.names if each.end == at - 1), None)
        return None

    def _unnamed(self, page: Page, word: Word, depth: int) -> tuple[list[PlaceRef], str]:
        """Places that a phrase means without their name: "the town", "both", "those at X"."""
        tree = page.tree
        level = self.levels.of(word)
        one_of = level is not None or word.lemma in self._grammar["ordinals"]
        if one_of and word.relation == "attribute":
            # "X is the only town that is still held", "X was the first to be lost"
            verb = tree.head(word)
            subject = tree.child(verb, "subject") if verb is not None else None
            if subject is not None and page.name_of(subject):
                return self.phrase(page, subject, depth + 1)
        if level is not None:
            return self._nouns.read(page, word, level, depth)
        if word.lower in self._places["of_two"]:
            return self._antecedents.of_two(page, word)
        if word.lower in self._places["both"]:
            return self._antecedents.several(page, word)
        if word.kind == "PRON":
            inside = obliques(tree, word, self._places["inside"])  # "those at X and Y"
            named = next((child for child in inside if page.name_of(child) is not None), None)
            return self.places(page, (named,)) if named else ([], Reason("pronoun"))
        if word.among(self._people):
            return [], Reason("no_part")
        for child in tree.children(word, "apposition"):  # "Further north, Tremp was taken"
            name = page.name_of(child)
            if name is not None and not name.is_actor and (name.toponym or name.kinds):
                return self.named.listed(page, name, child), ""
        if word.lemma in self._grammar["control"]:
            inner = list(obliques(tree, word, self._grammar["over"]))
            if inner:
                return self.phrase(page, inner[0], depth + 1)
        return [], Reason("no_name", words=word.text)

    def _titled(self, page: Page, name: Name, word: Word) -> bool:
        """Whether a name is a person's by the title in or before it: "General Walter"."""
        words = [re.split(r"\W", name.text.lower())[0]]
        words += [each.lower for each in page.tree.children(word, "modifier")]
        return any(each in self._titles for each in words)

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset((*self._actor_words["roles"], *self._actor_words["speakers"]))

    def _quantity(self, page: Page, word: Word, depth: int) -> tuple[list[PlaceRef], str]:
        """“77% of the district”, "the outskirts of X", "parts of X and Y"."""
        tree = page.tree
        inner = list(obliques(tree, word, self._places["inside"]))
        if not inner:
            later = [each for each in tree.words[word.index + 1 : word.index + 3]
                     if each.lower in self._places["of"]]  # fmt: skip
            if later:
                owner = [each for each in tree.words if each.adposition.endswith(later[0].lower)
                         and each.index > later[0].index]  # fmt: skip
                inner = owner[:1]
        if not inner and tree.words[0].lower in self._places["of"]:  # "of X, some 40% is held"
            before = (each for each in tree.words[: word.index] if each.head == word.head)
            inner = [each for each in before if each.adposition in self._places["of"]]
        words = [each for each in tree.subtree(word) if not inner or each.index < inner[0].index
                 or inner[0].index < word.index]  # fmt: skip
        words = [each for each in words if each.kind != "ADP"]
        share, extent = self._shares.read(tree, words)
        if not inner:
            beside = [each for each in tree.children(word, "modifier", "possessor", "oblique")
                      if not each.adposition]  # fmt: skip
            found = [page.name_of(child) for child in beside]
            named = [name for name in found if name is not None and name.toponym]
            if named:
                refs = [self.named.ref(page, named[0], None)]
                return [replace(each, share=share, extent=extent) for each in refs], ""
            if share is not None:
                return [], Reason("nothing_shared")
            bare = share is None and not tree.child(word, "modifier")
            if bare and (level := self.levels.of(word)) is not None:
                return self._nouns.read(page, word, level, depth)  # "control of the area"
            return [], Reason("no_name_in", words=word.text)
        refs = []
        reason = ""
        for each in conjuncts(tree, inner[0]):
            more, reason = self.phrase(page, each, depth + 1)
            refs.extend(more)
        return [
            replace(each, share=each.share or share, extent=each.extent or extent) for each in refs
        ], reason
