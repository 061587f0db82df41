"""A report as one self-contained page: no script, no remote request, sealed by a policy."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from geomap.views.report.content import Document
from geomap.views.report.templates import template


def html(document: Document) -> str:
    """Write a report as a page. Jinja escapes every word; only figures of ours are markup."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return str(
        _page().render(
            document=document,
            style=Markup(style),  # noqa: S704 - our own file
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
            "base-uri 'none'; form-action 'none'",
        )
    )


@cache
def _page() -> Any:
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.tests["a"] = lambda block, kind: type(block).__name__ == kind
    environment.filters["ours"] = Markup
    return environment.from_string(template("report.html.jinja"))


@cache
def _style() -> str:
    text = re.sub(r"/\*.*?\*/", "", template("report.css"), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()
