"""Which column is what, by the conventions of publishers [I/O: reads `conventions.toml`]."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Literal

from geomap.errors import LayerError
from geomap.outside.jsontext import loads

Role = Literal["name", "id", "admin1", "country", "level", "valid_from", "valid_to", "names"]
ROLES: tuple[Role, ...] = (
    "name", "id", "admin1", "country", "level", "valid_from", "valid_to", "names",
)  # fmt: skip
"""What a column may be: ``names`` are further spellings, the only role that several can have."""

LONGEST = 200
"""Characters of a name that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How one publisher names columns: see `conventions.toml`."""

    publisher: str
    marks: str
    roles: Mapping[Role, Sequence[str]]
    rank: float | None = None


@cache
def _vocabulary() -> tuple[tuple[Convention, ...], Mapping[str, float]]:
    """Conventions of publishers, and the ranks of the words for a level."""
    path = Path(str(resources.files("geomap"))) / "places" / "layers" / "conventions.toml"
    tables = tomllib.loads(path.read_text("utf-8"))
    conventions = tuple(
        Convention(
            publisher=table["publisher"],
            marks=table["marks"],
            roles={role: table[role] for role in ROLES if role in table},
            rank=table.get("rank"),
        )
        for table in tables["convention"]
    )
    return conventions, tables["ranks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The columns of a layer, by role; ``rank`` where none says the level."""

    publisher: str
    columns: Mapping[Role, str]
    names: Sequence[str] = ()
    rank: float | None = None
    missing: Sequence[str] = ()

    def __str__(self) -> str:
        said = ", ".join(f"{role}={column}" for role, column in self.columns.items())
        return f"columns {said}" + (f", as {self.publisher} names them" if self.publisher else "")


def columns_of(
    title: str, columns: Sequence[str], given: Mapping[Role, str] | None = None
) -> Found:
    """Find the columns of a layer: as given, else by the first convention that has a name.

    Parameters
    ----------
    title
        What to call the layer in an error.
    columns
        Of the layer, without that of its outlines.
    given
        Columns by role, as the user names them; one that the layer lacks is in ``missing``.

    Raises
    ------
    LayerError
        No column has the names of the units.

    Examples
    --------
    >>> found = columns_of("a.gpkg", ["GID_0", "NAME_1", "GID_2", "NAME_2", "VARNAME_2"])
    >>> found.columns["name"], found.columns["id"], found.rank, found.names
    ('NAME_2', 'GID_2', 2.0, ('VARNAME_2',))
    """
    given = given or {}
    lower: dict[str, str] = {}
    for column in columns:
        lower.setdefault(plain(column), column)
    known: dict[Role, str] = {
        role: lower[plain(wanted)] for role, wanted in given.items() if plain(wanted) in lower
    }
    missing = tuple(wanted for role, wanted in given.items() if role not in known)
    for convention in _vocabulary()[0]:
        for level in range(5, -1, -1):
            if not convention.publisher or _first([convention.marks], lower, level):
                roles: dict[Role, str] = {
                    role: own
                    for role in ROLES
                    if role != "names"
                    and (own := _first(convention.roles.get(role, ()), lower, level))
                }
                if "name" not in {**roles, **known}:
                    continue
                levelled = "{n}" in convention.marks
                if levelled and level == 1:
                    roles.pop("admin1", None)
                others = _matching(convention.roles.get("names", ()), lower, level)
                return Found(
                    publisher=convention.publisher,
                    columns={**roles, **known},
                    names=tuple(each for each in others if each not in known.values()),
                    rank=float(level) if levelled else convention.rank,
                    missing=missing,
                )
    raise LayerError(
        f"{title}: no column has the names of the units; its columns are {', '.join(columns)}: say "
        "--districts-columns name=COLUMN"
    )


def plain(column: str) -> str:
    """Name of a column as the conventions have it.

    >>> plain(" Alternate Names")
    'alternate_names'
    """
    return column.strip().lower().replace(" ", "_")


def _first(patterns: Sequence[str], lower: Mapping[str, str], level: int) -> str | None:
    return next(_matching(patterns, lower, level), None)


def _matching(patterns: Sequence[str], lower: Mapping[str, str], level: int) -> Iterator[str]:
    for pattern in patterns:
        whole = re.compile(pattern.replace("{n}", str(level)))
        yield from (column for key, column in lower.items() if whole.fullmatch(key))


def rank_of(value: Any, column: str = "") -> float | None:
    """Rank of a unit by what a layer says of its level; None if that is no level.

    Examples
    --------
    >>> rank_of("ADM2"), rank_of("6", "admin_level"), rank_of("county"), rank_of("moon")
    (2.0, 2.0, 2.0, None)
    """
    word = text_of(value).lower().removeprefix("adm")
    ranks = _vocabulary()[1]
    if word in ranks:
        return float(ranks[word])
    try:
        number = float(word)
    except ValueError:
        return None
    # OpenStreetMap counts countries as 2, and on to 10.
    return (number - 2) / 2 if column.lower() == "admin_level" else number


def text_of(value: Any) -> str:
    r"""Text of a cell on one line, without what cannot be seen; "" for a missing one.

    Examples
    --------
    >>> text_of("  Ağ\n dam\x00"), text_of(12.0), text_of(float("nan")), text_of(None)
    ('Ağ dam', '12', '', '')
    """
    if value is None or (isinstance(value, Real) and value != value):
        return ""
    if isinstance(value, Real) and not isinstance(value, Integral) and float(value).is_integer():
        value = int(float(value))
    text = unicodedata.normalize("NFC", str(value))
    if text in ("<NA>", "NaT", "None", "nan"):
        return ""
    kept = (" " if each.isspace() else each for each in text if _is_seen(each))
    return " ".join("".join(kept).split())[:LONGEST]


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cs")


def spellings_in(values: Iterable[Any]) -> Iterator[str]:
    """Spellings in some cells: plain, in lists with ``|`` or ``;``, or in JSON by language.

    Examples
    --------
    >>> list(spellings_in(["Ay|Ai", '{"rus": ["Ай"]}', None]))
    ['Ay', 'Ai', 'Ай']
    """
    for value in values:
        if isinstance(value, str) and value[:1] in "{[":
            with suppress(ValueError):
                value = loads(value)
        if isinstance(value, Mapping):
            yield from spellings_in(value.values())
        elif isinstance(value, Iterable) and not isinstance(value, str):
            yield from spellings_in(value)
        else:
            yield from filter(None, map(text_of, re.split("[|;]", text_of(value))))
