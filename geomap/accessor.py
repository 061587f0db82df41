"""``frame.geomap``: maps, figures and reports of a table of who held what when.

Importing this module registers the accessor with pandas, and so with GeoPandas. A table has a row
for each hold: a place, who holds it, from when and until when (the day after its last). Its
geometry is the place's: a polygon is filled, a point is a settlement. The spells of a run,
``geomap.to_frame(result.timeline.spells)``, are such a table, of the shipped districts.

>>> import geopandas, shapely
>>> import geomap.accessor
>>> frame = geopandas.GeoDataFrame(
...     {"name": ["Marfa", "Marfa"], "controller": ["Blue", "Green"],
...      "start": ["2019-03-04", "2019-06-01"], "end": ["2019-06-01", None]},
...     geometry=[shapely.box(0, 0, 1, 1)] * 2, crs=4326)
>>> frame.geomap.map()
<geomap.Map: 1 places, 2019-03-04 to 2019-06-01>
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Unpack, cast, get_args

import pandas

from geomap.arguments import Day
from geomap.drawing import Appearance, drawing
from geomap.errors import InputError, LayerError
from geomap.model import Level, Spell, Timeline, stable_id
from geomap.options import Options, checked
from geomap.pipeline import Result
from geomap.views.page.map import Map

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.views.figures.product import Figure
    from geomap.views.picture.drawing import Drawing
    from geomap.views.report.product import Report

NO_NAMES: Mapping[str, str] = MappingProxyType({})
Row = Mapping[Hashable, Any]
NEEDED = ("name", "controller", "start")


@pandas.api.extensions.register_dataframe_accessor("geomap")
class ControlFrame:
    """What a table of control can be drawn as.

    Each method takes ``columns``, which says what the table calls ``name``, ``controller``,
    ``start``, ``end``, ``share``, ``status`` or ``district_id``, and then what `geomap.map` and
    its like take.
    """

    def __init__(self, frame: pandas.DataFrame) -> None:
        self._frame = frame

    def map(
        self,
        columns: Mapping[str, str] = NO_NAMES,
        options: Options | None = None,
        **asked: Unpack[Appearance],
    ) -> Map:
        """Make a map page, as `geomap.map` does."""
        return Map(self._drawing(columns, options, asked))

    def figure(
        self,
        columns: Mapping[str, str] = NO_NAMES,
        options: Options | None = None,
        *,
        on: Day | Sequence[Day] = (),
        difference: tuple[Day, Day] | None = None,
        multiples: bool = False,
        chart: bool = False,
        **asked: Unpack[Appearance],
    ) -> Figure:
        """Make a static picture, as `geomap.figure` does."""
        from geomap.views.figures import product

        return product.figure(
            self._drawing(columns, options, asked),
            on=on,
            difference=difference,
            multiples=multiples,
            chart_of_time=chart,
        )

    def report(
        self,
        columns: Mapping[str, str] = NO_NAMES,
        options: Options | None = None,
        **asked: Unpack[Appearance],
    ) -> Report:
        """Make a report, as `geomap.report` does; a table has no sentences to quote."""
        from geomap.views.report.product import report_of

        return report_of(self._drawing(columns, options, asked))

    def timeline(self, columns: Mapping[str, str] = NO_NAMES) -> Timeline:
        """Read the rows as spells.

        Raises
        ------
        InputError
            A column is missing, or a day is none.
        LayerError
            The geometry has no coordinate system.
        """
        frame = _plain(self._frame, columns)
        rows = frame.to_dict("records")
        spells = [_spell(row, number) for number, row in enumerate(rows, 1)]
        return Timeline(spells=tuple(spells), chains=(), unplaced=(), contradictions=())

    def _drawing(
        self, columns: Mapping[str, str], options: Options | None, asked: Appearance
    ) -> Drawing:
        result = Result(readings=(), located=(), timeline=self.timeline(columns))
        layer = _layer(_plain(self._frame, columns))
        return drawing(result, checked(options), asked, layer if len(layer) else None)


def _plain(frame: pandas.DataFrame, columns: Mapping[str, str]) -> GeoDataFrame:
    """The table under the names of this module, in EPSG:4326; the caller's stays as it is."""
    import geopandas

    if not isinstance(frame, geopandas.GeoDataFrame) or frame._geometry_column_name not in frame:
        raise InputError("the table has no geometry: make it a GeoDataFrame first")
    if frame.crs is None:
        raise LayerError("the geometry has no coordinate system: set it with set_crs")
    if not isinstance(columns, Mapping):
        raise InputError(f"columns: {columns!r} is no dict; write {{'name': 'district'}}")
    renamed = frame.rename(columns={given: own for own, given in columns.items()})
    if "name" not in renamed and "place_name" in renamed:
        renamed = renamed.rename(columns={"place_name": "name"})
    missing = [column for column in NEEDED if column not in renamed]
    if missing:
        there = ", ".join(str(column) for column in frame.columns)
        raise InputError(
            f"the table has no column {missing[0]!r}; name one of {there} in "
            f"columns={{{missing[0]!r}: ...}}"
        )
    named = renamed if renamed.geometry.name == "geometry" else renamed.rename_geometry("geometry")
    return named.to_crs(4326)


def _level(row: Row, number: int) -> Level | None:
    said = _text(row.get("level"))
    if said and said not in get_args(Level):
        known = ", ".join(get_args(Level))
        raise InputError(f"row {number}: {said!r} is no level; there are {known}")
    return cast("Level", said) if said else None


def _spell(row: Row, number: int) -> Spell:
    geometry = row["geometry"]
    if geometry is None or geometry.is_empty:
        raise LayerError(f"row {number} of the table has no geometry")
    point = geometry.representative_point()
    polygon = "Polygon" in geometry.geom_type
    unit = _text(row.get("district_id")) or (_unit(row) if polygon else None)
    level = _level(row, number) or ("district" if polygon else "settlement")
    start, end = _day(row["start"], number), _day(row.get("end"), number)
    if start and end and end <= start:
        raise InputError(f"row {number}: its end, {end}, is not after its start, {start}")
    return Spell(
        place_id=_text(row.get("place_id"))
        or (f"unit:{unit}" if polygon else f"table:{_unit(row)}"),
        place_name=_text(row["name"]) or "?",
        level=level,
        lon=point.x,
        lat=point.y,
        district_id=unit,
        district=None,
        admin1=_text(row.get("admin1")),
        country=_text(row.get("country")),
        controller=_text(row["controller"]),
        start=start,
        start_latest=_day(row.get("start_latest"), number) or start,
        end=end,
        end_latest=_day(row.get("end_latest"), number),
        known_from=_day(row.get("known_from"), number),
        status=_text(row.get("status")) or "happened",
        share=_share(row.get("share"), number),
        sources=(),
        claims=(),
        inferred=bool(row.get("inferred") or False),
    )


def _layer(frame: GeoDataFrame) -> GeoDataFrame:
    """Each polygon of the table once, as a layer of districts."""
    polygons = frame[frame.geometry.geom_type.str.contains("Polygon")]
    ids = [_text(row.get("district_id")) or _unit(row) for row in polygons.to_dict("records")]
    country = polygons.get("country", "")
    layer = polygons[["name", "geometry"]].assign(district_id=ids, names="", country=country)
    return layer.drop_duplicates("district_id").astype({"name": str})


def _unit(row: Row) -> str:
    """Id of a place that the table gives none: it is known by its name and where it is."""
    return stable_id(row["name"], row["geometry"].representative_point().wkt)


def _text(value: Any) -> str | None:
    return None if value is None or value != value else str(value)


def _share(value: Any, number: int) -> float | None:
    if value is None or value != value or value == "":
        return None
    try:
        share = float(value)
    except (TypeError, ValueError):
        share = -1
    if not 0 < share <= 1:
        raise InputError(f"row {number}: {value!r} is no share; write it as 0.75")
    return share


def _day(value: Any, number: int) -> date | None:
    if value is None or value != value or value == "":
        return None
    try:
        if isinstance(value, int | float):  # which would be nanoseconds of 1970
            raise ValueError
        found: date = pandas.Timestamp(value).date()
    except (TypeError, ValueError):
        raise InputError(f"row {number}: {value!r} is not a day; write it as 2020-11-20") from None
    return found
