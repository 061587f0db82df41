"""Pin the floors of the reader: ``make floors`` (``LOWER=1`` to lower one on purpose).

Measures the cases of the project, and those of ``../shared`` where they are, and writes what was
measured as the least that a change may reach.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from geomap.scoring.floors import NAME, Floors, hash_of_cases, pin
from geomap.scoring.folders import score_folder
from geomap.scoring.report import Report

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
SHARED = ROOT.parent / "shared" / "cases"


def pin_elsewhere(report: Report, folder: Path, path: Path, *, lower: bool) -> Floors:
    """Pin floors of a folder that is not ours to write in."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        if path.exists():
            shutil.copy(path, copy / NAME)
        pin(report, copy, allow_lower=lower)
        text = (copy / NAME).read_text("utf-8")
        path.write_text(text.replace(hash_of_cases(copy), hash_of_cases(folder)), "utf-8")
    return Floors(cases=hash_of_cases(folder), figures=report.figures())


if __name__ == "__main__":
    on_purpose = "--lower" in sys.argv
    for folder in sorted({path.parent for path in CASES.rglob("*.toml")}):
        pin(score_folder(folder), folder, allow_lower=on_purpose)
    if SHARED.is_dir():
        pin_elsewhere(
            score_folder(SHARED), SHARED, ROOT / "tests" / "SHARED.toml", lower=on_purpose
        )
