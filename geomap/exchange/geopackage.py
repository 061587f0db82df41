"""A result as a GeoPackage: the file of a case, which GIS programs open, and back [I/O]."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.case.recipes import recipe_of
from geomap.case.running import conclude, opened
from geomap.case.store import is_case, open_store
from geomap.errors import NoCaseError, OutputError
from geomap.model import Located

if TYPE_CHECKING:
    from geomap.model import Placed
    from geomap.options import Options
    from geomap.pipeline import Result


def write(result: Result, path: Path, options: Options) -> Path:
    """Write a result as a case with one run, in the place of a file of that name.

    Raises
    ------
    OutputError
        If the file cannot be written, or is a case that somebody works in.
    """
    from geomap.views.looks.styles import look_of

    check_replaceable(path)

    recipe = recipe_of(options)
    located: dict[str, list[Located]] = {}
    for each in result.located:
        located.setdefault(each.claim.article, []).append(each)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
            made = Path(folder) / path.name
            with open_store(made, create=True) as store:
                store.add_articles(result.articles.values())
                store.save_recipe(*recipe)
                told = ((each, located.get(each.article.id, [])) for each in result.readings)
                store.save_readings(recipe.id, told)
                conclude(store, options, lambda actors: look_of(actors).colours)
                store.mark_export()
            return made.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None


def check_replaceable(path: Path) -> None:
    """Refuse to lose a case; what `write` wrote, and nobody worked in since, may be replaced.

    Raises
    ------
    OutputError
        If the file is a case.
    """
    if not is_case(path):
        return
    try:
        with open_store(path) as store:
            spare = store.is_export()
    except NoCaseError:
        return
    if not spare:
        raise OutputError(f"{path}: is a case, and would be lost; choose another file")


def read(address: str | Path) -> list[Placed]:
    """Read a case back, in a file or a database: as its last run had it, corrected since.

    Raises
    ------
    CaseError
        If it is no case, or was never run.
    """
    with open_store(address) as store:
        return list(opened(store).decided.placed)
