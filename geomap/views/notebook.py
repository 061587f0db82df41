"""Products inside other documents: a sandboxed frame, and what is under it for who strips frames.

Where a notebook is not trusted, frames and scripts are taken out, and what lay beneath the frame
remains: a picture as an image, and the table of changes.
"""

from __future__ import annotations

import base64
import html

from geomap.views.looks.wording import strings
from geomap.views.picture.drawing import Drawing
from geomap.views.tabular import table_html

HEIGHT = 720
"""Height of a frame in pixels."""


_OVER = "position:absolute;inset:0;width:100%;height:100%;border:0;background:#fff"


def frame(page: str, title: str, style: str = f"width:100%;height:{HEIGHT}px;border:0") -> str:
    """Frame a page for another document, which shares neither names, styles nor scripts with it.

    Examples
    --------
    >>> frame("<p>", "A & B", "")
    '<iframe title="A &amp; B" sandbox="allow-scripts" style="" srcdoc="&lt;p&gt;"></iframe>'
    """
    return (
        f'<iframe title="{html.escape(title)}" sandbox="allow-scripts" '
        f'style="{html.escape(style)}" srcdoc="{html.escape(page)}"></iframe>'
    )


def framed(drawing: Drawing, page: str, svg: str) -> str:
    """Lay the frame of a page over a picture and the table of changes."""
    words = strings(drawing.language)
    image = base64.b64encode(svg.encode("utf-8", "replace")).decode("ascii")
    return (
        f'<div style="position:relative;height:{HEIGHT}px;overflow:auto">'
        f"<div><p>{html.escape(words['untrusted'])}</p>"
        f'<img src="data:image/svg+xml;base64,{image}" alt="{html.escape(drawing.title)}" '
        f'style="max-width:100%">{table_html(drawing)}</div>'
        f"{frame(page, drawing.title, _OVER)}</div>"
    )
