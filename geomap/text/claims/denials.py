"""Denials that point back: "this was denied by X", "X denied the claim"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geomap.model import Claim, Status, stable_id
from geomap.model.changes import TAKEOVERS
from geomap.text.context.pages import Page
from geomap.text.context.reckoning import Reckoning
from geomap.text.semantics.embedding import Outlooks
from geomap.text.syntax.grammar import object_of, phrase_text, subject_of
from geomap.text.syntax.parse import Tree, Word

_CONFIDENCE = 0.7
_NEAR = 200
"""Characters between a claim and the sentence that tells of an attack beaten off."""
_TAKEN = TAKEOVERS | {"entered"}
_ECHOED = {"denied": ("claimed", "happened"), "claimed": ("claimed", "denied")}
"""Status of the claims that a denial, or somebody standing by a claim, may point back to."""


class Denials:
    """Finds what a denial denies among the claims made before it.

    Parameters
    ----------
    pack
        A language pack.
    outlooks, reckoning
        Its readers of outlooks and dates.
    """

    def __init__(self, pack: dict[str, Any], outlooks: Outlooks, reckoning: Reckoning) -> None:
        self._code = pack["language"]["code"]
        self._attribution = pack["attribution"]
        self._moods, self._undertakings = outlooks.moods, outlooks.undertakings
        self._reckoning = reckoning

    def read(self, page: Page, earlier: list[Claim], here: list[Claim]) -> Iterator[Claim]:
        """Denied versions of the claims ``here`` in the sentence, else of those just before."""
        tree = page.tree
        for verb in tree.words:
            status: Status = "denied"
            told = verb
            if verb.lemma in self._attribution["denying"] and verb.kind == "VERB":
                back, speaker = self._denies(tree, verb), subject_of(tree, verb)
            elif verb.lemma in self._attribution["affirming"] and verb.kind == "VERB":
                back, speaker = self._affirms(tree, verb), subject_of(tree, verb)
                status = "claimed"
            elif self._repelled(tree, verb):
                back, speaker = True, self._teller(tree, verb)
                told = next(iter(tree.words))
            elif self._was_not(tree, verb):
                back, speaker = True, None
            else:
                speaker = self._undertakings.called_false(tree, verb)
                back = speaker is not None
                told = tree.head(speaker) or verb if speaker is not None else verb
            if not back or _tells_itself(tree, verb, here):
                continue
            before = [each for each in here if each.spans["trigger"][1] <= verb.start]
            if not before and not self._reports(tree, told):
                before = [each for each in earlier if 0 <= tree.start - each.end <= 3]
            if told.index == 0:
                before = self._attacked(page, [*earlier, *here], verb)
            before = [each for each in before if each.status in _ECHOED[status]]
            if not before:
                continue
            last = before[-1]
            group = [each for each in before if each.start == last.start
                     and each.spans["trigger"] == last.spans["trigger"]]  # fmt: skip
            named = {name.text.lower() for name in page.names if name.start > verb.end}
            chosen = [each for each in group if each.place and each.place.lower() in named] or group
            own = [each for each in page.days if each.start > verb.end]
            for each in chosen:
                when = self._reckoning.read(page.discourse, own[0]) if own else each.date
                yield replace(
                    each,
                    id=stable_id(page.article.id, tree.start, tree.end, each.id, status),
                    status=status,
                    claimed_by=phrase_text(tree, speaker) if speaker else None,
                    date=when,
                    evidence=tree.text,
                    start=tree.start,
                    end=tree.end,
                    also=(),
                    canonical=each.canonical or each.place,
                    spans={"trigger": (verb.start, verb.end)},
                    confidence=_CONFIDENCE,
                    rule=f"{self._code}: denial of the claim before",
                )

    def _repelled(self, tree: Tree, verb: Word) -> bool:
        """“Said the attack had been repulsed”, "said they had beaten them off"."""
        plain = verb.lemma in self._attribution["repelling"]
        parted = verb.lemma in self._attribution["repelled"] and any(
            each.lower in self._attribution["away"]
            for each in tree.children(verb, "particle", "adverb")
        )
        thing = object_of(tree, verb) if (plain or parted) and verb.kind == "VERB" else None
        if thing is None or self._teller(tree, verb) is None:
            return False
        mood = self._moods.own(tree, verb)
        return thing.among(self._attribution["attackers"]) and not (mood.negated or mood.refused)

    def _teller(self, tree: Tree, verb: Word) -> Word | None:
        """Who says what a clause tells."""
        above = tree.head(verb)
        while above is not None and verb.relation in ("complement", "conjunct"):
            if verb.relation == "complement" and above.lemma in self._attribution["saying"]:
                return subject_of(tree, above)
            verb, above = above, tree.head(above)
        return None

    def _attacked(self, page: Page, claims: list[Claim], verb: Word) -> list[Claim]:
        """What was said to be taken just before, if the sentence is of no other place."""
        last = claims[-1:]
        if not last or last[0].change not in _TAKEN or page.tree.start - last[0].end > _NEAR:
            return []
        teller = self._teller(page.tree, verb)
        own = teller is not None and phrase_text(page.tree, teller) == last[0].claimed_by
        places = {name.called.lower() for name in page.names if name.toponym}
        return [] if own or places - {last[0].called.lower()} else last

    def _was_not(self, tree: Tree, verb: Word) -> bool:
        """“It was not”, "they had not": a clause of these words alone."""
        if verb.kind != "AUX" or verb.relation not in ("root", "conjunct", "parataxis"):
            return False
        beside = [each for each in tree.children(verb)
                  if each.kind not in ("PUNCT", "CCONJ") and ";" not in tree.cut(
                      min(each.start, verb.start), max(each.start, verb.start))]  # fmt: skip
        return (
            len(beside) == 2
            and {each.relation for each in beside} == {"subject", "negation"}
            and any(each.kind == "PRON" for each in beside)
        )

    def _reports(self, tree: Tree, verb: Word) -> bool:
        """Whether the sentence has told something of its own before a verb of denial."""
        for word in tree.words[: verb.index]:
            if word.kind != "VERB" or word.lemma not in self._attribution["saying"]:
                continue
            thing = tree.child(word, "object")
            if thing is None or thing.lemma not in self._attribution["claim_nouns"]:
                return True
        return False

    def _denies(self, tree: Tree, verb: Word) -> bool:
        """Whether a verb of denial points back: "denied this", "a claim rejected by Y"."""
        noun = tree.head(verb)
        if verb.relation in ("participle", "relative") and noun is not None:
            if noun.lemma in self._attribution["claim_nouns"]:
                return True
        thing = object_of(tree, verb)
        told = tree.children(verb, "complement", "open_complement")
        parted = (";" in tree.cut(each.start, verb.start) for each in told)  # another sentence
        if thing is None or not all(parted):
            return False
        own = tree.child(verb, "object")
        negated = self._moods.own(tree, verb).negated
        if verb.relation == "relative" and own is not None and own.tag == "WDT":
            return not negated  # ", which Y denied"
        if negated or tree.child(verb, "preconj"):
            return False
        clauses = tree.children(thing, "participle", "relative", "complement")
        if any("complementiser" in child.roles and child.relation == "marker"
               for clause in clauses for child in tree.children(clause)):  # fmt: skip
            return False  # "denying reports that Y had fallen" denies that of Y
        back = thing.kind == "PRON" or "anaphor" in thing.roles
        return back or thing.lemma in self._attribution["claim_nouns"]

    def _affirms(self, tree: Tree, verb: Word) -> bool:
        """Whether a verb stands by what was told before: "acknowledged it"."""
        thing = tree.child(verb, "object")
        back = thing is not None and ("anaphor" in thing.roles or thing.tag == "WDT")
        return back and not self._moods.own(tree, verb).negated


def _tells_itself(tree: Tree, verb: Word, here: list[Claim]) -> bool:
    """Whether what is denied says what it is: "rejected the claim that X had fallen"."""
    thing = tree.child(verb, "object")
    inside = tree.subtree(thing) if thing is not None and thing.index > verb.index else []
    return any(word.start == each.spans["trigger"][0] for word in inside for each in here)
