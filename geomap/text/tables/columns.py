"""Which column of a table says what: given in words, or as a file [I/O: reads maps]."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from geomap.errors import InputError
from geomap.model import Change, Level

SLOTS = (
    "place", "place_id", "lon", "lat", "admin", "country", "holder", "from", "date", "change",
    "share", "status", "source", "claimed_by",
)  # fmt: skip
"""What a column can say; ``admin`` may be several columns, the nearest unit first."""

_TABLES = {"columns", "values", "events", "precision"}
_TEXTS = ("name", "about", "source", "licence", "place_id_prefix", "level")
_EVENT = {"value", "change", "taker", "not_taker"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """A kind of row that changes control; of two actors, which one takes the place.

    The taker is the only actor whose kind is in ``taker``, or the only one whose kind is not in
    ``not_taker``.
    """

    change: Change
    taker: frozenset[str] = frozenset()
    not_taker: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of a table by what they say, and what their values stand for.

    Attributes
    ----------
    columns
        Names of columns by slot (`SLOTS`).
    values
        By slot, what a value of the table stands for: ``{"holder": {"RU": "Russia"}}``. The
        holder "contested" is nobody alone; an empty one is no report.
    events
        For tables of events: kinds of row by the value of ``event``, a column.
    actors
        For events: pairs of columns, an actor and the kind of actor it is.
    level
        What the places are, where the names do not say so.
    precision
        A column, and how many days either side of the date each of its values allows for.
    """

    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    event: str | None = None
    events: Mapping[str, EventKind] = field(default_factory=dict)
    actors: tuple[tuple[str, str], ...] = ()
    precision: tuple[str, Mapping[str, int]] | None = None
    date_formats: tuple[str, ...] = ()
    place_id_prefix: str = ""
    level: Level | None = None
    name: str = "columns as given"
    source: str | None = None
    licence: str | None = None

    @property
    def needed(self) -> tuple[str, ...]:
        """Names of all columns that a table must have."""
        events = (self.event,) if self.event else ()
        precision = (self.precision[0],) if self.precision else ()
        plain = (name for names in self.columns.values() for name in names)
        return tuple(dict.fromkeys((*plain, *events, *sum(self.actors, ()), *precision)))


def columns_of(text: str) -> Columns:
    """Read ``slot=column,slot=column``, the path of a TOML file, or the name of a shipped map.

    ``level=district`` among them is no column: it says what the places are.

    Raises
    ------
    InputError
        If it is none of these, or a table could not be read by it.

    Examples
    --------
    >>> columns_of("place=name,admin=raion,admin=oblast,holder=held_by,date=day").columns["admin"]
    ('raion', 'oblast')
    >>> columns_of("acled").name
    'ACLED'
    """
    if "=" in text and not text.endswith(".toml"):
        return _inline(text)
    if not text.endswith(".toml"):
        if text not in shipped():
            known = ", ".join(shipped())
            raise InputError(
                f"--columns {text!r}: give slot=column,…, a .toml file, or one of {known}"
            )
        source = files("geomap.text.tables") / f"{text}.toml"
        return _from_toml(source.read_text(encoding="utf-8"), text)
    try:
        return _from_toml(Path(text).read_text(encoding="utf-8"), text)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{text}: the map of columns cannot be read: {error}") from error


def shipped() -> list[str]:
    """Names of the maps that ship.

    Examples
    --------
    >>> shipped()
    ['acled', 'viina']
    """
    found = (files("geomap.text.tables")).iterdir()
    return sorted(each.name[:-5] for each in found if each.name.endswith(".toml"))


def _inline(text: str) -> Columns:
    found: dict[str, list[str]] = {}
    for pair in text.split(","):
        slot, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or not column:
            raise InputError(f"--columns: {pair!r} is no slot=column")
        found.setdefault(slot, []).append(column)
    level: Any = found.pop("level", [None])[-1]
    columns = {slot: tuple(names) for slot, names in found.items()}
    return _checked(Columns(columns=columns, level=level), text)


def _from_toml(text: str, where: str) -> Columns:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: not a map of columns: {error}") from error
    known = {*_TABLES, *_TEXTS, "event", "actors", "date_formats"}
    if unknown := sorted(data.keys() - known):
        raise InputError(f"{where}: unknown key {unknown[0]!r}: one of {', '.join(sorted(known))}")
    try:
        made = Columns(
            columns={slot: _names(names) for slot, names in data.get("columns", {}).items()},
            values={slot: dict(each) for slot, each in data.get("values", {}).items()},
            event=data.get("event"),
            events={each["value"]: _event(each) for each in data.get("events", [])},
            actors=tuple((str(actor), str(kind)) for actor, kind in data.get("actors", [])),
            precision=_precision(data.get("precision")),
            date_formats=_names(data.get("date_formats", [])),
            place_id_prefix=data.get("place_id_prefix", ""),
            level=data.get("level"),
            name=data.get("name", where),
            source=data.get("source"),
            licence=data.get("licence"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{where}: not a map of columns: {error!r}") from error
    return _checked(made, where)


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(each) for each in value)


def _event(data: Mapping[str, Any]) -> EventKind:
    if unknown := sorted(data.keys() - _EVENT):
        raise ValueError(f"events.{unknown[0]}")
    if data["change"] not in get_args(Change):
        raise ValueError(f"change = {data['change']!r}")
    return EventKind(
        change=data["change"],
        taker=frozenset(data.get("taker", ())),
        not_taker=frozenset(data.get("not_taker", ())),
    )


def _precision(data: Mapping[str, Any] | None) -> tuple[str, dict[str, int]] | None:
    if data is None:
        return None
    return data["column"], {str(value): int(days) for value, days in data["days"].items()}


def _checked(made: Columns, where: str) -> Columns:
    for slot, names in made.columns.items():
        if slot not in SLOTS:
            raise InputError(f"{where}: no column can say {slot!r}: one of {', '.join(SLOTS)}")
        if len(names) != 1 and slot != "admin":
            raise InputError(f"{where}: {slot} is {len(names)} columns: only admin may be several")
    if made.level not in (None, *get_args(Level)):
        raise InputError(f"{where}: level {made.level!r}: one of {', '.join(get_args(Level))}")
    if not {"place", "place_id"} & made.columns.keys():
        raise InputError(f"{where}: name the column of the place (place or place_id)")
    if "date" not in made.columns:
        raise InputError(f"{where}: name the column of the date")
    if "holder" not in made.columns and not (made.event and made.actors):
        raise InputError(f"{where}: name the column of the holder")
    if ("lon" in made.columns) != ("lat" in made.columns):
        raise InputError(f"{where}: lon and lat go together")
    return made
