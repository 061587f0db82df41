"""What a report is made of. Every word in it is data: no format takes any for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Mark = Literal["", "place", "date", "trigger", "strong", "quiet"]
"""How a piece of text stands out; the first three mark words of a sentence."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style; ``link`` leads to the web, or nowhere."""

    text: str
    mark: Mark = ""
    link: str | None = None


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; the title of a report is level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a head; ``widths`` are the parts of the whole that its columns take."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure as SVG, the same for a phone, and what it shows in words."""

    svg: str
    narrow: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence as it stands in its text, and what was read in it."""

    quote: Runs
    facts: tuple[tuple[str, str], ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture | Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report."""

    title: str
    language: str
    direction: Literal["ltr", "rtl"]
    blocks: tuple[Block, ...]


def text_of(runs: Runs) -> str:
    """Runs as one text."""
    return "".join(run.text for run in runs)


def leading(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, bool]]:
    """Blocks, each with whether it only leads to the next, and stays on one page with it."""
    around = zip((None, *blocks), blocks, (*blocks[1:], None), strict=False)
    for before, block, after in around:
        leads = (isinstance(before, Heading) and after is not None) or isinstance(after, Bullets)
        yield block, isinstance(block, Heading) or (isinstance(block, Paragraph) and leads)


def clean(text: str) -> str:
    r"""Replace what no format can carry: control characters and lone surrogates.

    Examples
    --------
    >>> clean("a\tb")
    'a b'
    """
    text = re.sub("[\t\n\r\x0b\x0c\x85\u2028\u2029]", " ", text)
    return re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "\ufffd", text)
