"""Located claims as dated events, each about one place or one unit.

A claim about a named region becomes one event of the region (for chains) and one inferred event
for every unit that the region is expanded into (for spells).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from geomap.control.events.unlocated import name_of, place_id_of
from geomap.control.rules import Rules, Standing
from geomap.control.witnesses.tellers import ranked_names
from geomap.model import UNDATED, Article, Claim, Level, Located, Place, Precision, Unlocated

Act = Literal[
    "hold", "presence", "enter", "inside", "leave", "siege", "contest", "deny", "note",
    "event", "plan", "postpone",
]  # fmt: skip
"""What an event does. The rules file gives `geomap.control.rules.Effect`; reading all events of a
place together turns ``presence`` into ``enter`` (the actor holds) or ``inside`` (seen there, no
word of who holds), and what another event tells better into a ``note``."""

TAKING: frozenset[Act] = frozenset({"hold", "enter"})
OFF_THE_MAP: frozenset[Act] = frozenset({"event", "plan", "postpone"})
"""Acts that leave the holder as it is and belong to chains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a spell is about: the place columns that `geomap.model.Spell` has."""

    place_id: str
    place_name: str
    level: Level
    lon: float | None
    lat: float | None
    district_id: str | None
    district: str | None
    admin1: str | None
    country: str | None
    precision: Precision = "point"

    @property
    def columns(self) -> dict[str, Any]:
        """Those columns, by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one claim says of one subject, as the rules read it.

    ``first``..``last`` is the range of days of the claim, at least one end of which is known.
    ``members`` are the units behind a named region; their own events are ``inferred``.
    ``source_rank`` and ``telling`` order events of one day by who told them and when.
    """

    subject: Subject
    claim: Claim
    act: Act
    standing: Standing
    rank: int
    first: date | None
    last: date | None
    known_from: date | None
    inferred: bool = False
    members: tuple[Subject, ...] = ()
    source_rank: int = 0
    telling: int = 0

    @property
    def day(self) -> date:
        """First day on which the event is taken to hold: the earliest, or the latest if open."""
        day = self.first or self.last
        assert day is not None, f"an undated event: {self.claim.id}"
        return day

    @property
    def width(self) -> int:
        """Days of uncertainty; a range open at one end is wider than any other."""
        if self.first is None or self.last is None:
            return timedelta.max.days
        return (self.last - self.first).days

    @property
    def whole(self) -> bool:
        """Whether the event is about the whole place, not a measured share of it."""
        return self.claim.share is None or self.claim.share >= 1

    @property
    def actor(self) -> str | None:
        """Who gains."""
        return self.claim.to_actor


NO_MEMBERS: tuple[Subject, ...] = ()


def known_from(claim: Claim, article: Article | None, rules: Rules) -> date | None:
    """First day on which a claim could be known; None if nothing says so."""
    published = article.published if article else None
    if claim.announced is not None:
        return claim.announced
    about = claim.date.earliest or claim.date.latest
    if rules.known_from == "publication":
        return published or about
    plan = claim.status in ("planned", "postponed") or rules.effects[claim.change] in (
        "plan",
        "postpone",
    )
    return published if plan else about


def subject_of(located: Located, place: Place) -> Subject:
    """Subject of a claim that names its place; all names of one district give one subject."""
    # A district that the layer lacks only lies in one of its units, and is not that.
    lies_in = located.precision == "point" and located.district_id not in place.district_ids
    unit = place.level == "district" and located.district_id is not None and not lies_in
    return Subject(
        place_id=unit_place_id(str(located.district_id)) if unit else place.id,
        place_name=place.name,
        level=place.level,
        lon=place.lon,
        lat=place.lat,
        district_id=located.district_id,
        district=located.district,
        admin1=located.admin1,
        country=located.country,
        precision=located.precision or "point",
    )


def unit_place_id(unit: str) -> str:
    """Id of the place that a unit of the district layer is.

    Examples
    --------
    >>> unit_place_id("AZ-AGM")
    'unit:AZ-AGM'
    """
    return unit if unit.startswith("unit:") else f"unit:{unit}"


def member_subjects(
    located: Located, region: Place, units: Mapping[str, Place]
) -> tuple[Subject, ...]:
    """Subjects of the units of a larger place.

    ``units`` gives their names and points; without it a unit is named by its id and drawn, where
    no polygon is at hand, at the point of the larger place.
    """
    found = []
    for unit in sorted(set(located.members)):
        known = units.get(unit)
        found.append(
            Subject(
                place_id=unit_place_id(unit),
                place_name=known.name if known else unit.removeprefix("unit:"),
                level="district",
                lon=known.lon if known else region.lon,
                lat=known.lat if known else region.lat,
                district_id=unit.removeprefix("unit:"),
                district=known.name if known else None,
                admin1=known.admin1 if known else None,
                country=(known.country if known else None) or located.country,
                precision="inferred",
            )
        )
    return tuple(found)


def _named_subject(located: Located) -> Subject | None:
    """Subject of a claim whose place has a name and no point; it never stands for a unit."""
    place_id, kind = place_id_of(located), located.claim.place_kind
    if place_id is None:
        return None
    return Subject(
        place_id=place_id,
        place_name=name_of(located.claim),
        level="feature" if kind == "feature" else "settlement",
        lon=None,
        lat=None,
        district_id=located.district_id,
        district=located.district,
        admin1=located.admin1,
        country=located.country,
    )


def event_of(
    located: Located, rules: Rules, article: Article | None, units: Mapping[str, Place]
) -> Event | str:
    """Event of the place that a claim names, or the reason why there is none."""
    claim, place = located.claim, located.place
    if isinstance(place, Unlocated):
        named = _named_subject(located)
        if named is None:
            return place.reason
        subject, members = named, NO_MEMBERS
    else:
        subject, members = subject_of(located, place), member_subjects(located, place, units)
    act = _act(claim, rules)
    span = claim.date
    if not span.known and claim.new_date is not None and act == "postpone":
        span = claim.new_date
    if not span.known:
        return claim.date.how or UNDATED.how
    standing = rules.standing(claim)
    return Event(
        subject=subject,
        claim=claim,
        act=act,
        standing=standing,
        rank=rules.rank(standing),
        first=span.earliest,
        last=span.latest,
        known_from=known_from(claim, article, rules),
        members=members,
        source_rank=rules.source_rank(ranked_names(claim, article)),
        telling=rules.telling(
            span.earliest or span.latest or date.min,
            claim.announced or (article.published if article else None),
        ),
    )


def _act(claim: Claim, rules: Rules) -> Act:
    effect = rules.effects[claim.change]
    if effect == "event":
        return "event"
    if claim.status == "denied":
        return "deny"
    if effect == "postpone" or claim.status == "postponed":
        return "postpone"
    if effect == "plan" or claim.status == "planned":
        return "plan"
    if claim.share is None and claim.extent in rules.partial_extents:
        return "inside" if effect == "leave" else rules.partial_effect
    if effect == "leave" and claim.to_actor is not None:
        return "hold"
    return effect


def expand(event: Event) -> list[Event]:
    """Events that change spells: of the place itself, or inferred ones of its units."""
    if not event.members:
        return [event]
    return [replace(event, subject=unit, inferred=True, members=()) for unit in event.members]


def contains(outer: Event, inner: Event) -> bool:
    """Whether the days of one event lie within those of another."""
    after = outer.first is None or (inner.first is not None and outer.first <= inner.first)
    before = outer.last is None or (inner.last is not None and inner.last <= outer.last)
    return after and before
