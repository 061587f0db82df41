"""What may and may not stand beside a verb for it to tell of control."""

from __future__ import annotations

from typing import Any

from geomap.text.syntax.grammar import is_passive, obliques
from geomap.text.syntax.parse import Tree, Word

TIMES = ("DATE", "TIME")
"""Labels of words that only say when."""
_FINITE = ("VBD", "VBZ", "VBP")
_ALONE = "alone"
"""Among the adpositions of which a frame needs one: it may also stand without any."""


def particles_of(
    tree: Tree, verb: Word, frame: dict[str, Any], grammar: dict[str, Any]
) -> list[Word] | None:
    """Particle that a frame asks for, where it asks for one; None where another one stands."""
    there = list(tree.children(verb, "particle"))
    wanted = frame.get("particle")
    if not wanted:
        plain = all(each.lower in grammar["plain_particles"] for each in there)
        return [] if plain or frame.get("particle_free") else None
    adverbs = [each for each in tree.children(verb, "adverb") if each.lower in wanted]
    found = [each for each in there if each.lower in wanted] or adverbs
    introducing = any(
        each.adposition.split(" ")[0] in wanted and each.label not in TIMES
        for each in tree.children(verb, "oblique")
    )
    if not found and (frame.get("particle_alone") or not introducing):
        return None
    return found[:1]


def _had(tree: Tree, verb: Word) -> bool:
    """Whether a verb is in the pluperfect: "X had gone"."""
    return any("perfect" in each.roles and each.tag == "VBD"
               for each in tree.children(verb, "auxiliary"))  # fmt: skip


def _will(tree: Tree, verb: Word, grammar: dict[str, Any]) -> bool:
    """Whether “will” stands before a verb."""
    return any(each.among(grammar["future"]) for each in tree.children(verb, "auxiliary"))


def fits(tree: Tree, verb: Word, frame: dict[str, Any], grammar: dict[str, Any]) -> bool:
    """Whether a verb has the form that a frame asks for, and nothing beside it that it excludes."""
    if verb.lemma in frame.get("main_only", ()) and verb.relation in ("relative", "participle"):
        return False
    if verb.lemma in frame.get("no_clause", ()) and tree.child(verb, "complement"):
        return False
    if frame.get("finite") and not (
        verb.tag in _FINITE or _will(tree, verb, grammar) or _had(tree, verb)
    ):
        return False
    if frame.get("active_only" if is_passive(tree, verb) else "passive_only"):
        return False
    if frame.get("own_clause") and verb.relation == "conjunct":
        return False
    if frame.get("intransitive_only") and tree.child(verb, "object", "recipient"):
        return False
    if any(obliques(tree, verb, frame.get("not_with", ()))):
        return False
    if frame.get("bare") and not bare(tree, verb, grammar):
        return False
    if (beside := frame.get("with")) and not any(
        each.lower in beside for each in tree.children(verb)
    ):
        return False
    either = frame.get("needs_any", ())
    return (
        not either
        or any(obliques(tree, verb, either))
        or (_ALONE in either and alone(tree, verb, grammar))
    )


def alone(tree: Tree, verb: Word, grammar: dict[str, Any]) -> bool:
    """Whether a verb stands without what would change its sense ("fell apart", "fell ill")."""
    beside = tree.children(verb, "attribute", "object", "particle")
    if any("complementiser" not in each.roles for each in beside):
        return False
    plain, endings = grammar["plain_adverbs"], tuple(grammar["adverb_endings"])
    for each in tree.children(verb, "adverb"):
        timed = any(child.label in TIMES for child in (each, *tree.children(each)))
        if each.kind == "ADV" and not each.lower.endswith(endings) and each.lower not in plain:
            if not timed:
                return False
    return not any(
        (
            each.adposition in grammar["other_falls"]
            or (each.adposition in grammar["falls_on"] and each.kind == "PROPN")
        )
        and each.label not in TIMES
        and each.index > verb.index  # "in the west X fell"
        for each in tree.children(verb, "oblique")
    )


def bare(tree: Tree, verb: Word, grammar: dict[str, Any]) -> bool:
    """Whether a verb says nothing but when: “Y went the same week”."""
    beside = tree.children(verb, "oblique", "recipient", "open_complement", "complement")
    return alone(tree, verb, grammar) and all(each.label in TIMES for each in beside)


def telegraphic(
    tree: Tree, verb: Word, frame: dict[str, Any], grammar: dict[str, Any]
) -> Word | None:
    """“Bilbao occupied”: the passive of headlines and timelines, without its auxiliary.

    So is “declared Bilbao occupied”, which parsers take for an active.
    """
    takes = frame.get("place", ("",))[0] == "object" and frame.get("to") == ["subject"]
    above = tree.head(verb)
    declared = (
        verb.relation in ("complement", "open_complement")
        and above is not None
        and above.lemma in grammar["declaring"]
        and not tree.child(verb, "marker")
    )
    takes = takes and verb.lemma not in frame.get("never_bare", ())
    if not takes or not (declared or verb.relation == "root"):
        return None
    if not declared and verb.lemma in frame.get("weak", ()):
        return None
    around = tree.children(
        verb, "auxiliary", "object", "complement", "open_complement", "attribute"
    )
    if verb.tag not in ("VBD", "VBN") or any(around):
        return None
    subject = tree.child(verb, "subject")
    if declared and subject is None and above is not None and is_passive(tree, above):
        return tree.child(above, "passive_subject")  # "Bilbao was declared occupied"
    return (
        subject
        if subject is not None and (declared or subject.kind == "PROPN") and subject.label != "NORP"
        else None
    )
