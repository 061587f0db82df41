"""Who is to be credited: the texts, and the data behind places and outlines."""

from __future__ import annotations

import re

from geomap.model import Article
from geomap.views.picture.drawing import Drawing


def citation_of(article: Article) -> str:
    """Title, source and licence of a text.

    Examples
    --------
    >>> citation_of(Article(id="a", name="a.txt", text="", title="Truce", licence="CC0"))
    'Truce. CC0'
    """
    parts = (article.title or article.name, article.source, article.licence)
    return ". ".join(part for part in parts if part)


def credits_of(drawing: Drawing) -> tuple[list[str], list[str]]:
    """Citations of texts and of data, each once."""
    texts = list(dict.fromkeys(citation_of(reading.article) for reading in drawing.readings))
    return texts, [one for one in dict.fromkeys(drawing.citations) if one not in texts]


def web_link(url: str | None) -> str | None:
    """Keep a link only when it leads to the web.

    Examples
    --------
    >>> web_link("https://example.org/a"), web_link("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None
