"""District polygons: loaded, checked, joined to places [I/O: reads polygon layers].

The contract of a district layer, checked at this door:

=================  ======================================================================
``district_id``    str, unique, not empty; ISO 3166-2 where there is one
``name``           str, name to show
``names``          str, every variant in every script, joined by "|"
``level``          "district" or "region"
``country``        str, ISO 3166-1 alpha-2 by the view that was asked for
``country_name``   str
``admin1``         str, first-level unit
``geometry``       valid, non-empty Polygon or MultiPolygon, EPSG:4326
=================  ======================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast

from geomap.errors import LayerError
from geomap.model import APPROXIMATE, Located, Place, Unlocated
from geomap.places.datafiles import data_path
from geomap.places.joining import Joiner
from geomap.places.names import folded
from geomap.places.words import bare_name

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely import Point

View = Literal["de_jure", "de_facto"]
NO_OUTLINE = "a {} without a polygon in the layer"
"""Why a district or a region is drawn as a point."""

COLUMNS = ("district_id", "name", "names", "level", "country", "country_name", "admin1")


def load(view: View = "de_jure", countries: Collection[str] | None = None) -> GeoDataFrame:
    """Load the shipped district layer (Natural Earth admin_1, corrected).

    A layer of the user's is read by `geomap.places.layers.opening.load`.

    Parameters
    ----------
    view
        Whose country a disputed unit is: the internationally recognised one ("de_jure") or that
        which administers it ("de_facto"), by the table views.toml. It changes the columns
        ``country`` and ``country_name`` alone.
    countries
        ISO 3166-1 alpha-2 codes, in the chosen view; all by default.

    Returns
    -------
    geopandas.GeoDataFrame
        In the order of ``district_id``, EPSG:4326; see the module for the columns.

    Raises
    ------
    LayerError
        The view is not one of the two.
    DataError
        The shipped layer is missing or damaged.
    """
    import geopandas

    # It was checked when it was built, and is known by its hash.
    frame = _in_view(geopandas.read_file(data_path("districts.fgb"), engine="pyogrio"), view)
    frame = frame.sort_values("district_id", ignore_index=True)
    if countries is not None:
        frame = frame[frame["country"].isin(list(countries))].reset_index(drop=True)
    return frame


def load_countries(view: View = "de_jure") -> GeoDataFrame:
    """Load the quiet base: outlines of countries by a point of view, EPSG:4326.

    Returns
    -------
    geopandas.GeoDataFrame
        ``country`` (ISO 3166-1 alpha-2), ``country_name``, ``geometry``; one row a country.
    """
    import geopandas

    frame = geopandas.read_file(data_path("countries.fgb"), engine="pyogrio")
    frame = _in_view(frame, view)[["country", "country_name", "geometry"]]
    alone = ~frame["country"].duplicated(keep=False)
    # Only what the views dispute has to be put together: dissolving all of it takes a second.
    joined = frame[~alone].dissolve("country", as_index=False)
    together = geopandas.GeoDataFrame(
        geopandas.pd.concat([frame[alone], joined[frame.columns]]), crs=frame.crs
    )
    return together.sort_values("country", ignore_index=True)


def _in_view(frame: GeoDataFrame, view: View) -> GeoDataFrame:
    if view not in ("de_jure", "de_facto"):
        raise LayerError(f"view is {view!r}: use 'de_jure' or 'de_facto'")
    if "country_de_facto" not in frame.columns:
        return frame
    if view == "de_facto":
        frame = frame.assign(
            country=frame["country_de_facto"], country_name=frame["country_name_de_facto"]
        )
    return frame.drop(columns=["country_de_facto", "country_name_de_facto"])


def check(frame: GeoDataFrame, source: str = "the layer") -> None:
    """Raise `LayerError` unless a frame keeps the contract of a district layer."""
    missing = [column for column in (*COLUMNS, "geometry") if column not in frame.columns]
    if missing:
        raise LayerError(f"{source} has no column {missing[0]!r}: it needs {', '.join(COLUMNS)}")
    if frame.crs is None:
        raise LayerError(f"{source} states no CRS: give it EPSG:4326")
    if frame.crs.to_epsg() != 4326:
        raise LayerError(f"{source} is in {frame.crs.to_string()}: reproject it to EPSG:4326")
    for column in COLUMNS:
        texts = frame[column]
        wrong = texts[texts.map(lambda value: not isinstance(value, str))]
        if len(wrong):
            raise LayerError(f"{source}: {column} is {wrong.iloc[0]!r} in row {wrong.index[0]}")
    ids = frame["district_id"]
    if len(bad := ids[ids.duplicated() | (ids == "")]):
        raise LayerError(f"{source}: district_id {bad.iloc[0]!r} is empty or occurs twice")
    if len(odd := frame[~frame["level"].isin(["district", "region"])]):
        first, level = odd["district_id"].iloc[0], odd["level"].iloc[0]
        raise LayerError(f"{source}: level of {first} is {level!r}, not 'district' or 'region'")
    shapes = frame.geometry
    wrong_kind = ~shapes.geom_type.isin(["Polygon", "MultiPolygon"])
    if len(odd := frame[shapes.isna() | shapes.is_empty | wrong_kind | ~shapes.is_valid]):
        first = odd["district_id"].iloc[0]
        raise LayerError(f"{source}: geometry of {first} is not a valid, non-empty polygon")


def assign_districts(
    located: Sequence[Located], districts: GeoDataFrame | Districts
) -> list[Located]:
    """Give each located claim the district that its place is, or lies in.

    By id first (a place that knows its unit), then by name (a place that the text calls a district
    or a region), then by point in polygon. A claim whose own place is not known, but which the text
    puts into a unit, keeps that unit and has no point.

    Returns
    -------
    list of Located
        In the same order, with ``district_id``, ``district``, ``admin1`` and ``country`` where
        known; ``members`` without the ids that the layer lacks.
    """
    layer = districts if isinstance(districts, Districts) else Districts(districts)
    return [_assign(each, layer) for each in located]


def units_of(districts: GeoDataFrame) -> dict[str, Place]:
    """Units of a layer as places, by id, each at a point that lies in it."""
    points = [cast("Point", each) for each in districts.geometry.representative_point()]
    columns = ["district_id", "name", "level", "country", "admin1"]
    frame = districts[columns].astype(object)
    rows = frame.where(frame.notna(), None).itertuples(index=False)
    return {
        row.district_id: Place(
            id=f"unit:{row.district_id}",
            name=row.name,
            lon=round(point.x, 5),
            lat=round(point.y, 5),
            level=row.level,
            country=row.country or None,
            admin1=row.admin1 or None,
            district_ids=(row.district_id,),
        )
        for row, point in zip(cast("Iterable[Any]", rows), points, strict=True)
    }


class Districts:
    """What is asked of a layer many times, looked up once."""

    def __init__(self, districts: GeoDataFrame) -> None:
        self.frame = districts
        self.joiner = Joiner(districts)
        columns = ["district_id", "name", "admin1", "country", "level"]
        self.rows: dict[str, Any] = {
            str(row.district_id): row for row in districts[columns].itertuples(index=False)
        }

    def by_name(self, place: Place) -> str | None:
        """Id of the only unit of the place's country and level that has its name.

        A district may be a region of the layer, where it has nothing smaller in that country: what
        a text calls districts are first-level units in some.
        """
        levels: list[str] = [place.level]
        if place.level == "district" and (place.country, "district") not in self._levels:
            levels.append("region")
        for name in (place.matched, place.name):
            for key in dict.fromkeys((folded(name), folded(bare_name(name).name))):
                units = self._names.get((place.country or "", key), ())
                fitting = [unit for unit in units if self.rows[unit].level in levels]
                if len(fitting) == 1:
                    return fitting[0]
        return None

    @cached_property
    def _levels(self) -> set[tuple[str, str]]:
        return {(row.country, row.level) for row in self.rows.values()}

    @cached_property
    def _names(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        columns = ["district_id", "country", "names"]
        for unit, country, names in self.frame[columns].itertuples(index=False):
            for key in {folded(name) for name in names.split("|")}:
                found[country, key].append(unit)
        return found


def _assign(located: Located, layer: Districts) -> Located:
    members = tuple(unit for unit in located.members if unit in layer.rows)
    unit = located.district_id if located.district_id in layer.rows else None
    place = located.place
    if isinstance(place, Unlocated):
        return _with_unit(replace(located, members=members), unit, layer)
    if place.level in ("country", "named_region"):
        return replace(located, members=members, country=located.country or place.country)
    if unit is None and len(place.district_ids) == 1 and place.district_ids[0] in layer.rows:
        unit = place.district_ids[0]
    if unit is None and place.level in ("district", "region"):
        unit = layer.by_name(place)
    is_unit = unit is not None and place.level in ("district", "region")
    precision = located.precision
    why = located.why
    if is_unit and precision == "point":
        precision = "region" if place.level == "region" else "district"
        why = "; ".join(part for part in why.split("; ") if part != NO_OUTLINE.format(place.level))
    if unit is None and not members and precision not in APPROXIMATE:
        unit = layer.joiner.ids([place.lon], [place.lat])[0]
    placed = replace(located, members=members, precision=precision, why=why)
    return _with_unit(placed, unit, layer)


def _with_unit(located: Located, unit: str | None, layer: Districts) -> Located:
    place = located.place
    known = place if isinstance(place, Place) else None
    admin1 = located.admin1 or (known.admin1 if known else None)
    country = located.country or (known.country if known else None)
    if unit is None:
        return replace(located, district_id=None, admin1=admin1, country=country)
    row = layer.rows[unit]
    return replace(
        located,
        district_id=unit,
        district=row.name,
        admin1=row.admin1 or admin1,
        country=row.country or country,
    )
