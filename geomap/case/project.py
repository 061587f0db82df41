"""A project of QGIS inside a case: its layers in order, styled, with their days and extent."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from xml.etree import ElementTree

from geomap.case.layers import Layers
from geomap.case.schema import CLAIMS, CONTROL, DISTRICTS, GEOMETRY, PLACES, SPELLS, Table
from geomap.model.days import moved

NAME = "geomap"

_ORDER = ((SPELLS, True), (CLAIMS, False), (PLACES, False), (CONTROL, True), (DISTRICTS, True))
"""Layers from the top, and whether they are shown at first."""
_SHAPES = {"POINT": "Point", "MULTIPOLYGON": "Polygon"}


_WGS84 = {
    "proj4": "+proj=longlat +datum=WGS84 +no_defs",
    "srsid": "3452",  # what QGIS itself calls it
    "srid": "4326",
    "authid": "EPSG:4326",
    "description": "WGS 84",
    "projectionacronym": "longlat",
    "ellipsoidacronym": "EPSG:7030",
    "geographicflag": "true",
}


def project_of(file: str, layers: Layers, styles: Mapping[str, ElementTree.Element]) -> str:
    """Write the project as QGIS keeps it in a GeoPackage: a packed file, as hexadecimal digits.

    Parameters
    ----------
    file
        Name of the GeoPackage, which lies beside the project because it is inside it.
    """
    root = ElementTree.Element("qgis", version="3.22.0", projectname=NAME)
    ElementTree.SubElement(root, "title").text = NAME
    _system(ElementTree.SubElement(root, "projectCrs"))
    properties = ElementTree.SubElement(root, "properties")
    system = ElementTree.SubElement(properties, "SpatialRefSys")
    ElementTree.SubElement(system, "ProjectionsEnabled", type="int").text = "1"
    tree = ElementTree.SubElement(root, "layer-tree-group")
    kept = ElementTree.SubElement(root, "projectlayers")
    for table, is_shown in _ORDER:
        source = f"./{file}|layername={table.name}"
        ElementTree.SubElement(
            tree, "layer-tree-layer", id=_id(table), name=table.title, source=source,
            providerKey="ogr", checked="Qt::Checked" if is_shown else "Qt::Unchecked",
            expanded="0",
        )  # fmt: skip
        kept.append(_layer(table, source, styles[table.name]))
    _extent(root, layers)
    _days(root, layers)
    return _packed(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)).hex()


METADATA = json.dumps({"last_modified_time": "1970-01-01T00:00:00", "last_modified_user": NAME})
"""What QGIS lists of a project."""


def _layer(table: Table, source: str, style: ElementTree.Element) -> ElementTree.Element:
    assert table.shape is not None
    layer = ElementTree.Element("maplayer", type="vector", geometry=_SHAPES[table.shape])
    ElementTree.SubElement(layer, "id").text = _id(table)
    ElementTree.SubElement(layer, "datasource").text = source
    ElementTree.SubElement(layer, "layername").text = table.title
    ElementTree.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    _system(ElementTree.SubElement(layer, "srs"))
    layer.extend(style)
    return layer


def _id(table: Table) -> str:
    """Id of a layer; QGIS makes another one of its own where one is short."""
    return f"geomap_layer_{table.name}"


def _system(parent: ElementTree.Element) -> None:
    system = ElementTree.SubElement(parent, "spatialrefsys")
    for name, value in _WGS84.items():
        ElementTree.SubElement(system, name).text = value


def _extent(root: ElementTree.Element, layers: Layers) -> None:
    shapes = [row[GEOMETRY] for table in (DISTRICTS, SPELLS) for row in layers.rows[table.name]]
    boxes = [shape.bounds for shape in shapes if shape is not None]
    if boxes:
        west, south, east, north = zip(*boxes, strict=True)
        view = ElementTree.SubElement(root, "ProjectViewSettings")
        extent = ElementTree.SubElement(
            view, "DefaultViewExtent", xmin=str(min(west)), ymin=str(min(south)),
            xmax=str(max(east)), ymax=str(max(north)),
        )  # fmt: skip
        _system(extent)


def _days(root: ElementTree.Element, layers: Layers) -> None:
    """Range of the temporal controller: from the first day to the day after the last change."""
    spells = layers.rows[SPELLS.name]
    days = [day for row in spells for day in (row["shown_from"], row["end"]) if day is not None]
    if days:
        times = ElementTree.SubElement(
            root, "ProjectTimeSettings", timeStep="1", timeStepUnit="d", frameRate="4",
            cumulativeTemporalRange="0",
        )  # fmt: skip
        both = ElementTree.SubElement(times, "TemporalRange")
        ElementTree.SubElement(both, "start").text = _instant(min(days))
        ElementTree.SubElement(both, "end").text = _instant(moved(max(days), 1))


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _packed(project: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo(f"{NAME}.qgs")  # of 1980: the same project is the same bytes
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, project)
    return packed.getvalue()
