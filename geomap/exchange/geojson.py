"""A document as GeoJSON (RFC 7946), and back [pure].

Claims and spells are the features, told apart by ``kind``; the rest of the document stands beside
them as the member ``geomap``, which other programs pass over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.records import Json

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Shapes = Mapping[str, "BaseGeometry"]
"""Polygons of districts by their ids."""

# A column of a GIS has one type: what the two kinds mean differently has two names.
_OTHERWISE = {
    "claim": {"start": "text_start", "end": "text_end", "inferred": "inferred_slots"},
    "spell": {},
}
_FEATURES = {"claim": "claims", "spell": "spells"}
_OURS = "geomap"


def geojson_of(document: Json, shapes: Shapes) -> Json:
    """Write a document as a collection of features.

    Examples
    --------
    >>> geojson_of({"format": "x", "claims": [], "spells": []}, {})["geomap"]
    {'format': 'x'}
    """
    rest = {key: value for key, value in document.items() if key not in _FEATURES.values()}
    features = [
        {
            "type": "Feature",
            "geometry": geometry_of(kind, row, shapes),
            "properties": {"kind": kind, **_renamed(row, _OTHERWISE[kind])},
        }
        for kind, part in _FEATURES.items()
        for row in document[part]
    ]
    return {"type": "FeatureCollection", _OURS: rest, "features": features}


def geojson_of_differences(rows: Sequence[Json], shapes: Shapes) -> Json:
    """Write what two pictures have otherwise as features: districts filled, towns as points.

    Examples
    --------
    >>> geojson_of_differences([], {})
    {'type': 'FeatureCollection', 'features': []}
    """
    features = [
        {"type": "Feature", "geometry": geometry_of("spell", row, shapes), "properties": row}
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def document_of_geojson(collection: Json, name: str) -> Json:
    """Read features back into a document.

    Raises
    ------
    InputError
        If the collection was not written by `geojson_of`.
    """
    rest = collection.get(_OURS)
    if not isinstance(rest, dict) or not isinstance(collection.get("features"), list):
        raise InputError(f"{name}: GeoJSON, but no export of geomap; write it with geomap export")
    document: Json = {**rest, **{part: [] for part in _FEATURES.values()}}
    for feature in collection["features"]:
        row = dict(feature.get("properties") or {}) if isinstance(feature, dict) else {}
        kind = row.pop("kind", "")
        if kind in _FEATURES:
            plain = {new: old for old, new in _OTHERWISE[kind].items()}
            document[_FEATURES[kind]].append(_renamed(row, plain))
    return document


def _renamed(row: Json, names: Mapping[str, str]) -> Json:
    return {names.get(key, key): value for key, value in row.items()}


def geometry_of(kind: str, row: Json, shapes: Shapes) -> dict[str, Any] | None:
    """Geometry of a row: the polygon of a district that a spell fills, else its point."""
    from shapely.geometry import mapping

    shape = filled_by(row, shapes) if kind == "spell" else None
    if shape is not None:
        return dict(mapping(shape))
    if row["lon"] is None or row["lat"] is None:
        return None
    return {"type": "Point", "coordinates": [row["lon"], row["lat"]]}


def filled_by(spell: Json, shapes: Shapes) -> BaseGeometry | None:
    """Polygon that a spell fills; a settlement never fills the district it lies in."""
    if spell["level"] not in ("district", "region"):
        return None
    return shapes.get(spell["district_id"] or "")
