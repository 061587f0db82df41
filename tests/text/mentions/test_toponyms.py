"""Toponyms of running text: inside other names, whole, and told from surnames by the article."""

from __future__ import annotations

import pytest

from geomap.model import Article
from geomap.text.language import load_language
from geomap.text.reader import Reader

KNOWN = {
    "country": {"Iraq", "Georgia"},
    "region": {"West Virginia", "Virginia", "Texas", "Kansas", "Kan"},
    "district": {"Walker County", "Laurel County"},
    "settlement": {"Bosworth", "Mansfield", "Laurel", "Walker", "Rochester", "Huntsville", "Can"},
}


class Towns:
    """A lexicon of a few towns and counties."""

    def kinds(self, name: str) -> frozenset[str]:
        return frozenset(kind for kind, known in KNOWN.items() if name.title().rstrip(".") in known)

    def countries(self, name: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()


READER = Reader(load_language("en"), Towns())


def toponyms(text: str) -> list[str]:
    found = READER.toponyms(Article(id="a", name="a.txt", text=text))
    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    return [each.text for each in found]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("She studied at the University of Rochester.", ["Rochester"]),
        ("The barbecue is held at the Walker County Fairgrounds.", ["Walker County"]),
        ("Laurel County PRIDE organised the cleanup.", ["Laurel County"]),
        ("The road crosses North Texas.", ["Texas"]),
        ("He lives in West Virginia.", ["West Virginia"]),
        ("He was from Wichita, Kan., and drove.", ["Wichita", "Kan."]),
        ("Crews closed Cedar Street.", ["Cedar Street"]),
        ("Shells hit the village of Qoldere.", ["Qoldere"]),
    ],
)
def test_places_inside_and_around_other_names(text: str, places: list[str]) -> None:
    assert toponyms(text) == places


def test_a_surname_of_the_article_is_no_town_in_it() -> None:
    text = "John Bosworth lives in Huntsville. Police met Bosworth at home. Bosworth said nothing."
    assert toponyms(text) == ["Huntsville"]


def test_a_town_of_the_article_is_a_town_in_every_sentence() -> None:
    text = "Two men were arrested in Mansfield on Friday. What Mansfield is doing is odd."
    assert toponyms(text) == ["Mansfield", "Mansfield"]
    assert toponyms("MANSFIELD - A shop in Mansfield burned.") == ["MANSFIELD", "Mansfield"]


def test_a_country_may_speak_and_is_no_person_for_it() -> None:
    assert toponyms("Georgia said that it had left. Iraq told others so.") == ["Georgia", "Iraq"]


def test_the_capital_that_opens_a_sentence_makes_no_name() -> None:
    assert toponyms("Can you imagine that? Can we go?") == []


def test_the_name_of_a_people_is_no_toponym() -> None:
    assert toponyms("Georgian and American officials met the Iraqis.") == []
