"""What a page says of itself: JSON-LD, meta tags, ``<time>``. Explicit words only, no guesses.

A day in the running text, in the address or in the headers of the transfer is not read: a page
that does not name its day of publication has none, and the user can give it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from geomap.errors import InputError
from geomap.outside.jsontext import loads
from geomap.text.inputs.extracted import Metadata
from geomap.text.mentions.dates import iso_day

_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)$")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date",
    "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date", "publication_date",
    "publish-date", "publish_date", "publishdate", "pubdate", "article.published", "date",
)  # fmt: skip
_TITLE = ("og:title", "citation_title", "dcterms.title", "dc.title", "twitter:title")
_SOURCE = ("og:site_name", "citation_journal_title", "dc.publisher", "application-name")
_PLAIN_TIME = re.compile(r"publi|byline|dateline|posted|entry-(?:date|meta)|timestamp", re.I)

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?!\d)|(\d{4})(\d\d)(\d\d)(?:T|$)")
_DAY_FIRST = re.compile(r"(\d\d?)(?:st|nd|rd|th)?\s+([A-Za-z]{3})[a-z]*\.?,?\s+(\d{4})\b")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_NO_DAY = frozenset({"", "-", "none", "null", "nan", "nat", "n/a", "unknown"})
_SHOWN = 40
"""Characters of a bad value that a message quotes."""
_EARLIEST = 1450
"""Older days are placeholders: nothing was printed before."""


def metadata_of(tree: Any) -> Metadata:
    """Metadata of a parsed page."""
    said = _meta_tags(tree)
    heading = [_words(each) for each in tree.iter("h1")]
    shown = said.get("og:title") or (heading[0] if heading else "")
    article = _main_article(list(_linked_articles(tree)), shown)
    published = day_of(str(article.get("datePublished") or ""))
    for key in _PUBLISHED:
        published = published or day_of(said.get(key, ""))
    title = str(article.get("headline") or article.get("name") or "")
    title = title or next((said[key] for key in _TITLE if said.get(key)), "")
    title = title or (heading[0] if len(heading) == 1 else "") or _words(tree.find(".//title"))
    publisher = article.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return Metadata(
        title=title,
        published=published or _marked_time(tree),
        source=str(name or next((said[key] for key in _SOURCE if said.get(key)), "")),
        url=_address(tree, said),
        language=_language(tree, said),
    )


def day_of(text: str) -> str:
    """ISO day that a metadata value begins with or spells out; empty if unclear.

    "03/07/2022" is the third of July or the seventh of March, so it is no day.

    Examples
    --------
    >>> day_of("2022-07-03T23:30:00-05:00"), day_of("Sun, 3 July 2022"), day_of("03/07/2022")
    ('2022-07-03', '2022-07-03', '')
    """
    text = text.strip()[:80]
    if match := _ISO.match(text):
        return _iso(*(part for part in match.groups() if part))
    if match := _DAY_FIRST.search(text):
        return _iso(match[3], str(_MONTHS.get(match[2].lower(), 0)), match[1])
    if match := _MONTH_FIRST.search(text):
        return _iso(match[3], str(_MONTHS.get(match[1].lower(), 0)), match[2])
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def publication_day(said: object, name: str, key: str = "published") -> date | None:
    """Day of publication that a line or a column names; None where it names none.

    Raises
    ------
    InputError
        If there is something that is no day, so that claims are not undated in silence.

    Examples
    --------
    >>> publication_day("Fri, 20 Nov 2020 08:00", "a.txt"), publication_day("unknown", "a.txt")
    (datetime.date(2020, 11, 20), None)
    >>> publication_day("20-11-2020", "a.txt")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    geomap.errors.InputError: a.txt: published '20-11-2020' is no day; write it as 2020-11-20, ...
    """
    text = "" if said is None else str(said).strip()
    if text.lower() in _NO_DAY:
        return None
    day = iso_day(text)
    if day is None and (spelled := day_of(text)):
        day = date.fromisoformat(spelled)
    if day is None:
        shown = repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
        raise InputError(
            f"{name}: {key} {shown} is no day; write it as 2020-11-20, or leave it out"
        )
    return day


def _iso(year: str, month: str, day: str) -> str:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return "" if found.year < _EARLIEST else found.isoformat()


def _meta_tags(tree: Any) -> dict[str, str]:
    """First value of each named meta tag, by its name in small letters."""
    said: dict[str, str] = {}
    for tag in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name, value = tag.get(attribute), tag.get("content")
            if name and value and value.strip():
                said.setdefault(name.strip().lower(), value.strip())
    return said


def _linked_articles(tree: Any) -> Iterator[dict[str, Any]]:
    """Articles among the JSON-LD objects of a page."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting = deque([loads(script.text or "", strict=False)])
        except ValueError:
            continue
        while waiting:
            node = waiting.popleft()
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                kinds = node.get("@type")
                for kind in kinds if isinstance(kinds, list) else [kinds]:
                    if _ARTICLE.match(str(kind)):
                        yield node
                        break
                waiting.extend(node[key] for key in ("@graph", "mainEntity") if key in node)


def _main_article(articles: list[dict[str, Any]], title: str) -> dict[str, Any]:
    """The one article, or among several the one with the page's title; else none."""
    if len(articles) > 1:
        articles = [each for each in articles if title and _alike(each.get("headline"), title)]
    return articles[0] if articles else {}


def _alike(one: object, other: str) -> bool:
    first, second = (re.sub(r"\W+", "", str(each)).casefold() for each in (one or "", other))
    return bool(first) and (first in second or second in first)


def _marked_time(tree: Any) -> str:
    """Day of a ``<time>`` that is marked as the one of publication, by itself or its place."""
    days = []
    for time in tree.iter("time"):
        day = day_of(time.get("datetime") or _words(time))
        if not day:
            continue
        if time.get("pubdate") is not None or time.get("itemprop") == "datePublished":
            return day
        above = list(time.iterancestors())
        named = " ".join(
            f"{each.get('class') or ''} {each.get('id') or ''}" for each in (time, *above[:3])
        )
        heads = any(each.tag == "header" for each in above)
        if _PLAIN_TIME.search(named) or (heads and not any(each.tag == "nav" for each in above)):
            days.append(day)
    return days[0] if len(set(days)) == 1 else ""


def _address(tree: Any, said: dict[str, str]) -> str:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            address = str(link.get("href")).strip()
            break
    else:
        address = said.get("og:url", "")
    return address if re.match(r"https?://[^\s<>\"]+$", address) else ""


def _language(tree: Any, said: dict[str, str]) -> str:
    """Two or three letters of ISO 639."""
    root = tree.getroottree().getroot()
    for value in (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        said.get("content-language"),
        said.get("og:locale"),
    ):
        if match := re.match(r"([A-Za-z]{2,3})(?:[-_,;]|$)", (value or "").strip()):
            return match[1].lower()
    return ""


def _words(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
