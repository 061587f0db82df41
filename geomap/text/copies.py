"""Near-duplicate articles: what an agency sent and ten papers printed is one source.

Articles whose words run alike are found by MinHash and locality-sensitive hashing, and every pair
so found is then compared word for word, so that chance adds none. `benchmarks/copies.py` measures
what the threshold misses and what it joins wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from geomap.model import Article

if TYPE_CHECKING:
    from numpy import uint64
    from numpy.typing import NDArray

    Shingles = NDArray[uint64]

WORDS = 5
"""Words of a shingle."""
ALIKE = 0.4
"""Share of the shingles of two texts that both have, from which one is a copy of the other."""
LEAST = 15
"""Shingles that both must have, unless the texts are the same: a short sentence proves nothing."""

# Two rows a band: of 70,000 pairs that are just alike enough, one is missed.
_PERMUTATIONS, _BANDS, _SEED = 128, 64, 20201120
_UNLIKELY = ALIKE / 2
"""Estimate of that share below which a pair is not compared; the estimate is good to .04."""

# In a writing without spaces, every sign counts as a word.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|\w+")


def copies_of(articles: Iterable[Article]) -> dict[str, str]:
    """Original of each article that was copied or is a copy.

    Copies of copies are copies, and the order of the articles has no influence. Texts are not
    kept: an article takes some 12 kB.

    Returns
    -------
    dict
        By the ids of all articles that have copies or are such: the id of the one among them that
        was published first.

    Examples
    --------
    >>> told = ("Government troops entered Belmira at dawn on Tuesday after rebels had slipped "
    ...         "away under cover of darkness, ending a siege of nearly four months, he said.")
    >>> paper = Article(id="a", name="a", text=f"{told} Rain fell.", published=date(2020, 5, 2))
    >>> agency = Article(id="b", name="b", text=told, published=date(2020, 5, 1))
    >>> other = Article(id="c", name="c", text="Rain fell on Belmira after dawn.")
    >>> copies_of([paper, agency, other])
    {'a': 'b', 'b': 'b'}
    """
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(ALIKE, _PERMUTATIONS, _BANDS)
    seen: list[tuple[Any, Shingles]] = []
    keys: list[tuple[date, str]] = []
    groups = _Groups()
    for article in articles:
        if not (runs := _runs(article)):
            continue
        sketch = RMinHash(_PERMUTATIONS, _SEED)
        sketch.update(runs)
        hashes = _hashes(runs)
        number = len(seen)
        for earlier in sorted(index.query(sketch)):
            if groups.first(earlier) == groups.first(number):
                continue
            its_sketch, its_hashes = seen[earlier]
            if sketch.jaccard(its_sketch) >= _UNLIKELY:
                if _likeness(hashes, its_hashes) >= ALIKE:
                    groups.join(earlier, number)
        index.insert(number, sketch)
        seen.append((sketch, hashes))
        keys.append((article.published or date.max, article.id))
    found = {
        keys[number][1]: min(keys[each] for each in group)[1]
        for group in groups.all()
        for number in group
    }
    return dict(sorted(found.items()))


def likeness(one: Article, other: Article) -> float:
    """Share of the shingles of two articles that both have (Jaccard), 0 where these are too few.

    Examples
    --------
    >>> night, dawn = (Article(id=text, name="", text=text) for text in
    ...                ("They left the town at night.", "They left the town at dawn."))
    >>> likeness(night, dawn), likeness(night, night)
    (0.0, 1.0)
    """
    return _likeness(_hashes(_runs(one)), _hashes(_runs(other)))


def _runs(article: Article) -> list[str]:
    """Shingles of an article: the runs of words in its body."""
    words = _WORD.findall(article.text[article.body :].casefold())
    last = max(len(words) - WORDS, 0)
    return sorted({" ".join(words[at : at + WORDS]) for at in range(last + 1)} - {""})


def _hashes(runs: Iterable[str]) -> Shingles:
    import numpy as np

    digests = b"".join(blake2b(run.encode(), digest_size=8).digest() for run in runs)
    return np.unique(np.frombuffer(digests, dtype=np.uint64))


def _likeness(one: Shingles, other: Shingles) -> float:
    import numpy as np

    both = len(np.intersect1d(one, other, assume_unique=True))
    every = len(one) + len(other) - both
    return both / every if both >= LEAST or both == every else 0.0


class _Groups:
    """Numbers that were joined with one another, directly or over others."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def first(self, number: int) -> int:
        """Least number of a group; who was never joined is a group of one."""
        while (above := self._above.get(number, number)) != number:
            self._above[number] = number = self._above.get(above, above)
        return number

    def join(self, one: int, other: int) -> None:
        """Make two groups one."""
        least, most = sorted((self.first(one), self.first(other)))
        self._above[most] = least
        self._above.setdefault(least, least)

    def all(self) -> Iterable[list[int]]:
        """Groups of two or more."""
        found: dict[int, list[int]] = {}
        for number in sorted(self._above):
            found.setdefault(self.first(number), []).append(number)
        return found.values()
