"""Who publishes gazetteers and boundaries, where, and under which licence [pure]."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.errors import InputError

BASES = {
    "geonames": "https://download.geonames.org/export/dump",
    "geoboundaries": "https://www.geoboundaries.org/api/current/gbOpen",
    "whosonfirst": "https://data.geocode.earth/wof/dist/sqlite",
}
"""Where each publisher's files are; a mirror has the same below its own base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of a publisher.

    ``about`` is the address of what the publisher says of it, where there is such a thing;
    ``sha256`` the checksum that the publisher gives.
    """

    name: str
    url: str
    file: str
    licence: str
    attribution: str
    version: str = ""
    about: str = ""
    sha256: str = ""


def item_of(publisher: str, parts: Sequence[str], base: str | None = None) -> Item:
    """Return the file that is meant.

    Parameters
    ----------
    publisher, parts
        ``geonames AZ``, ``whosonfirst AZ`` or ``geoboundaries UKR ADM2``.
    base
        A mirror.

    Raises
    ------
    InputError
        There is no such publisher, or the parts are not those of its files.

    Examples
    --------
    >>> item_of("geonames", ["az"]).url
    'https://download.geonames.org/export/dump/AZ.zip'
    >>> item_of("geoboundaries", ["UKR", "ADM2"]).name
    'geoboundaries:UKR:ADM2'
    """
    if publisher not in BASES:
        raise InputError(f"{publisher!r} is no publisher that is known; use {', '.join(BASES)}")
    root = (base or BASES[publisher]).rstrip("/")
    if publisher == "geonames":
        (country,) = _parts(publisher, parts, "[A-Z]{2}", example="AZ")
        return Item(
            name=f"geonames:{country}",
            url=f"{root}/{country}.zip",
            file=f"geonames-{country}.zip",
            licence="CC BY 4.0",
            attribution="GeoNames, geonames.org",
        )
    if publisher == "whosonfirst":
        (country,) = _parts(publisher, parts, "[A-Z]{2}", example="AZ")
        file = f"whosonfirst-data-admin-{country.lower()}-latest.db.bz2"
        return Item(
            name=f"whosonfirst:{country}",
            url=f"{root}/{file}",
            file=f"whosonfirst-{country}.db",
            licence="CC BY 4.0 and others, whosonfirst.org/docs/licenses",
            attribution="Who's On First, whosonfirst.org",
            about=f"{root}/inventory.json",
        )
    country, level = _parts(publisher, parts, "[A-Z]{3}", "ADM[1-5]", example="UKR ADM2")
    return Item(
        name=f"geoboundaries:{country}:{level}",
        url="",
        file=f"geoboundaries-{country}-{level}.geojson",
        licence="",
        attribution="geoBoundaries, geoboundaries.org",
        about=f"{root}/{country}/{level}/",
    )


def _parts(publisher: str, parts: Sequence[str], *patterns: str, example: str) -> list[str]:
    found = [part.upper() for part in parts]
    fits = len(found) == len(patterns) and all(map(re.fullmatch, patterns, found))
    if not fits:
        said = " ".join(parts) or "nothing"
        raise InputError(f"{publisher} has no {said!r}; write it as {publisher} {example}")
    return found


def told_about(item: Item, about: Any) -> Item:
    """Return an item with what its publisher says of it: an inventory, or a record of its own.

    Raises
    ------
    InputError
        It says nothing of the item.

    Examples
    --------
    >>> item = item_of("geoboundaries", ["UKR", "ADM2"])
    >>> told_about(item, {"gjDownloadURL": "https://example.org/a.geojson",
    ...     "boundaryLicense": "CC BY 3.0 IGO", "boundarySource": "OCHA"}).licence
    'CC BY 3.0 IGO'
    """
    from dataclasses import replace

    if isinstance(about, Mapping):
        url = about.get("gjDownloadURL")
        if not isinstance(url, str):
            raise InputError(f"{item.about} names no file to download")
        source = about.get("boundarySource") or about.get("boundarySource-1") or ""
        return replace(
            item,
            url=url,
            licence=_said(about.get("boundaryLicense")) or "not stated",
            attribution="; ".join(filter(None, [item.attribution, _said(source)])),
            version=_said(about.get("boundaryYearRepresented")),
        )
    file = item.url.rpartition("/")[2]
    for entry in about if isinstance(about, list) else ():
        if isinstance(entry, Mapping) and entry.get("name_compressed") == file:
            return replace(
                item,
                sha256=_said(entry.get("sha256_compressed")).lower(),
                version=_said(entry.get("last_modified")),
            )
    return item


def _said(value: Any) -> str:
    return " ".join(str(value).split())[:300] if value is not None else ""
