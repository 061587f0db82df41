"""A sentence with what is known of it, and the places that its phrases are found to be about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from geomap.model import Article, Level
from geomap.text.context.discourse import Discourse
from geomap.text.mentions.expressions import Expression
from geomap.text.mentions.lists import Group
from geomap.text.mentions.names import Name
from geomap.text.syntax.parse import Tree, Word


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
    """What is known of a sentence of an article beside its tree."""

    article: Article
    tree: Tree
    names: list[Name]
    groups: list[Group]
    times: list[Expression]
    discourse: Discourse

    @property
    def days(self) -> list[Expression]:
        """Expressions of time without those of a length."""
        return [each for each in self.times if not each.is_duration]

    def name_of(self, word: Word) -> Name | None:
        """Name that a word belongs to."""
        for name in self.names:
            if name.start <= word.start and word.end <= name.end:
                return name
        return None

    def kinds_at(self, start: int) -> frozenset[str]:
        """What the lexicon knows of the name that begins at an offset."""
        return next((name.kinds for name in self.names if name.start == start), frozenset())

    def opener(self, inside: Collection[str]) -> Name | None:
        """Name that the sentence puts first to say where it is: “In X, ...”."""
        for name in self.names:
            before = [each for each in self.tree.words if each.end <= name.start]
            words = [each for each in before if each.text.isalpha()]
            if len(words) == 1 and words[0].lower in inside and before[-1] is words[0]:
                return None if name.is_actor or "country" in name.kinds else name
        return None

    def owns(self, name: Name) -> bool:
        """Whether a name stands in the possessive."""
        return self.tree.owns(name.end)

    def group_of(self, name: Name) -> Group | None:
        """List that a name stands in."""
        return next((group for group in self.groups if name in group.members), None)
