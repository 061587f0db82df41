"""SVG to PNG and PDF without a browser [I/O: reads the fonts of installed packages].

The fonts come from packages of the extra ``report``, and those of the machine are never looked
at: the same figure gives the same bytes everywhere.
"""

from __future__ import annotations

import io
import math
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from geomap.errors import InputError, OutputError
from geomap.views.figures.directions import one_direction

EXTRA = "pip install 'geomap-control[report]'"

_CARRIERS = {
    "font_source_sans_pro": "files/SourceSansPro-*.ttf",
    "font_source_serif_pro": "files/SourceSerifPro-*.ttf",
    "manimgx_fonts": "*.ttf",
}
"""Packages that carry fonts: the two of our pictures, and Noto for every other script."""


def png(svg: str, scale: float = 2.0) -> bytes:
    """Draw SVG as PNG.

    Parameters
    ----------
    svg
        A document of this package.
    scale
        Pixels of the picture for each pixel of the figure.

    Raises
    ------
    InputError
        The scale is not between .1 and 10: what is larger fills the memory.
    OutputError
        A package of the extra ``report`` is missing.
    """
    if not (isinstance(scale, int | float) and 0.1 <= scale <= 10):
        raise InputError(f"scale: {scale!r} is no number from 0.1 to 10")
    resvg = needed("resvg_py", "PNG")
    # Patterns are tiles of whole pixels: at a broken scale their seams would show as lines.
    whole = math.ceil(scale)
    drawn = resvg.svg_to_bytes(
        svg_string=one_direction(_unheld(svg), font_file),
        zoom=whole,
        skip_system_fonts=True,
        font_files=[str(path) for path in font_files()],
    )
    return bytes(drawn) if scale == whole else _smaller(bytes(drawn), scale / whole)


def _smaller(picture: bytes, part: float) -> bytes:
    image = needed("PIL.Image", "PNG")
    full = image.open(io.BytesIO(picture))
    size = [max(round(side * part), 1) for side in full.size]
    buffer = io.BytesIO()
    full.resize(size, image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


_PAGE = b"""
#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.figure), format: "svg", width: eval(sys.inputs.width) * 1pt,
  alt: sys.inputs.title)
"""


def pdf(svg: str, title: str, width: float) -> bytes:
    """Draw SVG as a PDF of one page, its text as text; the same bytes every time.

    ``width`` is in points. Title and figure are handed over as data, and are never markup.
    """
    inputs = {
        "figure": one_direction(_unheld(svg), font_file),
        "title": title,
        "width": f"{width:g}",
    }
    return typeset(_PAGE, inputs)


def _unheld(svg: str) -> str:
    """Lines as long as their letters make them: here they are in their own fonts."""
    return re.sub(' textLength="[^"]*" lengthAdjust="[^"]*"', "", svg)


def typeset(main: bytes, inputs: dict[str, str]) -> bytes:
    """Compile a Typst template of ours with data that it reads from ``sys.inputs``."""
    typst = needed("typst", "PDF")
    compiler = typst.Compiler(main, font_paths=font_folders(), ignore_system_fonts=True)
    # XML 1.0 and Typst take no lone surrogates or NUL; the figure has none, a title might.
    plain = {key: text.encode("utf-8", "replace").decode("utf-8") for key, text in inputs.items()}
    return bytes(compiler.compile(format="pdf", sys_inputs=plain))


def needed(module: str, what: str) -> Any:
    """Import a package of the extra ``report``, or say in one line what to install."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        name = module.replace("_", "-")
        raise OutputError(f"{what} needs the package {name}: {EXTRA}") from None


@cache
def font_files() -> tuple[Path, ...]:
    """Font files of the packages that carry them, in a fixed order."""
    found: list[Path] = []
    for package, pattern in _CARRIERS.items():
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            name = package.replace("_", "-")
            raise OutputError(f"pictures need the fonts of the package {name}: {EXTRA}")
        found += sorted(Path(spec.submodule_search_locations[0]).glob(pattern))
    return tuple(found)


def font_folders() -> list[str]:
    """Folders of those files."""
    return sorted({str(path.parent) for path in font_files()})


def font_file(name: str) -> str:
    """Path of the font file of a name such as ``NotoSansArabic[wght]``."""
    return next(str(path) for path in font_files() if path.stem == name)
