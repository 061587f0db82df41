"""Sides that a sentence leaves unsaid follow from the rest of its article."""

from __future__ import annotations

from datetime import date

import pytest

from geomap.model import Article, Claim
from geomap.text.language import load_language
from geomap.text.mentions.lexicon import NoLexicon
from geomap.text.reader import Reader


class Places(NoLexicon):
    """A lexicon of the places of these texts."""

    def kinds(self, name: str) -> frozenset[str]:
        if name.title() in ("Ukraine", "Nigeria"):
            return frozenset({"country"})
        return frozenset({"settlement"} if self.countries(name) else ())

    def countries(self, name: str) -> tuple[str, ...]:
        known = {"Ukraine": "UA", "Izium": "UA", "Lyman": "UA", "Kupiansk": "UA", "Balakliia": "UA",
                 "Nigeria": "NG", "Bama": "NG", "Dikwa": "NG", "Gwoza": "NG", "Monguno": "NG",
                 "Kunlong": "MM", "Hopang": "MM"}  # fmt: skip
        code = known.get(name.title())
        return (code,) if code else ()


OTHERS = "Belarusian troops saw Ukrainian forces. Belarusian soldiers waited at Balakliia."
READER = Reader(load_language("en"), Places())


def sides(text: str) -> list[tuple[str, str | None, str | None]]:
    article = Article(id="a", name="a.txt", text=text, published=date(2024, 2, 1))
    claims: tuple[Claim, ...] = READER.read(article).claims
    return [(claim.called, claim.from_actor, claim.to_actor) for claim in claims]


def test_a_change_told_again_is_no_change_back() -> None:
    told = sides(
        "On 12 March 2022 Russian troops seized Izium from the Ukrainian army. "
        "The loss of Izium on 14 March 2022 shocked Kyiv."
    )
    assert {(loser, taker) for _, loser, taker in told} == {("Ukraine", "Russia")}
    later = sides(
        "On 12 March 2022 Russian troops seized Izium from the Ukrainian army. "
        "Izium changed hands on 10 September 2022."
    )
    assert later[-1] == ("Izium", "Russia", "Ukraine")


@pytest.mark.parametrize(
    ("verb", "taker"),
    [("recaptured", "Ukraine"), ("regained", "Ukraine"), ("occupied", "Russia")],
)
def test_what_is_taken_back_is_taken_by_those_at_home(verb: str, taker: str) -> None:
    told = sides(
        "Ukrainian troops fought at Balakliia and Kupiansk. "
        "On 1 April 2022 Russian troops seized Izium. "
        f"Lyman was {verb} on 1 October 2022."
    )
    assert told[-1][0] == "Lyman"
    assert (told[-1][2] or "").startswith(taker)


def test_a_place_that_one_band_leaves_to_another_sets_them_not_at_odds() -> None:
    told = sides(
        "The MNDAA took Kunlong from the Myanmar army on 12 November 2023. "
        "Hopang, occupied by the MNDAA on 5 January 2024, was handed over to the United Wa State "
        "Army on 10 January 2024."
    )
    assert told[1] == ("Hopang", "Myanmar", "MNDAA")


def test_a_state_that_comes_where_a_group_fights_the_government_is_on_its_side() -> None:
    told = sides(
        "On 3 May 2021 Boko Haram seized Bama, Gwoza and Monguno from the Nigerian army. "
        "Chadian troops took Dikwa on 9 May 2021."
    )
    assert told[-1] == ("Dikwa", "Boko Haram", "Chad")


def test_a_group_that_the_text_introduces_is_a_side_by_its_letters() -> None:
    told = sides(
        "Ukrainian troops took Lyman from the non-state armed group (NSAG) on 3 May 2021. "
        "Izium was held by the NSAG. On 9 May 2021 the NSAG retook Lyman."
    )
    assert told[0] == ("Lyman", "NSAG", "Ukraine")
    assert told[-1] == ("Lyman", "Ukraine", "NSAG")


def test_the_letters_of_an_army_are_its_state() -> None:
    told = sides(
        "The MNDAA took Kunlong from the Myanmar Armed Forces (MAF) on 12 November 2023. "
        "The MAF recaptured Kunlong on 20 November 2023."
    )
    assert told[-1] == ("Kunlong", "MNDAA", "Myanmar")


@pytest.mark.parametrize("verb", ["clashed", "fought", "traded fire"])
def test_two_who_clash_are_opponents(verb: str) -> None:
    told = sides(
        f"Ukrainian forces and Russian troops {verb} at Balakliia. Polish and Belarusian officers "
        "met Polish and Belarusian generals. On 3 May 2022 Ukrainian troops took Lyman."
    )
    assert told[-1] == ("Lyman", "Russia", "Ukraine")


def test_two_who_fight_another_are_no_opponents() -> None:
    told = sides(
        "Ukrainian forces and Polish troops fought against Russian ones at Balakliia. "
        "On 3 May 2022 Ukrainian troops took Lyman."
    )
    assert told[-1][1] != "Poland"


def test_who_is_said_to_have_taken_a_place_and_has_not_takes_no_other() -> None:
    told = sides(
        "Ukrainian troops fought at Balakliia. On 3 May 2022 Ukrainian troops took Izium. "
        "On 5 May 2022 the Russian ministry said that Russian troops had captured Lyman, which "
        "Kyiv denied. Kupiansk fell on 7 May 2022."
    )
    assert told[-1][0] == "Kupiansk"
    assert told[-1][2] == "Ukraine"


@pytest.mark.parametrize(
    ("last", "taker"),
    [("Russian troops took Kupiansk", "Russia"), ("Polish troops took Kupiansk", None)],
)
def test_what_falls_between_two_acts_of_one_side_falls_to_it(last: str, taker: str | None) -> None:
    told = sides(
        f"{OTHERS} On 3 May 2022 Polish troops entered Balakliia. "
        "On 4 May 2022 Russian troops took Izium. Lyman fell on 5 May 2022. "
        f"On 6 May 2022 {last}."
    )
    assert [each[2] for each in told if each[0] == "Lyman"] == [taker]


@pytest.mark.parametrize(("people", "taker"), [("Russian", "Russia"), ("Ukrainian", None)])
def test_before_any_act_a_place_falls_to_those_who_come(people: str, taker: str | None) -> None:
    told = sides(
        "The town of Lyman fell on 3 May 2022. Ukrainian troops fought at Balakliia and Kupiansk. "
        f"On 4 May 2022 {people} troops took Izium. On 5 May 2022 they took Kupiansk."
    )
    assert [each[2] for each in told if each[0] == "Lyman"] == [taker]


def test_who_acts_in_the_same_sentence_acts_next_to_it() -> None:
    told = sides(
        f"{OTHERS} On 3 May 2022 Polish troops took Balakliia. "
        "On 4 May 2022 Russian troops took Izium, and Lyman fell on 5 May 2022. "
        "On 6 May 2022 Polish troops took Kupiansk."
    )
    assert {each[2] for each in told if each[0] == "Lyman"} == {"Russia"}


def test_a_state_tells_of_nobody_who_acts() -> None:
    told = sides(
        "On 3 May 2022 Russian troops took Izium. On 4 May 2022 Russian troops took Kupiansk. "
        "Lyman had been occupied in 2014. On 5 May 2022 Russian troops took Balakliia."
    )
    assert [each[2] for each in told if each[0] == "Lyman"] == [None]


@pytest.mark.parametrize(
    ("taker", "kept"),
    [("Colonel Bondar", "Colonel Bondar"), ("NSAF", "NSAF"), ("fifty tanks", None)],
)
def test_who_is_named_and_unknown_is_no_other_side(taker: str, kept: str | None) -> None:
    told = sides(
        f"{OTHERS} On 3 May 2022 Polish troops entered Balakliia. On 4 May 2022 Russian troops "
        f"took Izium. On 5 May 2022 the town of Lyman was captured by {taker}. On 6 May 2022 "
        "Polish troops took Kupiansk."
    )
    assert [each[2] for each in told if each[0] == "Lyman"] == [kept]


def test_allies_of_somebody_are_not_the_allies() -> None:
    told = sides("Polish troops and their allies met. On 3 May 2022 insurgents took Izium.")
    assert told[-1][2] == "insurgents"


def test_letters_behind_a_unit_are_its_side() -> None:
    told = sides("On 3 May 2022 Lyman was seized by the 7th Corps (VRS).")
    assert told[-1][2] == "Army of Republika Srpska"


def test_a_pronoun_is_the_side_before_it_in_its_sentence() -> None:
    told = sides(
        "Russian troops held out. On 3 May 2022 the Romanians broke through, and they marched into "
        "Lyman on 4 May 2022."
    )
    assert told[-1][2] == "Romania"


def test_the_garrison_of_a_place_is_of_no_side_told_before() -> None:
    told = sides(
        "Russian troops advanced. Ukrainian forces dug in. On 3 May 2022 Russian troops took "
        "Izium. Lyman was surrendered by its garrison on 4 May 2022."
    )
    assert (told[-1][0], told[-1][2]) == ("Lyman", "Russia")


def test_what_a_group_is_called_is_no_side_beside_it() -> None:
    told = sides("On 3 May 2022 Lyman was seized by the MNDAA, a rebel group.")
    assert told[-1] == ("Lyman", None, "MNDAA")


def test_the_letters_of_the_army_are_the_state_also_where_elsewhere_they_are_rebels() -> None:
    told = sides(
        "Nigerian leaders met. On 3 May 2022 the army (SPLA) took Bama. The SPLA took Gwoza on "
        "5 May 2022. Dikwa and Monguno are towns of Nigeria."
    )
    assert {each[2] for each in told} == {"Nigerian government"}


def test_who_takes_part_for_the_united_nations_is_no_opponent() -> None:
    told = sides(
        "On 3 May 2022 Lyman was transferred from Russia to UNTAES. On 5 May 2022 Russian troops "
        "took Izium."
    )
    assert told[-1] == ("Izium", None, "Russia")


def test_who_is_attacked_stands_against_the_attacker() -> None:
    told = sides(
        f"{OTHERS} On 3 May 2022 Polish troops attacked the Romanians. On 4 May 2022 Polish troops "
        "took Lyman."
    )
    assert told[-1] == ("Lyman", "Romania", "Poland")


def test_who_leaves_in_the_same_sentence_loses() -> None:
    told = sides(
        f"{OTHERS} On 3 May 2022 Lyman was taken by Polish troops after Romanian soldiers had "
        "abandoned it."
    )
    assert told[0] == ("Lyman", "Romania", "Poland")


@pytest.mark.parametrize(("denier", "loser"), [("Romania", "Romania"), ("Poland", None)])
def test_who_denies_a_capture_would_have_lost(denier: str, loser: str | None) -> None:
    told = sides(
        f"{OTHERS} Romanian troops saw it. Romanian soldiers waited. {denier} denied that Polish "
        "troops had captured Lyman on 3 May 2022."
    )
    assert told[-1] == ("Lyman", loser, "Poland")


@pytest.mark.parametrize(
    ("told_of", "taker"),
    [("Lyman fell on 5 May 2022", "Russia"), ("Petrenko's peasants drifted into Lyman", None)],
)
def test_nobody_stands_for_whom_a_sentence_names_without_a_side(
    told_of: str, taker: str | None
) -> None:
    told = sides(
        "On 3 May 2022 Russian troops took Izium from Ukrainian forces. On 4 May 2022 Russian "
        f"troops took Kupiansk. {told_of}. On 6 May 2022 Russian troops entered Balakliia."
    )
    assert [each[2] for each in told if each[0] == "Lyman"] == [taker]


def test_guerrillas_stand_for_nobody() -> None:
    told = sides(
        "On 3 May 2022 guerrillas took Izium from Ukrainian forces. On 4 May 2022 guerrillas took "
        "Kupiansk. Lyman fell on 5 May 2022."
    )
    assert [each[2] for each in told if each[0] == "Lyman"] == [None]


@pytest.mark.parametrize(
    ("day", "taker"),
    [("12 May 2022", "Russia"), ("12 March 2023", None)],
)
def test_where_sides_take_turns_the_last_is_forgotten_after_half_a_year(
    day: str, taker: str | None
) -> None:
    told = sides(
        "Ukrainian troops captured Lyman on 1 April 2022. Russian troops captured Izium on 4 May "
        f"2022. Kupiansk fell on {day}. Ukrainian troops captured Balakliia on 9 June 2023."
    )
    assert told[2][2] == taker


def test_after_years_a_place_falls_to_nobody_named() -> None:
    told = sides("Russian troops captured Izium on 4 May 2015. Lyman fell on 5 June 2015. "
                 "Kupiansk fell on 6 June 2022.")  # fmt: skip
    assert [taker for _, _, taker in told] == ["Russia", "Russia", None]


def test_nobody_takes_a_place_from_themselves_be_they_in_no_table() -> None:
    told = sides("Russian troops captured Izium on 4 May 2022. Lyman, which the Emperor's men had "
                 "taken in 2015, was lost again in 2016.")  # fmt: skip
    assert all(taker is None or taker != loser for _, loser, taker in told)
    assert told[1:] == [("Lyman", "Russia", "Emperor"), ("Lyman", "Emperor", "Russia")]


def test_who_loses_a_place_loses_it_to_those_who_take_it_elsewhere() -> None:
    told = sides(
        "Ukrainian forces lose Lyman. Belarusian troops saw Russian soldiers there. "
        "The Syrian National Army said on 1 February 2024 it had taken Lyman."
    )
    assert told[0] == ("Lyman", "Ukraine", "Syrian National Army")
