"""One question to an OpenAI-compatible endpoint over HTTP [I/O].

Nothing is followed, and nothing is unbounded: no redirect, a limit on the size of an answer, on
the time of each attempt, on the number of attempts, and on the waits between them.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from geomap.errors import InputError, ReaderError
from geomap.outside.jsontext import loads
from geomap.text.contract import shown

MAXIMUM_ANSWER = 4 * 1024 * 1024
"""Bytes of an answer; a larger one is refused."""

MAXIMUM_WAIT = 60.0
"""Seconds between two attempts, whatever the server asks for."""

_AGAIN = frozenset({408, 429, 500, 502, 503, 504, 529})
_PATH = "/chat/completions"


class UnreachableError(ReaderError):
    """Asking this endpoint again, with this or another question, is of no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where to ask, and how long to wait.

    ``url`` is the address of the server, as a rule ending in ``/v1``, with or without
    ``/chat/completions``. ``key_variable`` names the environment variable that holds the key; it
    is read when a question is sent, and the key stands in no message, record or file.
    ``timeout`` is in seconds, for a whole attempt.

    Raises
    ------
    InputError
        If the URL is not one of a server, or holds a user name or password.

    Examples
    --------
    >>> Endpoint(url="http://127.0.0.1:8080/v1").place
    'http://127.0.0.1:8080/v1/chat/completions'
    """

    url: str
    key_variable: str | None = None
    timeout: float = 120.0
    attempts: int = 4

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = None
        if not usable or not self.url.isascii() or not self.url.isprintable() or " " in self.url:
            raise InputError(
                f"{shown(self.url)}: no address of a server; give one like http://127.0.0.1:8080/v1"
            )
        if parts.username is not None or parts.password is not None:
            raise InputError(
                f"{parts.hostname}: leave user name and password out of the URL; name the "
                "environment variable that holds the key"
            )
        if not 0 < self.timeout <= 3600 or not 1 <= self.attempts <= 10:
            raise InputError(
                f"timeout {self.timeout} s, {self.attempts} attempts: give at most 3600 s and 10"
            )

    @property
    def parts(self) -> SplitResult:
        """The URL with the path of chat completions."""
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/")
        return parts._replace(path=path if path.endswith(_PATH) else path + _PATH, fragment="")

    @property
    def place(self) -> str:
        """The URL for messages: without its query, which may hold a key."""
        return self.parts._replace(query="").geturl()


def ask(
    endpoint: Endpoint, request: bytes, *, sleep: Callable[[float], None] = time.sleep
) -> bytes:
    """Body of the answer to a question.

    A dropped connection and the statuses 408, 429 and 5xx are tried again after 1, 2, 4, ...
    seconds, or after what ``Retry-After`` says, at most `MAXIMUM_WAIT`.

    Raises
    ------
    UnreachableError
        If the endpoint cannot be reached, redirects, or refuses the key, the path or the model.
    ReaderError
        If it fails on this question.
    """
    key = _key(endpoint)
    for attempt in range(1, endpoint.attempts + 1):
        wait = float(2 ** (attempt - 1))
        try:
            status, headers, body = _post(endpoint, request, key)
        except (ConnectionError, http.client.HTTPException) as error:
            failure = ReaderError(
                f"{endpoint.place}: broke off ({type(error).__name__}) at attempt {attempt}"
            )
        else:
            if status == 200:
                if len(body) > MAXIMUM_ANSWER:
                    raise ReaderError(
                        f"{endpoint.place}: answered more than {MAXIMUM_ANSWER >> 20} MiB"
                    )
                return _without(key, body)
            failure = _failure(endpoint, status, headers, _without(key, body), attempt)
            if status not in _AGAIN:
                raise failure
            wait = retry_after(headers, wait)
        if attempt < endpoint.attempts:
            sleep(min(wait, MAXIMUM_WAIT))
    raise failure


def retry_after(headers: Message | dict[str, str], otherwise: float) -> float:
    """Seconds that a server asks to wait.

    A date is read against the server's own ``Date``, so that no clock of ours is asked.

    Examples
    --------
    >>> retry_after({"Retry-After": "7"}, 1.0), retry_after({"Retry-After": "soon"}, 1.0)
    (7.0, 1.0)
    """
    said = headers.get("Retry-After") or ""
    if said.strip().isdecimal() and len(said) < 10:
        return float(said)
    try:
        until, now = (parsedate_to_datetime(each) for each in (said, headers.get("Date") or ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError, IndexError):
        return otherwise


def _post(endpoint: Endpoint, request: bytes, key: str | None) -> tuple[int, Message, bytes]:
    """One attempt; the watch ends it even when a server sends a byte now and then."""
    parts = endpoint.parts
    headers = {"Content-Type": "application/json", "Accept": "application/json",
               "User-Agent": "geomap", "Connection": "close"}  # fmt: skip
    if key:
        headers["Authorization"] = f"Bearer {key}"
    connection = _connection(endpoint)
    expired = threading.Event()
    late = ReaderError(f"{endpoint.place}: no answer within {endpoint.timeout:g} s")
    watch: threading.Timer | None = None
    try:
        connection.connect()
        watch = threading.Timer(endpoint.timeout, _cut, (connection.sock, expired))
        watch.daemon = True
        watch.start()
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("POST", target, body=request, headers=headers)
        response = connection.getresponse()
        body = response.read(MAXIMUM_ANSWER + 1)
    except TimeoutError:
        raise late from None
    except (ConnectionRefusedError, socket.gaierror, ssl.SSLError) as error:
        if expired.is_set():
            raise late from None
        raise UnreachableError(
            f"{endpoint.place}: {error.strerror or error}; start the server or check the address"
        ) from None
    except (OSError, http.client.HTTPException) as error:
        if expired.is_set():
            raise late from None
        if isinstance(error, ConnectionError | http.client.HTTPException):
            raise
        raise UnreachableError(
            f"{endpoint.place}: {error.strerror or error}; check the address"
        ) from None
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()
    if expired.is_set():
        raise late
    return response.status, response.headers, body


def _connection(endpoint: Endpoint) -> http.client.HTTPConnection:
    parts, host = endpoint.parts, endpoint.parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=endpoint.timeout)
    proxy = None if _is_near(host) or proxy_bypass(host) else getproxies().get("https")
    if not proxy:
        return http.client.HTTPSConnection(host, parts.port, timeout=endpoint.timeout)
    through = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    connection = http.client.HTTPSConnection(
        through.hostname or "", through.port, timeout=endpoint.timeout
    )
    connection.set_tunnel(host, parts.port or 443)
    return connection


def _cut(sock: socket.socket, expired: threading.Event) -> None:
    expired.set()
    with contextlib.suppress(OSError):  # it may have closed just now
        # that of the class: a TLS socket's own would drop its keys under whoever is reading
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _failure(
    endpoint: Endpoint, status: int, headers: Message | dict[str, str], body: bytes, attempt: int
) -> ReaderError:
    said = f"{endpoint.place}: HTTP {status}{_words_of(body)}"
    if 300 <= status < 400:
        target = shown(urlsplit(headers.get("Location") or "").netloc or "elsewhere")
        return UnreachableError(
            f"{endpoint.place}: redirects to {target}, which is not followed; "
            "if you trust it, give that address"
        )
    if status in (401, 403):
        name = endpoint.key_variable
        held = f"check the key in {name}" if name else "name the variable that holds its key"
        return UnreachableError(f"{said}; {held}")
    if status in (404, 405):
        return UnreachableError(f"{said}; check the address and the name of the model")
    if status in _AGAIN:
        return ReaderError(f"{said} after {attempt} attempts")
    return ReaderError(said)


def _words_of(body: bytes) -> str:
    """What a server says of its failure, where it says so in the usual form."""
    try:
        error = loads(body)["error"]
        words = error if isinstance(error, str) else error["message"]
    except (ValueError, LookupError, TypeError):
        return ""
    return f" ({shown(words, 160)})" if isinstance(words, str) else ""


def _without(key: str | None, body: bytes) -> bytes:
    """Answer without the key, should the server repeat it; shorter ones ("none") are no secret."""
    return body.replace(key.encode(), b"[key]") if key and len(key) >= 8 else body


def _key(endpoint: Endpoint) -> str | None:
    """Key from the environment; its value is in no message."""
    name = endpoint.key_variable
    if name is None:
        return None
    key = os.environ.get(name, "").strip()
    if not key:
        raise InputError(f"{name}: this environment variable holds no key; set it, or name another")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InputError(f"{name}: this environment variable holds what is no key")
    host = endpoint.parts.hostname or ""
    if endpoint.parts.scheme == "http" and not _is_near(host):
        raise InputError(f"{host}: a key is not sent over plain http to another network; use https")
    return key


def _is_near(host: str) -> bool:
    """Whether a host is this machine or in its own network, by its name alone."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal"))
    return address.is_private or address.is_loopback
