"""Decisions outlive a run, an edited article and new ids, or are reported as orphaned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geomap.control.corrections.applying import apply
from geomap.control.corrections.decisions import Correction, correction_of
from geomap.control.corrections.files import append, load
from geomap.errors import InputError, OutputError
from geomap.model import Article, Claim, Place

TEXT = "Reds took Ay and Be on Friday. Blues left Ce in haste. Nothing else happened."
WHO = {"by": "me", "when": "2020-11-21T10:00:00Z"}


def article(text: str = TEXT, name: str = "a") -> dict[str, Article]:
    return {name: Article(id=name, name=f"{name}.txt", text=text)}


@pytest.fixture
def claims(make: Any) -> list[Claim]:
    first = {"evidence": TEXT[:30], "start": 0, "end": 30}
    spans = {"place": (10, 12), "trigger": (5, 9)}
    return [
        make.claim("Reds captured Ay", **first, spans=spans),
        make.claim("Reds captured Be", **first),
        make.claim("- withdrawn Ce", evidence=TEXT[31:54], start=31, end=54, from_actor="Blues"),
    ]


def test_a_file_of_decisions_comes_back(tmp_path: Path, claims: list[Claim]) -> None:
    path = tmp_path / "corrections.jsonl"
    with pytest.raises(InputError, match=r"no such file of corrections"):
        load(path)
    made = [
        correction_of(claims[0], "change", {"to_actor": "Greens", "share": 0.5}, **WHO),
        correction_of(claims[1], "delete", why="«not there»", **WHO),
        correction_of(claims[0], "split", parts=[{"place": "A"}, {"place": "B"}], **WHO),
        correction_of(claims[0], "merge", others=claims[1:2], **WHO),
    ]
    for one in made:
        before = path.read_bytes() if path.exists() else b""
        append(path, one)
        assert path.read_bytes().startswith(before)
    assert load(path) == made
    with pytest.raises(OutputError, match="cannot be written"):
        append(tmp_path / "no" / "such" / "folder", made[0])


def test_every_action(claims: list[Claim]) -> None:
    doubtful = [replace(claim, confidence=0.3) for claim in claims]
    decisions = [
        correction_of(
            claims[0],
            "change",
            {"place": "Aye", "date": "2020-11", "date_type": "approx", "status": "claimed"},
            **WHO,
        ),
        correction_of(claims[1], "delete", **WHO),
        correction_of(claims[2], "accept", **WHO),
        Correction(
            claim=None,
            article="a",
            quote="Nothing else happened.",
            action="add",
            fields={
                "place": "De",
                "change": "contested",
                "status": "happened",
                "date": "2020-11-20",
            },
            **WHO,
        ),
    ]
    done = apply(doubtful, decisions, article())
    assert (done.applied, done.orphaned) == (decisions, [])
    changed, accepted, added = done.claims
    assert (changed.place, changed.status, changed.date.edtf) == ("Aye", "claimed", "2020-11")
    assert changed.rule == " (corrected by me)"
    assert changed.date.type == "approx"
    assert changed.spans == {"trigger": (5, 9)}  # the words of the text no longer say the place
    assert changed.id == claims[0].id
    assert (accepted.place, accepted.confidence) == ("Ce", 1.0)
    assert TEXT[added.start : added.end] == added.evidence == "Nothing else happened."
    assert (added.place, added.date.earliest) == ("De", date(2020, 11, 20))
    again = apply([*done.claims[:2], added], decisions[3:], article())
    assert len(again.claims) == 3


def test_a_claim_is_split_and_the_parts_have_names_of_their_own(claims: list[Claim]) -> None:
    split = correction_of(
        claims[0],
        "split",
        parts=[{"to_actor": "Reds", "share": 0.5}, {"to_actor": "Greens", "share": 0.5}],
        **WHO,
    )
    done = apply(claims[:1], [split], article())
    assert [(each.to_actor, each.share) for each in done.claims] == [("Reds", 0.5), ("Greens", 0.5)]
    assert claims[0].id in {each.id for each in done.claims}
    assert apply(claims[:1], [split], article()) == done
    (part,) = [each for each in done.claims if each.id != claims[0].id]
    later = correction_of(part, "change", {"to_actor": "Greys"}, **WHO)
    again = apply(claims[:1], [split, later], article())
    assert {each.to_actor for each in again.claims} == {"Reds", "Greys"}


def test_claims_are_merged_and_keep_both_sentences(claims: list[Claim]) -> None:
    told_again = replace(claims[2], place="Ay", change="captured")
    merge = correction_of(
        claims[0], "merge", {"from_actor": "Blues"}, others=[told_again, claims[1]], **WHO
    )
    done = apply([*claims[:2], told_again], [merge], article())
    (merged,) = done.claims
    assert (merged.id, merged.from_actor) == (claims[0].id, "Blues")
    assert [each.evidence for each in merged.also] == [TEXT[31:54]]  # its own sentence only once
    assert [TEXT[each.start : each.end] for each in merged.also] == [TEXT[31:54]]
    alone = apply(claims[:1], [merge], article())
    assert [each.correction for each in alone.orphaned] == [merge]
    with pytest.raises(InputError, match="only claims of one article"):
        correction_of(claims[0], "merge", others=[replace(claims[1], article="b")], **WHO)


def test_a_place_is_put_where_a_person_says(claims: list[Claim]) -> None:
    by_id = correction_of(claims[0], "change", {"place_id": "geonames:7"}, **WHO)
    by_point = correction_of(claims[1], "change", {"lon": 47.5, "lat": -39.25}, **WHO)
    done = apply(claims, [by_id, by_point], article())
    assert done.pins == {
        claims[0].id: "geonames:7",
        claims[1].id: Place(
            id="point:47.5,-39.25", name="Be", lon=47.5, lat=-39.25, level="settlement"
        ),
    }
    assert {each.place for each in done.claims} == {"Ay", "Be", "Ce"}
    renamed = correction_of(claims[0], "change", {"place": "Aye"}, **WHO)
    assert claims[0].id not in apply(claims, [by_id, renamed], article()).pins


def test_another_place_is_not_looked_up_by_the_words_of_the_old_one(claims: list[Claim]) -> None:
    vague = replace(claims[0], place="the city", canonical="Ay", place_kind="settlement")
    decision = correction_of(vague, "change", {"place": "Be District"}, **WHO)
    (changed,) = apply([vague], [decision], article()).claims
    assert (changed.place, changed.canonical, changed.place_kind) == ("Be District", None, None)


def test_a_rejected_claim_is_told_with_the_decision(claims: list[Claim]) -> None:
    decision = correction_of(claims[0], "delete", why="a game", **WHO)
    (rejected,) = apply(claims, [decision], article()).rejected
    assert (rejected.claim, rejected.correction.why) == (claims[0], "a game")


def test_decisions_survive_an_edited_article(claims: list[Claim]) -> None:
    """Another article id, other offsets, other claim ids, and a sentence with a word changed."""
    decisions = [
        correction_of(claims[1], "change", {"to_actor": "Greens"}, **WHO),
        correction_of(claims[2], "delete", **WHO),
    ]
    edited = [
        replace(
            claim,
            id=f"new{number}",
            article="b",
            start=claim.start + 7,
            end=claim.end + 7,
            evidence=claim.evidence.replace("haste", "great haste"),
        )
        for number, claim in enumerate(claims)
    ]
    done = apply(edited, decisions, article(f"Update {TEXT}", "b"))
    assert done.applied == decisions
    assert [(claim.place, claim.to_actor) for claim in done.claims] == [
        ("Ay", "Reds"),
        ("Be", "Greens"),
    ]


def test_what_finds_no_claim_is_orphaned_with_the_nearest_sentence(claims: list[Claim]) -> None:
    gone = correction_of(
        replace(claims[2], id="x", evidence="Blues left Ef in haste."), "delete", **WHO
    )
    lone = correction_of(replace(claims[0], id="y", place="Zed"), "delete", **WHO)
    done = apply(claims[:2], [gone, lone], article())
    assert done.claims == claims[:2]
    assert [(one.correction, one.nearest) for one in done.orphaned] == [
        (gone, "Blues left Ce in haste."),
        (lone, "Reds took Ay and Be on Friday."),
    ]
    added = Correction(
        claim=None,
        article="a",
        quote="A sentence of some other article altogether, long and strange",
        action="add",
        fields={"place": "De", "change": "contested", "status": "happened"},
        **WHO,
    )
    assert len(apply(claims, [added], article()).orphaned) == 1


def test_a_decision_that_two_files_have_is_one(claims: list[Claim]) -> None:
    decision = correction_of(claims[2], "delete", **WHO)
    done = apply(claims, [decision, decision], article())
    assert (done.claims, done.orphaned) == (claims[:2], [])


def test_a_decision_stays_in_its_article_while_that_is_there(claims: list[Claim]) -> None:
    """A copy of the sentence in another article is another claim."""
    copy = replace(claims[2], id="copy", article="b")
    decision = correction_of(claims[2], "delete", **WHO)
    both = {**article(), **article(name="b")}
    assert apply([copy], [decision], both).claims == [copy]
    assert apply([copy], [decision], article(name="b")).claims == []


def test_an_id_that_means_another_claim_now_is_not_trusted(claims: list[Claim]) -> None:
    decision = correction_of(claims[2], "delete", **WHO)
    taken = replace(claims[0], id=claims[2].id)
    assert apply([taken], [decision], article()).claims == [taken]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"change": "liberated"}, "fields.change = 'liberated'"),
        ({"share": 77}, "fields.share = 77"),
        ({"date": "next week"}, "'next week' is no date"),
        ({"date": "2020-12-01/2020-11-01"}, "no interval"),
        ({"announced": "2020"}, "fields.announced = '2020'"),
        ({"evidence": "other words"}, "fields.evidence"),
        ({"place": None}, "fields.place = None"),
        ({"lon": 200, "lat": 1}, "fields.lon = 200"),
        ({"lon": 20}, "a position is lon and lat"),
        ({"lon": 20, "lat": 1, "place_id": "geonames:7"}, "a position is lon and lat"),
        ({"place_id": 7}, "fields.place_id = 7"),
        ({}, "fields is empty"),
    ],
)
def test_a_bad_decision_is_named(
    claims: list[Claim], fields: dict[str, Any], named: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        correction_of(claims[0], "change", fields, **WHO)
    assert named in str(caught.value)
    path = tmp_path / "corrections.jsonl"
    path.write_text('{"action": "delete"}\n')
    with pytest.raises(InputError, match=r"corrections\.jsonl:1"):
        load(path)
