"""Work done beside the rest, where there are threads for it.

`zlib` and GEOS let other threads run while they work. A browser (Pyodide) has none to give, nor
has a process that has reached its limit: there the work is done when it is handed over.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any


class _AtOnce(Executor):
    """Does everything when it is handed over."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


def beside() -> Executor:
    """Take one thread for work to be done meanwhile, or none where none can be started.

    Examples
    --------
    >>> with beside() as other:
    ...     other.submit(sum, [1, 2]).result()
    3
    """
    thread = ThreadPoolExecutor(1)
    try:
        thread.submit(int).result()
    except RuntimeError:
        return _AtOnce()
    return thread
