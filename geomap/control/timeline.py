"""Who held what when: all claims, read by the rules, as spells and chains.

1. Every located, dated claim becomes an event of its place (`geomap.control.events.making`).
2. Events of a larger place are expanded to its units, as inferred.
3. The events of each place are played in order of days (`geomap.control.spells.replaying`).
4. Plans, postponements and what became of them make chains (`geomap.control.plans`).
5. Claims that cannot all be true are listed (`geomap.control.contradictions`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from geomap.control.contradictions import contradictions_of
from geomap.control.events.event import OFF_THE_MAP, Event, Subject, by_place
from geomap.control.events.making import event_of, expand, known_from
from geomap.control.events.together import read_together
from geomap.control.events.unlocated import contained
from geomap.control.plans.chains import chains_of
from geomap.control.plans.coming import planned_spells
from geomap.control.plans.rivals import rival_plans
from geomap.control.rules import Rules
from geomap.control.spells.replaying import spells_of
from geomap.control.witnesses.tellers import publisher
from geomap.model import (
    Article,
    Claim,
    Located,
    Place,
    Reason,
    Spell,
    Timeline,
    Unlocated,
    Unplaced,
)

_NONE: Mapping[str, Article] = MappingProxyType({})
_NO_UNITS: Mapping[str, Place] = MappingProxyType({})


def timeline(
    located: Sequence[Located],
    rules: Rules,
    known_on: date | None = None,
    articles: Mapping[str, Article] = _NONE,
    units: Mapping[str, Place] = _NO_UNITS,
) -> Timeline:
    """Conclude from claims who held which place when.

    Parameters
    ----------
    located
        Claims and their places, in any order: the order does not matter.
    rules
        How claims become control.
    known_on
        Leave out what was not yet known on this day; such claims are listed as unplaced.
    articles
        By id: days of publication and names of sources.
    units
        By id of the district layer: name and point of a unit that no claim names, so that the
        units of a named region can be drawn and labelled.

    Returns
    -------
    Timeline
        Every claim is in a spell, a chain or ``unplaced``; one whose place has a name and no point
        is in both (`geomap.control.events.unlocated`). Spells of control have no gap from
        the first day of a place on, and never two whole holders on one day: ``start`` and
        ``end`` are the first days on which a change may have come, ``start_latest`` and
        ``end_latest`` the last. A start that is only known as "not later than" is open
        (``start`` None) for the first spell of a place; after another spell it is the day named,
        up to which the earlier holder stands. Spells of status ``planned`` are no control: they
        lie beside the others, with the actor that is to hold the place
        (`geomap.control.plans.coming.planned_spells`). A ceasefire changes no holder and is a
        chain.

    Examples
    --------
    >>> from geomap.model import Claim, When
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               to_actor="Reds", status="happened",
    ...               date=When(earliest=date(2020, 5, 1), latest=date(2020, 5, 1)),
    ...               evidence="Reds took Ay.", start=0, end=13)
    >>> ay = Place(id="geonames:1", name="Ay", lon=1.0, lat=2.0, level="settlement")
    >>> (spell,) = timeline([Located(claim=claim, place=ay)], Rules.load()).spells
    >>> spell.controller, spell.start.isoformat(), spell.end, spell.known_from.isoformat()
    ('Reds', '2020-05-01', None, '2020-05-01')
    """
    own: list[Event] = []
    unplaced: dict[str, str] = {}
    for one in contained(_in_order(located)):
        article = articles.get(one.claim.article)
        known = known_from(one.claim, article, rules)
        if known_on is not None and known is not None and known > known_on:
            unplaced[one.claim.id] = Reason("not_known", day=str(known_on), other_day=str(known))
            continue
        event = event_of(one, rules, article, units)
        if isinstance(event, Event):
            own.append(event)
        else:
            unplaced[one.claim.id] = event
        if isinstance(one.place, Unlocated):
            unplaced[one.claim.id] = one.place.reason

    own = _one_name_each(own)
    parts = [part for event in own if event.act not in OFF_THE_MAP for part in expand(event)]
    settled = [read_together(events, rules) for events in by_place(parts)]
    named = [event for events in by_place(own) for event in read_together(events, rules)]

    def source(claim: Claim) -> str:
        return publisher(claim, articles.get(claim.article))

    control = [spell for events in settled for spell in spells_of(events, rules, source)]
    chains, plans, refuted = chains_of(named, rules)
    everything = [event for events in settled for event in events]
    clashes = {
        *refuted,
        *rival_plans(plans, source, rules),
        *contradictions_of(named, everything, rules),
    }
    return Timeline(
        spells=tuple(sorted([*control, *planned_spells(plans, control, source)], key=_spell_key)),
        chains=tuple(chains),
        unplaced=tuple(Unplaced(claim=key, reason=unplaced[key]) for key in sorted(unplaced)),
        contradictions=tuple(sorted(clashes, key=lambda clash: (clash.claims, clash.why))),
        rules=str(rules),
        known_on=known_on,
    )


def state_on(timeline: Timeline, day: date) -> dict[str, list[Spell]]:
    """Spells in force on a day, by place.

    A spell with an open start is in force from the day by which it had begun. Plans whose day has
    come and which nobody carried out are among them, with their status ``planned``.
    """
    found: dict[str, list[Spell]] = {}
    for spell in timeline.spells:
        begin = spell.start or spell.start_latest
        if begin is not None and begin <= day and (spell.end is None or day < spell.end):
            found.setdefault(spell.place_id, []).append(spell)
    return found


def _in_order(located: Sequence[Located]) -> list[Located]:
    """One located claim for each id, ordered so that the order of the input leaves no trace."""
    first: dict[str, Located] = {}
    for one in sorted(located, key=_located_key):
        first.setdefault(one.claim.id, one)
    return list(first.values())


def _located_key(located: Located) -> tuple[str, str, str]:
    place = located.place
    where = f"~{place.reason}" if isinstance(place, Unlocated) else place.id
    return (located.claim.id, where, located.district_id or "")


def _one_name_each(events: Sequence[Event]) -> list[Event]:
    """Every place under one name and point: those that most claims have."""
    told = Counter(event.subject for event in events)
    chosen: dict[str, Subject] = {}
    for subject in sorted(told, key=lambda one: (-told[one], one.place_name)):
        chosen.setdefault(subject.place_id, subject)
    for event in events:
        for member in event.members:
            chosen.setdefault(member.place_id, member)
    return [
        replace(
            event,
            subject=chosen[event.subject.place_id],
            members=tuple(chosen[member.place_id] for member in event.members),
        )
        for event in events
    ]


def _spell_key(spell: Spell) -> tuple[object, ...]:
    begin = spell.start or spell.start_latest or date.min
    plan = spell.status == "planned"
    return (spell.place_id, begin, plan, spell.controller or "", spell.claims)
