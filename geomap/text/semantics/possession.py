"""Whose hands a place is in: the frames of a noun such as "control", and not of a verb."""

from __future__ import annotations

from typing import Any

from geomap.text.semantics.matches import Match
from geomap.text.syntax.grammar import object_of, obliques, owners, subject_of, surface_subject
from geomap.text.syntax.parse import AGENT, GENITIVE, Tree, Word


class Possession:
    """Matches the frames of nouns for control.

    Parameters
    ----------
    grammar
        The ``grammar`` table of a language pack.
    forces
        Nouns for a side.
    """

    def __init__(self, grammar: dict[str, Any], forces: frozenset[str]) -> None:
        self._grammar = grammar
        self._forces = forces

    def under(self, tree: Tree, noun: Word, frame: dict[str, Any]) -> Match | None:
        """“X is under the control of Y”, "with X in rebel hands"."""
        case = tree.child(noun, "case")  # of a predicate: «X под контролем Y»
        adposition = noun.adposition.split(" ")[-1] or (case.lemma if case is not None else "")
        if adposition not in self._grammar["under_with"].get(noun.lemma, self._grammar["under"]):
            return None
        whose = (*tree.children(noun, "determiner", "possessor", "modifier"),)
        owned = any(each.kind in ("DET", "PRON", "PROPN") or each.label or each.among(self._forces)
                    for each in whose)  # fmt: skip
        inside = adposition in self._grammar["in_control"]
        if noun.lemma in self._grammar["owned"] and inside and not owned:
            return None  # "in full control of X" is no "in the control of Y"
        head = tree.head(noun)
        while head is not None and head.kind == "ADV":  # "is back under control"
            head = tree.head(head)
        to = owners(tree, noun, ("possessor", "modifier", GENITIVE, AGENT))
        to = tuple(each for each in to if each.lemma not in self._grammar["degrees"])
        subject = tree.child(noun, "subject")
        if subject is not None and not tree.child(subject, "marker"):  # with no copula
            return Match(frame, noun, (subject,), to, ())
        if head is None:
            return None
        if not to and head.kind == "VERB":
            to = tuple(each for each in obliques(tree, head, (AGENT,)) if each.index > noun.index)
        if head.kind in ("VERB", "AUX") and head.lemma in self._grammar["beings"]:
            subject = surface_subject(tree, head)
            return Match(frame, noun, (subject,), to, (), (head,)) if subject else None
        if (owned or to) and (told := _before_comma(tree, noun, head)) is not None:
            return Match(frame, noun, (told,), to, ())
        headline = head.kind == "PROPN" and not head.adposition and _verbless(tree, head)
        absolute = head.adposition in self._grammar["absolute"]
        if headline or (head.kind in ("NOUN", "PROPN") and absolute):
            return Match(frame, noun, (head,), to, (), (head,))  # "with X in rebel hands"
        if head.kind in ("VERB", "AUX"):
            thing = object_of(tree, head)
            if head.lemma in self._grammar["holding"] and thing is not None:
                subject = subject_of(tree, head)
                return Match(
                    frame, noun, (thing,), to or ((subject,) if subject else ()), (), (head,)
                )
        return None

    def out_of(self, tree: Tree, noun: Word, frame: dict[str, Any]) -> Match | None:
        """“X slipped out of the control of Y”, "passed from Y's hands"."""
        head = tree.head(noun)
        if noun.adposition not in self._grammar["out"] or head is None:
            return None
        subject = surface_subject(tree, head) if head.lemma in self._grammar["escaping"] else None
        holder = owners(tree, noun, ("possessor", "modifier", GENITIVE))
        holder = tuple(each for each in holder if each.lemma not in self._grammar["degrees"])
        return Match(frame, noun, (subject,), (), holder, (head,)) if subject and holder else None

    def within(self, tree: Tree, noun: Word, frame: dict[str, Any]) -> Match | None:
        """“Y is in control of X”."""
        if noun.adposition not in self._grammar["in_control"]:
            return None
        head = tree.head(noun)
        place = tuple(obliques(tree, noun, self._grammar["over"]))
        if head is None or not place:
            return None
        subject = surface_subject(tree, head) if head.kind in ("VERB", "AUX") else None
        return Match(frame, noun, place, (subject,) if subject else (), (), (head,))


def _verbless(tree: Tree, word: Word) -> bool:
    """Whether no verb governs a word: “Teruel again in Nationalist hands”."""
    node: Word | None = word
    while node is not None and node.kind not in ("VERB", "AUX"):
        node = tree.head(node)
    return node is None


def _before_comma(tree: Tree, noun: Word, head: Word) -> Word | None:
    """“X, under the control of Y since May, was bombed”: X, if it is what the sentence is about."""
    first = noun.index
    inside = {each.index for each in tree.subtree(noun)}
    while first and (first - 1 in inside or tree.words[first - 1].kind == "ADP"):
        first -= 1
    if first < 2 or tree.words[first - 1].text != ",":
        return None
    before = tree.words[first - 2]
    governed = before is head or before.head == head.index
    return before if governed and before.kind in ("NOUN", "PROPN") else None
