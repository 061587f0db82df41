"""From the command line: a geocoder is asked once, and a second run opens no socket."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from geomap import resources
from geomap.cli import main

TEXT = """published: 2020-10-05

Azerbaijani forces captured the village of Qarabulen on 4 October 2020. The town of Jabrayil in
Azerbaijan was captured on 4 October 2020. The village of Zorluqan was captured on 3 October 2020.
"""
VILLAGE = {
    "osm_type": "node",
    "osm_id": 1,
    "lat": "39.45",
    "lon": "47.05",
    "class": "place",
    "type": "village",
    "addresstype": "village",
    "name": "Qarabulen",
    "display_name": "Qarabulen, Azerbaijan",
    "address": {"country_code": "az"},
}
FAILING: set[str] = set()
"""Names for which the server fails."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server that speaks as Nominatim does; it knows Qarabulen."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            (name,) = parse_qs(urlsplit(self.path).query)["q"]
            asked.append(name)
            if name in FAILING:
                self.send_error(400)
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps([VILLAGE] if name == "Qarabulen" else []).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"127.0.0.1:{http.server_port}", asked
        http.shutdown()
        thread.join()


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def geomap(article: Path) -> Callable[..., Result]:
    def run(command: str, *options: str) -> Result:
        for door in (resources._candidates, resources.geocoder_answers):
            door.cache_clear()  # as in another process
        return CliRunner().invoke(main, [command, str(article), *options])

    return run


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    def block() -> None:
        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "create_connection", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)

    return block


def places(result: Result) -> dict[str, str]:
    claims = json.loads(result.stdout)["claims"]
    return {each["place"]: each.get("place_id") or each["unlocated"] for each in claims}


def options(address: str, cache: Path) -> list[str]:
    return [
        *("--geocoder", "nominatim", "--geocoder-cache", str(cache)),
        *("--geocoder-option", f"domain={address}", "--geocoder-option", "scheme=http"),
    ]


def test_a_second_run_without_a_network_gives_the_same_bytes(
    geomap: Callable[..., Result],
    server: tuple[str, list[str]],
    no_sockets: Callable[[], None],
    tmp_path: Path,
) -> None:
    address, asked = server
    cache, page, again = (tmp_path / name for name in ("answers.jsonl", "1.html", "2.html"))
    given = options(address, cache)
    first = geomap("claims", *given)
    assert geomap("map", *given, "-o", str(page)).exit_code == 0
    found = places(first)
    assert found["Qarabulen"] == "osm:n1"
    assert found["Jabrayil"].startswith("geonames:")
    assert found["Zorluqan"] == "'Zorluqan' is not in the gazetteer, nominatim"
    # Only what the gazetteer lacks was asked for, and once.
    assert sorted(asked) == ["Qarabulen", "Zorluqan"]

    kept = cache.read_bytes()
    no_sockets()
    assert geomap("claims", *given).stdout == first.stdout
    assert geomap("claims", *given, "--offline").stdout == first.stdout
    assert geomap("map", *given, "--offline", "-o", str(again)).exit_code == 0
    assert again.read_bytes() == page.read_bytes()
    assert "Geocoding by Nominatim, data © OpenStreetMap contributors" in page.read_text("utf-8")
    assert cache.read_bytes() == kept


def test_a_claim_whose_geocoder_failed_says_so_and_the_rest_stays(
    geomap: Callable[..., Result], server: tuple[str, list[str]], tmp_path: Path
) -> None:
    given = options(server[0], tmp_path / "answers.jsonl")
    FAILING.add("Zorluqan")
    try:
        found = places(geomap("claims", *given))
    finally:
        FAILING.clear()
    assert found["Qarabulen"] == "osm:n1"
    assert found["Jabrayil"].startswith("geonames:")
    assert found["Zorluqan"] == (
        "nominatim did not answer for 'Zorluqan' (did not understand the request, HTTP status 400)"
    )
    # It was not kept, so that offline it is not known, and is asked for anew another time.
    assert "not among the kept answers" in places(geomap("claims", *given, "--offline"))["Zorluqan"]
    healed = places(geomap("claims", *given))["Zorluqan"]
    assert healed == "'Zorluqan' is not in the gazetteer, nominatim"


def test_without_a_geocoder_nothing_opens_a_socket(
    geomap: Callable[..., Result], no_sockets: Callable[[], None]
) -> None:
    no_sockets()
    found = places(geomap("claims"))
    assert found["Qarabulen"] == "'Qarabulen' is not in the gazetteer"
    assert found["Jabrayil"].startswith("geonames:")


def test_a_table_of_names_reaches_the_map_and_changes_labels_only(
    geomap: Callable[..., Result], tmp_path: Path
) -> None:
    table = tmp_path / "names.csv"
    table.write_text("name,lon,lat,country,display\nQarabulen,47.05,39.45,AZ,\n"
                     "Jabrayil,,,AZ,Mekhakavan\n", "utf-8")  # fmt: skip
    plain = json.loads(geomap("timeline").stdout)
    shown = json.loads(geomap("timeline", "--names", str(table)).stdout)
    names = {spell["place_name"]: spell["district"] for spell in shown["spells"]}
    assert names["Qarabulen"] == names["Mekhakavan"] == "Mekhakavan"
    known, same = (
        [spell for spell in told["spells"] if spell["place_name"] != "Qarabulen"]
        for told in (plain, shown)
    )
    assert len(same) == len(known) == 2
    labels = ("place_name", "district")
    for one, other in zip(known, same, strict=True):
        assert {key: one[key] for key in one if key not in labels} == {
            key: other[key] for key in other if key not in labels
        }


def test_a_wrong_geocoder_is_one_line_and_exit_1(geomap: Callable[..., Result]) -> None:
    result = geomap("claims", "--geocoder", "nominatum")
    assert result.exit_code == 1
    assert result.stderr.startswith("geomap: geopy knows no geocoder 'nominatum'")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
