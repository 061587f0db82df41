"""Tables of control: every row a claim that quotes itself, or a refusal that says why."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import InputError
from geomap.model import Claim, Reading
from geomap.text.tables.columns import columns_of, shipped
from geomap.text.tables.rows import read_table

PLAIN = "place=name,admin=unit,holder=held,date=day,share=share"


def read(text: str, columns: str = PLAIN) -> Reading:
    return read_table(text, "t.csv", columns_of(columns))


def table(*rows: list[str]) -> str:
    out = StringIO()
    csv.writer(out).writerows([["name", "unit", "held", "day", "share"], *rows])
    return out.getvalue()


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8))
def test_every_row_quotes_itself_whatever_is_in_it(rows: list[tuple[str, str]]) -> None:
    """Commas, quotes, line ends and formulas in cells: evidence is the row at its offsets."""
    text = table(*([name, "U", held, "2020-05-01", ""] for name, held in rows))
    reading = read(text)
    told = [*reading.claims, *reading.not_claims]
    assert len(told) == len(rows)
    for each in told:
        assert text[each.start : each.end] == each.evidence
    for claim in reading.claims:
        for start, end in claim.spans.values():
            assert claim.start <= start < end <= claim.end
    assert len({claim.id for claim in reading.claims}) == len(reading.claims)


def test_a_row_without_a_change_is_a_state() -> None:
    (state,) = read(table(["Ay", "Upper", "Reds", "2020-05-01", "70%"])).claims
    assert (state.change, state.date.type, state.share) == ("captured", "as_of", 0.7)
    assert state.within == ("Upper",)
    columns = "place=name,holder=held,date=day,change=kind,from=old"
    text = "name,held,old,day,kind\nAy,Reds,Blues,2020-05,handed_over\n"
    (change,) = read(text, columns).claims
    assert (change.change, change.from_actor, change.date.edtf) == (
        "handed_over",
        "Blues",
        "2020-05",
    )
    assert text[slice(*change.spans["trigger"])] == "handed_over"


@pytest.mark.parametrize(
    ("held", "change", "actor"),
    [
        ("Reds/Blues", "captured", "Reds; Blues"),
        ("Blues & Reds", "captured", "Blues; Reds"),
        ("Reds/Greens", "captured", "Reds/Greens"),  # nobody is called Greens: it is one name
        ("contested", "contested", None),
        ("", "withdrawn", None),
        ("Not known", "withdrawn", None),
    ],
)
def test_joint_unknown_and_contested_holders(held: str, change: str, actor: str | None) -> None:
    rows = [["Ay", "U", who, "2020-05-01", ""] for who in ("Reds", "Blues", held)]
    claim = read(table(*rows)).claims[-1]
    assert (claim.change, claim.to_actor) == (change, actor)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "U", "Reds", "2020-05-01", ""], "no place"),
        (["Ay", "U", "Reds", "May Day", ""], "date 'May Day'"),
        (["Ay", "U", "Reds", "", ""], "no date"),
        (["Ay", "U", "Reds", "2020-05-01", "a lot"], "share 'a lot'"),
        (["Ay", "U", "Reds", "2020-05-01", "-3"], "no part of the place"),
    ],
)
def test_a_row_that_makes_no_claim_says_why(row: list[str], reason: str) -> None:
    reading = read(table(row, ["Be", "U", "Reds", "2020-05-01", ""]))
    assert len(reading.claims) == 1
    (refused,) = reading.not_claims
    assert reason in refused.reason
    assert refused.evidence == reading.article.text[refused.start : refused.end]


@pytest.mark.parametrize(
    ("text", "columns", "complaint"),
    [
        (
            "name,held,day\n",
            "place=town,holder=held,date=day",
            "no column 'town'; the table has name",
        ),
        ("name,held,day\nAy,Reds\n", "place=name,holder=held,date=day", "2 cells and the header 3"),
        ("name,name,held,day\n", "place=name,holder=held,date=day", "two columns are called"),
        ("", "place=name,holder=held,date=day", "no column"),
        ("name\n", "place=name", "column of the date"),
        ("name\n", "town=name", "no column can say 'town'"),
        ("name\n", "place=name,holder=a,date=b,lon=x", "lon and lat go together"),
        ("name\n", "acled2", "one of acled, viina"),
        ("name\n", "no/such.toml", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(text: str, columns: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        read(text, columns)


def test_a_semicolon_and_a_tab_separate_as_well() -> None:
    for mark in ";\t":
        text = mark.join(("name", "held", "day")) + "\n" + mark.join(("A, y", "Reds", "2020-05-01"))
        (claim,) = read(text, "place=name,holder=held,date=day").claims
        assert claim.place == "A, y"


ACLED = (
    "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,"
    "country,admin1,admin2,location,latitude,longitude,source,notes\n"
    "{rows}"
)


def acled(kind: str, first: tuple[str, str], second: tuple[str, str], **more: str) -> Claim | str:
    """One invented event, and what is made of it."""
    day, precision = more.get("day", "2020-05-04"), more.get("precision", "1")
    row = (
        f"X1,{day},{precision},Battles,{kind},{first[0]},{first[1]},{second[0]},{second[1]},"
        'Ruritania,North,Hill,Ay,1.5,2.5,The Morning,"Invented, for a test"\n'
    )
    reading = read(ACLED.format(rows=row), "acled")
    return reading.claims[0] if reading.claims else reading.not_claims[0].reason


ARMY, REBELS, MILITIA = ("Army", "State forces"), ("Rebels", "Rebel group"), ("Militia", "3")


def test_acled_says_who_took_by_the_kind_of_actor_and_not_by_their_order() -> None:
    for pair in ((ARMY, REBELS), (REBELS, ARMY)):
        regained = acled("Government regains territory", *pair)
        assert isinstance(regained, Claim)
        assert (regained.to_actor, regained.from_actor) == ("Army", "Rebels")
        overtaken = acled("Non-state actor overtakes territory", *pair)
        assert isinstance(overtaken, Claim)
        assert (overtaken.to_actor, overtaken.from_actor) == ("Rebels", "Army")
    assert regained.within == ("Hill", "North", "Ruritania")
    assert regained.source == "The Morning"
    assert (regained.date.edtf, regained.date.type) == ("2020-05-04", "on")
    unclear = acled("Non-state actor overtakes territory", REBELS, MILITIA)
    assert unclear == "the table does not say which of the actors took the place"
    alone = acled("Non-violent transfer of territory", REBELS, ("", ""))
    assert isinstance(alone, Claim)
    assert (alone.change, alone.to_actor) == ("handed_over", "Rebels")


def test_acled_leaves_other_events_out_and_counts_them() -> None:
    assert "Armed clash (1)" in str(acled("Armed clash", ARMY, REBELS))


def test_acled_dates_are_as_precise_as_it_says() -> None:
    week = acled("Government regains territory", ARMY, REBELS, precision="2", day="4 May 2020")
    assert isinstance(week, Claim)
    assert (week.date.edtf, week.date.type) == ("2020-05-01/2020-05-07", "approx")


def test_viina_rows_are_states_by_geonames_id() -> None:
    text = "geonameid,date,status\n704204,20220526,RU\n704204,20220527,CONTESTED\n"
    reading = read(text, "viina")
    assert [(c.change, c.to_actor) for c in reading.claims] == [
        ("captured", "Russia"),
        ("contested", None),
    ]
    assert set(reading.places.values()) == {"geonames:704204"}
    assert reading.article.licence == "ODbL"


def test_a_map_of_columns_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(
        'source = "The Evening"\ndate_formats = ["%d.%m.%Y"]\n[columns]\nplace = "name"\n'
        'holder = "held"\ndate = "day"\n[values.holder]\nR = "Reds"\n"R/B" = "Reds; Blues"\n',
        "utf-8",
    )
    first, second = read("name,held,day\nAy,R,04.05.2020\nBe,R/B,05.05.2020\n", str(path)).claims
    assert (first.to_actor, first.date.edtf) == ("Reds", "2020-05-04")
    assert second.to_actor == "Reds; Blues"
    path.write_text("[columns]\nplace = 1\n", "utf-8")
    with pytest.raises(InputError, match=r"map\.toml: not a map"):
        columns_of(str(path))


def test_the_maps_that_ship_are_valid() -> None:
    assert [columns_of(name).name for name in shipped()] == ["ACLED", "VIINA"]


def test_cells_are_read_in_every_bundled_language() -> None:
    table = (
        "name,held,day\nAy,Россия и Украина,2020-05-01\nBy,Россия,2020-05-01\n"
        "Cy,Украина,2020-05-01\nDy,en disputa,2020-05-01\nEy,нет данных,2020-05-01\n"
    )
    claims = read(table, "place=name,holder=held,date=day").claims
    assert [(claim.change, claim.to_actor) for claim in claims] == [
        ("captured", "Россия; Украина"),
        ("captured", "Россия"),
        ("captured", "Украина"),
        ("contested", None),
        ("withdrawn", None),
    ]
