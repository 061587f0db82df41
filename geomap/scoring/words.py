"""Words by which what was said is held against what was expected [I/O]."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(section: str) -> dict[str, Any]:
    """Words of one section of ``words.toml``; what they are for stands there.

    Examples
    --------
    >>> words("toponyms")["articles"]
    ['the', 'an', 'a']
    """
    text = (files("geomap.scoring") / "words.toml").read_text("utf-8")
    section_of: dict[str, dict[str, Any]] = tomllib.loads(text)
    return section_of[section]
