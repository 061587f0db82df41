"""What stands in a text and is none: tags, scripts and web addresses."""

from __future__ import annotations

import re

_MARKUP = re.compile(
    r"https?://\S+|pic\.twitter\.com/\S+|<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->|</?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,2000})?/?>",
    re.DOTALL | re.IGNORECASE,
)


def without_markup(text: str) -> str:
    """Blank out tags, scripts and addresses, every other character staying where it is.

    Examples
    --------
    >>> without_markup("a <b>bold</b> day")
    'a    bold     day'
    """
    if "<" not in text and "/" not in text:
        return text
    return _MARKUP.sub(lambda match: re.sub(r"\S", " ", match[0]), text)
