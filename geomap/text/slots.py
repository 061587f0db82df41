"""The place slot of a frame: from the head of a phrase to the named places it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from geomap.model import Level
from geomap.text.bearings import Bearings
from geomap.text.discourse import Discourse
from geomap.text.grammar import conjuncts, obliques
from geomap.text.lists import Group
from geomap.text.names import Name, word_at
from geomap.text.parse import Tree, Word
from geomap.text.shares import Shares

_POINTING = frozenset({"DET", "PRON", "NUM", "PART", "ADP"})
_ASIDE = frozenset({"relative", "participle", "complement", "adverbial"})


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as a claim will name it; offsets of its words in the article."""

    start: int
    end: int
    text: str
    canonical: str | None = None
    kind: Level | None = None
    within: tuple[str, ...] = ()
    share: float | None = None
    extent: str | None = None
    sure: bool = True
    referred: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of the sentence beside its tree."""

    tree: Tree
    names: list[Name]
    groups: list[Group]
    discourse: Discourse
    heads: dict[int, Name] = field(default_factory=dict)

    def name_of(self, word: Word) -> Name | None:
        """Name that a word belongs to."""
        for name in self.names:
            if name.start <= word.start and word.end <= name.end:
                return name
        return None

    def kinds_at(self, start: int) -> frozenset[str]:
        """What the lexicon knows of the name that begins at an offset."""
        return next((name.kinds for name in self.names if name.start == start), frozenset())

    def group_of(self, name: Name) -> Group | None:
        """List that a name stands in."""
        return next((group for group in self.groups if name in group.members), None)


class Slots:
    """Reads place slots with the words of a language pack."""

    def __init__(self, pack: dict[str, Any], shares: Shares) -> None:
        self._places = pack["places"]
        self._grammar = pack["grammar"]
        self._shares = shares
        self._bearings = Bearings(pack["places"])

    @cached_property
    def _levels(self) -> dict[str, Level]:
        return {word: level for level, words in self._places["generics"].items() for word in words}

    @cached_property
    def _people(self) -> frozenset[str]:
        return frozenset(self._places["people"])

    @cached_property
    def _counted(self) -> re.Pattern[str]:
        return re.compile(self._places["regions"]["pattern"], re.IGNORECASE)

    def level(self, word: Word) -> Level | None:
        """Level that a generic noun implies."""
        return self._levels.get(word.lower) or self._levels.get(word.lemma)

    def places(self, page: Page, heads: tuple[Word, ...]) -> tuple[list[PlaceRef], str]:
        """Places that the phrases are about, and why there is none if the list is empty."""
        found: list[PlaceRef] = []
        reasons: list[str] = []
        for head in heads:
            for word in _coordinated(page.tree, head):
                refs, reason = self._phrase(page, word)
                found.extend(refs)
                if reason:
                    reasons.append(reason)
        unique = {(each.start, each.end): each for each in reversed(found)}
        return [unique[key] for key in sorted(unique)], reasons[0] if reasons else "no place"

    def _phrase(self, page: Page, word: Word, depth: int = 0) -> tuple[list[PlaceRef], str]:
        """Places of one noun phrase."""
        tree = page.tree
        if depth > 4:
            return [], "no place"
        anchors = self._bearings.anchors(tree, word, page.names)
        if anchors and (self.level(word) or self._shares.is_quantity(word)):
            return [self._feature(page, word, *anchors)], ""
        if self._shares.is_quantity(word):
            return self._quantity(page, word, depth)
        name = page.name_of(word)
        if name is not None and name.label != "ACTOR":
            return self._named(page, name, word), ""
        level = self.level(word)
        if level is not None:
            return self._generic(page, word, level, depth)
        if word.kind == "PRON":
            return [], "pronoun without a place"
        if word.lemma in self._people or word.lower in self._people:
            return [], "not a place"
        if word.lemma in self._grammar["control"]:
            inner = list(obliques(tree, word, self._grammar["over"]))
            if inner:
                return self._phrase(page, inner[0], depth + 1)
        return [], f"“{word.text}” is not a named place"

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
        words = [each for each in tree.subtree(word) if not inner or each.index < inner[0].index]
        words = [each for each in words if each.kind != "ADP"]
        share, extent = self._shares.read(tree, words)
        if not inner:
            beside = tree.children(word, "modifier", "possessor")
            found = [page.name_of(child) for child in beside]
            named = [name for name in found if name is not None and name.toponym]
            if named:
                refs = [self._ref(page, named[0], None)]
                return [replace(each, share=share, extent=extent) for each in refs], ""
            if share is not None:
                return [], "a share of a place that is not named"
            return [], f"“{word.text}”: no named place"
        refs = []
        reason = ""
        for each in conjuncts(tree, inner[0]):
            more, reason = self._phrase(page, each, depth + 1)
            refs.extend(more)
        return [
            replace(each, share=each.share or share, extent=each.extent or extent) for each in refs
        ], reason

    def _named(self, page: Page, name: Name, word: Word) -> list[PlaceRef]:
        """A name, and the list it opens."""
        group = page.group_of(name)
        members = group.members[group.members.index(name) :] if group else [name]
        level = None
        follower = (
            page.tree.words[word.index + 1] if word.index + 1 < len(page.tree.words) else None
        )
        if follower is not None and follower.start <= name.end + 1:
            level = self.level(follower)
        return [self._ref(page, each, level if each is name else None) for each in members]

    def _ref(self, page: Page, name: Name, level: Level | None) -> PlaceRef:
        group = page.group_of(name)
        within = group.within.get(name) if group else None
        level = level or self._apposed(page.tree, name)
        last = name.text.rsplit(maxsplit=1)[-1].lower()
        return PlaceRef(
            start=name.start,
            end=name.end,
            text=name.text,
            canonical=name.base or None,
            kind=level or (self._levels.get(last) if " " in name.text else None)
            or self.beside(page.tree, name),
            within=(within.called,) if within else (),
            sure=name.toponym,
        )  # fmt: skip

    def _apposed(self, tree: Tree, name: Name) -> Level | None:
        """Level said by an apposition: "Kalbajar, a mountainous district"."""
        head = word_at(tree, name)
        for child in tree.children(head, "apposition") if head is not None else ():
            if child.tag not in ("NNS", "NNPS") and (level := self.level(child)):
                return level if level != "feature" else None
        return None

    def beside(self, tree: Tree, name: Name) -> Level | None:
        """Level said by a generic noun right beside a name: "district of X", "X city"."""
        after = tree.text[name.end - tree.start :].split(maxsplit=1)[:1]
        if after and (word := re.sub(r"\W+$", "", after[0]).lower()) in self._levels:
            if tree.text[name.end - tree.start :][:1] == " ":
                return self._levels[word]
        before = tree.text[: name.start - tree.start].split()[-2:]
        if len(before) == 2 and before[1].lower() in self._places["of"]:
            return self._levels.get(before[0].lower())
        if before and before[-1].lower() in self._levels:
            return self._levels[before[-1].lower()]
        return None

    def _generic(
        self, page: Page, word: Word, level: Level, depth: int
    ) -> tuple[list[PlaceRef], str]:
        """A generic noun: named by its modifiers, by "of", or by what came before."""
        tree = page.tree
        phrase = tree.subtree(word, without=_ASIDE)
        text = tree.text[phrase[0].start - tree.start : word.end - tree.start]
        if (match := self._counted.search(text)) and match.end() >= len(text) - 2:
            return [self._counted_regions(page, word, phrase[0].start + match.start())], ""
        owner = tree.child(word, "possessor")
        if owner is not None and owner.kind != "PRON":
            return self._owned(page, word, level, owner, depth)
        before = [name for name in page.names if name.label != "ACTOR"
                  and phrase[0].start <= name.start and name.end <= word.start]  # fmt: skip
        before = [name for name in before if self._leads_to(tree, name, word)]
        if before:
            return self._modified(page, word, level, before), ""
        for child in tree.children(word, "oblique", "apposition"):
            if child.relation == "oblique" and child.adposition not in (
                *self._places["of"], *self._grammar["including"], "include",
            ):  # fmt: skip
                continue
            name = page.name_of(child)
            if name is not None and name.label != "ACTOR":
                if level == "feature" and child.adposition in self._places["of"]:
                    return [self._feature(page, word, name)], ""
                refs = self._named(page, name, child)
                return [replace(each, kind=each.kind or level) for each in refs], ""
        listed = self._listed(page, word)
        if listed:
            return [replace(each, kind=each.kind or level) for each in listed], ""
        if level == "feature":
            for child in tree.children(word, "oblique"):
                name = page.name_of(child)
                if (
                    name is not None
                    and name.label != "ACTOR"
                    and (name.toponym or child.adposition in self._places["inside"])
                ):
                    if word.lower in self._places["vague"]:
                        refs = self._named(page, name, child)
                        return [replace(each, extent="partial") for each in refs], ""
                    return [self._feature(page, word, name)], ""
        return self._referring(page, word, level, phrase, depth)

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
                text=page.tree.text[each.start - page.tree.start : word.end - page.tree.start],
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
        if level == "feature" and word.lower not in ("neighborhood", "neighbourhood", "suburb"):
            name = before[-1]
            text = tree.text[name.start - tree.start : word.end - tree.start]
            return [
                PlaceRef(
                    start=name.start, end=word.end, text=text, kind=level,
                    within=(name.called,) if name.toponym else (), sure=name.toponym,
                )
            ]  # fmt: skip
        plural = word.lower.endswith("s") or word.tag in ("NNS", "NNPS")
        chosen = before if plural else before[-1:]
        refs = [replace(self._ref(page, name, None), kind=level) for name in chosen]
        if len(refs) == 1 and chosen[0].base and chosen[0].end < word.start:
            # an adjective is no name without its noun: "Агдамский район"
            text = tree.text[refs[0].start - tree.start : word.end - tree.start]
            refs = [replace(refs[0], end=word.end, text=text)]
        return refs

    def _feature(self, page: Page, word: Word, *names: Name) -> PlaceRef:
        """A feature that other places give its own: "heights around Madagiz" are not Madagiz."""
        phrase = page.tree.subtree(word, without=_ASIDE)
        start = min(word.start, *(each.start for each in phrase if each.kind not in _POINTING))
        text = page.tree.text[start - page.tree.start : names[-1].end - page.tree.start]
        called = text
        for name in reversed(names):
            called = called[: name.start - start] + name.called + called[name.end - start :]
        return PlaceRef(start=start, end=names[-1].end, text=text,
                        canonical=called if called != text else None,
                        kind="settlement" if self.level(word) == "settlement" else "feature",
                        within=tuple(name.called for name in names),
                        sure=all(name.toponym for name in names))  # fmt: skip

    def _listed(self, page: Page, word: Word) -> list[PlaceRef]:
        """Names introduced by "including" or a colon somewhere behind a plural noun."""
        tree = page.tree
        rest = tree.text[word.end - tree.start :]
        match = re.search(r"(?<!\w)(?:" + "|".join(map(re.escape, self._grammar["including"]))
                          + r")\s+|:\s*|^,\s+|\s[—–-]\s", rest)  # fmt: skip
        if not match or (rest[: match.start()].count(",") > 1):
            return []
        at = word.end + match.end()
        first = next((name for name in page.names if 0 <= name.start - at <= 24), None)
        if first is None or first.label == "ACTOR":
            return []
        if match[0].startswith(",") and not (first.toponym and first.start == at):
            return []
        head = word_at(tree, first)
        return self._named(page, first, head) if head is not None else []

    def _counted_regions(self, page: Page, word: Word, start: int) -> PlaceRef:
        """“seven adjacent regions”: a named region, beside the one last named."""
        tree = page.tree
        text = tree.text[start - tree.start : word.end - tree.start]
        named = [name.called for name in page.names if name.toponym and name.end <= start]
        regions = [name for name in named if "-" in name] or named
        return PlaceRef(start=start, end=word.end, text=text, kind="named_region",
                        within=tuple(dict.fromkeys(regions))[:3])  # fmt: skip

    def _referring(
        self, page: Page, word: Word, level: Level, phrase: list[Word], depth: int
    ) -> tuple[list[PlaceRef], str]:
        """“the city”, "its airport": the place meant, by what came before."""
        determiners = [each.lower for each in phrase if each.index < word.index
                       and each.kind in ("DET", "PRON")]  # fmt: skip
        plural = word.tag in ("NNS", "NNPS")
        noun = word.lower if word.lower in self._places["antecedents"] else word.lemma
        if plural or noun not in self._places["antecedents"] or depth > 3:
            return [], f"“{word.text}”: no place is named"
        needed = self._places["determiners"]  # a language without articles needs none
        if needed and not any(each in needed for each in determiners):
            return [], f"“{word.text}”: no place is named"
        if noun in self._places["sums"] and (last := page.discourse.last_claimed()):
            start = next((each.start for each in phrase if each.kind in ("DET", "PRON")
                          and each.index < word.index), word.start)  # fmt: skip
            text = page.tree.text[start - page.tree.start : word.end - page.tree.start]
            return [PlaceRef(start=start, end=word.end, text=text, canonical=each, kind=None,
                             referred=True) for each in last], ""  # fmt: skip
        here = {each.called: each.kinds for each in page.names
                if each.end <= word.start and each.label not in ("ACTOR", "PERSON")}  # fmt: skip
        name = page.discourse.antecedent(noun, level, here)
        owner = None
        if name is None and level == "feature":
            owner = page.discourse.antecedent("city", "settlement")
            name = f"{owner} {word.text}" if owner else None
        if name is None:
            return [], f"“{word.text}”: nothing named before that it could mean"
        start = next((each.start for each in phrase if each.kind in ("DET", "PRON")
                      and each.index < word.index), word.start)  # fmt: skip
        text = page.tree.text[start - page.tree.start : word.end - page.tree.start]
        kind = level
        return [PlaceRef(start=start, end=word.end, text=text, canonical=name, kind=kind,
                         within=(owner,) if owner else (), referred=True)], ""  # fmt: skip

    def located(self, page: Page, name: Name) -> bool:
        """Whether a word that makes a place of what follows stands before a name."""
        before = page.tree.text[: name.start - page.tree.start].lower().split()[-1:]
        return bool(before) and before[0] in self._places["locating"]

    def _has_name(self, page: Page, noun: Word, name: Name) -> bool:
        """Whether a generic noun is named by something else: "the X neighbourhood of Y"."""
        return any(
            other is not None and other is not name
            for child in page.tree.children(noun, "modifier", "possessor")
            if (other := page.name_of(child)) is None or other.label != "ACTOR"
        )

    def features(self, page: Page) -> Iterator[tuple[str, str]]:
        """Features of the sentence by a name to look up, and their nouns: "oil refinery in Y"."""
        for word in page.tree.words:
            if self.level(word) != "feature" or word.lower in self._places["vague"]:
                continue
            modifiers = [each for each in page.tree.children(word, "modifier")
                         if each.kind == "NOUN"]  # fmt: skip
            start = modifiers[0].start if modifiers else word.start
            noun = page.tree.text[start - page.tree.start : word.end - page.tree.start]
            for child in page.tree.children(word, "oblique", "modifier"):
                name = page.name_of(child)
                if name is None or name.label == "ACTOR" or not name.toponym:
                    continue
                if child.relation == "modifier" or child.adposition in self._places["inside"]:
                    yield f"{name.called} {noun}", word.lower
                    break

    def hints(self, page: Page) -> Iterator[tuple[Name, str, Level]]:
        """Names of the sentence with the generic noun beside them, for the discourse."""
        for name in page.names:
            if name.label == "ACTOR":
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
            level = self.level(noun) if noun is not None else None
            if level is None or noun is None:
                last = name.text.rsplit(maxsplit=1)[-1].lower()
                if " " in name.text and last in self._levels:
                    yield name, last, self._levels[last]
                    continue
                beside = self.beside(page.tree, name)
                if beside is not None:
                    yield name, beside, beside
                    continue
                yield name, "", "settlement"
                continue
            yield name, noun.lemma if noun.forms else noun.lower, level


def _coordinated(tree: Tree, head: Word) -> list[Word]:
    """Phrase head and what is coordinated with it, past an apposition ("X, a region, and Y")."""
    found = conjuncts(tree, head)
    for word in list(found):
        for apposed in tree.children(word, "apposition"):
            found.extend(conjuncts(tree, apposed)[1:])
    return found
