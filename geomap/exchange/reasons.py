"""The reasons of a document by their English sentences, so that they can be said in others [pure].

Fields of an export have their reasons as sentences, for whoever reads the file. What they are made
of stands beside them once, and a reader that knows the code of a sentence has the reason again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from geomap.case.codec import coded, reason_read
from geomap.model import Located, Reading, Reason, Unlocated


def codes_of(readings: Iterable[Reading], located: Iterable[Located]) -> dict[str, Any]:
    """Code and values of every reason that is read back, by its sentence.

    Examples
    --------
    >>> from geomap.model import Claim
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               status="happened", evidence="", start=0, end=0)
    >>> codes_of([], [Located(claim=claim, place=Unlocated(reason=Reason("unnamed")))])
    {'the text names no place': {'code': 'unnamed', 'values': {}}}
    """
    found = {
        str(each): coded(each) for each in _said(readings, located) if isinstance(each, Reason)
    }
    return dict(sorted(found.items()))


def _said(readings: Iterable[Reading], located: Iterable[Located]) -> Iterator[str]:
    for reading in readings:
        yield from (each.reason for each in reading.not_claims)
        yield from (each.reason for each in reading.attempts)
    for each in located:
        yield each.why
        if isinstance(each.place, Unlocated):
            yield each.place.reason


def reasons_by(codes: Mapping[str, Any]) -> dict[str, str]:
    """Read reasons back by their sentences, without those that this version does not say so.

    Examples
    --------
    >>> reasons_by({"in Ay": {"code": "within", "values": {"place": "Ay"}},
    ...             "over Ay": {"code": "within", "values": {"place": "Ay"}},
    ...             "new": {"code": "of a later version", "values": {}}})
    {'in Ay': 'in Ay'}
    """
    found: dict[str, str] = {}
    for sentence, value in codes.items():
        try:
            reason = reason_read(value)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            continue
        if isinstance(reason, Reason) and reason == sentence:
            found[sentence] = reason
    return found
