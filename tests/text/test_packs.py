"""Every example of every language pack is read as it says; a pack needs no Python."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geomap import pipeline, resources
from geomap.errors import DataError, RulesError
from geomap.model import Article, Claim
from geomap.text.language import available, detected, load_language, load_pack
from geomap.text.patterns import PatternReader
from geomap.text.syntax import natasha

LEAST = 8
"""Examples that a bundled pack has at least."""

SMALLEST = """
[language]
code = "eo"
name = "Esperanto"
reader = "patterns"

[dates]
months = { marto = 3 }
weekdays = { lundo = 0 }
numbers = { du = 2 }
units = { tagoj = "D" }
operators = { by = ["ĝis"] }
patterns = [{ words = "la {day}-a de {month} {year}", reads = "date" }]

[places]
articles = ["la"]
of = ["de"]
list_links = ["kaj"]
generics = { settlement = ["urbo", "urbon"] }

[actors]
aliases = { "Ruslando" = ["Ruslando"], "Redland" = ["Ruĝlando"] }

[[patterns]]
name = "konkeris"
change = "captured"
words = "{to} konkeris {place}"
"""
"""The smallest pack that works, as in CONTRIBUTING.md."""


def examples() -> list[Any]:
    return [
        pytest.param(code, example, id=f"{code}-{number}")
        for code in available()
        for number, example in enumerate(load_pack(code).get("examples", ()))
    ]


def said(claim: Claim, key: str) -> Any:
    return claim.date.edtf if key == "date" else getattr(claim, key)


@pytest.mark.parametrize(("code", "example"), examples())
def test_an_example_makes_its_claims_and_no_other(code: str, example: dict[str, Any]) -> None:
    article = Article(
        id="example",
        name="example",
        text=example["text"],
        published=example.get("published"),
        language=code,
    )
    found = list(pipeline.read(article).claims)
    for wanted in example["claims"]:
        assert wanted.keys() <= {field.name for field in fields(Claim)}
        shown = [{key: said(claim, key) for key in wanted} for claim in found]
        assert wanted in shown
        found.pop(shown.index(wanted))
    assert found == []
    for claim in pipeline.read(article).claims:
        assert article.text[claim.start : claim.end] == claim.evidence


@pytest.mark.parametrize("code", available())
def test_a_bundled_pack_has_examples_that_differ(code: str) -> None:
    given = load_pack(code)["examples"]
    told = [claim for example in given for claim in example["claims"]]
    assert len(given) >= LEAST
    assert any(not example["claims"] for example in given)
    assert {"claimed", "denied", "planned"} <= {claim["status"] for claim in told}


@pytest.mark.parametrize("code", available())
def test_the_language_of_an_example_is_told_by_its_words(code: str) -> None:
    text = " ".join(example["text"] for example in load_pack(code)["examples"])
    assert detected(text) == code


def test_the_smallest_pack_reads_without_python(tmp_path: Path) -> None:
    path = tmp_path / "eo.toml"
    path.write_text(SMALLEST, "utf-8")
    text = "Ruĝlando konkeris la urbon Marfa kaj Alpine la 4-a de marto 2019."
    reading = PatternReader(load_language(str(path))).read(
        Article(id="a", name="a", text=text, published=date(2019, 3, 5))
    )
    assert [(claim.place, claim.to_actor, claim.date.edtf) for claim in reading.claims] == [
        ("Marfa", "Redland", "2019-03-04"),
        ("Alpine", "Redland", "2019-03-04"),
    ]


def test_contributing_shows_the_smallest_pack() -> None:
    guide = Path(__file__).parents[2] / "CONTRIBUTING.md"
    assert SMALLEST.strip() in guide.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("konkeris {place}", "konkeris ({place}", "no regular expression"),
        ("konkeris {place}", "konkeris", "the words have no {place}"),
        ('change = "captured"', 'change = "eaten"', "no such change"),
        ('reader = "patterns"', 'reader = "tea leaves"', "no reader 'tea leaves'"),
        ("[actors]", "[players]", r"table \[actors\] is missing"),
        ("{to} konkeris", "{too} konkeris", "no slot {too}; there are {place}"),
        ("{ marto = 3 }", "3", "months must be a table"),
        ('reads = "date"', 'reads = "day"', "reads is 'day'; use date"),
        ("{month} {year}", "{moon} {year}", "no slot {moon}; there are {day}"),
    ],
)
def test_a_damaged_pack_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "eo.toml"
    path.write_text(SMALLEST.replace(old, new), "utf-8")
    with pytest.raises(RulesError, match=message):
        PatternReader(load_language(str(path))).read(Article(id="a", name="a", text="Marfa."))


def test_an_elided_word_stands_before_a_name(tmp_path: Path) -> None:
    path = tmp_path / "eo.toml"
    path.write_text(SMALLEST.replace('of = ["de"]', """of = ["de", "d'"]"""), "utf-8")
    text = "Ruĝlando konkeris la urbon d'Alpine. Ruĝlando konkeris la urbon d’Odesa."
    reading = PatternReader(load_language(str(path))).read(Article(id="a", name="a", text=text))
    assert [claim.place for claim in reading.claims] == ["Alpine", "Odesa"]


def test_russian_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    natasha.load_models.cache_clear()
    monkeypatch.setattr(natasha, "find_spec", lambda name: None if name == "navec" else name)
    with pytest.raises(DataError, match=r"^Russian needs navec; .*geomap-control\[ru\]"):
        natasha.load_models()


def test_a_name_is_looked_up_in_the_nominative() -> None:
    article = Article(
        id="a", name="a", text="Жители Авдеевки ушли из Нагорного Карабаха и Лачинского района."
    )
    mentions = resources.reader("ru").toponyms(article)
    assert [(each.text, each.value) for each in mentions] == [
        ("Авдеевки", "Авдеевка"),
        ("Нагорного Карабаха", "Нагорный Карабах"),
        ("Лачинского", "Лачин"),
    ]


def test_a_long_sentence_is_no_trouble() -> None:
    text = "Армия заняла Агдам, " + "и Шушу, " * 2000 + "и Лачин 20 ноября 2020 года."
    claims = resources.reader("ru").read(Article(id="a", name="a", text=text)).claims
    assert claims
    assert all(text[claim.start : claim.end] == claim.evidence for claim in claims)
