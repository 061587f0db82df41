"""Where an event is: at the places that its phrase names, or at those that it points back to."""

from __future__ import annotations

from typing import Any

from geomap.model import Claim, Level
from geomap.model.changes import TAKEOVERS
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.mentions.names import Name, word_at
from geomap.text.semantics.doubts import Doubts
from geomap.text.semantics.matches import Match
from geomap.text.semantics.plans import pending
from geomap.text.semantics.slots import Slots
from geomap.text.syntax.grammar import had_by, obliques
from geomap.text.syntax.parse import Tree, Word

_TAKEN = TAKEOVERS | {"entered"}
NEXT = 200
"""Characters between a claim and the sentence that may say "Y followed"."""

_GAP = 2
"""Characters between a sentence and the next."""


class Whereabouts:
    """Finds the places of a match.

    Parameters
    ----------
    pack
        A language pack.
    slots, doubts
        The readers of places and of who is no side.
    """

    def __init__(self, pack: dict[str, Any], slots: Slots, doubts: Doubts) -> None:
        self._slots = slots
        self._doubts = doubts
        self._onward = frozenset(pack["places"]["onward"])
        self._wars = frozenset(pack["places"]["wars"])
        self._within = frozenset({*pack["places"]["within_links"], *pack["grammar"]["over"]})
        self._pronouns = frozenset(pack["grammar"]["neuter"])
        self._of = frozenset(pack["places"]["of"])
        self._inside = frozenset(pack["places"]["inside"]) - self._of
        self._leading = frozenset({*pack["places"]["onward"], *pack["grammar"]["aiming"]})
        self._locals = frozenset(pack["actors"]["locals"])
        self._standins = frozenset(pack["places"]["standins"])
        self._saying = frozenset(pack["attribution"]["saying"])
        self._remainders = frozenset(pack["shares"]["remainders"])

    def of(
        self, page: Page, match: Match, earlier: list[Claim], here: list[Claim]
    ) -> tuple[list[PlaceRef], str]:
        """Places of a match, and why there are none if the list is empty.

        ``earlier`` are the claims of the sentences before, ``here`` those of this one: a pronoun
        or a verb without a place may be about the same place.
        """
        refs, reason = self._slots.places(page, match.place)
        if not refs and (nearest := self._before_which(page.tree, match)):
            refs, reason = self._slots.places(page, (nearest,))
        if not refs and match.place and (pronoun := self._pronoun(page.tree, match.place[0])):
            told = [claim for claim in here if claim.change != "ceasefire"]
            refs = (
                self._same_place(page, match, told)
                or self._before(page, pronoun)
                or self._just_named(page, pronoun, earlier)
                or self._same_place(page, match, earlier[-1:], within=self._reach(page, pronoun))
            )
            refs = self._slots.parted(page.tree, match.place[0], pronoun, refs)
        if not refs and (standing := self._standing(page.tree, match)):
            refs, reason = self._slots.places(page, standing)
        if not refs and (opener := self._opener(page, match)):
            refs = self._slots.named.listed(page, *opener)
        if not refs and self._alone(page, match, here):
            near = NEXT if any(word.kind == "PRON" for word in match.holder) else 2
            refs = self._same_place(page, match, here[-1:] or earlier[-1:], within=near)
        if not refs and match.place:
            refs = self._rest(match, here)
        return refs, reason

    def of_plan(
        self, page: Page, match: Match, claims: list[Claim]
    ) -> tuple[list[PlaceRef], list[Claim]]:
        """Places of what is put off or carried out, and the plans that give them."""
        if refs := self._titled(page, match) or self._due(page, match):
            return refs, []
        plans = self._plans(page, match, claims)
        return [self._implied(page, plan) for plan in plans], plans

    def _pronoun(self, tree: Tree, word: Word) -> Word | None:
        """“It”, or "most of it"."""
        if word.lower in self._pronouns:
            return word
        inner = obliques(tree, word, self._of) if self._slots.is_quantity(word) else ()
        return next((each for each in inner if each.lower in self._pronouns), None)

    def _standing(self, tree: Tree, match: Match) -> tuple[Word, ...]:
        """“The garrison left”, "troops in X withdrew": what they held."""
        if match.place or not match.intransitive or match.frame["change"] != "withdrawn":
            return ()
        if any(each.among(self._standins) for each in match.holder):
            return match.holder
        if not self._doubts.forces(match.holder) or any(
            obliques(tree, match.trigger, self._leading)
        ):
            return ()
        held = [
            each for head in match.holder for each in (head, *tree.children(head, "participle"))
        ]
        return tuple(place for each in held for place in obliques(tree, each, self._inside))

    def _opener(self, page: Page, match: Match) -> tuple[Name, Word] | None:
        """“In X, the rebels withdrew”: where the sentence begins.

        Not so "in X, the ministry said that they withdrew", but for what people there say.
        """
        if match.place or not (match.intransitive or match.frame.get("opened")):
            return None
        if any(obliques(page.tree, match.trigger, self._onward)):
            return None
        name = page.opener(self._inside)
        head = word_at(page.tree, name) if name is not None else None
        verb = page.tree.head(head) if head is not None else None
        if (
            name is None
            or head is None
            or verb is None
            or not self._doubts.forces(match.holder + match.to)
        ):
            return None
        if verb.lemma in self._saying:
            teller = page.tree.child(verb, "subject")
            if teller is None or not teller.among(self._locals):
                return None
        return name, head

    def _alone(self, page: Page, match: Match, here: list[Claim]) -> bool:
        """Whether a verb that may do without a place has none: “withdrew”, "had returned".

        Behind the taking of a place in the same sentence it may also say where they went.
        """
        trigger = match.trigger
        if match.place or not match.intransitive or self._doubts.crowd(page, match):
            return False
        taken = bool(here) and here[-1].change in _TAKEN and match.frame["change"] == "withdrawn"
        beside = taken and trigger.relation == "adverbial" and bool(
            page.tree.child(trigger, "subject"))  # fmt: skip
        finite = beside or trigger.relation in ("root", "conjunct", "complement")
        onward = not taken and any(obliques(page.tree, trigger, self._onward))
        return finite and bool(match.holder + match.to) and not onward

    def unnamed(self, page: Page, change: str) -> list[PlaceRef]:
        """Place of a ceasefire or a postponement that its sentence does not name."""
        discourse = page.discourse
        kind: Level | None = None
        if change == "postponed":
            entity = discourse.recent()
            name = entity.name if entity else None
            kind = "district" if entity and "district" in entity.levels else None
        else:
            name = self._war_in(page) or discourse.topic()
        if name is None:
            return []
        tree = page.tree
        return [PlaceRef(start=tree.start, end=tree.start, text=name, kind=kind,
                         sure=True, referred=True)]  # fmt: skip

    def _war_in(self, page: Page) -> str | None:
        """Place of the war or fighting that a sentence names."""
        tree = page.tree
        for word in tree.words:
            if word.lemma in self._wars:
                for child in obliques(tree, word, self._within):
                    name = page.name_of(child)
                    if name is not None and name.toponym:
                        return name.called
        return None

    def _reach(self, page: Page, pronoun: Word) -> int:
        """How far back "it" may point: no further than its sentence where that names a thing."""
        before = page.tree.words[: pronoun.index]
        things = any(word.kind == "NOUN" and word.relation == "object" for word in before)
        return 2 if things and pronoun.relation not in ("subject", "passive_subject") else NEXT

    def _same_place(
        self, page: Page, match: Match, claims: list[Claim], within: int = 2
    ) -> list[PlaceRef]:
        """Place of the claim just made, for "took hold of it" or "had returned"."""
        if not claims or page.tree.start - claims[-1].end > within:
            return []
        last = claims[-1]
        word = match.place[0] if match.place else match.trigger
        return [PlaceRef(start=word.start, end=word.end, text=word.text, kind=last.place_kind,
                         canonical=last.canonical or last.place, within=last.within,
                         referred=True)]  # fmt: skip

    def _implied(self, page: Page, claim: Claim) -> PlaceRef:
        """Place of a claim for which no word of the sentence stands."""
        at = page.tree.start
        return PlaceRef(start=at, end=at, text=claim.called, sure=True,
                        kind=claim.place_kind, within=claim.within, referred=True)  # fmt: skip

    def _titled(self, page: Page, match: Match) -> list[PlaceRef]:
        """Place in the name of what is put off or carried out: “the Kalbajar handover”."""
        for word in match.extra:
            for child in page.tree.children(word, "modifier", "possessor"):
                name = page.name_of(child)
                if name is not None and name.toponym and not name.is_actor:
                    return self._slots.named.listed(page, name, child)
        return []

    def _due(self, page: Page, match: Match) -> list[PlaceRef]:
        """“X should have changed hands, but the handover was put off”: the place of that clause."""
        if match.frame["change"] != "postponed":
            return []
        for name in reversed(page.names):
            head = word_at(page.tree, name)
            verb = page.tree.head(head) if head is not None else None
            if head is None or verb is None or name.end > match.trigger.start:
                continue
            place = name.toponym and name.label != "ACTOR" and "country" not in name.kinds
            part = head.relation in ("subject", "passive_subject", "object")
            if place and part and verb.lemma not in self._saying:
                return self._slots.named.listed(page, name, head)
        return []

    def _plans(self, page: Page, match: Match, claims: list[Claim]) -> list[Claim]:
        """Plans that a sentence puts off or tells to be carried out.

        “Its transfer” is that of the place just named, not the plan told of last.
        """
        owners = (page.tree.child(word, "possessor") for word in match.extra)
        if any(owner is not None and owner.kind == "PRON" for owner in owners):
            return []
        pronoun = not match.extra or any(word.kind == "PRON" for word in match.extra)
        reach = {"within": NEXT} if pronoun else {}
        return pending(claims, page.tree.start, **reach)

    def _before(self, page: Page, word: Word) -> list[PlaceRef]:
        """Last place named before a pronoun in its sentence: “stormed X and hold it”."""
        named = [
            each
            for each in page.names
            if (each.toponym or (each.kinds and self._is_subject(page, each)))
            and each.end <= word.start
            and "country" not in each.kinds
            and not page.owns(each)
        ]
        had = had_by(page.tree, word_at(page.tree, named[-1]), word) if named else None
        if not named or (had is not None and self._slots.levels.of(had) is None):
            return []
        return [PlaceRef(start=word.start, end=word.end, text=word.text,
                         canonical=named[-1].called, referred=True)]  # fmt: skip

    def _just_named(self, page: Page, word: Word, earlier: list[Claim]) -> list[PlaceRef]:
        """The one place of the sentence before, where no claim was: "They want X. It fell in May".

        Of two it may be either, and the place of the claim before is as likely.
        """
        discourse, tree = page.discourse, page.tree
        told = bool(earlier) and tree.start - earlier[-1].end <= _GAP
        subject = word.relation in ("subject", "passive_subject")
        if told or not subject or tree.words[0] is not word:
            return []
        near = [each for each in discourse.entities.values()
                if each.last == discourse.sentence - 1 and "settlement" in each.known]  # fmt: skip
        if len(near) != 1:
            return []
        return [PlaceRef(start=word.start, end=word.end, text=word.text,
                         canonical=near[0].name, referred=True)]  # fmt: skip

    def _is_subject(self, page: Page, name: Name) -> bool:
        head = word_at(page.tree, name)
        return head is not None and head.relation in ("subject", "passive_subject")

    def _before_which(self, tree: Tree, match: Match) -> Word | None:
        """Noun right before a relative clause that the parser gave to another noun."""
        if match.trigger.relation != "relative" or not match.place:
            return None
        opening = min(each.index for each in tree.subtree(match.trigger))
        if match.place[0].index != match.trigger.head or opening < 2:
            return None
        before = tree.words[opening - 1]
        before = tree.words[opening - 2] if before.kind == "PUNCT" else before
        return before if before.kind in ("NOUN", "PROPN") else None

    def _rest(self, match: Match, here: list[Claim]) -> list[PlaceRef]:
        """“the remaining 30” after “70 percent of the neighbourhood”: the same place."""
        shared = [claim for claim in here if claim.share is not None]
        word = match.place[0]
        rest = word.kind == "NUM" or word.lemma in self._remainders
        if not shared or not rest:
            return []
        last = shared[-1]
        left = round(1 - (last.share or 0), 4)
        share = int(word.text) / 100 if word.text.isdigit() and int(word.text) <= 100 else left
        return [PlaceRef(start=word.start, end=word.end, text=last.place or "", share=share,
                         canonical=last.canonical, kind=last.place_kind, within=last.within,
                         extent="partial", referred=True)]  # fmt: skip
