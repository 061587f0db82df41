"""How often a misspelled name finds its place, and a strange one finds a place that it is not.

    python benchmarks/spelling.py

Names are drawn from the shipped gazetteer with a fixed seed. A slip is one letter left out,
doubled, replaced or swapped with the next, never the first.
"""

from __future__ import annotations

import random
import string

from geomap.places.districts.containment import distance_km
from geomap.places.gazetteers.shipped import Gazetteer

HOMES = ("AZ", "UA", "SY", "ML")
NEIGHBOURS = (
    ("GE", "AZ"), ("IR", "AZ"), ("TR", "AZ"), ("PL", "UA"), ("RU", "UA"), ("IQ", "SY"),
    ("NE", "ML"), ("SA", "IQ"),
)  # fmt: skip
DRAWN = 500
RIGHT_KM = 15.0


def drawn(gazetteer: Gazetteer, country: str, chance: random.Random) -> list[str]:
    letters = string.ascii_lowercase
    names = sorted(
        {name for each in letters for name in gazetteer._spellings(each).get(country, ((), ()))[0]}
    )
    return chance.sample(names, min(DRAWN, len(names)))


def slip(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name))
    before, letter, after = name[:at], name[at], name[at + 1 :]
    return before + chance.choice(
        [after, letter + letter + after, chance.choice("aeioudgkmnrst") + after]
        + ([after[0] + letter + after[1:]] if after else [])
    )


def slips(gazetteer: Gazetteer, country: str, chance: random.Random) -> dict[str, int]:
    counts = dict.fromkeys(("right", "wrong or several", "none", "known anyway"), 0)
    for name in drawn(gazetteer, country, chance):
        written = slip(name, chance)
        if gazetteer.lookup(written):
            counts["known anyway"] += 1
            continue
        meant = [place for place in gazetteer.lookup(name) if place.country == country]
        found = gazetteer.similar(written, [country])
        near = [min(distance_km(place, each) for each in meant) < RIGHT_KM for place in found]
        counts["none" if not near else "right" if all(near) else "wrong or several"] += 1
    return counts


def main() -> None:
    gazetteer, chance = Gazetteer.open(), random.Random(4)
    for country in HOMES:
        print(f"slips in {country}:", slips(gazetteer, country, chance))
    for country, asked in NEIGHBOURS:
        names = [
            name
            for name in drawn(gazetteer, country, chance)
            if all(place.country != asked for place in gazetteer.lookup(name))
        ]
        taken = [name for name in names if gazetteer.similar(name, [asked])]
        print(f"names of {country} asked in {asked}: {len(taken)} taken of {len(names)}", taken[:5])


if __name__ == "__main__":
    main()
