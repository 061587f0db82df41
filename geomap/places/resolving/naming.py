"""Names to show: a place goes by the spelling of the article that tells of it."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from geomap.model import Located, Place
from geomap.places.districts.containment import POINTS


def as_spelled(located: Sequence[Located]) -> list[Located]:
    """Name towns as the article does, where it writes them in Latin letters.

    A reader who was told of Baiji should not look for "Bayjī" on the map. Districts and larger
    units keep the names of their layer; of several spellings the most used counts.

    Parameters
    ----------
    located
        Claims of one article and their places.

    Examples
    --------
    >>> from geomap.model import Claim
    >>> claim = Claim(id="c", article="a", place="Baiji", change="captured", trigger="took",
    ...               status="happened", evidence="", start=0, end=0)
    >>> place = Place(id="geonames:97783", name="Bayjī", lon=43.5, lat=34.9, level="settlement",
    ...               matched="Baiji")
    >>> as_spelled([Located(claim=claim, place=place)])[0].place.name
    'Baiji'
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for each in located:
        if isinstance(each.place, Place) and _is_told(each.place):
            spellings[each.place.id][each.place.matched] += 1
    names = {
        place: min(found, key=lambda name: (-found[name], name))
        for place, found in spellings.items()
    }
    return [
        replace(each, place=replace(each.place, name=names[each.place.id]))
        if isinstance(each.place, Place) and each.place.id in names
        else each
        for each in located
    ]


def _is_told(place: Place) -> bool:
    """Whether a place is a point of the gazetteer's that was looked up by words of the article."""
    words = place.matched
    return (
        place.level in POINTS
        and place.id.startswith("geonames:")
        and words[:1].isupper()
        and not (words.isupper() and len(words) > 3)
        and all("LATIN" in unicodedata.name(letter, "") for letter in words if letter.isalpha())
    )
