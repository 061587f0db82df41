"""Articles to sentence trees: paragraphs are parsed apart, so that no sentence crosses one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from geomap.errors import RulesError
from geomap.model import Article, Sentence
from geomap.text.language import Language, load_model
from geomap.text.markup import without_markup
from geomap.text.syntax import natasha, spacy
from geomap.text.syntax.parse import Tree

_PARAGRAPH = re.compile(
    r"\S.*?(?=\n[ \t]*\n|\n[ \t]*[-–—•*·▪][ \t]+\S"
    r"|\n[^\n:.;,]{0,24}\d[^\n:.;,]{0,16}(?::|\s[–—])\s+\S|\Z)",
    re.DOTALL,
)
"""Up to a blank line, or to the next item of a list or of a chronicle ("4 May 2015: ...")."""
_BULLET = re.compile(r"[-–—•*·▪][ \t]+")
_HEADING = re.compile(r"[A-Z][^\n.!?;,]{1,38}\n(?=[A-Z])")
"""A short line without an end, above a line that begins anew."""
MAXIMUM_PARAGRAPH = 10_000
"""Characters of a paragraph parsed at once; a longer one is cut at a line, a full stop, a word."""
_AT_ONCE = 200_000
"""Characters that are handed to a model together: it holds the trees of all of them."""


def paragraphs(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Offsets of the paragraphs of a text, from ``start`` on.

    Examples
    --------
    >>> list(paragraphs("One. Two." + chr(10) * 2 + "Three."))
    [(0, 9), (11, 17)]
    """
    for match in _PARAGRAPH.finditer(text, start):
        first, last = match.span()
        while last - first > MAXIMUM_PARAGRAPH:
            window = text[first : first + MAXIMUM_PARAGRAPH]
            cut = max(window.rfind("\n"), window.rfind(". ") + 1, 0) or window.rfind(" ")
            cut = cut if cut > 0 else MAXIMUM_PARAGRAPH
            yield first, first + cut
            first += cut
        if text[first:last].strip():
            yield first, last


def _items(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Paragraphs without the marks of lists, and headings apart from what they stand above."""
    for first, last in spans:
        if mark := _BULLET.match(text, first, last):
            first = mark.end()
        if (heading := _HEADING.match(text, first, last)) and heading.end() < last:
            yield first, heading.end() - 1
            first = heading.end()
        yield first, last


_DATELINE = re.compile(
    r"(?P<here>[A-ZА-ЯЁ][A-ZА-ЯЁ'’.-]+(?: [A-ZА-ЯЁ][A-ZА-ЯЁ'’.-]+){0,3})"
    r"(?:[ ,/]+[A-ZА-ЯЁ][\w'’.-]+){0,4}"
    r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-ZА-ЯЁ]?[a-zа-яё]{2,8}\.?)(?:,? \d{4})?)?"
    r"\s*(?:\([A-Za-z /]{2,24}\)\s*)?(?:[-–—]+|:)\s"
)


def trees_of(article: Article, language: Language, *, datelines: bool = False) -> Iterator[Tree]:
    """Sentence trees of the body of an article, in order.

    A dateline ("KYIV (AP) -") is where an agency sits and no part of the sentence: it confuses
    parsers, and is left out unless ``datelines``.

    Raises
    ------
    RulesError
        If the language pack names a reader or labels that do not exist.
    DataError
        If no model of the language is installed.
    """
    about = language.pack["language"]
    labels = spacy.LABELS.get(about.get("labels", ""))
    if about["reader"] not in ("spacy", "slovnet") or (labels is None and "labels" in about):
        raise RulesError(f"language {language.code}: no reader {about['reader']!r}")
    spans = list(_items(article.text, paragraphs(article.text, article.body)))
    if not datelines:
        spans = [(_past_dateline(article.text, first, last), last) for first, last in spans]
    yield from _parsed(article, language, spans, labels or {})


def _parsed(
    article: Article, language: Language, spans: list[tuple[int, int]], labels: dict[str, str]
) -> Iterator[Tree]:
    """Sentence trees of some spans of an article."""
    about = language.pack["language"]
    text = without_markup(article.text)
    if about["reader"] == "slovnet":
        for tree in natasha.trees(spans, text, article.text, language.pack["grammar"]):
            for word in tree.words:
                word.roles = language.roles.get(word.lemma, frozenset())
            yield tree
        return
    model = load_model(tuple(about["models"]))
    roles = language.roles
    months = frozenset(word.lower() for word in language.pack["dates"]["months"])
    number = 0
    for some in _handfuls(spans):
        documents = model.pipe(text[first:last] for first, last in some)
        for (first, _), document in zip(some, documents, strict=True):
            yield from spacy.trees(document, first, article.text, number, labels, roles, months)
            number += 1


def _handfuls(spans: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """Spans in runs of so many characters as are parsed together, mostly all."""
    begin = 0
    for number, (_, last) in enumerate(spans):
        if last - spans[begin][0] >= _AT_ONCE or number + 1 == len(spans):
            yield spans[begin : number + 1]
            begin = number + 1


def datelines(article: Article) -> dict[int, str]:
    """Where the paragraphs of an article were written, by their number, as its datelines say.

    Examples
    --------
    >>> from geomap.text.articles import article_of
    >>> datelines(article_of("ZAMBOANGA CITY, Philippines, Sept. 18, 2013 — Rebels left.", "a"))
    {0: 'Zamboanga City'}
    """
    spans = _items(article.text, paragraphs(article.text, article.body))
    found = ((number, _DATELINE.match(article.text, *span)) for number, span in enumerate(spans))
    return {number: match["here"].title() for number, match in found if match}


def _past_dateline(text: str, first: int, last: int) -> int:
    match = _DATELINE.match(text, first, last)
    return match.end() if match and match.end() < last else first


def sentences(article: Article, language: Language) -> list[Sentence]:
    """Sentences of an article with exact offsets."""
    return [
        Sentence(start=tree.start, end=tree.end, text=tree.text, paragraph=tree.paragraph)
        for tree in trees_of(article, language)
    ]
