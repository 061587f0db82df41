"""Quality floors: figures that must not fall, pinned with the hash of the cases [I/O]."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import InputError
from geomap.scoring.report import Report

NAME = "FLOORS.toml"
CEILINGS = frozenset({"false_alarms"})
"""Figures of which less is better; every other one must not fall."""

_PLACES = 3
_HEAD = """\
# Figures that must not get worse, measured on the cases of this folder, and the hash of these.
# Written by geomap.scoring.floors.pin; a floor is lowered only when told to.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """Pinned figures (`geomap.scoring.report.Report.figures`) and the cases they hold for."""

    cases: str
    figures: dict[str, float]


def hash_of_cases(folder: Path | str) -> str:
    """Hash of names and bytes of the files in a folder, but for the floors themselves."""
    digest = hashlib.sha256()
    files = (path for path in Path(folder).iterdir() if path.is_file() and path.name != NAME)
    for path in sorted(files, key=lambda path: path.name):
        name, content = path.name, path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def load_floors(path: Path | str) -> Floors:
    """Read pinned floors.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        figures = {str(name): float(value) for name, value in data["figures"].items()}
        return Floors(cases=str(data["cases"]), figures=figures)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(f"{path}: no floors can be read from it: {error!r}") from error


def check_floors(report: Report, floors: Floors, cases: str | None = None) -> list[str]:
    """What is worse than pinned, one line each; empty when all is well.

    ``cases`` is the hash of the cases as they are now (`hash_of_cases`): floors of other cases
    say nothing, which is a failure too.

    Examples
    --------
    >>> check_floors(Report(), Floors(cases="", figures={"place.f1": 0.8}))
    ['place.f1 is 0.000, and must be at least 0.800']
    """
    failures = []
    if cases is not None and cases != floors.cases:
        failures.append("the cases are not those of the floors: measure again and pin anew")
    now = report.figures()
    for name, floor in sorted(floors.figures.items()):
        figure = now.get(name)
        if figure is None:
            failures.append(f"{name} is pinned, and was not measured")
        elif _worse(name, figure, floor):
            bound = "at most" if name in CEILINGS else "at least"
            failures.append(f"{name} is {figure:.3f}, and must be {bound} {floor:.3f}")
    return failures


PINNED = (
    "place.f1",
    "place+date.f1",
    "place+date+class.f1",
    "place+date+class+status.f1",
    "slot.status",
    "slot.share",
    "false_alarms",
)
"""Figures that are pinned: those that a better reader does not lower by finding more."""


def pin(report: Report, folder: Path | str, *, allow_lower: bool = False) -> Floors:
    """Write the figures `PINNED` of a report as the floors of a folder of cases.

    Raises
    ------
    InputError
        If a figure would get worse, unless ``allow_lower``.
    """
    path = Path(folder) / NAME
    scale = 10**_PLACES
    figures = {
        name: (-(-figure * scale // 1) if name in CEILINGS else figure * scale // 1) / scale
        for name, figure in report.figures().items()
        if name in PINNED
    }
    if path.exists() and not allow_lower:
        before = load_floors(path).figures
        lower = [f for f in before if f in figures and _worse(f, figures[f], before[f])]
        if lower:
            names = ", ".join(sorted(lower))
            raise InputError(f"{path}: {names} would get worse: lower floors only on purpose")
    floors = Floors(cases=hash_of_cases(folder), figures=figures)
    lines = [f'"{name}" = {value:.{_PLACES}f}' for name, value in sorted(figures.items())]
    text = "\n".join([f'{_HEAD}cases = "{floors.cases}"', "", "[figures]", *lines, ""])
    path.write_text(text, encoding="utf-8")
    return floors


def _worse(name: str, figure: float, floor: float) -> bool:
    slack: float = 0.5 / 10**_PLACES  # what rounding may have taken
    return figure > floor + slack if name in CEILINGS else figure < floor - slack
