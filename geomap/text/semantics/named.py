"""Names as places: the list that a name opens, and what stands beside each."""

from __future__ import annotations

from typing import Any

from geomap.model import Level
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.mentions.levels import Levels
from geomap.text.mentions.names import Name
from geomap.text.syntax.parse import Word


class NamedPlaces:
    """Makes places of names.

    Parameters
    ----------
    actors
        The ``actors`` table of a language pack.
    levels
        The generic nouns of the same pack.
    """

    def __init__(self, actors: dict[str, Any], levels: Levels) -> None:
        self.forces = frozenset(actors["forces"])
        self._levels = levels

    def listed(self, page: Page, name: Name, word: Word) -> list[PlaceRef]:
        """A name, and the list it opens."""
        group = page.group_of(name)
        members = group.members[group.members.index(name) :] if group else [name]
        members = [each for each in members if each is name or each.toponym
                   or each.text.rsplit(maxsplit=1)[-1].lower() not in self.forces]  # fmt: skip
        level = None
        follower = (
            page.tree.words[word.index + 1] if word.index + 1 < len(page.tree.words) else None
        )
        if follower is not None and follower.start <= name.end + 1:
            level = self._levels.of(follower)
        return [self.ref(page, each, level if each is name else None) for each in members]

    def ref(self, page: Page, name: Name, level: Level | None) -> PlaceRef:
        """A name as a place, with what stands beside it and the unit that its list puts it in."""
        group = page.group_of(name)
        within = group.within.get(name) if group else None
        level = level or self._levels.apposed(page.tree, name)
        last = name.text.rsplit(maxsplit=1)[-1].lower()
        return PlaceRef(
            start=name.start,
            end=name.end,
            text=name.text,
            canonical=name.base or None,
            kind=level or (self._levels.nouns.get(last) if " " in name.text else None)
            or self._levels.beside(page.tree, name),
            within=(within.called,) if within else (),
            sure=name.toponym,
        )  # fmt: skip
