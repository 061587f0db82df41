"""A gazetteer of the user's, asked beside the shipped one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from geomap.model import Level, Place
from geomap.places.districts.containment import distance_km
from geomap.places.gazetteers.reading import Row, read
from geomap.places.names.keys import folded
from geomap.places.names.words import bare_name

SAME_KM = 5.0
"""Two places of one name and level that lie so near are one."""


class OwnGazetteer:
    """Names to the places of a file.

    A place that the shipped gazetteer has under another name is given as the shipped one, so that
    all its names lead to one place.

    Parameters
    ----------
    title
        What the file is called; the ids of its places begin so.
    rows
        Its places.
    note
        What could not be used of the file.

    Examples
    --------
    >>> rows = [Row(id="1", names=("Zorluqan", "Зорлуган"), lon=47.1, lat=39.4, country="AZ")]
    >>> own = OwnGazetteer("mine", rows)
    >>> [place.id for place in own.lookup("зорлуган")], sorted(own.kinds("Zorluqan"))
    (['mine:1'], ['settlement'])
    """

    def __init__(self, title: str, rows: Sequence[Row], note: str = "") -> None:
        self.title = title
        self.note = note
        self._rows = rows
        self._named: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            for key in {folded(name) for name in row.names} - {""}:
                self._named[key].append(number)
        self._by_id = {_id(title, row): number for number, row in reversed([*enumerate(rows)])}

    @classmethod
    def open(cls, path: Path, title: str = "", layer: str | None = None) -> OwnGazetteer:
        """Read a file.

        Raises
        ------
        InputError
            It is no gazetteer.
        """
        rows, note = read(path, layer=layer)
        return cls(title or path.name.partition(".")[0], rows, note)

    def __len__(self) -> int:
        return len(self._rows)

    def lookup(self, name: str) -> list[Place]:
        """Places that go by a name, the most populous first."""
        return [place for _, place in self._hits(name)]

    def _hits(self, name: str) -> list[tuple[Row, Place]]:
        found = self._named.get(folded(name), [])
        level = None
        if not found:
            bare = bare_name(name)
            level = bare.level
            found = self._named.get(folded(bare.name), []) if level else []
        places = [(self._rows[number], self._place(number, name)) for number in found]
        fitting = [hit for hit in places if level is None or hit[1].level == level]
        return sorted(fitting, key=lambda hit: (-hit[1].population, hit[1].id))

    def kinds(self, name: str) -> frozenset[Level]:
        """Levels of the places that go by a name."""
        return frozenset(place.level for place in self.lookup(name))

    def by_id(self, place_id: str) -> Place | None:
        """Return the place of an id, or None."""
        number = self._by_id.get(place_id)
        return None if number is None else self._place(number, self._rows[number].names[0])

    def beside(
        self,
        name: str,
        found: Sequence[Place],
        shipped: Callable[[str], Sequence[Place]],
        by_id: Callable[[str], Place | None],
    ) -> list[Place]:
        """Candidates for a name, and the places of the file that none of them is.

        Parameters
        ----------
        found
            Candidates so far.
        shipped, by_id
            A name, and an id, to places of the shipped gazetteer.
        """
        known = list(found)
        for row, place in self._hits(name):
            twin = by_id(f"geonames:{row.geonames}") if row.geonames else None
            twin = twin or next((each for each in shipped(place.name) if _same(each, place)), None)
            candidate = replace(twin, matched=name) if twin else place
            if not any(each.id == candidate.id or _same(each, candidate) for each in known):
                known.append(candidate)
        return known

    def _place(self, number: int, name: str) -> Place:
        row = self._rows[number]
        return Place(
            id=_id(self.title, row),
            name=row.names[0],
            lon=row.lon,
            lat=row.lat,
            level=row.level,
            country=row.country or None,
            admin1=row.admin1 or None,
            population=row.population,
            matched=name,
            source=self.title,
        )


def _id(title: str, row: Row) -> str:
    return f"geonames:{row.id}" if row.geonames == row.id else f"{title}:{row.id}"


def _same(one: Place, other: Place) -> bool:
    return one.level == other.level and distance_km(one, other) <= SAME_KM
