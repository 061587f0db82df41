"""A page from the web, because the user typed its address: the only module that opens a socket.

The name is resolved once, every address checked, and the connection made to the address that was
checked, so that a name that changes its answer gains nothing. Proxies of the environment are not
used: behind one, there would be no address to check.
"""

from __future__ import annotations

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from geomap.errors import InputError
from geomap.text.inputs.forms import CONTENT_TYPES, Form, sniffed

MAXIMUM_BYTES = 8 * 1024 * 1024
"""Bytes of one page, after decompression."""
SECONDS = 30.0
"""Time limit of all hops together, names resolved included."""
MAXIMUM_REDIRECTS = 5
USER_AGENT = "geomap (reads the one page that its user asked for)"

_REDIRECTS = {301, 302, 303, 307, 308}
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to numeric addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a server sent: ``url`` is where it was in the end, ``encoding`` what the server says."""

    url: str
    form: Form
    encoding: str | None
    data: bytes


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    seconds: float = SECONDS,
    maximum_bytes: int = MAXIMUM_BYTES,
    resolve: Resolve | None = None,
) -> Page:
    """Fetch one page.

    Parameters
    ----------
    allow_private
        Also from addresses that are not public: this machine and its networks.
    resolve
        In place of the system's resolver, for tests.

    Raises
    ------
    InputError
        If the address is not http(s) or not public, the server does not answer in time or
        answers with an error, or what it sends is too large or no text, HTML or PDF.

    Examples
    --------
    >>> fetch("http://127.0.0.1/secret")
    Traceback (most recent call last):
    geomap.errors.InputError: http://127.0.0.1/secret: 127.0.0.1 is not a public address; ...
    """
    deadline = time.monotonic() + seconds
    result: queue.Queue[Page | Exception] = queue.Queue()
    sockets: list[socket.socket] = []

    def work() -> None:
        try:
            result.put(
                _follow(url, allow_private, deadline, maximum_bytes, resolve or _resolved, sockets)
            )
        except Exception as error:  # handed over, and raised below
            result.put(error)

    # A thread, because neither resolving a name nor a server that sends a byte at a time can
    # be given a limit of all time together.
    threading.Thread(target=work, daemon=True).start()
    try:
        found = result.get(timeout=seconds)
    except queue.Empty:
        found = TimeoutError()
    finally:
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
    if isinstance(found, Page):
        return found
    if isinstance(found, InputError):
        raise InputError(f"{url}: {found}") from None
    if isinstance(found, TimeoutError):
        raise InputError(
            f"{url}: not fetched within {seconds:g} seconds; save the page and read the file"
        ) from None
    if not isinstance(found, OSError | http.client.HTTPException):
        raise found
    reason = getattr(found, "strerror", None) or found or type(found).__name__
    raise InputError(f"{url}: cannot be fetched: {reason}; check the address") from None


def _follow(
    url: str,
    allow_private: bool,
    deadline: float,
    maximum_bytes: int,
    resolve: Resolve,
    sockets: list[socket.socket],
) -> Page:
    at = url
    for _ in range(MAXIMUM_REDIRECTS + 1):
        host, port, is_secure, target = _parts(at)
        addresses = resolve(host, port)
        if not allow_private:
            check_public(addresses)
        sock = _connected(addresses, port, deadline, sockets)
        if is_secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
            sockets.append(sock)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", "Connection": "close",
                   "Accept": ", ".join(CONTENT_TYPES)}  # fmt: skip
        connection.request("GET", target, headers=headers)
        with closing(sock), closing(connection.getresponse()) as answer:
            if answer.status in _REDIRECTS and answer.headers.get("Location"):
                at = _joined(at, answer.headers["Location"])
                continue
            if answer.status != 200:
                raise InputError(f"the server answers {answer.status}; check the address")
            form, encoding = _kind(answer.headers)
            data = _unpacked(_chunks(answer, sock, deadline), answer.headers, maximum_bytes)
        return Page(url=at, form=form or sniffed(data), encoding=encoding, data=data)
    raise InputError(f"more than {MAXIMUM_REDIRECTS} redirects; give the address they lead to")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise InputError(f"{location!r} is no address of a page, but redirected to") from None


def _parts(url: str) -> tuple[str, int, bool, str]:
    """Host, port, whether it is https, and the target of the request."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError(f"{url!r} is no address of a page; check it") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise InputError(f"{url!r} is no http or https address; save the page and read the file")
    if parts.username is not None or parts.password is not None:
        raise InputError("an address with a user name is not fetched; leave the name out")
    try:
        host = (
            parts.hostname.encode("idna").decode() if ":" not in parts.hostname else parts.hostname
        )
    except UnicodeError:
        raise InputError(f"{parts.hostname!r} is no name of a host; check the address") from None
    safe = "/%:@!$&'()*+,;=-._~"
    target = quote(parts.path or "/", safe=safe)
    if parts.query:
        target += "?" + quote(parts.query, safe=safe + "?")
    return host, port or _PORTS[parts.scheme], parts.scheme == "https", target


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def check_public(addresses: Iterable[str]) -> None:
    """Refuse addresses that are not public, those wrapped in IPv6 included.

    Raises
    ------
    InputError
        If one is loopback, private, link-local, reserved or multicast.

    Examples
    --------
    >>> check_public(["::ffff:10.0.0.1"])
    Traceback (most recent call last):
    geomap.errors.InputError: ::ffff:10.0.0.1 is not a public address; ...
    """
    for each in addresses:
        try:
            address = ipaddress.ip_address(each.partition("%")[0])
        except ValueError:
            raise InputError(f"{each!r} is no address; check the name of the host") from None
        if not _is_public(address):
            raise InputError(
                f"{each} is not a public address; "
                "--allow-private-addresses allows it if you trust it"
            )


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo:
            inner = address.teredo[1]
        elif address in _NAT64 or int(address) >> 32 == 0:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _connected(
    addresses: Sequence[str], port: int, deadline: float, sockets: list[socket.socket]
) -> socket.socket:
    """Connect to the first address that answers."""
    failure: OSError = OSError("the host has no address")
    for address in addresses:
        try:
            found = socket.create_connection((address, port), timeout=_left(deadline))
        except TimeoutError:
            raise
        except OSError as error:
            failure = error
            continue
        sockets.append(found)
        return found
    raise failure


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _kind(headers: Message) -> tuple[Form | None, str | None]:
    """Form and encoding that the server names; the form is None where it names none."""
    if headers.get("Content-Type") is None:
        return None, None
    kind = headers.get_content_type()
    if kind not in CONTENT_TYPES:
        raise InputError(f"the server sends {kind}, not HTML, plain text or PDF")
    return CONTENT_TYPES[kind], headers.get_content_charset()


def _chunks(answer: http.client.HTTPResponse, sock: Any, deadline: float) -> Iterable[bytes]:
    while True:
        sock.settimeout(_left(deadline))
        chunk = answer.read1(65536)
        if not chunk:
            return
        yield chunk


def _unpacked(chunks: Iterable[bytes], headers: Message, maximum: int) -> bytes:
    """Bytes of a body, unpacked no further than the limit."""
    packing = (headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", "deflate"):
        raise InputError(f"the server packs the page as {packing!r}; save it and read the file")
    unpack = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
    data = bytearray()
    try:
        for chunk in chunks:
            data += unpack.decompress(chunk, maximum + 1 - len(data)) if unpack else chunk
            if len(data) > maximum:
                raise InputError(f"larger than {maximum >> 20} MiB; save its article alone")
    except zlib.error as error:
        raise InputError(f"the server sends damaged data: {error}; try again") from None
    if unpack and not unpack.eof:
        raise InputError("the server broke off; try again")
    return bytes(data)
