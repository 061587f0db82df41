"""Accounts kept side by side: what each teller says, never averaged away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from geomap.control.events.unlocated import contained
from geomap.control.rules import Rules
from geomap.control.timeline import timeline
from geomap.control.witnesses.tellers import By, tellers
from geomap.model import Article, Located, Place, Timeline
from geomap.model.joint import parties


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


def _actors(located: Iterable[Located], rules: Rules) -> list[str]:
    """Sides that claims name, and those for which the rules know a speaker."""
    sides = {
        actor
        for each in located
        for actors in (each.claim.from_actor, each.claim.to_actor)
        for actor in parties(actors)
    }
    return sorted(sides.union(rules.claimants.values()))
