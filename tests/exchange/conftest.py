"""Results as hostile as articles can make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import strategies as st

from geomap import pipeline
from geomap.model import (
    UNDATED,
    Article,
    Attempt,
    Change,
    Claim,
    DateType,
    Located,
    Mention,
    NotClaim,
    Place,
    Quote,
    Reading,
    Status,
    Unlocated,
    When,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "]]></value>&amp;&#0;",
    '"; DROP TABLE claims; --',
    '=HYPERLINK("http://x")',
    "'=1+1",
    "''@x",
    "-1",
    "\tтаб\r\nline\rreturn\n",
    "\x01\x0b\x1f\x7f\u2028\ufffe\uffff",
    "سلام \u202e עברית 你好 \U0001f5fa",
    "{{ x }} {% y %} ${z} `w`",
    "null",
    "NaN",
    " ",
]


# A case counts copies of an article as one source: these are none.
TAILS = {
    "a": " one two three four five six seven eight nine ten eleven twelve",
    "b": " alpha beta gamma delta epsilon zeta eta theta iota kappa lambda my",
}


def text(*, least: int = 1) -> st.SearchStrategy[str]:
    """Any text that a file can hold, but NUL, which no database keeps."""
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    return st.sampled_from(HOSTILE) | st.text(letters, min_size=least, max_size=12)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


DAYS = st.integers(0, 400).map(lambda number: date(2020, 1, 1) + timedelta(days=number))


@st.composite
def whens(draw: st.DrawFn) -> When:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    kind = draw(st.sampled_from(["day", "range", "by", "from"]))
    return When(
        earliest=None if kind == "by" else first,
        latest=None if kind == "from" else first if kind == "day" else last,
        type=draw(st.sampled_from(get_args(DateType))),
        words=draw(text(least=0)),
        how=draw(text(least=0)),
    )


@st.composite
def places(draw: st.DrawFn) -> Place:
    number = draw(st.integers(1, 3))
    return Place(
        id=f"geonames:{number}",
        name=draw(text()),
        lon=draw(st.floats(-180, 180)),
        lat=draw(st.floats(-90, 90)),
        level=draw(st.sampled_from(["settlement", "feature", "district"])),
        country=draw(maybe(st.just("AZ"))),
        admin1=draw(maybe(text())),
        population=draw(st.integers(0, 10**7)),
        district_ids=draw(st.sampled_from([(), ("AZ-AGM",)])),
        matched=draw(text(least=0)),
        source=draw(text(least=0)),
    )


@st.composite
def claims(draw: st.DrawFn, article: Article, key: str) -> Claim:
    start = draw(st.integers(0, len(article.text) - 1))
    end = draw(st.integers(start + 1, len(article.text)))
    also = [(0, 1)] if draw(st.booleans()) else []
    shares = st.sampled_from([0.25, 0.77, 1.0])
    return Claim(
        id=f"{article.id}-{key}",
        article=article.id,
        place=draw(maybe(text())),
        canonical=draw(maybe(text())),
        place_kind=draw(st.sampled_from([None, "settlement", "district"])),
        within=tuple(draw(st.lists(text(), max_size=2))),
        change=draw(st.sampled_from(get_args(Change))),
        trigger=draw(text(least=0)),
        from_actor=draw(maybe(text())),
        to_actor=draw(maybe(text())),
        date=draw(st.just(UNDATED) | whens()),
        announced=draw(maybe(DAYS)),
        status=draw(st.sampled_from(get_args(Status))),
        claimed_by=draw(maybe(text())),
        source=draw(maybe(text())),
        share=draw(maybe(shares)),
        extent=draw(maybe(text())),
        new_date=draw(maybe(whens())),
        evidence=article.text[start:end],
        start=start,
        end=end,
        also=tuple(Quote(start=a, end=b, evidence=article.text[a:b]) for a, b in also),
        spans=draw(st.sampled_from([{}, {"place": (start, end)}])),
        confidence=draw(st.floats(0, 1)),
        rule=draw(text(least=0)),
        inferred=draw(st.sampled_from([(), ("to_actor",)])),
    )


@st.composite
def located_claims(draw: st.DrawFn, article: Article, key: str) -> Located:
    place = draw(places() | text().map(lambda why: Unlocated(reason=why)))
    found = isinstance(place, Place)
    return Located(
        claim=draw(claims(article, key)),
        place=place,
        precision="point" if found else None,
        district_id=draw(maybe(st.just("AZ-AGM"))),
        district=draw(maybe(text())),
        admin1=draw(maybe(text())),
        country=draw(maybe(st.just("AZ"))),
        members=draw(st.sampled_from([(), ("AZ-LAC",)])) if found else (),
        anchors=tuple(draw(st.lists(places(), max_size=2))) if found else (),
        candidates=tuple(draw(st.lists(places(), max_size=1))),
        why=draw(text(least=0)),
    )


@st.composite
def results(draw: st.DrawFn) -> pipeline.Result:
    """One or two articles with claims, concluded from."""
    readings, located = [], []
    ids = st.just("geonames:1")
    for key in ("a", "b")[: draw(st.integers(1, 2))]:
        article = Article(
            id=key,
            name=draw(text()),
            text=draw(text()) + TAILS[key],
            published=draw(maybe(DAYS)),
            title=draw(maybe(text())),
            source=draw(maybe(text())),
            url=draw(maybe(text())),
            language=draw(maybe(st.just("en"))),
            licence=draw(maybe(text())),
        )
        own = [draw(located_claims(article, str(n))) for n in range(draw(st.integers(1, 3)))]
        own.sort(key=lambda each: (each.claim.start, each.claim.id))
        refused = NotClaim(start=0, end=1, evidence=article.text[:1], reason=draw(text()))
        mention = Mention(start=0, end=1, text=article.text[:1], kind="place")
        reading = Reading(
            article=article,
            claims=tuple(each.claim for each in own),
            not_claims=(refused,),
            mentions=(mention,),
            attempts=(Attempt(start=0, end=1, trigger=draw(text()), rule="en/x", reason="no"),),
            places=draw(st.just({}) | st.dictionaries(st.just(own[0].claim.id), ids | places())),
            tabular=draw(st.booleans()),
        )
        readings.append(reading)
        located += own
    return pipeline.concluded(readings, located)


@pytest.fixture(scope="session")
def told(sample: Any) -> pipeline.Result:
    """The article that ships, read, with the hostile texts in its metadata."""
    from geomap import api

    result = api.run(sample)
    readings = [
        replace(each, article=replace(each.article, source="".join(HOSTILE), licence="CC <0>"))
        for each in result.readings
    ]
    return pipeline.concluded(readings, result.located)
