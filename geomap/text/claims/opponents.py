"""The sides of an article: who stands against whom, and who acts where nobody is named.

What a claim leaves unsaid follows from the rest of the article: a place that was told to be
somebody's is taken from them; who takes from one side is the side that stands against it; and a
place that "fell" fell to those who were taking places in the sentences before. What is filled in
so is marked ``inferred``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations, pairwise

from geomap.model import Claim
from geomap.model.changes import HANDOVERS, TAKEOVERS
from geomap.text.context.discourse import Discourse
from geomap.text.mentions.actors import Actors

_TAKING = TAKEOVERS | {"entered", "planned_handover", "postponed"}
_PRESSING = {"besieged", "contested"}
_FACTS = ("happened", "claimed")
_NEAR = 500
"""Characters at which a mention of a side counts for half."""
_SAME = timedelta(days=14)
"""So near another change of a place, one without sides is the same told again."""
_ADVANCE = timedelta(days=180)
_WAR = timedelta(days=730)
"""So long after the last act of a side a place that "fell" need not have fallen to it: where sides
take turns, and anyhow."""
_FEW = 3
"""Sides of an article, bystanders among them, that leave few to choose from."""
_SOLE = 4
"""Times that more must be made of a side than of any other for it to be the opponent unsaid."""


@dataclass(slots=True)
class Sides:
    """Sides of an article by how much it makes of them, and who is opposed to whom.

    Parameters
    ----------
    side_of
        Side of an actor's name ("Armenian forces" and "Armenia" are one); None for a person or a
        unit that no table knows.
    table
        Actors of the language, for bystanders and leagues.
    home
        Government of the country that the article is about.
    again
        Rules whose claims tell of a place taken back.
    """

    side_of: Callable[[str], str | None]
    table: Actors
    home: str | None = None
    again: frozenset[str] = frozenset()
    background: frozenset[str] = frozenset()
    strangers: frozenset[tuple[str, str]] = frozenset()
    votes: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    spelled: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    against: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    allied: set[frozenset[str]] = field(default_factory=set)

    def named(self, actors: str | None) -> list[str]:
        """Sides behind the names of a slot, each once."""
        sides = (self.side_of(name) for name in _names(actors))
        return list(dict.fromkeys(side for side in sides if side))

    def learn(self, claims: Sequence[Claim], discourse: Discourse) -> None:
        """Count what claims and sentences say outright."""
        denied = {(each.called.lower(), each.change) for each in claims if each.status == "denied"}
        disputed = (each.id for each in claims if each.status == "claimed"
                    and (each.called.lower(), each.change) in denied)  # fmt: skip
        self.background = frozenset((*discourse.background, *disputed))
        self.strangers = frozenset(discourse.strangers)
        for first, second in discourse.allied:
            self._ally(first, second)
        for first, second in discourse.opposed:
            self._oppose(self.side_of(first), self.side_of(second))
        holders: dict[str, list[str]] = {}
        for claim in claims:
            takers, losers = self.named(claim.to_actor), self.named(claim.from_actor)
            for group in (_names(claim.to_actor), _names(claim.from_actor)):
                for first, second in pairwise(group):
                    self._ally(first, second)
            for name in (*_names(claim.to_actor), *_names(claim.from_actor)):
                if claim.change in HANDOVERS and name in self.table.bystanders:
                    continue
                self._vote(name, 2, claim.start)
            before = holders.get(claim.called.lower(), [])
            for taker in takers:
                for loser in (*losers, *before):
                    # between states a handover ends a war; one band may so help another
                    bands = self.table.is_stateless(taker) and self.table.is_stateless(loser)
                    friends = loser in before and frozenset((taker, loser)) in self.allied
                    if not friends and not (bands and claim.change in HANDOVERS):
                        self._oppose(taker, loser)
            if takers and claim.change in _TAKING and claim.status in _FACTS:
                holders[claim.called.lower()] = takers
        for start, name in discourse.mentions:
            passing = self.table.state(name) in discourse.passing
            if name not in self.table.bystanders and not passing:
                self._vote(name, 1, start)
        for league in self.table.leagues:
            if league["name"] in self.votes:
                self.allied.update(map(frozenset, combinations(league["members"], 2)))
        home = self.side_of(self.home) if self.home else None
        self.home = home if home in self.votes else None

    def at_home(self, actors: str | None) -> bool:
        """Whether some actors are the government of the country that the article is about."""
        return self.home is not None and self.home in self.named(actors)

    def acts(self, claim: Claim) -> bool:
        """Whether a claim tells of an act, and not of a state, of what was before or is denied."""
        acts = claim.change in (_TAKING | _PRESSING) - HANDOVERS and claim.status in _FACTS
        return acts and claim.date.type != "as_of" and claim.id not in self.background

    def together(self, first: str | None, second: str | None) -> bool:
        """Whether two actors are of one side, or of allies."""
        ours, theirs = self.named(first), self.named(second)
        pairs = (frozenset((one, other)) for one in ours for other in theirs)
        return any(len(pair) == 1 or pair in self.allied for pair in pairs)

    def is_vague(self, actors: str | None) -> bool:
        """Whether actors are only described: "guerrillas"."""
        return any(self.table.is_group(side) for side in self.named(actors))

    def weight(self, actors: str | None) -> int:
        """How much the article makes of some actors."""
        return max((self.votes[side] for side in self.named(actors)), default=0)

    def tells_of_an_act(self, claim: Claim) -> bool:
        """Whether a claim is of something that one side does now: no state, no past, no draw."""
        state = claim.date.type == "as_of" or claim.id in self.background
        stranger = ("to_actor", claim.id) in self.strangers
        return not state and claim.change != "contested" and not stranger

    def _ally(self, first: str, second: str) -> None:
        sides = {side for side in (self.side_of(first), self.side_of(second)) if side}
        if len(sides) > 1:
            self.allied.add(frozenset(sides))

    def _vote(self, name: str, weight: int, start: int) -> None:
        if side := self.side_of(name):
            self.votes[side] += weight
            self.places[side].append((start, weight))
            self.spelled[side][name] += weight

    def _oppose(self, first: str | None, second: str | None) -> None:
        if (
            first
            and second
            and first != second
            and self.table.bystanders.isdisjoint((first, second))
        ):
            self.against[first][second] += 1
            self.against[second][first] += 1

    def opponent(self, actors: str | None, at: int) -> str | None:
        """Who stands against some actors near an offset, as the article spells it."""
        for side in self.named(actors):
            if known := self._opposed(side, at):
                return self.spelling(known)
        return None

    def _near(self, side: str, at: int) -> float:
        """How much is made of a side around an offset."""
        near = (weight * 0.5 ** (abs(start - at) / _NEAR) for start, weight in self.places[side])
        return float(sum(near))

    def _opposed(self, side: str, at: int) -> str | None:
        friends = (other for pair in self.allied if side in pair for other in pair - {side})
        rivals = sum((self.against[each] for each in friends), self.against[side]).most_common(3)
        rivals = [each for each in rivals if each[0] != side]
        if len(rivals) == 1:
            return rivals[0][0]
        others = {
            each: self._near(each, at)
            for each in self.votes
            if each != side and frozenset((each, side)) not in self.allied
        }
        if self.home and self.home in others:
            foes = [each for each in self.against[self.home] if self.table.is_stateless(each)]
            if foes and self.table.state(side) and side not in foes:
                # a state that comes where groups fight the government comes to help it
                return foes[0] if len(foes) == 1 else None
            return self.home  # a rising or an invasion is against the government of the place
        sure = [each for each in others if not self.table.is_vague(self.spelling(each))]
        if self.table.is_vague(side):
            others = {each: others[each] for each in sure}  # "insurgents" may be the "rebels"
        ranked = sorted(((others[each], each) for each in sure or others), reverse=True)
        if len(ranked) > 1 and ranked[0][0] < _SOLE * ranked[1][0]:
            return None  # with several about, a guess is wrong more often than right
        return ranked[0][1] if ranked else None

    def denier(self, claim: Claim) -> str | None:
        """Side that denies a claim, if it is one of those of the article."""
        told = (self.table.named(name) or name for name in _names(claim.claimed_by))
        sides = (side for name in told for side in self.named(name) if side in self.votes)
        return next(map(self.spelling, sides), None)

    def spelling(self, side: str) -> str:
        """Name that the article uses most for a side."""
        known = self.spelled.get(side)
        return max(known.items(), key=lambda each: (each[1], each[0]))[0] if known else side


def with_opponents(claims: list[Claim], sides: Sides) -> list[Claim]:
    """Fill the holder or the taker that a claim leaves unsaid.

    Parameters
    ----------
    claims
        Claims of one article in order of the text.
    sides
        Sides that have learned from the article.
    """
    done: list[Claim] = []
    holders: dict[str, tuple[str, date | None]] = {}
    for number, claim in enumerate(claims):
        taker, loser = _filled(claim, sides, holders, done, claims[:number], claims[number + 1 :])
        given = (("to_actor", claim.to_actor, taker), ("from_actor", claim.from_actor, loser))
        unsaid = [slot for slot, before, after in given if after and after != before]
        filled = [slot for slot, _, after in given if after]
        inferred = dict.fromkeys(slot for slot in (*claim.inferred, *unsaid) if slot in filled)
        claim = replace(claim, to_actor=taker, from_actor=loser, inferred=tuple(inferred))
        done.append(claim)
        if taker and claim.status in _FACTS and claim.change in _TAKING - {"entered"}:
            holders[claim.called.lower()] = taker, claim.date.earliest or claim.date.latest
    return done


def _filled(
    claim: Claim,
    sides: Sides,
    holders: dict[str, tuple[str, date | None]],
    done: list[Claim],
    before: Sequence[Claim],
    after: Sequence[Claim],
) -> tuple[str | None, str | None]:
    """Taker and loser of a claim, said or inferred.

    ``done`` are the claims before it with what was inferred, ``before`` the same as they were said.
    """
    held = _held(claim, holders)
    # a person or a unit is of some side, and a table that does not know them leaves it open
    taker = claim.to_actor if sides.named(claim.to_actor) else None
    loser = claim.from_actor if sides.named(claim.from_actor) else None
    if sides.table.is_bare(claim.to_actor or "") or _is_stranger(claim.to_actor, claim):
        taker = claim.to_actor  # "the army" is some state's, and no guess makes it one's
    if sides.table.is_bare(claim.from_actor or ""):
        loser = claim.from_actor
    if claim.change == "withdrawn":
        taken = next((each for each in after if each.called.lower() == claim.called.lower()
                      and each.change in _TAKING and sides.named(each.to_actor)), None)  # fmt: skip
        if not loser and ("from_actor", claim.id) not in sides.strangers:
            loser = held or sides.opponent(
                taken.to_actor if taken else _recent(before, sides), claim.start
            )
        return claim.to_actor, loser or _as_said(claim.from_actor, claim, sides)
    if claim.change not in _TAKING | _PRESSING:
        return claim.to_actor, claim.from_actor
    if claim.change in ("planned_handover", "postponed") and not (taker or loser):
        plans = [each for each in done if each.change == "planned_handover"
                 and each.called.lower() == claim.called.lower()]  # fmt: skip
        if plans:  # a date that is moved moves the handover planned before
            return plans[-1].to_actor, plans[-1].from_actor
    here = [each for each in done if each.called.lower() == claim.called.lower()]
    if claim.status == "denied" and not loser:
        denier = sides.denier(claim)  # who denies that a place was taken would have lost it
        if not sides.together(denier, taker) and denier != claim.to_actor:
            loser = denier
            taker = taker or (here[-1].to_actor if here else None)
    if claim.status == "denied" and not (taker or loser) and here:
        return here[-1].to_actor, here[-1].from_actor
    left = here[-1:] + [each for each in after if each.start == claim.start
                        and each.called.lower() == claim.called.lower()]  # fmt: skip
    if not loser:  # those who left it lose it
        loser = next((each.from_actor for each in left if each.change == "withdrawn"), None)
    stranger = ("to_actor", claim.id) in sides.strangers
    if not taker and not loser and stranger and claim.status == "claimed":
        return None, None  # "Kyiv insisted that it still held the town": no side told before
    if not taker and not loser:
        if held and claim.change not in _PRESSING:
            if _retold(claim, holders) and claim.rule not in sides.again:
                return here[-1].to_actor, here[-1].from_actor
            taker = sides.opponent(held, claim.start)
        elif sides.tells_of_an_act(claim):
            taker = _acting(claim, before, after, sides)
            if claim.rule in sides.again and sides.at_home(sides.opponent(taker, claim.start)):
                taker = sides.home
    if not taker:
        taker = _told(claim, loser, (*after, *before), sides) or sides.opponent(loser, claim.start)
    if not loser:
        other = held and not set(sides.named(held)) & set(sides.named(taker))
        loser = held if other else sides.opponent(taker, claim.start)
    unsaid = not claim.from_actor or "from_actor" in claim.inferred
    if unsaid and set(sides.named(loser)) & set(sides.named(taker)):
        loser = sides.opponent(taker, claim.start)  # a side takes no place from itself
    taker = taker or _as_said(claim.to_actor, claim, sides)
    loser = loser or (None if unsaid else _as_said(claim.from_actor, claim, sides))
    if taker == loser and "to_actor" in claim.inferred:
        taker = None  # also of those whom no table knows
    return taker, None if taker == loser else loser


def _told(claim: Claim, loser: str | None, others: Sequence[Claim], sides: Sides) -> str | None:
    """Who another sentence says took the place that is lost here: a headline has no room."""
    day = claim.date.earliest or claim.date.latest
    for each in others:
        when = each.date.earliest or each.date.latest
        near = day is not None and when is not None and abs(day - when) <= _SAME
        same = each.called.lower() == claim.called.lower() and each.change in _TAKING
        if near and same and each.status in _FACTS and sides.named(each.to_actor):
            if loser and not sides.together(each.to_actor, loser):
                return each.to_actor
    return None


def _held(claim: Claim, holders: dict[str, tuple[str, date | None]]) -> str | None:
    """Who held the place of a claim by what was told before, unless that happened later."""
    holder, since = holders.get(claim.called.lower(), (None, None))
    until = claim.date.latest or claim.date.earliest
    return None if since and until and until < since else holder


def _retold(claim: Claim, holders: dict[str, tuple[str, date | None]]) -> bool:
    """Whether a claim without sides is of the change that was told of last, by its day."""
    since = holders[claim.called.lower()][1]
    day = claim.date.earliest or claim.date.latest
    return since is None or day is None or abs(day - since) <= _SAME


def _acting(
    claim: Claim, before: Sequence[Claim], after: Sequence[Claim], sides: Sides
) -> str | None:
    """Who takes a place where nobody is said to: the side whose advance the text is telling of.

    That is who acts in the same sentence; else who acted last, if the act before that or the next
    is theirs too: where sides take turns, the next may be anybody's. Where the article knows few
    sides, or one that takes places, who acted last will do. Before any act it is who acts first and
    second, but not the government at home: it is not the one who comes. Nobody stands for a person
    or a unit that the sentence names, and no "guerrillas" for anybody.
    """
    named = claim.to_actor is not None and _is_proper(claim.to_actor, claim.evidence)
    here = [each.to_actor for each in before if each.start == claim.start and each.to_actor]
    if here and sides.named(here[-1]) and not named:
        return here[-1]
    earlier, later = (
        [each.to_actor for each in acts if sides.acts(each) and sides.named(each.to_actor)]
        for acts in (reversed(before), after)
    )
    first, *others = (*earlier[:1], *later[:1], *earlier[1:2]) if earlier else (*later[:2], None)
    alone = all(sides.together(first, each) for each in earlier + later)
    if named or sides.is_vague(first) or (not earlier and sides.at_home(first)):
        return None
    last = next((each for each in reversed(before) if sides.acts(each)
                 and sides.named(each.to_actor)), None)  # fmt: skip
    if last is not None and not _within(_WAR, last, claim):
        return None
    few = last is not None and (
        alone or (len(sides.votes) <= _FEW and _within(_ADVANCE, last, claim))
    )
    same = [other for other in others if sides.together(first, other)]
    # of allies, the one of whom the article makes most
    return max((first, *same), key=sides.weight) if few or same else None


def _within(time: timedelta, last: Claim, claim: Claim) -> bool:
    """Whether no more time than that passed between two claims, by what is known of their days."""
    then, now = (each.date.latest or each.date.earliest for each in (last, claim))
    return then is None or now is None or abs(now - then) <= time


def _as_said(actors: str | None, claim: Claim, sides: Sides) -> str | None:
    """Actors of a sentence whom no table knows; None for what is no side: "tanks", "attackers"."""
    kept = [name for name in _names(actors)
            if not sides.table.is_arms(name) or _is_proper(name, claim.evidence)]  # fmt: skip
    return "; ".join(kept) or None


def _is_stranger(actors: str | None, claim: Claim) -> bool:
    return actors is not None and actors in claim.evidence and _is_proper(actors, claim.evidence)


def _is_proper(name: str, sentence: str) -> bool:
    """Whether a name has a capital that does not come from where it stands in its sentence."""
    capitals = [word for word in name.split() if word[0].isupper()]
    return len(capitals) > sentence.startswith(name) or (len(capitals) == 1 and name.isupper())


def _recent(before: Sequence[Claim], sides: Sides) -> str | None:
    """Who was taking in the claims just told."""
    acts = (each.to_actor for each in reversed(before) if sides.acts(each))
    return next((actors for actors in acts if sides.named(actors)), None)


def _names(actors: str | None) -> list[str]:
    return [name for name in (actors or "").split("; ") if name]
