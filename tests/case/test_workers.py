"""Many readers at once answer as one does, in order, and one that is lost loses nothing."""

from __future__ import annotations

import multiprocessing
from itertools import islice
from types import ModuleType
from typing import Any

import pytest

from geomap import pipeline
from geomap.case import running, workers
from geomap.case.recipes import recipe_of
from geomap.case.store import Store
from geomap.case.workers import read_all, read_batch
from geomap.control.corrections.decisions import correction_of
from geomap.errors import CaseError, InputError, ReaderError
from geomap.model import Article
from geomap.options import Options
from geomap.places.geocoders.services import Service
from geomap.text.articles import article_of


@pytest.fixture(scope="module")
def articles(corpus: ModuleType) -> list[Article]:
    return [corpus.as_article(row) for row in corpus.corpus(50)]


def test_two_processes_answer_as_one_and_in_order(
    articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "BATCH", 5)
    alone = [each for batch in read_all(articles, Options()) for each in batch]
    found = read_all(articles, Options(), workers=2)
    together = next(found)
    # the rest is read although the processes are killed on the way, with what they were given
    for process in multiprocessing.active_children():
        process.kill()
    together += [each for batch in found for each in batch]
    assert together == alone
    assert len(together) == len(articles)
    assert not multiprocessing.active_children()


def test_no_more_is_read_ahead_than_there_are_hands(articles: list[Article]) -> None:
    taken: list[str] = []

    def counted() -> Any:
        for each in articles * 10:
            taken.append(each.id)
            yield each

    found = read_all(counted(), Options())
    next(found)
    assert len(taken) == workers.BATCH


def test_an_article_that_breaks_the_reader_is_told_of(
    articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = pipeline.read

    def fragile(article: Article, options: Options) -> Any:
        if article == articles[1]:
            raise ZeroDivisionError("by\nnought")
        return read(article, options)

    monkeypatch.setattr(pipeline, "read", fragile)
    ((first, broken, third),) = read_all(articles[:3], Options())
    assert isinstance(broken, ReaderError)
    assert "the reader failed on it (ZeroDivisionError: by nought)" in str(broken)
    assert not isinstance(first, Exception)
    assert not isinstance(third, Exception)


def test_a_worker_that_would_read_otherwise_refuses(articles: list[Article]) -> None:
    assert read_batch(articles[:1], Options(), recipe_of(Options()).id)
    with pytest.raises(CaseError, match="a worker has another geomap"):
        read_batch(articles[:1], Options(), "another")


def test_a_geocoder_is_not_asked_by_several(articles: list[Article]) -> None:
    service = Options(geocoders=(Service(name="nominatim"),))
    with pytest.raises(InputError, match="use --workers 1"):
        next(read_all(articles, service, workers=2))


def test_a_scheduler_that_is_not_there_is_named(
    articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_PATIENCE", 0.5)
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        with pytest.raises(CaseError, match=f"{address}: no Dask scheduler answers there"):
            next(read_all(articles, Options(), scheduler=address))


def test_few_articles_start_no_process() -> None:
    assert workers.workers_for(workers.BATCH) == 1
    assert list(islice(read_all([], Options(), workers=1), 1)) == []


# ---------------------------------------------------------------- copies in a case

TOLD = """published: {day}
source: {source}

Government troops entered Tikrit at dawn on Tuesday after rebels slipped away under cover of
darkness, ending a siege that had lasted nearly four months, residents said.

On {month} 4, Iraqi forces captured Sinjar, an officer told reporters by satellite telephone."""


@pytest.fixture
def syndicated(store: Store) -> Store:
    """An agency's article, and two papers that print it; one a week later and with more."""
    texts = [
        TOLD.format(day="2016-03-05", source="Agency", month="March"),
        TOLD.format(day="2016-03-06", source="Paper", month="March"),
        TOLD.format(day="2016-03-12", source="Weekly", month="March")
        + "\n\nOn March 10, Iraqi forces captured Mosul.",
    ]
    store.add_articles(article_of(each, f"{number}.txt") for number, each in enumerate(texts))
    return store


def by_place(store: Store) -> dict[str, list[Any]]:
    last = store.runs()[-1].number
    found: dict[str, list[Any]] = {}
    for each in store.claims_of(last):
        found.setdefault(str(each.claim.place), []).append(each.claim)
    return found


def test_copies_in_a_case_are_one_source(syndicated: Store, contents: Any) -> None:
    running.run(syndicated)
    found = by_place(syndicated)
    assert {place: len(claims) for place, claims in found.items()} == {
        "Tikrit": 1, "Sinjar": 1, "Mosul": 1,
    }  # fmt: skip
    assert found["Sinjar"][0].source == "Agency; Paper; Weekly"
    assert found["Mosul"][0].source is None
    originals = syndicated.originals()
    assert len(originals) == 3
    assert set(originals.values()) == {found["Sinjar"][0].article}
    rows = syndicated.database.ask("SELECT source FROM copies ORDER BY source")
    assert rows == [("Agency",), ("Paper",), ("Weekly",)]
    sinjar = f"%{found['Sinjar'][0].id}%"
    told = syndicated.database.ask("SELECT sources FROM spells WHERE claims LIKE ?", (sinjar,))
    assert told == [('["Agency; Paper; Weekly"]',)]
    opened = running.opened(syndicated).decided
    assert sorted(each.claim.id for each in opened.located) == sorted(
        claim.id for claims in found.values() for claim in claims
    )
    before = contents(syndicated)
    running.run(syndicated)
    assert contents(syndicated) == before


def test_a_correction_of_a_copy_corrects_them_all(syndicated: Store) -> None:
    """Made when only the weekly was in hand, it holds for the agency's article that came later."""
    running.run(syndicated)
    weekly = next(
        reading for reading, _ in syndicated.readings(recipe_of(Options()).id)
        if reading.article.source == "Weekly"
    )  # fmt: skip
    claim = next(each for each in weekly.claims if each.place == "Sinjar")
    decision = correction_of(claim, "change", {"to_actor": "Nobody"}, by="me", when="2016-04-01")
    syndicated.add_corrections([decision])
    done = running.run(syndicated)
    assert (done.corrections, done.orphaned) == (1, 0)
    (corrected,) = by_place(syndicated)["Sinjar"]
    assert corrected.to_actor == "Nobody"
    assert corrected.source == "Agency; Paper; Weekly"
