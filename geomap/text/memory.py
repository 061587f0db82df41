"""Filling the memory of an article: before reading it, and after each sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from geomap.model import Article, Claim
from geomap.text import dates
from geomap.text.actors import Actors
from geomap.text.dates import Reference, Tense
from geomap.text.discourse import Discourse
from geomap.text.expressions import Calendar, Expression
from geomap.text.names import Name, word_at
from geomap.text.parse import Tree
from geomap.text.slots import Page, Slots
from geomap.text.timing import Timing

_OPENING = 14
"""So near the start of a sentence, a name is what it is about: “In Kidal, ...”"""
_CLAUSES = frozenset({"relative", "participle", "conjunct"})


class Memory:
    """Fills the `Discourse` of an article.

    Parameters
    ----------
    pack
        A language pack.
    calendar, actors, slots
        Its readers of time, actors and places.
    """

    def __init__(
        self, pack: dict[str, Any], calendar: Calendar, actors: Actors, slots: Slots
    ) -> None:
        self._calendar = calendar
        self._actors = actors
        self._slots = slots
        self._timing = Timing(calendar)
        self._ground = tuple(f" {word} " for word in pack["places"]["ground"])
        self._martial = frozenset(pack["places"]["martial"])
        self._future = frozenset(pack["grammar"]["future"])
        self._due = frozenset(pack["dates"]["due"])

    def prepared(
        self,
        article: Article,
        trees: list[Tree],
        named: list[list[Name]],
        timed: list[list[Expression]],
    ) -> Discourse:
        """Discourse that knows the title, what is named how often, and the register."""
        title = " ".join(filter(None, (article.title, _quoted(article.source))))
        discourse = Discourse(published=article.published, title=title.lower())
        deictic = sum(
            each.reads == "weekday" or each.settings.get("anchor") == "published"
            for times in timed
            for each in times
        )
        discourse.news = deictic > 0 and article.published is not None
        for tree, names in zip(trees, named, strict=True):
            for name in names:
                person = name.label == "PERSON" and not name.toponym
                if name.label != "ACTOR" and not person and "country" not in name.kinds:
                    discourse.foresee(name.called, name.kinds, sure=name.toponym)
            for word in tree.words:
                state = self._actors.state_of(word)
                if state is not None:
                    discourse.countries[state] += 1
                if self._actors.is_force(word) or word.label in ("NORP", "ORG"):
                    side = self._actors.name(tree, word)
                    if side is not None and self._actors.is_side(side):
                        discourse.sides[side] += 1
            discourse.martial = discourse.martial or any(
                word.lemma in self._martial or self._actors.is_armed(word.text)
                for word in tree.words
            )
            discourse.martial |= any(map(self._actors.is_armed_group, discourse.sides))
            self._affiliations(discourse, tree)
        if not discourse.news:
            discourse.first_day = next(self._days(discourse, timed), None)
        discourse.sentence = -2
        for lower in discourse.total:
            if lower in discourse.title:
                discourse.see(discourse.spelling(lower), discourse.known(lower))
        return discourse

    def _days(self, discourse: Discourse, timed: list[list[Expression]]) -> Iterator[date]:
        """Days that the text names, in order."""
        reference = Reference(discourse.published)
        for times in timed:
            for each in times:
                if each.reads in ("date", "range") and "day" in each.pieces:
                    when = dates.read(each, self._calendar, reference)
                    if when.earliest or when.latest:
                        yield when.earliest or when.latest  # type: ignore[misc]

    def _affiliations(self, discourse: Discourse, tree: Tree) -> None:
        """Learn whose president or commander a person is, from "Azerbaijani President Aliyev"."""
        for word in tree.words:
            if word.label != "PERSON" or word.kind != "PROPN":
                continue
            head = tree.head(word)
            if head is not None and head.label == "PERSON" and word.relation == "modifier":
                continue
            around = tree.subtree(word, without=_CLAUSES)
            if word.relation == "apposition" and head is not None:
                around += tree.subtree(head, without=_CLAUSES | {"apposition"})
            for each in around:
                side = self._actors.country_of(each.text) or self._actors.named(each.text)
                if side is None and self._actors.is_country(each.text):
                    side = each.text
                if side:
                    discourse.people.setdefault(word.lower, side)
                    break

    def tense(self, tree: Tree) -> Tense:
        """Tense of a sentence as a whole, for days that belong to no event."""
        coming = any(word.lower in self._future for word in tree.words)
        return "future" if coming else "past"

    def remember(self, page: Page, times: list[Expression], claims: list[Claim]) -> None:
        """Carry places, days and groups over to the next sentence."""
        discourse, tree = page.discourse, page.tree
        claimed = {claim.place for claim in claims}
        for name, noun, level in self._slots.hints(page):
            other = name.label in ("PERSON", "NORP") or (
                name.label == "ORG" and not self._slots.located(page, name)
            )
            if not other or name.kinds or name.toponym or noun or name.text in claimed:
                before = " " + tree.text[: name.start - tree.start].lower()
                opening = name.start - tree.start < _OPENING
                ground = before.endswith(self._ground) and not opening
                head = word_at(tree, name)
                owner = tree.head(head) if head is not None else None
                if head is not None and owner is not None and head.relation == "modifier":
                    ground = ground or self._slots.level(owner) is None
                discourse.see(name.called, name.kinds, noun, level, ground=ground)
        for feature, noun in self._slots.features(page):
            discourse.see(feature, frozenset(), noun, "feature")
        for claim in claims:
            discourse.claimed(claim.canonical or claim.place or "")
            if claim.date.latest and claim.status == "planned":
                discourse.plan(claim.date.latest, claim.canonical or claim.place or "")
        for word in tree.words:
            name_of = self._actors.named(word.text)
            if name_of and self._actors.is_armed_group(name_of):
                discourse.group = name_of
        due = any(word.lemma in self._due for word in tree.words)
        days = [each for each in times if not each.is_duration]
        read = self._timing.sequence(discourse, days, self.tense(tree))
        for each in days:
            when = read[each.start]
            if not when.known:
                continue
            if due and when.earliest == when.latest and when.earliest is not None:
                discourse.plan(when.earliest)
            latest = when.latest or when.earliest
            if latest is None or each.reads == "decade":
                continue
            if "year" in each.pieces:
                discourse.year = latest.year
            if each.reads == "date" and "day" not in each.pieces and "month" not in each.pieces:
                continue
            if when.type in ("before", "from") or due:
                continue
            if discourse.published and latest > discourse.published and discourse.news:
                continue
            discourse.narrative, discourse.day = when, latest


def _quoted(source: str | None) -> str:
    """Title in the quotation marks of a source line."""
    match = re.search(r"[\"“]([^\"”]+)[\"”]", source or "")
    return match[1] if match else ""
