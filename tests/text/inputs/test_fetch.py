from __future__ import annotations

import gzip
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from geomap.errors import InputError
from geomap.outside.web import USER_AGENT, check_public
from geomap.text import articles
from geomap.text.inputs.fetch import fetch

PAGE = b"<html><p>On 4 March 2019 Iraqi forces captured Mosul.</p></html>"


def test_a_page_is_fetched_under_geomaps_name(server: Any, send: Any) -> None:
    seen = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        seen.append((request.path, request.headers["User-Agent"]))
        send(PAGE, "text/html; charset=utf-8")(request)

    page = fetch(server(answer) + "/a b?q=Ağdam#part", allow_private=True)
    assert (page.form, page.encoding, page.data) == ("html", "utf-8", PAGE)
    assert seen == [("/a%20b?q=A%C4%9Fdam", USER_AGENT)]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
def test_this_machine_is_refused_before_a_connection(host: str) -> None:
    with pytest.raises(InputError, match=r"not a public address|cannot be fetched"):
        fetch(f"http://{host}:9/", seconds=5)


def test_a_redirect_inward_is_refused(
    server: Any, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first hop is let through as if public; the second must be checked anew."""
    reached = []

    def secret(request: BaseHTTPRequestHandler) -> None:
        reached.append(request.path)
        send(PAGE)(request)

    inside = server(secret)
    outside = server(send(b"", status=302, Location=f"{inside}/secret"))
    checked = []

    def check(addresses: list[str]) -> None:
        checked.append(addresses)
        if len(checked) > 1:
            check_public(addresses)

    monkeypatch.setattr("geomap.outside.web.check_public", check)
    with pytest.raises(InputError, match="not a public address"):
        fetch(outside)
    assert len(checked) == 2
    assert not reached


def test_a_name_is_resolved_once_and_the_checked_address_used(server: Any, send: Any) -> None:
    address = server(send(PAGE))
    port = int(address.rpartition(":")[2])
    asked = []

    def resolve(host: str, at: int) -> list[str]:
        asked.append((host, at))
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    page = fetch(f"http://rebinding.test:{port}/", allow_private=True, resolve=resolve)
    assert page.data == PAGE
    assert asked == [("rebinding.test", port)]
    with pytest.raises(InputError, match=r"10\.0\.0\.1 is not a public"):
        fetch("http://rebinding.test/", resolve=resolve)


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("file:///etc/passwd", "no http or https"),
        ("ftp://example.org/", "no http or https"),
        ("/again", "redirects"),
        ("http://user:word@127.0.0.1/", "user name"),
        ("http://[::1/", "no address"),
    ],
)
def test_redirects_elsewhere_and_without_end(
    location: str, words: str, server: Any, send: Any
) -> None:
    address = server(send(b"", status=301, Location=location))
    with pytest.raises(InputError, match=words):
        fetch(address, allow_private=True, seconds=5)


def test_sizes_are_limited_packed_and_unpacked(server: Any, send: Any) -> None:
    bomb = gzip.compress(b"0" * 4_000_000)
    for answer in (send(b"0" * 2_000_000), send(bomb, Content_Encoding="gzip")):
        with pytest.raises(InputError, match="larger than 1 MiB"):
            fetch(server(answer), allow_private=True, maximum_bytes=1024 * 1024)
    packed = server(send(gzip.compress(PAGE), Content_Encoding="gzip"))
    assert fetch(packed, allow_private=True).data == PAGE
    with pytest.raises(InputError, match="broke off"):
        fetch(server(send(PAGE, Content_Length="9999")), allow_private=True)
    for data, packing in [(b"no gzip", "gzip"), (gzip.compress(PAGE)[:30], "gzip"), (b"", "br")]:
        with pytest.raises(InputError, match=r"damaged|broke off|packs"):
            fetch(server(send(data, Content_Encoding=packing)), allow_private=True)


@pytest.mark.parametrize("slow_from", ["headers", "body"])
def test_time_is_limited_however_slowly_a_server_answers(slow_from: str, server: Any) -> None:
    sent = 0

    def drip(request: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        if slow_from == "body":
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
        while sent < 600:
            request.wfile.write(b"a")
            request.wfile.flush()
            sent += 1
            time.sleep(0.05)

    with pytest.raises(InputError, match=r"not fetched within 0\.4 seconds"):
        fetch(server(drip), allow_private=True, seconds=0.4)
    assert sent < 600, "it was waited for to the end"


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [("image/png", 200, "image/png"), ("text/html", 404, "404"), ("text/html", 500, "500")],
)
def test_other_answers_are_errors(
    kind: str, status: int, words: str, server: Any, send: Any
) -> None:
    with pytest.raises(InputError, match=words):
        fetch(server(send(PAGE, kind, status)), allow_private=True)


def test_forms_and_metadata_of_pages(server: Any, send: Any, make: Any) -> None:
    told = "On 4 March 2019 Iraqi forces captured Mosul, the governor of the city said."
    for data, kind in [
        (make.page([told]), "text/html"),
        (make.page([told]), None),
        (make.pdf([told]), "application/pdf"),
        (told.encode(), "text/plain"),
        (f"published: 2019-03-05\n\n{told}".encode("cp1252"), "text/plain; charset=windows-1252"),
    ]:
        address = server(send(data, kind))
        (article,) = articles.read(address, allow_private=True)
        assert article.text[article.body :] == told
        assert (article.url, article.source) == (address, "127.0.0.1")
        again = articles.article_of(article.text, "copy")
        assert (again.url, again.published) == (article.url, article.published)


def test_a_path_that_looks_like_an_address_is_never_fetched(tmp_path: Any) -> None:
    with pytest.raises(InputError, match="only http and https are fetched"):
        articles.read("ftp://example.org/a.txt")
    with pytest.raises(InputError, match="no such file"):
        articles.read(tmp_path / "http:" / "example.org")


@pytest.mark.parametrize("said", ["utf-8", "iso-8859-1", "windows-1251", None])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_a_server_that_names_the_wrong_encoding_is_not_believed(
    said: str | None, encoding: str, server: Any, send: Any
) -> None:
    if (said, encoding) == ("iso-8859-1", "windows-1251"):
        return  # every byte is a letter of both
    page = f"<meta charset={encoding}><p>Ильхам Алиев: армия вошла в Агдам.</p>".encode(encoding)
    kind = f"text/html; charset={said}" if said else "text/html"
    (article,) = articles.read(server(send(page, kind)), allow_private=True)
    assert "армия вошла в Агдам" in article.text
