"""What every room's tests may ask for."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import hypothesis
import pytest

# They run in an environment of their own, with the server's packages.
collect_ignore_glob = ["servers/*"]

ROOT = Path(__file__).resolve().parent.parent

# A test says what is right, and never how fast.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

BROWSER = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests; without it they fail, because the page would go unseen."""
    if shutil.which(BROWSER) is None:
        pytest.fail(f"{BROWSER} is missing: apt-get install chromium", pytrace=False)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def _tracebacks() -> Iterator[None]:
    """An error that nobody foresaw fails a test with its traceback, and is no line of output."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEOMAP_DEBUG", "1")
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Path:
    """The article that `make map` draws."""
    return ROOT / "data" / "karabakh-handovers-2020.txt"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring material that may lie beside a checkout; without it the test is skipped."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the checkout: what is measured on it is not run")
    return folder


@pytest.fixture(scope="session")
def copying() -> ModuleType:
    """Makers of articles that are copies of each other, and of some that only look so."""
    return helper("case/copying.py")


@pytest.fixture(scope="session")
def corpus() -> ModuleType:
    """Maker of thousands of short articles."""
    return helper("case/corpus.py")


def helper(path: str) -> ModuleType:
    """Module beside the tests that is none of them."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / "tests" / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lacking(what: str) -> NoReturn:
    """Skip a test whose program is not installed; in CI nothing is skipped in silence."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session", name="lacking")
def _lacking() -> Callable[[str], NoReturn]:
    """What a test calls when a program that it needs is not installed."""
    return lacking


@contextmanager
def serving(script: str) -> Iterator[str]:
    """Address of a server of `tests/servers`."""
    server = subprocess.Popen(
        [sys.executable, ROOT / "tests" / "servers" / script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with server:
        address = server.stdout.readline().strip()
        if not address:
            said = server.stderr.read().strip()
            if server.wait() == 3:
                lacking(said)
            pytest.fail(f"{script} did not start: {said}")
        yield address
        server.stdin.close()


@pytest.fixture(scope="session")
def nominatim() -> Iterator[str]:
    """Address of a real Nominatim with 12 districts and 18 towns of Azerbaijan."""
    with serving("nominatim.py") as address:
        yield address


@pytest.fixture(scope="session")
def postgis_server() -> Iterator[str]:
    """Address of a real PostgreSQL, with a database `template` that has PostGIS."""
    with serving("postgis.py") as address:
        yield address


_databases = count(1)


@pytest.fixture
def postgis(postgis_server: str) -> str:
    """Address of an empty database with PostGIS, for one test."""
    import psycopg

    name = f"test{next(_databases)}"
    with closing(psycopg.connect(f"{postgis_server}/postgres", autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template")
    return f"{postgis_server}/{name}"


Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def server() -> Iterator[Callable[[Answer], str]]:
    """Start a server on the loopback address that answers as told; gives its address."""
    running: list[HTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                try:
                    answer(self)
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        listening = HTTPServer(("127.0.0.1", 0), Handler)
        running.append(listening)
        threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{listening.server_port}"

    yield start
    for each in running:
        each.shutdown()
        each.server_close()


@pytest.fixture
def send() -> Callable[..., Answer]:
    """An answer of some bytes with a content type and further headers."""

    def of(data: bytes, kind: str | None = "text/html", status: int = 200, **more: str) -> Answer:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            headers = {"Content-Type": kind, "Content-Length": str(len(data))}
            headers |= {name.replace("_", "-"): value for name, value in more.items()}
            for name, value in headers.items():
                if value is not None:
                    request.send_header(name, value)
            request.end_headers()
            request.wfile.write(data)

        return answer

    return of
