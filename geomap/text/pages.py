"""A sentence with what is known of it, and the places that its phrases are found to be about."""

from __future__ import annotations

from dataclasses import dataclass, field

from geomap.model import Level
from geomap.text.discourse import Discourse
from geomap.text.lists import Group
from geomap.text.names import Name
from geomap.text.parse import Tree, Word


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as a claim will name it; offsets of its words in the article."""

    start: int
    end: int
    text: str
    canonical: str | None = None
    kind: Level | None = None
    within: tuple[str, ...] = ()
    share: float | None = None
    extent: str | None = None
    sure: bool = True
    referred: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of the sentence beside its tree."""

    tree: Tree
    names: list[Name]
    groups: list[Group]
    discourse: Discourse
    heads: dict[int, Name] = field(default_factory=dict)

    def name_of(self, word: Word) -> Name | None:
        """Name that a word belongs to."""
        for name in self.names:
            if name.start <= word.start and word.end <= name.end:
                return name
        return None

    def kinds_at(self, start: int) -> frozenset[str]:
        """What the lexicon knows of the name that begins at an offset."""
        return next((name.kinds for name in self.names if name.start == start), frozenset())

    def owns(self, name: Name) -> bool:
        """Whether a name stands in the possessive."""
        return self.tree.owns(name.end)

    def group_of(self, name: Name) -> Group | None:
        """List that a name stands in."""
        return next((group for group in self.groups if name in group.members), None)
