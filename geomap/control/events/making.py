"""Located claims as dated events, each about one place or one unit.

A claim about a named region becomes one event of the region (for chains) and one inferred event
for every unit that the region is expanded into (for spells).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from geomap.control.events.event import Act, Event, Subject
from geomap.control.events.subjects import member_subjects, named_subject, subject_of
from geomap.control.rules import Rules
from geomap.control.witnesses.tellers import ranked_names
from geomap.model import PLANS, UNDATED, Article, Claim, Located, Place, Unlocated


def known_from(claim: Claim, article: Article | None, rules: Rules) -> date | None:
    """First day on which a claim could be known; None if nothing says so."""
    published = article.published if article else None
    if claim.announced is not None:
        return claim.announced
    about = claim.date.earliest or claim.date.latest
    if rules.known_from == "publication":
        return published or about
    plan = claim.status in PLANS or rules.effects[claim.change] in (
        "plan",
        "postpone",
    )
    return published if plan else about


def event_of(
    located: Located, rules: Rules, article: Article | None, units: Mapping[str, Place]
) -> Event | str:
    """Event of the place that a claim names, or the reason why there is none."""
    claim, place = located.claim, located.place
    members: tuple[Subject, ...] = ()
    if isinstance(place, Unlocated):
        named = named_subject(located)
        if named is None:
            return place.reason
        subject = named
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
