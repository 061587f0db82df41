"""Reasons: in English wherever text is wanted, in the language of a page that has another."""

from __future__ import annotations

import copy
import json
import pickle
import re
from pathlib import Path

import pytest

import geomap
from geomap.case.codec import decode, encode
from geomap.errors import GeocodeError
from geomap.model import Place, Reason, Unlocated, together
from geomap.model.reasons import ENGLISH
from geomap.places.gazetteers.candidates import Asked, Chain
from geomap.text.articles import article_of
from geomap.text.contract import check_claims
from geomap.views.looks.wording import languages, reason_text

PACKAGE = Path(geomap.__file__).parent
OTHERS = [language for language in languages() if language != "en"]
HOSTILE = "{words} </script> {{7*7}} “”"


def filled(code: str) -> Reason:
    """A reason with a word in each slot."""
    return Reason(code, **{slot: f"<{slot}>" for slot in slots(ENGLISH[code])})


def slots(template: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", template))


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_every_reason_with_the_same_slots(language: str) -> None:
    file = PACKAGE / "views" / "looks" / "reasons" / f"{language}.json"
    templates = json.loads(file.read_text(encoding="utf-8"))
    assert list(templates) == list(ENGLISH)
    for code, template in templates.items():
        assert slots(template) == slots(ENGLISH[code]), code
        said = reason_text(filled(code), language)
        assert all(f"<{slot}>" in said for slot in slots(template)), code


def test_every_reason_is_given_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
    made = ("known_place", "near", "between", "along", "claimed", "planned", "reported", "denied")
    unused = [each for each in ENGLISH if code.count(f'"{each}"') < 2 and not each.startswith(made)]
    assert unused == []


def test_values_are_only_ever_values() -> None:
    inner = Reason("anchor", place=HOSTILE, why=Reason("no_name", words=HOSTILE))
    assert inner == f"given by {HOSTILE}: “{HOSTILE}” is not a named place"
    for language in OTHERS:
        assert reason_text(inner, language).count(HOSTILE) == 2


def test_terms_and_lists_are_in_the_language_too() -> None:
    known = Reason("known_place_in", place="Ay", level="district", where=("B", "C"))
    why = together(Reason("ambiguous", known=(known, known)), "as it came", Reason("no_better"))
    assert why == (
        "ambiguous: Ay (district, B, C), Ay (district, B, C); as it came; no better candidate"
    )
    assert reason_text(why, "ru") == (
        "неоднозначно: Ay (район, B, C), Ay (район, B, C); as it came; лучшего кандидата нет"
    )
    denied = Reason("act_by", change="handed_over", actor="Reds")
    assert (denied, reason_text(denied, "ru")) == ("handed over by Reds", "передано (Reds)")


def test_a_reason_outlives_copies_and_files() -> None:
    why = together(Reason("within", place="Ay"), Reason("region", count=7), "plain")
    for again in (
        copy.deepcopy(why),
        pickle.loads(pickle.dumps(why)),
        decode(Unlocated, encode(Unlocated(reason=why))).reason,
    ):
        assert again == why
        assert reason_text(again, "uk") == reason_text(why, "uk") != why


def test_what_an_earlier_version_wrote_stays_as_it_is() -> None:
    old = decode(Unlocated, '{"reason":"no such name"}').reason
    assert reason_text(old, "ar") == old == "no such name"


@pytest.mark.parametrize(
    "reason",
    [
        Reason("not_answered", service="nominatim", name="'Ay'", why="timed out"),
        Reason("not_kept", service="nominatim", name="'Ay'"),
        Reason("not_asked", service="nominatim", name="'Ay'", count=3),
    ],
)
def test_what_a_geocoder_did_not_say_is_told_in_every_language(reason: Reason) -> None:
    def silent(_: str) -> list[Place]:
        raise GeocodeError(reason)

    asked = Asked(Chain({"one": silent, "other": silent}))
    assert asked("Ay") == []
    assert asked.reason("Ay") == f"{reason}; {reason}"
    said = {reason_text(asked.reason("Ay"), language) for language in OTHERS}
    assert len(said) == len(OTHERS)
    assert not any(str(reason) in each for each in said)


def test_what_breaks_the_contract_is_told_in_every_language() -> None:
    article = article_of("Marfa fell.", "a.txt")
    _, (refused,) = check_claims(article, ["no claim"])  # type: ignore[list-item]
    assert refused.reason == "not a Claim but str"
    for language in OTHERS:
        assert str(reason_text(refused.reason, language)) != refused.reason
