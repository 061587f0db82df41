"""Ten thousand damaged texts: no traceback, no hang, and every quotation exact."""

from __future__ import annotations

import random
import time
import timeit
from functools import partial
from pathlib import Path

import pytest

from geomap import resources
from geomap.model import Article
from geomap.scoring.folders import cases as cases_of

COUNT = 10_000
TIMES_THE_USUAL = 20
"""How much longer than the median one a text of a few sentences may take, by the processor."""

ODD = (
    *("\x00", "\u202e", "\u00ad", "\ufeff", "\r", "\n\n", "\t", "’", "“", "—", "😀", "ə", "٣", "ﬁ"),
    *("{{", "%}", "</script>", "'s", "....", "%", "77%", "1993", "Nov.", "by", "not"),
)


def damaged(text: str, chance: random.Random) -> str:
    """Cut, doubled, shuffled or sprinkled with odd characters."""
    for _ in range(chance.randint(1, 6)):
        first, last = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        last = min(last, first + 60)
        match chance.randrange(5):
            case 0:
                text = text[:first] + text[last:]
            case 1:
                text = text[:last] + text[first:last] + text[last:]
            case 2:
                text = text[:first] + chance.choice(ODD) + text[first:]
            case 3:
                text = text[:first] + text[first:last][::-1] + text[last:]
            case _:
                text = text[:first] + text[first:last].swapcase() + text[last:]
        text = text or "x"
    return text


@pytest.mark.long
def test_damaged_texts(root: Path) -> None:
    chance = random.Random(2020)
    texts = [case.article.text for case in cases_of(root / "tests" / "cases")]
    pieces = [text[at : at + 240] for text in texts for at in range(0, len(text), 240)]
    reader = resources.reader("en")
    took: list[tuple[float, str]] = []
    found = 0
    for number in range(COUNT):
        text = damaged(chance.choice(pieces), chance)
        start = time.process_time()
        reading = reader.read(Article(id=str(number), name="damaged.txt", text=text))
        took.append((time.process_time() - start, text))
        found += len(reading.claims)
        for claim in reading.claims:
            assert text[claim.start : claim.end] == claim.evidence
            assert all(0 <= first <= last <= len(text) for first, last in claim.spans.values())
        for mention in reading.mentions:
            assert text[mention.start : mention.end] == mention.text
    took.sort()
    usual = took[COUNT // 2][0]
    for _, text in took[-10:]:  # the first of all loads what others find loaded
        slow = Article(id="slow", name="damaged.txt", text=text)
        again = timeit.repeat(partial(reader.read, slow), timer=time.process_time, number=1)
        assert min(again) < TIMES_THE_USUAL * usual, text
    assert found > COUNT // 20, "the damage must leave something to read"
