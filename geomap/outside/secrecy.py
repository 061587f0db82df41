"""Passwords in addresses, which nobody but the server is to see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, unquote_plus, urlencode, urlsplit

_DATABASES = ("postgres://", "postgresql://")
_HOSTS = re.compile(r"(?:\[[^\]]*\]|[^:,\[\]]*)(?::\d*)?")

ESCAPES = (
    "the address cannot be read; write postgresql://user:password@host/database, "
    "and in a password / as %2F, # as %23, ? as %3F and @ as %40"
)
"""What to do with an address that `is_unescaped`."""


def is_database(address: str | Path) -> bool:
    """Whether an address is that of a PostgreSQL database, and no file.

    >>> is_database("postgresql://localhost/cases"), is_database("case.gpkg")
    (True, False)
    """
    return str(address).startswith(_DATABASES)


def is_unescaped(address: str) -> bool:
    """Whether a password has signs that end it, so that a part of it would be taken for a host.

    >>> is_unescaped("postgresql://me:sec/ret@db/gis"), is_unescaped("postgresql://me@db/gis#war")
    (True, False)
    """
    _, user, rest = _split(address)
    unread = _parts(address) is None or not _is_host(_authority(rest))
    return unread or bool(re.search("[/?#@]", user))


def without_password(address: str) -> str:
    """Address without the passwords in it, if it is one.

    >>> without_password("postgresql://me:sec@r/e#t@db/gis?password=secret&table=a")
    'postgresql://me@db/gis?table=a'
    >>> without_password("layers/a.gpkg#districts")
    'layers/a.gpkg#districts'
    """
    if "://" not in address:
        return address
    scheme, user, rest = _split(address)
    parts = _parts(f"{scheme}://{rest}")
    if parts is None or not _is_host(parts.netloc):
        return f"{scheme}://…"
    query = [(key, value) for key, value in parse_qsl(parts.query) if "password" not in key.lower()]
    named = f"{user.partition(':')[0]}@" if user else ""
    tail = parts._replace(scheme="", netloc="", query=urlencode(query)).geturl()
    return f"{scheme}://{named}{parts.netloc}{tail}"


def redacted(text: str, address: str) -> str:
    """Text of a server or library about an address, without the passwords in that.

    One with signs that were not escaped may be told in pieces.

    >>> redacted("no host 'ret@db'", "postgresql://me:sec@ret@db/gis")
    "no host '…@db'"
    """
    for secret in sorted(_secrets(address), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def _secrets(address: str) -> Iterator[str]:
    _, user, rest = _split(address)
    authority = _authority(rest)
    told = [user.partition(":")[2], "" if _is_host(authority) else authority.partition(":")[2]]
    query = [pair.partition("=")[::2] for pair in rest.partition("?")[2].split("&")]
    told += [value for key, value in query if "password" in unquote(key).lower()]
    for each in told:
        for secret in {each, unquote(each), unquote_plus(each)}:
            yield from filter(None, {secret, *re.split("[@:/?#]", secret)})


def _split(address: str) -> tuple[str, str, str]:
    """Scheme, user with password, and what follows.

    What follows a host has no "@" in the address of a database, and a port is a number: where it is
    otherwise, a password has signs that were not escaped, and ends at the last "@".
    """
    scheme, _, rest = address.partition("://")
    authority = _authority(rest)
    before = rest.rpartition("@")[0]
    odd = not _is_host(authority.rpartition("@")[2])
    if ":" not in before or not (odd or is_database(address)):
        before = authority.rpartition("@")[0]
    return scheme, before, rest[len(before) :].removeprefix("@")


def _authority(rest: str) -> str:
    return re.split("[/?#]", rest, maxsplit=1)[0]


def _is_host(netloc: str) -> bool:
    """Whether hosts have names and numbered ports, as a password that was cut has not."""
    return all(_HOSTS.fullmatch(host) for host in netloc.split(","))


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
