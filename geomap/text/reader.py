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

from geomap.changes import TAKEOVERS
from geomap.model import (
    Article,
    Attempt,
    Change,
    Claim,
    Mention,
    NotClaim,
    Reading,
    Status,
    When,
    stable_id,
)
from geomap.text.actors import Actors
from geomap.text.belligerents import Belligerents
from geomap.text.dates import Tense
from geomap.text.denials import Denials
from geomap.text.discourse import Discourse
from geomap.text.embedding import Outlooks
from geomap.text.events import Event, Events
from geomap.text.expressions import Expression
from geomap.text.language import Language
from geomap.text.levels import Levels
from geomap.text.lexicon import Lexicon, NoLexicon
from geomap.text.lists import Lists
from geomap.text.markup import without_markup
from geomap.text.matches import Match
from geomap.text.memory import Memory
from geomap.text.merging import merged, without_ended
from geomap.text.names import Name, Namer
from geomap.text.opponents import Sides, with_opponents
from geomap.text.outlook import Outlook
from geomap.text.pages import Page, PlaceRef
from geomap.text.parse import Tree
from geomap.text.parties import Parties
from geomap.text.plans import put_off
from geomap.text.sentences import trees_of
from geomap.text.shares import Shares
from geomap.text.slots import Slots
from geomap.text.timing import Timing
from geomap.text.toponyms import Toponyms

_GAP = 30
"""Characters between a name and its date where the verb is left out: ", already in ashes, on"."""


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
        self._calendar = language.calendar
        self._actors = Actors(pack["actors"], pack.get("peoples", {}))
        self._lexicon = lexicon or NoLexicon()
        self._namer = Namer(pack["places"], self._actors, self._lexicon)
        self._toponyms = Toponyms(pack, self._namer, self._lexicon)
        self._lists = Lists(pack["places"])
        self._shares = Shares(pack["shares"])
        self._levels = levels = Levels(pack["places"])
        slots = Slots(pack, self._shares, levels)
        self._links = frozenset(pack["places"]["list_links"])
        self._articles = frozenset(pack["places"]["articles"])
        outlooks = Outlooks(pack)
        self._timing = Timing(language.calendar)
        belligerents = Belligerents(pack, self._actors)
        parties = Parties(pack["actors"], self._actors, belligerents)
        self._events = Events(pack, self._actors, parties, slots, outlooks)
        self._denials = Denials(pack, outlooks, self._timing)
        self._memory = Memory(
            pack, language.calendar, self._actors, belligerents, levels, self._lexicon
        )

    def read(self, article: Article) -> Reading:
        """Claims, refused sentences and mentions of one article."""
        trees = list(trees_of(article, self._language))
        persons = self._namer.persons(trees)
        named = [self._namer.names(tree, persons) for tree in trees]
        timed = [
            self._calendar.expressions(without_markup(tree.text), tree.start) for tree in trees
        ]
        discourse = self._memory.prepared(article, trees, named, timed)
        claims: list[Claim] = []
        refused: list[NotClaim] = []
        mentions: list[Mention] = []
        attempts: list[Attempt] = []
        for number, (tree, names, times) in enumerate(zip(trees, named, timed, strict=True)):
            discourse.sentence, discourse.paragraph = number, tree.paragraph
            page = Page(tree, names, self._lists.groups(tree, names, times), discourse)
            found, tried = self._sentence(page, times, article, claims)
            attempts.extend(tried)
            reasons = [each.reason for each in tried if each.reason]
            claims.extend(found)
            if reasons and not found:
                refused.append(NotClaim(start=tree.start, end=tree.end, evidence=tree.text,
                                        reason=reasons[0]))  # fmt: skip
            mentions.extend(self._mentions(page, times))
            self._memory.remember(page, times, found)
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
        sides = Sides(lambda name: self._actors.standing(name, others), self._actors)
        if discourse.home:
            sides.home = self._actors.government(discourse.home)
        sides.learn(claims, discourse)
        return with_opponents(claims, sides)

    def toponyms(self, article: Article) -> list[Mention]:
        """Toponyms of an article, whether or not a claim is about them."""
        trees = list(trees_of(article, self._language, datelines=True))
        return [_mention(name) for name in self._toponyms.of(trees)]

    def _sentence(
        self, page: Page, times: list[Expression], article: Article, earlier: list[Claim]
    ) -> tuple[list[Claim], list[Attempt]]:
        """Claims of a sentence, and the rules that were tried on it."""
        claims: list[Claim] = []
        tried: list[Attempt] = []
        before_it: set[str] = set()
        for match in self._events.matches(page.tree) if self._events.tried(page.tree) else ():
            event, reason = self._events.event(page, match, earlier, claims)
            made = put_off(list(self._claims(article, page, times, event))) if event else []
            before = event is not None and event.outlook.background and not event.outlook.said
            if match.state and event is not None and event.outlook.background:
                before_it.update(claim.id for claim in made)
            if before or match.state:
                page.discourse.background.update(claim.id for claim in made)
            claims.extend(made)
            for claim in made:
                page.discourse.claimed(claim.canonical or claim.place or "")
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
        claims = list(self._alike(without_ended(claims, before_it)))
        claims.extend(self._gapped(page, times, article, claims))
        claims.extend(self._denials.read(article, page, times, earlier, claims))
        return claims, tried

    def _gapped(
        self, page: Page, times: list[Expression], article: Article, claims: list[Claim]
    ) -> Iterator[Claim]:
        """“X fell on Monday, and Y two days later”: Y fell too, the verb being left out."""
        tree = page.tree
        taken = {claim.spans["place"] for claim in claims if "place" in claim.spans}
        for name in page.names:
            if name.label == "ACTOR" or (name.start, name.end) in taken:
                continue
            before = [claim for claim in claims if _end(claim) <= name.start]
            when = self._date_behind(page, times, name)
            if not before or when is None:
                continue
            last = before[-1]
            end = _end(last)
            verbs = [word for word in tree.between(end, when.end) if word.kind in ("VERB", "AUX")]
            words = tree.before(name.start).split()
            while words and words[-1].lower() in self._articles:
                words.pop()
            last_word = words[-1].lower() if words else ""
            link = last_word.endswith((",", ";")) or last_word in self._links
            if verbs or not link or last.status == "denied":
                continue
            tense: Tense = "future" if last.status == "planned" else "past"
            days = [each for each in times if not each.is_duration]
            read = self._timing.sequence(page.discourse, days, tense)
            yield replace(
                last,
                id=stable_id(article.id, tree.start, tree.end, name.start, last.change, "gapped"),
                place=name.text,
                canonical=name.base or None,
                place_kind=self._levels.beside(tree, name),
                within=(),
                share=None,
                extent=None,
                date=read[when.start],
                spans={**last.spans, "place": (name.start, name.end),
                       "date": (when.start, when.end)},
                confidence=round(last.confidence - 0.1, 2),
            )  # fmt: skip

    def _date_behind(self, page: Page, times: list[Expression], name: Name) -> Expression | None:
        """Date that follows a name, or the list that it stands in."""
        when = next(
            (each for each in times if not each.is_duration and each.start >= name.end), None
        )
        if when is None:
            return None
        between = [each for each in page.names if name.end <= each.start and each.end <= when.start]
        listed = page.group_of(name)
        if any(listed is None or each not in listed.members for each in between):
            return None
        gap = when.start - name.end - sum(each.end - each.start for each in between)
        return when if gap <= _GAP and not self._owned(page, name) else None

    def _owned(self, page: Page, name: Name) -> bool:
        """Whether a name is only part of what follows it: "X's forces", "X forces"."""
        after = next(iter(page.tree.between(name.end, page.tree.end)), None)
        noun = after is not None and after.kind in ("NOUN", "PROPN") and after.label != "DATE"
        return page.owns(name) or (noun and after is not None and self._levels.of(after) is None)

    def _alike(self, claims: list[Claim]) -> Iterator[Claim]:
        """Fill what coordinated events of one sentence leave unsaid from one another.

        "X district goes to them on Monday, and Y by Friday": Y is a district too, and goes to
        the same side.
        """
        for index, claim in enumerate(claims):
            same = [each for each in claims[:index] if each.change == claim.change
                    and each.status == claim.status]  # fmt: skip
            if same and not (claim.to_actor or claim.from_actor):
                taker, loser = same[-1].to_actor, same[-1].from_actor
                given = [("to_actor", taker), ("from_actor", loser)]
                claim = replace(
                    claim,
                    to_actor=taker,
                    from_actor=loser,
                    inferred=(*claim.inferred, *(slot for slot, actor in given if actor)),
                )
            levels = {each.place_kind for each in claims if each.change == claim.change}
            unit = "district" in levels and "settlement" not in levels
            if claim.place_kind is None and unit and claim.place:
                if "district" in self._lexicon.kinds(claim.place):
                    claim = replace(claim, place_kind="district")
            yield claim

    def _claims(
        self, article: Article, page: Page, times: list[Expression], event: Event
    ) -> Iterator[Claim]:
        """One claim for each place of an event."""
        tree, match, outlook = page.tree, event.match, event.outlook
        whens = self._timing.whens(page, times, event)
        for ref, (when, expression) in zip(event.refs, whens, strict=True):
            change, status = _change_and_status(match.frame["change"], outlook)
            announced = self._timing.announced(page, times, event, expression)
            if match.state and when.type == "on":
                when = replace(when, type="as_of")
            new_date: When | None = None
            if change == "postponed":
                when, new_date = self._timing.postponement(
                    page, times, when, ref.canonical or ref.text
                )
            words = tree.subtree(match.trigger)
            extent = ref.extent or self._shares.adverbial(
                [each for each in words if each.head == match.trigger.index
                 or each.head in {extra.index for extra in match.extra}])  # fmt: skip
            share = 1.0 if ref.share is None and extent == "full" else ref.share
            spans = {"trigger": (match.trigger.start, match.trigger.end)}
            if ref.end > ref.start:
                spans["place"] = (ref.start, ref.end)
            if expression is not None:
                spans["date"] = (expression.start, expression.end)
            yield Claim(
                id=stable_id(article.id, tree.start, tree.end, ref.start, change, status,
                             match.trigger.start),
                article=article.id,
                place=ref.text,
                canonical=ref.canonical,
                place_kind=ref.kind,
                within=ref.within,
                change=change,
                trigger=_trigger_words(tree, match),
                from_actor=event.holder,
                to_actor=event.to,
                inferred=event.inferred,
                date=when,
                announced=announced if announced != when.earliest else None,
                status=status,
                claimed_by=event.speaker,
                share=share,
                extent=extent,
                new_date=new_date,
                evidence=tree.text,
                start=tree.start,
                end=tree.end,
                spans=spans,
                confidence=_confidence(ref, expression, event),
                rule=f"{self._language.code}: {match.frame['name']}",
            )  # fmt: skip

    def _mentions(self, page: Page, times: list[Expression]) -> Iterator[Mention]:
        """Toponyms and expressions of time of a sentence, with what the latter say."""
        yield from (_mention(name) for name in page.names if name.toponym)
        plain = [replace(each, operator=None) for each in times if not each.is_duration]
        read = self._timing.sequence(page.discourse, plain, self._memory.tense(page.tree))
        for each in times:
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


def _end(claim: Claim) -> int:
    """Offset behind the place and the trigger of a claim."""
    return max(span[1] for slot, span in claim.spans.items() if slot != "date")


def _trigger_words(tree: Tree, match: Match) -> str:
    words = sorted((match.trigger, *match.extra), key=lambda each: each.index)
    first, last = words[0], words[-1]
    if last.index - first.index > 5:
        return match.trigger.text
    return tree.cut(first.start, last.end)


def _change_and_status(change: str, outlook: Outlook) -> tuple[Change, Status]:
    kind: Change = change  # type: ignore[assignment]
    if kind == "postponed":
        return kind, "postponed"
    if outlook.denied or outlook.negated:
        return kind, "denied"
    if outlook.planned:
        plan: Change = "planned_handover" if kind in TAKEOVERS else kind
        return plan, "planned"
    return kind, "claimed" if outlook.said else "happened"


def _confidence(ref: PlaceRef, expression: Expression | None, event: Event) -> float:
    """Rough order for a review list: 1 where every slot was said, less for each one inferred."""
    score = 1.0
    score -= 0.25 * ref.referred
    score -= 0.1 * (not ref.sure)
    score -= 0.15 * (expression is None)
    score -= 0.1 * (event.to is None and event.holder is None)
    return round(score, 2)
