"""Leave one conflict out: ``.venv/bin/python tools/crossvalidate.py``.

The reader's only tuned numbers are the weights that choose an antecedent. For each conflict they
are chosen on all the others, and scored on it; beside it the figure of the weights in use. A gap
between the two would be a fault.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from pathlib import Path

from geomap.scoring.claims import score_document
from geomap.scoring.folders import cases, claims_of, score_folder
from geomap.scoring.matching import CLASS_LEVEL
from geomap.scoring.report import Counts, Report
from geomap.text import reader
from geomap.text.context import discourse

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "cases"
WEIGHTS = ("_TOPIC", "_PARAGRAPH", "_CLAIMED")
GRID = list(itertools.product((0.25, 0.5, 1.0), (0.25, 0.5), (0.3, 0.6)))


def conflict_of(name: str) -> str:
    """Name of a conflict without its years: cases of one war stand together."""
    return re.sub(r"\W*\d[\d\W]*$", "", name).strip().lower() or name


def measured() -> dict[str, Report]:
    """Figures by conflict with the weights as they are."""
    found: dict[str, Report] = defaultdict(Report)
    folders = {path.parent for path in (ROOT / "tests" / "cases").rglob("*.toml")}
    for case in itertools.chain.from_iterable(map(cases, sorted(folders))):
        if (case.article.language or "en") == "en":
            said = claims_of(case.article)
            report = score_document(case.slug, said, case.events, case.negatives)
            found[conflict_of(case.conflict)].add(report)
    if SHARED.is_dir():
        names = {"ukraine2022": "ukraine", "syria2018": "syria", "syria2019": "syria",
                 "iraq2014": "iraq"}  # fmt: skip
        for slug, report in score_folder(SHARED).per_document.items():
            war = slug.split("_")[1]
            found[names.get(war, "nagorno-karabakh")].add(report)
    return dict(found)


def keep_trees() -> None:
    """Parse every article once for the whole grid."""
    parse, kept = reader.trees_of, {}

    def trees_of(article, language, **options):  # type: ignore[no-untyped-def]
        key = article.id, tuple(options.items())
        if key not in kept:
            kept[key] = list(parse(article, language, **options))
        return kept[key]

    reader.trees_of = trees_of


def total(reports: list[Report]) -> Counts:
    """Counts of several conflicts at the class level."""
    whole = Report()
    for report in reports:
        whole.add(report)
    return whole.levels[CLASS_LEVEL]


def main() -> None:
    """Print a line a conflict: figures in use, and those chosen without it."""
    keep_trees()
    in_use = measured()
    runs = []
    for values in GRID:
        for name, value in zip(WEIGHTS, values, strict=True):
            setattr(discourse, name, value)
        runs.append(measured())
    left_out = []
    print(f"{'conflict':24s} claims  in use  left out")
    for conflict in sorted(in_use):
        best = max(runs, key=lambda run: total([r for c, r in run.items() if c != conflict]).f1)
        left_out.append(best[conflict])
        now, other = in_use[conflict].levels[CLASS_LEVEL], best[conflict].levels[CLASS_LEVEL]
        wanted = now.found + now.missed
        print(f"{conflict:24s} {wanted:6d}  {now.f1:.3f}   {other.f1:.3f}")
    print(f"{'all':31s}  {total(list(in_use.values())).f1:.3f}   {total(left_out).f1:.3f}")


if __name__ == "__main__":
    main()
