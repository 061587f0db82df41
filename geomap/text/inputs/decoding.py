"""Bytes to text, in the encoding said or found."""

from __future__ import annotations

import codecs

from geomap.errors import InputError
from geomap.outside.encodings import codec_of

MAXIMUM_BYTES = 64 * 1024 * 1024
"""Larger inputs are refused: no article is, and a parser would take all memory on it."""


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
            return data.decode(codec_said(encoding, name))
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


def codec_said(encoding: str, name: str) -> str:
    """Codec of an encoding that the user names.

    Raises
    ------
    InputError
        If it is no encoding of text.
    """
    codec = codec_of(encoding)
    if codec is None:
        raise InputError(
            f"{name}: no encoding of text is called {encoding!r}; try utf-8 or windows-1251"
        )
    return codec


def _decoded_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError(f"{name}: damaged {encoding} text; save it as UTF-8") from None


def _detected(data: bytes, name: str) -> str:
    try:
        return data.decode(_detected_encoding(data[:65536], name))
    except UnicodeDecodeError:
        raise InputError(f"{name}: encoding unclear; name it with --encoding") from None


def _detected_encoding(head: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    if b"\x00" in head[:4096]:
        raise InputError(f"{name}: not a text file; give plain text, HTML, PDF or .docx")
    best = from_bytes(head).best()
    if best is None:
        raise InputError(f"{name}: not a text file in any known encoding; name it with --encoding")
    return best.encoding


def _looks_binary(text: str) -> bool:
    sample = text[:8192]
    odd = sum(char < " " and char not in "\t\n\r\f\x0b" for char in sample)
    return odd > max(2, len(sample) // 50)


def encoding_of(head: bytes, name: str) -> str:
    r"""Encoding of a text of many lines, by its first bytes; some lines may be broken.

    Examples
    --------
    >>> encoding_of("Агдам".encode() + b"\n\xff\n", "a.jsonl"), encoding_of(b"\xff\xfe{\x00", "b")
    ('utf-8-sig', 'utf-16')
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    if lines and not any(_is_utf8(line) for line in lines):
        return _detected_encoding(head, name)
    return "utf-8-sig"


def _is_utf8(line: bytes) -> bool:
    try:
        # not final: the last line may be cut inside a letter
        codecs.getincrementaldecoder("utf-8")().decode(line)
    except UnicodeDecodeError:
        return False
    return True
