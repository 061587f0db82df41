"""A parse is a tree, whatever the parser says of each word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.model import Reading
from geomap.pipeline import read
from geomap.text.articles import article_of
from geomap.text.syntax.parse import Word, tree_of


@given(st.data())
def test_no_word_hangs_on_itself_by_way_of_others(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 8))
    heads = data.draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size))
    relations = st.sampled_from(["oblique", "case", "agent", "object", "conjunct"])
    words = [
        Word(index, index, index + 1, "x", "x", "NOUN", "", data.draw(relations), head)
        for index, head in enumerate(heads)
    ]
    tree = tree_of(words, 0, size, "x" * size, 0)
    for word in tree.words:
        path = [word]
        while (head := tree.head(path[-1])) is not None:
            assert len(path) < size
            path.append(head)
    roots = [word for word in tree.words if tree.head(word) is None]
    assert sorted(w.index for root in roots for w in tree.subtree(root)) == list(range(size))


@pytest.mark.parametrize(
    "sentence",
    [
        "Киеву тоже грозили, но целью ударов 2022 года было устрашить, а не взять.",
        "К маю 2015 года повстанцы удерживали Идлиб, но их первая и вторая бригады были измотаны,"
        " а в тылу шло восстание на Верхнем Ниле.",
        "Dudaković's 5tković's 5th Corps swept south from Bihać.",
    ],
)
def test_sentences_that_the_parser_knots_or_splits_are_read(sentence: str) -> None:
    assert isinstance(read(article_of(sentence, "a.txt")), Reading)
