"""Damaged bytes: a result or one clear line, within the limits of a parser, never a traceback."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from geomap.errors import InputError
from geomap.model import Article
from geomap.text import articles
from geomap.text.inputs import sandbox

TOLD = [
    "On 4 March 2019 Iraqi forces captured Mosul (the second city), a spokesman said.",
    "Two days later the rebels withdrew from Tal Afar, and the road was open again.",
]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes with a few of them changed, cut, doubled, moved or put to extremes."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(found) + 1)
        size = chance.choice((1, 2, 8, 64, 512))
        kind = chance.randrange(6)
        if kind == 0:
            found[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del found[at : at + size]
        elif kind == 2:
            found[at:at] = found[at : at + size] * chance.choice((1, 3, 40))
        elif kind == 3:
            found[at:at] = chance.choice((b"\x00", b"\xff", b"<", b"(", b"[", b">>", b"9")) * size
        elif kind == 4:
            found[at : at + 10] = str(chance.choice((-1, 0, 2**31, 10**18))).encode()
        else:
            del found[at:]
    return bytes(found)


def mutations(data: bytes, count: int, seed: str) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(count):
        is_zip = data.startswith(b"PK") and chance.random() < 0.6
        yield damaged_inside(data, chance) if is_zip else damaged(data, chance)


def damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """A zip whose parts are damaged and its checksums right, so that the parser sees them."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as sound, zipfile.ZipFile(out, "w") as archive:
        for name in sound.namelist():
            archive.writestr(name, damaged(sound.read(name), chance))
    return out.getvalue()


def sound(form: str, make: SimpleNamespace) -> bytes:
    head = (
        "<title>A day</title><meta property='article:published_time' content='2019-03-06'>"
        '<script type="application/ld+json">{"@type": "Article", "headline": "A"}</script>'
    )
    made: bytes = {
        "html": lambda: make.page(TOLD, head, "<nav>Home</nav>", "en"),
        "pdf": lambda: make.pdf(TOLD),
        "docx": lambda: make.docx(TOLD, title="A day"),
    }[form]()
    return made


def outcome(path: Path) -> Article | str:
    """The article, or the message of the one error that is allowed."""
    try:
        (article,) = articles.read(path)
    except InputError as error:
        return str(error)
    return article


def survives(form: str, count: int, make: SimpleNamespace, folder: Path) -> int:
    """Read mutations of a file; gives how many still were articles."""
    path = folder / f"damaged.{form}"
    read = 0
    for data in mutations(sound(form, make), count, form):
        path.write_bytes(data)
        found = outcome(path)
        if isinstance(found, str):
            assert found.startswith(f"{path}: ")
            assert "not read within" not in found
            assert "\n" not in found
        else:
            read += 1
            assert found.text[found.body :].strip()
            assert articles.article_of(found.text, "copy").body == found.body
    return read


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_fifty_damaged_files(form: str, make: SimpleNamespace, tmp_path: Path) -> None:
    assert survives(form, 50, make, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_thousands_of_damaged_files(form: str, make: SimpleNamespace, tmp_path: Path) -> None:
    assert survives(form, 3000, make, tmp_path) > 30


def test_a_parser_that_hangs_is_stopped_and_the_next_input_read(make: SimpleNamespace) -> None:
    before = sandbox.extract("docx", make.docx(TOLD)).paragraphs
    with pytest.raises(InputError, match=r"within 0\.001 seconds"):
        sandbox.extract("pdf", make.pdf(TOLD * 200), seconds=0.001)
    assert sandbox.extract("docx", make.docx(TOLD)).paragraphs == before == tuple(TOLD)


def test_the_child_may_open_no_socket_and_write_no_file(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = """
import socket, sys
from geomap.text.inputs.worker import confine
confine()
for act in (socket.socket, lambda: open(sys.argv[1], "w"), lambda: __import__("os").system("true")):
    try:
        act()
    except PermissionError:
        print("refused")
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a")], capture_output=True, check=True
    )
    assert done.stdout.split() == [b"refused"] * 3


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
@pytest.mark.parametrize("data", [b"", b" \n", b"\x00" * 64, b"PK\x03\x04", b"%PDF-1.7\n"])
def test_no_content_is_one_clear_line(form: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{form}"
    path.write_bytes(data)
    found = outcome(path)
    if isinstance(found, str):
        assert found.startswith(f"{path}: ")
    else:
        assert form == "html"
        assert found.text
