"""Ids that outlive a run."""

from __future__ import annotations

import hashlib


def stable_id(*parts: object, length: int = 12) -> str:
    """Hash of the parts, the same on every machine and in every run.

    Examples
    --------
    >>> stable_id("article", 0, 12) == stable_id("article", 0, 12)
    True
    """
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:length]
