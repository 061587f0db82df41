"""A report as Markdown. Whatever could be markup is written as a character reference.

References mean themselves in every dialect, in tables too, where a backslash may not.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence

from geomap.views.report.content import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Runs,
    Statement,
    Table,
)

_ANYWHERE = re.compile(r"[&<>\[\]{}`*_~^$|\\@\"'#]|(?<=:)//|(?<=www)\.|\.{3}|--+", re.IGNORECASE)
_AT_START = re.compile(r"^\s*(?:[-+=:!>]|\d+[.)])")


def markdown(document: Document) -> str:
    """Write a report as Markdown, its pictures as data."""
    parts = [part for block in document.blocks for part in _block(block)]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Text that no dialect of Markdown, HTML or a template language takes for markup.

    Examples
    --------
    >>> escaped("*a* {{ b }} <c>")
    '&#42;a&#42; &#123;&#123; b &#125;&#125; &#60;c&#62;'
    >>> escaped("1. a")
    '1&#46; a'
    """
    return _AT_START.sub(lambda found: found[0][:-1] + _references(found[0][-1]), _within(text))


def _within(text: str) -> str:
    """Text inside a line, where what begins a list or a rule is only text."""
    return _ANYWHERE.sub(lambda found: _references(found[0]), " ".join(text.split()))


def _references(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {escaped(block.text)}"
    elif isinstance(block, Paragraph):
        yield _inline(block.runs)
    elif isinstance(block, Bullets):
        yield "\n".join(f"- {_inline(item)}" for item in block.items)
    elif isinstance(block, Table):
        rows = [block.head, ["---"] * len(block.head), *block.rows]
        yield "\n".join(_row(cells, rule=number == 1) for number, cells in enumerate(rows))
    elif isinstance(block, Picture):
        data = base64.b64encode(block.svg.encode("utf-8")).decode("ascii")
        yield f"![{escaped(block.alt)}](data:image/svg+xml;base64,{data})"
    elif isinstance(block, Statement):
        yield f"> {_inline(block.quote)}"
        yield "\n".join(f"- {escaped(label)}: {escaped(value)}" for label, value in block.facts)


def _row(cells: Sequence[str], *, rule: bool) -> str:
    written = cells if rule else [escaped(cell) for cell in cells]
    return f"| {' | '.join(written)} |"


def _inline(runs: Runs) -> str:
    parts: list[str] = []
    for run in runs:
        text = _within(run.text) if any(parts) else escaped(run.text)
        # A mark keeps to its words: white space at its ends would make it no mark.
        lead = " " if run.text[:1].isspace() else ""
        trail = " " if run.text[1:] and run.text[-1:].isspace() else ""
        if run.mark in ("place", "date", "trigger", "strong") and text:
            text = f"**{text}**"
        if run.link:
            text = f"<{_address(run.link)}>"
        parts.append(f"{lead}{text}{trail}")
    return "".join(parts).strip()


def _address(link: str) -> str:
    """An address in angle brackets: nothing in it ends them or is a template."""
    return re.sub(r"[^\w:/?#@!$&()+,;=.~%-]|[{}]", lambda found: _percent(found[0]), link)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))
