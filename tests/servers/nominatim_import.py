"""The `nominatim` command with its grid of countries cut to a few, which saves most of an import.

GEOMAP_GRID holds the codes of the countries that are kept, such as "az,am"; GEOMAP_GRID_DIR the
folder for the cut grid. The arguments are those of `nominatim`.
"""

import gzip
import os
import sys
from pathlib import Path

import nominatim_db.paths
from nominatim_db.cli import nominatim

GRID = "country_osm_grid.sql.gz"


def cut(source: Path, target: Path, kept: set[str]) -> None:
    """Copy a dump of the grid without the rows of other countries."""
    in_table = False
    with gzip.open(source, "rt") as dump, gzip.open(target, "wt", compresslevel=1) as out:
        for line in dump:
            in_table = (in_table or line.startswith("COPY ")) and not line.startswith("\\.")
            if not in_table or line.startswith("COPY ") or line.split("\t", 1)[0] in kept:
                out.write(line)


def main() -> int:
    whole, folder = nominatim_db.paths.DATA_DIR, Path(os.environ["GEOMAP_GRID_DIR"])
    cut(whole / GRID, folder / GRID, set(os.environ["GEOMAP_GRID"].split(",")))
    for other in ("words.sql", "settings", "lib-sql", "lib-lua"):
        (folder / other).symlink_to(whole / other)
    nominatim_db.paths.DATA_DIR = folder
    return nominatim(cli_args=sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
