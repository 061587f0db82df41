"""The actor slots of a frame: from the head of a phrase to the sides that it names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from geomap.text.context.belligerents import Belligerents
from geomap.text.context.discourse import Discourse
from geomap.text.context.pages import Page
from geomap.text.mentions.actors import Actors
from geomap.text.semantics.outlook import Outlook
from geomap.text.syntax.grammar import conjuncts, obliques, phrase_text, without_gapped
from geomap.text.syntax.parse import AGENT, Tree, Word

_HYPHENS = ("-", "‐", "‑", "–")
_PLURAL = ("NNS", "NNPS")


class Parties:
    """Reads actor slots.

    Parameters
    ----------
    words
        The ``actors`` table of a language pack.
    actors, belligerents
        Its readers of names and of the sides of an article.
    """

    def __init__(self, words: dict[str, Any], actors: Actors, belligerents: Belligerents) -> None:
        self._actors = actors
        self._belligerents = belligerents
        self._origins = frozenset(words["origins"])
        self._strongholds = frozenset(words["strongholds"])
        self._held = frozenset(words["held"])
        self._locals = frozenset(words["locals"])
        self._single = frozenset(words["single"])
        self._several = frozenset(words["several"])
        self._deeds = frozenset(words["deeds"])
        self._helping = frozenset(words["helping"])
        self._alongside = tuple(words["alongside"])
        self._same = frozenset(words["same"])

    def who(self, page: Page, heads: tuple[Word, ...], outlook: Outlook) -> tuple[str | None, bool]:
        """Name of the actor in a slot, and whether the sentence itself says it.

        Joint actors are separated by semicolons.
        """
        tree, discourse = page.tree, page.discourse
        found: list[str] = []
        said = True
        for head in heads:
            for word in self._members(tree, head):
                name = self._one(page, word, outlook)
                if name and name not in found:
                    found.append(name)
                    said = said and self._said(tree, word, name)
        if found:
            discourse.actor = found[0]
        # "Chinese and American" are "American and Chinese": one name for one joint holder
        sides = dict.fromkeys(side for name in found for side in name.split("; "))
        joint = discourse.joint.setdefault(frozenset(sides), "; ".join(sides))
        return joint or None, said

    def holder_before(self, page: Page, places: tuple[Word, ...]) -> str | None:
        """Who held a place by what is said of it: “Houthi-held Hodeidah”, “X, their bastion”."""
        tree, discourse = page.tree, page.discourse
        for place in places:
            whose = chain(self._holding(tree, place), self._based(tree, place))
            for who in whose:
                name = self._actors.name(tree, who, discourse.usual())
                if name and self._actors.is_known(name):
                    name = self._belligerents.called(tree, who, name, discourse)
                    return self._actors.group_name(name, discourse.sides)
        return None

    def same(self, first: str | None, second: str | None) -> bool:
        """Whether two names are of one side."""
        return bool(first and second) and self._actors.side(first or "") == self._actors.side(
            second or ""
        )

    def _holding(self, tree: Tree, place: Word) -> Iterator[Word]:
        """“Houthi-held Hodeidah”."""
        for held in tree.subtree(place):
            if held.lower in self._held and 2 <= held.index <= place.index:
                hyphen, who = tree.words[held.index - 1], tree.words[held.index - 2]
                if hyphen.text in _HYPHENS and who.end == hyphen.start:
                    yield who

    def _based(self, tree: Tree, place: Word) -> Iterator[Word]:
        """“Kidal, a stronghold of X”, "the X stronghold of Kidal"."""
        for base in (place, *tree.children(place, "apposition")):
            if base.lemma in self._strongholds:
                yield from tree.children(base, "possessor", "modifier")
                yield from obliques(tree, base, self._origins)

    def _said(self, tree: Tree, word: Word, name: str) -> bool:
        """Whether a sentence names a side without the help of those before it."""
        heads = (word, *self._belligerents.leaders(tree, word))
        alone = (*(self._actors.name(tree, each) for each in heads), self._owner(tree, word))
        if name.lower() in {each.lower() for each in alone if each}:
            return True
        states = set(self._belligerents.countries(tree))
        if self._actors.state(self._actors.side(name)) in states or name.startswith(tuple(states)):
            return True
        parties = (each for each in tree.words if each.label in ("NORP", "ORG"))
        return any(self._actors.name(tree, each) == name for each in parties)

    def _one(self, page: Page, word: Word, outlook: Outlook) -> str | None:
        tree, discourse = page.tree, page.discourse
        if any(each.lemma in self._same for each in tree.children(word, "modifier")):
            return discourse.actor  # "fell to the same troops"
        owner = tree.child(word, "possessor")
        if word.relation == "conjunct" and owner is not None and owner.kind == "PRON":
            return None
        pronoun = word if word.kind == "PRON" else owner
        if pronoun is None or pronoun.kind != "PRON":
            return self._of_the_speaker(page, word, outlook) or self._side(page, word)
        if word is not pronoun and word.lemma in self._locals:
            return None  # "its garrison" is the place's
        others = outlook.denied and pronoun.lower in self._several
        for speaker in () if others else outlook.speakers:
            name = self._side(page, speaker) if self._agrees(pronoun, speaker) else None
            itself = name and pronoun.lower in self._single and self._actors.is_known(name)
            if name and (itself or discourse.sides[name] > 1 or discourse.actor is None):
                return name
        return self._before(page, pronoun, outlook.speakers) or (
            None if self._speaks(page, pronoun, outlook) else discourse.actor
        )

    def _speaks(self, page: Page, pronoun: Word, outlook: Outlook) -> bool:
        """Whether a pronoun may be for who speaks, another side or a capital for its state."""
        for speaker in outlook.speakers if not outlook.denied else ():
            name = self._side(page, speaker)
            other = name is not None and self._actors.is_side(name)
            if other and not self.same(name, page.discourse.actor):
                return True
            if speaker.label == "GPE" and pronoun.lower in self._single:
                return True
        return False

    def _of_the_speaker(self, page: Page, word: Word, outlook: Outlook) -> str | None:
        """Side whose ministry says that "troops" did it: its own."""
        tree = page.tree
        if any(tree.children(word, "determiner", "modifier", "possessor", "oblique", "number")):
            return None
        if not self._actors.is_bare(self._actors.name(tree, word) or ""):
            return None
        names = (self._side(page, speaker) for speaker in outlook.speakers)
        return next((name for name in names if name and self._actors.is_known(name)), None)

    def _before(self, page: Page, pronoun: Word, speakers: tuple[Word, ...]) -> str | None:
        """Side that is the subject of a clause before a pronoun in its own sentence."""
        if pronoun.lower not in self._single | self._several:
            return None
        for word in reversed(page.tree.words[: pronoun.index]):
            if word.relation != "subject" or word.kind == "PRON" or word in speakers:
                continue
            name = self._side(page, word) if self._agrees(pronoun, word) else None
            if name and self._actors.is_known(name):
                return name
        return None

    def _agrees(self, pronoun: Word, word: Word) -> bool:
        """Whether a pronoun for one thing does not stand for several."""
        return pronoun.lower not in self._single or word.tag not in _PLURAL

    def _side(self, page: Page, word: Word) -> str | None:
        """Name of the side that a phrase stands for; a person stands for their side."""
        tree, discourse = page.tree, page.discourse
        if side := discourse.people.get(word.lower):
            return side
        if word.lemma in self._deeds:  # "a charge of the Light Brigade"
            return self._owner(tree, word, discourse)
        # "KNU troops", "the armed group (NSAG)"
        for child in tree.children(word, "modifier", "possessor", "apposition"):
            if child.text.isupper() and (side := discourse.people.get(child.lower)):
                return side
        name = self._actors.name(tree, word, discourse.usual())
        for leader in self._belligerents.leaders(tree, word):
            led = self._actors.name(tree, leader, discourse.usual())
            if led and (self._actors.is_known(led) or not name or not self._actors.is_known(name)):
                return led
        if name is None:
            return None
        name = self._belligerents.called(tree, word, name, discourse)
        name = self._actors.then(name, discourse.sides)
        if self._actors.standing(name) is None:
            name = self._apposed(tree, word) or self._owner(tree, word, discourse) or name
        return self._actors.group_name(name, discourse.sides)

    def _apposed(self, tree: Tree, word: Word) -> str | None:
        """Side that stands beside a unit: "the 7th Corps of the Army of the Republic (ARBiH)"."""
        beside = (self._actors.named(child.text) for child in tree.children(word, "apposition"))
        return next((side for side in beside if side and self._actors.is_side(side)), None)

    def _owner(self, tree: Tree, word: Word, discourse: Discourse | None = None) -> str | None:
        """Side that a unit belongs to: "units of the army's 1st Division"."""
        owners = tree.children(word, "possessor"), obliques(tree, word, self._origins)
        for child in chain(*owners):
            if child.kind != "PRON":
                name = self._actors.name(tree, child, discourse.usual() if discourse else None)
                # what an "Army of the North" is called by is no owner of it
                known = name and (word.kind != "PROPN" or self._actors.is_known(name))
                if known and name is not None and self._actors.standing(name):
                    return name
                if deeper := self._owner(tree, child, discourse):
                    return deeper
        return None

    def helpers(self, page: Page, heads: tuple[Word, ...], trigger: Word) -> Iterator[str]:
        """Who helps those in a slot: “its troops, backed by X”, "with help from X"."""
        tree, usual = page.tree, page.discourse.usual()
        found = [*obliques(tree, trigger, self._alongside)]
        for child in tree.children(trigger, "oblique"):
            if child.lemma in self._helping:
                found += obliques(tree, child, self._origins)
        for head in heads:
            for child in tree.children(head, "participle"):
                if child.lemma in self._helping:
                    found += obliques(tree, child, (AGENT,))
        for each in (other for head in found for other in conjuncts(tree, head)):
            named = (self._actors.name(tree, word, usual)
                     for word in (each, *tree.children(each, "modifier")))  # fmt: skip
            yield from filter(None, named)

    def speaker(self, tree: Tree, outlook: Outlook) -> str | None:
        """Words of the article that name who says so."""
        named = []
        for speaker in outlook.speakers:
            for word in (speaker, *tree.children(speaker, "conjunct")):
                if word.kind != "PRON":
                    named.append(phrase_text(tree, word))
        return "; ".join(named) or None

    def _members(self, tree: Tree, head: Word) -> list[Word]:
        """Phrases that name an actor: coordinated ones, and "rebels from X and Y" by X and Y."""
        found = without_gapped(tree, [head, *tree.children(head, "conjunct")])
        if self._actors.is_group(head.lower):
            named = [
                member
                for child in obliques(tree, head, self._origins)
                for member in (child, *tree.children(child, "conjunct"))
                if member.kind == "PROPN" and self._is_group(tree, member)
            ]
            return named or found
        return found

    def _is_group(self, tree: Tree, word: Word) -> bool:
        name = self._actors.name(tree, word)
        return word.label in ("ORG", "NORP") or (name is not None and self._actors.is_known(name))
