"""Articles in: files, folders, standard input, JSON lines and URLs, with their metadata."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.model import Article, Mention, stable_id
from geomap.text.dates import iso_day
from geomap.text.inputs.extracted import Extracted, text_of
from geomap.text.inputs.forms import SUFFIXES, Form, form_of, is_url, sniffed

MAXIMUM_BYTES = 64 * 1024 * 1024
"""Larger inputs are refused: no article is, and a parser would take all memory on it."""

_HEADER_KEYS = {
    "published", "date", "as_of", "title", "source", "url", "language", "licence", "license",
}  # fmt: skip
_HEADER_LINE = re.compile(r"([A-Za-z][\w-]{0,30}):[ \t]*(.*)")
_DATE_LINE = re.compile(r"\s*date[ \t]+(\d{4}-\d\d-\d\d)\b[ \t]*")


def read(
    source: str | Path,
    *,
    published: date | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
) -> list[Article]:
    """Read one input: a file, a ``.jsonl`` of articles, a folder, ``-`` (stdin) or a URL.

    Of HTML, PDF and Word documents the text is taken out, and the offsets of everything found
    later count from the start of that text, which begins with the metadata as header lines.

    Parameters
    ----------
    source
        Path, ``-``, or an address that begins with ``http://`` or ``https://``.
    published
        Day of publication; beats what the text says of itself.
    encoding
        Name of the encoding; without it UTF-8 is tried and then the encoding is detected.
    allow_private
        Whether a URL may lead to this machine or its private networks.

    Raises
    ------
    InputError
        If the input is missing, empty, damaged, too large, in another encoding than said, or
        cannot be fetched.

    Examples
    --------
    >>> read("no-such-file.txt")
    Traceback (most recent call last):
    geomap.errors.InputError: no-such-file.txt: no such file; check the path
    """
    name = str(source)
    if name == "-":
        data = sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
        return _articles(data, "standard input", sniffed(data), published, encoding)
    if isinstance(source, str) and is_url(source):
        return [_fetched(source, published, encoding, allow_private)]
    path = Path(source)
    if path.is_dir():
        return [
            article
            for file in files_in(path)
            for article in read(file, published=published, encoding=encoding)
        ]
    data = _bytes_of(path)
    return _articles(data, name, form_of(name, data), published, encoding)


def inputs_of(source: str | Path) -> list[str | Path]:
    """Inputs that a source stands for: the files of a folder, else the source itself.

    So that a batch can report one file of a folder as damaged, and read the others.

    Raises
    ------
    InputError
        If a folder holds nothing to read.

    Examples
    --------
    >>> inputs_of("-"), inputs_of("https://example.org/news")
    (['-'], ['https://example.org/news'])
    """
    if isinstance(source, str) and (source == "-" or is_url(source)):
        return [source]
    path = Path(source)
    return list(files_in(path)) if path.is_dir() else [source]


def files_in(folder: Path) -> list[Path]:
    """Files of a folder and below that may be articles, in a fixed order.

    Raises
    ------
    InputError
        If there is none.
    """
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and (not path.suffix or path.suffix.lower() in SUFFIXES)
        and not path.name.startswith((".", "~$"))
    ]
    if not files:
        raise InputError(
            f"{folder}: nothing to read in this folder: no {', '.join(sorted(SUFFIXES))} file"
        )
    return files


def _articles(
    data: bytes, name: str, form: Form, published: date | None, encoding: str | None
) -> list[Article]:
    short = Path(name).name
    if form == "jsonl":
        return list(_lines(decoded(data, name, encoding), name, published))
    if form == "text":
        return [article_of(decoded(data, name, encoding), short, published=published)]
    text = _text_in(data, name, form, encoding)
    return [article_of(text, short, published=published)]


def _text_in(
    data: bytes, name: str, form: Form, encoding: str | None, *, url: str = "", source: str = ""
) -> str:
    """Text under a header; ``url`` and ``source`` stand where the document names none."""
    from geomap.text.inputs import sandbox

    if len(data) > MAXIMUM_BYTES:
        raise InputError(f"{name}: larger than {MAXIMUM_BYTES >> 20} MiB; split it into articles")
    if not data.strip():
        raise InputError(f"{name}: the file is empty; there is nothing to read")
    if form == "text":
        lines = decoded(data, name, encoding).replace("\r\n", "\n")
        found = Extracted(paragraphs=tuple(re.split(r"\n[ \t]*\n", lines)))
    else:
        try:
            found = sandbox.extract(form, data, encoding)
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
    text = text_of(replace(found, url=found.url or url, source=found.source or source))
    if not text[header_of(text)[1] :].strip():
        raise InputError(f"{name}: no text but a title; save the article's text as .txt")
    return text


def _fetched(
    url: str, published: date | None, encoding: str | None, allow_private: bool
) -> Article:
    """Article at an address; its header says where it was read."""
    from urllib.parse import urlsplit

    from geomap.text.inputs.fetch import fetch

    page = fetch(url, allow_private=allow_private)
    host = urlsplit(page.url).hostname or ""
    encoding = encoding or page.encoding
    text = _text_in(page.data, url, page.form, encoding, url=page.url, source=host)
    return article_of(text, url, published=published)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    return data


def decoded(data: bytes, name: str, encoding: str | None = None) -> str:
    """Text of some bytes.

    Raises
    ------
    InputError
        If they are empty, too many, binary, or not in the encoding.

    Examples
    --------
    >>> decoded("Агдам перешёл под контроль".encode("cp1251"), "a.txt")
    'Агдам перешёл под контроль'
    """
    if len(data) > MAXIMUM_BYTES:
        raise InputError(f"{name}: larger than {MAXIMUM_BYTES >> 20} MiB; split it into articles")
    if not data.strip():
        raise InputError(f"{name}: the file is empty; there is nothing to read")
    if encoding:
        try:
            return data.decode(encoding)
        except LookupError:
            raise InputError(
                f"{name}: no encoding is called {encoding!r}; try utf-8 or windows-1251"
            ) from None
        except UnicodeDecodeError as error:
            raise InputError(
                f"{name}: not {encoding}: byte {error.start} does not fit; "
                "leave --encoding out to have it detected"
            ) from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded_as(data, "utf-16", name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _detected(data, name)
    if _looks_binary(text):
        raise InputError(f"{name}: not a text file; give plain text, HTML, PDF or .docx")
    return text


def _decoded_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError(f"{name}: damaged {encoding} text; save it as UTF-8") from None


def _detected(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    if b"\x00" in data[:4096]:
        raise InputError(f"{name}: not a text file; give plain text, HTML, PDF or .docx")
    best = from_bytes(data[:65536]).best()
    if best is None:
        raise InputError(f"{name}: not a text file in any known encoding; name it with --encoding")
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError:
        raise InputError(f"{name}: encoding unclear; name it with --encoding") from None


def _looks_binary(text: str) -> bool:
    sample = text[:8192]
    odd = sum(char < " " and char not in "\t\n\r\f\x0b" for char in sample)
    return odd > max(2, len(sample) // 50)


def article_of(text: str, name: str, *, published: date | None = None, **given: Any) -> Article:
    r"""Article from a text, its metadata header read and left in place.

    A leading block of ``key: value`` lines ended by a blank line is metadata, and so is
    ``date 2020-11-20`` at the very beginning. Offsets count from the start of ``text``.

    Examples
    --------
    >>> article = article_of("published: 2020-11-20\ntitle: A day\n\nText.", "a.txt")
    >>> article.published, article.title, article.text[article.body:]
    (datetime.date(2020, 11, 20), 'A day', 'Text.')
    """
    header, body = header_of(text)
    if not text[body:].strip():
        raise InputError(f"{name}: there is a header and no text below it")
    day = published
    for key in ("published", "as_of", "date"):
        day = day or iso_day(header.get(key, ""))
    return Article(
        id=stable_id(text),
        name=name,
        text=text,
        body=body,
        published=day,
        title=given.get("title") or header.get("title"),
        source=given.get("source") or header.get("source"),
        url=given.get("url") or header.get("url"),
        language=given.get("language") or header.get("language"),
        licence=given.get("licence") or header.get("licence") or header.get("license"),
    )


def header_of(text: str) -> tuple[dict[str, str], int]:
    """Metadata of a text and the offset at which the text proper begins.

    Examples
    --------
    >>> header_of("date 2020-11-20 Forces entered.")
    ({'date': '2020-11-20'}, 16)
    """
    if match := _DATE_LINE.match(text):
        return {"date": match[1]}, match.end()
    header: dict[str, str] = {}
    position = 0
    for line in text.splitlines(keepends=True):
        if not line.strip():
            known = _HEADER_KEYS & header.keys()
            return (header, position + len(line)) if known else ({}, 0)
        match = _HEADER_LINE.fullmatch(line.rstrip())
        if not match:
            return {}, 0
        header.setdefault(match[1].lower(), match[2].strip())
        position += len(line)
    return ({}, 0) if not _HEADER_KEYS & header.keys() else (header, position)


def _lines(text: str, name: str, published: date | None) -> Iterator[Article]:
    """Articles of a JSON lines file: one ``{"id", "text", ...}`` a line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            body = row["text"]
        except (ValueError, KeyError, TypeError):
            raise InputError(
                f"{name}: line {number} is not a JSON object with a text; mend or remove it"
            ) from None
        day = published or iso_day(str(row.get("published") or row.get("date") or ""))
        said = {key: str(value) for key, value in row.items() if value}
        yield Article(
            id=said.get("id") or stable_id(body),
            name=f"{name}:{number}",
            text=str(body),
            published=day,
            title=said.get("title"),
            source=said.get("source"),
            url=said.get("url"),
            language=said.get("language"),
            licence=said.get("licence"),
        )


def given_toponyms(sources: Sequence[str | Path]) -> dict[str, list[Mention]]:
    """Toponym spans that the lines of ``.jsonl`` files bring, by the id of the line.

    Raises
    ------
    InputError
        If a source is no ``.jsonl``, or a line has no ``toponyms`` with ``start`` and ``end``.
    """
    found: dict[str, list[Mention]] = {}
    for source in sources:
        path = Path(source)
        if path.suffix != ".jsonl":
            raise InputError(f"{path}: --given needs a .jsonl whose lines have toponyms")
        text = decoded(_bytes_of(path), str(path))
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                body = str(row["text"])
                found[str(row.get("id") or stable_id(body))] = [
                    Mention(
                        start=int(each["start"]),
                        end=int(each["end"]),
                        text=body[int(each["start"]) : int(each["end"])],
                        kind="place",
                    )
                    for each in row["toponyms"]
                ]
            except (ValueError, KeyError, TypeError):
                raise InputError(f"{path}: line {number} has no usable toponyms") from None
    return found
