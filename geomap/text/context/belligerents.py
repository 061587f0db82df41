"""The sides of a conflict as an article names them: how often, with whom, against whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from geomap.text.context.discourse import Discourse
from geomap.text.mentions.actors import LONGEST, Actors
from geomap.text.syntax.grammar import clause_of, conjuncts, obliques, subject_of
from geomap.text.syntax.parse import Tree, Word

_NEAR = 300
"""Characters within which "the group" is the one named last."""


class Belligerents:
    """Finds the sides of an article.

    Parameters
    ----------
    pack
        A language pack.
    actors
        Its table of actors.
    """

    def __init__(self, pack: dict[str, Any], actors: Actors) -> None:
        self._actors = actors
        self._between = frozenset(pack["grammar"]["between"])
        self._against = frozenset(pack["grammar"]["against"])
        self._clashing = frozenset(pack["grammar"]["clashing"])
        self._beside = self._against | {*pack["grammar"]["absolute"], *pack["actors"]["alongside"]}
        self._belonging: dict[str, str] = pack["actors"]["belonging"]
        self._creeds = frozenset(pack["actors"]["creeds"])
        self._attacking = frozenset(pack["grammar"]["attacking"])
        self._bands = frozenset(pack["actors"]["bands"])
        self._collectives = frozenset(pack["actors"]["collectives"])

    def countries(self, tree: Tree) -> Iterator[str]:
        """Adjectives of the states that a sentence names, as a country or as a people."""
        behind = 0
        for first, word in enumerate(tree.words):
            if first < behind:
                continue
            state, size = self._actors.state_at(tree.words[first : first + LONGEST])
            if state := state or self._actors.state_of(word):
                yield state
            behind = first + size

    def introduce(self, tree: Tree, discourse: Discourse) -> None:
        """Note the armed groups that a sentence names, and the nouns that stand beside each."""
        for word in tree.words:
            for child in tree.children(word, "apposition"):
                self._meet(tree, word, child, discourse)
            if not (self._actors.is_party(word) or word.label in ("NORP", "ORG")):
                continue
            for child in tree.children(word, "modifier", "possessor"):
                for people in (child, *tree.children(child, "conjunct")):
                    if state := self._actors.state_of(people):
                        discourse.armies[word.lower].add(state)
            name = self._actors.name(tree, word)
            discourse.uprising |= self._actors.is_group(word.lower)
            discourse.stateless |= name is not None and self._actors.is_stateless(name)
            if name is None or not self._actors.is_armed_group(name):
                continue
            nouns = discourse.groups.setdefault(name, set())
            for each in (word, *tree.children(word, "apposition")):
                nouns.update(part.lower for part in (each, *tree.children(each, "modifier")))

    def _meet(self, tree: Tree, word: Word, apposed: Word, discourse: Discourse) -> None:
        """Learn the side in “the non-state armed group (NSAG)” and “the Column, a rebel group”.

        Letters behind the forces of a state stand for these: "the Myanmar Armed Forces (MAF)".
        """
        letters = len(apposed.text) > 1 and apposed.text.isupper()
        letters = letters and self._actors.named(apposed.text) is None
        if not letters and (apposed.lemma not in self._bands or word.kind != "PROPN"):
            return
        name = self._actors.name(tree, word)
        known = name is not None and self._actors.is_side(name)
        if letters:
            if word.lemma not in self._bands and not (known and self._actors.is_force(word)):
                return
            name = name if known and name is not None else apposed.text
            discourse.people.setdefault(apposed.lower, name)
        if name is not None and not known:
            discourse.introduced.add(name)
            discourse.stateless = True

    def called(self, tree: Tree, word: Word, name: str, discourse: Discourse) -> str:
        """Name of the group that "the insurgents" or "the alliance" stands for, else as it is.

        In an article with one armed group these are that group: rebels, who may be a side of their
        own, and alliances only if the text has called it so. Of several, the one it called so.
        """
        article = tree.child(word, "determiner")
        the = article is not None and "definite" in article.roles
        if the and (name.lower() in self._collectives or self._actors.is_group(name)):
            so = [group for group, nouns in discourse.groups.items() if name.lower() in nouns]
            if len(so) == 1:
                return so[0]
        sole = discourse.sole_group()
        nouns = discourse.groups.get(sole or "", set())
        if the and sole and name.lower() in self._collectives and nouns & self._collectives:
            return sole
        if the and name.lower() in self._collectives and (told := self._told_last(word, discourse)):
            return told
        if the and len(armies := discourse.armies[word.lower]) == 1 and self._actors.is_bare(name):
            return self._actors.government(next(iter(armies)))
        if not self._actors.is_group(name):
            return name
        distinct = self._actors.distinct.intersection(name.lower().split())
        if not distinct or the:
            rising = discourse.rising(self._actors.risings)
            creed = not self._creeds.isdisjoint(name.lower().split())
            return sole or discourse.group or (None if creed else rising) or name
        return sole if sole and nouns & distinct else name

    def _told_last(self, word: Word, discourse: Discourse) -> str | None:
        """Armed group named last, and not far before: "the group" of several."""
        near = (each for start, each in reversed(discourse.mentions)
                if word.start - _NEAR < start < word.start)  # fmt: skip
        return next(filter(self._actors.is_armed_group, near), None)

    def learn(self, tree: Tree, discourse: Discourse) -> None:
        """Note the sides that a sentence names, and who stands with or against whom in it."""
        usual = discourse.usual()
        for word in tree.words:
            if not (self._actors.is_party(word) or word.label in ("NORP", "ORG")):
                continue
            if word.relation == "modifier" and self._actors.is_group(word.lower):
                continue  # "a rebel group" is what the text says that it is
            self._letters_of_state(tree, word, discourse)
            side = discourse.people.get(word.lower) if word.text.isupper() else None
            side = side or self._actors.name(tree, word, usual)
            if side is not None and discourse.sole_group():
                side = self.called(tree, word, side, discourse)
            side = self._actors.group_name(side, Counter())
            joint = [each for each in (side or "").split("; ") if each.strip()]
            if len(joint) > 1:
                # "fighting between Chinese and American troops"
                self._pair(word, joint[0], joint[1], discourse)
                discourse.sides.update(joint)
                discourse.mentions.extend((word.start, each) for each in joint)
                discourse.states.update(filter(self._is_state, joint))
                continue
            met = side in discourse.introduced
            if side is None or (not met and not self._actors.is_known(side)):
                continue
            if not met and self._actors.is_vague(side):
                continue
            discourse.sides[side] += 1
            if self._is_state(side):
                discourse.states.add(side)
            discourse.mentions.append((word.start, side))
            for other in tree.children(word, "conjunct"):
                if self._clash(tree, word) is None:
                    self._pair(word, side, self._actors.name(tree, other, usual), discourse)
            if verb := self._clash(tree, word):
                those = (conjuncts(tree, each) for each in tree.children(verb, "subject"))
                names = (self._actors.name(tree, each, usual) for each in chain(*those))
                discourse.opposed.extend(
                    (side, name)
                    for name in names
                    if name and name != side and self._actors.is_known(name)
                )
            for leader in self.leaders(tree, word):
                self._pair(word, side, self._actors.name(tree, leader, usual), discourse)
            for people in self._peoples(tree, word):
                self._pair(word, side, people, discourse)
            if attacker := self._attacker(tree, word, usual):
                discourse.opposed.append((side, attacker))
            if word.adposition in self._against:
                discourse.opposed.extend((side, rival) for rival in self._rivals(tree, word))

    def leaders(self, tree: Tree, word: Word) -> Iterator[Word]:
        """Who leads the forces: “forces led by X”, “troops loyal to X”."""
        for child in tree.children(word, "participle", "modifier"):
            if adposition := self._belonging.get(child.lemma):
                yield from obliques(tree, child, (adposition,))

    def _attacker(self, tree: Tree, word: Word, usual: Counter[str]) -> str | None:
        """Who attacks a side: “X attacked Y”, “Y were attacked by X”."""
        verb = tree.head(word)
        if verb is None or verb.lemma not in self._attacking:
            return None
        if word.relation not in ("object", "passive_subject"):
            return None
        subject = subject_of(tree, verb)
        name = self._actors.name(tree, subject, usual) if subject is not None else None
        return name if name and self._actors.is_known(name) else None

    def _letters_of_state(self, tree: Tree, word: Word, discourse: Discourse) -> None:
        """“The army (SPLA)”: what was a band elsewhere is the army of the state here."""
        usual = discourse.usual()
        if not usual or not self._actors.is_bare(self._actors.name(tree, word) or ""):
            return
        for letters in tree.children(word, "apposition"):
            if letters.text.isupper() and self._actors.is_armed(letters.text):
                state = self._actors.government(usual.most_common(1)[0][0])
                discourse.people.setdefault(letters.lower, state)

    def _is_state(self, side: str) -> bool:
        return self._actors.state(self._actors.side(side)) is not None

    def _pair(self, word: Word, side: str, other: str | None, discourse: Discourse) -> None:
        """“French and Malian troops” are allies, those “between” whom there is fighting are not."""
        if other is None or not self._actors.is_known(other) or other == side:
            return
        pairs = discourse.opposed if word.adposition in self._between else discourse.allied
        pairs.append((side, other))

    def _clash(self, tree: Tree, word: Word) -> Word | None:
        """Verb of “X and Y clashed”, where they clash with nobody else."""
        verb = tree.head(word) if word.relation == "subject" else None
        if verb is None or verb.lemma not in self._clashing:
            return None
        others = (each.adposition for each in tree.children(verb, "oblique"))
        return verb if self._beside.isdisjoint(others) else None

    def _peoples(self, tree: Tree, word: Word) -> Iterator[str]:
        for people in tree.children(word, "modifier"):
            for other in tree.children(people, "conjunct"):
                if country := self._actors.country_of(other.text):
                    yield country

    def _rivals(self, tree: Tree, word: Word) -> Iterator[str]:
        """Who fights against a side: the subject, or the owner of the noun it hangs on."""
        head = tree.head(word)
        verb = clause_of(tree, word)
        found = [subject_of(tree, verb)] if verb.kind in ("VERB", "AUX") else []
        found += list(tree.children(head, "possessor", "modifier")) if head is not None else []
        for each in found:
            name = self._actors.name(tree, each) if each is not None else None
            if name is not None and self._actors.is_known(name):
                yield name
