"""Generic nouns as places: named by a neighbour ("the X district"), an owner, or what was said.

"The city" and "its airport" mean a place named before; "the garrison of X" stands for X.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeAlias

from geomap.model import Level, Reason
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.mentions.levels import Levels
from geomap.text.mentions.names import Name, word_at
from geomap.text.semantics.antecedents import Antecedents, none_before
from geomap.text.semantics.named import NamedPlaces
from geomap.text.syntax.grammar import obliques
from geomap.text.syntax.parse import Tree, Word
from geomap.wordlists import any_of

Phrase: TypeAlias = Callable[[Page, Word, int], tuple[list[PlaceRef], str]]
"""Reads the places of a phrase that stands at a depth in another."""

_ASIDE = frozenset({"relative", "participle", "complement", "adverbial"})
_POINTING = frozenset({"DET", "PRON", "NUM", "PART", "ADP"})


class GenericNouns:
    """Reads phrases whose head is a noun for a kind of place.

    Parameters
    ----------
    pack
        A language pack.
    levels, named, antecedents
        The readers of generic nouns, of names, and of what points back.
    phrase
        Reads the phrases inside.
    """

    def __init__(
        self,
        pack: dict[str, Any],
        levels: Levels,
        named: NamedPlaces,
        antecedents: Antecedents,
        phrase: Phrase,
    ) -> None:
        self._places = pack["places"]
        self._grammar = pack["grammar"]
        self._levels = levels
        self._named = named
        self._antecedents = antecedents
        self._phrase = phrase

    @cached_property
    def _introduced(self) -> re.Pattern[str]:
        """What stands before the names that a noun sums up."""
        return re.compile(rf"(?<!\w){any_of(self._grammar['including'])}\s+|:\s*|^,\s+|\s[—–-]\s")

    @cached_property
    def _definite(self) -> frozenset[str]:
        return frozenset(self._grammar["roles"]["definite"])

    @cached_property
    def _counted(self) -> re.Pattern[str]:
        return re.compile(self._places["regions"]["pattern"], re.IGNORECASE)

    def read(self, page: Page, word: Word, level: Level, depth: int) -> tuple[list[PlaceRef], str]:
        """A generic noun: named by its modifiers, by "of", or by what came before."""
        tree = page.tree
        phrase = tree.subtree(word, without=_ASIDE)
        text = tree.cut(phrase[0].start, word.end)
        if (match := self._counted.search(text)) and match.end() >= len(text) - 2:
            return [self._counted_regions(page, word, phrase[0].start + match.start())], ""
        owner = tree.child(word, "possessor")
        if word.lemma in self._places["standins"]:
            return self._stood_for(page, word, owner)
        if owner is not None and level == "settlement" and self._is_country(page, owner):
            return self._town_of(page, word, depth)
        if owner is not None and owner.kind != "PRON":
            if inner := self._inside(page, word, level, owner):
                return inner, ""
            refs, reason = self._owned(page, word, level, owner, depth)
            seat = level == "feature" and word.lower not in self._places["vague"]
            return (refs, reason) if refs or not seat else (self._seat(page, word, owner), reason)
        refs = (
            self._known_as(page, word, level)
            or (self._named_behind(page, word, level) if level == "settlement" else [])
            or self._named_before(page, word, level, phrase[0].start)
            or self._named_behind(page, word, level)
            or self._named_above(page, word)
            or [replace(each, kind=each.kind or level) for each in self._listed(page, word)]
            or self._placed(page, word, level)
        )
        return (refs, "") if refs else self._antecedents.of(page, word, level, phrase, depth)

    def _named_before(self, page: Page, word: Word, level: Level, start: int) -> list[PlaceRef]:
        """“the X district”, "the X base and dam"."""
        before = [name for name in page.names if not name.is_actor
                  and start <= name.start and name.end <= word.start]  # fmt: skip
        before = [name for name in before if self._leads_to(page.tree, name, word)]
        if before:
            return self._modified(page, word, level, before)
        joined = level == "feature" and word.relation == "conjunct"
        return self._second(page, word) if joined else []

    def _named_behind(self, page: Page, word: Word, level: Level) -> list[PlaceRef]:
        """“the district of X”, "the cities, X and Y"."""
        tree = page.tree
        of = self._places["of"]
        for child in tree.children(word, "oblique", "apposition"):
            introduced = child.adposition in of or child.adposition in self._grammar["including"]
            name = page.name_of(child)
            if name is None or name.is_actor:
                continue
            if child.relation == "oblique" and not introduced:
                continue
            if level == "feature" and name.text.split()[-1].lower() in self._named.forces:
                for there in obliques(tree, child, self._places["inside"]):
                    town = page.name_of(there)
                    if town is not None and not town.is_actor and there.adposition not in of:
                        return [self.feature(page, word, town)]
            if level == "feature" and child.adposition in of:
                group = page.group_of(name)
                if not (word.tag in ("NNS", "NNPS") and group and len(group.members) > 1):
                    return [self.feature(page, word, name)]
            refs = self._named.listed(page, name, child)
            return [replace(each, kind=each.kind or level) for each in refs]
        return []

    def _known_as(self, page: Page, word: Word, level: Level) -> list[PlaceRef]:
        """“The junction known as X”, "a village called X"."""
        tree = page.tree
        for clause in tree.children(word, "participle"):
            if clause.lemma not in self._places["naming"]:
                continue
            behind = (*tree.children(clause, "oprd", "object", "attribute"),
                      *(each for each in tree.children(clause, "oblique")
                        if each.adposition in self._places["named_as"]))  # fmt: skip
            for child in behind:
                name = page.name_of(child)
                if name is not None and not name.is_actor:
                    return [replace(self._named.ref(page, name, None), kind=level)]
        return []

    def _named_above(self, page: Page, word: Word) -> list[PlaceRef]:
        """“X, the port town that”."""
        head = page.tree.head(word) if word.relation == "apposition" else None
        name = page.name_of(head) if head is not None else None
        if name is None or name.is_actor:
            return []
        return [self._named.ref(page, name, None)]

    def _placed(self, page: Page, word: Word, level: Level) -> list[PlaceRef]:
        """“the bridge in X”; "positions in X" are part of X."""
        for child in page.tree.children(word, "oblique") if level == "feature" else ():
            name = page.name_of(child)
            at = child.adposition.split(" ")[0]  # "positions in and around the port city of X"
            if name is None and at in self._places["around"] and self._levels.of(child):
                refs, _ = self._phrase(page, child, 1)
                if refs and word.lower in self._places["vague"]:
                    return [replace(each, extent="partial") for each in refs]
            if name is None or name.is_actor:
                continue
            if name.toponym or child.adposition in self._places["inside"]:
                if word.lower not in self._places["vague"]:
                    return [self.feature(page, word, name)]
                refs = self._named.listed(page, name, child)
                return [replace(each, extent="partial") for each in refs]
        return []

    def _is_country(self, page: Page, owner: Word) -> bool:
        """Whether a town cannot stand for what owns it: "Syria's second city" is not Syria."""
        name = page.name_of(owner)
        if name is not None:
            return "country" in name.kinds
        return owner.lemma in self._places["realms"] or self._levels.of(owner) == "region"

    def _town_of(self, page: Page, word: Word, depth: int) -> tuple[list[PlaceRef], str]:
        """“Syria's second city”: the town beside it, or the one that the text is about."""
        tree = page.tree
        named = (*tree.children(word, "apposition"), *obliques(tree, word, self._places["of"]))
        for child in named:
            if page.name_of(child) is not None:
                return self._phrase(page, child, depth + 1)
        town = page.discourse.antecedent(word.lower, "settlement")
        if town is None:
            return [], none_before(word)
        return [PlaceRef(start=word.start, end=word.end, text=word.text, kind="settlement",
                         canonical=town, referred=True)], ""  # fmt: skip

    def _stood_for(self, page: Page, word: Word, owner: Word | None) -> tuple[list[PlaceRef], str]:
        """“the garrison at X”, "its garrison": the place that is held by it."""
        tree = page.tree
        for child in (*obliques(tree, word, self._places["inside"]), owner):
            name = page.name_of(child) if child is not None else None
            if child is not None and name is not None and not name.is_actor:
                return self._named.listed(page, name, child), ""
        beside = [page.name_of(child) for child in tree.children(word, "modifier")]
        for name in beside:
            if name is not None and name.toponym:
                return [self._named.ref(page, name, None)], ""
        if owner is None and (left := self._left_in(page, word)):
            return left, ""
        before = [each for each in page.names if each.end <= word.start
                  and (each.toponym or each is page.opener(self._places["inside"]))
                  and not self._antecedents.pointing.aside(tree, each)]  # fmt: skip
        definite = tree.child(word, "determiner")
        if owner is None and definite is not None and definite.among(self._definite):
            here = {each.called: each.kinds for each in before}
            if (town := self._antecedents.town(page, here)) is not None:
                return [PlaceRef(start=word.start, end=word.end, text=word.text, canonical=town,
                                 kind="settlement", referred=True)], ""  # fmt: skip
        if owner is None or not before:
            return [], Reason("no_name_with", words=word.text)
        return [PlaceRef(start=owner.start, end=word.end,
                         text=tree.cut(owner.start, word.end),
                         canonical=before[-1].called, referred=True)], ""  # fmt: skip

    def _left_in(self, page: Page, word: Word) -> list[PlaceRef]:
        """“The garrison that had been left in X”: it is of X."""
        tree = page.tree
        for clause in tree.children(word, "relative", "participle"):
            for child in obliques(tree, clause, self._places["inside"]):
                name = page.name_of(child)
                if name is not None and not name.is_actor:
                    return self._named.listed(page, name, child)
        return []

    def _seat(self, page: Page, word: Word, owner: Word) -> list[PlaceRef]:
        """“The division's headquarters”: in the town that the text is about."""
        town = self._antecedents.town(page)
        text = page.tree.cut(owner.start, word.end)
        if town is None:
            return []
        return [PlaceRef(start=owner.start, end=word.end, text=text, kind="feature", within=(town,),
                         canonical=f"{text}, {town}", referred=True)]  # fmt: skip

    def _second(self, page: Page, word: Word) -> list[PlaceRef]:
        """“the X base and dam”: the dam is at X too."""
        tree = page.tree
        first = tree.head(word)
        if first is None or self._levels.of(first) != "feature" or tree.child(word, "determiner"):
            return []
        named = [name for name in page.names if not name.is_actor and name.end <= first.start]
        named = [name for name in named if self._leads_to(tree, name, first)]
        if not named:
            return []
        called = named[-1].called
        return [PlaceRef(start=word.start, end=word.end, text=word.text, kind="feature",
                         canonical=f"{called} {word.text}", within=(called,))]  # fmt: skip

    def _inside(self, page: Page, word: Word, level: Level, owner: Word) -> list[PlaceRef]:
        """“Georgia's Gori district”, “Yemen's port of Mocha”: a place named beside its owner."""
        outer = page.name_of(owner)
        if outer is None or not outer.toponym:
            return []
        refs = self._named_before(page, word, level, owner.end) or self._named_behind(
            page, word, level
        )
        return [replace(each, within=(*each.within, outer.called)) for each in refs]

    def _owned(
        self, page: Page, word: Word, level: Level, owner: Word, depth: int
    ) -> tuple[list[PlaceRef], str]:
        """“the city's territory” is of the city, “the town's airport” a feature in it."""
        refs, reason = self._phrase(page, owner, depth + 1)
        if level != "feature" or word.lower in (*self._places["vague"], *self._places["sums"]):
            return [replace(each, extent=each.extent or "partial") for each in refs], reason
        return [
            replace(
                each,
                kind=level,
                end=word.end,
                text=page.tree.cut(each.start, word.end),
                canonical=f"{each.canonical or each.text} {word.text}",
                within=(each.canonical or each.text,),
            )
            for each in refs
        ], reason

    def _leads_to(self, tree: Tree, name: Name, word: Word) -> bool:
        """Whether a name stands in the noun phrase directly before its generic noun."""
        between = tree.between(name.end, word.start)
        return all(
            each.kind in ("NOUN", "ADJ", "PROPN", "CCONJ", "PUNCT", "PART", "DET", "VERB")
            and each.lower not in (";", ":", "(")
            for each in between
        ) and not any(each.kind == "ADP" for each in between)

    def _modified(self, page: Page, word: Word, level: Level, before: list[Name]) -> list[PlaceRef]:
        """“Kalbajar district”, "Jabrayil and Fuzuli districts", "Baiji oil refinery"."""
        tree = page.tree
        if level == "feature" and word.lower not in self._places["referring"].get("quarters", ()):
            name = before[-1]
            text = tree.cut(name.start, word.end)
            return [
                PlaceRef(
                    start=name.start, end=word.end, text=text, kind=level,
                    within=(name.called,) if name.toponym else (), sure=name.toponym,
                )
            ]  # fmt: skip
        plural = word.lower.endswith("s") or word.tag in ("NNS", "NNPS")
        chosen = before if plural else before[-1:]
        refs = [replace(self._named.ref(page, name, None), kind=level) for name in chosen]
        if len(refs) == 1 and chosen[0].base and chosen[0].end < word.start:
            # an adjective is no name without its noun: "Агдамский район"
            text = tree.cut(refs[0].start, word.end)
            refs = [replace(refs[0], end=word.end, text=text)]
        return refs

    def feature(self, page: Page, word: Word, *names: Name) -> PlaceRef:
        """A feature that other places give its own: "heights around Madagiz" are not Madagiz."""
        phrase = page.tree.subtree(word, without=_ASIDE)
        owner = page.tree.child(word, "possessor")
        first = owner.end if owner is not None else 0  # "Yemen's port of Mocha"
        words = (each for each in phrase if each.kind not in _POINTING and each.start >= first)
        start = min((word.start, *(each.start for each in words)))
        text = page.tree.cut(start, names[-1].end)
        called = text
        for name in reversed(names):
            called = called[: name.start - start] + name.called + called[name.end - start :]
        settlement = self._levels.of(word) == "settlement"
        return PlaceRef(start=start, end=names[-1].end, text=text,
                        canonical=called if called != text else None,
                        kind="settlement" if settlement else "feature",
                        within=tuple(name.called for name in names),
                        sure=all(name.toponym for name in names))  # fmt: skip

    def _listed(self, page: Page, word: Word) -> list[PlaceRef]:
        """Names introduced by "including" or a colon somewhere behind a plural noun."""
        tree = page.tree
        rest = tree.after(word.end)
        match = self._introduced.search(rest)
        if not match or (rest[: match.start()].count(",") > 1):
            return []
        at = word.end + match.end()
        first = next((name for name in page.names if 0 <= name.start - at <= 24), None)
        if first is None or first.is_actor:
            return []
        if match[0].startswith(",") and not (first.toponym and first.start == at):
            return []
        head = word_at(tree, first)
        return self._named.listed(page, first, head) if head is not None else []

    def _counted_regions(self, page: Page, word: Word, start: int) -> PlaceRef:
        """“seven adjacent regions”: a named region, beside the one last named."""
        tree = page.tree
        text = tree.cut(start, word.end)
        named = [name.called for name in page.names if name.toponym and name.end <= start]
        regions = [name for name in named if "-" in name] or named
        return PlaceRef(start=start, end=word.end, text=text, kind="named_region",
                        within=tuple(dict.fromkeys(regions))[:3])  # fmt: skip
