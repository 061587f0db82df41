"""Why a frame that matches, and has places, tells of no change of control after all."""

from __future__ import annotations

from typing import Any

from geomap.model import Reason
from geomap.model.changes import TAKEOVERS
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.mentions.actors import Actors
from geomap.text.mentions.names import word_at
from geomap.text.semantics.matches import Match
from geomap.text.syntax.grammar import is_passive, obliques, phrase_text
from geomap.text.syntax.parse import GENITIVE, Tree, Word

_MOVES = {"entered", "withdrawn"}
_HANDS = TAKEOVERS | {"planned_handover"}
_SEATS = {"settlement", "feature"}


class Doubts:
    """Knows who is no side, and which places a trigger of many senses must have.

    Parameters
    ----------
    pack
        A language pack.
    actors
        Its table of actors.
    """

    def __init__(self, pack: dict[str, Any], actors: Actors) -> None:
        self._actors = actors
        self._civilians = frozenset(pack["places"]["civilians"])
        self._standins = frozenset(pack["places"]["standins"])
        self._parties = frozenset(pack["places"]["contracting"])
        self._addressed = frozenset(pack["grammar"]["second_person"])
        self._raiding = frozenset(pack["places"]["raiding"])
        self._takes_persons = frozenset(pack["places"]["takes_persons"])
        self._speakers = frozenset(pack["actors"]["speakers"])
        self._roles = frozenset(pack["actors"]["roles"])
        self._handovers = frozenset(pack["grammar"]["announced_plans"])
        self._kinds = frozenset().union(*pack["places"]["generics"].values())
        self._sites = frozenset(pack["places"]["generics"].get("feature", ()))

    def of_movers(self, page: Page, match: Match) -> str:
        """Why those who come, go or take are no side; empty where nothing speaks against it."""
        change = match.frame["change"]
        movers = match.to or match.holder
        if self._civil(page.tree, match):
            return Reason("civilians")
        if any(each.lower in self._addressed for each in (*match.to, *match.holder)):
            return Reason("by_no_side")  # "you never held it": whoever that is
        if match.frame.get("no_force") and any(each.among(self._standins) for each in match.place):
            return Reason("no_part")
        if change in _MOVES and match.weak and self._travels(match):
            return Reason("journey")
        # In a text of peace a suspect flees, a doctor returns and a fair comes to town.
        if change in _MOVES and movers and not (page.discourse.martial and _of_sides(page)):
            moving = tuple(part for each in movers for part in self._moving(page.tree, each))
            if not self.armed(page, moving) and all(each.kind != "PRON" for each in movers):
                return Reason("journey")
        personal = match.trigger.lemma in match.frame.get("personal", ())
        if personal and movers and all(self._one_official(each) for each in movers):
            return Reason("journey")
        if change == "besieged" and self._inanimate(page.tree, match):
            return Reason("by_no_side")
        return ""

    def of_places(self, page: Page, match: Match, refs: list[PlaceRef]) -> str:
        """Why a trigger means something else with these places; empty where it does not."""
        trigger = match.trigger
        sides = match.to or match.holder
        alone = any(each.lemma in self._speakers for each in sides)  # a president, a commander
        if match.frame.get("forces_only") and (alone or not self.armed(page, sides)):
            return Reason("no_side", words=trigger.text)
        known = any(page.kinds_at(ref.start) for ref in refs) and not match.frame.get("place_only")
        wanted = match.frame.get("known_place") or match.frame.get("place_only")
        if wanted and not known and not any(map(_is_place, refs)):
            return Reason("weak_without_name", words=trigger.text)
        if match.frame.get("part_only") and not any(ref.extent for ref in refs):
            return Reason("weak_without_name", words=trigger.text)
        if not match.weak:
            return ""
        plain = any(ref.kind in ("district", "settlement", "region") for ref in refs)
        known = self._known_sides(page, match, refs)
        if not plain and not known and not page.discourse.martial:
            return Reason("no_conflict", words=trigger.text)
        moved = is_passive(page.tree, trigger) or match.frame.get("place") == ["subject"]
        if not moved and not any(self.strong(page, match, ref) for ref in refs):
            return Reason("weak_without_name", words=trigger.text)
        if not self._settled(page, match, refs) and self._stranger(page, match):
            return Reason("by_no_known_side", words=trigger.text)
        return ""

    def without_sides(self, page: Page, match: Match, refs: list[PlaceRef]) -> list[PlaceRef]:
        """Places that may change hands in a text that names no side: those that surely are places.

        If it has no word of war either, nobody is said to come, go or fight there.
        """
        if _of_sides(page) or self.armed(page, match.to + match.holder):
            return refs
        martial, change = page.discourse.martial, match.frame["change"]
        common = match.weak or match.trigger.lemma in match.frame.get("personal", ())
        handover = any(word.among(self._handovers) for word in page.tree.words)
        told = change in _HANDS or (change in _MOVES and not common) or handover
        if not martial and not told:
            return []
        referring = martial and change != "postponed"
        takes = match.trigger.lemma in self._takes_persons
        people = {each.start for each in page.names if takes and each.label in ("PERSON", "NORP")}
        return [
            ref
            for ref in refs
            if (ref.sure or (ref.start not in people and (martial or page.kinds_at(ref.start))))
            and ref.kind != "feature"
            and (referring or not ref.referred)
        ]

    def without_persons(self, page: Page, match: Match, refs: list[PlaceRef]) -> list[PlaceRef]:
        """Places among what a verb takes that may as well take a person."""
        if match.trigger.lemma not in self._takes_persons or self._lost(page.tree, match):
            return refs
        return [ref for ref in refs if not self._personal(page, match, ref)]

    def _lost(self, tree: Tree, match: Match) -> bool:
        """“X was lost”: by those who had held it."""
        return match.frame.get("from") == ["subject"] and is_passive(tree, match.trigger) and (
            "to" in match.frame and match.weak)  # fmt: skip

    def crowd(self, page: Page, match: Match) -> bool:
        """Whether people may do what the trigger says, and no forces are said to."""
        personal = match.trigger.lemma in match.frame.get("personal", ())
        return personal and not self.armed(page, match.holder + match.to)

    def forces(self, heads: tuple[Word, ...]) -> bool:
        """Whether all that move are forces."""
        return bool(heads) and all(map(self._actors.is_force, heads))

    def armed(self, page: Page, heads: tuple[Word, ...]) -> bool:
        """Whether all that move are forces, or sides of the table."""
        names = [self._actors.name(page.tree, head) for head in heads]
        return bool(heads) and all(
            self._actors.is_force(head) or (name is not None and self._actors.is_side(name))
            for head, name in zip(heads, names, strict=True)
        )

    def strong(self, page: Page, match: Match, ref: PlaceRef) -> bool:
        """Whether a place is sure enough for a trigger with many other senses."""
        if ref.sure or ref.referred or ref.kind in ("district", "settlement", "region"):
            return True
        if self.armed(page, match.to or match.holder) and " " not in ref.text:
            return True
        if ref.kind == "feature" and page.discourse.martial and page.discourse.sides:
            return True
        name = next((each for each in page.names if each.start == ref.start), None)
        return name is not None and (bool(name.kinds) or name.label in ("", "GPE", "LOC", "FAC"))

    def _civil(self, tree: Tree, match: Match) -> bool:
        """Whether the one who comes or goes is no side of the conflict."""
        return any(
            word.among(self._civilians)
            and not self._raiders(tree, word)
            and not self._contracting(tree, word)
            for mover in (*match.to, *match.holder)
            for word in self._moving(tree, mover)
        )

    def _moving(self, tree: Tree, mover: Word) -> list[Word]:
        """Who moves: “hundreds of rebels” are rebels."""
        of = obliques(tree, mover, (GENITIVE,))
        return [each for each in of if self._actors.is_force(each)] or [mover]

    def _contracting(self, tree: Tree, word: Word) -> bool:
        """Whether a party is one to a treaty: "the Armenian Party", and no political one."""
        name = self._actors.name(tree, word) if word.among(self._parties) else None
        called = name is None or name.lower().endswith(word.lower)  # "the Labour Party"
        return not called and tree.child(word, "oblique") is None

    def _raiders(self, tree: Tree, word: Word) -> bool:
        """Whether a noun for people is one for a force: "a landing party"."""
        return any(each.among(self._raiding) for each in tree.children(word, "modifier"))

    def _one_official(self, word: Word) -> bool:
        """Whether a word is for one person in office: "the governor"."""
        return word.lemma in self._speakers and word.tag == "NN"

    def _travels(self, match: Match) -> bool:
        """Whether it is one person who comes or goes."""
        movers = match.to if match.frame["change"] == "entered" else match.holder
        return bool(movers) and all(
            word.label == "PERSON" and word.tag != "NNPS" for word in movers
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

    def _personal(self, page: Page, match: Match, ref: PlaceRef) -> bool:
        """Whether an unknown name is a person's: "the judge", "executed", or a full name alone."""
        if ref.referred or ref.kind or ref.within or not match.place:
            return False
        if match.place[0].adposition:
            return False
        name = next((each for each in page.names if each.start == ref.start), None)
        if name is None:
            return False
        if " " in name.text and "settlement" in name.kinds:
            return False
        if name.text.split()[0].lower() in self._sites:  # "Fort Arce"
            return False
        head = word_at(page.tree, name)
        for child in page.tree.children(head, "apposition") if head else ():
            if child.lemma in self._roles:
                return True
            if child.lemma in self._kinds:  # "Ras Lanuf, an oil port"
                return False
        if page.discourse.told_of(name.called):
            return False
        if name.label != "PERSON" or " " not in name.text or "region" in name.kinds:
            return False
        if (
            match.to and name.kinds and is_passive(page.tree, match.trigger)
        ):  # "Bani Walid was taken by fighters"
            return False
        group = next((each for each in page.groups if name in each.members), None)
        return group is None or not any(each.toponym for each in group.members)

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
            if word.kind == "PRON" or self._actors.is_party(word):
                continue
            if word.lower in page.discourse.people:  # the letters of a group
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


def _of_sides(page: Page) -> bool:
    """Whether a text names a side, or tells of rebels."""
    discourse = page.discourse
    return bool(discourse.sides) or discourse.stateless or discourse.uprising


def _is_place(ref: PlaceRef) -> bool:
    """Whether a name is surely one of a place."""
    return bool(ref.sure or ref.referred or ref.kind)
