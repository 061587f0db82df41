"""Questions to a sentence tree: who does it, to what, with which obliques."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from geomap.text.syntax.parse import Tree, Word

_RELATIVES = frozenset({"relative", "complementiser"})
_CLAUSES = ("complement", "open_complement", "adverbial", "oblique_clause", "conjunct")


def is_passive(tree: Tree, verb: Word) -> bool:
    """Whether a verb is in the passive, a reduced relative ("ceded by Armenia") included."""
    if tree.child(verb, "passive_subject", "passive_auxiliary", "agent"):
        return True
    if verb.relation == "conjunct" and verb.tag in ("VBN", "VBD"):
        # "was abandoned in July and occupied in August"
        above = tree.head(verb)
        bare = not tree.child(verb, "subject", "object", "auxiliary", "attribute")
        return bare and above is not None and above.tag == "VBN" and is_passive(tree, above)
    if verb.relation == "complement" and verb.tag == "VBN":
        # "declared the town liberated"
        return not tree.child(verb, "auxiliary", "object", "marker")
    have = any("perfect" in each.roles for each in tree.children(verb, "auxiliary"))
    clause = tree.child(verb, "subject", "marker")  # "reports that rebels entered X"
    return verb.relation == "participle" and verb.tag == "VBN" and not have and clause is None


def subject_of(tree: Tree, verb: Word, depth: int = 0) -> Word | None:
    """Logical subject: the agent of a passive, the one who shares it otherwise."""
    if is_passive(tree, verb):
        return tree.child(verb, "agent")
    head = tree.head(verb)
    if verb.relation == "adverbial" and head is not None and head.index < verb.index:
        if not tree.child(verb, "subject", "marker") and is_passive(tree, head):
            return tree.child(head, "agent")  # "was overrun, cutting off Y": by whoever overran it
    return surface_subject(tree, verb, depth)


def surface_subject(tree: Tree, verb: Word, depth: int = 0) -> Word | None:
    """Grammatical subject, looked for upwards where the verb has none of its own."""
    all_own = list(tree.children(verb, "subject", "passive_subject"))
    if all_own:
        # "declared that Hit was taken", where the parser has two subjects
        own = all_own[-1] if "complementiser" in all_own[0].roles else all_own[0]
        return _antecedent_of_relative(tree, verb, own)
    if depth > 4:
        return None
    head = tree.head(verb)
    if head is None:
        return None
    if verb.relation in ("participle", "relative"):
        return head
    if head.kind == "ADJ" and head.relation == "attribute":  # "is due to start"
        head = tree.words[head.head]
    if verb.relation in ("open_complement", "complement"):
        # "forced them to leave"; and "admitted most of X was held", where parsers take the
        # subject of the clause for the object of the verb above it
        controlled = tree.child(head, "object")
        if controlled is not None and controlled.index < verb.index:
            return controlled
    if verb.relation in _CLAUSES:
        if head.kind in ("NOUN", "PROPN"):
            return surface_subject(tree, head, depth + 1) if depth else None
        return surface_subject(tree, head, depth + 1)
    return None


def _antecedent_of_relative(tree: Tree, verb: Word, subject: Word) -> Word:
    """Noun that "who" or "which" stands for."""
    if subject.tag in ("WP", "WDT", "WP$") or "relative" in subject.roles:
        clause: Word | None = verb
        while clause is not None and clause.relation == "conjunct":
            clause = tree.head(clause)
        if clause is not None and clause.relation == "relative":
            return tree.words[clause.head]
    return subject


def object_of(tree: Tree, verb: Word) -> Word | None:
    """Logical object: the subject of a passive, or the noun that "which" stands for."""
    found = _object(tree, verb)
    relative = found is not None and (found.tag in ("WP", "WDT") or found.roles & _RELATIVES)
    if found is not None and relative and verb.relation in ("relative", "participle"):
        return tree.head(verb)
    return found


def _object(tree: Tree, verb: Word) -> Word | None:
    if is_passive(tree, verb):
        own = tree.child(verb, "passive_subject")
        if own is not None:
            return _antecedent_of_relative(tree, verb, own)
        if verb.relation in ("participle", "relative"):
            return tree.head(verb)
        if verb.relation == "complement" and (subject := tree.child(verb, "subject")):
            return subject
        if verb.relation in ("conjunct", "open_complement"):
            return surface_subject(tree, verb)
        return tree.child(verb, "object")
    found = tree.child(verb, "object", "attribute", "recipient")
    if found is None and verb.relation == "conjunct":
        return None
    return found


def obliques(tree: Tree, word: Word, adpositions: Iterable[str]) -> Iterator[Word]:
    """Obliques of a word that one of the adpositions introduces."""
    wanted = set(adpositions)
    children = list(tree.children(word, "oblique", "agent"))
    for adverb in tree.children(word, "adverb"):  # "moved back into the town"
        children.extend(tree.children(adverb, "oblique"))
    for child in children:
        if child.adposition in wanted or child.adposition.split(" ")[-1] in wanted:
            yield child


def owners(tree: Tree, noun: Word, names: Iterable[str]) -> tuple[Word, ...]:
    """Heads of the phrases in the first of the positions about a noun that is filled."""
    for name in names:
        if name in ("possessor", "modifier"):
            found = [
                each
                for each in tree.children(noun, name)
                if each.kind in ("PROPN", "NOUN", "ADJ", "PRON")
            ]
        elif name == "predicated":  # "became masters of X"
            verb = tree.head(noun)
            verbal = verb is not None and verb.kind in ("VERB", "AUX")
            subject = surface_subject(tree, verb) if verb is not None and verbal else None
            found = [subject] if subject is not None else []
        else:
            found = [each for each in obliques(tree, noun, (name,)) if each.label != "DATE"]
        if found:
            return tuple(found)
    return ()


def conjuncts(tree: Tree, word: Word) -> list[Word]:
    """Word and all that is coordinated with it."""
    found = [word]
    for each in found:
        found.extend(tree.children(each, "conjunct"))
    return found


def without_gapped(tree: Tree, words: list[Word]) -> list[Word]:
    """Phrases up to a clause that leaves its verb out: "ceded to X, Y to Z" gives nothing to Z."""
    if not words or not (link := words[0].adposition.rpartition(" ")[2]):
        return words
    for name, following in pairwise(tree.words[words[0].index + 1 :]):
        if following.lower != link or not (name.kind == "PROPN" or name.label == "NORP"):
            continue
        before = tree.words[name.index - 1]
        while before.kind in ("PROPN", "ADJ", "DET") and before.index > words[0].index:
            before = tree.words[before.index - 1]
        if before.kind in ("CCONJ", "PUNCT"):
            return [each for each in words if each.index < before.index]
    return words


def clause_span(tree: Tree, verb: Word) -> tuple[int, int]:
    """Offsets of the part of the sentence that a verb governs, clauses with own verbs left out."""
    words: list[Word] = []
    stack = [verb]
    while stack:
        word = stack.pop()
        words.append(word)
        stack.extend(
            child
            for child in tree.children(word)
            if child.relation not in ("complement", "relative", "parataxis")
            and not (child.relation == "conjunct" and child.kind in ("VERB", "AUX"))
        )
    words.sort(key=lambda each: each.index)
    return words[0].start, words[-1].end


def text_of(tree: Tree, word: Word) -> str:
    """Words of a phrase as they stand in the text."""
    words = tree.subtree(word)
    return tree.cut(words[0].start, words[-1].end)


def phrase_text(tree: Tree, word: Word) -> str:
    """Words of a noun phrase without its clauses and its article."""
    words = tree.subtree(
        word,
        without=frozenset({"relative", "participle", "apposition", "conjunct", "adverbial"}),
    )
    words = [each for each in words if each.kind not in ("ADP", "CCONJ") or each.index > word.index]
    words = words or [word]
    while len(words) > 1 and words[-1].kind in ("CCONJ", "PUNCT", "ADP"):
        words.pop()
    if words[0].kind == "DET" and len(words) > 1:
        words = words[1:]
    apposed = tree.child(word, "apposition")
    if apposed is not None and apposed.kind == "PROPN":
        return phrase_text(tree, apposed)
    text = tree.cut(words[0].start, words[-1].end)
    return re.split(r"[,;]", text)[0].strip()


def had_by(tree: Tree, subject: Word | None, pronoun: Word) -> Word | None:
    """Noun that "it" is rather than the subject: the lead in “X had held the lead, but lost it”."""
    if subject is None or subject.relation not in ("subject", "passive_subject"):
        return None
    objects = tree.children(tree.words[subject.head], "object")
    return next((each for each in objects if each.kind == "NOUN" and each.end <= pronoun.start),
                None)  # fmt: skip


def clause_of(tree: Tree, word: Word) -> Word:
    """Verb of the clause that a trigger stands in."""
    node = word
    while node.kind not in ("VERB", "AUX") and (head := tree.head(node)) is not None:
        node = head
    return node


def infinitive(tree: Tree, word: Word) -> bool:
    """Whether a verb is in the infinitive: of one word, or with "to"."""
    return word.tag == "INF" or any(
        "infinitive" in child.roles and child.relation in ("auxiliary", "marker")
        for child in tree.children(word)
    )
