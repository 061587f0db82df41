"""Passwords in addresses, which nobody but the server is to see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit


def without_password(address: str) -> str:
    """Address without the passwords in it, if it is one.

    >>> without_password("postgresql://me:sec@ret@db/gis?password=secret&table=a")
    'postgresql://me@db/gis?table=a'
    >>> without_password("layers/a.gpkg#districts")
    'layers/a.gpkg#districts'
    """
    if "://" not in address:
        return address
    parts = _parts(address)
    if parts is None:
        return f"{address.partition('://')[0]}://…"
    user, at, host = parts.netloc.rpartition("@")
    query = [(key, value) for key, value in parse_qsl(parts.query) if "password" not in key.lower()]
    netloc = user.partition(":")[0] + at + host
    return parts._replace(netloc=netloc, query=urlencode(query)).geturl()


def redacted(text: str, address: str) -> str:
    """Text of a server or library about an address, without the passwords in that.

    One with an "@" or ":" that was not escaped may be told in pieces.

    >>> redacted("no host 'ret@db'", "postgresql://me:sec@ret@db/gis")
    "no host '…@db'"
    """
    for secret in sorted(_secrets(address), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def _secrets(address: str) -> Iterator[str]:
    parts = _parts(address)  # a broken address may be told whole
    rest = address.partition("://")[2]
    netloc, query = (parts.netloc, parts.query) if parts else (rest, rest.partition("?")[2])
    told = [netloc.rpartition("@")[0].partition(":")[2]]
    told += [value for key, value in parse_qsl(query) if "password" in key.lower()]
    for each in told:
        for secret in {each, unquote(each)}:
            yield from filter(None, {secret, *re.split("[@:]", secret)})


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
