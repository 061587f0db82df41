"""Copies of an article, as papers make them of what an agency sends: by chance, from a seed."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).parent

AGENCIES = ("AP", "Reuters", "AFP", "dpa", "Xinhua")
NAMES = ("J. Marlow", "Ana Petri", "K. Osei", "Lena Dorn", "Tomas Quell")
OWN = (
    "The newspaper could not reach the ministry for comment by the time of going to press.",
    "Read more on this story in our weekend edition, with maps and a chronology of the war.",
    "Share prices in the capital closed slightly higher on the news, led by builders and banks.",
    "Additional reporting by our correspondent. The headline of this article was changed online.",
)
BRITISH = {
    "toward": "towards", "center": "centre", "defense": "defence", "colored": "coloured",
    "Defense": "Defence", "program": "programme", "said": "said", "gray": "grey",
}  # fmt: skip
SYNONYMS = {
    "said": "stated", "troops": "soldiers", "town": "city", "people": "residents",
    "night": "evening", "told": "informed", "began": "started", "took": "seized",
    "fighters": "militants", "near": "close to", "before": "prior to",
}  # fmt: skip

Edit = Callable[[list[str], random.Random], list[str]]


def events() -> list[list[str]]:
    """Reports by event: each event is told by several desks."""
    told = tomllib.loads((HERE / "same_event.toml").read_text("utf-8"))["events"]
    return [[text.strip() for text in event["reports"]] for event in told]


def headline(paragraphs: list[str], chance: random.Random) -> list[str]:
    words = re.findall(r"\w+", " ".join(paragraphs))
    return [" ".join(chance.sample(words, 8)).capitalize(), *paragraphs]


def credit(paragraphs: list[str], chance: random.Random) -> list[str]:
    first = re.sub(r"^[A-Z]{3,}(?:, \w+ \d+)? - ", "", paragraphs[0])
    line = f"(Reporting by {chance.choice(NAMES)}; editing by {chance.choice(NAMES)})"
    return [f"CITY ({chance.choice(AGENCIES)}) — {first}", *paragraphs[1:], line]


def cut_end(paragraphs: list[str], chance: random.Random) -> list[str]:
    return paragraphs[: max(2, round(len(paragraphs) * chance.uniform(0.5, 0.9)))]


def cut_middle(paragraphs: list[str], chance: random.Random) -> list[str]:
    if len(paragraphs) < 3:
        return paragraphs
    gone = chance.randrange(1, len(paragraphs))
    return paragraphs[:gone] + paragraphs[gone + 1 :]


def own_words(paragraphs: list[str], chance: random.Random) -> list[str]:
    return [*paragraphs, *chance.sample(OWN, 2)]


def house_style(paragraphs: list[str], chance: random.Random) -> list[str]:
    """Every tenth word or so of those that have another."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        known = BRITISH.get(word) or SYNONYMS.get(word)
        return known if known and chance.random() < 0.6 else word

    found = [re.sub(r"\w+", other, each) for each in paragraphs]
    return [each.replace('"', "“", 1).replace('"', "”").replace("'", "’") for each in found]


def joined(paragraphs: list[str], chance: random.Random) -> list[str]:  # noqa: ARG001
    """Paragraphs run together, as a bad extraction has them."""
    return [" ".join(paragraphs)]


EDITS: Sequence[Edit] = (
    headline, credit, cut_end, cut_middle, own_words, house_style, joined,
)  # fmt: skip


def copy_of(text: str, chance: random.Random, edits: int) -> str:
    """A copy with some edits, each at most once."""
    paragraphs = text.split("\n\n")
    for edit in chance.sample(EDITS, edits):
        paragraphs = edit(paragraphs, chance)
    return "\n\n".join(paragraphs)


def bulletin(chance: random.Random, places: Sequence[str]) -> str:
    """A daily report that is like that of the day before in all but its facts."""
    lines = [
        f"During the past day our forces repelled {chance.randrange(2, 30)} attacks near {place},"
        f" where the enemy lost {chance.randrange(5, 90)} men and {chance.randrange(1, 9)} guns."
        for place in chance.sample(list(places), 5)
    ]
    return "\n\n".join(
        [f"Report of the general staff as of {chance.randrange(1, 29)} May.", *lines,
         f"Aircraft struck {chance.randrange(2, 20)} areas in which troops had gathered."]
    )  # fmt: skip
