"""Many articles on all cores, or on a cluster: workers read and answer, and touch no case.

A worker gets articles and options and returns records. Each reads an article as a process of its
own would, never several in one pass of the parser: what is found in an article must not depend on
which others were read with it. Answers come in the order of the articles, and no more of them wait
than there are hands, so that memory stays flat and a case is written in one order.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Protocol

from geomap import pipeline
from geomap.case.recipes import recipe_of
from geomap.errors import CaseError, GeomapError, InputError, ReaderError
from geomap.model import Article, Placed
from geomap.options import Options

if TYPE_CHECKING:
    from distributed import Client

BATCH = 20
"""Articles that a worker gets at a time."""
_FEW = 3 * BATCH
"""Articles for which it does not pay to start a process, which loads its models for seconds."""
_AHEAD = 2
"""Batches that wait for each worker, so that none waits for the writer."""
_PATIENCE = 30
"""Seconds in which a scheduler has to answer, and to show its first worker."""

Answer = Placed | GeomapError
"""What was read in an article, or why it could not be."""


def read_all(
    articles: Iterable[Article],
    options: Options,
    *,
    workers: int = 1,
    scheduler: str | None = None,
) -> Iterator[list[Answer]]:
    """Read articles, some at a time, in their order.

    Parameters
    ----------
    workers
        Processes to read with; with one, this process reads.
    scheduler
        Address of a Dask scheduler, whose workers read instead. They need the same geomap and
        the same files at the same paths.

    Raises
    ------
    CaseError
        If the scheduler does not answer, or its workers have another geomap.
    InputError
        If several workers would ask a geocoder that wants to be asked slowly.

    Examples
    --------
    >>> told = Article(id="a", name="a", text="On 4 March 2019 Iraqi forces captured Mosul.")
    >>> [[(reading, _)]] = read_all([told], Options())
    >>> reading.claims[0].place
    'Mosul'
    """
    if options.geocoders and not options.offline and (workers > 1 or scheduler):
        raise InputError(
            "several workers would ask a geocoder more often than it allows; use --workers 1, "
            "or --offline with the answers that are kept"
        )
    batches = _batches(articles)
    recipe = recipe_of(options).id
    if scheduler is None and workers == 1:
        yield from (read_batch(batch, options, recipe) for batch in batches)
        return
    with _crew(workers, scheduler) as crew:
        yield from _in_turn(crew, batches, options, recipe)


def workers_for(unread: int, wanted: int | None = None) -> int:
    """How many processes to read with: as many as wanted, else one a core where that pays.

    Examples
    --------
    >>> workers_for(5), workers_for(10_000, 3)
    (1, 3)
    """
    if wanted is not None:
        return wanted
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, unread // _FEW))


# ---------------------------------------------------------------- in a worker

_ONE_AT_A_TIME = threading.Lock()
"""A Dask worker may have several threads; readers are not made for that."""


def read_batch(articles: Sequence[Article], options: Options, recipe: str) -> list[Answer]:
    """Read some articles; one that cannot be read does not keep the others from it.

    Raises
    ------
    CaseError
        If this process would read otherwise than the one that asks.
    """
    with _ONE_AT_A_TIME:
        if _recipe(options) != recipe:
            raise CaseError(
                "a worker has another geomap, other models or other files than this one; "
                "install the same everywhere"
            )
        return [_read(article, options) for article in articles]


@cache
def _recipe(options: Options) -> str:
    return recipe_of(options).id


def _read(article: Article, options: Options) -> Answer:
    try:
        reading = pipeline.read(article, options)
        return reading, pipeline.locate(reading, options)
    except GeomapError as error:
        return error
    except Exception as error:  # one article in a million must not stop the others
        what = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        return ReaderError(f"{article.name}: the reader failed on it ({what}); please report it")


def _begin_work() -> None:
    """Leave an interrupt to the one who asks, and end when that one is gone, killed or not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


# ---------------------------------------------------------------- in the one that asks


class _Awaited(Protocol):
    def result(self) -> list[Answer]: ...


class _Crew(Protocol):
    """Workers that read."""

    lost: type[Exception]
    """What is raised in the place of answers when a worker was lost for good."""

    def hands(self) -> int:
        """How many there are."""

    def submit(self, articles: list[Article], options: Options, recipe: str) -> _Awaited:
        """Give articles to one of them."""

    def replace(self) -> None:
        """Take others, after one was lost."""


class _Processes:
    """Workers of this machine; when one is killed, all are lost."""

    lost: type[Exception] = BrokenExecutor

    def __init__(self, count: int) -> None:
        self._count = count
        self._open()

    def _open(self) -> None:
        self._executor = ProcessPoolExecutor(
            self._count, mp_context=get_context("spawn"), initializer=_begin_work
        )

    def hands(self) -> int:
        return self._count

    def submit(
        self, articles: list[Article], options: Options, recipe: str
    ) -> Future[list[Answer]]:
        try:
            return self._executor.submit(read_batch, articles, options, recipe)
        except BrokenExecutor as error:
            lost: Future[list[Answer]] = Future()
            lost.set_exception(error)
            return lost

    def replace(self) -> None:
        self.dismiss()
        self._open()

    def dismiss(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


class _Cluster:
    """Workers of a Dask cluster; its scheduler gives the work of a lost one to others."""

    def __init__(self, client: Client) -> None:
        from distributed.scheduler import KilledWorker

        self.lost: type[Exception] = KilledWorker
        self._client = client

    def hands(self) -> int:
        workers: int = len(self._client.nthreads())  # type: ignore[no-untyped-call]
        return max(1, workers)

    def submit(self, articles: list[Article], options: Options, recipe: str) -> _Awaited:
        found: _Awaited = self._client.submit(read_batch, articles, options, recipe, pure=False)
        return found

    def replace(self) -> None:
        """The scheduler has done so."""


def _in_turn(
    crew: _Crew, batches: Iterator[list[Article]], options: Options, recipe: str
) -> Iterator[list[Answer]]:
    waiting: deque[tuple[list[Article], _Awaited]] = deque()
    while True:
        for batch in islice(batches, max(0, crew.hands() * _AHEAD - len(waiting))):
            waiting.append((batch, crew.submit(batch, options, recipe)))
        if not waiting:
            return
        batch, answers = waiting.popleft()
        try:
            yield answers.result()
        except crew.lost:
            # Other batches may be lost with it; which article it was is found out one by one.
            crew.replace()
            yield [_alone(crew, article, options, recipe) for article in batch]
            waiting = deque((each, crew.submit(each, options, recipe)) for each, _ in waiting)


def _alone(crew: _Crew, article: Article, options: Options, recipe: str) -> Answer:
    """Answer for one article; the worker that reads it may be lost once, not twice."""
    for _ in range(2):
        try:
            return crew.submit([article], options, recipe).result()[0]
        except crew.lost:
            crew.replace()
    return ReaderError(
        f"{article.name}: the process that read it was killed, and again; "
        "is memory short? try fewer --workers"
    )


@contextmanager
def _crew(workers: int, scheduler: str | None) -> Iterator[_Crew]:
    if scheduler is not None:
        with _cluster(scheduler) as client:
            yield _Cluster(client)
        return
    crew = _Processes(workers)
    try:
        yield crew
    finally:
        crew.dismiss()


@contextmanager
def _cluster(scheduler: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        raise CaseError(
            "a cluster needs Dask; install with: pip install 'geomap-control[corpus]'"
        ) from None
    try:
        client = Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=_PATIENCE, set_as_default=False
        )
    except (OSError, ValueError, TypeError) as error:
        reason = str(error).partition("\n")[0][:120]
        raise CaseError(
            f"{scheduler}: no Dask scheduler answers there ({reason}); start one with: "
            "dask scheduler"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise CaseError(
                f"{scheduler}: the scheduler has no workers; start some with: "
                f"dask worker {scheduler}"
            ) from None
        try:
            yield client
        except CancelledError:
            raise CaseError(
                f"{scheduler}: the scheduler is gone; what was read is kept, run again to go on"
            ) from None


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    coming = iter(articles)
    while batch := list(islice(coming, BATCH)):
        yield batch
