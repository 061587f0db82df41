"""Files of many articles: every row or page once, past what is broken, in flat memory."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.errors import InputError
from geomap.model import Article
from geomap.text import articles

PAGE = (
    "<html lang=en><title>A day</title><body><p>On 4 March 2019 Iraqi forces captured {place},"
    " a spokesman said on the steps of the town hall.</p></body></html>"
)


LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def record(
    body: bytes,
    url: str = "http://example.org/a",
    headers: str = "Content-Type: text/html; charset=utf-8",
    status: str = "200 OK",
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    """A record of a WARC, as a crawler writes it."""
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2021-01-01T00:00:00Z\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def page(place: str, **how: object) -> bytes:
    return record(PAGE.format(place=place).encode(), url=f"http://example.org/{place}", **how)


def stream(path: Path, **how: object) -> tuple[list[Article], list[str]]:
    """Articles of a file, and what is said of those left out."""
    said: list[str] = []
    found = list(articles.stream(path, refused=lambda error: said.append(str(error)), **how))
    return found, said


def places(found: list[Article]) -> list[str]:
    return [str(each.url).rpartition("/")[2] for each in found]


def write_parquet(path: Path, columns: dict[str, list[object]]) -> Path:
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


# ---------------------------------------------------------------- rows


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "id": st.uuids().map(str),
                "text": st.text(
                    st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
                ).map("Text. {}".format),
                "published": st.dates(date(1900, 1, 1)).map(str) | st.none(),
                "source": st.sampled_from(["A", "Ж", None]),
            }
        ),
        min_size=1,
        unique_by=lambda row: row["id"],
    )
)
def test_lines_and_parquet_hold_the_same_articles(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    lines, packed = folder / "a.jsonl", folder / "a.jsonl.gz"
    lines.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    packed.write_bytes(gzip.compress(lines.read_bytes()))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    table = write_parquet(folder / "a.parquet", columns)
    expected = [
        (row["id"], normalize("NFC", row["text"]), row["published"], row["source"]) for row in rows
    ]
    for path in (lines, packed, table):
        found = articles.read(path)
        assert [
            (each.id, each.text, each.published and str(each.published), each.source)
            for each in found
        ] == expected


def test_columns_are_found_or_named(tmp_path: Path) -> None:
    day = [date(2020, 11, 20)]
    path = write_parquet(
        tmp_path / "a.parquet", {"maintext": ["Long."], "lead": ["Short."], "date_publish": day,
                                 "domain": ["example.org"], "lang": ["en-GB"]}
    )  # fmt: skip
    (found,) = articles.read(path)
    assert (found.text, found.published, found.source) == ("Long.", day[0], "example.org")
    assert found.language == "en"
    (found,) = articles.stream(path, columns={"text": "lead"})
    assert found.text == "Short."
    (found,) = articles.stream(path, columns={"published": ""})
    assert found.published is None
    with pytest.raises(InputError, match="no column 'body' for the text; its columns are maintext"):
        list(articles.stream(path, columns={"text": "body"}))
    with pytest.raises(InputError, match="no part of an article is called 'words'"):
        list(articles.stream(path, columns={"words": "lead"}))
    with pytest.raises(InputError, match="no column of texts; its columns are place"):
        articles.read(write_parquet(tmp_path / "b.parquet", {"place": ["Lachin"]}))


def test_a_broken_line_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"text": "One."}\n\n[1]\n{"text": "Two."\n{"text": ["Three."]}\n'
        b'{"text": "\\ud800"}\n{"text": "\xff\xfe broken"}\n{"text": "a", "title": "\\u0000"}\n'
        b'{"text": "\xe2\x80\xa8Four."}'
    )
    found, said = stream(path)
    assert [each.text for each in found] == ["One.", "\u2028Four."]
    assert [each.removeprefix(f"{path}:").partition(":")[0] for each in said] == list("345678")
    with pytest.raises(InputError, match=":3: not a JSON object"):
        articles.read(path)


def test_a_table_broken_off_says_so_after_what_was_sound(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "Row %d."}\n' % number for number in range(4000))
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(lines)[:-2000])
    read = articles.stream(packed)
    assert next(read).text == "Row 0."
    with pytest.raises(InputError, match=r"cannot be read after line \d+: .*; get the file anew"):
        list(read)
    table = write_parquet(tmp_path / "a.parquet", {"text": ["Row."] * 100})
    table.write_bytes(table.read_bytes()[:-50])
    with pytest.raises(InputError, match="damaged, or no Parquet"):
        articles.read(table)


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_web_archive_gives_its_pages(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:  # fmt: skip
    records = [
        page("Mosul"),
        page("Request", kind="request"),
        page("Moved", status="301 Moved"),
        record(b"\x89PNG", headers="Content-Type: image/png"),
        record(b"<html></html>", url="http://example.org/empty"),
        record(gzip.compress(PAGE.format(place="Raqqa").encode()), url="http://example.org/Raqqa",
               headers="Content-Type: text/html\r\nContent-Encoding: gzip"),
        record(PAGE.format(place="Sinjar").encode(), url="http://example.org/Sinjar",
               headers="Content-Type: text/html\r\nTransfer-Encoding: chunked"),
        record("<html><meta charset=windows-1251><p>Войска вошли в Агдам.".encode("cp1251"),
               url="http://example.org/ru", headers="Content-Type: text/html; charset=ISO-8859-1"),
    ]  # fmt: skip
    path = tmp_path / ("a.warc" if pack is bytes else "a.warc.gz")
    path.write_bytes(b"".join(map(pack, records)))
    found, said = stream(path)
    assert places(found) == ["Mosul", "Raqqa", "Sinjar", "ru"]
    assert found[0].source == "example.org"
    assert found[0].published is None  # the day of the crawl is no day of publication
    assert "captured Mosul" in found[0].text
    assert "Агдам" in found[3].text
    assert len(said) == 1
    assert "http://example.org/empty: no text in the page" in said[0]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    "broken",
    [
        lambda data: b"garbage" + data,
        lambda data: data[: len(data) // 2],
        lambda data: data[:2] + b"\xff\x00\xff\xff" + data[6:],
    ],
    ids=["between", "cut", "changed"],
)
def test_reading_goes_on_after_a_broken_record(
    tmp_path: Path, pack: Callable[[bytes], bytes], broken: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "a.warc"
    first, last = pack(page("First")), pack(page("Last"))
    path.write_bytes(first + broken(pack(page("Broken"))) + last)
    found, said = stream(path)
    assert set(places(found)) - {"Broken"} == {"First", "Last"}
    (message,) = said
    assert "broken from byte" in message


@pytest.mark.parametrize("charset", ["punycode", "idna", "utf-8\x00", "zip", "x" * 5000])
def test_a_charset_that_is_none_is_detected(tmp_path: Path, charset: str) -> None:
    """Python's codecs of these names raise, or take hours for a page of a megabyte."""
    path = tmp_path / "a.warc"
    padding = "<!--" + "é" * 300_000 + "-->"
    odd = record(
        (PAGE.format(place="Odd") + padding).encode(),
        headers=f"Content-Type: text/html; charset={charset}",
    )
    path.write_bytes(page("First") + odd + page("Last"))
    found, said = stream(path)
    assert (places(found), said) == (["First", "a", "Last"], [])


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl"])
@pytest.mark.parametrize("encoding", ["punycode", "idna", "rot13", "utf-8\x00", "../utf-8"])
def test_an_encoding_that_is_none_of_text_is_refused(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"<html><p>Forces captured Mosul.</p></html>")
    with pytest.raises(InputError, match="no encoding of text is called"):
        articles.read(path, encoding=encoding)


@pytest.mark.parametrize("length", [-5, 10**30, 10**6, 60])
def test_a_length_that_lies_spoils_no_other_record(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(page("First") + page("Liar", length=length) + page("Last"))
    found, said = stream(path)
    assert set(places(found)) - {"Liar"} == {"First", "Last"}
    assert said


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"hello\n" * 100)
    with pytest.raises(InputError, match="no WARC archive"):
        articles.read(path)
    with pytest.raises(InputError, match="no such file"):
        articles.read(tmp_path / "none.parquet")


def test_damaged_archives_end_and_never_raise_anything_else(tmp_path: Path) -> None:
    chance = random.Random("archives")
    for form, data in {
        "warc": page("First") + page("Second") + page("Last"),
        "warc.gz": b"".join(gzip.compress(page(name)) for name in ("First", "Second", "Last")),
        "jsonl.gz": gzip.compress(b'{"text": "One."}\n' * 50),
    }.items():
        path = tmp_path / f"a.{form}"
        for _ in range(60):
            found = bytearray(data)
            for _ in range(chance.choice((1, 3))):
                at = chance.randrange(len(found))
                found[at : at + chance.choice((0, 1, 50))] = chance.randbytes(chance.choice((0, 4)))
            path.write_bytes(found)
            try:
                read, _ = stream(path)
            except InputError:
                continue
            assert all(each.text for each in read)


# ---------------------------------------------------------------- memory

MEASURE = """
import resource, sys
from geomap.text import articles
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
read = articles.stream(sys.argv[1], refused=lambda error: None)
first = next(read)
before, count = peak(), 1
for each in read:
    count += 1
print(count, peak() - before)
"""


def growth(path: Path) -> tuple[int, int]:
    """Articles of a file, and MiB by which the memory grew from the first to the last."""
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, path], check=True, capture_output=True, text=True
    ).stdout.split()
    return int(said[0]), int(said[1])


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_memory_stays_flat_over_a_hundred_thousand_rows(tmp_path: Path, form: str) -> None:
    texts = [f"Row {number}. " + f"{number * 7919} " * 150 for number in range(100_000)]
    path = tmp_path / f"a.{form}"
    if form == "parquet":
        write_parquet(path, {"text": texts})  # one row group of all rows
    else:
        path.write_text("".join(json.dumps({"text": each}) + "\n" for each in texts), "utf-8")
    del texts
    count, grown = growth(path)
    assert count == 100_000
    assert grown < 48, f"{path.stat().st_size >> 20} MiB of file"


def test_a_bomb_in_an_archive_stays_small(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<p>" + b"a" * 400_000_000)
    path = tmp_path / "a.warc.gz"
    packing = "Content-Type: text/html\r\nContent-Encoding: gzip"
    records = [
        page("First"),
        record(bomb, headers=packing),
        record(b"a" * 100_000_000),
        f"WARC/1.0\r\nX: {'a' * 50_000_000}\r\n\r\n".encode(),
        page("Last"),
    ]
    path.write_bytes(b"".join(map(gzip.compress, records)))
    del bomb, records
    count, grown = growth(path)
    assert count == 2
    assert grown < 64


@pytest.mark.parametrize("said", ["2020-13-45", "Friday", "03/07/2022", "x" * 99])
def test_a_day_of_publication_that_is_none_is_no_silence(said: str, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(f"published: {said}\n\nForces took Mosul on Friday.")
    with pytest.raises(
        InputError, match=r"a\.txt: published '.*' is no day; write it as 2020-11-20"
    ):
        articles.read(text)
    (kept,) = articles.read(text, published=date(2020, 11, 20))
    assert kept.published == date(2020, 11, 20)
    path = tmp_path / "a.jsonl"
    rows = [{"text": "Forces took Mosul.", "published": each} for each in (said, "Nov. 20, 2020")]
    path.write_text("\n".join(map(json.dumps, rows)))
    found, told = stream(path)
    assert [each.published for each in found] == [date(2020, 11, 20)]
    assert len(told) == 1
    text.write_text("published: unknown\n\nForces took Mosul on Friday.")
    assert articles.read(text)[0].published is None
