"""The local server answers its own page, and nobody else."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geomap.control.corrections.files import load
from geomap.review.server import ReviewServer

Serve = Callable[..., ReviewServer]


def ask(
    server: ReviewServer, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, str], Any]:
    """Ask over a bare connection, with nothing that a browser adds."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    told.setdefault("Host", f"127.0.0.1:{server.server_port}")
    raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    connection.request("GET" if body is None else "POST", path, body=raw, headers=told)
    answer = connection.getresponse()
    data = answer.read().decode()
    found = json.loads(data) if "json" in answer.headers["Content-Type"] else data
    connection.close()
    return answer.status, dict(answer.headers), found


def mine(server: ReviewServer) -> dict[str, str]:
    return {"X_Geomap_Token": server.token, "Content_Type": "application/json"}


def test_it_listens_on_this_machine_alone_and_its_tokens_differ(serve: Serve) -> None:
    one, other = serve(), serve()
    assert one.server_address[0] == "127.0.0.1"
    assert one.token != other.token
    assert len(one.token) >= 43  # 256 bits
    assert one.address == f"http://127.0.0.1:{one.server_port}/#{one.token}"


def test_the_page_itself_says_nothing_of_the_case(serve: Serve) -> None:
    server = serve()
    for path in ("/", "/review.js", "/review.css"):
        status, headers, text = ask(server, path)
        assert status == 200
        assert "Lysychansk" not in text
        assert server.token not in text
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in headers
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/queue", "/claim?id=x"])
def test_data_needs_the_token(serve: Serve, path: str) -> None:
    server = serve()
    for token in ("", "x", server.token[:-1], server.token + "x", "\xff"):
        status, _, found = ask(server, path, X_Geomap_Token=token)
        assert (status, list(found)) == (403, ["error"])
    status, _, found = ask(server, "/queue", X_Geomap_Token=server.token)
    assert status == 200
    assert (len(found["claims"]), found["left"]) == (3, 3)
    assert len(ask(server, "/queue?first=2", X_Geomap_Token=server.token)[2]["claims"]) == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),  # DNS rebinding: the name of another site leads here
        ({"Host": "127.0.0.1"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"X_Geomap_Token": ""}, 403),
        ({"Content_Type": "text/plain"}, 415),  # what a form of another site can send
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_no_other_site_can_decide(
    serve: Serve, file: Path, headers: dict[str, str], status: int
) -> None:
    server = serve()
    _, _, queue = ask(server, "/queue", **mine(server))
    decision = {"claim": queue["claims"][0], "action": "accept"}
    assert ask(server, "/decisions", decision, **{**mine(server), **headers})[0] == status
    assert not file.exists()
    assert ask(server, "/decisions", decision, **mine(server))[0] == 200
    assert len(load(file)) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[]", 400),
        (b"[" * 5000, 400),
        (b"", 400),
        (b"x" * 70_000, 413),
        ({"claim": "unknown", "action": "accept"}, 422),
        ({"action": "explode"}, 422),
        ({"action": None}, 422),
        ({"action": "change", "fields": []}, 422),
        ({"action": "change", "fields": "x"}, 422),
        ({"action": "change", "fields": {"status": ["x"]}}, 422),
        ({"action": "change", "fields": {"id": "x"}}, 422),
        ({"action": "change", "fields": {"lon": 1e999, "lat": 1}}, 422),
    ],
)
def test_a_bad_decision_is_named_and_not_kept(
    serve: Serve, file: Path, body: Any, status: int
) -> None:
    server = serve()
    _, _, queue = ask(server, "/queue", **mine(server))
    if isinstance(body, dict):
        body = {"claim": queue["claims"][0], **body}
    answered, _, found = ask(server, "/decisions", body, **mine(server))
    assert answered == status, found
    assert found["error"]
    assert not file.exists()
    assert ask(server, "/queue", **mine(server))[2] == queue  # and it goes on


@pytest.mark.parametrize("path", ["/../server.py", "/web/review.js", "//evil", "/%2e%2e/desk.py"])
def test_no_other_file_is_served(serve: Serve, path: str) -> None:
    server = serve()
    assert ask(server, path)[0] == 403
    assert ask(server, path, **mine(server))[0] == 404
