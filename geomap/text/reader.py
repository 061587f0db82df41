"""The built-in reader: an article in, its claims out. No network, no GPU.

1. parse the body into sentence trees
2. find names and expressions of time in each
3. match control frames, and for each match read its outlook, places, actors and date
4. read denials that point back ("this was denied by ...")
5. merge what is told twice, and name the side that a claim leaves unsaid
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from geomap.model import (
    Article,
    Attempt,
    Claim,
    Mention,
    NotClaim,
    Reading,
)
from geomap.text.claims.claiming import Claims
from geomap.text.claims.denials import Denials
from geomap.text.claims.merging import merged, without_ended
from geomap.text.claims.opponents import Sides, with_opponents
from geomap.text.context.belligerents import Belligerents
from geomap.text.context.discourse import Discourse
from geomap.text.context.memory import Memory
from geomap.text.context.pages import Page
from geomap.text.context.reckoning import Reckoning
from geomap.text.language import Language
from geomap.text.markup import without_markup
from geomap.text.mentions.actors import Actors
from geomap.text.mentions.expressions import Calendar
from geomap.text.mentions.levels import Levels
from geomap.text.mentions.lexicon import Lexicon, NoLexicon
from geomap.text.mentions.lists import Lists
from geomap.text.mentions.names import Name, Namer
from geomap.text.mentions.shares import Shares
from geomap.text.mentions.toponyms import Toponyms
from geomap.text.semantics.embedding import Outlooks
from geomap.text.semantics.events import Events
from geomap.text.semantics.parties import Parties
from geomap.text.semantics.plans import put_off, without_put_off
from geomap.text.semantics.slots import Slots
from geomap.text.semantics.timing import Timing
from geomap.text.syntax.sentences import datelines, trees_of


class Reader:
    """Reads articles in one language.

    Parameters
    ----------
    language
        The language pack.
    lexicon
        Names of places; without one the entity recogniser is alone.
    """

    def __init__(self, language: Language, lexicon: Lexicon | None = None) -> None:
        pack = language.pack
        self._language = language
        self._calendar = calendar = Calendar(pack["dates"])
        self._actors = Actors(pack["actors"], pack.get("peoples", {}))
        self._lexicon = lexicon or NoLexicon()
        self._namer = Namer(pack["places"], self._actors, self._lexicon)
        self._toponyms = Toponyms(pack, self._namer, self._lexicon)
        self._lists = Lists(pack["places"])
        self._reckoning = reckoning = Reckoning(calendar)
        timing = Timing(calendar, reckoning)
        shares, levels = Shares(pack["shares"]), Levels(pack["places"])
        slots, outlooks = Slots(pack, shares, levels), Outlooks(pack)
        belligerents = Belligerents(pack, self._actors)
        parties = Parties(pack["actors"], self._actors, belligerents)
        self._events = Events(pack, self._actors, parties, slots, outlooks)
        self._claims = Claims(language, timing, reckoning, shares, levels, self._lexicon)
        self._again = frozenset(
            f"{language.code}: {frame['name']}" for frame in pack["frames"] if frame.get("again")
        )
        self._denials = Denials(pack, outlooks, reckoning)
        self._memory = Memory(pack, reckoning, self._actors, belligerents, levels, self._lexicon)

    def read(self, article: Article) -> Reading:
        """Claims, refused sentences and mentions of one article."""
        trees = list(trees_of(article, self._language))
        persons = self._namer.persons(trees)
        named = [self._namer.names(tree, persons) for tree in trees]
        timed = [
            self._calendar.expressions(without_markup(tree.text), tree.start) for tree in trees
        ]
        discourse = self._memory.prepared(article, trees, named, timed)
        discourse.persons = persons
        claims: list[Claim] = []
        refused: list[NotClaim] = []
        mentions: list[Mention] = []
        attempts: list[Attempt] = []
        here = datelines(article)
        for number, (tree, names, times) in enumerate(zip(trees, named, timed, strict=True)):
            discourse.sentence, discourse.paragraph = number, tree.paragraph
            if place := here.pop(tree.paragraph, None):
                self._memory.written_at(discourse, place)
            groups = self._lists.groups(tree, names, times)
            page = Page(article, tree, names, groups, times, discourse)
            found, tried = self._sentence(page, claims)
            attempts.extend(tried)
            reasons = [each.reason for each in tried if each.reason]
            claims.extend(found)
            if reasons and not found:
                refused.append(NotClaim(start=tree.start, end=tree.end, evidence=tree.text,
                                        reason=reasons[0]))  # fmt: skip
            mentions.extend(self._mentions(page))
            self._memory.remember(page, found)
        claims = self._with_sides(merged(claims), discourse, persons)
        return Reading(
            article=article,
            claims=tuple(claims),
            not_claims=tuple(refused),
            mentions=tuple(mentions),
            attempts=tuple(attempts),
        )

    def _with_sides(
        self, claims: list[Claim], discourse: Discourse, persons: frozenset[str]
    ) -> list[Claim]:
        """Claims with the sides that their sentences leave unsaid."""
        others = persons | {each.name for each in discourse.entities.values()}
        others -= discourse.introduced
        sides = Sides(
            lambda name: self._actors.standing(name, others), self._actors, again=self._again
        )
        if discourse.home:
            sides.home = self._actors.government(discourse.home)
        sides.learn(claims, discourse)
        return with_opponents(claims, sides)

    def toponyms(self, article: Article) -> list[Mention]:
        """Toponyms of an article, whether or not a claim is about them."""
        trees = list(trees_of(article, self._language, datelines=True))
        return [_mention(name) for name in self._toponyms.of(trees)]

    def _sentence(self, page: Page, earlier: list[Claim]) -> tuple[list[Claim], list[Attempt]]:
        """Claims of a sentence, and the rules that were tried on it."""
        claims: list[Claim] = []
        tried: list[Attempt] = []
        before_it: set[str] = set()
        for match in self._events.matches(page.tree) if self._events.tried(page.tree) else ():
            event, reason = self._events.event(page, match, earlier, claims)
            made = put_off(list(self._claims.of(page, event))) if event else []
            before = event is not None and event.outlook.background and not event.outlook.said
            if match.state and event is not None and event.outlook.background:
                before_it.update(claim.id for claim in made)
            if before or match.state:
                page.discourse.background.update(claim.id for claim in made)
            for slot in event.strangers if event is not None else ():
                page.discourse.strangers.update((slot, claim.id) for claim in made)
            claims.extend(made)
            for claim in made:
                page.discourse.claimed(claim.called, claim.place_kind)
            tried.append(
                Attempt(
                    start=page.tree.start,
                    end=page.tree.end,
                    trigger=match.trigger.text,
                    rule=f"{self._language.code}: {match.frame['name']}",
                    claims=tuple(claim.id for claim in made),
                    reason=reason,
                )
            )
        claims = list(self._claims.alike(without_put_off(without_ended(claims, before_it))))
        claims.extend(self._claims.gapped(page, claims))
        claims.extend(self._denials.read(page, earlier, claims))
        return claims, tried

    def _mentions(self, page: Page) -> Iterator[Mention]:
        """Toponyms and expressions of time of a sentence, with what the latter say."""
        yield from (_mention(name) for name in page.names if name.toponym)
        plain = [replace(each, operator=None) for each in page.days]
        read = self._reckoning.sequence(page.discourse, plain, self._memory.tense(page.tree))
        for each in page.times:
            length = self._calendar.length(each) if each.is_duration else None
            yield Mention(
                start=each.start,
                end=each.end,
                text=page.tree.cut(each.start, each.end),
                kind="duration" if each.is_duration else "date",
                value=length or read[each.start].edtf,
            )


def _mention(name: Name) -> Mention:
    return Mention(
        start=name.start, end=name.end, text=name.text, kind="place", value=name.base or None
    )
