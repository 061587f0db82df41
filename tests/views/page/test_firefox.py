"""The page in Firefox too: a page seen in one engine only may be blank in the other."""

from __future__ import annotations

import html
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox: apt-get install firefox-esr"),
]


class Firefox:
    """What Firefox does for whoever speaks Marionette, its own protocol: no driver is needed."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._received = b""
        self._read()
        self.ask("WebDriver:NewSession", {"strictFileInteractability": False})

    def _read(self) -> Any:
        """One message: its length, a colon, JSON."""
        while b":" not in self._received:
            self._received += self._socket.recv(65536)
        length, _, self._received = self._received.partition(b":")
        while len(self._received) < int(length):
            self._received += self._socket.recv(65536)
        text, self._received = self._received[: int(length)], self._received[int(length) :]
        return json.loads(text)

    def ask(self, command: str, parameters: dict[str, Any]) -> Any:
        message = json.dumps([0, 1, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def close(self) -> None:
        self._socket.close()

    def open(self, path: Path) -> None:
        self.ask("WebDriver:Navigate", {"url": path.as_uri()})

    def run(self, script: str) -> Any:
        """What a script returns, or what its promise comes to."""
        parameters = {"script": script, "args": []}
        return self.ask("WebDriver:ExecuteScript", parameters)["value"]


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    profile = tmp_path_factory.mktemp("firefox")
    settings = {"marionette.port": port, "network.proxy.type": 1, "network.proxy.socks_port": 9}
    lines = [f"user_pref({json.dumps(key)}, {json.dumps(settings[key])});" for key in settings]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [str(FIREFOX), "--headless", "--no-remote", "--profile", str(profile), "--marionette"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        for _ in range(300):
            try:
                found = Firefox(port)
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("Firefox does not answer")
        yield found
        found.close()
        process.terminate()


READY = """
    const until = async (done) => {
        for (let n = 0; n < 200 && !done(); n += 1) await new Promise((on) => setTimeout(on, 50));
        return done();
    };
    const host = () => document.querySelector("[data-geomap=ready]");
    if (!(await until(host))) return "never ready";
    const root = host().shadowRoot ?? document;
    const at = (selector) => root.querySelector(selector);
"""


def test_the_page_works(case: Any, firefox: Firefox, tmp_path: Path) -> None:
    firefox.open(case.build().save(tmp_path / "map.html"))
    found = firefox.run(
        f"""return (async () => {{
            {READY}
            at("#geomap-next").click();
            const next = at("#geomap-iso").textContent;
            const area = at('path[data-feature="X-AR"]').getBoundingClientRect();
            const hit = document.elementFromPoint(area.x + 12, area.y + 12);
            const where = {{ bubbles: true, clientX: area.x + 12, clientY: area.y + 12 }};
            hit.dispatchEvent(new MouseEvent("click", where));
            const place = at("#geomap-panel h3").textContent;
            const range = document.createRange();
            range.selectNodeContents(at("#geomap-table"));
            getSelection().addRange(range);
            const remote = performance.getEntriesByType("resource").length;
            return [next, place, getSelection().toString().includes("Arda"), remote,
                getComputedStyle(hit).fill.includes("geomap-fill")];
        }})()"""
    )
    assert found == ["2020-11-25", "Arda", True, 0, True]


def test_a_fragment_and_a_frame_work(case: Any, firefox: Firefox, tmp_path: Path) -> None:
    built = case.build()
    policy = f'<meta http-equiv="Content-Security-Policy" content="{built.policy}">'
    page = tmp_path / "page.html"
    page.write_text(f"<!DOCTYPE html>{policy}<div>{built.fragment()}</div>", encoding="utf-8")
    firefox.open(page)
    area = """return (async () => {%s
        return getComputedStyle(at('path[data-feature="X-AR"]')).fill;
    })()"""
    assert "geomap-fill" in str(firefox.run(area % READY))
    doc = html.escape(built.html())
    frame = f'<iframe sandbox="allow-scripts" width="1200" height="780" srcdoc="{doc}"></iframe>'
    page.write_text(f"<!DOCTYPE html>{policy}{frame}", encoding="utf-8")
    firefox.open(page)
    firefox.ask("WebDriver:SwitchToFrame", {"id": 0})
    assert "geomap-fill" in str(firefox.run(area % READY))
