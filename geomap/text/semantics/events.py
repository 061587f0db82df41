"""Events: a matched frame with its outlook, its places and its actors, or why it is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from geomap.model import Claim, Reason
from geomap.model.changes import HANDOVERS, TAKEOVERS
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.mentions.actors import Actors
from geomap.text.semantics.doubts import Doubts
from geomap.text.semantics.embedding import Outlooks
from geomap.text.semantics.frames import Frames
from geomap.text.semantics.matches import Match
from geomap.text.semantics.outlook import Outlook
from geomap.text.semantics.parties import Parties
from geomap.text.semantics.plans import carried_out, parties
from geomap.text.semantics.slots import Slots
from geomap.text.semantics.whereabouts import NEXT, Whereabouts
from geomap.text.syntax.grammar import clause_of
from geomap.text.syntax.parse import Tree, Word

_FOLLOWED = TAKEOVERS | {"entered", "withdrawn"}
_PLANNABLE = _FOLLOWED - {"captured"} | {"ceasefire", "postponed"}
"""Changes that are agreed on or announced, and not only intended."""


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

    @property
    def strangers(self) -> tuple[str, ...]:
        """Slots of actors whom the sentence names, and nobody can tell whose they are."""
        slots = (
            ("to_actor", self.match.to, self.to),
            ("from_actor", self.match.holder, self.holder),
        )
        return tuple(slot for slot, heads, actor in slots if heads and actor is None)


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
        self._parties = parties
        self._outlooks = outlooks
        self._frames = Frames(pack)
        self._doubts = Doubts(pack, actors)
        self._whereabouts = Whereabouts(pack, slots, self._doubts)
        self._bystanders = frozenset(pack["actors"]["bystanders"])
        self._keepers = frozenset(pack["actors"]["keepers"])
        self._until = frozenset(pack["grammar"]["until"])
        self._neither = frozenset(pack["grammar"]["neither"])

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

        ``earlier`` are the claims of the sentences before, ``here`` those of this one.
        """
        frame, claims = match.frame, [*earlier, *here]
        outlook = self._outlook(page.tree, match)
        if doubt := self._doubts.of_movers(page, match):
            return None, doubt
        refs, reason = self._whereabouts.of(page, match, earlier, here)
        plans: list[Claim] = []
        if not refs and (frame.get("pending") or frame["change"] == "postponed"):
            refs, plans = self._whereabouts.of_plan(page, match, claims)
            if not refs and frame.get("pending"):
                return None, Reason("no_plan_before", words=match.trigger.text)
        bare = frame.get("pronoun") and all(word.kind == "PRON" for word in match.extra[-1:])
        if not refs and frame["change"] in ("ceasefire", "postponed") and not bare:
            refs = self._whereabouts.unnamed(page, frame["change"])
        if not refs:
            return None, reason
        if plans and frame.get("pending"):
            change, sides = carried_out(plans[0], claims), parties(plans[0], claims)
            return _repeated(match, outlook, refs, change, *sides), ""
        refs = self._doubts.without_persons(page, match, refs)
        if not refs:
            return None, Reason("person")
        if not claims:
            refs = self._doubts.without_sides(page, match, refs)
        if not refs:
            why = "by_no_known_side" if page.discourse.martial else "no_conflict"
            return None, Reason(why, words=match.trigger.text)
        if frame.get("likewise"):
            if outlook.negated or outlook.refused:
                return None, outlook.refused or Reason("negated")
            before = self._likewise(page, match, refs, here or earlier[-1:])
            # after a capture, that another place "will follow" is a forecast
            agreed = before is not None and before.change in HANDOVERS
            if before is None or not (agreed if outlook.planned else before.change in _FOLLOWED):
                return None, Reason("no_change_before", words=match.trigger.text)
            change = "planned_handover" if outlook.planned else before.change
            return _repeated(match, outlook, refs, change, before.to_actor, before.from_actor), ""
        if doubt := self._doubts.of_places(page, match, refs):
            return None, doubt
        return self._told(page, match, outlook, refs)

    def _outlook(self, tree: Tree, match: Match) -> Outlook:
        """Outlook of the verb that carries a match."""
        frame = match.frame
        if frame.get("under") or frame.get("out_of") or frame.get("in_control"):
            verb = match.extra[0] if match.extra else match.trigger
            return self._outlooks.of(tree, verb, noun=False)
        return self._outlooks.of(tree, match.trigger, noun=bool(frame.get("noun")))

    def _told(
        self, page: Page, match: Match, outlook: Outlook, refs: list[PlaceRef]
    ) -> tuple[Event | None, str]:
        """Event as its outlook lets it stand, with its sides."""
        frame = match.frame
        if outlook.refused:
            self._intended(page, match, outlook)
            return None, outlook.refused
        if outlook.negated and self._only_then(page.tree, match.trigger):
            outlook = replace(outlook, negated=False)
        if outlook.negated and frame["change"] == "captured" and self._disputed(page.tree, match):
            match = replace(match, frame={**frame, "change": "contested"}, to=(), holder=())
            outlook, frame = replace(outlook, negated=False), match.frame
        if outlook.negated and (outlook.planned or not outlook.said):
            return None, Reason("negated")
        if (
            frame["change"] == "captured"
            and not (match.state or outlook.planned)
            and match.trigger.lemma not in frame.get("claiming", ())
            and _in_progress(page.tree, match.trigger)
        ):
            return None, Reason("not_done", words=match.trigger.text)
        if outlook.planned and frame["change"] not in _PLANNABLE:
            plannable = frame.get("plannable_from") and (
                match.holder or self._neutral(page, match, outlook)
            )
            if not (frame.get("under") or frame.get("plannable") or plannable):
                return None, Reason("intention")
        if match.trigger.lemma in frame.get("claiming", ()) and not outlook.said:
            outlook = replace(outlook, said=True, speakers=match.to)
        speaker = self._parties.speaker(page.tree, outlook)
        to, said_to = self._parties.who(page, match.to, outlook)
        holder, said_holder = self._parties.who(page, match.holder, outlook)
        if holder is None and not match.state and frame["change"] in _FOLLOWED:
            holder = self._parties.holder_before(page, match.place)
            holder = None if self._parties.same(holder, to) else holder
        for heads, side in ((match.to, to), (match.holder, holder)):
            if side:
                friends = self._parties.helpers(page, heads, match.trigger)
                page.discourse.allied.extend((side, friend) for friend in friends)
        unsaid = _named(None if said_to else to, None if said_holder else holder)
        if not (to or holder) and frame.get("noun") and frame.get("confirm"):
            return None, Reason("nobody")
        return Event(match, outlook, refs, to, holder, speaker, unsaid), ""

    def _neutral(self, page: Page, match: Match, outlook: Outlook) -> bool:
        """Whether those who are to take over stand between the sides: that is agreed on."""
        if any(each.among(self._keepers) for each in match.to):
            return True
        return self._parties.who(page, match.to, outlook)[0] in self._bystanders

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
        if not before or page.tree.start - before[-1].end > NEXT:
            return None
        last = before[-1]
        named = any(self._doubts.strong(page, match, ref) for ref in refs)
        if not named and page.days and page.discourse.martial:
            # "X followed a day later": an unknown name, and no person's of the article
            people = page.discourse.persons
            named = all(" " not in ref.text and ref.text not in people for ref in refs)
        return last if named and last.status != "denied" else None

    def _disputed(self, tree: Tree, match: Match) -> bool:
        """“Neither side holds X”: both of them are there."""
        own = (each for head in match.to for each in tree.children(head, "determiner"))
        return match.state and any(each.among(self._neither) for each in own)

    def _only_then(self, tree: Tree, trigger: Word) -> bool:
        """“was not cleared until 8 November”: then it was."""
        verb = clause_of(tree, trigger)
        return any(
            child.label == "DATE" and child.adposition in self._until
            for each in (verb, trigger)
            for child in tree.children(each, "oblique")
        )


def _in_progress(tree: Tree, trigger: Word) -> bool:
    """Whether somebody is at it: "are capturing X", "was being cleared"."""
    if any(each.tag == "VBG" for each in tree.children(trigger, "passive_auxiliary")):
        return True
    helped = (each for each in tree.children(trigger, "auxiliary") if "copula" in each.roles)
    return trigger.tag == "VBG" and any(helped)


def _repeated(
    match: Match,
    outlook: Outlook,
    refs: list[PlaceRef],
    change: str,
    to: str | None,
    holder: str | None,
) -> Event:
    """Event that an earlier claim tells of, with the change and the sides of that one."""
    match = replace(match, frame={**match.frame, "change": change})
    return Event(match, outlook, refs, to, holder, None, _named(to, holder))


def _named(to: str | None, holder: str | None) -> tuple[str, ...]:
    """Slots of the actors that are not None."""
    slots = {"to_actor": to, "from_actor": holder}
    return tuple(slot for slot, actor in slots.items() if actor)
