"""Control frames: which words of a sentence say that control changes, and what fills their slots.

A frame is a table of the language pack: the lemmas that trigger it, what else must stand there
(a particle, an object such as "control"), the change it means, and where the taker, the holder
and the place stand relative to the trigger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, get_args

from geomap.errors import RulesError
from geomap.model import Change
from geomap.text.semantics.conditions import TIMES, fits, particles_of, telegraphic
from geomap.text.semantics.matches import Match
from geomap.text.semantics.possession import Possession
from geomap.text.syntax.grammar import (
    is_passive,
    object_of,
    obliques,
    owners,
    subject_of,
    surface_subject,
    text_of,
    without_gapped,
)
from geomap.text.syntax.parse import AGENT, GENITIVE, Tree, Word


class Frames:
    """The frames of a language pack, ready to be matched.

    Raises
    ------
    RulesError
        If a frame has no name, or a change that does not exist.
    """

    def __init__(self, pack: dict[str, Any]) -> None:
        self._frames: list[dict[str, Any]] = pack["frames"]
        self._grammar: dict[str, Any] = pack["grammar"]
        self._places: dict[str, Any] = pack["places"]
        self._forces = frozenset(pack["actors"]["forces"]).difference(self._places["standins"])
        self._possession = Possession(self._grammar, self._forces)
        for frame in self._frames:
            if frame.get("change") not in get_args(Change) or "name" not in frame:
                raise RulesError(
                    f"frame {frame.get('name', frame)!r}: no such change; see docs/contract.md"
                )

    @cached_property
    def _verbs(self) -> dict[str, list[dict[str, Any]]]:
        return self._by_lemma(noun=False)

    @cached_property
    def _nouns(self) -> dict[str, list[dict[str, Any]]]:
        return self._by_lemma(noun=True)

    def _by_lemma(self, *, noun: bool) -> dict[str, list[dict[str, Any]]]:
        index: dict[str, list[dict[str, Any]]] = {}
        for frame in self._frames:
            if bool(frame.get("noun")) == noun:
                for lemma in frame.get("lemma", ()):
                    index.setdefault(lemma, []).append(frame)
        for frames in index.values():
            frames.sort(key=_specificity, reverse=True)
        return index

    @cached_property
    def _under(self) -> dict[str, dict[str, Any]]:
        """Frames of nouns that stand behind "under": control, siege."""
        return {noun: frame for frame in self._frames for noun in frame.get("under", ())}

    @cached_property
    def _out_of(self) -> dict[str, dict[str, Any]]:
        """Frames of nouns that stand behind "out of": hands, control."""
        return {noun: frame for frame in self._frames for noun in frame.get("out_of", ())}

    @cached_property
    def _in_control(self) -> dict[str, Any] | None:
        return next((frame for frame in self._frames if frame.get("in_control")), None)

    @cached_property
    def triggers(self) -> frozenset[str]:
        """Lemmas that may trigger a frame: a sentence without one need not be looked at."""
        words = set(self._verbs) | set(self._nouns)
        words.update(self._under, self._out_of, self._grammar["control"])
        return frozenset(words)

    def matches(self, tree: Tree) -> Iterator[Match]:
        """All matches in a sentence, in order of the text."""
        used: set[int] = set()
        found: list[Match] = []
        for word in tree.words:
            match = self._match(tree, word)
            if match is not None:
                found.append(match)
                used.update(each.index for each in match.extra)
        for match in found:
            if match.trigger.index not in used or match.frame.get("object"):
                yield match

    def _match(self, tree: Tree, word: Word) -> Match | None:
        if word.relation == "attribute" and (word.kind == "ADJ" or word.tag == "VBN"):
            for frame in self._verbs.get(word.lemma, ()):
                if frame.get("adjective"):
                    return self._adjective(tree, word, frame)
        if word.kind in ("VERB", "AUX") or (word.tag in ("VBD", "VBN", "VBG", "VBZ", "VBP")):
            return _fullest(
                self._verb(tree, word, frame) for frame in self._verbs.get(word.lemma, ())
            )
        if word.kind in ("NOUN", "PROPN"):
            if (under := self._under.get(word.lemma)) is not None:
                if match := self._possession.under(tree, word, under):
                    return match
            if (out_of := self._out_of.get(word.lemma)) is not None:
                if match := self._possession.out_of(tree, word, out_of):
                    return match
            if self._in_control and word.lemma in self._grammar["control"]:
                if match := self._possession.within(tree, word, self._in_control):
                    return match
            for frame in self._nouns.get(word.lemma, ()):
                if match := self._noun(tree, word, frame):
                    return match
        return None

    def _verb(self, tree: Tree, verb: Word, frame: dict[str, Any]) -> Match | None:
        particles = particles_of(tree, verb, frame, self._grammar)
        if particles is None or not fits(tree, verb, frame, self._grammar):
            return None
        complements = self._complements(tree, verb, frame)
        if complements is None:
            return None
        thing, words = complements
        extra = (*particles, *words)
        place, to, holder = (
            self._slot(tree, verb, frame, slot, thing, extra) for slot in ("place", "to", "from")
        )
        if not holder:
            # "captured the town of X from Y", where parsers hang Y on the town
            apart = set(frame.get("from", ())) - {GENITIVE, AGENT}
            towns = (each for head in place for each in (head, *obliques(tree, head, (GENITIVE,))))
            holder = tuple(each for town in towns for each in obliques(tree, town, apart))
        holder = tuple(each for each in holder if each not in place)
        if not place and (told := telegraphic(tree, verb, frame, self._grammar)):
            place, to = (told,), tuple(obliques(tree, verb, (AGENT,)))
        if (of := frame.get("of_whom")) and not any(each.lemma in of for each in holder):
            return None
        if frame.get("needs_place") and not place and not frame.get("opened"):
            return None
        given = bool(holder) and is_passive(tree, verb)
        if frame.get("needs_to") and not (to or (given and not frame.get("needs_to_always"))):
            return None
        return Match(frame, verb, place, to, holder, extra)

    def _complements(
        self, tree: Tree, verb: Word, frame: dict[str, Any]
    ) -> tuple[Word | None, list[Word]] | None:
        """Object of a verb, and what its frame wants for object and subject; None without that."""
        thing = object_of(tree, verb)
        words: list[Word] = []
        if frame.get("needs_object") and thing is None:
            return None
        if wanted := frame.get("object"):
            thing = self._constrained(tree, thing, frame)
            if thing is None:
                return None
            words.append(thing)
        if about := frame.get("about"):
            thing = thing or next(obliques(tree, verb, frame.get("about_in", ())), None)
            if thing is None or not re.search(about, text_of(tree, thing), re.IGNORECASE):
                return None
            words.append(thing)
        if frame.get("national"):
            if thing is None or thing.kind != "ADJ" or thing.label != "NORP":
                return None
            words.append(thing)
        if wanted := frame.get("subject"):
            subject = surface_subject(tree, verb)
            if subject is None or subject.lemma not in wanted:
                return None
            if not re.search(frame.get("subject_about", ""), text_of(tree, subject), re.IGNORECASE):
                return None
            if frame.get("pending") and any(obliques(tree, subject, self._grammar["yielded"])):
                return None  # "the handover of X took place" says of which
            words.append(subject)
        return thing, words

    def _agent_behind(self, tree: Tree, verb: Word) -> Word | None:
        """Agent that a parser gives to what stands before it: “entered without a fight by X”."""
        if not is_passive(tree, verb):
            return None
        ways = obliques(tree, verb, self._grammar["manners"])
        agents = (each for way in ways for each in obliques(tree, way, (AGENT,)))
        return next((each for each in agents if each.label not in TIMES), None)

    def _is_way(self, tree: Tree, word: Word) -> bool:
        """Whether “by land” or “by storm” says how, and not by whom."""
        return word.lower in self._grammar["ways"] and not any(
            tree.children(word, "determiner", "modifier", "possessor")
        )

    def _belonging(self, tree: Tree, thing: Word) -> list[Word]:
        """Whose a thing is: the Iraqi flag, the flag of the republic."""
        owners = [
            *tree.children(thing, "possessor", "modifier"),
            *obliques(tree, thing, (GENITIVE,)),
        ]
        return [each for each in owners if each.kind in ("PROPN", "ADJ", "NOUN")][:1]

    def _constrained(self, tree: Tree, thing: Word | None, frame: dict[str, Any]) -> Word | None:
        """Object among the words wanted: itself, or one coordinated with it."""
        wanted: list[str] = frame["object"]
        if thing is None:
            return None
        if thing.kind == "PRON" and thing.lemma not in wanted:
            # "the transfer was due, but they postponed it"
            before = [each for each in tree.words[: thing.index] if each.lemma in wanted]
            alone = frame.get("pronoun") and thing.lower in self._grammar["neuter"]
            return before[-1] if before else thing if alone else None
        if thing.lemma in wanted:
            other = self._grammar["other_control"]
            if any(each.lower in other for each in tree.children(thing, "modifier")):
                return None
            return thing
        return next((each for each in tree.children(thing, "modifier", "conjunct")
                     if each.lemma in wanted), None)  # fmt: skip

    def _slot(
        self,
        tree: Tree,
        verb: Word,
        frame: dict[str, Any],
        slot: str,
        thing: Word | None,
        extra: tuple[Word, ...],
    ) -> tuple[Word, ...]:
        """Heads of the phrases in the first of the named positions that is filled."""
        for name in frame.get(slot, ()):
            found: list[Word] = []
            if name == "subject":
                subject = subject_of(tree, verb) or self._agent_behind(tree, verb)
                found = [subject] if subject is not None and not self._is_way(tree, subject) else []
            elif name == "subject's":  # "the defenders of X surrendered"
                subject = surface_subject(tree, verb)
                if (
                    subject is not None
                    and (subject.among(self._forces) or subject.label == "NORP")
                    and not tree.child(subject, "number")
                ):
                    found = list(obliques(tree, subject, self._places["inside"]))
            elif name == "moved":
                subject = surface_subject(tree, verb)
                found = [subject] if subject is not None else []
            elif name == "predicate":  # "X was theirs", "X became Indian"
                found = [extra[-1]] if extra else []
            elif name == "thing's":
                found = self._belonging(tree, extra[-1]) if extra else []
            elif name == "object":
                found = [thing] if thing is not None and thing not in extra else []
                if found and thing is not None and thing.head == verb.index:
                    # parsers give a verb two subjects when a clause parts coordinated ones
                    same = tree.children(verb, thing.relation)
                    found += [each for each in same if each is not thing
                              and not any(tree.children(each, "participle"))]  # fmt: skip
            elif name == "control":
                if thing is not None and thing.lemma in self._grammar["control"]:
                    found = list(obliques(tree, thing, self._grammar["over"]))
                    found = found or list(obliques(tree, verb, self._grammar["over"]))
            else:
                adposition, _, noun = name.rpartition(" ")
                if noun not in self._grammar["control"]:  # "for control", but "out of"
                    adposition, noun = name, ""
                found = [] if frame.get("venue") else list(obliques(tree, verb, (adposition,)))
                for each in extra:
                    found.extend(obliques(tree, each, (adposition,)))
                found = [
                    each for each in _of_one_kind(tree, found) if not noun or each.lemma == noun
                ]
                found = without_gapped(tree, found)
                found = self._of_forces(tree, found, name) if slot == "place" else found
                if frame["change"] == "postponed" and slot == "place":
                    found = self._of_plans(tree, found)
            if found and not (name == "object" and found[0].lemma in self._grammar["control"]):
                return tuple(found)
        return ()

    def _of_forces(self, tree: Tree, found: list[Word], name: str) -> list[Word]:
        """Without forces, but with what they leave: “the withdrawal of troops from X”."""
        places: list[Word] = []
        for each in found:
            if not each.among(self._forces):
                places.append(each)
            elif name == GENITIVE:
                places.extend(obliques(tree, each, self._grammar["left"]))
        return places

    def _of_plans(self, tree: Tree, found: list[Word]) -> list[Word]:
        """“The deadline for the withdrawal from X”: X."""
        places: list[Word] = []
        for each in found:
            planned = each.lemma in self._grammar["announced_plans"]
            of = obliques(tree, each, self._grammar["yielded"] + self._grammar["left"])
            places.extend(of if planned else (each,))
        return places

    def _adjective(self, tree: Tree, word: Word, frame: dict[str, Any]) -> Match | None:
        """“X remained contested”."""
        head = tree.head(word)
        subject = surface_subject(tree, head) if head is not None else None
        if subject is not None and subject.lemma not in frame.get("subject", (subject.lemma,)):
            return None
        holder = owners(tree, word, frame.get("from", ()))
        return Match(frame, word, (subject,), (), holder, (head,)) if subject and head else None

    def _noun(self, tree: Tree, noun: Word, frame: dict[str, Any]) -> Match | None:
        for name in frame["place"]:
            found = _of_one_kind(tree, list(obliques(tree, noun, (name,))))
            if name == "possessor":
                found = [each for each in tree.children(noun, name) if each.kind == "PROPN"]
            if place := tuple(self._of_forces(tree, found, name)):
                break
        else:
            return None
        to, holder = (owners(tree, noun, frame.get(slot, ())) for slot in ("to", "from"))
        verb = tree.head(noun)
        if not to and verb is not None and verb.lemma in self._grammar["achieving"]:
            subject = subject_of(tree, verb) if noun.relation == "object" else None
            to = (subject,) if subject is not None and "to" in frame else ()
        holder = tuple(each for each in holder if each not in place)
        return Match(frame, noun, place, to, holder) if to or not frame.get("needs_to") else None


def _of_one_kind(tree: Tree, found: list[Word]) -> list[Word]:
    """Obliques without dates, and without what the parser took from another phrase.

    “The loss of X, capital of Y” is of X alone, “withdrew from X and from Y” from both.
    """
    found = [each for each in found if each.label not in TIMES]
    kept = found[:1]
    for each in found[1:]:
        between = tree.cut(kept[-1].end, each.start)
        words = [word for word in tree.between(kept[-1].end, each.start) if word.kind == "NOUN"]
        if not words or not between.lstrip().startswith(","):
            kept.append(each)
    return kept


def _fullest(matches: Iterable[Match | None]) -> Match | None:
    """First match that has a place or that of a plan, else the first."""
    first: Match | None = None
    for match in matches:
        if match is not None and (match.place or match.frame.get("pending")):
            return match
        first = first or match
    return first


def _specificity(frame: dict[str, Any]) -> int:
    """Frames with more conditions are tried first."""
    return (
        2 * ("object" in frame)
        + 2 * ("about" in frame)
        + 2 * ("particle" in frame)
        + ("needs_place" in frame)
        + 2 * ("subject" in frame)
        + ("needs_to" in frame)
    )
