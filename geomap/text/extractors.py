"""Extractors beside the built-in reader: found by entry point, held to the contract.

A package offers one in its ``pyproject.toml``::

    [project.entry-points."geomap.readers"]
    mine = "my_package:claims_in"

where ``claims_in`` is a function from an `Article` to its claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol, TypeAlias

from geomap.errors import InputError, ReaderError
from geomap.model import Article, Claim, Reading
from geomap.text.contract import check_claims, reading_of, shown

GROUP = "geomap.readers"
"""Entry point group under which packages offer extractors."""

Extractor: TypeAlias = Callable[[Article], Iterable[Claim]]
"""A function from an article to its claims."""


class ReadsArticles(Protocol):
    """Whatever the pipeline reads with: the built-in reader, a plugged one, a remote one."""

    def read(self, article: Article) -> Reading:
        """Claims of one article, and what was refused."""


class PluggedReader:
    """An extractor that keeps the contract because it is checked.

    Parameters
    ----------
    name
        For messages.
    extractor
        The function to ask for claims.

    Examples
    --------
    >>> reader = PluggedReader("idle", lambda article: [])
    >>> reader.read(Article(id="a", name="a.txt", text="All is quiet.")).claims
    ()
    """

    def __init__(self, name: str, extractor: Extractor) -> None:
        self.name = name
        self._extractor = extractor

    def read(self, article: Article) -> Reading:
        """Claims that keep the contract, and the others with the reason.

        Raises
        ------
        ReaderError
            If the extractor raises, or gives nothing that can be iterated over.
        """
        try:
            claims = list(self._extractor(article))
        except Exception as error:
            raise ReaderError(
                f"reader {self.name!r} failed on {article.name}: "
                f"{type(error).__name__}: {shown(str(error))}"
            ) from error
        return reading_of(article, *check_claims(article, claims))


def readers() -> dict[str, EntryPoint]:
    """Extractors that the installed packages offer, by name; none is loaded by listing them.

    Raises
    ------
    ReaderError
        If two packages offer one name.

    Examples
    --------
    >>> "no such reader" in readers()
    False
    """
    found: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        other = found.setdefault(entry.name, entry)
        if other.value != entry.value:
            raise ReaderError(
                f"two packages offer the reader {entry.name!r}: {other.value} and {entry.value}; "
                "remove one"
            )
    return found


def open_reader(
    name: str,
    *,
    model: str | None = None,
    cache: Path | None = None,
    key_variable: str | None = None,
) -> ReadsArticles:
    """Open a reader by the URL of an endpoint, or by the name of an entry point.

    Parameters
    ----------
    name
        ``http://`` or ``https://`` address of an OpenAI-compatible server, or a name of `readers`.
    model, cache, key_variable
        For an endpoint: the model to ask for, the file that keeps its answers, and the
        environment variable that holds the key. See `geomap.text.remote.RemoteReader`.

    Raises
    ------
    InputError
        If no reader has this name, or an endpoint is given without a model.
    ReaderError
        If the extractor cannot be loaded.

    Examples
    --------
    >>> open_reader("nobody")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    geomap.errors.InputError: no reader is called 'nobody'; ...
    """
    if "://" in name:
        from geomap.text.remote import Endpoint, RemoteReader

        endpoint = Endpoint(url=name, key_variable=key_variable)
        if not model:
            raise InputError(f"{endpoint.place}: name the model to ask for, as its server calls it")
        return RemoteReader(endpoint, model, cache=cache)
    if model or cache or key_variable:
        raise InputError(f"reader {name!r} is no URL: it takes no model, cache or key")
    offered = readers()
    if name not in offered:
        known = ", ".join(["built-in", *offered])
        raise InputError(f"no reader is called {name!r}; there are {known}, or give a URL")
    try:
        extractor = offered[name].load()
    except Exception as error:
        raise ReaderError(
            f"reader {name!r} cannot be loaded from {offered[name].value}: "
            f"{type(error).__name__}: {shown(str(error))}"
        ) from error
    if not callable(extractor):
        raise ReaderError(f"reader {name!r}: {offered[name].value} is no function")
    return PluggedReader(name, extractor)
