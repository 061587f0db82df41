"""How requests to services are made: geopy's way, with limits of time and size [I/O].

By itself it would wait as long as a service asks for in Retry-After, and read without end.
"""

from __future__ import annotations

import io
import time
from typing import Any

from geopy.adapters import RequestsAdapter

MAXIMUM_BYTES = 16 << 20
"""Twenty places with all their names are some hundred kilobytes."""
MAXIMUM_REDIRECTS = 5


class LimitedAdapter(RequestsAdapter):  # type: ignore[misc]
    """Makes each request once, and gives up an answer that takes too long or has no end.

    Parameters
    ----------
    proxies, ssl_context
        As geopy gives them.
    """

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context, max_retries=0)
        self.session.stream = True
        self.session.max_redirects = MAXIMUM_REDIRECTS
        self.session.hooks["response"].append(_read)


def _read(response: Any, *, timeout: float, **_: Any) -> None:
    """Read the whole body of a response, as far as the limits allow.

    Raises
    ------
    TimeoutError, ValueError
        If it takes longer than one answer may, or is larger. geopy makes errors of its own of them.
    """
    ends = time.monotonic() + timeout
    body = bytearray()
    try:
        while chunk := response.raw.read1(1 << 16, decode_content=True):
            body += chunk
            if len(body) > MAXIMUM_BYTES:
                raise ValueError("the answer is too large")
            if time.monotonic() > ends:
                raise TimeoutError
    finally:
        response.raw.close()
    response.raw = io.BytesIO(body)
