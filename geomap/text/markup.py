"""What stands in a text and is none: tags, scripts and web addresses."""

from __future__ import annotations

import re

_MARKUP = re.compile(
    r"https?://\S+|pic\.twitter\.com/\S+|<(?P<block>script|style)\b[^>]{0,2000}>|(?P<comment><!--)"
    r"|</?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_CLOSING = {
    "comment": re.compile("-->"),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
}


def without_markup(text: str) -> str:
    """Blank out tags, scripts and addresses, every other character staying where it is.

    Examples
    --------
    >>> without_markup("a <b>bold</b> day")
    'a    bold     day'
    >>> without_markup("<!-- no end: <b>bold</b>")
    '<!-- no end:    bold    '
    """
    if "<" not in text and "/" not in text:
        return text
    parts: list[str] = []
    unclosed: set[str] = set()  # looked for in vain once, and so never again: what is left is less
    at = 0
    while match := _MARKUP.search(text, at):
        start, end = match.span()
        kind = "comment" if match["comment"] else (match["block"] or "").lower()
        if kind:
            closing = None if kind in unclosed else _CLOSING[kind].search(text, end)
            if closing is not None:
                end = closing.end()
            else:
                unclosed.add(kind)
        bare = kind == "comment" and kind in unclosed
        parts += [text[at:start], text[start:end] if bare else _blank(text[start:end])]
        at = end
    return "".join(parts) + text[at:]


def _blank(text: str) -> str:
    return re.sub(r"\S", " ", text)
