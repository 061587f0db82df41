"""What the user typed an address of, from the web: the guarded way to open a socket [I/O].

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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

from geomap.errors import GeomapError, InputError

MAXIMUM_REDIRECTS = 5
USER_AGENT = "geomap (reads what its user asked for, and nothing else)"

_REDIRECTS = {301, 302, 303, 307, 308}
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to numeric addresses."""

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server says, before its body is read; ``url`` is where it was in the end."""

    url: str
    status: int
    headers: Message
    chunks: Iterator[bytes]

    def body(self, maximum: int) -> bytes:
        """Read the body, unpacked no further than a limit of bytes.

        Raises
        ------
        InputError
            If it is larger, or packed in a way that is not known, or damaged.
        """
        return _unpacked(self.chunks, self.headers, maximum)


@dataclass(slots=True, kw_only=True)
class Line:
    """How the user lets us out, and the sockets that are open, so that they can be cut.

    ``seconds`` is the time limit of all hops together, names resolved included, or, if ``idle``,
    of each wait. ``private`` allows addresses that are not public: this machine and its networks.
    ``resolve`` stands in place of the system's resolver, for tests.
    """

    private: bool = False
    seconds: float = 30.0
    idle: bool = False
    resolve: Resolve | None = None
    sockets: list[socket.socket] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Seconds that the next wait may take."""
        left = self.seconds if self.idle else self._began + self.seconds - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def cut(self) -> None:
        """Close every socket, whoever waits for it."""
        for each in self.sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def told(url: str, line: Line, work: Callable[[], Found], remedy: str) -> Found:
    """Do some work on a line, and say what went wrong in one sentence.

    A thread, because neither resolving a name nor a server that sends a byte at a time can be
    given a limit of all time together.

    Raises
    ------
    InputError
        If the work failed, or took longer than the line allows; the message begins with the
        address, and tells someone who waited in vain the ``remedy``.
    """
    result: queue.Queue[tuple[Found] | Exception] = queue.Queue()

    def run() -> None:
        try:
            result.put((work(),))
        except Exception as error:  # handed over, and raised below
            result.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        found = result.get(timeout=None if line.idle else line.seconds)
    except queue.Empty:
        found = TimeoutError()
    finally:
        line.cut()
    if isinstance(found, tuple):
        return found[0]
    if isinstance(found, InputError):
        raise InputError(f"{url}: {found}") from None
    if isinstance(found, TimeoutError):
        raise InputError(f"{url}: not fetched within {line.seconds:g} seconds; {remedy}") from None
    if isinstance(found, GeomapError) or not isinstance(found, OSError | http.client.HTTPException):
        raise found
    reason = getattr(found, "strerror", None) or found or type(found).__name__
    raise InputError(f"{url}: cannot be fetched: {reason}; check the address") from None


@contextmanager
def ask(url: str, line: Line, headers: Mapping[str, str]) -> Iterator[Answer]:
    """Ask for what is at an address, along its redirects.

    Raises
    ------
    InputError
        If an address is not http(s) or not public, or leads on without end.
    """
    at = url
    for _ in range(MAXIMUM_REDIRECTS + 1):
        host, port, is_secure, target = _parts(at)
        addresses = (line.resolve or _resolved)(host, port)
        if not line.private:
            check_public(addresses)
        sock = _connected(addresses, port, line)
        if is_secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
            line.sockets.append(sock)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock
        own = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", "Connection": "close"}
        connection.request("GET", target, headers={**own, **headers})
        with closing(sock), closing(connection.getresponse()) as answer:
            if answer.status in _REDIRECTS and answer.headers.get("Location"):
                at = _joined(at, answer.headers["Location"])
                continue
            chunks = _chunks(answer, sock, line)
            yield Answer(url=at, status=answer.status, headers=answer.headers, chunks=chunks)
            return
    raise InputError(f"more than {MAXIMUM_REDIRECTS} redirects; give the address they lead to")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise InputError(f"{location!r} is no address, but redirected to") from None


def _parts(url: str) -> tuple[str, int, bool, str]:
    """Host, port, whether it is https, and the target of the request."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError(f"{url!r} is no address; check it") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise InputError(f"{url!r} is no http or https address; save it and read the file")
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


def _connected(addresses: Sequence[str], port: int, line: Line) -> socket.socket:
    """Connect to the first address that answers."""
    failure: OSError = OSError("the host has no address")
    for address in addresses:
        try:
            found = socket.create_connection((address, port), timeout=line.left())
        except TimeoutError:
            raise
        except OSError as error:
            failure = error
            continue
        line.sockets.append(found)
        return found
    raise failure


def _chunks(answer: http.client.HTTPResponse, sock: socket.socket, line: Line) -> Iterator[bytes]:
    while True:
        sock.settimeout(line.left())
        chunk = answer.read1(65536)
        if not chunk:
            return
        yield chunk


def _unpacked(chunks: Iterable[bytes], headers: Message, maximum: int) -> bytes:
    """Bytes of a body, unpacked no further than the limit."""
    packing = (headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", "deflate"):
        raise InputError(f"the server packs it as {packing!r}; save it and read the file")
    unpack = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
    data, came = bytearray(), 0
    try:
        for chunk in chunks:
            came += len(chunk)
            data += unpack.decompress(chunk, maximum + 1 - len(data)) if unpack else chunk
            if len(data) > maximum:
                raise InputError(
                    f"larger than {maximum >> 20} MiB; save what you need of it, and read the file"
                )
    except zlib.error as error:
        raise InputError(f"the server sends damaged data: {error}; try again") from None
    length = headers.get("Content-Length") or ""
    if (unpack and not unpack.eof) or (length.isdecimal() and came < int(length)):
        raise InputError("the server broke off; try again")
    return bytes(data)
