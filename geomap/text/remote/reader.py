"""The larger reader: chunk by chunk, from the file of answers or from the endpoint."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from geomap.errors import InputError, ReaderError
from geomap.model import Article, Claim, NotClaim, Reading
from geomap.text.claims.merging import merged
from geomap.text.contract import check_claims, reading_of, shown
from geomap.text.remote.answers import claims_of, unread
from geomap.text.remote.cache import AnswerCache
from geomap.text.remote.envelope import Completion, RefusedError, completion_of
from geomap.text.remote.prompt import CHUNK, OVERLAP, Chunk, chunks_of, key_of, request_of
from geomap.text.remote.transport import Endpoint, UnreachableError, ask

_GIVEN_UP = 3  # chunks in a row without an answer, after which no more are asked about


class RemoteReader:
    """Asks a language model for the claims of an article.

    Nothing is sent anywhere but to the endpoint, and nothing before `read` is called. A chunk
    whose answer is in the cache is not asked about.

    Parameters
    ----------
    endpoint
        The server.
    model
        Its name for the model.
    cache
        File of answers; None keeps them for the life of the reader.
    chunk, overlap
        Characters asked about at once, and told again in the next question.
    sleep
        Waits some seconds between attempts.

    Raises
    ------
    InputError
        If the name of the model is empty, not printable, or longer than 100 characters.

    Examples
    --------
    >>> reader = RemoteReader(Endpoint(url="http://127.0.0.1:8080/v1"), "some-model")
    >>> reader.read(Article(id="a", name="a.txt", text=" ")).claims
    ()
    """

    def __init__(
        self,
        endpoint: Endpoint,
        model: str,
        *,
        cache: Path | None = None,
        chunk: int = CHUNK,
        overlap: int = OVERLAP,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not model.strip() or not model.isprintable() or len(model) > 100:
            raise InputError(f"{shown(model)}: no name of a model")
        self.model = model
        self._endpoint = endpoint
        self._cache = AnswerCache(cache)
        self._chunk, self._overlap = chunk, overlap
        self._sleep = sleep

    def __call__(self, article: Article) -> list[Claim]:
        """Claims alone: a remote reader is an extractor."""
        return list(self.read(article).claims)

    def read(self, article: Article) -> Reading:
        """Claims of an article; refused ones and parts without an answer are its not-claims.

        Raises
        ------
        ReaderError
            If no part of the article could be read.
        InputError
            If the key is missing, the cache is damaged, or the article is too long.
        OutputError
            If the cache cannot be written.
        """
        parts = chunks_of(article, self._chunk, self._overlap)
        claims: list[Claim] = []
        refused: list[NotClaim] = []
        failures: list[ReaderError] = []
        in_a_row = 0
        for part in parts:
            try:
                answer = self._answer(article, part, ask_server=in_a_row < _GIVEN_UP)
                in_a_row = 0
            except ReaderError as error:
                failures.append(error)
                in_a_row = _GIVEN_UP if isinstance(error, UnreachableError) else in_a_row + 1
                refused.append(unread(article, part, str(error)))
                continue
            try:
                found, others = claims_of(article, part, answer, self.model)
            except RefusedError as error:
                refused.append(unread(article, part, str(error)))
                continue
            claims.extend([claim for claim in found if not _told(claim, claims)])
            refused.extend(others)
        if failures and len(failures) == len(parts):
            raise failures[0]
        accepted, broken = check_claims(article, claims)
        told = reading_of(article, accepted, []).claims  # in the order of the text
        return reading_of(article, merged(list(told)), [*refused, *broken])

    def _answer(self, article: Article, part: Chunk, *, ask_server: bool) -> Completion:
        request = request_of(article, part, self.model)
        key = key_of(request)
        answer = self._cache.find(key)
        if answer is None:
            if not ask_server:
                raise ReaderError("not asked: the server failed before")
            body = ask(self._endpoint, request, sleep=self._sleep)
            answer = completion_of(body, self._endpoint.place)
            self._cache.keep(key, self.model, answer)
        return answer


def _told(claim: Claim, earlier: list[Claim]) -> bool:
    """Whether an earlier chunk, which shares some text with this one, gave the same claim."""
    return any(
        claim.start < other.end and other.start < claim.end and _kind(claim) == _kind(other)
        for other in earlier
    )


def _kind(claim: Claim) -> tuple[object, ...]:
    place = claim.spans.get("place") or claim.canonical
    return place, claim.change, claim.status, claim.date.edtf, claim.share
