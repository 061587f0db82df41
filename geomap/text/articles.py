"""Articles in: files, folders, standard input, JSON lines and URLs, with their metadata."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from geomap.errors import InputError
from geomap.model import Article, Mention, stable_id
from geomap.outside.jsontext import loads
from geomap.text.inputs import lines
from geomap.text.inputs.decoding import MAXIMUM_BYTES, decoded
from geomap.text.inputs.extracted import Extracted, text_of
from geomap.text.inputs.forms import ARCHIVES, SUFFIXES, Form, form_of, is_url, sniffed, suffix_of
from geomap.text.inputs.metadata import publication_day
from geomap.text.inputs.rows import NO_COLUMNS, Columns

if TYPE_CHECKING:
    from geomap.text.inputs.fetch import Page

_HEADER_KEYS = {
    "published", "date", "as_of", "title", "source", "url", "language", "licence", "license",
}  # fmt: skip
_HEADER_LINE = re.compile(r"([A-Za-z][\w-]{0,30}):[ \t]*(.*)")
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DATE_LINE = re.compile(r"\s*date[ \t]+(\d{4}-\d\d-\d\d)\b[ \t]*")


Refused = Callable[[InputError], None]
"""What is told of an article that is left out while the others are read."""


def read(source: str | Path, **how: Any) -> list[Article]:
    """Read all articles of one input, as `stream` does, and refuse it if one cannot be read.

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
    return list(stream(source, **how))


def stream(
    source: str | Path,
    *,
    published: date | None = None,
    encoding: str | None = None,
    allow_private: bool = False,
    columns: Columns = NO_COLUMNS,
    refused: Refused | None = None,
) -> Iterator[Article]:
    """Articles of one input: a file, a folder, an archive, ``-`` (stdin) or a URL.

    An archive (``.jsonl``, ``.parquet``, ``.warc``) is read one article at a time, whatever its
    size. Of HTML, PDF and Word documents the text is taken out, and the offsets of everything
    found later count from the start of that text, which begins with the metadata as header lines.

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
    columns
        Where rows have what an article needs under other names: ``{"text": "body"}``.
    refused
        Told of each article of an archive that cannot be read, which is then left out; without
        it, that is an error.

    Raises
    ------
    InputError
        If the input is missing, empty, damaged, too large, in another encoding than said, or
        cannot be fetched.
    """
    name = str(source)
    if name == "-":
        data = sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
        if len(data) <= MAXIMUM_BYTES and lines.is_lines(data):
            found = lines.articles(data, columns, published, encoding)
            yield from _whole(found, refused)
        else:
            yield _article(data, "standard input", sniffed(data), published, encoding)
        return
    if isinstance(source, str) and is_url(source):
        from geomap.text.inputs.fetch import fetch

        page = fetch(source, allow_private=allow_private)
        yield _article_of_page(page, source, published, encoding or page.credible)
        return
    path = _path(source)
    how: dict[str, Any] = {"published": published, "encoding": encoding, "columns": columns}
    if path.is_dir():
        for file in files_in(path):
            yield from stream(file, **how, refused=refused)
    elif is_archive(path):
        yield from _whole(_archived(path, **how), refused)
    else:
        data = _bytes_of(path)
        if not path.suffix and lines.is_lines(data):
            yield from _whole(lines.articles(path, columns, published, encoding), refused)
        else:
            yield _article(data, name, form_of(name, data), published, encoding)


def _whole(
    found: Iterable[Article | InputError], refused: Callable[[InputError], None] | None
) -> Iterator[Article]:
    for each in found:
        if isinstance(each, Article):
            yield each
        elif refused is None:
            raise each
        else:
            refused(each)


def _archived(
    path: Path, *, published: date | None, encoding: str | None, columns: Columns
) -> Iterator[Article | InputError]:
    """Articles of an archive, and in the place of a broken one what is wrong with it."""
    if not path.is_file():
        _bytes_of(path)  # says why
    form = SUFFIXES[suffix_of(path)]
    if form == "jsonl":
        yield from lines.articles(path, columns, published, encoding)
    elif form == "parquet":
        from geomap.text.inputs import parquet

        yield from parquet.articles(path, columns, published)
    else:
        from geomap.text.inputs import warc

        for page in warc.pages(path):
            if isinstance(page, InputError):
                yield page
                continue
            try:
                yield _article_of_page(page, page.url, published, encoding or page.credible)
            except InputError as error:
                yield error


def is_archive(source: str | Path) -> bool:
    """Whether an input is a file of many articles, by its name.

    Examples
    --------
    >>> is_archive("news.jsonl"), is_archive("2022.WARC.gz"), is_archive("note.txt")
    (True, True, False)
    """
    return SUFFIXES.get(suffix_of(source)) in ARCHIVES


def inputs_of(source: str | Path) -> list[str | Path]:
    """Inputs that a source stands for: the files of a folder, else the source itself.

    So that a batch can report one file of a folder as damaged, and read the others.

    Raises
    ------
    InputError
        If a folder holds nothing to read, or the source is empty.

    Examples
    --------
    >>> inputs_of("-"), inputs_of("https://example.org/news")
    (['-'], ['https://example.org/news'])
    """
    if isinstance(source, str) and (source == "-" or is_url(source)):
        return [source]
    path = _path(source)
    return list(files_in(path)) if path.is_dir() else [source]


def _path(source: str | Path) -> Path:
    if _is_text_itself(str(source)):
        raise InputError(
            f"{str(source)[:40]!r}… is no path; give a text itself on standard input, as -, or in "
            "Python with geomap.article"
        )
    if not str(source).strip():  # which Path takes for the current folder
        raise InputError(f"{source!r} names no input; give a file, a folder or an address")
    if isinstance(source, str) and _OTHER_SCHEME.match(source) and not Path(source).exists():
        raise InputError(f"{source}: only http and https are fetched; save it, and give the file")
    return Path(source)


def _is_text_itself(source: str) -> bool:
    """Whether a text was given in the place of its path: no file can be called so, or none is."""
    try:
        Path(source).stat()
    except ValueError:
        return True
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG or "\n" in source
    return False


def files_in(folder: Path) -> list[Path]:
    """Files of a folder and below that may be articles, in a fixed order.

    Raises
    ------
    InputError
        If there is none.
    """
    files = [path for path in _there(folder) if _may_be_read(path)]
    if not files:
        raise InputError(
            f"{folder}: nothing to read in this folder: no {', '.join(sorted(SUFFIXES))} file"
        )
    return files


def passed_over(folder: Path) -> list[Path]:
    """What `files_in` leaves out though it is no hidden file: other endings, links to folders."""
    return [path for path in _there(folder) if not _may_be_read(path)]


def _there(folder: Path) -> list[Path]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir())
    return [path for path in found if not path.name.startswith((".", "~$"))]


def _may_be_read(path: Path) -> bool:
    """Whether a file may be an article; so may a link that leads nowhere, which is an error."""
    dangling = path.is_symlink() and not path.exists()
    known = not path.suffix or suffix_of(path) in SUFFIXES
    return known and (path.is_file() or dangling)


def _article(
    data: bytes, name: str, form: Form, published: date | None, encoding: str | None
) -> Article:
    plain = form == "text"
    text = decoded(data, name, encoding) if plain else _text_in(data, name, form, encoding)
    return article_of(text, Path(name).name, published=published)


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
        plain = decoded(data, name, encoding).replace("\r\n", "\n")
        found = Extracted(paragraphs=tuple(re.split(r"\n[ \t]*\n", plain)))
    else:
        try:
            found = sandbox.extract(form, data, encoding)
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
    text = text_of(replace(found, url=found.url or url, source=found.source or source))
    if not text[header_of(text)[1] :].strip():
        raise InputError(f"{name}: no text but a title; save the article's text as .txt")
    return text


def _article_of_page(
    page: Page, name: str, published: date | None, encoding: str | None
) -> Article:  # fmt: skip
    """Article at an address; its header says where it was read."""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(page.url).hostname or ""
    except ValueError:  # an archive may say anything
        host = ""
    text = _text_in(page.data, name, page.form, encoding, url=page.url, source=host)
    return article_of(text, name, published=published)


def text_in(path: str | Path, encoding: str | None = None) -> str:
    """Whole text of a file that is no article: a table.

    Raises
    ------
    InputError
        As `read`.
    """
    return decoded(_bytes_of(Path(path)), str(path), encoding)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError:
        if path.is_symlink():
            raise InputError(f"{path}: is a link to a file that is not there") from None
        raise InputError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    return data


def article_of(
    text: str,
    name: str,
    *,
    published: date | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    language: str | None = None,
    licence: str | None = None,
) -> Article:
    r"""Article from a text, its metadata header read and left in place.

    A leading block of ``key: value`` lines ended by a blank line is metadata, and so is
    ``date 2020-11-20`` at the very beginning. Offsets count from the start of ``text``, whose
    letters are composed with their accents (NFC), as nearly all texts have them. What is given
    beats what the header says.

    Raises
    ------
    InputError
        If there is no text, or its day of publication is none.

    Examples
    --------
    >>> article = article_of("published: 2020-11-20\ntitle: A day\n\nText.", "a.txt")
    >>> article.published, article.title, article.text[article.body:]
    (datetime.date(2020, 11, 20), 'A day', 'Text.')
    """
    text = normalize("NFC", text)
    header, body = header_of(text)
    if not text[body:].strip():
        lacking = "there is a header and no text below it" if body else "there is no text"
        raise InputError(f"{name}: {lacking}")
    day = published
    for key in ("published", "as_of", "date"):
        day = day or publication_day(header.get(key), name, key)
    return Article(
        id=stable_id(text),
        name=name,
        text=text,
        body=body,
        published=day,
        title=title or header.get("title"),
        source=source or header.get("source"),
        url=url or header.get("url"),
        language=language or header.get("language"),
        licence=licence or header.get("licence") or header.get("license"),
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
                row = loads(line)
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
