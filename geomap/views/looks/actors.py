"""The user's table of actors: a colour and a display name for each."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from geomap.errors import InputError
from geomap.model import Claim, Located, Reading, Timeline
from geomap.model.joint import parties

COLUMNS = ("actor", "colour", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """Colours as ``#rrggbb`` and display names, by the names that claims have for the actors."""

    colours: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a display name that would read as several actors."""
        for name in self.names.values():
            if parties(name) != (name,):
                raise InputError(f"{name!r} is no name of one actor; leave out the ;")


def read_actors(path: str | Path) -> Actors:
    """Read a CSV table with the columns ``actor``, ``colour`` and ``name``; a cell may be empty.

    Raises
    ------
    InputError
        The table cannot be read, or a line is not as it should be.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot read the actors in {path}: {error}") from None
    known = set(rows[0]) if rows else set()
    if "actor" not in known or not known <= set(COLUMNS):
        raise InputError(f"{path}: a table of actors has the columns {', '.join(COLUMNS)}")
    colours: dict[str, str] = {}
    names: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        actor = (row["actor"] or "").strip()
        if not actor:
            raise InputError(f"{path}, line {number}: no actor")
        if colour := (row.get("colour") or "").strip():
            colours[actor] = colour
        if name := (row.get("name") or "").strip():
            names[actor] = name
    return Actors(colours=colours, names=names)


def shown_as(actor: str | None, names: Mapping[str, str]) -> str | None:
    """Display name of an actor, or of actors joined by ``;``.

    Examples
    --------
    >>> shown_as("A; B", {"B": "Bland"})
    'A; Bland'
    """
    return "; ".join(names.get(party, party) for party in parties(actor)) or None


def renamed_claim(claim: Claim, names: Mapping[str, str]) -> Claim:
    """A claim whose sides have their display names."""
    return replace(
        claim,
        from_actor=shown_as(claim.from_actor, names),
        to_actor=shown_as(claim.to_actor, names),
    )


def renamed(
    timeline: Timeline,
    located: Sequence[Located],
    readings: Sequence[Reading],
    names: Mapping[str, str],
) -> tuple[Timeline, tuple[Located, ...], tuple[Reading, ...]]:
    """Give every actor its display name; what is quoted stays as it was."""
    spells = (replace(s, controller=shown_as(s.controller, names)) for s in timeline.spells)
    chains = (replace(c, to_actor=shown_as(c.to_actor, names)) for c in timeline.chains)
    return (
        replace(timeline, spells=tuple(spells), chains=tuple(chains)),
        tuple(replace(each, claim=renamed_claim(each.claim, names)) for each in located),
        tuple(
            replace(each, claims=tuple(renamed_claim(claim, names) for claim in each.claims))
            for each in readings
        ),
    )
