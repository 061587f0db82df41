"""An outlook, and what a word says of it by itself: its negation, tense and modality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from geomap.model import Reason
from geomap.text.mentions.dates import Tense
from geomap.text.syntax.grammar import infinitive
from geomap.text.syntax.parse import Tree, Word

_HELPERS = frozenset({"copula", "perfect"})


@dataclass(frozen=True, slots=True)
class Outlook:
    """The standing of an event.

    ``refused`` says why it is none; ``speakers`` are the heads of the phrases that name who
    says so, ``said`` tells that somebody does, named or not, and ``saying`` is the verb;
    ``background`` tells that it had happened before what the text is telling.
    """

    planned: bool = False
    negated: bool = False
    denied: bool = False
    said: bool = False
    saying: Word | None = None
    refused: str = ""
    speakers: tuple[Word, ...] = ()
    tense: Tense = "past"
    background: bool = False


class Moods:
    """Reads negation, tense and modality.

    Parameters
    ----------
    grammar
        Words of the ``grammar`` table of a language pack.
    """

    def __init__(self, grammar: Mapping[str, frozenset[str]]) -> None:
        self._grammar = grammar

    def own(self, tree: Tree, word: Word) -> Outlook:
        """Negation, tense and modality of the word itself."""
        outlook = Outlook(tense=_tense(tree, word))
        negated = any(
            child.relation == "negation" or child.lemma in self._grammar["negations"]
            for child in tree.children(word, "negation", "adverb", "determiner")
        )
        subject = tree.child(word, "subject", "passive_subject")
        if subject is not None and subject.lower in self._grammar["first_person"]:
            outlook = replace(outlook, said=True)
        if subject is not None and not negated:
            beside = tree.children(subject, "determiner", "modifier", "preconj")
            negated = subject.lower in self._grammar["none"] or any(
                each.lower in self._grammar["nobody"] for each in beside
            )
        if negated:
            outlook = replace(outlook, negated=True)
        if word.tag == "FUT":
            outlook = replace(outlook, planned=True, tense="future")
        for child in tree.children(word, "auxiliary", "passive_auxiliary"):
            if child.among(self._grammar["future"]):
                outlook = replace(outlook, planned=True, tense="future")
            elif "perfect" in child.roles and child.tag == "VBD":
                if subject is not None and child == tree.subtree(word)[0]:
                    return replace(outlook, refused=Reason("condition"))  # "had X taken Y, ..."
                outlook = replace(outlook, background=True)
            elif child.lower in self._grammar["modal"]:
                outlook = self._modal(tree, word, child, outlook)
        if word.kind in ("VERB", "AUX") and _is_to_be(tree, word):
            outlook = replace(outlook, planned=True, tense=ahead(tree, tree.words[word.head]))
        if self._conditional(tree, word):
            return replace(outlook, refused=Reason("condition"))
        for child in tree.children(word, "marker"):
            told = (
                word.tag == "VBD"
                or outlook.background
                or any(each.tag == "VBD" for each in tree.children(word, "passive_auxiliary"))
            )
            if child.lower in self._grammar["until"] and told:
                continue  # "until the rebels overran it"
            if child.lower in self._grammar["purpose_markers"] and "infinitive" not in child.roles:
                return replace(outlook, refused=Reason("condition"))
        return outlook

    def _conditional(self, tree: Tree, word: Word) -> bool:
        """“If X goes, Y goes”: in the present no more than a thought."""
        coming = word.tag in ("VBZ", "VBP", "FUT") or any(
            each.among(self._grammar["future"]) for each in tree.children(word, "auxiliary")
        )
        return coming and any(
            mark.lower in self._grammar["conditions"]
            for clause in tree.children(word, "adverbial")
            for mark in tree.children(clause, "marker")
        )

    def _modal(self, tree: Tree, word: Word, modal: Word, outlook: Outlook) -> Outlook:
        """“would” in a report of a plan is a plan; other modals are no event."""
        have = any("perfect" in child.roles for child in tree.children(word, "auxiliary"))
        if modal.lower in self._grammar["plan_modals"] and not have:
            return replace(outlook, planned=True, tense="future")
        return replace(outlook, refused=Reason("modal"))


def _is_to_be(tree: Tree, word: Word) -> bool:
    """“is to hand over”."""
    head = tree.head(word)
    return (
        word.relation in ("open_complement", "complement")
        and head is not None
        and "copula" in head.roles
        and infinitive(tree, word)
    )


def ahead(tree: Tree, word: Word) -> Tense:
    """Tense of what is due, by the words that say so: "is to", "was to", "had been due to"."""
    head = tree.head(word) if word.kind == "ADJ" else None
    verbs = [each for each in (word, head) if each is not None]
    verbs += [helper for verb in verbs for helper in tree.children(verb, "passive_auxiliary",
                                                                  "auxiliary")]  # fmt: skip
    past = any(each.roles & _HELPERS and each.tag == "VBD" for each in verbs)
    return "prospective" if past else "future"


def _tense(tree: Tree, word: Word) -> Tense:
    """Tense of the clause that a word is in, by its finite verb."""
    node: Word | None = word
    while node is not None and node.kind not in ("VERB", "AUX"):
        node = tree.head(node)
    if node is None:
        return "past"
    words = [node, *tree.children(node, "auxiliary", "passive_auxiliary")]
    tags = {each.tag for each in words}
    if "VBD" in tags or (node.tag == "VBN" and "VBP" not in tags and "VBZ" not in tags):
        return "past"
    return "present" if tags & {"VBZ", "VBP"} else "past"
