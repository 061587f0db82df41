"""What may and may not stand beside a verb for it to tell of control."""

from __future__ import annotations

from typing import Any

from geomap.text.parse import Tree, Word

TIMES = ("DATE", "TIME")
"""Labels of words that only say when."""


def alone(tree: Tree, verb: Word, grammar: dict[str, Any]) -> bool:
    """Whether a verb stands without what would change its sense ("fell apart", "fell ill")."""
    if any(tree.children(verb, "attribute", "object", "particle")):
        return False
    plain, endings = grammar["plain_adverbs"], tuple(grammar["adverb_endings"])
    for each in tree.children(verb, "adverb"):
        timed = any(child.label in TIMES for child in (each, *tree.children(each)))
        if each.kind == "ADV" and not each.lower.endswith(endings) and each.lower not in plain:
            if not timed:
                return False
    return not any(
        each.adposition in grammar["other_falls"] and each.label not in TIMES
        for each in tree.children(verb, "oblique")
    )


def bare(tree: Tree, verb: Word, grammar: dict[str, Any]) -> bool:
    """Whether a verb says nothing but when: “Y went the same week”."""
    beside = tree.children(verb, "oblique", "recipient", "open_complement", "complement")
    return alone(tree, verb, grammar) and all(each.label in TIMES for each in beside)


def telegraphic(tree: Tree, verb: Word, frame: dict[str, Any]) -> Word | None:
    """“Bilbao occupied”: the passive of headlines and timelines, without its auxiliary."""
    takes = frame.get("place", ("",))[0] == "object" and frame.get("to") == ["subject"]
    if not takes or verb.lemma in frame.get("weak", ()) or verb.relation != "root":
        return None
    around = tree.children(
        verb, "auxiliary", "object", "complement", "open_complement", "attribute"
    )
    if verb.tag not in ("VBD", "VBN") or any(around):
        return None
    subject = tree.child(verb, "subject")
    return (
        subject
        if subject is not None and subject.kind == "PROPN" and subject.label != "NORP"
        else None
    )
