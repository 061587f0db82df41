"""Which spellings of a place the page carries, so that a search finds it by any of them."""

from __future__ import annotations

import unicodedata

LEAST, ALL = 40, 16_000
"""Bytes of spellings for each place, and of all together if that is more."""


def room_for(places: int) -> int:
    """Bytes of spellings that each of so many places may have.

    Examples
    --------
    >>> room_for(10), room_for(4_600)
    (1600, 40)
    """
    return max(LEAST, ALL // max(places, 1))


def spellings(name: str, variants: str, most: int) -> str:
    """Choose spellings for the search, up to ``most`` bytes, the first before the others.

    Those that a search finds already, in the name or in another spelling, are left out. The
    shipped layer has them in turns: one of each script in which the page speaks, then a second.

    Parameters
    ----------
    name
        Display name of the place.
    variants
        Spellings with "|" between them, those first that matter most.
    most
        Bytes in UTF-8, the bars included.

    Examples
    --------
    >>> spellings("Agdam", "Aghdam|Ağdam|Агдам|Agdam District", most=50)
    'Aghdam|Агдам|Agdam District'
    >>> spellings("Agdam", "Aghdam|Агдам|阿格达姆", most=20)
    'Aghdam|Агдам'
    """
    kept: list[str] = []
    # One text of all that is found, with what no spelling has between them.
    found = f"{fold(name)}|"
    # More than these seldom fit: a spelling takes six bytes and more.
    listed = variants.split("|", most // 6)[: most // 6]
    for variant in listed:
        if most < 3:
            break
        # A letter has a byte at least: most of what is too long is known without counting.
        if not variant or len(variant) >= most:
            continue
        size = len(variant.encode("utf-8", "replace")) + 1
        if size <= most and (plain := fold(variant)) not in found:
            most -= size
            found += f"{plain}|"
            kept.append(variant)
    return "|".join(kept)


class _WithoutMarks(dict[int, int | None]):
    """For `str.translate`: drops what goes over, under or around a letter; fills as it is used."""

    def __missing__(self, code: int) -> int | None:
        mark = unicodedata.category(chr(code)).startswith("M")
        return self.setdefault(code, None if mark else code)


_WITHOUT_MARKS = _WithoutMarks()


def fold(text: str) -> str:
    """Lower case without accents, as ``fold`` in ``web/table.js`` does it.

    Examples
    --------
    >>> fold("Ağdam"), fold("Cəbrayıl")
    ('agdam', 'cəbrayil')
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    # Letters alone have no marks among them, and looking at each takes longest.
    if not plain.replace(" ", "").isalpha():
        plain = plain.translate(_WITHOUT_MARKS)
    return plain.lower().replace("ı", "i")
