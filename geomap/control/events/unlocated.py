"""Places without coordinates that still have a name: they are off the map, and not out of time.

"The neighbourhood of Ay" may be in no gazetteer, and yet three sentences say who held it when.
Such a place is known by its name within the smallest unit that contains it, as far as the text
says; where it says nothing, within the article, so that two villages of one name stay two.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from geomap.model import Claim, Located, Unlocated

_Container = tuple[str | None, str | None, str | None, str | None]


def contained(located: Iterable[Located]) -> list[Located]:
    """Give claims of one article that name one unknown place the unit that any of them names.

    Examples
    --------
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               status="happened", evidence="", start=0, end=0)
    >>> told = Located(claim=claim, place=Unlocated(reason="unknown"), country="XX")
    >>> [each.country for each in contained([told, replace(told, country=None)])]
    ['XX', 'XX']
    """
    ordered = list(located)
    known: dict[tuple[str, str], set[_Container]] = defaultdict(set)
    for each in ordered:
        if isinstance(each.place, Unlocated) and any(_container(each)):
            known[each.claim.article, folded_name(each.claim)].add(_container(each))
    return [_within(each, known) for each in ordered]


def place_id_of(located: Located) -> str | None:
    """Id of a place that has a name and no point; None where the claim has no name.

    Examples
    --------
    >>> claim = Claim(id="c", article="a", place="the Old Town", change="captured", trigger="took",
    ...               status="happened", evidence="", start=0, end=0)
    >>> place_id_of(Located(claim=claim, place=Unlocated(reason="unknown"), country="XX"))
    'name:XX/old town'
    """
    name = folded_name(located.claim)
    if not name:
        return None
    larger = "-".join(part for part in (located.country, _folded(located.admin1 or "")) if part)
    return f"name:{located.district_id or larger or located.claim.article}/{name}"


def name_of(claim: Claim) -> str:
    """Name of the place of a claim, as it is shown."""
    return " ".join(claim.called.split())


def folded_name(claim: Claim) -> str:
    """Name of the place of a claim, as it is compared."""
    return _folded(name_of(claim))


def _within(located: Located, known: dict[tuple[str, str], set[_Container]]) -> Located:
    if not isinstance(located.place, Unlocated) or any(_container(located)):
        return located
    told = known.get((located.claim.article, folded_name(located.claim)), set())
    exact = {each for each in told if each[0] is not None} or told
    if len(exact) != 1:
        return located
    ((district_id, district, admin1, country),) = exact
    return replace(
        located, district_id=district_id, district=district, admin1=admin1, country=country
    )


def _container(located: Located) -> _Container:
    return (located.district_id, located.district, located.admin1, located.country)


def _folded(name: str) -> str:
    """Name without case, accents and a leading article."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).removeprefix("the ")
