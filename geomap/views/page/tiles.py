"""Map tiles from somebody's server, only where the user names them: what xyzservices knows."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from geomap.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Tiles of a provider.

    Attributes
    ----------
    provider : xyzservices.TileProvider
        As Folium takes it.
    hosts : tuple of str
        Where a browser fetches them, as sources of a Content-Security-Policy.
    attribution : str
        Credit, as plain text.
    """

    provider: Any
    hosts: tuple[str, ...]
    attribution: str


def tiles_named(name: str) -> Tiles:
    """Look tiles up by their name, such as ``OpenTopoMap``.

    Raises
    ------
    InputError
        There are no such tiles, or they ask for a key or an insecure address.

    Examples
    --------
    >>> tiles_named("OpenStreetMap.Mapnik").hosts
    ('https://tile.openstreetmap.org',)
    """
    import xyzservices.providers

    known = xyzservices.providers.flatten()
    try:
        provider = xyzservices.providers.query_name(name)
    except ValueError:
        near = get_close_matches(name, known, n=3, cutoff=0.4) or sorted(known)[:3]
        raise InputError(f"no tiles are called {name!r}; some are: {', '.join(near)}") from None
    if provider.requires_token():
        raise InputError(f"the tiles {provider.name} need a key: choose others")
    address = urlsplit(str(provider.url))
    if address.scheme != "https":
        raise InputError(f"the tiles {provider.name} are not served over https: choose others")
    parts = [str(part) for part in provider.get("subdomains", "abc")]
    hosts = [address.netloc.replace("{s}", part) for part in parts]
    return Tiles(
        provider=provider,
        hosts=tuple(dict.fromkeys(f"https://{host}" for host in hosts)),
        attribution=str(provider.attribution),
    )
