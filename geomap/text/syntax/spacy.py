"""Sentences that spaCy parsed, to trees in our own relations, mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from geomap.text.syntax.mending import mend
from geomap.text.syntax.parse import UNIVERSAL, Tree, Word, tree_of

CLEARNLP = {
    "nsubj": "subject",
    "csubj": "subject",
    "nsubjpass": "passive_subject",
    "csubjpass": "passive_subject",
    "dobj": "object",
    "dative": "recipient",
    "attr": "attribute",
    "acomp": "attribute",
    "pobj": "oblique",
    "pcomp": "oblique_clause",
    "agent": "case",
    "prep": "case",
    "conj": "conjunct",
    "appos": "apposition",
    "ccomp": "complement",
    "xcomp": "open_complement",
    "advcl": "adverbial",
    "relcl": "relative",
    "acl": "participle",
    "prt": "particle",
    "amod": "modifier",
    "compound": "modifier",
    "nmod": "modifier",
    "poss": "possessor",
    "nummod": "number",
    "det": "determiner",
    "neg": "negation",
    "aux": "auxiliary",
    "auxpass": "passive_auxiliary",
    "advmod": "adverb",
    "npadvmod": "adverb",
    "mark": "marker",
    "parataxis": "parataxis",
    "ROOT": "root",
}

LABELS = {"clearnlp": CLEARNLP, "universal": UNIVERSAL}
"""Our relations by the labels that a language pack says its model gives."""


def trees(
    doc: Any,
    offset: int,
    text: str,
    paragraph: int,
    labels: Mapping[str, str],
    roles: Mapping[str, frozenset[str]],
    months: frozenset[str],
) -> Iterator[Tree]:
    """Trees of a parsed spaCy document whose first character is at ``offset`` of the article.

    ``roles`` are what function words do, by their lemma; ``months`` are names of months, which
    parsers take for parts of the names behind them.
    """
    for sentence in doc.sents:
        first = sentence.start
        words = [
            Word(
                index=token.i - first,
                start=offset + token.idx,
                end=offset + token.idx + len(token.text),
                text=token.text,
                lemma=(lemma := (token.lemma_ or token.text).lower()),
                kind=token.pos_,
                tag="agent" if token.dep_ == "agent" else token.tag_,
                relation=_relation(token, labels),
                head=_head(token).i - first,
                label=token.ent_type_,
                roles=roles.get(lemma, frozenset()),
            )
            for token in sentence
            if not token.is_space
        ]
        if len(words) != len(sentence):
            words = _renumbered(words)
        if words:
            mend(words, months)
            start, end = words[0].start, words[-1].end
            yield tree_of(words, start, end, text[start:end], paragraph)


def _relation(token: Any, labels: Mapping[str, str]) -> str:
    if _second_preposition(token) or (token.dep_ == "dative" and token.pos_ == "ADP"):
        return "case"
    return str(labels.get(token.dep_, token.dep_))


def _head(token: Any) -> Any:
    return token.head.head if _second_preposition(token) else token.head


def _second_preposition(token: Any) -> bool:
    """Whether a preposition is coordinated with another: "in X and in Y"."""
    return bool(token.dep_ == "conj" and token.head.dep_ == "prep" and token.tag_ == "IN")


def _renumbered(words: list[Word]) -> list[Word]:
    """Close the gaps that dropped white-space tokens left."""
    places = {word.index: position for position, word in enumerate(words)}
    for position, word in enumerate(words):
        word.index = position
        word.head = places.get(word.head, position)
    return words
