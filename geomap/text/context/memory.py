"""Filling the memory of an article: before reading it, and after each sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from geomap.model import Article, Claim, When
from geomap.text.context.belligerents import Belligerents
from geomap.text.context.discourse import Discourse, Referring
from geomap.text.context.hints import Hints
from geomap.text.context.pages import Page
from geomap.text.context.pointing import Pointing
from geomap.text.context.reckoning import (
    LONG_AGO,
    Reckoning,
    long_past,
    looks_aside,
    outside_clauses,
)
from geomap.text.mentions import dates
from geomap.text.mentions.actors import Actors
from geomap.text.mentions.dates import Reference, Tense
from geomap.text.mentions.expressions import Expression
from geomap.text.mentions.levels import Levels
from geomap.text.mentions.lexicon import Lexicon
from geomap.text.mentions.names import Name, word_at
from geomap.text.syntax.grammar import subject_of
from geomap.text.syntax.parse import Tree
from geomap.wordlists import any_of

_OPENING = 14
"""So near the start of a sentence, a name is what it is about: “In Kidal, ...”"""
_HOME = 0.5
"""Part of the places of an article that must lie in a country for it to be about that one."""
_PLACES = 3
"""Places that must be known before a country is chosen by them."""
_CLAUSES = frozenset({"relative", "participle", "conjunct"})


class Memory:
    """Fills the `Discourse` of an article.

    Parameters
    ----------
    pack
        A language pack.
    reckoning, actors, belligerents, levels
        Its readers of time, actors, sides and places.
    lexicon
        Names of places, for the country that an article is about.
    """

    def __init__(
        self,
        pack: dict[str, Any],
        reckoning: Reckoning,
        actors: Actors,
        belligerents: Belligerents,
        levels: Levels,
        lexicon: Lexicon,
    ) -> None:
        self._lexicon = lexicon
        self._actors = actors
        self._levels = levels
        self._hints = Hints(pack, levels)
        self._pointing = Pointing(pack)
        self._reckoning = reckoning
        self._belligerents = belligerents
        self._ground = tuple(f" {word} " for word in pack["places"]["ground"])
        self._martial = frozenset(pack["places"]["martial"])
        words = pack["places"]["referring"]
        self._nouns = Referring(**{kind: frozenset(nouns) for kind, nouns in words.items()})
        self._future = frozenset(pack["grammar"]["future"])
        self._plans = frozenset(pack["grammar"]["plan_modals"])
        self._saying = frozenset(pack["attribution"]["saying"])
        self._due = frozenset(pack["dates"]["due"])
        links = any_of(pack["actors"]["name_links"])
        # a name of several words, and its acronym in brackets
        self._acronym = re.compile(
            rf"((?:[A-Z][\w'’-]*\s+|{links}\s+)+)\(([A-Z][A-Za-z-]{{1,7}})\)"
        )

    def prepared(
        self,
        article: Article,
        trees: list[Tree],
        named: list[list[Name]],
        timed: list[list[Expression]],
    ) -> Discourse:
        """Discourse that knows the title, what is named how often, and the register."""
        title = " ".join(filter(None, (article.title, _quoted(article.source))))
        discourse = Discourse(published=article.published, title=title.lower(), nouns=self._nouns)
        deictic = sum(
            "weekday" in each.pieces or each.settings.get("anchor") == "published"
            for times in timed
            for each in times
        )
        discourse.news = deictic > 0 and article.published is not None
        for tree, names in zip(trees, named, strict=True):
            for name in names:
                person = name.label == "PERSON" and not name.toponym
                initial = len(name.text) == 1
                if not (name.is_actor or person or initial or "country" in name.kinds):
                    discourse.foresee(name.called, name.kinds, sure=name.toponym)
            discourse.countries.update(self._belligerents.countries(tree))
            discourse.martial = discourse.martial or any(
                word.lemma in self._martial or self._actors.is_armed(word.text)
                for word in tree.words
            )
            self._affiliations(discourse, tree)
            self._acronyms(discourse, tree)
            self._belligerents.introduce(tree, discourse)
        places = self._countries(named)
        discourse.home = self._home(places)
        near = {self._peoples.get(codes[0]) for codes in places}
        if near:
            once = {each for each, count in discourse.countries.items() if count == 1}
            discourse.passing = once - near
        if discourse.home is None and not discourse.usual() and len(set(places)) == 1:
            # no other country is in question, and the few places have no namesakes elsewhere
            discourse.home = self._peoples.get(places[0][0]) if len(places[0]) == 1 else None
        for tree in trees:
            self._belligerents.learn(tree, discourse)
        discourse.martial |= any(map(self._actors.is_armed_group, discourse.sides))
        if not discourse.news:
            discourse.first_day = next(self._days(discourse, timed), None)
        discourse.sentence = -2
        for lower in discourse.total:
            if lower in discourse.title:
                discourse.see(discourse.spelling(lower), discourse.known(lower))
        return discourse

    def _countries(self, named: list[list[Name]]) -> list[tuple[str, ...]]:
        """Codes of the countries in which each place of an article may lie, likeliest first."""
        called = {each.called for names in named for each in names if each.toponym}
        return list(filter(None, map(self._lexicon.countries, called)))

    def _home(self, places: list[tuple[str, ...]]) -> str | None:
        """Adjective of the country in which most places lie; "" if no people is known for it."""
        if len(places) < _PLACES:
            return None
        votes = Counter(code for codes in places for code in (codes[0], *codes))
        code, count = max(votes.items(), key=lambda each: (each[1], each[0]))
        return self._peoples.get(code, "") if count >= _HOME * 2 * len(places) else None

    @cached_property
    def _peoples(self) -> dict[str, str]:
        """Adjectives of states by the code of the country."""
        found: dict[str, str] = {}
        for country, adjective in self._actors.states():
            if "country" in self._lexicon.kinds(country):
                found.setdefault(self._lexicon.countries(country)[0], adjective)
        return found

    def _days(self, discourse: Discourse, timed: list[list[Expression]]) -> Iterator[date]:
        """Days that the text names, in order."""
        reference = Reference(discourse.published)
        for times in timed:
            for each in times:
                if each.reads in ("date", "range") and "day" in each.pieces:
                    when = dates.read(each, self._reckoning.calendar, reference)
                    if day := when.earliest or when.latest:
                        yield day

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

    def _acronyms(self, discourse: Discourse, tree: Tree) -> None:
        """Learn what the letters in "Karen National Union (KNU)" stand for."""
        for match in self._acronym.finditer(tree.text):
            words = match[1].split()
            names = (" ".join(words[at:]) for at in range(len(words) - 1))
            known = next(filter(None, map(self._actors.named, names)), None)
            if known is not None and self._actors.named(match[2]) != known:
                discourse.people.setdefault(match[2].lower(), known)

    def written_at(self, discourse: Discourse, place: str) -> None:
        """Note where what follows was written: "this town", and what else nothing is said of."""
        discourse.here = place
        discourse.see(place, self._lexicon.kinds(place), ground=True)

    def tense(self, tree: Tree) -> Tense:
        """Tense of a sentence as a whole, for days that belong to no event."""
        coming = any(word.lower in self._future or word.lower in self._plans for word in tree.words)
        return "future" if coming else "past"

    def remember(self, page: Page, claims: list[Claim]) -> None:
        """Carry places, days and groups over to the next sentence."""
        self._places(page, {claim.place for claim in claims})
        self._claims(page.discourse, claims)
        self._group(page)
        self._subject(page.discourse, page.tree)
        coming = {claim.spans.get("date") for claim in claims if claim.status == "planned"}
        off = [claim for claim in claims if claim.status == "postponed"]
        moved = {when.words for claim in off for when in (claim.date, claim.new_date) if when}
        coming |= {(each.start, each.end) for each in page.days if each.text in moved}
        self._day(page, coming)

    def _places(self, page: Page, claimed: set[str | None]) -> None:
        """Note the places that a sentence names, with the nouns beside them."""
        tree = page.tree
        for name, noun, level in self._hints.names(page):
            if self._pointing.aside(tree, name) and name.text not in claimed:
                page.discourse.pass_by(name.called)
                continue
            other = name.label in ("PERSON", "NORP") or (
                name.label == "ORG" and not self._hints.located(page, name)
            )
            if not other or name.kinds or name.toponym or noun or name.text in claimed:
                before = " " + tree.before(name.start).lower()
                opening = name.start - tree.start < _OPENING
                ground = before.endswith(self._ground) and not opening
                head = word_at(tree, name)
                owner = tree.head(head) if head is not None else None
                if head is not None and owner is not None and head.relation == "modifier":
                    ground = ground or self._levels.of(owner) is None
                page.discourse.see(name.called, name.kinds, noun, level, ground=ground)
        for feature, noun in self._hints.features(page):
            page.discourse.see(feature, frozenset(), noun, "feature")

    def _claims(self, discourse: Discourse, claims: list[Claim]) -> None:
        """Note what was claimed, and what is due when."""
        for claim in claims:
            name = claim.called
            discourse.claimed(name, claim.place_kind)
            due_by = claim.new_date if claim.status == "postponed" else claim.date
            if due_by and due_by.latest and claim.status in ("planned", "postponed"):
                discourse.plan(due_by.latest, name)

    def _group(self, page: Page) -> None:
        """Note the armed group named last."""
        for word in page.tree.words:
            name = self._actors.named(word.text)
            if name and self._actors.is_armed_group(name):
                page.discourse.group = name

    def _day(self, page: Page, planned: set[tuple[int, int] | None]) -> None:
        """Note the day that the text has reached; ``planned`` are the offsets of days to come."""
        discourse, tree = page.discourse, page.tree
        told = [each for each in page.days if (each.start, each.end) not in planned]
        for each in page.days:
            if discourse.news and "year" in each.pieces and each not in told:
                discourse.year = int(each.pieces["year"])  # "that year" is one of a plan as well
        due = any(word.lemma in self._due and word.relation != "relative" for word in tree.words)
        days = outside_clauses(tree, told)
        read = self._reckoning.sequence(discourse, days, self.tense(tree))
        for each in _told(days, read, discourse.day):
            when = read[each.start]
            if not when.known:
                continue
            if due and when.earliest == when.latest and when.earliest is not None:
                discourse.plan(when.earliest)
            latest = when.latest or when.earliest
            if latest is None or each.reads == "decade":
                continue
            partial = "day" not in each.pieces
            if partial and "year" in each.pieces and self._aside(discourse, tree, each, latest):
                continue
            if "year" in each.pieces:
                discourse.year = latest.year
            if each.reads == "date" and partial and "month" not in each.pieces:
                continue
            if when.type in ("before", "from") or due:
                continue
            if discourse.published and (when.earliest or latest) > discourse.published:
                continue  # what is to come is no day that the text has reached
            discourse.narrative, discourse.day, discourse.year = when, latest, latest.year

    def _aside(
        self, discourse: Discourse, tree: Tree, expression: Expression, latest: date
    ) -> bool:
        """Whether a year or month is not what the text has reached."""
        coming = discourse.published is not None and latest.year > discourse.published.year
        whole_year = "month" not in expression.pieces
        past = whole_year and long_past(expression, latest, discourse.day)
        return coming or past or looks_aside(tree, expression)

    def _subject(self, discourse: Discourse, tree: Tree) -> None:
        """Note the side that is the subject of a sentence: the next "they" are most likely it."""
        root = next((word for word in tree.words if word.head == word.index), None)
        telling = root is not None and root.lemma not in self._saying
        subject = subject_of(tree, root) if root is not None and telling else None
        name = self._actors.name(tree, subject, discourse.usual()) if subject is not None else None
        if name is not None and subject is not None and discourse.sole_group():
            name = self._belligerents.called(tree, subject, name, discourse)
        if name is not None and self._actors.is_known(name):
            discourse.actor = self._actors.group_name(name, discourse.sides)


def _told(days: list[Expression], read: dict[int, When], reached: date | None) -> list[Expression]:
    """Dates of a sentence without those that only look back: "the town lost three years ago"."""
    if reached is None:
        return days
    recent = [
        each for each in days if (last := read[each.start].latest) and reached - last <= LONG_AGO
    ]
    return recent or days


def _quoted(source: str | None) -> str:
    """Title in the quotation marks of a source line."""
    match = re.search(r"[\"“]([^\"”]+)[\"”]", source or "")
    return match[1] if match else ""
