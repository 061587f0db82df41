"""What was written, and what it claims: an article, its sentences and mentions, its claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from geomap.model.terms import Change, Day, Level, Status
from geomap.model.when import UNDATED, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text, exactly as read.

    ``body`` is the offset at which the text proper begins, after a metadata header.
    """

    id: str
    name: str
    text: str
    body: int = 0
    published: date | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the article, trimmed of surrounding white space."""

    start: int
    end: int
    text: str
    paragraph: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words that name a place, an actor or a time."""

    start: int
    end: int
    text: str
    kind: Literal["place", "actor", "date", "duration"]
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An exact substring of an article."""

    start: int
    end: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody said that the control of a named place changed, will change, or did not.

    ``place`` are the words of the text, ``canonical`` a name to geocode when those words alone
    will not do ("the city"). ``place_kind`` is the level that the words imply and ``within`` the
    larger units that the sentence puts the place in, nearest first. ``source`` is who published
    it, where an article gathers several sources, as a table does. ``rule`` names the frame of
    the language pack that fired. ``inferred`` names the slots that the sentences do not say and the
    rest of the article does. The other fields follow ``docs/contract.md``.
    """

    id: str
    article: str
    place: str | None
    canonical: str | None = None
    place_kind: Level | None = None
    within: tuple[str, ...] = ()
    change: Change
    trigger: str
    from_actor: str | None = None
    to_actor: str | None = None
    date: When = UNDATED
    announced: Day | None = None
    status: Status
    claimed_by: str | None = None
    source: str | None = None
    share: float | None = None
    extent: str | None = None
    new_date: When | None = None
    evidence: str
    start: int
    end: int
    also: tuple[Quote, ...] = ()
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    confidence: float = 1.0
    rule: str = ""
    inferred: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """Name of the place meant; empty if neither is given."""
        return self.canonical or self.place or ""
