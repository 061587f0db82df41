"""The reader: what it must hold to on any text, and what a few sentences mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.model import Article, Claim
from geomap.text.language import load_language
from geomap.text.reader import Reader
from geomap.text.syntax import mending
from geomap.text.syntax.parse import Word


class Towns:
    """A lexicon of a few towns: the tests of this room know no gazetteer."""

    def kinds(self, name: str) -> frozenset[str]:
        return frozenset({"settlement"} if name in ("Izium", "Lachin", "Kalbajar") else ())

    def countries(self, name: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()


READER = Reader(load_language("en"), Towns())

SENTENCES = (
    "On 4 March 2019 Iraqi forces captured Mosul.",
    "The army denied that the town had fallen.",
    "This was denied by the Houthis.",
    "They will hand over the Lachin district by Dec. 1.",
    "About 70 percent of the city was under ISIL control.",
    "<b>Rebels</b> seized {{Aleppo}} `${x}` \\ on Friday!",
    "بتاريخ 5 مايو entered Idlib",
    "Kherson — \x00 fell; \u202eRussia\u202c withdrew from it.",
)


def claims(text: str, published: date | None = date(2020, 11, 20)) -> tuple[Claim, ...]:
    return READER.read(Article(id="a", name="a.txt", text=text, published=published)).claims


def one(text: str) -> Claim:
    (claim,) = claims(text)
    return claim


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(st.sampled_from(SENTENCES), st.text(max_size=60)), min_size=1, max_size=5
    ).map(" ".join)
)
def test_quotations_and_spans_are_exact_in_any_text(text: str) -> None:
    reading = READER.read(Article(id="a", name="a.txt", text=text, published=date(2020, 1, 1)))
    for claim in reading.claims:
        assert text[claim.start : claim.end] == claim.evidence
        assert claim.start <= claim.spans["trigger"][0] < claim.spans["trigger"][1] <= claim.end
        assert claim.share is None or 0 < claim.share <= 1
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.text
    ids = [claim.id for claim in reading.claims]
    assert len(ids) == len(set(ids))


def test_a_semicolon_inside_a_name_joins_no_sides() -> None:
    claims("KalbaRE ON fEBRUARY; THE WITHDREW THe district")


def test_reading_twice_gives_the_same() -> None:
    text = " ".join(SENTENCES)
    assert claims(text) == claims(text)


def test_no_claim_without_control() -> None:
    assert claims("") == ()
    assert claims("The minister opened a bakery in Lyon on Monday.") == ()


def test_what_a_place_lies_in_is_not_taken_with_it() -> None:
    text = "On 3 July 2022 Russian forces captured Lysychansk in Luhansk Oblast, Ukraine."
    assert [claim.place for claim in claims(text)] == ["Lysychansk"]


@pytest.mark.parametrize(
    ("object_", "place", "within"),
    [
        ("Georgia's Gori district", "Gori", "Georgia"),
        ("Donetsk Oblast's town of Lyman", "Lyman", "Donetsk Oblast"),
        ("Yemen's port of Mocha", "port of Mocha", "Yemen"),
    ],
)
def test_a_place_named_beside_its_owner_is_taken_and_the_owner_is_not(
    object_: str, place: str, within: str
) -> None:
    claim = one(f"Enemy forces captured {object_} on 4 March 2019.")
    assert claim.place == place
    assert within in claim.within


@pytest.mark.parametrize("told", ["Shells fell on Lachin on 2 May 2020.", "Rain fell on Tuesday."])
def test_what_falls_on_a_place_is_not_taken(told: str) -> None:
    (claim,) = claims(f"Enemy forces captured Izium on 1 April 2020. {told}")
    assert claim.place == "Izium"


@pytest.mark.parametrize(
    "told",
    [
        "Kalbajar should have changed hands on 15 November, but the handover was postponed.",
        "Kalbajar should have been handed over on 15 November; the handover was postponed.",
        "Armenia should have handed over Kalbajar, but the handover was postponed.",
    ],
)
def test_what_is_put_off_is_what_its_sentence_is_about(told: str) -> None:
    before = "Azerbaijani troops entered Lachin on 1 November 2020. "
    assert [each.called for each in claims(before + told) if each.change == "postponed"] == [
        "Kalbajar"
    ]


def test_a_list_of_plans_with_a_date_each() -> None:
    first, second = claims(
        "Armenia will hand over the Kalbajar district on Nov. 25 and the Lachin district by Dec. 1."
    )
    assert (first.place, first.date.edtf, first.status) == ("Kalbajar", "2020-11-25", "planned")
    assert (second.place, second.date.edtf, second.date.type) == ("Lachin", "../2020-12-01", "by")
    assert first.place_kind == second.place_kind == "district"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Russian forces captured Izium on 1 April 2022.", "happened"),
        ("Russian forces captured Izium on 1 April 2022, the ministry said.", "claimed"),
        ("Kyiv denied that Russian forces had captured Izium.", "denied"),
        ("Russian forces reportedly captured Izium on 1 April 2022.", "claimed"),
        ("According to the mayor, Russian forces captured Izium.", "claimed"),
        ("Russia will return Izium to Ukraine on 1 December.", "planned"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert one(text).status == status


@pytest.mark.parametrize(
    "text",
    [
        "Russian forces tried to capture Izium.",
        "Russian forces failed to capture Izium.",
        "Russian forces advanced in order to capture Izium.",
        "If Russian forces capture Izium, the road is open.",
        "Russian forces captured forty soldiers near Izium.",
        "The army did not enter Izium.",
        "Residents left Izium on Monday.",
        "Russian forces could capture Izium.",
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert claims(text) == ()


@pytest.mark.parametrize(
    ("text", "taker", "holder"),
    [
        ("Ukraine retook Izium from Russia on 10 September 2022.", "Ukraine", "Russia"),
        ("Izium was retaken by Ukrainian troops on 10 September 2022.", "Ukraine", "None"),
        ("Izium fell to Russia on 1 April 2022.", "Russia", "None"),
        ("Ukraine lost Izium to Russia on 1 April 2022.", "Russia", "Ukraine"),
        ("Russian troops withdrew from Izium on 10 September 2022.", "None", "Russia"),
        ("Izium came under Russian control on 1 April 2022.", "Russia", "None"),
        ("The Russian capture of Izium on 1 April 2022 shocked many.", "Russia", "None"),
        # a date in front, which parsers hang on the subject
        ("On 1 April 2022 Russian forces took Izium.", "Russia", "None"),
        ("On 1 April Russian forces took Izium.", "Russia", "None"),
        ("On 10 September, 2022 Ukrainian troops retook Izium from Russia.", "Ukraine", "Russia"),
        ("Early on 1 April 2022 Russian soldiers entered Izium.", "Russia", "None"),
        # who does it stands behind how, or behind what was done
        ("Izium was entered without a fight by Russian columns on 1 April.", "Russia", "None"),
        ("Izium was entered without a fight by Friday.", "None", "None"),
        ("Izium was captured by a charge of the Canadian Light Horse.", "Canada", "None"),
        ("Izium fell under occupation by Russian troops on 1 April.", "Russia", "None"),
        ("A spokesman for the Libyan National Army said that it had taken Izium on 1 April.",
         "Libyan National Army", "None"),
        ("The Army of the North took Izium on 1 April.", "Army of the North", "None"),
        ("Fifty militants took Izium on 1 April.", "militants", "None"),
        # who held it by the words before it, and who completes what is told of
        ("Russian troops stormed rebel-held Izium on 1 April.", "Russia", "rebels"),
        ("Ukrainian soldiers captured the Houthi-controlled town of Izium on 1 April.", "Ukraine",
         "Houthis"),
        ("Ukrainian forces captured the town of Izium from ISIL on 1 April.", "Ukraine", "ISIL"),
        ("Ukrainian forces captured the town of Izium from the air on 1 April.", "Ukraine",
         "None"),
        ("Ukrainian forces seized the rebel stronghold of Izium on 1 April.", "Ukraine",
         "rebels"),
        ("Izium, the militants' mountain stronghold, was seized by Ukraine on 1 April.",
         "Ukraine", "militants"),
        ("Ukrainian forces seized Izium, a base of Ukrainian soldiers, on 1 April.", "Ukraine",
         "None"),
        ("Around 300 rebels were evacuated from Izium on 1 April.", "None", "rebels"),
        ("Ukrainian forces completed the recapture of Izium on 1 April.", "Ukraine", "None"),
        ("Ukrainian forces witnessed the recapture of Izium on 1 April.", "None", "None"),
        ("The Security Forces captured Izium on 1 April.", "security forces", "None"),
    ],
)  # fmt: skip
def test_sides(text: str, taker: str, holder: str) -> None:
    claim = one(text)
    assert claim.place == "Izium"
    said = {slot for slot in ("to_actor", "from_actor") if slot not in claim.inferred}
    assert (claim.to_actor if "to_actor" in said else None) == (None if taker == "None" else taker)
    assert (claim.from_actor if "from_actor" in said else None) == (
        None if holder == "None" else holder
    )


@pytest.mark.parametrize(
    ("text", "taker", "inferred"),
    [
        # where a place lies is no evidence of whose rebels or whose army came
        ("Rebels took Izium on 3 May 2022.", "rebels", False),
        ("The army took Izium on 3 May 2022.", "army", False),
        ("Fighting between Armenian and Azerbaijani forces went on. The army took Lachin on 3 May.",
         "army", False),
        ("Armenian forces lost Kalbajar on 2 May. The army took Lachin on 3 May. Azerbaijani "
         "forces left Izium on 4 May.", "army", False),
        ("Armenian troops fought the Azerbaijani army. The army took Lachin on 3 May.",
         "Azerbaijani government", True),
        ("There is war in Mali. The army took Lachin on 3 May.", "Malian government", True),
        ("There is war in Mali. Rebels took Lachin on 3 May.", "rebels", False),
        ("Malian rebels met. Rebels took Lachin on 3 May.", "Malian rebels", True),
        ("The Taliban are advancing. They took Lachin on 3 May.", "Taliban", True),
        ("The Taliban said that they had taken Lachin on 3 May.", "Taliban", False),
        ("Rebels in Mali took Lachin on 3 May.", "Malian rebels", False),
        ("Forces led by Uganda took Lachin on 3 May.", "Uganda", False),
    ],
)  # fmt: skip
def test_a_side_of_the_context_is_marked_and_never_a_guess_by_the_place(
    text: str, taker: str, inferred: bool
) -> None:
    (claim,) = (each for each in claims(text) if each.place in ("Izium", "Lachin")
                and each.change == "captured")  # fmt: skip
    assert claim.to_actor == taker
    assert ("to_actor" in claim.inferred) == inferred


@pytest.mark.parametrize(
    "told",
    [
        "It was completed on the 16th.",
        "The handover was completed on 16 November.",
        "Refugees drove through Lachin. The transfer took place on 16 November.",
        "The handover was carried out on 16 November.",
    ],
)
def test_a_plan_that_was_put_off_is_carried_out(told: str) -> None:
    plan, postponed, done = claims(
        "Kalbajar was to be handed over to Azerbaijan by 15 November. The deadline was extended "
        f"to 25 November. {told}"
    )
    assert [each.canonical or each.place for each in (plan, postponed, done)] == ["Kalbajar"] * 3
    assert (done.change, done.status, done.to_actor) == ("handed_over", "happened", "Azerbaijan")
    assert done.date.edtf == "2020-11-16"
    assert "to_actor" in done.inferred


def test_nothing_is_completed_without_a_plan() -> None:
    assert len(claims("Azerbaijan took Kalbajar on 3 May. It was completed on 4 May.")) == 1


def test_a_deadline_is_moved_of_the_plan_that_it_is_later_than() -> None:
    *_, moved = claims(
        "Armenia will hand over Kalbajar to Azerbaijan by 15 November and Lachin by 1 December. "
        "Talks were held in Izium. The deadline was extended to 1 December."
    )
    assert (moved.place, moved.change) == ("Kalbajar", "postponed")
    assert (moved.date.edtf, moved.new_date and moved.new_date.edtf) == ("2020-11-15", "2020-12-01")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Two weeks earlier, on 27 July, rebels took Izium.", "2020-07-27"),
        ("On 27 July, two weeks earlier, rebels took Izium.", "2020-07-27"),
        ("Rebels took Izium on 13/10/2020.", "2020-10-13"),
        ("Rebels took Izium on 10/13/2020.", "2020-10-13"),
        ("Rebels took Izium on 05.04.2020.", "2020-04-05"),
        ("Rebels took Izium on 45 Foobar 2020.", None),
        ("Rebels took Izium on Foobar 12, 2020.", None),
        ("Rebels took Izium on 2020-13-45.", None),
        ("Rebels took Izium on 03/04/2020.", None),
        ("Rebels took Izium on 31 February 2020.", None),
    ],
)
def test_a_day_said_exactly_counts_and_one_that_is_none_is_no_year(
    said: str, day: str | None
) -> None:
    claim = claims(f"On 20 August 2020 there was fighting in Mali. {said}")[-1]
    assert claim.date.edtf == day
    assert day or "is no day of the calendar" in (claim.date.how or "")


@pytest.mark.parametrize(
    ("text", "change", "day"),
    [
        ("Armenian forces leave Lachin on 25 November.", "withdrawn", "2020-11-25"),
        ("The army hands Lachin over to Azerbaijan on 1 December 2020.", "planned_handover",
         "2020-12-01"),
    ],
)  # fmt: skip
def test_the_present_of_a_day_to_come_is_a_plan(text: str, change: str, day: str) -> None:
    claim = one(text)
    assert (claim.change, claim.status, claim.date.edtf) == (change, "planned", day)
    assert claims(text, published=date(2020, 12, 5))[0].status == "happened"


@pytest.mark.parametrize("verb", ["slipped", "slid", "was postponed"])
def test_a_handover_that_slips_is_put_off_and_has_not_happened(verb: str) -> None:
    claim = one(f"The handover of Lachin {verb} from 22 November to 1 December.")
    assert (claim.change, claim.status) == ("postponed", "postponed")
    assert claim.new_date is not None
    assert (claim.date.edtf, claim.new_date.edtf) == ("2020-11-22", "2020-12-01")


def test_who_denies_that_a_place_was_taken_would_have_lost_it() -> None:
    told = (
        "Armenian forces took Kalbajar from Azerbaijan on 2 May. Azerbaijani troops took Izium "
        "on 3 May. Azerbaijan denied that Lachin had been captured."
    )
    denied = claims(told)[-1]
    assert (denied.place, denied.status) == ("Lachin", "denied")
    assert (denied.to_actor, denied.from_actor) == ("Armenian forces", "Azerbaijan")
    assert {"to_actor", "from_actor"} <= set(denied.inferred)


@pytest.mark.parametrize("day", ["", ", 4 November", ", 4 Nov.", ", Nov. 4", ", November 4"])
def test_a_dateline_is_no_side(day: str) -> None:
    told = "Azerbaijani government troops on Tuesday captured Lachin, residents said."
    claim = one(f"BAKU{day} (Agency) - {told}")
    assert (claim.to_actor, claim.evidence) == ("Azerbaijan", told)


def test_a_share_is_of_a_place_and_never_of_casualties() -> None:
    assert one("ISIL captured 25 percent of the city of Raqqa.").share == 0.25
    assert one("ISIL captured the city of Raqqa, killing 40 percent of the garrison.").share is None


def test_a_repetition_is_one_claim_with_both_sentences() -> None:
    claim = one(
        "On 3 October 2020 Azerbaijani forces captured Talish. "
        "Azerbaijani forces captured Talish on 3 October 2020, after a long night."
    )
    assert len(claim.also) == 1


def test_the_city_is_the_one_told_of() -> None:
    _, second = claims(
        "On 1 April 2022 Russian forces entered the city of Izium, north of Sloviansk. "
        "On 10 September 2022 Ukrainian forces retook the city."
    )
    assert (second.place, second.canonical) == ("the city", "Izium")


def test_the_alliance_is_the_group_that_the_text_called_one() -> None:
    told = claims(
        "Islamic State lost Izium on 2 May 2020. The Syrian Democratic Forces, a Kurdish-led "
        "alliance, are fighting the jihadists. The alliance captured Lachin on 4 May 2020."
    )
    assert told[-1].place == "Lachin"
    assert told[-1].to_actor == "SDF"


@pytest.mark.parametrize(
    "opening",
    [
        "On 10 August 2020",
        "August 10, 2020:",
        "In the spring of 2020",
        "By the end of 2020",
        "In the night of 9 to 10 August 2020",
    ],
)
def test_a_date_in_front_leaves_the_subject_of_the_sentence_alone(opening: str) -> None:
    claim = one(f"{opening} Russian forces took Izium.")
    assert (claim.to_actor, (claim.date.latest or date.max).year) == ("Russia", 2020)


@pytest.mark.parametrize(
    "help_", ["helped by Ethiopian forces", "with support from Ethiopian troops"]
)
def test_who_helps_a_side_is_not_its_opponent(help_: str) -> None:
    claim = one(f"The Somali ministry announced that its troops, {help_}, had seized Izium.")
    assert (claim.to_actor, claim.from_actor, claim.status) == ("Somalia", None, "claimed")


def test_among_several_sides_no_opponent_is_guessed() -> None:
    text = (
        "Turkish, Iranian and Russian officers met on 3 March 2019. "
        "On 4 March 2019 Iraqi forces captured Izium."
    )
    assert one(text).from_actor is None


@pytest.mark.parametrize(
    ("text", "change", "day"),
    [
        ("The army leaves Izium on 15 December.", "withdrawn", "2020-12-15"),
        ("The army has left Izium on 15 December.", "withdrawn", "2019-12-15"),
        ("Iraqi troops are to take over Izium from American ones on 1 January.",
         "planned_handover", "2021-01-01"),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_the_nearest_that_its_tense_allows(
    text: str, change: str, day: str
) -> None:
    claim = one(text)
    assert (claim.change, claim.date.edtf) == (change, day)


def test_an_unknown_town_may_follow_and_a_person_takes_none() -> None:
    told = "General Ivan Gorky led the army, which took Izium on 2 May 2020. {} followed on 9 May."
    assert [each.called for each in claims(told.format("Zalambessa"))] == ["Izium", "Zalambessa"]
    assert [each.called for each in claims(told.format("Gorky"))] == ["Izium"]


def test_what_an_aside_tells_is_told_by_the_text_itself() -> None:
    said, aside = claims(
        "The ministry said on 4 May 2019 that troops had left Lachin, which rebels took in 2018."
    )
    assert (said.status, aside.status) == ("claimed", "happened")


def test_a_day_before_a_semicolon_is_of_what_stands_before_it() -> None:
    told = claims(
        "Ukraine's military said it had recovered Izium, in Kharkiv region, on Thursday; the "
        "minister put the number of settlements liberated on the southern front this week at 41."
    )[0]
    assert told.date.edtf == "2020-11-19"


def test_lines_of_a_chronicle_have_a_day_each() -> None:
    told = claims(
        "13 December 2018: In Rimbo the parties accept a ceasefire in Izium, to run from the 18th, "
        "and a mutual redeployment from the ports of Izium, Lachin and Kalbajar within 21 days.\n"
        "29 December 2018: Rebels hand Lachin to guards whom the government calls rebels.\n"
    )
    assert {each.date.edtf for each in told} == {"2018-12-18"}


@pytest.mark.parametrize(
    ("text", "place", "status"),
    [
        ("Taliban fighters took Lachin. In the west Herat fell on Thursday.", "Herat", "happened"),
        ("The army said Lachin was lost. Izium was the first to be lost.", "Izium", "happened"),
        ("Russian forces are reported to control Izium.", "Izium", "claimed"),
        ("The ministry proclaimed Izium liberated on 3 May 2022.", "Izium", "claimed"),
        ("Fort Arce was abandoned by Bolivian troops in May 1932.", "Fort Arce", "happened"),
        ("Ukrainian troops reached the central square of Izium.", "Izium", "happened"),
        ("Armenia handed over Kalbajar to Azerbaijan on Monday.", "Kalbajar", "happened"),
        ("Armenia handed over Kalbajar. Lachin will follow by 1 December.", "Lachin", "planned"),
    ],
)
def test_changes_told_in_other_words(text: str, place: str, status: str) -> None:
    last = claims(text)[-1]
    assert (last.called, last.status) == (place, status)


@pytest.mark.parametrize("last", ["Kalbajar will not follow.", "Elections will follow there."])
@pytest.mark.parametrize("first", ["Armenia handed over Lachin.", "Azerbaijan captured Lachin."])
def test_what_will_follow_is_a_plan_only_where_it_is_agreed(first: str, last: str) -> None:
    assert [each.called for each in claims(f"{first} {last}")] == ["Lachin"]
    ahead = claims(f"{first} Kalbajar will follow by 1 December.")[1:]
    agreed = [(each.change, each.date.edtf) for each in ahead]
    assert agreed == [("planned_handover", "../2020-12-01")] * ("handed" in first)


@pytest.mark.parametrize(
    "text",
    [
        "Russian forces are reported to have orders to control Izium.",
        "Ukrainian troops reached the outskirts of Izium.",
        "Soldiers fell in battle near Izium.",
        "Neither Bolivia nor Paraguay had ever administered Izium during the war.",
        "The army plans to take over Izium.",
        "Officials added Izium to the list of towns.",
        "The army entered the war. Izium will follow.",
    ],
)
def test_words_like_those_that_tell_of_none(text: str) -> None:
    assert claims(text) == ()


def test_what_makes_a_circle_of_a_tree_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    def circle(words: list[Word]) -> None:
        words[0].head, words[1].head = 1, 0

    words = [
        Word(n, 0, 0, "", "", "NOUN", "NN", "subject", head) for n, head in enumerate((2, 2, 2))
    ]
    monkeypatch.setattr(mending, "_dates", circle)
    mending.mend(words)
    assert [word.head for word in words] == [2, 2, 2]
    assert mending.is_tree(words)
