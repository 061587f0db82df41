"""Rival accounts kept side by side: what each teller says, never averaged away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from geomap.control.events import publisher
from geomap.control.rules import Rules
from geomap.control.timeline import timeline
from geomap.control.unlocated import contained
from geomap.joint import parties
from geomap.model import Article, Claim, Located, Place, Rivalry, Spell, Timeline, Version

By = Literal["source", "claimant", "side"]
"""Who tells: the publication; whoever it quotes; or the side for which that one speaks."""


def tellers(
    claim: Claim, article: Article | None, by: By, rules: Rules, actors: Iterable[str] = ()
) -> tuple[str, ...]:
    """Who says so: what is not attributed is told by the publication.

    Parameters
    ----------
    actors
        Sides that a claimant may speak for.

    Examples
    --------
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               status="claimed", claimed_by="Ukrainian officials", evidence="",
    ...               start=0, end=0)
    >>> paper = Article(id="a", name="a.txt", text="", source="The Paper")
    >>> rules = Rules.load()
    >>> [tellers(claim, paper, by, rules, ["Ukraine"]) for by in ("source", "claimant", "side")]
    [('The Paper',), ('Ukrainian officials',), ('Ukraine',)]
    """
    named = parties(claim.claimed_by)
    if by == "source" or not named:
        return (publisher(claim, article),)
    if by == "side":
        sides = (next((a for a in actors if rules.speaks_for(name, a)), name) for name in named)
        return tuple(dict.fromkeys(sides))
    return named


def accounts(
    located: Sequence[Located],
    rules: Rules,
    known_on: date | None = None,
    articles: Mapping[str, Article] | None = None,
    units: Mapping[str, Place] | None = None,
    *,
    by: By = "claimant",
) -> dict[str, Timeline]:
    """Conclude from the claims of each teller alone.

    Parameters
    ----------
    located, rules, known_on, articles, units
        As for `geomap.control.timeline.timeline`.

    Returns
    -------
    dict
        Timelines by the name of the teller, in the order of the names.
    """
    articles, units = articles or {}, units or {}
    groups: dict[str, list[Located]] = defaultdict(list)
    actors = _actors(located, rules)
    for each in contained(located):
        article = articles.get(each.claim.article)
        for teller in tellers(each.claim, article, by, rules, actors):
            groups[teller].append(each)
    return {
        teller: timeline(groups[teller], rules, known_on, articles, units)
        for teller in sorted(groups)
    }


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


def _actors(located: Iterable[Located], rules: Rules) -> list[str]:
    """Sides that claims name, and those for which the rules know a speaker."""
    sides = {
        actor
        for each in located
        for actors in (each.claim.from_actor, each.claim.to_actor)
        for actor in parties(actors)
    }
    return sorted(sides.union(rules.claimants.values()))


def _begin(spell: Spell) -> date:
    return spell.start or spell.start_latest or date.min


def _value(spells: Iterable[Spell]) -> frozenset[tuple[str | None, float, str]]:
    """What a version comes to, whoever attests it and however well."""
    open_questions = ("contested", "denied", "entered")
    return frozenset(
        (s.controller, s.share or 1.0, s.status if s.status in open_questions else "")
        for s in spells
    )
