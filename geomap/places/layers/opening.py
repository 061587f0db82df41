"""Any polygon layers to one district layer: the whole way on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast, get_args

from geomap.errors import LayerError
from geomap.model import View
from geomap.places.districts.layer import check, load_countries
from geomap.places.layers import sources
from geomap.places.layers.columns import Found, Role, columns_of, rank_of, spellings_in, text_of
from geomap.places.layers.countries import with_countries
from geomap.places.layers.degrees import in_degrees
from geomap.places.layers.outlines import mended
from geomap.places.layers.records import Layer, LayerRequest, Table, counted, examples
from geomap.places.layers.seams import closed
from geomap.places.layers.validity import day_of
from geomap.places.names.keys import folded

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

DISTRICT = 2.0
"""Rank of a unit of which nothing says the level."""
COUNTRY = 0.0


def load(request: LayerRequest, view: View = "de_jure") -> Layer:
    """Read layers, mend them, and put them together.

    Parameters
    ----------
    request
        What to read, and how it is to be understood.
    view
        Point of view by which a unit gets its country where its layer does not say.

    Returns
    -------
    Layer
        Its table keeps the contract of `geomap.places.districts.layer`, with ``rank`` (the
        larger, the finer the level), ``valid_from`` and ``valid_to`` (days, or None) besides.

    Raises
    ------
    LayerError
        A layer cannot be read, or not be mended; the message says which, and what to do.
    """
    outlines = load_countries(view)
    given = _given(request.columns)
    tables: list[Table] = []
    read, lacking = [], []
    for source in request.sources:
        for table in sources.read(source, request):
            if table.frame.empty:
                raise LayerError(f"{table.title} holds no polygons: it has no rows")
            found = columns_of(table.title, _columns(table), given)
            read.append(str(found))
            lacking.append(set(found.missing))
            table = in_degrees(_understood(table, found), request.crs)
            tables.append(closed(with_countries(mended(table), outlines)))
    if missing := set.intersection(*lacking) if lacking else set():
        raise LayerError(
            f"no column {min(missing)!r} in {tables[0].title}: give --districts-columns one that "
            "it has"
        )
    tables = _each_once(tables)
    frame = _together(tables)
    check(frame, ", ".join(table.title for table in tables))
    return Layer(
        frame=frame,
        titles=tuple(table.title for table in tables),
        repairs=tuple(
            f"{table.title}: {note}" if len(tables) > 1 else note
            for table in tables
            for note in table.notes
        ),
        notes=tuple(
            "; ".join([f"{table.title}: {counted(len(table.frame), 'unit')}", how, *table.notes])
            for table, how in zip(tables, read, strict=True)
        ),
    )


def _given(columns: Sequence[tuple[str, str]]) -> dict[Role, str]:
    roles = get_args(Role)
    for role, _ in columns:
        if role not in roles or role == "names":
            known = ", ".join(each for each in roles if each != "names")
            raise LayerError(f"--districts-columns has {role!r}; the roles are {known}")
    return cast("dict[Role, str]", dict(columns))


def _columns(table: Table) -> list[str]:
    return [str(each) for each in table.frame.columns if each != table.frame.geometry.name]


def _understood(table: Table, found: Found) -> Table:
    """Bring the columns of a layer to the names of the contract."""
    import geopandas

    raw, columns = table.frame, found.columns

    def texts(role: Role) -> list[str]:
        if role not in columns:
            return [""] * len(raw)
        return [text_of(value) for value in raw[columns[role]]]

    units, names, notes = texts("id"), texts("name"), list(table.notes)
    nameless = [not name for name in names]
    if any(nameless):
        notes.append(f"{counted(sum(nameless), 'unit')} without a name, called by id or number")
    names = [
        name or unit or f"{row + 1}"
        for row, (name, unit) in enumerate(zip(names, units, strict=True))
    ]
    first, last = _days(raw, columns, "valid_from", notes), _days(raw, columns, "valid_to", notes)
    frame = geopandas.GeoDataFrame(
        {
            "unit": units,
            "name": names,
            "names": _spellings(raw, found, names),
            "admin1": texts("admin1"),
            "country": texts("country"),
            "rank": _ranks(raw, found, notes),
        },
        geometry=raw.geometry.to_numpy(),
        crs=raw.crs,
    ).assign(
        valid_from=geopandas.pd.Series(first, dtype=object),
        valid_to=geopandas.pd.Series(last, dtype=object),
    )
    countries = frame["rank"] <= COUNTRY
    if countries.all():
        raise LayerError(
            f"{table.title} holds countries, not their units{examples(frame['name'])}; give a "
            "layer of provinces or districts"
        )
    if countries.any():
        notes.append(
            f"{counted(int(countries.sum()), 'country', 'countries')} left out"
            f"{examples(frame['name'][countries])}"
        )
    return replace(
        table, frame=frame[~countries].reset_index(drop=True), notes=tuple(filter(None, notes))
    )


def _spellings(raw: Any, found: Found, names: Sequence[str]) -> list[str]:
    """Every spelling of each unit, as the contract joins them."""
    cells = [raw[column] for column in found.names]
    rows = zip(*cells, strict=True) if cells else iter([()] * len(raw))
    return [
        "|".join(dict.fromkeys([name.replace("|", " "), *spellings_in(row)]))
        for name, row in zip(names, rows, strict=True)
    ]


def _ranks(raw: Any, found: Found, notes: list[str]) -> list[float]:
    column = found.columns.get("level")
    default = DISTRICT if found.rank is None else found.rank
    if column is None:
        return [default] * len(raw)
    known = [rank_of(value, column) for value in raw[column]]
    odd = [text_of(value) for value, rank in zip(raw[column], known, strict=True) if rank is None]
    if odd:
        said = counted(len(odd), "unit")
        notes.append(f"{said} of unknown level taken for districts{examples(dict.fromkeys(odd))}")
    return [default if rank is None else rank for rank in known]


def _days(raw: Any, columns: Mapping[Role, str], role: Role, notes: list[str]) -> list[date | None]:
    if role not in columns:
        return [None] * len(raw)
    days: list[date | None] = []
    odd = []
    for value in raw[columns[role]]:
        try:
            days.append(day_of(value, last=role == "valid_to"))
        except ValueError:
            days.append(None)
            odd.append(text_of(value))
    if odd:
        said = counted(len(odd), "date")
        notes.append(f"{said} in {columns[role]} not understood, taken for open{examples(odd)}")
    return days


def _each_once(tables: Sequence[Table]) -> list[Table]:
    """Leave out of each layer the units that one before it has: of one id, name and time."""
    columns = ["unit", "name", "country", "valid_from", "valid_to"]
    seen: set[tuple[object, ...]] = set()
    found = []
    for table in tables:
        keys = list(table.frame[columns].itertuples(index=False, name=None))
        again = [key in seen and key[0] != "" for key in keys]
        seen |= set(keys)
        note = (
            f"{counted(sum(again), 'unit')} that another layer has left out"
            f"{examples(table.frame['name'][again])}"
        )
        kept = table.frame[[not each for each in again]].reset_index(drop=True)
        found.append(
            replace(table, frame=kept, notes=(*table.notes, note)) if any(again) else table
        )
    return found


def _together(tables: Sequence[Table]) -> GeoDataFrame:
    """One table of all, with an id for each unit, in order of ids."""
    import pandas

    frame = pandas.concat([table.frame for table in tables], ignore_index=True)
    frame["admin1"] = frame["admin1"].where(
        frame["admin1"] != "", frame["name"].where(frame["rank"] < DISTRICT, "")
    )
    frame["level"] = ["region" if rank < 1.5 else "district" for rank in frame["rank"]]
    frame["district_id"] = _ids(frame)
    columns = [
        "district_id", "name", "names", "level", "country", "country_name", "admin1", "rank",
        "valid_from", "valid_to", "geometry",
    ]  # fmt: skip
    found: GeoDataFrame = frame[columns].sort_values("district_id", ignore_index=True)
    return found


def _ids(frame: Any) -> list[str]:
    """Id of each unit: its layer's, else made of country and name; no two alike."""
    taken: set[str] = set()
    found = []
    columns = ["unit", "country", "name", "valid_from"]
    for unit, country, name, first in frame[columns].itertuples(index=False):
        own = unit or f"{country or 'XX'}-{folded(name).replace(' ', '-')}"
        if own in taken and first is not None:
            own = f"{own}@{first}"
        number, free = 2, own
        while free in taken:
            free, number = f"{own}~{number}", number + 1
        taken.add(free)
        found.append(free)
    return found
