"""Whose border: one set of claims gives two maps, and the page says from which point of view."""

from __future__ import annotations

import pytest

import geomap
from geomap.model import Place
from geomap.options import Options
from geomap.pipeline import Result
from geomap.text.articles import article_of
from geomap.views.page.payload import payload_of

TEXT = """published: 2022-03-01

Russian forces captured Crimea on 27 February 2014. Russian troops entered Simferopol that day.

Turkish forces captured Northern Cyprus on 16 August 1974.

Rebels captured Somaliland on 18 May 1991.
"""
UNITS = {"Crimea": "UA-43", "Simferopol": "UA-43", "Northern Cyprus": "CYN-00",
         "Somaliland": "SOL-00"}  # fmt: skip


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    article = article_of(TEXT, "borders.txt")
    return {
        view: geomap.run(article, Options(view=view))  # type: ignore[arg-type]
        for view in ("de_jure", "de_facto")
    }


def test_the_view_changes_the_country_and_nothing_else(results: dict[str, Result]) -> None:
    seen = {}
    for view, result in results.items():
        assert {each.claim.place: each.district_id for each in result.located} == UNITS
        seen[view] = [
            (each.claim.id, each.place.id, each.place.lon, each.place.lat, each.precision)
            for each in result.located
            if isinstance(each.place, Place)
        ]
    assert seen["de_jure"] == seen["de_facto"]
    countries = {
        view: {each.claim.place: each.country for each in result.located}
        for view, result in results.items()
    }
    assert countries["de_jure"] == {"Crimea": "UA", "Simferopol": "UA", "Northern Cyprus": "CY",
                                    "Somaliland": "SO"}  # fmt: skip
    assert countries["de_facto"] == {"Crimea": "RU", "Simferopol": "RU", "Northern Cyprus": "XC",
                                     "Somaliland": "XS"}  # fmt: skip


def test_two_maps_that_name_their_view(results: dict[str, Result]) -> None:
    maps = {
        view: geomap.map(result, Options(view=view))  # type: ignore[arg-type]
        for view, result in results.items()
    }
    assert maps["de_jure"].html() != maps["de_facto"].html()
    # What a page says of its boundaries; that of so large a map is deflated.
    pages = {view: dict(payload_of(one.drawing))["boundaries"] for view, one in maps.items()}
    assert "point of view: de jure (internationally recognised)" in pages["de_jure"]
    assert "point of view: de facto" in pages["de_facto"]
    assert "point of view: de jure" not in pages["de_facto"]


def test_spells_have_the_same_holders_in_both(results: dict[str, Result]) -> None:
    held = [
        [(spell.place_id, spell.controller, spell.start) for spell in result.timeline.spells]
        for result in results.values()
    ]
    assert held[0] == held[1]
    assert held[0]
