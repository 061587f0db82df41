"""Reading by patterns alone: a language without a parser, in one file of data.

Each of the pack's ``[[patterns]]`` is a regular expression with slots in braces, matched inside
one sentence whatever the case of its letters::

    words = "{to} (?:tomó|tomaron|capturó|capturaron) {place}"
    change = "captured"

``{place}`` is a name or a list of them, with the pack's generic noun before it or not; ``{to}``,
``{from}`` and ``{by}`` are actors that the pack's tables know; ``{within}`` is the larger unit.
The claims keep the same contract as those of a parsed language. They are told with less
confidence, because a pattern does not see the clause that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from geomap.errors import RulesError
from geomap.model import (
    Article,
    Change,
    Claim,
    Level,
    Mention,
    NotClaim,
    Reading,
    Reason,
    Status,
    When,
    stable_id,
)
from geomap.text.context.discourse import Discourse
from geomap.text.context.reckoning import Reckoning
from geomap.text.language import Language
from geomap.text.markup import without_markup
from geomap.text.mentions.dates import Tense
from geomap.text.mentions.expressions import Calendar, Expression
from geomap.text.mentions.levels import Levels
from geomap.text.mentions.lexicon import Lexicon, NoLexicon
from geomap.text.syntax.sentences import paragraphs
from geomap.wordlists import any_of, before, spaced, unknown_slot

_CONFIDENCE = 0.5
_SURE = 0.1
_MOST_CHARACTERS = 1500
"""A longer sentence is read in pieces, so that no pattern can run for long."""
_ACTORS = ("to", "from", "by")
_SLOTS = ("place", "within", *_ACTORS)
_SLOT = re.compile(rf"\{{({'|'.join(_SLOTS)})\}}")
_END = re.compile(r"[.!?…][\"”»)]*(?=\s+[^\sa-z])")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern and what it means; ``change`` None only sets how others are told."""

    name: str
    words: re.Pattern[str]
    change: Change | None
    status: Status


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of an article, the times in it, and what was told before."""

    article: Article
    start: int
    text: str
    times: list[Expression]
    discourse: Discourse


class PatternReader:
    """Reads articles in one language with the patterns of its pack.

    Parameters
    ----------
    language
        A pack whose ``reader`` is "patterns".
    lexicon
        Names of places; a name that it knows is surer.

    Raises
    ------
    RulesError
        If a pattern is no regular expression, or its change or status does not exist.
    """

    def __init__(self, language: Language, lexicon: Lexicon | None = None) -> None:
        self._language = language
        self._pack = language.pack
        self._calendar = Calendar(self._pack["dates"])
        self._lexicon = lexicon or NoLexicon()
        self._reckoning = Reckoning(self._calendar)
        self._patterns = [self._compiled(each, "change") for each in self._pack["patterns"]]
        self._tellings = [
            self._compiled(each, "status") for each in self._pack.get("attributions", ())
        ]
        refused = self._pack["language"].get("refused", "(?!)")
        self._refused = re.compile(rf"(?<!\w)(?:{refused})\s*$", re.IGNORECASE)

    def read(self, article: Article) -> Reading:
        """Claims, refused sentences and mentions of one article."""
        discourse = Discourse(published=article.published, news=article.published is not None)
        claims: list[Claim] = []
        refused: list[NotClaim] = []
        mentions: list[Mention] = []
        for start, text in _sentences(article):
            times = self._calendar.expressions(text, start)
            found, doubt = self._sentence(_Sentence(article, start, text, times, discourse))
            claims.extend(found)
            if doubt and not found:
                quote = article.text[start : start + len(text)]
                refused.append(
                    NotClaim(start=start, end=start + len(text), evidence=quote, reason=doubt)
                )
            mentions.extend(_mentions(found, times))
            for each in times:
                when = self._reckoning.read(discourse, each)
                if not each.is_duration and when.known:
                    discourse.narrative, discourse.day = when, when.latest or when.earliest
        return Reading(
            article=article,
            claims=tuple(claims),
            not_claims=tuple(refused),
            mentions=tuple(sorted(mentions, key=lambda each: (each.start, each.end, each.kind))),
        )

    def toponyms(self, article: Article) -> list[Mention]:
        """Names of an article that the lexicon knows."""
        return [
            Mention(start=start + match.start(), end=start + match.end(), text=match[0],
                    kind="place")
            for start, text in _sentences(article)
            for match in re.finditer(self._name, text)
            if self._known(match[0])
        ]  # fmt: skip

    def _sentence(self, sentence: _Sentence) -> tuple[list[Claim], str]:
        text = sentence.text
        claims: list[Claim] = []
        taken: list[tuple[int, int]] = []
        doubt = ""
        for pattern in self._patterns:
            for match in pattern.words.finditer(text):
                if any(match.start() < end and first < match.end() for first, end in taken):
                    continue
                if self._refused.search(text[: match.start()]) or self._refused.search(
                    text[match.start() : match.start("place")].rsplit(maxsplit=1)[0]
                ):
                    doubt = Reason("negated_or_aim")
                    continue
                taken.append(match.span())
                claims.extend(self._claims(sentence, pattern, match))
        return sorted(claims, key=lambda each: each.spans["place"]), doubt

    def _claims(
        self, sentence: _Sentence, pattern: Pattern, match: re.Match[str]
    ) -> Iterator[Claim]:
        """One claim for each place of a match."""
        assert pattern.change is not None
        article, start, text = sentence.article, sentence.start, sentence.text
        actors = {slot: self._actor(match.groupdict().get(slot)) for slot in _ACTORS}
        status, speaker = pattern.status, match.groupdict().get("by")
        if status == "happened" and (told := self._told(text, match.start("place"))):
            status, speaker = told
        change = pattern.change
        expression = _nearest(sentence.times, start + match.start(), start + match.end())
        tense: Tense = "future" if status == "planned" else "past"
        if expression is not None:
            when = self._reckoning.read(sentence.discourse, expression, tense)
        else:
            when = _undated(sentence.discourse)
        for first, end in self._members(match):
            name = text[first:end]
            if not self._may_be_place(name):
                continue
            spans = {"place": (start + first, start + end),
                     "trigger": (start + match.start(), start + match.end())}  # fmt: skip
            if expression is not None:
                spans["date"] = (expression.start, expression.end)
            sure = bool(self._lexicon.kinds(name))
            yield Claim(
                id=stable_id(article.id, start, first, change, status, pattern.name),
                article=article.id,
                place=name,
                place_kind=self._kind(match),
                within=tuple(filter(None, [match.groupdict().get("within")])),
                change=change,
                trigger=article.text[start + match.start() : start + match.end()],
                from_actor=actors["from"],
                to_actor=actors["to"],
                date=when,
                status=status,
                claimed_by=speaker,
                evidence=article.text[start : start + len(text)],
                start=start,
                end=start + len(text),
                spans=spans,
                confidence=round(_CONFIDENCE + _SURE * sure + _SURE * (expression is not None), 2),
                rule=f"{self._language.code}: {pattern.name}",
            )

    def _members(self, match: re.Match[str]) -> Iterator[tuple[int, int]]:
        """Names of a list in the place slot, as offsets into the sentence."""
        position = match.start("place")
        for part in re.split(f"({self._link})", match["place"], flags=re.IGNORECASE):
            if part and not re.fullmatch(self._link, part, re.IGNORECASE):
                yield position, position + len(part)
            position += len(part)

    def _told(self, text: str, at: int) -> tuple[Status, str | None] | None:
        """How the sentence tells what stands at an offset: claimed or denied, and by whom."""
        for telling in self._tellings:
            for match in telling.words.finditer(text):
                if match.start() < at:
                    return telling.status, match.groupdict().get("by")
        return None

    def _may_be_place(self, name: str) -> bool:
        lower = name.lower()
        actor = self._actor(name)
        return lower not in self._stop and (actor is None or bool(self._lexicon.kinds(name)))

    def _known(self, name: str) -> bool:
        return self._may_be_place(name) and bool(self._lexicon.kinds(name))

    def _kind(self, match: re.Match[str]) -> Level | None:
        return self._levels.get((match.groupdict().get("kind") or "").lower())

    def _actor(self, text: str | None) -> str | None:
        """One name for the words of an actor."""
        if not text:
            return None
        lower = text.lower()
        if lower in self._aliases:
            return self._aliases[lower]
        if people := self._people.search(lower):
            return self._peoples[spaced(people[0])]
        return text if re.search(rf"(?<!\w){self._forces}(?!\w)", lower) else None

    # ---------------------------------------------------------------- words of the pack

    @cached_property
    def _stop(self) -> frozenset[str]:
        return frozenset(self._pack["places"].get("stop", ()))

    @cached_property
    def _aliases(self) -> dict[str, str]:
        table = self._pack["actors"].get("aliases", {})
        return {alias.lower(): name for name, aliases in table.items() for alias in aliases}

    @cached_property
    def _peoples(self) -> dict[str, str]:
        return {people.lower(): name for people, name in self._pack.get("peoples", {}).items()}

    @cached_property
    def _people(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){any_of(self._peoples)}(?!\w)")

    @cached_property
    def _levels(self) -> dict[str, Level]:
        """Levels of the nouns for kinds of places."""
        return Levels(self._pack["places"]).nouns

    @cached_property
    def _forces(self) -> str:
        return any_of(self._pack["actors"].get("forces", ()))

    @cached_property
    def _link(self) -> str:
        links = self._pack["places"].get("list_links", ())
        return rf"\s*,\s+(?:{any_of(links)}\s+)?|\s+{any_of(links)}\s+"

    @cached_property
    def _name(self) -> str:
        """A name: capitalised words, whatever flags surround it."""
        upper = re.escape("".join(each for each in map(chr, range(0x41, 0x590)) if each.isupper()))
        word = rf"(?-i:[{upper}])[\w'’-]*"
        links = any_of(self._pack["places"].get("name_links", ()))
        return rf"(?<!\w){word}(?:\s(?:{links}\s)?{word}){{0,3}}"

    @cached_property
    def _slots(self) -> dict[str, str]:
        places = self._pack["places"]
        article = before(places.get("articles", ()))
        generic = any_of(self._levels)
        of = before(places.get("of", ()))
        people = any_of(self._peoples)
        phrases = [
            each.replace("{force}", self._forces).replace("{people}", people)
            for each in self._pack["actors"].get("phrases", ())
        ]
        actor = "|".join([*(re.sub(" ", r"\\s+", each) for each in phrases), any_of(self._aliases)])
        return {
            "place": rf"{article}(?:(?P<kind>{generic})\s+{of}{article})?"
            rf"(?P<place>{self._name}(?:(?:{self._link}){self._name})*)",
            "within": rf"{article}(?:{generic}\s+{of}{article})?(?P<within>{self._name})",
            **{slot: rf"{article}(?P<{slot}>(?<!\w)(?:{actor})(?!\w))" for slot in _ACTORS},
        }

    def _compiled(self, given: Mapping[str, Any], needed: str) -> Pattern:
        name = given.get("name", given.get("words", given))
        status = given.get("status", "happened")
        change = given.get("change")
        if needed not in given or "words" not in given:
            raise RulesError(f"pattern {name!r}: give words and a {needed}")
        if status not in get_args(Status) or (change and change not in get_args(Change)):
            raise RulesError(f"pattern {name!r}: no such change or status; see docs/contract.md")
        if needed == "change" and "{place}" not in given["words"]:
            raise RulesError(f"pattern {name!r}: the words have no {{place}}")
        if slot := unknown_slot(given["words"], _SLOTS):
            known = ", ".join(f"{{{each}}}" for each in _SLOTS)
            raise RulesError(f"pattern {name!r}: no slot {{{slot}}}; there are {known}")
        blank = re.sub(" ", r"\\s+", given["words"])
        try:
            words = re.compile(
                r"(?<!\w)(?:" + _SLOT.sub(lambda slot: self._slots[slot[1]], blank) + r")(?!\w)",
                re.IGNORECASE,
            )
        except re.error as error:
            raise RulesError(f"pattern {name!r}: no regular expression: {error}") from None
        return Pattern(name=name, words=words, change=change, status=status)


def _sentences(article: Article) -> Iterator[tuple[int, str]]:
    """Sentences with their offsets; markup is blank."""
    body = without_markup(article.text)
    for first, last in paragraphs(article.text, article.body):
        position = first
        ends = [first + match.end() for match in _END.finditer(body[first:last])]
        for end in [*ends, last]:
            for start in range(position, end, _MOST_CHARACTERS):
                piece = body[start : min(end, start + _MOST_CHARACTERS)]
                blank = len(piece) - len(piece.lstrip())
                if piece.strip():
                    yield start + blank, piece.strip()
            position = end


def _nearest(times: list[Expression], first: int, end: int) -> Expression | None:
    """Date behind a match, else the one before it."""
    days = [each for each in times if not each.is_duration]
    behind = [each for each in days if each.end > first]
    ahead = [each for each in days if each.start < end]
    return behind[0] if behind else ahead[-1] if ahead else None


def _undated(discourse: Discourse) -> When:
    if discourse.narrative is not None:
        reached = discourse.narrative
        return When(earliest=reached.earliest or reached.latest,
                    latest=reached.latest or reached.earliest, type="approx",
                    how="no date given: the day that the text has reached")  # fmt: skip
    return When(earliest=discourse.published, latest=discourse.published, type="approx",
                how="no date given: day of publication")  # fmt: skip


def _mentions(claims: list[Claim], times: list[Expression]) -> Iterator[Mention]:
    places = {claim.spans["place"]: claim.place or "" for claim in claims}
    for (start, end), text in places.items():
        yield Mention(start=start, end=end, text=text, kind="place")
    for each in times:
        kind: Literal["date", "duration"] = "duration" if each.is_duration else "date"
        yield Mention(start=each.start, end=each.end, text=each.text, kind=kind)
