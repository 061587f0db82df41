"""District polygons: loaded, checked, and as places [I/O: reads the shipped layers].

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

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, cast

from geomap.errors import LayerError
from geomap.model import Place, View
from geomap.places.datafiles import data_path

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely import Point

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
