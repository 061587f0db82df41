"""Templates of reports [I/O: reads the files beside this one]."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from geomap.errors import DataError


@cache
def template(name: str) -> str:
    """Text of a template.

    Raises
    ------
    DataError
        It is missing.
    """
    try:
        return (files(__name__) / name).read_text(encoding="utf-8")
    except OSError:
        raise DataError(f"{name} is missing from this installation: install again") from None
