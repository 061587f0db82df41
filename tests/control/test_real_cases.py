"""The rules on claims that a careful reader found in real texts (../shared/cases)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geomap.control.rules import Rules
from geomap.control.timeline import state_on, timeline
from geomap.model import Article, Claim, Located, Place, Timeline
from geomap.model.edtf import parse_edtf

Conclude = Callable[..., Timeline]
SEVEN = ("agdam", "fuzuli", "jabrayil", "kalbajar", "lachin", "qubadli", "zangilan")


def located(event: dict[str, Any], article: str, expand: dict[str, tuple[str, ...]]) -> Located:
    """A gold event, located by its own fields: a district where it says so, else a point."""
    name = event["canonical"] or event["place"]
    unit = (event["district"] or "").casefold() or None
    whole = "District" in name
    optional = {
        "announced": parse_edtf(event["announced"]).earliest if "announced" in event else None,
        "new_date": parse_edtf(event["new_date"]) if "new_date" in event else None,
    }
    same = ("id", "change", "from_actor", "to_actor", "status", "claimed_by", "evidence")
    claim = Claim(
        article=article,
        place=event["place"],
        canonical=event["canonical"],
        trigger="",
        date=parse_edtf(event["date"]),
        share=event.get("share"),
        extent=event.get("extent"),
        start=event["start"],
        end=event["end"],
        **{key: event[key] for key in same},
        **optional,
    )
    members = expand.get(name, ())
    place = Place(
        id=f"unit:{unit}" if whole else f"name:{name}",
        name=name,
        lon=0.5,
        lat=0.5,
        level="named_region" if members else "district" if whole else "settlement",
    )
    return Located(claim=claim, place=place, district_id=unit, members=members)


@pytest.fixture
def conclude(shared: Path) -> Conclude:
    def tell(slug: str, known: str | None = None, **expand: tuple[str, ...]) -> Timeline:
        gold = json.loads((shared / "cases" / f"{slug}.gold.json").read_text("utf-8"))
        day = gold.get("doc_date")
        published = date.fromisoformat(day) if day else None
        article = Article(id=slug, name=slug, text="", published=published)
        names = {key.replace("_", " "): members for key, members in expand.items()}
        claims = [located(event, slug, names) for event in gold["events"]]
        known_on = date.fromisoformat(known) if known else None
        told = timeline(claims, Rules.load(), known_on, {slug: article})
        assert known or not told.unplaced
        return told

    return tell


def held(told: Timeline, place: str, day: str) -> list[tuple[str | None, str, float | None]]:
    spells = state_on(told, date.fromisoformat(day)).get(place, [])
    return [(s.controller, s.status, s.share) for s in spells]


def test_handovers_of_november_2020(conclude: Conclude) -> None:
    told = conclude("00_seed_aghdam", seven_adjacent_regions=SEVEN)
    assert held(told, "unit:agdam", "2020-11-20") == [("Azerbaijan", "happened", None)]
    assert held(told, "unit:agdam", "1994-01-01") == [("Armenian forces", "happened", 0.77)]
    inferred = {s.place_id for s in told.spells if s.inferred and s.start == date(1991, 1, 1)}
    assert inferred == {f"unit:{unit}" for unit in SEVEN}
    chains = {
        chain.place_id: [(step.status, step.date.edtf, step.derived) for step in chain.steps]
        for chain in told.chains
    }
    assert chains["unit:kalbajar"] == [
        ("planned", "2020-11-15", True),
        ("postponed", "2020-11-15", False),
        ("planned", "2020-11-25", False),
    ]
    assert [(status, derived) for status, _, derived in chains["unit:lachin"]] == [
        ("planned", False)
    ]
    assert chains["unit:agdam"] == [("done", "2020-11-20", False)]
    assert [("ceasefire", "2020-11-10", False)] in chains.values()
    assert [clash.claims for clash in told.contradictions] == [
        ("00-06", "00-04"),
        ("00-09", "00-03"),
    ]


def test_a_town_as_known_day_by_day(conclude: Conclude) -> None:
    slug, town = "28_karabakh2020_shusha_claims", "name:Shusha"
    early = conclude(slug, "2020-11-08")
    assert held(early, town, "2020-11-08") == [("Azerbaijan", "claimed", None)]
    assert any("denied" in clash.why for clash in early.contradictions)
    late = conclude(slug, "2020-11-10")
    assert held(late, town, "2020-11-08") == [("Azerbaijan", "happened", None)]
    (spell,) = state_on(late, date(2020, 11, 8))[town]
    assert spell.start == date(2020, 11, 7)


def test_shares_of_a_neighbourhood(conclude: Conclude) -> None:
    told = conclude("16_syria2018_al_qadam_shares")
    shares = {
        day: {who: share for who, _, share in held(told, "name:al-Qadam", day) if share}
        for day in ("2018-03-12", "2018-03-15", "2018-03-20")
    }
    assert shares["2018-03-12"]["ISIL"] == 0.25
    assert shares["2018-03-15"] == {"Syrian government": 0.7, "ISIL": 0.3}
    assert shares["2018-03-20"] == {"ISIL": 0.9}


def test_contradictions_in_one_text(conclude: Conclude) -> None:
    told = conclude("02_karabakh2020_hadrut")
    reasons = [clash.why for clash in told.contradictions]
    assert len(reasons) == 2
    assert any("contested" in why for why in reasons)
    assert any("denied by Arayik Harutyunyan" in why for why in reasons)
