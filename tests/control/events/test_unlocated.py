"""Places in no gazetteer: off the map, and not out of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from geomap.control.timeline import state_on
from geomap.model import Located, Unlocated


def nowhere(claim: Any, **where: Any) -> Located:
    return Located(claim=claim, place=Unlocated(reason="'Ay' is not in the gazetteer"), **where)


def test_a_name_in_no_gazetteer_has_a_state_and_no_point(make: Any) -> None:
    quarter = make.claim("Reds captured neighbourhood", share=0.25, canonical="Ay")
    told = make.timeline(nowhere(quarter, country="XX"))
    ((place, (spell,)),) = state_on(told, date(2020, 5, 1)).items()
    assert place == "name:XX/ay"
    assert (spell.place_name, spell.controller, spell.share) == ("Ay", "Reds", 0.25)
    assert (spell.lon, spell.lat) == (None, None)
    assert [one.reason for one in told.unplaced] == ["'Ay' is not in the gazetteer"]


def test_one_sentence_that_names_the_unit_says_it_for_the_article(make: Any) -> None:
    told = make.timeline(
        nowhere(make.claim("Reds captured Ay", "2020-05-01"), district_id="XX-1", district="One"),
        nowhere(make.claim("Blues captured Ay", "2020-06-01")),
    )
    assert {spell.place_id for spell in told.spells} == {"name:XX-1/ay"}
    assert [spell.controller for spell in told.spells] == ["Reds", "Blues"]


def test_homonyms_in_two_units_or_in_two_articles_stay_two(make: Any) -> None:
    one, other = make.claim("Reds captured Ay"), make.claim("Blues captured Ay")
    apart = make.timeline(nowhere(one, district_id="XX-1"), nowhere(other, district_id="XX-2"))
    assert {spell.place_id for spell in apart.spells} == {"name:XX-1/ay", "name:XX-2/ay"}
    strangers = make.timeline(nowhere(one), nowhere(replace(other, article="b")))
    assert {spell.place_id for spell in strangers.spells} == {"name:a/ay", "name:b/ay"}


def test_a_claim_without_any_name_has_no_state(make: Any) -> None:
    told = make.timeline(nowhere(make.claim("Reds captured Ay", place=None)))
    assert not told.spells
    assert len(told.unplaced) == 1


def test_a_named_village_never_fills_the_district_it_lies_in(make: Any) -> None:
    told = make.timeline(
        nowhere(make.claim("Reds captured Ay", place_kind="district"), district_id="XX-1")
    )
    assert [spell.level for spell in told.spells] == ["settlement"]
