"""Corrections that fit no sentence any more, for a page or a report to list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from geomap.views.looks.wording import fill, strings
from geomap.views.picture.drawing import Drawing


class Told(NamedTuple):
    """The sentence decided about, what was decided by whom, and the nearest sentence there is."""

    quote: str
    decision: str
    near: str


def orphans_told(drawing: Drawing) -> Iterator[Told]:
    """Corrections that found no claim, in their order."""
    words = strings(drawing.language)
    for made, nearest in drawing.orphaned:
        decision = ", ".join(part for part in (made.action, made.by, made.when, made.why) if part)
        near = fill(words["orphaned.near"], words=nearest) if nearest else words["orphaned.none"]
        yield Told(made.quote, decision, near)
