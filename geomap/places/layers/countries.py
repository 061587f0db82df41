"""The country of each unit: as its layer says, or where it lies [pure]."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.errors import LayerError
from geomap.places.districts.joining import Joiner
from geomap.places.layers.records import Table, counted, examples

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

ASTRAY = 2.0
"""Degrees by which a unit may lie outside the frame of its country."""


def with_countries(table: Table, outlines: GeoDataFrame) -> Table:
    """Give each unit the ISO 3166-1 alpha-2 code and the name of its country.

    What a layer writes otherwise ("AZE", "Azerbaijan", "UK") is the country in which most units
    that are written so lie; where it writes nothing, each unit counts for itself.

    Parameters
    ----------
    table
        Units in degrees, with ``country`` as the layer has it.
    outlines
        Countries, as `geomap.places.districts.layer.load_countries` gives them.

    Raises
    ------
    LayerError
        No unit lies near the country that the layer names: its reference system is wrong.

    Examples
    --------
    >>> import geopandas
    >>> from geomap.places.districts.layer import load_countries
    >>> from shapely import box
    >>> frame = geopandas.GeoDataFrame({"name": ["Ay", "Be"], "country": ["AZE", ""]}, crs=4326,
    ...     geometry=[box(47, 40, 48, 41), box(44, 48, 45, 49)])
    >>> found = with_countries(Table(title="a", frame=frame), load_countries())
    >>> list(found.frame["country"]), list(found.frame["country_name"])
    (['AZ', 'RU'], ['Azerbaijan', 'Russia'])
    """
    frame = table.frame
    names = dict(zip(outlines["country"], outlines["country_name"], strict=True))
    points = frame.geometry.representative_point()
    lies_in = Joiner(outlines.rename(columns={"country": "district_id"})).ids(points.x, points.y)
    said = [str(value) for value in frame["country"]]
    codes = {value: value.upper() for value in said if value.upper() in names}
    for value in set(said) - codes.keys() - {""}:
        there = Counter(at for at, own in zip(lies_in, said, strict=True) if own == value and at)
        codes[value] = min(there, key=lambda code: (-there[code], code), default="")
    found = [codes[own] if own else at or "" for own, at in zip(said, lies_in, strict=True)]
    _check_near(table.title, frame, found, outlines)
    unknown = [not code for code in found]
    lost = counted(sum(unknown), "unit") + " of no known country" + examples(frame["name"][unknown])
    return replace(
        table,
        frame=frame.assign(country=found, country_name=[names.get(code, "") for code in found]),
        notes=(*table.notes, lost) if any(unknown) else table.notes,
    )


def _check_near(title: str, frame: GeoDataFrame, codes: list[str], outlines: GeoDataFrame) -> None:
    frames = dict(zip(outlines["country"], outlines.geometry.bounds.to_numpy(), strict=True))
    bounds = frame.geometry.bounds.to_numpy()
    known = [(code, own) for code, own in zip(codes, bounds.tolist(), strict=True) if code]

    def near(code: str, own: list[float]) -> bool:
        west, south, east, north = frames[code]
        return bool(
            own[0] <= east + ASTRAY
            and own[2] >= west - ASTRAY
            and own[1] <= north + ASTRAY
            and own[3] >= south - ASTRAY
        )

    if known and not any(near(code, own) for code, own in known):
        west, south, east, north = frame.total_bounds
        raise LayerError(
            f"{title}: no unit lies near {known[0][0]}, the country it names, but between "
            f"{west:.4g} and {east:.4g} degrees east, {south:.4g} and {north:.4g} north: its "
            "reference system is another; say which with --districts-crs, such as EPSG:32638"
        )
