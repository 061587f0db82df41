"""What a treaty lays down and what is due on a day, and reports that are called false."""

from __future__ import annotations

from typing import Any

from geomap.text.syntax.grammar import infinitive, subject_of, surface_subject
from geomap.text.syntax.parse import Tree, Word


class Undertakings:
    """Reads who or what stands behind a noun that tells of a plan or a report.

    Parameters
    ----------
    grammar, attribution
        Words of a language pack, by their table.
    """

    def __init__(self, grammar: dict[str, Any], attribution: dict[str, frozenset[str]]) -> None:
        self._grammar = grammar
        self._attribution = attribution

    def laid_down(self, tree: Tree, node: Word, head: Word) -> bool:
        """Whether a treaty or a date is of what a noun tells: "the deadline for the handover"."""
        if node.lemma not in self._grammar["announced_plans"]:
            return False
        if head.kind in ("NOUN", "PROPN"):
            return head.lemma in self._grammar["dues"]
        return self.by_charter(tree, head) or head.lemma in self._grammar["approving"]

    def by_charter(self, tree: Tree, verb: Word) -> bool:
        """Whether a treaty or plan is what asks for something: "the deal calls for"."""
        subject = surface_subject(tree, verb)
        charter = subject is not None and subject.lemma in self._grammar["charters"]
        return charter and verb.lemma in self._grammar["chartering"]

    def is_due(self, tree: Tree, verb: Word) -> bool:
        """Whether what a verb says is yet to come: "is due", "is to begin"."""
        if "copula" not in verb.roles or not self._grammar["plan_nouns"]:
            return False
        return any(
            child.lemma in self._grammar["plan_nouns"]
            if child.relation == "attribute"
            else child.relation == "open_complement" and infinitive(tree, child)
            for child in tree.children(verb)
        )

    def signed(self, tree: Tree, node: Word, head: Word) -> bool:
        """Whether somebody signs what a noun tells: "signed an order for the withdrawal"."""
        if node.lemma not in self._grammar["announced_plans"] or head.relation != "object":
            return False
        verb = tree.head(head)
        signing = verb is not None and verb.lemma in self._grammar["signing"]
        return signing and head.lemma in self._grammar["plan_nouns"] | self._grammar["charters"]

    def missed(self, tree: Tree, deadline: Word) -> bool:
        """Whether a day went by: "missed the deadline to leave"."""
        verb = tree.head(deadline)
        missing = verb is not None and verb.lemma in self._grammar["missing"]
        return missing and deadline.relation == "object"

    def is_false(self, tree: Tree, clause: Word, head: Word) -> bool:
        """Whether a clause is called false: "it is a lie that X fell", "is not true that"."""
        if clause.relation not in ("complement", "relative") or not any(
            {"complementiser", "marker"} & {*each.roles, each.relation}
            for each in tree.children(clause)
        ):
            return False
        said = tree.child(head, "attribute") if "copula" in head.roles else head
        verb = head if "copula" in head.roles else tree.head(head)
        if said is None or (said is head and head.relation not in ("attribute", "root")):
            return False
        negated = verb is not None and tree.child(verb, "negation") is not None
        return said.among(self._attribution["true" if negated else "false"])

    def falsified(self, tree: Tree, report: Word, verb: Word) -> bool:
        """Whether a report is called false: "said reports that X fell were untrue"."""
        if verb.lemma in self._attribution["true"]:  # "there is no truth in reports"
            return report.relation == "oblique" and any(
                each.lower in self._grammar["negations"]
                for each in tree.children(verb, "determiner", "negation")
            )
        if verb.lemma in self._attribution["denying"]:  # "reports that X fell were denied"
            return report.relation == "passive_subject"
        words = [each for each in tree.subtree(verb) if each.index > report.index]
        if verb.lemma in self._attribution["calling"] | self._attribution["proving"]:
            return any(each.among(self._attribution["false"]) for each in words)
        if report.relation == "subject" and verb.among(self._attribution["false"]):
            return True  # «информация — ложь», with no copula
        negated = tree.child(verb, "negation") is not None or any(
            each.lemma in self._grammar["negations"] for each in tree.children(verb, "adverb")
        )
        if report.relation == "subject" and verb.lemma in self._attribution["tallying"]:
            return negated  # "do not correspond to reality"
        said = tree.child(verb, "attribute")
        if "copula" not in verb.roles or said is None or report.relation != "subject":
            return False
        wanted = self._attribution["true" if negated else "false"]
        return any(each.lower in wanted for each in tree.subtree(said))

    def called_false(self, tree: Tree, word: Word) -> Word | None:
        """Who says so, when a word calls a claim false ("said that the report was untrue")."""
        verb = tree.head(word)
        if verb is None:
            return None
        thing = tree.child(verb, "object" if word.relation == "oprd" else "subject")
        if thing is None or not (
            thing.lemma in self._attribution["claim_nouns"]
            or thing.kind == "PRON"
            or "anaphor" in thing.roles
        ):
            return None
        if word.relation == "oprd" and verb.lemma in self._attribution["calling"]:
            return subject_of(tree, verb) if word.lower in self._attribution["false"] else None
        above = tree.head(verb)
        negated = tree.child(verb, "negation") is not None
        wanted = self._attribution["true" if negated else "false"]
        if word.relation != "attribute" or word.lower not in wanted:
            return None
        if verb.relation != "complement" or above is None:
            return None
        return subject_of(tree, above) if above.lemma in self._attribution["saying"] else None
