"""The user's own table of names: where they are, and how they are shown [I/O].

A CSV file with the columns ``name``; ``place_id``, or ``lon`` and ``lat`` with ``level``,
``country`` and ``admin1`` where wanted; and ``display``. A name of the table wins over the
gazetteer, the geocoders and the named regions. ``display`` changes labels and nothing else.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import get_args

from geomap.errors import InputError
from geomap.model import Level, Located, Place
from geomap.places.names.keys import BY_SOUND, folded
from geomap.places.names.words import bare_name

BY_NAME_TABLE = " (name table)"
"""What the source of a place ends with that the user's table gave."""

COLUMNS = ("name", "place_id", "lon", "lat", "level", "country", "admin1", "display")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameTable:
    """Names that the user has decided, and labels that the user prefers.

    Attributes
    ----------
    places
        Folded name to place.
    labels
        Id of a place to the name it is shown by.

    Examples
    --------
    >>> place = Place(id="unit:AZ-KAL", name="Kalbajar", lon=46.0, lat=40.1, level="district")
    >>> table = NameTable(places={"karvachar": place}, labels={"unit:AZ-KAL": "Karvachar"})
    >>> table.lookup("Karvachar")[0].id, table.label(place).name
    ('unit:AZ-KAL', 'Karvachar')
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        path: str | Path,
        lookup: Callable[[str], Sequence[Place]],
        by_id: Callable[[str], Place | None],
    ) -> NameTable:
        """Read a table.

        Parameters
        ----------
        path
            A CSV file in UTF-8.
        lookup, by_id
            A name, and an id, to the places known; as of a gazetteer.

        Raises
        ------
        InputError
            The file cannot be read, or a row says too little or something impossible; the message
            names its line.
        """
        places: dict[str, Place] = {}
        labels: dict[str, str] = {}
        for line, row in _rows(Path(path)):
            try:
                found = _place(row, by_id)
                if row["name"] and found:
                    key = folded(row["name"])
                    if places.setdefault(key, found).id != found.id:
                        raise ValueError(f"{row['name']!r} has another place already")
                shown = [found] if found else _alike(row, lookup)
                if row["display"]:
                    labels.update((place.id, row["display"]) for place in shown)
                elif not found:
                    raise ValueError("give place_id, or lon and lat, or display")
            except ValueError as error:
                raise InputError(f"{path}: line {line}: {error}") from None
        return cls(places=places, labels=labels)

    def find(self, name: str) -> Place | None:
        """Place that the user gave a name, "Fuzuli District" by "Fuzuli" if that is a district."""
        place = self.places.get(folded(name))
        if place is None:
            bare = bare_name(name)
            place = self.places.get(folded(bare.name)) if bare.level else None
            if place is None or place.level != bare.level:
                return None
        return replace(place, matched=name)

    def lookup(self, name: str) -> list[Place]:
        """Place of a name, as a gazetteer gives it."""
        place = self.find(name)
        return [] if place is None else [place]

    def label(self, place: Place) -> Place:
        """Show a place by the name that the user prefers."""
        shown = self.labels.get(place.id)
        if shown is None and place.level in ("district", "region") and len(place.district_ids) == 1:
            shown = self.labels.get(f"unit:{place.district_ids[0]}")
        return place if shown is None else replace(place, name=shown)

    def label_located(self, located: Located) -> Located:
        """Show a located claim's place and district by the names that the user prefers."""
        place = located.place
        return replace(
            located,
            place=self.label(place) if isinstance(place, Place) else place,
            district=self.labels.get(f"unit:{located.district_id}", located.district),
        )


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{path}: the table of names cannot be read ({reason})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: the table of names is not UTF-8; save it as UTF-8") from None
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    try:
        columns = [column.strip() for column in reader.fieldnames or ()]
        if "name" not in columns or (odd := sorted(set(columns) - set(COLUMNS))):
            wrong = (
                f"column {odd[0]!r} is unknown"
                if "name" in columns
                else f"no column 'name', only {', '.join(columns) or 'nothing'}"
            )
            raise InputError(f"{path}: {wrong}; the columns are {', '.join(COLUMNS)}")
        reader.fieldnames = columns
        return [
            (reader.line_num, {key: (row.get(key) or "").strip() for key in COLUMNS})
            for row in reader
            if any(isinstance(value, str) and value.strip() for value in row.values())
        ]
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: not CSV ({error})") from None


def _place(row: Mapping[str, str], by_id: Callable[[str], Place | None]) -> Place | None:
    """Place of a row; None if the row only says how a name is shown."""
    name = row["name"]
    if not folded(name) and not (row["place_id"] and row["display"]):
        raise ValueError(f"name is {name!r}; write the name as the texts have it")
    if row["place_id"]:
        place = by_id(row["place_id"])
        if place is None:
            raise ValueError(
                f"place_id is {row['place_id']!r}, which no gazetteer knows; "
                "geomap toponyms shows the ids of places, or give lon and lat"
            )
        return replace(place, source=place.source + BY_NAME_TABLE)
    if not row["lon"] and not row["lat"]:
        return None
    lon, lat = (_degrees(row, key, most) for key, most in (("lon", 180), ("lat", 90)))
    level = row["level"] or "settlement"
    levels: dict[str, Level] = {each: each for each in get_args(Level) if each != "named_region"}
    if level not in levels:
        raise ValueError(f"level is {level!r}; use {', '.join(levels)}")
    country = row["country"].upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise ValueError(f"country is {row['country']!r}; write its ISO code, such as AZ")
    return Place(
        id=f"name:{folded(name).replace(' ', '-')}",
        name=name,
        lon=lon,
        lat=lat,
        level=levels[level],
        country=country or None,
        admin1=row["admin1"] or None,
        matched=name,
        source="user" + BY_NAME_TABLE,
    )


def _degrees(row: Mapping[str, str], key: str, most: int) -> float:
    try:
        value = float(row[key])
    except ValueError:
        value = float("nan")
    if not abs(value) <= most:
        raise ValueError(f"{key} is {row[key]!r}; write degrees from -{most} to {most}")
    return value


def _alike(row: Mapping[str, str], lookup: Callable[[str], Sequence[Place]]) -> list[Place]:
    """Places whose label a row with no place changes: those spelled so, in its country."""
    country = row["country"].upper()
    return [
        place
        for place in lookup(row["name"])
        if not place.source.endswith(BY_SOUND)
        and (not country or place.country == country)
        and (not row["level"] or place.level == row["level"])
    ]
