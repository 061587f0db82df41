"""A corpus of short articles made from templates and the sample texts: the same for a number.

    python tests/case/corpus.py 5000 corpus.jsonl

Every tenth article is a copy of an earlier one, as other papers print it. Facts are invented.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from geomap.model import Article
from geomap.text.inputs.rows import article_of_row

sys.path.insert(0, str(Path(__file__).parent))
from copying import copy_of

DATA = Path(__file__).resolve().parents[2] / "data"
SAMPLES = ("karabakh-handovers-2020.txt", "lysychansk-2022.txt")
FIRST_DAY = date(2021, 1, 4)

# Places of one country and the two sides that are told to fight over them there.
THEATRES = (
    (("Mosul", "Tikrit", "Sinjar", "Ramadi", "Fallujah", "Kirkuk", "Baiji", "Hawija"),
     ("Iraqi forces", "the Islamic State")),
    (("Raqqa", "Palmyra", "Manbij", "Idlib", "Homs", "Kobani", "Daraa", "Afrin"),
     ("the Syrian army", "the rebels")),
    (("Aghdam", "Lachin", "Kalbajar", "Fuzuli", "Jabrayil", "Shusha", "Zangilan"),
     ("Azerbaijani forces", "Armenian forces")),
    (("Kherson", "Izium", "Lyman", "Bakhmut", "Kupiansk", "Mariupol", "Lysychansk"),
     ("Ukrainian forces", "Russian forces")),
    (("Gao", "Kidal", "Timbuktu", "Mopti", "Tessalit", "Sevare"),
     ("the Malian army", "the separatists")),
)  # fmt: skip
EVENTS = (
    "{By} captured {place} on {day}, {said}.",
    "On {day}, {by} took control of {place} after {n} days of fighting.",
    "{place} fell to {by} on {day}, residents told a local radio station.",
    "{Against} withdrew from {place} on {day}, leaving {n} damaged vehicles behind.",
    "{By} entered {place} early on {day}, {said}.",
    "A spokesman for {against} denied on {day} that {by} had captured {place}.",
    "{Against} will hand over {place} to {by} on {later}, according to the accord.",
    "{By} surrounded {place} on {day}; {n} families left the town by the northern road.",
    "Control of {place} was handed over to {by} on {day} under an agreement signed last month.",
    "{By} and {against} fought inside {place} on {day}, and neither held all of it.",
)
ASIDES = (
    "The price of bread in the market rose by {n} percent within a week.",
    "Doctors at the hospital said that {n} people had been treated for burns.",
    "Snow closed the mountain road for {n} hours and held up a convoy of flour.",
    "A teacher who had fled with {n} pupils said that she hoped to be back in spring.",
    "The minister of finance promised {n} million for the repair of bridges and schools.",
    "Telephone lines have been cut for {n} days, and letters are carried by taxi drivers.",
    "Engineers counted {n} mines along the railway and expect to find many more.",
    "In the capital, a football match between two old rivals ended with {n} arrests.",
    "Aid workers handed out {n} tents, and asked for blankets, lamps and clean water.",
    "The river has risen by {n} centimetres, and fishermen have tied up their boats.",
)
SAYING = (
    "the ministry of defence said", "an army officer said", "the governor's office reported",
    "its commanders said", "a monitoring group said",
)  # fmt: skip
PAPERS = tuple(f"The {name} {kind}" for name in ("Morning", "Harbour", "National", "Evening")
               for kind in ("Post", "Courier", "Gazette"))  # fmt: skip


def corpus(count: int) -> Iterator[dict[str, Any]]:
    """Rows of a corpus; a longer one begins with a shorter one."""
    chance = random.Random("corpus")
    told = [
        sentence
        for name in SAMPLES
        for paragraph in (DATA / name).read_text("utf-8").split("\n\n")[1:]
        for sentence in paragraph.strip().split(". ")
    ]
    earlier: list[str] = []
    for number in range(count):
        day = FIRST_DAY + timedelta(days=number // 40 % 700)
        if earlier and chance.random() < 0.1:
            text = copy_of(chance.choice(earlier[-400:]), chance, chance.randrange(1, 3))
        else:
            text = article(chance, told, day)
            earlier.append(text)
        yield {
            "id": f"n{number:07}",
            "text": text,
            "title": f"Report {number}",
            "published": day.isoformat(),
            "source": chance.choice(PAPERS),
            "url": f"https://example.org/{number}",
            "language": "en",
        }


def as_article(row: dict[str, Any]) -> Article:
    """Article of a row."""
    return article_of_row(row, row["id"])


def article(chance: random.Random, told: list[str], day: date) -> str:
    """Two to four sentences, one or two of them on control."""
    places, sides = chance.choice(THEATRES)
    found = []
    for _ in range(chance.randrange(1, 3)):
        by, against = chance.sample(sides, 2)
        when = day - timedelta(days=chance.randrange(6))
        found.append(
            chance.choice(EVENTS).format(
                place=chance.choice(places), by=by, against=against,
                By=by[0].upper() + by[1:], Against=against[0].upper() + against[1:],
                said=chance.choice(SAYING), n=chance.randrange(2, 90),
                day=f"{when:%B} {when.day}", later=f"{day + timedelta(9):%B %d, %Y}",
            )
        )  # fmt: skip
    found += [
        chance.choice(ASIDES).format(n=chance.randrange(2, 90))
        if chance.random() < 0.7
        else chance.choice(told).strip().rstrip(".") + "."
        for _ in range(chance.randrange(1, 3))
    ]
    return "\n\n".join(found)


def write(count: int, path: Path) -> Path:
    """Write a corpus as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for row in corpus(count):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
