"""A finished report, which saves itself as HTML, Markdown, DOCX or PDF."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from geomap.views.notebook import framed
from geomap.views.picture.drawing import Drawing
from geomap.views.report.building import document_of
from geomap.views.report.content import Document, Picture
from geomap.views.report.docx import docx
from geomap.views.report.html import html
from geomap.views.report.markdown import markdown
from geomap.views.report.pdf import pdf
from geomap.views.saving import ending_of, write_whole

WRITERS: dict[str, Callable[[Document], str | bytes]] = {
    ".html": html,
    ".md": markdown,
    ".docx": docx,
    ".pdf": pdf,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: its content, ready to be written in any format."""

    document: Document
    drawing: Drawing

    def html(self) -> str:
        """Return a self-contained page without scripts."""
        return html(self.document)

    def markdown(self) -> str:
        """Return Markdown."""
        return markdown(self.document)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write HTML, Markdown, DOCX or PDF, as the ending says: whole, or not at all.

        Raises
        ------
        InputError
            The ending is none of these.
        OutputError
            The file cannot be written, or DOCX and PDF lack a package.
        """
        data = WRITERS[check_ending(path)](self.document)
        return write_whole(path, data.encode("utf-8") if isinstance(data, str) else data)

    def __repr__(self) -> str:
        return f"<geomap.Report: {self.document.title}>"

    def _repr_mimebundle_(self, **_: Collection[str] | None) -> dict[str, str]:
        """Offer the page in a frame over picture and table, and Markdown for plain readers."""
        svg = next(block.svg for block in self.document.blocks if isinstance(block, Picture))
        return {
            "text/html": framed(self.drawing, self.html(), svg),
            "text/markdown": self.markdown(),
            "text/plain": self.document.title,
        }


def report_of(drawing: Drawing) -> Report:
    """Make the report of a drawing."""
    return Report(document=document_of(drawing), drawing=drawing)


def check_ending(path: str | os.PathLike[str]) -> str:
    """Return the ending of a path, if a report can be saved so.

    Raises
    ------
    InputError
        It cannot.
    """
    return ending_of(path, "a report", WRITERS)
