"""How long to wait for a service: before a request, and after one that failed.

Generators decide the wait and the caller sleeps, so that clock and sleep can be replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geopy.adapters import AdapterHTTPError, get_retry_after
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
)

LONGEST_WAIT = 60.0
"""Seconds that a service may ask us to wait; one that asks for more is given up."""
FAILURES = 3
"""Names in a row that a service did not answer, after which it is left alone ..."""
REST = 120.0
"""... for so many seconds."""

# Asking again changes nothing.
_FINAL = (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a service is treated.

    Attributes
    ----------
    pause
        Seconds between two requests. The public Nominatim allows one a second.
    retries
        Times that a failed request is made again.
    clock, sleep
        As `time.monotonic` and `time.sleep`.
    """

    pause: float
    retries: int
    clock: Callable[[], float]
    sleep: Callable[[float], None]


def wait_after(error: Exception, attempt: int, pause: float) -> float | None:
    """Seconds to wait before a failed request is made again; None if that would not help.

    The wait doubles with each attempt, and is at least what the service asks for in Retry-After.

    Examples
    --------
    >>> wait_after(GeocoderTimedOut("slow"), 0, 1.0), wait_after(GeocoderTimedOut("slow"), 2, 1.0)
    (2.0, 8.0)
    >>> wait_after(GeocoderRateLimited("slower", retry_after=30), 0, 1.0)
    30.0
    >>> wait_after(GeocoderQueryError("what?"), 0, 1.0) is None
    True
    """
    if isinstance(error, _FINAL) or not isinstance(error, GeocoderServiceError):
        return None
    if isinstance(error, GeocoderQuotaExceeded) and not isinstance(error, GeocoderRateLimited):
        return None
    wait = max(max(pause, 0.5) * 2 ** (attempt + 1), asked_for(error))
    return wait if wait <= LONGEST_WAIT else None


def asked_for(error: Exception) -> float:
    """Seconds that the service asked to be left alone; 0 if it asked for none."""
    if isinstance(error, GeocoderRateLimited) and error.retry_after is not None:
        return float(error.retry_after)
    cause = error.__cause__
    if isinstance(cause, AdapterHTTPError):
        return float(get_retry_after(cause.headers) or 0)
    return 0.0


def in_words(error: Exception) -> str:
    """What went wrong, in words of our own.

    The library's message may hold the address that was asked, with the user's key in it, or the
    address of an object in memory, which is another in every run.

    Examples
    --------
    >>> in_words(GeocoderTimedOut("https://example.org/?key=secret"))
    'timed out'
    """
    if (wait := asked_for(error)) > LONGEST_WAIT:
        return f"asks to be left alone for {wait:.0f} seconds"
    cause = error.__cause__
    status = f", HTTP status {cause.status_code}" if isinstance(cause, AdapterHTTPError) else ""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words + status
    return "answered with what cannot be read"


_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (GeocoderTimedOut, "timed out"),
    (GeocoderRateLimited, "asks for fewer requests"),
    (GeocoderQuotaExceeded, "the quota is used up"),
    (GeocoderAuthenticationFailure, "refused the key or user name"),
    (GeocoderInsufficientPrivileges, "refused the request"),
    (GeocoderQueryError, "did not understand the request"),
    (GeocoderParseError, "answered with what cannot be read"),
    (GeocoderServiceError, "could not be reached, or failed"),
)
