"""What the two samples, and the seed where it is there, must yield: the facts, whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import geomap
from geomap.model import Article, Located, Place, Timeline
from geomap.pipeline import Result


@pytest.fixture(scope="module")
def karabakh(root: Path) -> Result:
    return geomap.run(root / "data" / "karabakh-handovers-2020.txt")


@pytest.fixture(scope="module")
def lysychansk(root: Path) -> Result:
    return geomap.run(root / "data" / "lysychansk-2022.txt")


@pytest.fixture(scope="module")
def seed(shared: Path) -> Result:
    return geomap.run(shared / "cases" / "00_seed_aghdam.txt")


def told(result: Result) -> set[tuple[str | None, ...]]:
    """Place, change, taker, date and status of every claim."""
    return {
        (
            located.place.id if isinstance(located.place, Place) else None,
            located.claim.change,
            located.claim.to_actor,
            located.claim.date.edtf,
            located.claim.status,
        )
        for located in result.located
    }


def steps(timeline: Timeline, place_id: str) -> list[tuple[str, str | None, bool]]:
    """Status, date and whether derived, of the steps of the only chain of a place."""
    (chain,) = [each for each in timeline.chains if each.place_id == place_id]
    return [(step.status, step.date.edtf, step.derived) for step in chain.steps]


def sentence(result: Result, change: str, place: str) -> Located:
    found = [
        located
        for located in result.located
        if located.claim.change == change and located.claim.place == place
    ]
    assert len(found) == 1, [located.claim.evidence for located in found]
    return found[0]


def test_every_quotation_is_exact(karabakh: Result, lysychansk: Result) -> None:
    for result in (karabakh, lysychansk):
        for located in result.located:
            claim = located.claim
            text = result.articles[claim.article].text
            assert text[claim.start : claim.end] == claim.evidence
            for quote in claim.also:
                assert text[quote.start : quote.end] == quote.evidence
            for start, end in claim.spans.values():
                assert claim.start <= start < end <= claim.end


def test_karabakh_sample(karabakh: Result) -> None:
    assert told(karabakh) >= {
        ("unit:AZ-AGM", "entered", "Azerbaijan", "2020-11-20", "claimed"),
        ("unit:AZ-AGM", "captured", "Armenian forces", "1993", "happened"),
        ("unit:AZ-KAL", "planned_handover", "Azerbaijan", "2020-11-25", "planned"),
        ("unit:AZ-LAC", "planned_handover", "Azerbaijan", "../2020-12-01", "planned"),
        ("unit:AZ-KAL", "postponed", "Azerbaijan", "2020-11-15", "postponed"),
        ("region:nagorno-karabakh", "captured", "Armenian forces", "1991", "happened"),
        ("region:seven-adjacent-districts", "captured", "Armenian forces", "1991", "happened"),
        ("region:nagorno-karabakh", "ceasefire", None, "2020-11-10", "happened"),
    }
    assert {located.claim.share for located in karabakh.located} == {None, 0.77}
    assert steps(karabakh.timeline, "unit:AZ-KAL") == [
        ("planned", "2020-11-15", True),
        ("postponed", "2020-11-15", False),
        ("planned", "2020-11-25", False),
    ]
    assert steps(karabakh.timeline, "unit:AZ-LAC") == [("planned", "../2020-12-01", False)]


def test_lysychansk_sample(lysychansk: Result) -> None:
    assert told(lysychansk) >= {
        ("geonames:702972", "captured", "Russia", "2022-07-03", "claimed"),
        ("geonames:702972", "captured", "Russia", "2022-07-03", "denied"),
        ("geonames:691999", "captured", "Russia", "2022-06-01", "claimed"),
        ("unit:UA-09", "captured", "separatists", "2022-02", "happened"),
    }
    shares = {located.claim.place: located.claim.share for located in lysychansk.located}
    assert shares["Sievierodonetsk"] == 0.8
    assert shares["the region"] == 0.4
    assert any("denied" in each.why for each in lysychansk.timeline.contradictions)


def test_seed_facts(seed: Result) -> None:
    assert told(seed) >= {
        ("unit:AZ-KAL", "planned_handover", "Azerbaijan", "2020-11-25", "planned"),
        ("unit:AZ-LAC", "planned_handover", "Azerbaijan", "../2020-12-01", "planned"),
        ("unit:AZ-KAL", "postponed", "Azerbaijan", "2020-11-15", "postponed"),
        ("unit:AZ-AGM", "captured", "Armenian forces", "1993", "happened"),
        ("region:nagorno-karabakh", "captured", "Armenian forces", "1991", "happened"),
        ("region:seven-adjacent-districts", "captured", "Armenian forces", "1991", "happened"),
        ("region:nagorno-karabakh", "ceasefire", None, "2020-11-10", "happened"),
    }
    assert sentence(seed, "captured", "the district").claim.share == 0.77
    assert sentence(seed, "postponed", "Kalbajar").claim.new_date.edtf == "2020-11-22"


def test_seed_is_one_chain_and_its_contradiction_is_flagged(seed: Result) -> None:
    assert steps(seed.timeline, "unit:AZ-KAL") == [
        ("planned", "2020-11-15", True),
        ("postponed", "2020-11-15", False),
        ("planned", "2020-11-25", False),
    ]
    postponed = sentence(seed, "postponed", "Kalbajar").claim
    planned = sentence(seed, "planned_handover", "Kalbajar").claim
    pairs = [set(each.claims) for each in seed.timeline.contradictions]
    assert {postponed.id, planned.id} in pairs
    assert "one week" in postponed.evidence
    assert "Nov. 25" in planned.evidence


def test_seed_colours_the_right_polygons(seed: Result) -> None:
    spells = [each for each in seed.timeline.spells if each.status != "planned"]
    done = [each for each in spells if each.controller == "Azerbaijan"]
    assert {each.district_id for each in done} == {"AZ-AGM"}
    assert str(done[0].start) == "2020-11-20"
    inferred = {each.district_id for each in spells if each.inferred}
    seven = {"AZ-AGM", "AZ-FUZ", "AZ-CAB", "AZ-ZAN", "AZ-QBI", "AZ-LAC", "AZ-KAL"}
    assert seven <= inferred
    assert "AZ-LAN" not in {each.district_id for each in spells}


def test_seed_invents_nothing(seed: Result, shared: Path) -> None:
    (reading,) = seed.readings
    refused = " ".join(each.evidence for each in reading.not_claims)
    assert "286 settlements" in refused
    claimed = " ".join(claim.evidence for claim in reading.claims)
    for line in (shared / "cases" / "negatives.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["doc"] == "00_seed_aghdam":
            assert row["sentence"] not in claimed


def test_seed_mentions(seed: Result, shared: Path) -> None:
    gold = json.loads((shared / "cases" / "00_seed_aghdam.mentions.json").read_text("utf-8"))
    (reading,) = seed.readings
    found = {(each.start, each.end): each for each in reading.mentions}
    missed = [
        each["text"] for each in gold["toponyms"] if (each["start"], each["end"]) not in found
    ]
    assert missed == []
    for each in gold["times"]:
        mention = found[each["start"], each["end"]]
        assert mention.kind == each["kind"]
        assert mention.value == each["value"]


def test_a_relative_date_without_a_day_of_publication_is_undated_and_listed() -> None:
    text = "Ukrainian forces captured Izium on Friday."
    article = Article(id="a", name="a.txt", text=text)
    result = geomap.run(article)
    assert [claim.date.known for claim in result.readings[0].claims] == [False]
    assert len(result.timeline.unplaced) == 1
    assert result.timeline.spells == ()
