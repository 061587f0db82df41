"""What a decision is about, found again: a claim by its sentence, a sentence by its likeness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from geomap.control.corrections.decisions import Correction, Target
from geomap.model import Article, Claim

_SIMILAR = 85.0  # rapidfuzz ratio, 0 to 100: below it two sentences are not one edited
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+")


def by_sentence(claims: Sequence[Claim], wanted: Correction | Target) -> Sequence[Claim]:
    """Claims on the very sentence that is quoted, or else on the one most like it."""
    exact = [each for each in claims if each.evidence == wanted.quote]
    if exact or not claims:
        return exact
    from rapidfuzz import fuzz

    likeness = [fuzz.ratio(each.evidence, wanted.quote) for each in claims]
    best = max(likeness)
    return [
        each
        for each, score in zip(claims, likeness, strict=True)
        if best >= _SIMILAR and score == best
    ]


def same_place(claim: Claim, wanted: Correction | Target) -> bool:
    """Whether a claim is about the place that is told, if one is."""
    return wanted.place in (None, claim.place, claim.canonical)


def searched(correction: Correction, articles: Mapping[str, Article]) -> list[Article]:
    """Articles in which a quotation is looked for: its own, or all when that is gone."""
    own = articles.get(correction.article)
    return [own] if own else [articles[key] for key in sorted(articles)]


def span_of(quote: str, article: Article) -> tuple[int, int] | None:
    """Where an article has a sentence, or the one most like it."""
    start = article.text.find(quote, article.body)
    if start >= 0:
        return start, start + len(quote)
    found = _most_similar(quote, article)
    return found[1] if found is not None and found[0] >= _SIMILAR else None


def _most_similar(quote: str, article: Article) -> tuple[float, tuple[int, int]] | None:
    from rapidfuzz import fuzz

    spans = _sentences(article)
    scored = ((fuzz.ratio(article.text[slice(*span)], quote), span) for span in spans)
    return max(scored, key=lambda one: (one[0], -one[1][0]), default=None)


def _sentences(article: Article) -> list[tuple[int, int]]:
    """Rough sentences: enough to find one again, not to read it."""
    ends = [found.end() for found in _SENTENCE_END.finditer(article.text, article.body)]
    spans = []
    for start, end in zip([article.body, *ends], [*ends, len(article.text)], strict=True):
        text = article.text[start:end]
        if text.strip():
            start += len(text) - len(text.lstrip())
            spans.append((start, start + len(text.strip())))
    return spans


def nearest(correction: Correction, articles: Mapping[str, Article]) -> str | None:
    """Sentence that is most like the one quoted, however unlike."""
    best: tuple[float, str] | None = None
    for article in searched(correction, articles):
        found = _most_similar(correction.quote, article)
        if found is not None and (best is None or found[0] > best[0]):
            best = (found[0], article.text[slice(*found[1])])
    return best[1] if best else None
