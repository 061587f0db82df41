"""Encodings of text: those of the Web and of DOS.

Python has codecs that are none, such as ``zip``, and some that take hours for a page (``idna``,
``punycode``). Whoever sends a page, or a layer, may name them.
"""

from __future__ import annotations

import codecs
import re

TEXT = {
    "ascii", "big5", "big5hkscs", "cp437", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857",
    "cp858", "cp860", "cp861", "cp862", "cp863", "cp864", "cp865", "cp866", "cp869", "cp874",
    "cp932", "cp949", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "cp1258", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "iso2022_jp", "iso8859-1",
    "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-9", "iso8859-10", "iso8859-11", "iso8859-13", "iso8859-14", "iso8859-15",
    "iso8859-16", "koi8-r", "koi8-u", "mac-cyrillic", "mac-roman", "shift_jis", "utf-16",
    "utf-16-be", "utf-16-le", "utf-8", "utf-8-sig",
}  # fmt: skip
"""Names of codecs."""
_ALIASES = {
    "windows-874": "cp874", "x-euc-jp": "euc_jp", "x-gbk": "gbk", "x-mac-cyrillic": "mac-cyrillic",
    "x-sjis": "shift_jis", "iso-8859-8-i": "iso8859-8", "tis-620": "cp874",
    "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1252": "cp1252",
}  # fmt: skip
"""Names that the Web has for some of them, and Python has not."""
_NAME = re.compile(r"[A-Za-z0-9][\w:-]{0,39}", re.ASCII)


def codec_of(name: str | None) -> str | None:
    r"""Codec of an encoding, by any of its names; None if it is no encoding of text.

    Examples
    --------
    >>> codec_of("Windows-1251"), codec_of("punycode"), codec_of("utf-8\x00")
    ('cp1251', None, None)
    """
    name = (name or "").strip().lower()
    if not _NAME.fullmatch(name):
        return None
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
    except LookupError:
        return None
    return codec if codec in TEXT else None
