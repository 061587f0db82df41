"""How a trigger stands: told as a fact, claimed, denied, planned, or no event at all.

The walk goes from the trigger up through the clauses that embed it. Each step may refuse the
event ("tried to", "if", "to capture it"), turn it into a plan ("will", "agreed to"), or hang it
on a speaker ("the ministry said", "denied that").
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from geomap.model import Reason
from geomap.text.semantics.conditions import TIMES
from geomap.text.semantics.outlook import Moods, Outlook, ahead
from geomap.text.semantics.undertakings import Undertakings
from geomap.text.syntax.grammar import infinitive, is_passive, obliques, subject_of
from geomap.text.syntax.parse import Tree, Word

_HEIGHT = 12


class Outlooks:
    """Reads outlooks with the words of a language pack."""

    def __init__(self, pack: dict[str, Any]) -> None:
        self._grammar = {
            key: frozenset(value) if isinstance(value, list) else value
            for key, value in pack["grammar"].items()
        }
        self._attribution = {key: frozenset(value) for key, value in pack["attribution"].items()}
        # who says so where nobody is the subject: "it was said at the ministry"
        self._at = self._attribution.get("at", frozenset())
        self.moods = Moods(self._grammar)
        self.undertakings = Undertakings(self._grammar, self._attribution)

    def of(self, tree: Tree, trigger: Word, *, noun: bool) -> Outlook:
        """Outlook of a trigger."""
        outlook = self.moods.own(tree, trigger)
        node = trigger
        for height in range(_HEIGHT):
            if outlook.refused:
                return outlook
            head = tree.head(node)
            if head is None:
                break
            if ";" in tree.cut(min(node.start, head.start), max(node.start, head.start)):
                break  # another sentence in all but name
            outlook = self._step(tree, node, head, outlook, noun=noun and height == 0)
            if self._told_aside(tree, node, head):
                break  # "said they left X, which they took in May": the text itself tells that
            node = head
        return self._by_words(tree, trigger, outlook)

    def _step(self, tree: Tree, node: Word, head: Word, outlook: Outlook, *, noun: bool) -> Outlook:
        """One clause up."""
        relation = node.relation
        if self.undertakings.is_false(tree, node, head):
            return replace(outlook, said=True, denied=not outlook.denied)
        if infinitive(tree, node) and self._outcome(tree, node):
            return outlook
        if relation == "conjunct":
            return self._coordinated(tree, node, head, outlook)
        if relation in ("open_complement", "complement"):
            return self._embedded(tree, node, head, outlook)
        if relation in ("adverbial", "oblique_clause", "participle"):
            return self._adjoined(tree, node, head, outlook)
        if relation == "relative" and infinitive(tree, node):
            due = head.lemma in self._grammar["plan_nouns"]  # "the deadline for them to leave"
            return self._adjoined(tree, node, head, outlook) if due else outlook
        if relation == "relative":
            told = self._told_aside(tree, node, head)
            return outlook if told else replace(outlook, said=True)
        if node.lemma in self._attribution["claim_nouns"]:
            above = tree.head(head)
            confirming = head.lemma in self._attribution["confirming"]
            if confirming and self.moods.own(tree, head).negated:  # "could not be confirmed"
                return replace(outlook, refused=Reason("negated_word", words=head.text))
            if self.undertakings.falsified(tree, node, head):
                saying = head if head.lemma in self._attribution["calling"] else above or head
                return self._denied(tree, saying, outlook)
        if noun or node.kind in ("NOUN", "PROPN"):
            return self._nominal(tree, node, head, outlook)
        if relation == "parataxis":
            return self._spoken(tree, head, outlook)
        return outlook

    def _told_aside(self, tree: Tree, node: Word, head: Word) -> bool:
        """Whether the text itself tells what a clause says, whatever is said around it.

        Not so "reports that X fell", though parsers take it for a relative clause.
        """
        if node.relation != "relative":
            return _in_passing(tree, node, head)
        reported = head.lemma in self._attribution["claim_nouns"]
        return not (reported and any("complementiser" in each.roles
                                     for each in tree.children(node)))  # fmt: skip

    def _has_until(self, tree: Tree, verb: Word) -> bool:
        """“Has until Friday to leave”, "was given a week to leave"."""
        beside = tree.children(verb, "adverb", "object")
        if verb.lemma in self._grammar["granting"] and any(each.label in TIMES for each in beside):
            return True
        return any(each.label == "DATE" for each in obliques(tree, verb, self._grammar["until"]))

    def _outcome(self, tree: Tree, node: Word) -> bool:
        """“fell, only for the army to retake it”: what came of it."""
        first = min(each.index for each in tree.subtree(node))
        around = tree.words[max(0, first - 1) : first + 2]
        return any(each.lower in self._grammar["outcomes"] for each in around)

    def _coordinated(self, tree: Tree, node: Word, head: Word, outlook: Outlook) -> Outlook:
        """Share "will" and "to" with the verb that it is coordinated with."""
        if node.kind not in ("VERB", "AUX") or head.kind not in ("VERB", "AUX"):
            return outlook
        if tree.child(node, "subject", "passive_subject") or tree.child(node, "auxiliary"):
            return outlook
        above = self.moods.own(tree, head)
        if node.tag in ("VB", head.tag):
            return replace(
                outlook,
                planned=outlook.planned or above.planned,
                refused=outlook.refused or above.refused,
                tense=above.tense,
            )
        return outlook

    def _embedded(self, tree: Tree, node: Word, head: Word, outlook: Outlook) -> Outlook:
        lemma = head.lemma
        to = infinitive(tree, node)
        if lemma in self._attribution["denying"]:
            after = node.index > head.index
            return self._denied(tree, head, outlook) if after else outlook
        perfect = any("perfect" in child.roles for child in tree.children(node, "auxiliary"))
        perfect = perfect or lemma in self._attribution["professing"]
        if to and perfect and lemma in self._attribution["saying"]:
            return self._spoken(tree, head, outlook)
        if to and lemma in self._attribution["supposing"] and is_passive(tree, head):
            return self._spoken(tree, head, outlook)  # "are reported to hold X"
        if node.relation == "open_complement" or to:
            if (
                self._coming(tree, head)
                or lemma in self._grammar["planning"] | self._grammar["expecting"]
            ):
                tense = ahead(tree, head)
                return self._up(tree, head, replace(outlook, planned=True, tense=tense))
            if to and self._has_until(tree, head):
                return replace(outlook, planned=True, tense="future")
            if lemma in self._grammar["passing"] or ("perfect" in head.roles and head.tag == "VBD"):
                return self._up(tree, head, outlook)  # "had to leave"
            if "copula" in head.roles:
                return self._up(tree, head, outlook)
            if lemma in self._attribution["saying"] and not to:
                return self._spoken(tree, head, outlook)
            if (
                outlook.saying is node
                and head.kind == "ADJ"
                and lemma not in self._grammar["unlikely"]
            ):
                return outlook  # "is pleased to announce that"
            if to or lemma in self._grammar["refusing"]:
                return replace(outlook, refused=Reason("aimed_at", words=head.text))
            return outlook
        if lemma in self._attribution["saying"] or self._rumoured(tree, head):
            return self._spoken(tree, head, outlook)
        if lemma in self._grammar["planning"] and outlook.planned:
            return outlook
        if lemma in self._grammar["refusing"]:
            return replace(outlook, refused=Reason("not_told", words=head.text))
        return outlook

    def _coming(self, tree: Tree, head: Word) -> bool:
        """“Is going to”, "is about to"; of what was about to be nothing may have come."""
        above = tree.head(head)
        verbs = (*tree.children(head, "auxiliary"), *((above,) if above is not None else ()))
        be = [each for each in verbs if "copula" in each.roles]
        progressive = head.tag == "VBG" or head.kind != "VERB"
        going = head.lemma in self._grammar["going"] and progressive
        return going and bool(be) and not any(each.tag == "VBD" for each in be)

    def _rumoured(self, tree: Tree, verb: Word) -> bool:
        """“Rumour had it that”."""
        teller, thing = tree.child(verb, "subject"), tree.child(verb, "object")
        told = teller is not None and teller.lemma in self._attribution["claim_nouns"]
        if told and verb.lemma in self._attribution["circulating"]:
            return True  # "claims are circulating that"
        return told and "perfect" in verb.roles and thing is not None and "anaphor" in thing.roles

    def _up(self, tree: Tree, head: Word, outlook: Outlook) -> Outlook:
        """Take over what stands at the verb above: "did not manage to", "will begin to"."""
        above = self.moods.own(tree, head)
        return replace(
            outlook,
            negated=outlook.negated != above.negated,
            planned=outlook.planned or above.planned,
            refused=outlook.refused or above.refused,
            tense="future" if above.planned else outlook.tense,
        )

    def _adjoined(self, tree: Tree, node: Word, head: Word, outlook: Outlook) -> Outlook:
        if infinitive(tree, node):
            if self.undertakings.by_charter(tree, head) or self._has_until(tree, head):
                return replace(outlook, planned=True, tense="future")
            noun = head.lemma if head.kind in ("NOUN", "PROPN", "ADJ") else ""
            if noun in self._grammar["plan_nouns"]:
                if self.undertakings.missed(tree, head):
                    return replace(outlook, refused=Reason("not_done", words=head.text))
                return replace(outlook, planned=True, tense="future")
            if noun in self._grammar["able"]:
                return outlook
            if noun in self._grammar["unlikely"]:
                return replace(outlook, refused=Reason("not_done", words=head.text))
            if noun in self._grammar["ordinals"] or any(
                child.lower in self._grammar["ordinals"] for child in tree.children(head)
            ):
                return outlook  # "the first town to fall"
            perfect = any("perfect" in child.roles for child in tree.children(node, "auxiliary"))
            perfect = perfect or noun in self._attribution["professing"]
            if perfect and noun in self._attribution["claim_nouns"]:
                return replace(outlook, said=True)
            return replace(outlook, refused=Reason("aim"))
        if node.relation == "oblique_clause":
            if head.kind == "NOUN" and self.moods.own(tree, head).negated:
                return replace(outlook, negated=not outlook.negated)  # "no question of it falling"
            last = node.adposition.split(" ")[-1]
            if last in self._grammar["apart"] | self._grammar["kept_from"] or (
                head.lemma in self._grammar["aims"] | self._grammar["refusing"]
                and last in self._grammar["toward"]
            ):
                return replace(outlook, refused=Reason("not_done", words=f"{head.text} {last}"))
            if not self._grammar["aiming"].isdisjoint(node.adposition.split(" ")):
                return replace(outlook, refused=Reason("aim_of", words=last))
            if head.lemma in self._attribution["accusing"]:
                return replace(outlook, said=True)
        return outlook

    def _nominal(self, tree: Tree, node: Word, head: Word, outlook: Outlook) -> Outlook:
        """A nominalisation under a verb or a noun: "denied the capture", "plans for the fall"."""
        lemma = head.lemma
        told_of = lemma in self._attribution["saying"] and node.relation == "oblique"
        if told_of and node.adposition in self._attribution["telling"]:
            return self._told_of(tree, node, head, outlook)  # "told of the fall of X"
        if node.relation == "object":
            if lemma in self._attribution["denying"]:
                return self._denied(tree, head, outlook)
            if self.undertakings.falsified(tree, node, head):
                return self._denied(tree, head, outlook)
            announced = node.lemma in self._grammar["announced_plans"]
            if announced and self.undertakings.by_charter(tree, head):
                return replace(outlook, planned=True, tense="future")
            if announced and lemma in self._grammar["planning"]:
                return replace(self._spoken(tree, head, outlook), planned=True, tense="future")
            if lemma in self._attribution["saying"]:
                return self._spoken(tree, head, outlook)
            if lemma in self._grammar["refusing"] | self._grammar["planning"]:
                return replace(outlook, refused=Reason("not_told", words=head.text))
            if (
                lemma in self._grammar["approving"]
                and node.lemma in self._grammar["announced_plans"]
            ):
                return replace(outlook, planned=True, tense="future")
            if lemma in self._grammar["passing"] | self._grammar["achieving"]:
                return self._up(tree, head, outlook)  # "will begin the withdrawal from X"
        if node.relation == "oblique" and self.undertakings.signed(tree, node, head):
            return replace(outlook, planned=True, tense="future")
        if node.relation == "oblique" and self.undertakings.laid_down(tree, node, head):
            return replace(outlook, planned=True, tense="future")
        if node.relation == "oblique":
            toward = node.adposition.split(" ")[-1] in self._grammar["toward"]
            if toward and lemma in self._grammar["aims"] | self._grammar["refusing"]:
                return replace(outlook, refused=Reason("aim_of", words=head.text))
            if node.adposition in self._grammar["aiming"] | self._grammar["apart"]:
                return replace(outlook, refused=Reason("aim_of", words=node.adposition))
            if lemma in self._attribution["claim_nouns"]:
                return replace(outlook, said=True)
            if lemma in self._attribution["saying"]:
                about = node.adposition in self._attribution["about"]
                return self._spoken(tree, head, outlook) if about else outlook
        ended = node.relation in ("subject", "passive_subject", "object")
        if ended and self._among(tree, head, "ending"):
            return replace(outlook, refused=Reason("end_of_it", words=head.text))
        wished = lemma in self._grammar["refusing"] - self._grammar["awaiting"]
        if wished and node.relation == "passive_subject":  # "the withdrawal was demanded"
            return replace(outlook, refused=Reason("not_told", words=head.text))
        if node.relation in ("subject", "passive_subject") and head.kind in ("VERB", "AUX"):
            above = self.moods.own(tree, head)
            ordered = node.relation == "passive_subject" and lemma in self._grammar["planning"]
            if (
                above.planned
                or (ordered and node.lemma in self._grammar["announced_plans"])
                or self._among(tree, head, "awaiting")
                or self.undertakings.is_due(tree, head)
            ):
                refused = above.refused or (Reason("negated") if above.negated else "")
                return replace(outlook, planned=True, refused=refused, tense="future")
            return replace(outlook, refused=above.refused, negated=above.negated)
        return outlook

    def _among(self, tree: Tree, verb: Word, table: str) -> bool:
        """Whether a verb is in a table, alone or with a particle: "lifted", "called off"."""
        words = {f"{verb.lemma} {each.lower}" for each in tree.children(verb, "particle", "adverb")}
        return not self._grammar[table].isdisjoint({verb.lemma, *words})

    def _told_of(self, tree: Tree, node: Word, verb: Word, outlook: Outlook) -> Outlook:
        """“told of the fall of X”; that of a withdrawal may be an announcement."""
        told = self._spoken(tree, verb, outlook)
        announced = node.lemma in self._grammar["announced_plans"]
        if announced and verb.lemma in self._grammar["planning"]:
            return replace(told, planned=True, tense="future")
        return told

    def _spoken(self, tree: Tree, verb: Word, outlook: Outlook) -> Outlook:
        """Hang the event on a verb of saying."""
        negated = self.moods.own(tree, verb).negated or self._unable(tree, verb)
        speaker = subject_of(tree, verb) or next(obliques(tree, verb, self._at), None)
        if speaker is None and verb.tag == "VB" and not any(tree.children(verb, "auxiliary")):
            return replace(outlook, refused=Reason("command", words=verb.text))
        if negated:
            return replace(outlook, refused=Reason("negated_word", words=verb.text))
        speakers = outlook.speakers or ((speaker,) if speaker is not None else ())
        return replace(outlook, said=True, saying=outlook.saying or verb, speakers=speakers)

    def _unable(self, tree: Tree, verb: Word) -> bool:
        """“Was unable to confirm”."""
        above = tree.head(verb)
        able = above is None or above.lemma not in self._grammar["unlikely"]
        return not able and infinitive(tree, verb)

    def _as_told(self, tree: Tree, clause: Word) -> bool:
        """“As reported by Y”, not “as Y announced a truce”."""
        bare = clause.tag == "VBN" and tree.child(clause, "subject", "passive_subject") is None
        return (
            bare
            and clause.lemma in self._attribution["saying"]
            and any(
                each.lower in self._attribution["quoting"]
                for each in tree.children(clause, "marker")
            )
        )

    def _denied(self, tree: Tree, verb: Word, outlook: Outlook) -> Outlook:
        speaker = subject_of(tree, verb)
        teller = speaker is not None and speaker.lemma not in self._attribution["claim_nouns"]
        speakers = (speaker,) if teller and speaker is not None else ()
        denied = not outlook.denied
        return replace(outlook, said=True, saying=verb, denied=denied, speakers=speakers)

    def _by_words(self, tree: Tree, trigger: Word, outlook: Outlook) -> Outlook:
        """“according to X”, "reportedly"."""
        clause = trigger
        while clause.kind not in ("VERB", "AUX") and (up := tree.head(clause)) is not None:
            clause = up
        for verb in (trigger, clause):
            for child in tree.children(verb, "parataxis"):
                if child.lemma in self._attribution["saying"] and not outlook.said:
                    return self._spoken(tree, child, outlook)
            for child in tree.children(verb, "adverbial"):
                if self._as_told(tree, child) and not outlook.said:
                    return self._spoken(tree, child, outlook)
        hearsay = any(
            child.lower in self._attribution["hearsay"]
            for verb in (trigger, clause)
            for child in tree.children(verb, "adverb")
        )
        if hearsay and not outlook.said:
            outlook = replace(outlook, said=True)
        if outlook.negated and not outlook.said:
            wanted = self._attribution["contrary"]
            beside = (each for verb in (trigger, clause)
                      for each in tree.children(verb, "adverb", "oblique"))  # fmt: skip
            if any(each.lower in wanted or each.adposition in wanted for each in beside):
                return replace(outlook, said=True)
        if not outlook.speakers:
            for word in tree.words:
                if (
                    word.relation in ("oblique", "oblique_clause")
                    and word.adposition in self._attribution["according"]
                    and _above(tree, trigger, word)
                    and not self._of_the_next(tree, trigger, word)
                ):
                    return replace(outlook, said=True, speakers=(word,))
        return outlook

    def _of_the_next(self, tree: Tree, trigger: Word, word: Word) -> bool:
        """Whether “according to Y” stands behind an "and", and is about what follows it."""
        first = tree.text.rfind(word.adposition, 0, word.start - tree.start)
        before = tree.text[:first].rstrip().removesuffix(",").split()[-1:]
        joined = bool(before) and before[0].lower() in self._grammar["joining"]
        return joined and trigger.start < word.start


def _in_passing(tree: Tree, node: Word, head: Word) -> bool:
    """Whether a participle stands behind a comma: “X, taken in May, was not given up”."""
    aside = node.relation == "participle" and head.end <= node.start
    clause = tree.child(node, "marker") is not None  # «сообщения о том, что X взят»
    return aside and not clause and "," in tree.cut(head.end, node.start)


def _above(tree: Tree, trigger: Word, word: Word) -> bool:
    """Whether what a word hangs on embeds the trigger."""
    node: Word | None = trigger
    while node is not None:
        if node.index == word.head:
            return True
        node = tree.head(node)
    return False
