"""A review of a small invented article, and a server for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geomap import pipeline
from geomap.control.corrections.files import append, load
from geomap.options import Options
from geomap.review.desk import Desk
from geomap.review.server import Review, ReviewServer
from geomap.text.articles import article_of

TEXT = """title: Three towns \U0001f600
published: 2022-07-04

\U0001f600 On 25 June 2022 Russian forces captured Sievierodonetsk. It rained.

On 3 July 2022 Russian forces took Lysychansk.

The village of Qwxyz fell to Ukraine on 5 May 2022."""

HOSTILE = """title: <img src=x onerror=alert(1)><script>alert(2)</script>
published: 2022-07-04
source: "><svg onload=alert(3)>

On 3 July 2022 Russian forces took Lysychansk<script>alert(4)</script>, said
`${alert(5)}` of {{ 7*7 }}."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corrections.jsonl"


@pytest.fixture
def desk_of(file: Path) -> Callable[..., Desk]:
    def make(*texts: str) -> Desk:
        articles = [article_of(text, f"{number}.txt") for number, text in enumerate(texts)]
        return Desk(
            pipeline.placed(articles),
            load(file) if file.exists() else [],
            Options(),
            keep=lambda made: append(file, made),
            by="tester",
        )

    return make


@pytest.fixture
def serve(desk_of: Callable[..., Desk]) -> Iterator[Callable[..., ReviewServer]]:
    running: list[tuple[ReviewServer, threading.Thread]] = []

    def start(*texts: str) -> ReviewServer:
        review = Review(
            desk_of(*(texts or (TEXT,))), pipeline.layer(Options()), lambda: "2022-08-01T00:00:00Z"
        )
        server = ReviewServer(review)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def texts() -> dict[str, Any]:
    return {"plain": TEXT, "hostile": HOSTILE}
