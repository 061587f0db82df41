"""Work beside the rest comes to the same where no thread can be started, as in a browser."""

from __future__ import annotations

import threading
from typing import NoReturn

import pytest

from geomap.views.page import packing
from geomap.views.threads import beside

from .conftest import Case


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> NoReturn:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)


def test_a_page_has_the_same_bytes_without_threads(
    case: Case, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(packing, "LARGE", 1_000)
    page = case.build().html()
    request.getfixturevalue("no_threads")
    assert case.build().html() == page


@pytest.mark.usefixtures("no_threads")
def test_what_fails_is_raised_where_its_result_is_asked_for() -> None:
    with beside() as other:
        broken = other.submit(int, "many")
        assert other.submit(int, "2").result() == 2
    with pytest.raises(ValueError, match="many"):
        broken.result()
