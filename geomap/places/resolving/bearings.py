"""Places that a text gives by other places: "heights near Izyum", "5 km south of Avdiivka".

Pure: the words are data (`admin_words.toml`), and the points of the other places are passed in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from geomap.model import Level, Place, Precision
from geomap.places.distances import RADIUS_KM
from geomap.places.names.keys import folded, normal_form
from geomap.places.names.words import bearing_words, phrase_words
from geomap.wordlists import any_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """How a phrase gives a place: the names it is given by, and how.

    ``degrees`` is the direction from north by east, where one is said, and ``km`` the distance.
    """

    precision: Precision
    anchors: tuple[str, ...]
    words: str
    degrees: float | None = None
    km: float | None = None

    def place(self, anchors: Sequence[Place], phrase: str, level: Level) -> Place:
        """Place that is given by others: in their midst, or where distance and direction lead.

        Examples
        --------
        >>> town = Place(id="geonames:1", name="Avdiivka", lon=37.75, lat=48.14,
        ...              level="settlement", country="UA")
        >>> hill = bearing_of("a hill 5 km south of Avdiivka").place([town], "the hill", "feature")
        >>> hill.id, round(hill.lat, 2), hill.level
        ('geonames:1/a-hill-5-km-south-of', 48.1, 'feature')
        """
        lon = _mean_longitude([place.lon for place in anchors])
        lat = math.fsum(place.lat for place in anchors) / len(anchors)
        if self.km is not None and self.degrees is not None:
            lon, lat = _moved(lon, lat, self.km, self.degrees)
        first = anchors[0]
        countries = {place.country for place in anchors}
        return replace(
            first,
            id="+".join(place.id for place in anchors) + "/" + folded(self.words).replace(" ", "-"),
            name=phrase,
            lon=round(lon, 5),
            lat=round(lat, 5),
            level=level,
            country=first.country if len(countries) == 1 else None,
            admin1=None,
            population=0,
            district_ids=(),
            matched=phrase,
        )


def bearing_of(phrase: str) -> Bearing | None:
    """Read how a phrase gives its place by others; None if it does not.

    Examples
    --------
    >>> bearing_of("dominant heights around Madagiz")
    Bearing(precision='near', anchors=('Madagiz',), words='dominant heights around', \
degrees=None, km=None)
    >>> bearing_of("the territory between Lyman and Kreminna").anchors
    ('Lyman', 'Kreminna')
    >>> bearing_of("the Izyum–Sloviansk road").precision
    'between'
    >>> bearing_of("north of Bakhmut").degrees
    0.0
    >>> bearing_of("Aghdam District") is None
    True
    """
    text = " ".join(phrase.split())
    if road := _patterns()["road"].fullmatch(text):
        return Bearing(
            precision="between", anchors=(road["one"], road["other"]), words=road["line"]
        )
    if found := _patterns()["between"].fullmatch(text):
        anchors = tuple(found[part] for part in ("one", "other"))
        return Bearing(precision="between", anchors=anchors, words=text[: found.start("one")])
    found = _patterns()["near"].fullmatch(text)
    if found is None:
        return None
    words, number = bearing_words(), found["number"]
    return Bearing(
        precision="near",
        anchors=(found["one"],),
        words=text[: found.start("one")].strip(),
        degrees=words["compass"].get((found["compass"] or "").replace(" ", "-")),
        km=float(number.replace(",", ".")) * words["units"][found["unit"]] if number else None,
    )


def is_line(name: str) -> bool:
    """Whether a name is that of a line on the ground, of which a point is only one spot.

    Examples
    --------
    >>> is_line("Oskil River"), is_line("M03 highway"), is_line("Baiji oil refinery")
    (True, True, False)
    """
    last = normal_form(name).rpartition(" ")
    return bool(last[0]) and last[2] in bearing_words()["lines"]


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    words = {key: any_of(each) for key, each in (*phrase_words().items(), *bearing_words().items())}
    compass = any_of(
        each.replace("-", gap) for each in bearing_words()["compass"] for gap in ("-", " ")
    )
    the, of, lines = rf"(?:{words['articles']} )?", words["of"], words["lines"]
    what = r"(?P<what>(?:[^\s,]+ ){0,4}?)"
    one, other = (
        rf"{the}(?:\w+ {of} )?(?P<{each}>[^\W\d_a-z][^,;:]*?)" for each in ("one", "other")
    )
    tail = rf"(?: {words['in']} .*)?"
    dash = r" ?[-–—] ?"
    far = rf"(?:(?P<number>\d+(?:[.,]\d+)?)[ -]?(?P<unit>{words['units']}) )?"
    toward = rf"(?:{words['to']} )?{the}(?P<compass>{compass}) {of}"
    return {
        "near": re.compile(rf"{what}{far}(?:{toward}|{words['near']}) {one}{tail}"),
        "between": re.compile(rf"{what}{words['between']} {one} {words['and']} {other}{tail}"),
        "road": re.compile(
            rf"{the}(?P<one>[^\W\d_a-z][\w' ]*?){dash}(?P<other>[^\W\d_a-z][\w' ]*?) "
            rf"(?P<line>{lines})"
        ),
    }


def _mean_longitude(longitudes: Sequence[float]) -> float:
    """Mean of longitudes, also across the antimeridian."""
    first = longitudes[0]
    offsets = [(each - first + 180) % 360 - 180 for each in longitudes]
    return (first + math.fsum(offsets) / len(offsets) + 180) % 360 - 180


def _moved(lon: float, lat: float, km: float, degrees: float) -> tuple[float, float]:
    """Point at a distance in a direction, on the sphere."""
    angle, bearing, phi = km / RADIUS_KM, math.radians(degrees), math.radians(lat)
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(bearing)
    across = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * sine
    )
    return (lon + math.degrees(across) + 180) % 360 - 180, math.degrees(math.asin(sine))
