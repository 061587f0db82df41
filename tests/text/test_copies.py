"""Copies of an article are found, and other articles on the same event are not taken for copies."""

from __future__ import annotations

import random
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.model import Article
from geomap.text.copies import ALIKE, copies_of, likeness

PLACES = ("Mosul", "Raqqa", "Sinjar", "Kobane", "Aleppo", "Homs", "Idlib", "Hama", "Palmyra")


def article(name: str, text: str, **fields: Any) -> Article:
    return Article(id=name, name=name, text=text, **fields)


def groups(found: dict[str, str]) -> set[frozenset[str]]:
    by_original: dict[str, set[str]] = {}
    for each, original in found.items():
        by_original.setdefault(original, set()).add(each)
    return {frozenset(group) for group in by_original.values()}


@pytest.fixture(scope="module")
def syndicated(copying: ModuleType) -> list[Article]:
    """Nine reports of three events, each in ten copies edited in one to three ways."""
    chance = random.Random("copies")
    return [
        article(f"{event}.{desk}.{copy}", copying.copy_of(text, chance, copy % 4))
        for event, reports in enumerate(copying.events())
        for desk, text in enumerate(reports)
        for copy in range(10)
    ]


def test_ten_copies_are_one_source_and_other_desks_are_others(syndicated: list[Article]) -> None:
    found = groups(copies_of(syndicated))
    reports = {each.id.rpartition(".")[0] for each in syndicated}
    assert found == {frozenset(f"{report}.{copy}" for copy in range(10)) for report in reports}


def test_daily_bulletins_are_no_copies_of_each_other(copying: ModuleType) -> None:
    chance = random.Random("bulletins")
    days = [article(str(day), copying.bulletin(chance, PLACES)) for day in range(60)]
    assert copies_of(days) == {}


def test_short_news_that_differ_in_the_place_are_no_copies() -> None:
    said = "Government forces took {} on Monday, a spokesman said, after three days of fighting."
    short = [article(place, said.format(place)) for place in PLACES]
    assert copies_of(short) == {}
    assert copies_of([*short, article("again", said.format("Raqqa"))]) == {
        "Raqqa": "Raqqa", "again": "Raqqa",
    }  # fmt: skip


@settings(max_examples=20)
@given(order=st.randoms(use_true_random=False))
def test_the_order_of_articles_leaves_no_trace(
    syndicated: list[Article], order: random.Random
) -> None:
    shuffled = list(syndicated)
    order.shuffle(shuffled)
    assert copies_of(shuffled) == copies_of(syndicated)


def test_the_first_published_is_the_original(copying: ModuleType) -> None:
    text = copying.events()[0][0]
    day = date(2020, 5, 9)
    copies = [article(f"{number}", text, published=day - timedelta(number)) for number in range(4)]
    assert set(copies_of([*copies, article("undated", text)]).values()) == {"3"}


def test_a_chain_of_edits_stays_with_its_original(copying: ModuleType) -> None:
    """Two copies that were cut at different ends are joined by what both were cut from."""
    paragraphs = copying.events()[0][0].split("\n\n")
    first, whole, last = (
        article(name, "\n\n".join(part))
        for name, part in (("1", paragraphs[:3]), ("2", paragraphs), ("3", paragraphs[2:]))
    )
    assert likeness(first, last) < ALIKE
    assert copies_of([first, last]) == {}
    assert groups(copies_of([first, whole, last])) == {frozenset("123")}


def test_a_title_or_header_makes_no_copy(copying: ModuleType) -> None:
    header = "title: The same headline of many words on both of them, and a long one too\n\n"
    one, other = (
        article(text[:9], header + text, body=len(header)) for text in copying.events()[0][:2]
    )
    assert copies_of([one, other]) == {}


def test_writing_without_spaces_has_copies_too() -> None:
    text = "政府军星期二凌晨进入贝尔米拉，叛军已在夜色掩护下撤离，结束了持续近四个月的围困。"
    other = "经过一百一十八天，贝尔米拉的居民终于度过了没有炮击的一夜，醒来时发现围城者已经消失。"
    found = copies_of([article("1", text), article("2", text + "记者报道。"), article("3", other)])
    assert groups(found) == {frozenset("12")}
