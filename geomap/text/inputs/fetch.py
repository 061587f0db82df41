"""A page from the web, because the user typed its address [I/O]."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from geomap.errors import InputError
from geomap.outside.encodings import codec_of
from geomap.outside.web import Line, Resolve, ask, told
from geomap.text.inputs.forms import CONTENT_TYPES, Form, sniffed

MAXIMUM_BYTES = 8 * 1024 * 1024
"""Bytes of one page, after decompression."""
SECONDS = 30.0
"""Time limit of all hops together, names resolved included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a server sent: ``url`` is where it was in the end, ``encoding`` what the server says."""

    url: str
    form: Form
    encoding: str | None
    data: bytes

    @property
    def credible(self) -> str | None:
        """The encoding that the server says, unless the bytes show that it is another.

        Examples
        --------
        >>> text = "Ağdam".encode()
        >>> Page(url="", form="text", encoding="iso8859-1", data=text).credible
        'utf-8'
        """
        if self.encoding is None:
            return None
        said = [self.encoding] if self.data.isascii() else ["utf-8", self.encoding]
        return next((each for each in said if _is_in(self.data, each)), None)


def _is_in(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    seconds: float = SECONDS,
    maximum_bytes: int = MAXIMUM_BYTES,
    resolve: Resolve | None = None,
) -> Page:
    """Fetch one page.

    Parameters
    ----------
    allow_private
        Also from addresses that are not public: this machine and its networks.
    resolve
        In place of the system's resolver, for tests.

    Raises
    ------
    InputError
        If the address is not http(s) or not public, the server does not answer in time or
        answers with an error, or what it sends is too large or no text, HTML or PDF.

    Examples
    --------
    >>> fetch("http://127.0.0.1/secret")
    Traceback (most recent call last):
    geomap.errors.InputError: http://127.0.0.1/secret: 127.0.0.1 is not a public address; ...
    """
    line = Line(private=allow_private, seconds=seconds, resolve=resolve)

    def work() -> Page:
        with ask(url, line, {"Accept": ", ".join(CONTENT_TYPES)}) as answer:
            if answer.status != 200:
                raise InputError(f"the server answers {answer.status}; check the address")
            form, encoding = _kind(answer.headers)
            data = answer.body(maximum_bytes)
        return Page(url=answer.url, form=form or sniffed(data), encoding=encoding, data=data)

    return told(url, line, work, "save the page and read the file")


def _kind(headers: Message) -> tuple[Form | None, str | None]:
    """Form and encoding that the server names; the form is None where it names none."""
    if headers.get("Content-Type") is None:
        return None, None
    kind = headers.get_content_type()
    if kind not in CONTENT_TYPES:
        raise InputError(f"the server sends {kind}, not HTML, plain text or PDF")
    return CONTENT_TYPES[kind], codec_of(headers.get_content_charset())
