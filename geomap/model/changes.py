"""Kinds of change that are one, told from the side of who takes a place or of who loses it."""

from __future__ import annotations

from geomap.model.terms import Change

TAKEOVERS: frozenset[Change] = frozenset({"captured", "ceded", "handed_over"})
"""Changes that put a place into other hands."""

HANDOVERS: frozenset[Change] = frozenset({"handed_over", "planned_handover", "postponed"})
"""Changes that two sides agreed on, done or still to come."""


def class_of(change: str) -> str:
    """Class of a change: "takeover", or the change itself.

    Examples
    --------
    >>> class_of("ceded"), class_of("besieged")
    ('takeover', 'besieged')
    """
    return "takeover" if change in TAKEOVERS else change
