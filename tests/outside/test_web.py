"""Which addresses are public; how they are fetched is in tests/text/inputs."""

from __future__ import annotations

import pytest

from geomap.errors import InputError
from geomap.outside.web import check_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:192.168.1.1", "::10.0.0.1", "2002:7f00:1::",
        "64:ff9b::a00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "not an address",
    ],
)  # fmt: skip
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises(InputError):
        check_public(["93.184.216.34", address])


def test_public_addresses_are_not_refused() -> None:
    check_public(["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
