"""A sentence as a small tree of words, in our own relations.

Parsers label the same grammar differently (ClearNLP for English, Universal Dependencies for
most others). Frames are written against the relations of this module, so that a language pack
says what a verb does with its subject, object and obliques, and nothing about a parser.

Adpositions are folded into the word they introduce, as in collapsed dependencies (de Marneffe
and Manning 2008): "control of Lyman" is an ``oblique`` *Lyman* with the adposition *of*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

UNIVERSAL = {
    "nsubj": "subject",
    "csubj": "subject",
    "nsubj:pass": "passive_subject",
    "csubj:pass": "passive_subject",
    "obj": "object",
    "iobj": "recipient",
    "obl": "oblique",
    "obl:agent": "agent",
    "nmod": "oblique",
    "conj": "conjunct",
    "appos": "apposition",
    "flat": "modifier",
    "flat:name": "modifier",
    "flat:foreign": "modifier",
    "compound": "modifier",
    "amod": "modifier",
    "nummod": "number",
    "nummod:gov": "number",
    "det": "determiner",
    "advmod": "adverb",
    "ccomp": "complement",
    "xcomp": "open_complement",
    "advcl": "adverbial",
    "acl": "participle",
    "acl:relcl": "relative",
    "aux": "auxiliary",
    "aux:pass": "passive_auxiliary",
    "case": "case",
    "mark": "marker",
    "parataxis": "parataxis",
    "root": "root",
}

GENITIVE, AGENT = "of", "by"
"""Adpositions that are the same whatever the language: a pack gives them to its bare cases."""


@dataclass(slots=True)
class Word:
    """A word of a sentence; ``start`` and ``end`` are offsets into the article.

    ``tag`` is a tag of the Penn Treebank whatever the language, with two more for what English
    says in two words: ``INF``, an infinitive that needs no "to", and ``FUT``, a simple future.
    ``forms`` are the spellings under which a table may know an inflected word, likeliest first;
    ``roles`` is what a function word does, by the table ``grammar.roles`` of the pack.
    """

    index: int
    start: int
    end: int
    text: str
    lemma: str
    kind: str
    tag: str
    relation: str
    head: int
    adposition: str = ""
    label: str = ""
    children: list[int] = field(default_factory=list)
    forms: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()

    @property
    def lower(self) -> str:
        """The word as written, in lower case."""
        return self.text.lower()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The word as written, and the forms that stand for it."""
        return (self.text, *self.forms)

    def among(self, words: Collection[str]) -> bool:
        """Whether some words have it as written, or as a dictionary does."""
        return self.lower in words or self.lemma in words


@dataclass(slots=True)
class Tree:
    """The words of one sentence, and the grammar between them."""

    start: int
    end: int
    text: str
    words: list[Word]
    paragraph: int = 0
    label: str = ""

    def children(self, word: Word, *relations: str) -> Iterator[Word]:
        """Children of a word, all or those in the relations named, in order of the text."""
        for index in word.children:
            child = self.words[index]
            if not relations or child.relation in relations:
                yield child

    def child(self, word: Word, *relations: str) -> Word | None:
        """First child in one of the relations."""
        return next(self.children(word, *relations), None)

    def head(self, word: Word) -> Word | None:
        """Head of a word; None at the root."""
        return self.words[word.head] if word.head != word.index else None

    def subtree(self, word: Word, *, without: frozenset[str] = frozenset()) -> list[Word]:
        """Word and all below it, in order of the text, skipping branches of some relations."""
        found: list[Word] = []
        stack = [word.index]
        while stack:
            index = stack.pop()
            found.append(self.words[index])
            stack.extend(
                child
                for child in self.words[index].children
                if self.words[child].relation not in without
            )
        return sorted(found, key=lambda each: each.index)

    def cut(self, start: int, end: int) -> str:
        """Text between two offsets of the article."""
        return self.text[start - self.start : end - self.start]

    def before(self, end: int) -> str:
        """Text up to an offset of the article."""
        return self.text[: end - self.start]

    def word_before(self, end: int) -> str:
        """Last word before an offset, in lower case; empty at the beginning."""
        words = self.before(end).lower().split()
        return words[-1] if words else ""

    def after(self, start: int) -> str:
        """Text from an offset of the article on."""
        return self.text[start - self.start :]

    def owns(self, end: int) -> bool:
        """Whether what ends at an offset stands in the possessive."""
        return self.after(end).startswith(("'s ", "’s "))

    def between(self, start: int, end: int) -> list[Word]:
        """Words that lie in the offsets ``[start, end)`` of the article."""
        return [word for word in self.words if word.start >= start and word.end <= end]


def tree_of(words: list[Word], start: int, end: int, text: str, paragraph: int) -> Tree:
    """Fold adpositions into their objects and link the children."""
    for word in words:
        if word.relation in ("oblique", "oblique_clause"):
            _fold_head_adpositions(words, word)
    for word in words:
        if word.relation == "case" and words[word.head].relation in ("oblique", "agent"):
            owner = words[word.head]
            owner.adposition = owner.adposition or word.lemma
    without_circles(words)
    for word in words:
        if word.head != word.index:
            words[word.head].children.append(word.index)
    for word in words:
        word.children.sort()
    return Tree(start=start, end=end, text=text, words=words, paragraph=paragraph)


def without_circles(words: list[Word]) -> None:
    """Hang a word that would hang on itself on nothing.

    A parser that decides word by word may say so, and so may several mendings of what it says.

    Examples
    --------
    >>> pair = [Word(n, 0, 0, "", "", "", "", "", 1 - n) for n in range(2)]
    >>> without_circles(pair)
    >>> [word.head for word in pair]
    [1, 1]
    """
    for word in words:
        seen = {word.index}
        node = word
        while node.head != node.index:
            if node.head in seen:
                node.head, node.relation = node.index, "root"
                break
            seen.add(node.head)
            node = words[node.head]


def _fold_head_adpositions(words: list[Word], word: Word) -> None:
    """Turn head -> preposition(s) -> word into head -> word with ``adposition``."""
    chain: list[Word] = []
    head = words[word.head]
    while head.relation == "case" and head.head != head.index and len(chain) < 3:
        chain.append(head)
        head = words[head.head]
    if not chain:
        return
    if chain[0].tag == "agent":
        word.relation = "agent" if word.relation == "oblique" else word.relation
    word.adposition = " ".join(each.lower for each in reversed(chain))
    word.head = head.index
    for each in chain:
        each.head = word.index
