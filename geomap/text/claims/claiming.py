"""Claims of an event, and what the claims of a sentence say of one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from geomap.model import Change, Claim, Status, When, stable_id
from geomap.model.changes import TAKEOVERS
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.context.reckoning import Reckoning
from geomap.text.language import Language
from geomap.text.mentions.dates import Tense
from geomap.text.mentions.expressions import Expression
from geomap.text.mentions.levels import Levels
from geomap.text.mentions.lexicon import Lexicon
from geomap.text.mentions.names import Name
from geomap.text.mentions.shares import Shares
from geomap.text.semantics.events import Event
from geomap.text.semantics.matches import Match
from geomap.text.semantics.outlook import Outlook
from geomap.text.semantics.timing import Timing
from geomap.text.syntax.parse import Tree

_GAP = 30
_ASIDE = re.compile(r",[^,;:()]{4,80},(?= )")
"""Characters between a name and its date where the verb is left out: ", already in ashes, on"."""


class Claims:
    """Makes claims of events.

    Parameters
    ----------
    language
        The language pack.
    timing, reckoning, shares, levels
        Its readers of dates, quantities and generic nouns.
    lexicon
        Names of places.
    """

    def __init__(
        self,
        language: Language,
        timing: Timing,
        reckoning: Reckoning,
        shares: Shares,
        levels: Levels,
        lexicon: Lexicon,
    ) -> None:
        self._code = language.code
        self._timing = timing
        self._reckoning = reckoning
        self._shares = shares
        self._levels = levels
        self._lexicon = lexicon
        self._links = frozenset(language.pack["places"]["list_links"])
        self._articles = frozenset(language.pack["places"]["articles"])

    def of(self, page: Page, event: Event) -> Iterator[Claim]:
        """One claim for each place of an event."""
        tree, match, outlook = page.tree, event.match, event.outlook
        whens = self._timing.whens(page, event)
        for ref, (when, expression) in zip(event.refs, whens, strict=True):
            planned = outlook.planned or _yet_to_come(page, event, when)
            change, status = _change_and_status(
                match.frame["change"], replace(outlook, planned=planned)
            )
            announced = self._timing.announced(page, event, expression)
            if match.state and when.type == "on":
                when = replace(when, type="as_of")
            new_date: When | None = None
            if change == "postponed":
                place = ref.canonical or ref.text
                when, new_date = self._timing.postponement(page, event, when, place)
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
                id=stable_id(page.article.id, tree.start, tree.end, ref.start, change, status,
                             match.trigger.start),
                article=page.article.id,
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
                rule=f"{self._code}: {match.frame['name']}",
            )  # fmt: skip

    def alike(self, claims: list[Claim]) -> Iterator[Claim]:
        """Fill what coordinated events of one sentence leave unsaid from one another.

        "X district goes to them on Monday, and Y by Friday": Y is a district too, and goes to
        the same side.
        """
        for index, claim in enumerate(claims):
            same = [each for each in claims[:index] if each.change == claim.change
                    and each.status == claim.status
                    and each.called.lower() != claim.called.lower()]  # fmt: skip
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

    def gapped(self, page: Page, claims: list[Claim]) -> Iterator[Claim]:
        """“X fell on Monday, and Y two days later”: Y fell too, the verb being left out."""
        tree = page.tree
        taken = {claim.spans["place"] for claim in claims if "place" in claim.spans}
        for name in page.names:
            if name.is_actor or (name.start, name.end) in taken:
                continue
            before = [claim for claim in claims if _end(claim) <= name.start]
            when = self._date_behind(page, name)
            if not before or when is None:
                continue
            last = before[-1]
            end = _end(last)
            aside = name.end, _behind_aside(tree, name)
            verbs = [word for word in tree.between(end, when.end) if word.kind in ("VERB", "AUX")
                     and not aside[0] <= word.start < aside[1]]  # fmt: skip
            words = tree.before(name.start).split()
            while words and words[-1].lower() in self._articles:
                words.pop()
            last_word = words[-1].lower() if words else ""
            link = last_word.endswith((",", ";")) or last_word in self._links
            if verbs or not link or last.status == "denied":
                continue
            tense: Tense = "future" if last.status == "planned" else "past"
            read = self._reckoning.sequence(page.discourse, page.days, tense)
            where = page.article.id, tree.start, tree.end, name.start
            yield replace(
                last,
                id=stable_id(*where, last.change, "gapped"),
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

    def _date_behind(self, page: Page, name: Name) -> Expression | None:
        """Date that follows a name, or the list that it stands in."""
        behind = _behind_aside(page.tree, name)
        inside = [each.start for each in page.days] + [each.start for each in page.names]
        if any(name.end <= start < behind for start in inside):
            return None
        when = next((each for each in page.days if each.start >= behind), None)
        if when is None:
            return None
        between = [each for each in page.names if behind <= each.start and each.end <= when.start]
        listed = page.group_of(name)
        if any(listed is None or each not in listed.members for each in between):
            return None
        gap = when.start - behind - sum(each.end - each.start for each in between)
        return when if gap <= _GAP and not self._owned(page, name) else None

    def _owned(self, page: Page, name: Name) -> bool:
        """Whether a name is only part of what follows it: "X's forces", "X forces"."""
        after = next(iter(page.tree.between(name.end, page.tree.end)), None)
        noun = after is not None and after.kind in ("NOUN", "PROPN") and after.label != "DATE"
        return page.owns(name) or (noun and after is not None and self._levels.of(after) is None)


def _behind_aside(tree: Tree, name: Name) -> int:
    """Offset behind a name and what stands between commas beside it: “X, 30 km away, on Monday”."""
    match = _ASIDE.match(tree.after(name.end))
    return name.end + (match.end() if match else 0)


def _end(claim: Claim) -> int:
    """Offset behind the place and the trigger of a claim."""
    return max(span[1] for slot, span in claim.spans.items() if slot != "date")


def _trigger_words(tree: Tree, match: Match) -> str:
    words = sorted((match.trigger, *match.extra), key=lambda each: each.index)
    first, last = words[0], words[-1]
    if last.index - first.index > 5:
        return match.trigger.text
    return tree.cut(first.start, last.end)


def _yet_to_come(page: Page, event: Event, when: When) -> bool:
    """“The army leaves X on Friday”: the present of a day after publication is a plan."""
    published = page.article.published
    first = when.latest if when.type == "by" else when.earliest
    present = event.outlook.tense == "present" and not event.match.state
    return present and published is not None and first is not None and first > published


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
