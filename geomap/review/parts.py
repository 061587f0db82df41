"""The text of an article, cut where the words of a claim begin and end."""

from __future__ import annotations

from itertools import pairwise

from geomap.model import Article, Claim


def parts_of(article: Article, claim: Claim) -> list[dict[str, str]]:
    """Cut the text of an article into parts that are marked alike.

    Offsets count characters, and a browser counts otherwise: so it is given the parts themselves.

    Returns
    -------
    list of dict
        ``text``, and as ``role`` the empty text, "sentence", "word" (of place, date or trigger) or
        "also" (another sentence that says it). Together they are the text below its header.

    Examples
    --------
    >>> article = Article(id="a", name="a", text="So. Reds took Ay. End.")
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               status="happened", evidence="Reds took Ay.", start=4, end=17,
    ...               spans={"place": (14, 16)})
    >>> [(part["text"], part["role"]) for part in parts_of(article, claim)][:3]
    [('So. ', ''), ('Reds took ', 'sentence'), ('Ay', 'word')]
    """
    spans = [(quote.start, quote.end, "also") for quote in claim.also]
    spans.append((claim.start, claim.end, "sentence"))
    spans += [(start, end, "word") for start, end in claim.spans.values()]
    edges = {article.body, len(article.text)}
    for start, end, _ in spans:
        edges |= {max(start, article.body), max(end, article.body)}
    cuts = sorted(edges)
    parts = []
    for start, end in pairwise(cuts):
        roles = [role for first, last, role in spans if first <= start and end <= last]
        parts.append({"text": article.text[start:end], "role": roles[-1] if roles else ""})
    return parts
