"""Rows of a table to claims, each with the row as its evidence, exactly as it stands [pure].

A table is an article like any other: its text is the file, and offsets count in it. A row that
gives a holder and no change is a *state*: it says who held the place on that day, and not that it
changed hands on it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import StringIO
from typing import Any, NamedTuple, get_args

from geomap.errors import InputError
from geomap.model import (
    Article,
    Change,
    Claim,
    NotClaim,
    Place,
    Reading,
    Reason,
    Status,
    When,
    stable_id,
)
from geomap.model.days import moved, plain_digits
from geomap.model.edtf import read_edtf
from geomap.model.reasons import Value
from geomap.text.tables.cells import cell_words
from geomap.text.tables.columns import Columns, EventKind
from geomap.wordlists import any_of

_DELIMITERS = ",;\t|"


class _Row(NamedTuple):
    start: int
    end: int
    cells: dict[str, str]
    spans: dict[str, tuple[int, int]]


class _RefusedError(Exception):
    """A row makes no claim; ``reason`` says why."""

    def __init__(self, code: str, **values: Value) -> None:
        self.reason = Reason(code, **values)
        super().__init__(self.reason)


def _not_one_of(slot: str, value: str, choices: tuple[str, ...]) -> _RefusedError:
    return _RefusedError("not_one_of", slot=slot, value=repr(value), choices=choices)


def read_table(text: str, name: str, columns: Columns) -> Reading:
    r"""Read a table of control.

    Parameters
    ----------
    text
        The whole file: a header line and rows, separated by comma, semicolon, tab or bar.
    name
        Of the file.

    Returns
    -------
    Reading
        One claim a row, in the order of the rows; ``not_claims`` are the rows that make none;
        ``places`` the positions that rows give.

    Raises
    ------
    InputError
        If a column is missing.

    Examples
    --------
    >>> from geomap.text.tables.columns import columns_of
    >>> table = "name,held,day\nAy,Reds,2020-05-01\n"
    >>> reading = read_table(table, "t.csv", columns_of("place=name,holder=held,date=day"))
    >>> (claim,) = reading.claims
    >>> claim.to_actor, claim.date.edtf, claim.date.type, claim.evidence
    ('Reds', '2020-05-01', 'as_of', 'Ay,Reds,2020-05-01')
    """
    article = Article(
        id=stable_id(text, name),
        name=name,
        text=text,
        title=name,
        source=columns.source or name,
        licence=columns.licence,
    )
    rows = _rows(text, name, columns.needed)
    reader = _Reader(article, columns, _holders(rows, columns))
    claims: list[Claim] = []
    refused: list[NotClaim] = []
    places: dict[str, Place | str] = {}
    others: Counter[str] = Counter()
    for row in rows:
        kind = row.cells[columns.event] if columns.event else ""
        if columns.event and kind not in columns.events:
            others[kind] += 1
            continue
        try:
            claim = reader.claim(row)
            place = reader.place(row, claim)
        except _RefusedError as error:
            quoted = text[row.start : row.end]
            refused.append(
                NotClaim(start=row.start, end=row.end, evidence=quoted, reason=error.reason)
            )
            continue
        claims.append(claim)
        if place is not None:
            places[claim.id] = place
    if others:
        refused.insert(0, _left_out(text, others))
    return Reading(
        article=article,
        claims=tuple(claims),
        not_claims=tuple(refused),
        places=places,
        tabular=True,
    )


def _rows(text: str, name: str, needed: Sequence[str]) -> list[_Row]:
    lines = StringIO(text, newline="").readlines()
    ends = [0]
    for line in lines:
        ends.append(ends[-1] + len(line))
    header, delimiter = _header(lines[0] if lines else "", name, needed)
    reader = csv.reader(lines, delimiter=delimiter, strict=False)
    found = []
    before = 0
    try:
        for number, cells in enumerate(reader):
            start, end = ends[before], ends[reader.line_num]
            before = reader.line_num
            if number == 0 or not any(cell.strip() for cell in cells):
                continue
            end = start + len(text[start:end].rstrip("\r\n"))
            if len(cells) != len(header):
                raise InputError(
                    f"{name}: line {before} has {len(cells)} cells and the header "
                    f"{len(header)}; mend or remove it"
                )
            found.append(_Row(start, end, dict(zip(header, cells, strict=True)),
                              _spans(text, start, end, header, cells)))  # fmt: skip
    except csv.Error as error:
        raise InputError(f"{name}: line {reader.line_num}: not a table: {error}") from error
    return found


def _header(line: str, name: str, needed: Sequence[str]) -> tuple[list[str], str]:
    """Names of the columns, and the delimiter under which all that are needed are there."""
    try:
        headers = {each: next(csv.reader([line], delimiter=each), []) for each in _DELIMITERS}
    except csv.Error as error:
        raise InputError(f"{name}: line 1: not a table: {error}") from None
    best = max(_DELIMITERS, key=lambda each: (len(headers[each]), -_DELIMITERS.index(each)))
    for delimiter in (best, *_DELIMITERS):
        names = [column.strip() for column in headers[delimiter]]
        if set(needed) <= set(names):
            doubled = sorted({column for column in needed if names.count(column) > 1})
            if doubled:
                raise InputError(f"{name}: two columns are called {doubled[0]!r}")
            return names, delimiter
    missing = sorted(set(needed) - {column.strip() for column in headers[best]})
    known = ", ".join(column.strip() for column in headers[best])
    raise InputError(f"{name}: no column {missing[0]!r}; the table has {known}")


def _spans(
    text: str, start: int, end: int, header: Sequence[str], cells: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Where in the text each cell stands, but for those written with doubled quotes."""
    found, at = {}, start
    for column, cell in zip(header, cells, strict=True):
        place = text.find(cell, at, end) if cell else -1
        if place >= 0:
            found[column] = (place, place + len(cell))
            at = place + len(cell)
    return found


def _holders(rows: Sequence[_Row], columns: Columns) -> frozenset[str]:
    """Holders that the table names alone: what joins two of them is a joint holder."""
    named = columns.columns.get("holder", ())
    return frozenset(row.cells[column].strip() for row in rows for column in named)


def _left_out(text: str, others: Counter[str]) -> NotClaim:
    header = text.splitlines()[0] if text else ""
    kinds = tuple(f"{kind or 'none'} ({count})" for kind, count in sorted(others.items()))
    reason = Reason("kinds_left_out", kinds=kinds)
    return NotClaim(start=0, end=len(header), evidence=header, reason=reason)


@cache
def _joined_by() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:/|&|\+|\b{any_of(cell_words('joining'))}\b)\s*")


class _Reader:
    """Reads rows by a map of columns."""

    def __init__(self, article: Article, columns: Columns, holders: frozenset[str]) -> None:
        self._article = article
        self._map = columns
        self._holders = holders

    def claim(self, row: _Row) -> Claim:
        """Claim of a row."""
        change, taker, loser = self._change(row)
        when = self._when(row)
        tells_change = "change" in self._map.columns or self._map.event
        if not tells_change and when.type in ("on", "interval"):
            when = replace(when, type="as_of")
        place = self._cell(row, "place") or self._cell(row, "place_id")
        if place is None:
            raise _RefusedError("no_place")
        status = self._cell(row, "status") or "happened"
        if status not in get_args(Status):
            raise _not_one_of("status", status, get_args(Status))
        spans = {
            kind: span
            for kind, slots in (("place", ("place", "place_id")), ("date", ("date",)),
                                ("trigger", ("change", "holder")))
            if (span := self._span(row, slots)) is not None
        }  # fmt: skip
        if self._map.event and (span := row.spans.get(self._map.event)):
            spans["trigger"] = span
        words = spans.get("trigger")
        kinds: dict[str, Any] = {"status": status}
        return Claim(
            id=stable_id(self._article.id, row.start, row.end, change, place, taker),
            article=self._article.id,
            place=place,
            place_kind=self._map.level,
            within=tuple(
                cell
                for column in (*self._map.columns.get("admin", ()),
                               *self._map.columns.get("country", ()))
                if (cell := row.cells[column].strip())
            ),
            change=change,
            trigger=self._article.text[slice(*words)] if words else "",
            from_actor=loser,
            to_actor=taker,
            date=when,
            claimed_by=self._cell(row, "claimed_by"),
            source=self._cell(row, "source"),
            share=self._share(row),
            evidence=self._article.text[row.start : row.end],
            start=row.start,
            end=row.end,
            spans=spans,
            rule=f"table: {self._map.name}",
            **kinds,
        )  # fmt: skip

    def place(self, row: _Row, claim: Claim) -> Place | str | None:
        """Place that a row gives by its position, or the id by which it is known."""
        own_id = self._cell(row, "place_id")
        lon, lat = self._cell(row, "lon"), self._cell(row, "lat")
        known = f"{self._map.place_id_prefix}{own_id}" if own_id else None
        if lon is None or lat is None:
            return known
        try:
            position = (float(lon), float(lat))
        except ValueError:
            raise _RefusedError("no_position", value=f"{lon!r}, {lat!r}") from None
        if not (abs(position[0]) <= 180 and abs(position[1]) <= 90):
            raise _RefusedError("off_earth", value=f"lon {lon}, lat {lat}")
        name = claim.place or ""
        country = self._cell(row, "country")
        return Place(
            id=known or f"table:{lat},{lon}/{name}",
            name=name,
            lon=position[0],
            lat=position[1],
            level=self._map.level or "settlement",
            country=country if country and len(country) == 2 else None,
            admin1=claim.within[-2] if country and len(claim.within) > 1 else None,
            matched=name,
            source=self._map.name,
        )

    def _cell(self, row: _Row, slot: str) -> str | None:
        """Value of a slot, as the map translates it; None where the cell is empty."""
        for column in self._map.columns.get(slot, ()):
            value = row.cells[column].strip()
            return self._map.values.get(slot, {}).get(value, value) or None
        return None

    def _span(self, row: _Row, slots: Sequence[str]) -> tuple[int, int] | None:
        columns = (column for slot in slots for column in self._map.columns.get(slot, ()))
        return next((row.spans[column] for column in columns if column in row.spans), None)

    def _change(self, row: _Row) -> tuple[Change, str | None, str | None]:
        """What happened, who gains, who gives up."""
        if self._map.event:
            return self._event(row, self._map.events[row.cells[self._map.event]])
        taker, loser = self._actor(self._cell(row, "holder")), self._actor(self._cell(row, "from"))
        said = self._cell(row, "change")
        if said is not None:
            if said not in get_args(Change):
                raise _not_one_of("change", said, get_args(Change))
            change: Any = said
            return change, taker, loser
        if taker is not None and taker.casefold() in cell_words("disputed"):
            return "contested", None, loser
        if taker is not None and taker.casefold() in cell_words("unknown"):
            taker = None
        return ("captured", taker, loser) if taker is not None else ("withdrawn", None, loser)

    def _event(self, row: _Row, kind: EventKind) -> tuple[Change, str | None, str | None]:
        """Which of the two actors takes; the other gives up."""
        pairs = [(row.cells[actor].strip(), row.cells[code].strip())
                 for actor, code in self._map.actors]  # fmt: skip
        there = [(actor, code) for actor, code in pairs if actor]
        takers = [
            actor
            for actor, code in there
            if (not kind.taker or code in kind.taker) and code not in kind.not_taker
        ]
        if len(takers) != 1:
            raise _RefusedError("no_taker")
        others = [actor for actor, _ in there if actor != takers[0]]
        return kind.change, self._actor(takers[0]), self._actor("; ".join(others) or None)

    def _actor(self, text: str | None) -> str | None:
        """Actor, or joint actors: holders of the table that a cell joins."""
        if text is None:
            return None
        parts = [part for part in _joined_by().split(text) if part]
        if len(parts) > 1 and text not in self._map.values.get("holder", {}).values():
            if self._holders.issuperset(parts):
                table = self._map.values.get("holder", {})
                return "; ".join(table.get(part, part) for part in parts)
        return text

    def _share(self, row: _Row) -> float | None:
        text = self._cell(row, "share")
        if text is None:
            return None
        try:
            share = float(text.rstrip("% ").replace(",", "."))
        except ValueError:
            raise _RefusedError("no_number", value=repr(text)) from None
        share = share / 100 if text.endswith("%") or share > 1 else share
        if not 0 < share <= 1:
            raise _RefusedError("no_share", value=repr(text))
        return share

    def _when(self, row: _Row) -> When:
        text = self._cell(row, "date") or ""
        plain = plain_digits(text)
        found = read_edtf(plain) or self._formatted(plain)
        if found is None:
            if not text:
                raise _RefusedError("no_day_given")
            raise _RefusedError("not_iso", value=repr(text))
        if self._map.precision is not None:
            column, days = self._map.precision
            slack = days.get(row.cells[column].strip(), 0)
            if slack and found.earliest and found.latest:
                found = replace(
                    found,
                    earliest=moved(found.earliest, -slack),
                    latest=moved(found.latest, slack),
                    type="approx",
                )
        return replace(found, words=text, how="as the table has it")

    def _formatted(self, text: str) -> When | None:
        for form in self._map.date_formats:
            try:
                day = datetime.strptime(text, form).date()
            except ValueError:
                continue
            return When(earliest=day, latest=day)
        return None
