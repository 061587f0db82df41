"""A case in figures: what was added, what a run came to, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Added(NamedTuple):
    """What became of articles that were added, by their number.

    ``replacing`` is how many texts of the same inputs the new ones stand in the place of.
    """

    new: int
    known: int
    changed: int
    replacing: int = 0

    def plus(self, other: Added) -> Added:
        """Sum of both."""
        return Added(*(one + another for one, another in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of a case, in figures. ``inputs`` is the hash of all that it followed from."""

    number: int
    inputs: str
    recipe: str
    settings: str
    rules: str
    articles: int
    corrections: int
    claims: int
    spells: int
    chains: int
    unplaced: int
    contradictions: int
    orphaned: int


class Status(NamedTuple):
    """How far a case is."""

    articles: int
    replaced: int
    read: int
    corrections: int
    runs: int
