"""The local page of a review: a server for one person on this machine [I/O].

It listens on the loopback interface alone. Every request for data, and every decision, carries a
random token in a header, which the page takes from the fragment of its address and which no other
site can send; there is no cookie that a browser would send by itself. A request under another
host name (DNS rebinding) or from another origin is refused before anything else is looked at.
The page draws all texts as text nodes, and its policy allows no script but its own.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, get_args
from urllib.parse import parse_qs, urlsplit

from geomap.control.corrections.decisions import FIELDS
from geomap.errors import GeomapError, InputError
from geomap.model import Change, DateType, Status
from geomap.outside.jsontext import loads
from geomap.records import article_json, claim_json
from geomap.review.desk import Desk
from geomap.review.doubts import certainty, doubts
from geomap.review.parts import parts_of
from geomap.review.shapes import view_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LOOPBACK = "127.0.0.1"
_MOST = 64 * 1024
"""Bytes of a decision."""
_FIRST = 20
"""Claims that are named in advance."""

_FILES = {
    "/": ("review.html", "text/html"),
    "/review.css": ("review.css", "text/css"),
    "/review.js": ("review.js", "text/javascript"),
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class _RefusedError(Exception):
    """A request that is not answered, and why."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


class Review(NamedTuple):
    """What the page works on: the desk, the layer of its map, and a clock for decisions."""

    desk: Desk
    districts: GeoDataFrame
    now_text: Callable[[], str]


class ReviewServer(ThreadingHTTPServer):
    """A server for one review; `address` is what to open in a browser."""

    daemon_threads = True

    def __init__(self, review: Review, port: int = 0) -> None:
        self.review = review
        self.token = secrets.token_urlsafe(32)
        self.turn = Lock()
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            raise InputError(
                f"port {port}: {error.strerror or error}; choose another, or 0 for a free one"
            ) from None

    @property
    def hosts(self) -> set[str]:
        """Names under which the page may be asked for."""
        return {f"{LOOPBACK}:{self.server_port}", f"localhost:{self.server_port}"}

    @property
    def address(self) -> str:
        """Address of the page with its token, which a browser keeps to itself."""
        return f"http://{LOOPBACK}:{self.server_port}/#{self.token}"


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    server_version, sys_version = "geomap", ""

    def do_GET(self) -> None:
        """Answer with a file of the page, or with data."""
        self._answer(self._get)

    def do_POST(self) -> None:
        """Take a decision."""
        self._answer(self._post)

    def _answer(self, respond: Callable[[], tuple[str, bytes]]) -> None:
        try:
            self._check_origin()
            kind, data = respond()
            status = HTTPStatus.OK
        except _RefusedError as error:
            kind, data, status = "application/json", _json({"error": str(error)}), error.status
        except GeomapError as error:
            text = " ".join(str(error).split())
            kind, data = "application/json", _json({"error": text})
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _check_origin(self) -> None:
        """Refuse other host names, other origins, and what another site has made a browser ask."""
        if self.headers.get("Host") not in self.server.hosts:
            raise _RefusedError(HTTPStatus.MISDIRECTED_REQUEST, "not a name of this server")
        origin = self.headers.get("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in self.server.hosts}:
            raise _RefusedError(HTTPStatus.FORBIDDEN, "asked by another site")
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise _RefusedError(HTTPStatus.FORBIDDEN, "asked by another site")

    def _check_token(self) -> None:
        given = self.headers.get("X-Geomap-Token", "")
        if not hmac.compare_digest(given.encode(), self.server.token.encode()):
            raise _RefusedError(
                HTTPStatus.FORBIDDEN, "the token is missing: open the address as it was printed"
            )

    def _get(self) -> tuple[str, bytes]:
        asked = urlsplit(self.path)
        if asked.path in _FILES:
            name, kind = _FILES[asked.path]
            return kind, files("geomap.review").joinpath("web", name).read_bytes()
        self._check_token()
        with self.server.turn:
            told = {name: values[0] for name, values in parse_qs(asked.query).items()}
            if asked.path == "/queue":
                first = told.get("first", "")
                most = int(first) if first.isdecimal() and len(first) < 9 else _FIRST
                return "application/json", _json(self._queue(most))
            if asked.path == "/claim":
                return "application/json", _json(self._claim(told.get("id", "")))
        raise _RefusedError(HTTPStatus.NOT_FOUND, "there is nothing here")

    def _post(self) -> tuple[str, bytes]:
        self._check_token()
        if self.path != "/decisions":
            raise _RefusedError(HTTPStatus.NOT_FOUND, "there is nothing here")
        if self.headers.get_content_type() != "application/json":
            raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a decision is JSON")
        told = self._body()
        review = self.server.review
        with self.server.turn:
            review.desk.decide(
                str(told.get("claim")),
                told.get("action"),  # type: ignore[arg-type]  # checked by the desk
                told.get("fields") or {},
                when=review.now_text(),
                why=str(told.get("why") or ""),
            )
        return "application/json", _json({"kept": True})

    def _body(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _MOST:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long for a decision")
        try:
            told = loads(self.rfile.read(int(length)))
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "a decision is a JSON object")
        return told

    def _queue(self, most: int) -> dict[str, Any]:
        desk = self.server.review.desk
        queue = desk.queue()
        return {
            "claims": [each.claim.id for each in queue[:most]],
            "left": len(queue),
            "settled": len(desk.settled),
            "choices": _CHOICES,
        }

    def _claim(self, claim: str) -> dict[str, Any]:
        review = self.server.review
        located = review.desk.claim(claim)
        article = review.desk.articles[located.claim.article]
        return {
            "claim": claim_json(located.claim, located),
            "doubts": doubts(located),
            "certainty": certainty(located),
            "article": article_json(article),
            "parts": parts_of(article, located.claim),
            "view": view_of(located, review.districts),
        }

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the address holds no secret, but nobody asked for a log either."""


_CHOICES: dict[str, Any] = {
    "change": get_args(Change),
    "status": get_args(Status),
    "date_type": get_args(DateType),
    "fields": FIELDS,
}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
