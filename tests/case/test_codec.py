"""Every record comes back from its text as it was."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import model
from geomap.case.codec import decode, encode
from geomap.control.corrections.decisions import Correction
from geomap.errors import DataError

RECORDS = [
    each for each in vars(model).values() if isinstance(each, type) and is_dataclass(each)
]  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN = {
    str: TEXT,
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    date: st.dates(),
    type(None): st.none(),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if is_dataclass(hint):
        return records(hint)
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple and args[-1] is Ellipsis:
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, args))
    if origin is dict:
        return st.dictionaries(TEXT, values(args[1]), max_size=2)
    return st.one_of(*map(values, args))


def records(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: values(hints[each.name]) for each in fields(kind)})


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_comes_back(kind: Any) -> None:
    @given(records(kind))
    def comes_back(record: Any) -> None:
        assert decode(kind, encode(record)) == record
        assert decode(list[kind], encode([record, record])) == [record, record]

    comes_back()


@given(
    st.dictionaries(
        TEXT, st.none() | TEXT | st.floats(allow_nan=False) | st.integers(0, 9), max_size=3
    )
)
def test_what_a_correction_sets_comes_back(values: dict[str, Any]) -> None:
    made = Correction(
        claim=None, article="a", quote="q", action="change", fields=values, by="me", when=""
    )
    assert decode(Correction, encode(made)) == made


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_fields_that_an_earlier_version_lacked_take_their_defaults(kind: Any) -> None:
    needed = [each for each in fields(kind) if each.default is each.default_factory is MISSING]
    if len(needed) == len(fields(kind)):
        pytest.skip("it has no default")
    hints = get_type_hints(kind)

    @given(st.builds(kind, **{each.name: values(hints[each.name]) for each in needed}))
    def has_defaults(record: Any) -> None:
        import json

        text = json.loads(encode(record))
        assert decode(kind, json.dumps({each.name: text[each.name] for each in needed})) == record

    has_defaults()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"reason": ', "null"])
def test_what_is_no_record_is_named(text: str) -> None:
    with pytest.raises(DataError, match="not a Unlocated"):
        decode(model.Unlocated, text)
