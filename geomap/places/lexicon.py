"""Which words are place names: what a reader of texts asks of the places that a run knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.places.atlas import Atlas
    from geomap.places.names.table import NameTable


class Lexicon:
    """Kinds of the places that go by a name: what the user says, or else the gazetteer."""

    def __init__(self, table: NameTable, rest: Atlas) -> None:
        self._table = table
        self._rest = rest

    def kinds(self, name: str) -> frozenset[str]:
        """Levels of the places that go by a name; none if it is not known."""
        place = self._table.find(name)
        return frozenset(self._rest.kinds(name)) if place is None else frozenset({place.level})

    def countries(self, name: str) -> tuple[str, ...]:
        """Codes of the countries that have a place of this name, the likeliest place's first."""
        place = self._table.find(name)
        if place is None:
            return self._rest.countries(name)
        return (place.country,) if place.country else ()
