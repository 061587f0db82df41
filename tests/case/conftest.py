"""A case in each database, and articles that need no reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geomap.case.store import Store, open_store
from geomap.model import (
    Article,
    Attempt,
    Claim,
    Located,
    Mention,
    NotClaim,
    Place,
    Reading,
    Unlocated,
    When,
    stable_id,
)

Opener = Callable[..., Store]


@pytest.fixture(params=["geopackage", pytest.param("postgis", marks=pytest.mark.server)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a case may be made, in each kind of database."""
    if request.param == "geopackage":
        return str(tmp_path / "case.gpkg")
    return str(request.getfixturevalue("postgis"))


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address, create=True) as opened:
        yield opened


def note(number: int, text: str = "") -> Article:
    """An invented article."""
    text = text or f"On {number % 28 + 1} May 2020 the Reds took Ay {number}. It rained."
    return Article(
        id=stable_id(text),
        name=f"note{number}.txt",
        text=text,
        published=date(2020, 5, number % 28 + 1),
        source="The «Gazette»",
    )


def read(article: Article, *, to: str = "Reds") -> tuple[Reading, list[Located]]:
    """What a reader might find in it: a claim at a place, and one nobody can place."""
    end = article.text.index(".") + 1
    quote = article.text[:end]
    day = article.published
    claims = [
        Claim(
            id=stable_id(article.id, name),
            article=article.id,
            place=name,
            change="captured",
            trigger="took",
            to_actor=to,
            date=When(earliest=day, latest=day, how="said"),
            status="happened",
            evidence=quote,
            start=0,
            end=end,
            spans={"trigger": (20, 24)},
        )
        for name in ("Ay", "Nowhere")
    ]
    ay = Place(
        id="geonames:1", name="Ay", lon=47.5, lat=39.9, level="settlement", country="AZ",
        district_ids=("AZ-AGM",),
    )  # fmt: skip
    reading = Reading(
        article=article,
        claims=tuple(claims),
        not_claims=(NotClaim(start=0, end=end, evidence=quote, reason="an aim"),),
        mentions=(Mention(start=3, end=5, text="Ay", kind="place"),),
        attempts=(Attempt(start=0, end=end, trigger="took", rule="capture", claims=("x",)),),
    )
    return reading, [
        Located(
            claim=claims[0], place=ay, precision="point", district_id="AZ-AGM",
            district="Aghdam", country="AZ", candidates=(ay,), why="the only one",
        ),
        Located(claim=claims[1], place=Unlocated(reason="no such name")),
    ]  # fmt: skip


class Make:
    note = staticmethod(note)
    read = staticmethod(read)


@pytest.fixture(scope="session")
def make() -> type[Make]:
    return Make


@pytest.fixture(scope="session")
def contents() -> Callable[[Store], dict[str, list[tuple[Any, ...]]]]:
    """Everything in a case but the numbers of rows, which tell in which order they came."""
    from geomap.case.schema import TABLES

    def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        for table in TABLES:
            names = ", ".join(f'"{name}"' for name in table.columns)
            rows = store.database.ask(f'SELECT {names} FROM "{table.name}"')
            found[table.name] = sorted(rows, key=repr)
        return found

    return dump
