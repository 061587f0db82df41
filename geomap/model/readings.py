"""Everything read in one article, with what was passed over and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from geomap.model.claims import Article, Claim, Mention
from geomap.model.places import Located, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NotClaim:
    """A sentence with a control verb that makes no claim, and why."""

    start: int
    end: int
    evidence: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A rule that was tried on a sentence, and what came of it: a claim's id, or a reason."""

    start: int
    end: int
    trigger: str
    rule: str
    claims: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything read in one article.

    ``places`` are those that the input gives itself, by claim: a table may bring positions, or ids
    of places that are known. In a ``tabular`` one every claim is a row, and two names two places.
    """

    article: Article
    claims: tuple[Claim, ...]
    not_claims: tuple[NotClaim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    places: dict[str, Place | str] = field(default_factory=dict)
    tabular: bool = False


Placed: TypeAlias = tuple[Reading, Sequence[Located]]
"""What was read in an article, and where its claims are."""
