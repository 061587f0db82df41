"""JSON that others wrote."""

from __future__ import annotations

import json
from typing import Any


def loads(text: str | bytes, **how: Any) -> Any:
    """Read JSON as `json.loads` does; what is nested too deeply is as broken as the rest.

    Raises
    ------
    ValueError
        If it is no JSON, or nested deeper than can be read.

    Examples
    --------
    >>> loads("[" * 100000)
    Traceback (most recent call last):
    ValueError: nested too deeply
    """
    try:
        return json.loads(text, **how)
    except RecursionError:
        raise ValueError("nested too deeply") from None
