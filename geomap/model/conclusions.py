"""What follows from claims: who held a place when, what was planned, what cannot all be true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from geomap.model.terms import Day, Level, Precision
from geomap.model.when import When


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
    """What is concluded from all claims, by the rules named; ``known_on`` from those known then."""

    spells: tuple[Spell, ...]
    chains: tuple[Chain, ...]
    unplaced: tuple[Unplaced, ...]
    contradictions: tuple[Contradiction, ...]
    rules: str = ""
    known_on: date | None = None


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
