"""The records that flow down the river, and nothing else.

Article -> Sentence -> Mention -> Claim -> Located -> Spell.

A `Claim` is what somebody said; a `Spell` is what we conclude. Offsets are characters from the
start of ``Article.text``; coordinates are ``lon``, ``lat`` in EPSG:4326 degrees; days are
`datetime.date`. Unknown is ``None`` or an `Unlocated`, never a fake value.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

Day: TypeAlias = date
"""A calendar day, where a field called ``date`` hides the type."""

Change = Literal[
    "captured",
    "ceded",
    "handed_over",
    "entered",
    "withdrawn",
    "besieged",
    "contested",
    "ceasefire",
    "planned_handover",
    "postponed",
]
"""What happened to the control of a place; neutral, beside the source's own word."""

Status = Literal["happened", "claimed", "denied", "planned", "postponed"]

DateType = Literal["on", "by", "before", "from", "interval", "approx", "as_of"]

Level = Literal["country", "region", "district", "settlement", "named_region", "feature"]
"""What a place is. Only ``district``, ``region`` and ``country`` have polygons; a ``named_region``
is a list of districts; a ``feature`` (airport, dam, road) and a ``settlement`` are points."""

Precision = Literal[
    "point", "district", "region", "country", "inferred", "near", "between", "along"
]
"""How exactly a claim is drawn; ``inferred`` for the districts of a named region, ``near`` and
``between`` for what the text gives by other places, ``along`` for a river or a road."""

APPROXIMATE: frozenset[Precision] = frozenset({"near", "between", "along"})
"""Drawn as a point with a ring: the place itself is not known so well."""


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
class When:
    """A day, or the range in which it lies; ``None`` at one end is open, at both unknown.

    Examples
    --------
    >>> from datetime import date
    >>> When(earliest=None, latest=date(2020, 12, 1), type="by").edtf
    '../2020-12-01'
    >>> When(earliest=date(1993, 1, 1), latest=date(1993, 12, 31), type="interval").edtf
    '1993'
    """

    earliest: date | None
    latest: date | None
    type: DateType = "on"
    words: str = ""
    how: str = ""

    @property
    def known(self) -> bool:
        """Whether either end is known."""
        return self.earliest is not None or self.latest is not None

    @property
    def edtf(self) -> str | None:
        """EDTF (ISO 8601-2): a day, month or year, ``a/b``, ``../b``, ``a/..``; None if unknown."""
        first, last = self.earliest, self.latest
        if first is None:
            return f"../{last.isoformat()}" if last else None
        if last is None:
            return f"{first.isoformat()}/.."
        if first == last:
            return first.isoformat()
        if (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31):
            years = (first.year, last.year)
            return f"{years[0]:04}" if years[0] == years[1] else f"{years[0]:04}/{years[1]:04}"
        same_month = (first.year, first.month, first.day) == (last.year, last.month, 1)
        if same_month and last.day == monthrange(last.year, last.month)[1]:
            return f"{first.year:04}-{first.month:02}"
        return f"{first.isoformat()}/{last.isoformat()}"


UNDATED = When(earliest=None, latest=None, how="no date in reach")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A candidate for a toponym.

    ``id`` is stable and says its source: ``geonames:585514``, ``unit:AZ-AGM`` (a polygon of the
    district layer), ``country:AZ``, ``region:nagorno-karabakh`` (a named region),
    ``point:47.5,39.9`` (a position that a person gave), or a geocoder's own. ``district_ids`` are
    given when the place is known to be, or to consist of, units of the district layer; ``matched``
    is the spelling that led here.
    """

    id: str
    name: str
    lon: float
    lat: float
    level: Level
    country: str | None = None
    admin1: str | None = None
    population: int = 0
    district_ids: tuple[str, ...] = ()
    matched: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocated:
    """Why a place has no coordinates."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A claim and where it is.

    ``district_id`` is the unit that the place is or lies in; ``members`` are the units that a
    larger place is expanded into (drawn as inferred). ``anchors`` are the places by which the text
    gives it: Izyum for "heights near Izyum". ``candidates`` are the places considered, best first,
    and ``why`` the reason for the choice.
    """

    claim: Claim
    place: Place | Unlocated
    precision: Precision | None = None
    district_id: str | None = None
    district: str | None = None
    admin1: str | None = None
    country: str | None = None
    members: tuple[str, ...] = ()
    anchors: tuple[Place, ...] = ()
    candidates: tuple[Place, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A half-open interval ``[start, end)`` in which a place is in one state, as we conclude it.

    ``controller`` None is "no report". ``start``..``start_latest`` is the range in which it
    began (equal when the day is known); ``end`` None lasts until further notice. ``known_from``
    is the first day on which the claims behind it could be known. ``inferred`` marks a district
    coloured only as part of a larger named place. A place that has a name and no known position has
    no ``lon`` and ``lat``: it is in time, and not on the map. ``precision`` is how exactly the
    place is known.
    """

    place_id: str
    place_name: str
    level: Level
    lon: float | None
    lat: float | None
    district_id: str | None
    district: str | None
    admin1: str | None
    country: str | None
    controller: str | None
    start: date | None
    start_latest: date | None
    end: date | None
    end_latest: date | None
    known_from: date | None
    status: str
    share: float | None
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    inferred: bool = False
    precision: Precision = "point"
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One link of a chain; ``derived`` when implied by another claim and not said itself."""

    status: str
    date: When
    claim: str
    derived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Planned, postponed, planned anew, done: the history of one handover."""

    place_id: str
    place_name: str
    district_id: str | None
    to_actor: str | None
    steps: tuple[Step, ...]

    def overdue(self, today: Day) -> bool:
        """Whether the last plan has passed on a day, and nothing says that it was carried out.

        Examples
        --------
        >>> due = When(earliest=None, latest=date(2020, 12, 1), type="by")
        >>> chain = Chain(place_id="p", place_name="P", district_id=None, to_actor="A",
        ...               steps=(Step(status="planned", date=due, claim="c"),))
        >>> chain.overdue(date(2020, 12, 1)), chain.overdue(date(2020, 12, 2))
        (False, True)
        """
        last = self.steps[-1]
        due = last.date.latest or last.date.earliest
        return last.status == "planned" and due is not None and due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Claims that cannot all be true, and why."""

    claims: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A claim that is not on the map, or not in time, and why."""

    claim: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What is concluded from all claims, by the rules named."""

    spells: tuple[Spell, ...]
    chains: tuple[Chain, ...]
    unplaced: tuple[Unplaced, ...]
    contradictions: tuple[Contradiction, ...]
    rules: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What one teller says of a place: since when, and the spells that it amounts to."""

    by: str
    since: date
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivalry:
    """Days ``[start, end)`` for which tellers differ over who held a place.

    A version stands until its teller says otherwise.
    """

    place_id: str
    place_name: str
    start: date
    end: date | None
    versions: tuple[Version, ...]


DifferenceKind = Literal[
    "gained",
    "lost",
    "newly_disputed",
    "shifted",
    "first_reported",
    "no_longer_reported",
    "unchanged",
]
"""How control of a place differs; ``shifted`` when it stays divided, and otherwise than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How control of one place differs between two pictures of it.

    ``place`` is a spell that says where it is; ``name`` and ``within`` are the words of the claims.
    ``in_course_of`` are the days on one of which the change came, where it is not known on which.
    """

    place: Spell
    kind: DifferenceKind
    gained_by: tuple[str, ...]
    lost_by: tuple[str, ...]
    before: tuple[Spell, ...]
    after: tuple[Spell, ...]
    name: str | None = None
    within: tuple[str, ...] = ()
    in_course_of: When | None = None


def stable_id(*parts: object, length: int = 12) -> str:
    """Hash of the parts, the same on every machine and in every run.

    Examples
    --------
    >>> stable_id("article", 0, 12) == stable_id("article", 0, 12)
    True
    """
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:length]
