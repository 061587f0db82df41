"""Build the data that ship: ``python -m tools.data`` from the root of a checkout.

``--check`` builds into a scratch folder and compares with what is there, byte for byte.
``--tables`` is enough after an edit of views.toml or admin_words.toml.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from pathlib import Path

from tools.data.database import write_gazetteer
from tools.data.gazetteer import build_gazetteer
from tools.data.layers import countries_layer, country_names, districts_layer, on_grid, write_layer
from tools.data.manifest import BUILT, TABLES, write_manifest
from tools.data.units import read_units, simplify
from tools.data.water import water_layer

DATA = Path("geomap/data")
CACHE = Path("build/upstream")


def build(target: Path, cache: Path) -> None:
    """Build every file into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    tables = {name: (DATA / name).read_text(encoding="utf-8") for name in TABLES}
    views = tomllib.loads(tables["views.toml"])
    regions = tomllib.loads(tables["regions.toml"])

    units = read_units(cache, views)
    names = country_names(cache, views)
    print(f"{len(units):,} units")
    districts = districts_layer(units, names)
    write_layer(districts, target / "districts.fgb")
    countries = countries_layer(units, names)
    write_layer(countries, target / "countries.fgb")
    print(f"{len(countries):,} countries and disputed parts")
    write_layer(water_layer(cache), target / "water.fgb", "Unknown")
    geometries = on_grid(simplify(units))
    entries = build_gazetteer(units, geometries, views, regions, cache)
    write_gazetteer(entries, target / "gazetteer.sqlite")
    print(f"{len(entries):,} places of the gazetteer")


def main() -> int:
    """Build, or check what is built; the number of files that differ is the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.data", description=__doc__)
    parser.add_argument("--check", action="store_true", help="build anew and compare")
    parser.add_argument("--tables", action="store_true", help="only list the tables of ours anew")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where npm packages are kept")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    # The tables of ours are read through the same door as the rest: list them as they are now.
    write_manifest(DATA)
    if options.tables:
        return 0
    with tempfile.TemporaryDirectory(dir=options.cache.parent) as scratch:
        build(Path(scratch), options.cache)
        if not options.check:
            for name in BUILT:
                (Path(scratch) / name).replace(DATA / name)
            write_manifest(DATA)
            return 0
        stale = [n for n in BUILT if (DATA / n).read_bytes() != (Path(scratch) / n).read_bytes()]
    for name in stale:
        print(f"{DATA / name} differs from what is built now: run make data", file=sys.stderr)
    return len(stale)


if __name__ == "__main__":
    sys.exit(main())
