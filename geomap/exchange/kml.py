"""A document as KML for globes, with spans of time, and back [pure].

What people see are placemarks: control by actor, and claims with their sentences. What comes back
in is the document itself, in an extended datum as JSON in ASCII: XML cannot carry every character.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lxml import etree
from lxml.builder import E

from geomap.errors import InputError
from geomap.exchange.geojson import Shapes, filled_by
from geomap.model.days import moved
from geomap.outside.jsontext import loads
from geomap.records import Json

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_OURS = "geomap-export"
_SHOWN = (
    "controller", "status", "share", "start", "start_latest", "end", "end_latest", "known_from",
    "place_id", "district_id", "country", "sources", "rule",
)  # fmt: skip
_SAID = (
    "change", "trigger", "from_actor", "to_actor", "date", "status", "claimed_by", "evidence",
)  # fmt: skip


def kml_of(document: Json, shapes: Shapes, colours: dict[str, str]) -> bytes:
    """Write a document as KML.

    Parameters
    ----------
    shapes
        Polygons of districts by their ids.
    colours
        Colours as ``#rrggbb`` by actor.
    """
    root = etree.Element("kml", nsmap={None: _NAMESPACE})
    body = etree.SubElement(root, "Document", id=_OURS)
    body.append(E.name(f"Territorial control, by the rules {_text(document['rules'])}"))
    data = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    body.append(E.ExtendedData(E.Data(E.value(data), name="document")))
    styles = {actor: f"a{number}" for number, actor in enumerate(sorted(colours))}
    for actor, key in styles.items():
        body.append(_style(key, colours[actor]))
    body.append(E.Folder(E.name("Control"), *_spells(document["spells"], shapes, styles)))
    body.append(E.Folder(E.name("Claims"), E.visibility("0"), *_claims(document["claims"])))
    return bytes(
        etree.tostring(
            _in_namespace(root), xml_declaration=True, encoding="UTF-8", pretty_print=True
        )
    )


def document_of_kml(data: bytes, name: str) -> Json:
    """Read the document in a KML file.

    Raises
    ------
    InputError
        If it is no KML, or was not written by `kml_of`.
    """
    # no entities, no network: the file may come from anybody
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{name}: damaged KML: {error}") from None
    path = ".//k:Data[@name='document']/k:value"
    found = root.find(path, {"k": _NAMESPACE})
    if found is None or not found.text:
        raise InputError(f"{name}: KML, but no export of geomap; write it with geomap export")
    try:
        document: Json = loads(found.text)
    except ValueError as error:
        raise InputError(f"{name}: a damaged export: {error}; export it again") from None
    return document


def _spells(spells: Sequence[Json], shapes: Shapes, styles: dict[str, str]) -> Iterator[Any]:
    for row in spells:
        shape = filled_by(row, shapes)
        mark = E.Placemark(
            E.name(_text(f"{row['place_name']}: {row['controller'] or 'no report'}")),
            _span(row["start"] or row["start_latest"], row["end"]),
        )
        key = styles.get(row["controller"])
        if key is not None:
            mark.append(E.styleUrl(f"#{key}"))
        mark.append(_data(row, _SHOWN))
        if shape is not None:
            mark.append(_polygons(shape))
        elif row["lon"] is not None:
            mark.append(_point(row))
        yield mark


def _claims(claims: Sequence[Json]) -> Iterator[Any]:
    for row in claims:
        first = (row["date"] or "").split("/")[0].replace("..", "")
        mark = E.Placemark(
            E.name(_text(f"{row['place_name'] or row['place'] or '?'}: {row['change']}")),
            E.description(_text(row["evidence"])),
        )
        if first:
            mark.append(E.TimeStamp(E.when(first)))
        mark.append(_data(row, _SAID))
        if row["lon"] is not None:
            mark.append(_point(row))
        yield mark


def _span(first: str | None, end: str | None) -> Any:
    """Days on which a spell holds; in KML the last one belongs to the span."""
    span = E.TimeSpan()
    if first is not None:
        span.append(E.begin(first))
    if end is not None:
        last = moved(date.fromisoformat(end), -1)
        span.append(E.end(max(last.isoformat(), first or "")))
    return span


def _data(row: Json, names: Sequence[str]) -> Any:
    told = {name: row[name] for name in names if row[name] not in (None, [], "")}
    return E.ExtendedData(
        *(
            E.Data(
                E.value(_text(", ".join(value) if isinstance(value, list) else str(value))),
                name=name,
            )
            for name, value in told.items()
        )
    )


def _point(row: Json) -> Any:
    return E.Point(E.coordinates(f"{row['lon']},{row['lat']}"))


def _polygons(shape: Any) -> Any:
    parts = getattr(shape, "geoms", [shape])
    return E.MultiGeometry(
        *(
            E.Polygon(
                E.outerBoundaryIs(_ring(part.exterior)),
                *(E.innerBoundaryIs(_ring(hole)) for hole in part.interiors),
            )
            for part in parts
        )
    )


def _ring(ring: Any) -> Any:
    points = " ".join(f"{x:.6f},{y:.6f}" for x, y, *_ in ring.coords)
    return E.LinearRing(E.coordinates(points))


def _style(key: str, colour: str) -> Any:
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    made = E.Style(
        E.IconStyle(E.color(f"ff{blue}{green}{red}")),
        E.LineStyle(E.color("ff555555"), E.width("1")),
        E.PolyStyle(E.color(f"b3{blue}{green}{red}")),
    )
    made.set("id", key)
    return made


def _in_namespace(root: Any) -> Any:
    for element in root.iter():
        if not element.tag.startswith("{"):
            element.tag = f"{{{_NAMESPACE}}}{element.tag}"
    return root


def _text(text: str) -> str:
    """Text that XML can carry; what it cannot becomes a replacement sign, as people see it."""
    return "".join(c if _allowed(c) else "\ufffd" for c in text)


def _allowed(char: str) -> bool:
    code = ord(char)
    return char in "\t\n" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code > 0xFFFF
