"""Events: a matched frame with its outlook, its places and its actors, or why it is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from geomap.changes import TAKEOVERS
from geomap.model import Claim, Level
from geomap.text.actors import Actors
from geomap.text.embedding import Outlooks
from geomap.text.frames import Frames
from geomap.text.grammar import clause_of, had_by, is_passive, obliques, phrase_text
from geomap.text.matches import Match
from geomap.text.names import Name, word_at
from geomap.text.outlook import Outlook
from geomap.text.pages import Page, PlaceRef
from geomap.text.parse import Tree, Word
from geomap.text.parties import Parties
from geomap.text.plans import carried_out, parties, pending
from geomap.text.slots import Slots

_TRANSFERS = {"handed_over", "ceded"}
_MOVES = {"entered", "withdrawn"}
_FOLLOWED = TAKEOVERS | _MOVES
_SEATS = {"settlement", "feature"}
_NEXT = 200
"""Characters between a claim and the sentence that may say "Y followed"."""


@dataclass(frozen=True, slots=True)
class Event:
    """A match that stands: what happened, where, and who says so.

    ``inferred`` are the slots of actors whom its sentence does not name.
    """

    match: Match
    outlook: Outlook
    refs: list[PlaceRef]
    to: str | None
    holder: str | None
    speaker: str | None
    inferred: tuple[str, ...] = ()


class Events:
    """Turns the frames of a sentence into events.

    Parameters
    ----------
    pack
        A language pack.
    actors, parties, slots, outlooks
        The readers of the parts of an event.
    """

    def __init__(
        self,
        pack: dict[str, Any],
        actors: Actors,
        parties: Parties,
        slots: Slots,
        outlooks: Outlooks,
    ) -> None:
        self._actors = actors
        self._parties = parties
        self._slots = slots
        self._outlooks = outlooks
        self._frames = Frames(pack)
        self._onward = frozenset(pack["places"]["onward"])
        self._civilians = frozenset(pack["places"]["civilians"])
        self._wars = frozenset(pack["places"]["wars"])
        self._within = frozenset({*pack["places"]["within_links"], *pack["grammar"]["over"]})
        self._takes_persons = frozenset(pack["places"]["takes_persons"])
        self._until = frozenset(pack["grammar"]["until"])
        self._pronouns = frozenset(pack["grammar"]["neuter"])
        self._roles = frozenset(pack["actors"]["roles"])
        self._remainders = frozenset(pack["shares"]["remainders"])

    def tried(self, tree: Tree) -> bool:
        """Whether a sentence has a word that may trigger a frame."""
        return any(word.lemma in self._frames.triggers for word in tree.words)

    def matches(self, tree: Tree) -> list[Match]:
        """Frames that match in a sentence, in order of the text."""
        return list(self._frames.matches(tree))

    def event(
        self, page: Page, match: Match, earlier: list[Claim], here: list[Claim]
    ) -> tuple[Event | None, str]:
        """Event of a match, or None and the reason why there is none.

        ``earlier`` are the claims of the sentences before, ``here`` those of this one: a pronoun
        or a verb without a place may be about the same place.
        """
        tree, frame = page.tree, match.frame
        outlook = self._outlooks.of(tree, match.trigger, noun=bool(frame.get("noun")))
        carrier = match.extra[0] if frame.get("under") or frame.get("in_control") else None
        if carrier is not None:
            outlook = self._outlooks.of(tree, carrier, noun=False)
        if self._civil(match):
            return None, "civilians, not a side"
        if frame["change"] in _MOVES and match.weak and self._travels(match):
            return None, "a person's journey"
        if frame["change"] == "besieged" and self._inanimate(tree, match):
            return None, "by no side"
        refs, reason = self._slots.places(page, match.place)
        if not refs and (nearest := self._before_which(tree, match)):
            refs, reason = self._slots.places(page, (nearest,))
        if not refs and match.place and match.place[0].lower in self._pronouns:
            told = [claim for claim in here if claim.change != "ceasefire"]
            refs = (
                self._same_place(page, match, told)
                or self._before(page, match.place[0])
                or self._same_place(page, match, earlier[-1:], within=self._reach(page, match))
            )
        finite = (
            match.trigger.relation in ("root", "conjunct", "complement") and match.holder + match.to
        )
        onward = any(obliques(tree, match.trigger, self._onward))
        crowd = match.trigger.lemma in frame.get("personal", ()) and not self._armed(
            page, match.holder + match.to
        )
        alone = not match.place and not crowd and match.intransitive
        if not refs and alone and finite and not onward:
            near = _NEXT if any(word.kind == "PRON" for word in match.holder) else 2
            refs = self._same_place(page, match, here[-1:] or earlier[-1:], within=near)
        if not refs and match.place:
            refs = self._rest(match, here)
        plans: list[Claim] = []
        if not refs and (frame.get("pending") or frame["change"] == "postponed"):
            refs = self._titled(page, match)
            plans = [] if refs else self._plans(page, match, [*earlier, *here])
            refs = refs or [self._implied(page, plan) for plan in plans]
            if not refs and frame.get("pending"):
                return None, f"“{match.trigger.text}” with no plan told of before"
        if not refs and frame["change"] in ("ceasefire", "postponed"):
            refs = self._unnamed(page, frame["change"])
        if not refs:
            return None, reason
        if plans and frame.get("pending"):
            change = carried_out(plans[0], [*earlier, *here])
            match = replace(match, frame={**frame, "change": change})
            to, holder = parties(plans[0], [*earlier, *here])
            return Event(match, outlook, refs, to, holder, None, _named(to, holder)), ""
        if match.trigger.lemma in self._takes_persons:
            refs = [ref for ref in refs if not self._personal(page, match, ref)]
        if not refs:
            return None, "a person, not a place"
        if frame.get("likewise"):
            before = self._likewise(page, match, refs, here or earlier[-1:])
            if before is None:
                return None, f"“{match.trigger.text}” after no change of control"
            match = replace(match, frame={**frame, "change": before.change})
            to, holder = before.to_actor, before.from_actor
            return Event(match, outlook, refs, to, holder, None, _named(to, holder)), ""
        if frame.get("forces_only") and not self._armed(page, match.to):
            return None, f"“{match.trigger.text}”: no side of the conflict"
        plain = any(ref.kind in ("district", "settlement", "region") for ref in refs)
        known = self._known_sides(page, match, refs)
        if match.weak and not plain and not known and not page.discourse.martial:
            return None, f"“{match.trigger.text}” in a text about no armed conflict"
        moved = is_passive(tree, match.trigger) or match.frame.get("place") == ["subject"]
        if match.weak and not moved and not any(self._strong(page, match, ref) for ref in refs):
            return None, f"“{match.trigger.text}” without a named place"
        if match.weak and not self._settled(page, match, refs) and self._stranger(page, match):
            return None, f"“{match.trigger.text}” by no known side"
        if outlook.refused:
            self._intended(page, match, outlook)
            return None, outlook.refused
        if outlook.negated and self._only_then(page.tree, match.trigger):
            outlook = replace(outlook, negated=False)
        if outlook.negated and not outlook.said:
            return None, "negated"
        if outlook.planned and frame["change"] not in _TRANSFERS | _MOVES | {"postponed"}:
            if not (frame.get("under") or frame.get("plannable") or frame["change"] == "ceasefire"):
                return None, "an intention, not agreed and not done"
        if match.trigger.lemma in frame.get("claiming", ()) and not outlook.said:
            outlook = replace(outlook, said=True, speakers=match.to)
        speaker = self._parties.speaker(tree, outlook)
        to, said_to = self._parties.who(page, match.to, outlook)
        holder, said_holder = self._parties.who(page, match.holder, outlook)
        unsaid = _named(None if said_to else to, None if said_holder else holder)
        if not (to or holder) and frame.get("noun") and frame.get("confirm"):
            return None, "control by nobody named"
        return Event(match, outlook, refs, to, holder, speaker, unsaid), ""

    def _civil(self, match: Match) -> bool:
        """Whether the one who comes or goes is no side of the conflict."""
        return any(word.among(self._civilians) for word in (*match.to, *match.holder))

    def _intended(self, page: Page, match: Match, outlook: Outlook) -> None:
        """Learn from an aim who stands against whom: “the army tried to take X from the rebels”."""
        if match.frame["change"] == "captured":
            to, holder = (
                self._parties.who(page, slot, outlook)[0] for slot in (match.to, match.holder)
            )
            if to and holder:
                page.discourse.opposed.append((to, holder))

    def _likewise(
        self, page: Page, match: Match, refs: list[PlaceRef], before: list[Claim]
    ) -> Claim | None:
        """Claim that another place follows, as in "X fell on Monday. Y followed a day later"."""
        if not before or page.tree.start - before[-1].end > _NEXT:
            return None
        last = before[-1]
        named = all(self._strong(page, match, ref) for ref in refs)
        return last if named and last.change in _FOLLOWED and last.status != "denied" else None

    def _armed(self, page: Page, heads: tuple[Word, ...]) -> bool:
        """Whether all that move are forces, or sides of the table."""
        names = [self._actors.name(page.tree, head) for head in heads]
        return bool(heads) and all(
            self._actors.is_force(head) or (name is not None and self._actors.is_side(name))
            for head, name in zip(heads, names, strict=True)
        )

    def _travels(self, match: Match) -> bool:
        """Whether it is one person who comes or goes."""
        movers = match.to if match.frame["change"] == "entered" else match.holder
        return bool(movers) and all(word.label == "PERSON" for word in movers)

    def _only_then(self, tree: Tree, trigger: Word) -> bool:
        """“was not cleared until 8 November”: then it was."""
        verb = clause_of(tree, trigger)
        return any(
            child.label == "DATE" and child.adposition in self._until
            for each in (verb, trigger)
            for child in tree.children(each, "oblique")
        )

    def _inanimate(self, tree: Tree, match: Match) -> bool:
        """Whether what surrounds or takes a place is no side: citrus groves, a flood."""
        return bool(match.to) and all(
            word.kind == "NOUN"
            and not self._actors.is_party(word)
            and self._actors.name(tree, word) is None
            and not word.label
            for word in match.to
        )

    def _reach(self, page: Page, match: Match) -> int:
        """How far back "it" may point: no further than its sentence where that names a thing."""
        pronoun = match.place[0]
        before = page.tree.words[: pronoun.index]
        things = any(word.kind == "NOUN" and word.relation == "object" for word in before)
        return 2 if things and pronoun.relation not in ("subject", "passive_subject") else _NEXT

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
        return PlaceRef(start=at, end=at, text=claim.canonical or claim.place or "", sure=True,
                        kind=claim.place_kind, within=claim.within, referred=True)  # fmt: skip

    def _titled(self, page: Page, match: Match) -> list[PlaceRef]:
        """Place in the name of what is put off or carried out: “the Kalbajar handover”."""
        for word in match.extra:
            for child in page.tree.children(word, "modifier", "possessor"):
                name = page.name_of(child)
                if name is not None and name.toponym and name.label != "ACTOR":
                    return self._slots.named.listed(page, name, child)
        return []

    def _plans(self, page: Page, match: Match, claims: list[Claim]) -> list[Claim]:
        """Plans that a sentence puts off or tells to be carried out.

        “Its transfer” is that of the place just named, not the plan told of last.
        """
        owners = (page.tree.child(word, "possessor") for word in match.extra)
        if any(owner is not None and owner.kind == "PRON" for owner in owners):
            return []
        pronoun = any(word.kind == "PRON" for word in match.extra)
        reach = {"within": _NEXT} if pronoun else {}
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

    def _personal(self, page: Page, match: Match, ref: PlaceRef) -> bool:
        """Whether an unknown name is a person's: "the judge", "executed", or a full name alone."""
        if ref.referred or ref.kind or ref.within or match.place[0].adposition:
            return False
        name = next((each for each in page.names if each.start == ref.start), None)
        if name is None:
            return False
        if " " in name.text and "settlement" in name.kinds:
            return False
        head = word_at(page.tree, name)
        for child in page.tree.children(head, "apposition") if head else ():
            if child.lemma in self._roles:
                return True
        if name.label != "PERSON" or " " not in name.text or "region" in name.kinds:
            return False
        if (
            match.to and name.kinds and is_passive(page.tree, match.trigger)
        ):  # "Bani Walid was taken by fighters"
            return False
        group = next((each for each in page.groups if name in each.members), None)
        return group is None or not any(each.toponym for each in group.members)

    def _strong(self, page: Page, match: Match, ref: PlaceRef) -> bool:
        """Whether a place is sure enough for a trigger with many other senses."""
        if ref.sure or ref.referred or ref.kind in ("district", "settlement", "region"):
            return True
        if self._armed(page, match.to or match.holder) and " " not in ref.text:
            return True
        if ref.kind == "feature" and page.discourse.martial and page.discourse.sides:
            return True
        name = next((each for each in page.names if each.start == ref.start), None)
        return name is not None and (bool(name.kinds) or name.label in ("", "GPE", "LOC", "FAC"))

    def _known_sides(self, page: Page, match: Match, refs: list[PlaceRef]) -> bool:
        """Whether states or groups of the table are named, and the place is no country."""
        names = [self._actors.name(page.tree, word) for word in (*match.to, *match.holder)]
        sides = [name for name in names if name is not None]
        places = [page.kinds_at(ref.start) for ref in refs]
        return (
            bool(sides)
            and all(map(self._actors.is_side, sides))
            and not any("country" in kinds for kinds in places)
        )

    def _stranger(self, page: Page, match: Match) -> bool:
        """Whether the one who takes is known as no side: a party that "held" a constituency."""
        for word in match.to:
            if word.kind == "PRON" or self._actors.is_force(word):
                continue
            text = phrase_text(page.tree, word)
            name = self._actors.name(page.tree, word)
            known = any(self._actors.is_actor(part) or self._actors.is_country(part)
                        for part in (text, *text.split()))  # fmt: skip
            if not known and page.discourse.sides[name or text] < 2:
                return True
        return False

    def _settled(self, page: Page, match: Match, refs: list[PlaceRef]) -> bool:
        """Whether a text of war with known sides tells of a settlement or base taken."""
        electoral = match.trigger.lemma in match.frame.get("electoral", ())
        martial = page.discourse.martial and bool(page.discourse.sides)
        return (
            martial
            and not electoral
            and all(ref.kind in _SEATS or "settlement" in page.kinds_at(ref.start) for ref in refs)
        )

    def _unnamed(self, page: Page, change: str) -> list[PlaceRef]:
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


def _named(to: str | None, holder: str | None) -> tuple[str, ...]:
    """Slots of the actors that are not None."""
    slots = {"to_actor": to, "from_actor": holder}
    return tuple(slot for slot, actor in slots.items() if actor)
