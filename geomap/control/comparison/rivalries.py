"""Where and when accounts of a place differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from geomap.model import Rivalry, Spell, Timeline, Version


def rivalries(told: Mapping[str, Timeline]) -> list[Rivalry]:
    """Where and when accounts differ: over the holder, the share, or whether there is one.

    That one says "claimed" where the other says "happened" is no difference.
    """
    by_place: dict[str, dict[str, list[Spell]]] = defaultdict(lambda: defaultdict(list))
    for teller, account in told.items():
        for spell in account.spells:
            if spell.status != "planned":
                by_place[spell.place_id][teller].append(spell)
    return [
        rivalry
        for place in sorted(by_place)
        if len(by_place[place]) > 1
        for rivalry in _rivalries_of(by_place[place])
    ]


def _rivalries_of(told: Mapping[str, Sequence[Spell]]) -> list[Rivalry]:
    begins: dict[date, list[tuple[str, Spell]]] = defaultdict(list)
    for teller, spells in told.items():
        for spell in spells:
            begins[_begin(spell)].append((teller, spell))
    ends = {spell.end for spells in told.values() for spell in spells if spell.end}
    days = sorted(begins.keys() | ends)
    held: dict[str, list[Spell]] = {teller: [] for teller in sorted(told)}
    found: list[Rivalry] = []
    for start, end in zip(days, [*days[1:], None], strict=True):
        for teller in held:
            held[teller] = [s for s in held[teller] if s.end is None or start < s.end]
        for teller, spell in begins.get(start, ()):
            held[teller].append(spell)
        versions = tuple(
            Version(by=teller, since=max(_begin(spell) for spell in spells), spells=tuple(spells))
            for teller, spells in held.items()
            if spells
        )
        if len({_value(version.spells) for version in versions}) < 2:
            continue
        if found and found[-1].end == start and found[-1].versions == versions:
            found[-1] = replace(found[-1], end=end)
            continue
        first = versions[0].spells[0]
        found.append(
            Rivalry(
                place_id=first.place_id,
                place_name=first.place_name,
                start=start,
                end=end,
                versions=versions,
            )
        )
    return found


def _begin(spell: Spell) -> date:
    return spell.start or spell.start_latest or date.min


def _value(spells: Iterable[Spell]) -> frozenset[tuple[str | None, float, str]]:
    """What a version comes to, whoever attests it and however well."""
    open_questions = ("contested", "denied", "entered")
    return frozenset(
        (s.controller, s.share or 1.0, s.status if s.status in open_questions else "")
        for s in spells
    )
