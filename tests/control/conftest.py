"""Makers of claims and places, as short as a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from geomap.control.rules import Rules
from geomap.control.timeline import timeline
from geomap.model import UNDATED, Claim, Located, Place, Timeline, stable_id
from geomap.model.edtf import parse_edtf


def claim(text: str, day: str | None = "2020-05-01", **fields: Any) -> Claim:
    """``"Reds captured Ay"``: to_actor, change, place."""
    actor, change, place = text.split()
    told: dict[str, Any] = {
        "id": stable_id(text, day, sorted(fields.items())),
        "article": "a",
        "place": place,
        "change": change,
        "trigger": change,
        "to_actor": None if actor == "-" else actor,
        "status": "happened",
        "evidence": f"{text} {day}.",
        "start": 0,
        "end": len(f"{text} {day}."),
        "date": parse_edtf(day) if day else UNDATED,
    }
    for name in ("announced", "new_date"):
        if isinstance(fields.get(name), str):
            when = parse_edtf(fields[name])
            fields[name] = when if name == "new_date" else when.earliest
    return Claim(**(told | fields))


def town(one: Claim) -> Located:
    place = Place(id=f"geonames:{one.place}", name=str(one.place), lon=1, lat=2, level="settlement")
    return Located(claim=one, place=place, precision="point", district_id="XX-1")


def district(one: Claim) -> Located:
    place = Place(id=f"unit:{one.place}", name=str(one.place), lon=1, lat=2, level="district")
    return Located(claim=one, place=place, precision="district", district_id=one.place)


def region(one: Claim, *members: str) -> Located:
    place = Place(id=f"region:{one.place}", name="R", lon=1, lat=2, level="named_region")
    return Located(claim=one, place=place, precision="inferred", members=members)


def concluded(*located: Located, known_on: str | None = None, **options: Any) -> Timeline:
    rules = options.pop("rules", None) or Rules.load()
    known = date.fromisoformat(known_on) if known_on else None
    return timeline(located, rules, known, **options)


class Make:
    claim = staticmethod(claim)
    town = staticmethod(town)
    district = staticmethod(district)
    region = staticmethod(region)
    timeline = staticmethod(concluded)


@pytest.fixture(scope="session")
def make() -> type[Make]:
    return Make


@pytest.fixture(scope="session")
def brief() -> Callable[[Timeline], list[tuple[Any, ...]]]:
    """Spells in short: place, controller, start, end, status, share."""

    def tell(told: Timeline) -> list[tuple[Any, ...]]:
        return [
            (
                spell.place_id.partition(":")[2],
                spell.controller,
                spell.start and spell.start.isoformat(),
                spell.end and spell.end.isoformat(),
                spell.status,
                spell.share,
            )
            for spell in told.spells
        ]

    return tell
