"""Terms of the field: the few words of which a claim, a place or a change is made."""

from __future__ import annotations

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

PLANS: frozenset[str] = frozenset({"planned", "postponed"})
"""Status of what is still to come."""

DateType = Literal["on", "by", "before", "from", "interval", "approx", "as_of"]

Level = Literal["country", "region", "district", "settlement", "named_region", "feature"]
"""What a place is. Only ``district``, ``region`` and ``country`` have polygons; a ``named_region``
is a list of districts; a ``feature`` (airport, dam, road) and a ``settlement`` are points."""

Precision = Literal[
    "point", "district", "region", "country", "inferred", "near", "between", "along"
]
"""How exactly a claim is drawn; ``inferred`` for the districts of a named region, ``near`` and
``between`` for what the text gives by other places, ``along`` for a river or a road."""

View = Literal["de_jure", "de_facto"]
"""Point of view on the country of a disputed unit: whose it is by law, or who administers it."""

APPROXIMATE: frozenset[Precision] = frozenset({"near", "between", "along"})
"""Drawn as a point with a ring: the place itself is not known so well."""
