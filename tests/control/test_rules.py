"""The rules file: what is wrong with it is named."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from geomap.control.rules import Rules
from geomap.errors import RulesError
from geomap.model import Article


def shipped() -> dict[str, Any]:
    return tomllib.loads((files("geomap.control") / "rules.toml").read_text("utf-8"))


@pytest.fixture
def data() -> dict[str, Any]:
    return shipped()


@pytest.mark.parametrize(
    ("section", "key", "value", "named"),
    [
        ("changes", "captured", "wins", "changes.captured = 'wins'"),
        ("changes", "bought", "hold", "changes.bought"),
        ("statuses", "precedence", ["happened", "claimed"], "statuses.precedence"),
        ("statuses", "admitted_as", "denied", "statuses.admitted_as = 'denied'"),
        ("presence", "window_days", -1, "presence.window_days = -1"),
        ("presence", "window_days", True, "presence.window_days = True"),
        ("presence", "levels", ["village"], "presence.levels = 'village'"),
        ("extent", "partial", "some", "extent.partial = 'some'"),
        ("shares", "remainder", "all", "shares.remainder = 'all'"),
        ("shares", "spare", 1, "shares.spare"),
        ("sources", "told", "first", "sources.told = 'first'"),
        ("chains", "done_by", ["captured", 3], "chains.done_by"),
        ("claimants", "A minister", 7, "claimants.'A minister' = 7"),
    ],
)
def test_a_bad_value_is_named(
    data: dict[str, Any], section: str, key: str, value: object, named: str
) -> None:
    data[section][key] = value
    with pytest.raises(RulesError) as caught:
        Rules.from_dict(data)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("section", "key"), [("changes", "ceded"), ("knowledge", "from"), ("knowledge", None)]
)
def test_a_missing_key_is_named(data: dict[str, Any], section: str, key: str | None) -> None:
    if key is None:
        del data[section]
    else:
        del data[section][key]
    with pytest.raises(RulesError, match=f"{section}.*missing"):
        Rules.from_dict(data)


def test_an_unknown_section_is_named(data: dict[str, Any]) -> None:
    with pytest.raises(RulesError, match="'colours'"):
        Rules.from_dict(data | {"colours": {}})


def test_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    with pytest.raises(RulesError, match=r"mine\.toml"):
        Rules.load(path)
    path.write_text("name = ")
    with pytest.raises(RulesError, match=r"mine\.toml"):
        Rules.load(path)


@pytest.mark.parametrize(
    ("claimant", "from_actor", "to_actor", "standing"),
    [
        ("Ukrainian officials", "Ukraine", "Russia", "admitted"),
        ("Russian Ministry of Defence", "Ukraine", "Russia", "claimed"),
        ("Ukrainian officials; a Russian blogger", "Ukraine", "Russia", "claimed"),
        ("Syrian military sources", "Syrian government", "ISIL", "admitted"),
        ("Syrian military sources", "Syrian rebels", "Syrian government", "claimed"),
        ("Iraqi witnesses", "Iraqi government", "ISIL", "claimed"),
        ("Sudanese army", "Sudanese government", "Sudanese army", "claimed"),
        (None, "Ukraine", "Russia", "claimed"),
        ("Ukrainian officials", None, "Russia", "claimed"),
        ("President Zelenskyy", "Ukraine", "Russia", "admitted"),
        ("A cousin of Zelenskyy", "Ukraine", "Russia", "claimed"),
        ("Artsakh authorities", "Armenia", "Azerbaijan", "admitted"),
        ("authorities", "Armenian forces", "Azerbaijan", "claimed"),
        ("Zelenskyy", "Ukraine", "Russia", "admitted"),
        ("President Volodymyr Zelenskyy", "Ukraine", "Russia", "admitted"),
    ],
)
def test_who_admits_a_loss(
    make: Any, claimant: str | None, from_actor: str | None, to_actor: str, standing: str
) -> None:
    one = make.claim(
        "- captured Ay",
        status="claimed",
        claimed_by=claimant,
        from_actor=from_actor,
        to_actor=to_actor,
    )
    assert Rules.load().standing(one) == standing


def test_that_a_place_is_fought_over_admits_nothing(make: Any) -> None:
    told = {"status": "claimed", "claimed_by": "Ukraine", "from_actor": "Ukraine"}
    assert Rules.load().standing(make.claim("Russia contested Ay", **told)) == "claimed"
    assert Rules.load().standing(make.claim("Russia captured Ay", **told)) == "admitted"


def test_the_precedence_of_sources_and_of_telling_decides_between_equals(make: Any) -> None:
    """Other rules, another outcome: by whose word counts, and by who told it when."""

    def holder(**sources: Any) -> str | None:
        data = shipped()
        data["sources"] |= sources
        articles = {
            "a": Article(id="a", name="a", text="", source="Morning", published=date(2020, 5, 2)),
            "b": Article(id="b", name="b", text="", source="Evening", published=date(2020, 9, 9)),
        }
        told = make.timeline(
            make.town(make.claim("Reds captured Ay", status="claimed", claimed_by="Mayor")),
            make.town(make.claim("Blues captured Ay", status="claimed", article="b")),
            make.town(
                make.claim("Greens captured Ay", status="claimed", article="b", rule="table: t",
                           announced="2020-12-12")
            ),
            rules=Rules.from_dict(data),
            articles=articles,
        )  # fmt: skip
        (spell,) = told.spells
        assert len(spell.claims) == 3
        return spell.controller

    assert holder() == "Reds"  # told the day after
    assert holder(told="latest") == "Greens"
    assert holder(precedence=["Evening"]) == "Blues"
    assert holder(precedence=["Mayor", "Evening"]) == "Reds"
    assert holder(precedence=["table", "Evening"]) == "Greens"


def test_a_source_that_counts_beats_one_that_is_better_attested(make: Any) -> None:
    data = shipped()
    data["sources"]["precedence"] = ["Mayor"]
    told = make.timeline(
        make.town(make.claim("Reds captured Ay", status="claimed", claimed_by="Mayor")),
        make.town(make.claim("Blues captured Ay")),
        rules=Rules.from_dict(data),
    )
    assert [spell.controller for spell in told.spells] == ["Reds"]
    assert len(told.contradictions) == 1
