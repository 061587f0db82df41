"""Against servers that would keep us waiting or reading for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geomap.errors import GeocodeError
from geomap.places.geocoders import adapter
from geomap.places.geocoders.services import Service, chain

Answering = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answering) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(ConnectionError):  # the client has had enough
                answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def busy(request: BaseHTTPRequestHandler) -> None:
    request.send_response(429)
    request.send_header("Retry-After", "3600")
    request.end_headers()


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b" " * 65536)


def round_and_round(request: BaseHTTPRequestHandler) -> None:
    request.send_response(302)
    request.send_header("Location", request.path)
    request.end_headers()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (busy, "asks to be left alone for 3600 seconds"),
        (endless, "could not be reached, or failed"),
        (round_and_round, "could not be reached, or failed"),
    ],
)
def test_a_service_that_has_no_end_is_given_up(
    answer: Answering, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "MAXIMUM_BYTES", 1 << 20)
    with serving(answer) as domain:
        options = (("domain", domain), ("retries", "0"), ("scheme", "http"))
        find = chain([Service("nominatim", options)], lambda _: [])
        with pytest.raises(GeocodeError, match=words):
            find("Qxyzzy")
