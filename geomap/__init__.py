"""geomap: from articles about who holds which territory to maps with the evidence behind them.

>>> import geomap
>>> geomap.__version__
'0.1.0'

The whole river is one call, ``geomap.map("article.txt").save("map.html")``; `claims`,
`toponyms` and `timeline` stop earlier. Everything heavy is imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomap.api import (
        article,
        claims,
        export,
        figure,
        frames,
        map,  # noqa: A004
        read,
        read_all,
        report,
        run,
        table,
        timeline,
        to_frame,
        toponyms,
    )
    from geomap.errors import GeomapError
    from geomap.options import Options
    from geomap.pipeline import Result

__version__ = "0.1.0"

_HOMES = {
    "GeomapError": "geomap.errors",
    "Options": "geomap.options",
    "Result": "geomap.pipeline",
}
"""Modules of the public names that are none of `geomap.api`."""

__all__ = [
    "GeomapError",
    "Options",
    "Result",
    "__version__",
    "article",
    "claims",
    "export",
    "figure",
    "frames",
    "map",
    "read",
    "read_all",
    "report",
    "run",
    "table",
    "timeline",
    "to_frame",
    "toponyms",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'geomap' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES.get(name, "geomap.api")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
