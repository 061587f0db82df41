"""A password is in nothing that is said of an address, whatever its signs."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.outside.secrecy import redacted, without_password

# Signs that end a part of an address, and letters that no other part of ours has.
PASSWORDS = st.text(alphabet="QXZ019@:/?#%&=[]+ ", min_size=6, max_size=20).filter(
    lambda text: any(letter in text for letter in "QXZ")
)
ADDRESSES = (
    "postgresql://me:{}@db/gis",
    "postgres://me:{}@db:5432/gis?table=a#war",
    "postgresql://db/gis?user=me&password={}",
    "https://me:{}@host.example/layers.zip",
)


def said_of(password: str, text: str) -> list[str]:
    """Letters of a password in a text: no other part of the addresses has them."""
    return [letter for letter in "QXZ" if letter in password and letter in text]


@pytest.mark.parametrize("address", ADDRESSES)
@given(password=PASSWORDS)
def test_an_address_is_shown_without_its_password(address: str, password: str) -> None:
    escaped = address.format(quote(password, safe=""))
    shown = without_password(escaped)
    assert not said_of(password, shown)
    assert "db" in shown or "host.example" in shown
    assert without_password(shown) == shown


@pytest.mark.parametrize("address", ADDRESSES[:2])
@given(password=PASSWORDS)
def test_one_whose_signs_nobody_escaped_is_not_shown_either(address: str, password: str) -> None:
    assert not said_of(password, without_password(address.format(password)))


@pytest.mark.parametrize("address", ADDRESSES)
@given(password=PASSWORDS)
def test_what_a_server_says_is_told_without_it(address: str, password: str) -> None:
    escaped = address.format(quote(password, safe=""))
    for told in (password, quote(password, safe=""), escaped):
        assert not said_of(password, redacted(f"no such user: {told}", escaped))


@given(st.text(max_size=30).filter(lambda text: "://" not in text))
def test_the_name_of_a_file_stays(name: str) -> None:
    assert without_password(name) == name
