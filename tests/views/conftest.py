"""A small invented case on a grid of nine square districts, and one shared browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from geomap.model import (
    Article,
    Chain,
    Claim,
    Contradiction,
    Located,
    NotClaim,
    Place,
    Reading,
    Spell,
    Step,
    Timeline,
    Unlocated,
    Unplaced,
    When,
)
from geomap.views.page.map import Map
from geomap.views.page.tiles import tiles_named
from geomap.views.picture.drawing import drawing_of

NORTH, SOUTH = "Northern army", "Southern army"
PUBLISHED = date(2020, 11, 20)
NAMES = ["Arda", "Berin", "Corva", "Dale", "Esk", "Fenn", "Gora", "Holm", "Ister"]
TEXT = """Northern troops entered Arda district on Friday, the ministry said 😀.

Southern forces took about 77% of the district in 1993.

Berin is to be handed over on Nov. 25 and the Corva district by Dec. 1. The handover of Berin \
was first due on Sunday, but the president put it off by a week.

In 1991 Southern forces took the Seven Hills.

On Nov. 8 the town of Mill was captured, the president said.

Last month the village of Nowhere fell. The army took five cities."""


def on(year: int, month: int, day: int) -> When:
    return When(earliest=date(year, month, day), latest=date(year, month, day))


def claim_of(text: str, key: str, quote: str, **facts: Any) -> Claim:
    """A claim whose offsets are looked up in the text, so that they cannot be wrong."""
    start = text.index(quote)
    spans = {}
    for kind in ("place", "trigger"):
        words = facts.get(kind)
        if words and words in quote:
            at = start + quote.index(words)
            spans[kind] = (at, at + len(words))
    words = facts.pop("words", None)
    if words:
        at = start + quote.index(words)
        spans["date"] = (at, at + len(words))
    return Claim(
        id=key,
        article="a",
        evidence=quote,
        start=start,
        end=start + len(quote),
        spans=spans,
        rule=f"en/{facts['change']}",
        **facts,
    )


@dataclass
class Case:
    """The arguments of `drawing_of`, ready to be changed by a test."""

    timeline: Timeline
    located: list[Located]
    readings: list[Reading]
    districts: geopandas.GeoDataFrame
    base: geopandas.GeoDataFrame
    options: dict[str, Any] = field(default_factory=dict)

    def build(self, *, tiles: str | None = None, **options: Any) -> Map:
        drawing = drawing_of(
            self.timeline,
            self.located,
            self.readings,
            self.districts,
            self.base,
            **(self.options | options),
        )
        return Map(drawing, tiles_named(tiles) if tiles else None)


def districts_and_base() -> tuple[geopandas.GeoDataFrame, geopandas.GeoDataFrame]:
    boxes = [shapely.box(10 + n % 3, 50 - n // 3, 11 + n % 3, 51 - n // 3) for n in range(9)]
    districts = geopandas.GeoDataFrame(
        {
            "district_id": [f"X-{name[:2].upper()}" for name in NAMES],
            "name": NAMES,
            "names": [f"{name}|{name}ski" for name in NAMES],
            "level": "district",
            "country": "XX",
            "country_name": "Exland",
            "admin1": "",
        },
        geometry=boxes,
        crs=4326,
    )
    base = geopandas.GeoDataFrame(
        {"country": ["XX", "YY"], "name": ["Exland", "Wyeland"]},
        geometry=[shapely.box(10, 48, 13, 51), shapely.box(13, 48, 17, 51)],
        crs=4326,
    )
    return districts, base


def spell_of(index: int, controller: str | None, start: date | None, **facts: Any) -> Spell:
    name = NAMES[index]
    unit = f"X-{name[:2].upper()}"
    values: dict[str, Any] = {
        "place_id": f"unit:{unit}",
        "place_name": name,
        "level": "district",
        "lon": 10.5 + index % 3,
        "lat": 50.5 - index // 3,
        "district_id": unit,
        "district": name,
        "admin1": None,
        "country": "XX",
        "controller": controller,
        "start": start,
        "start_latest": start,
        "end": None,
        "end_latest": None,
        "known_from": PUBLISHED,
        "status": "happened",
        "share": None,
        "sources": ("Example Wire",),
        "claims": (),
        "rule": "changes.captured",
    }
    return Spell(**(values | facts))


def seed_like() -> Case:
    """The shapes of the first sample: done, shared, planned, postponed, inferred, a point."""
    year = When(earliest=date(1993, 1, 1), latest=date(1993, 12, 31), type="interval")
    early = When(earliest=date(1991, 1, 1), latest=date(1991, 12, 31), type="interval")
    by = When(earliest=None, latest=date(2020, 12, 1), type="by")
    sentences = TEXT.replace("\n\n", " ").replace(" The handover", "\nThe handover")
    planned = "Berin is to be handed over on Nov. 25 and the Corva district by Dec. 1."
    put_off = sentences.split("\n")[1].split(" In 1991")[0]
    claims = [
        claim_of(
            TEXT,
            "arda-2020",
            "Northern troops entered Arda district on Friday, the ministry said 😀.",
            place="Arda",
            change="entered",
            trigger="entered",
            to_actor=NORTH,
            date=on(2020, 11, 20),
            words="Friday",
            status="happened",
            claimed_by="the ministry",
        ),
        claim_of(
            TEXT,
            "arda-1993",
            "Southern forces took about 77% of the district in 1993.",
            place="the district",
            change="captured",
            trigger="took",
            to_actor=SOUTH,
            from_actor=NORTH,
            date=year,
            words="1993",
            status="happened",
            share=0.77,
        ),
        claim_of(
            TEXT,
            "berin-plan",
            planned,
            place="Berin",
            change="planned_handover",
            trigger="to be handed over",
            to_actor=NORTH,
            date=on(2020, 11, 25),
            words="Nov. 25",
            status="planned",
        ),
        claim_of(
            TEXT,
            "corva-plan",
            planned,
            place="Corva",
            change="planned_handover",
            trigger="to be handed over",
            to_actor=NORTH,
            date=by,
            words="by Dec. 1",
            status="planned",
        ),
        claim_of(
            TEXT,
            "berin-late",
            put_off,
            place="Berin",
            change="postponed",
            trigger="put it off",
            date=on(2020, 11, 15),
            new_date=on(2020, 11, 22),
            status="postponed",
        ),
        claim_of(
            TEXT,
            "hills",
            "In 1991 Southern forces took the Seven Hills.",
            place="the Seven Hills",
            change="captured",
            trigger="took",
            to_actor=SOUTH,
            date=early,
            words="1991",
            status="happened",
        ),
        claim_of(
            TEXT,
            "mill",
            "On Nov. 8 the town of Mill was captured, the president said.",
            place="Mill",
            change="captured",
            trigger="captured",
            to_actor=NORTH,
            date=on(2020, 11, 8),
            words="Nov. 8",
            status="claimed",
            claimed_by="the president",
        ),
        claim_of(
            TEXT,
            "nowhere",
            "Last month the village of Nowhere fell.",
            place="Nowhere",
            change="captured",
            trigger="fell",
            status="happened",
        ),
    ]
    by_id = {claim.id: claim for claim in claims}
    first = date(1991, 1, 1)
    inferred = {"inferred": True, "start_latest": date(1991, 12, 31), "claims": ("hills",)}
    spells = [
        spell_of(0, SOUTH, first, end=date(1993, 1, 1), **inferred),
        *(spell_of(index, SOUTH, first, **inferred) for index in range(1, 7)),
        spell_of(
            0,
            SOUTH,
            date(1993, 1, 1),
            start_latest=date(1993, 12, 31),
            end=date(2020, 11, 20),
            share=0.77,
            claims=("arda-1993",),
        ),
        spell_of(0, NORTH, date(2020, 11, 20), claims=("arda-2020",)),
        spell_of(1, NORTH, date(2020, 11, 25), status="planned", claims=("berin-plan",)),
        spell_of(
            2,
            NORTH,
            None,
            start_latest=date(2020, 12, 1),
            status="planned",
            claims=("corva-plan",),
        ),
        spell_of(
            7,
            NORTH,
            date(2020, 11, 8),
            place_id="geonames:1",
            place_name="Mill",
            level="settlement",
            known_from=date(2020, 11, 8),
            status="claimed",
            claims=("mill",),
        ),
    ]

    def step(status: str, when: When, claim: str, *, derived: bool = False) -> Step:
        return Step(status=status, date=when, claim=claim, derived=derived)  # type: ignore[arg-type]

    berin = Chain(
        place_id="unit:X-BE",
        place_name="Berin",
        district_id="X-BE",
        to_actor=NORTH,
        steps=(
            step("planned", on(2020, 11, 15), "berin-late", derived=True),
            step("postponed", on(2020, 11, 22), "berin-late"),
            step("planned", on(2020, 11, 25), "berin-plan"),
        ),
    )

    def place(index: int, **facts: Any) -> Place:
        name = NAMES[index]
        values: dict[str, Any] = {
            "id": f"unit:X-{name[:2].upper()}",
            "name": name,
            "lon": 10.5 + index % 3,
            "lat": 50.5 - index // 3,
            "level": "district",
        }
        return Place(**(values | facts))

    def located(key: str, index: int, **facts: Any) -> Located:
        unit = f"X-{NAMES[index][:2].upper()}"
        values: dict[str, Any] = {
            "claim": by_id[key],
            "place": place(index),
            "precision": "district",
            "district_id": unit,
            "country": "XX",
            "why": "name and country",
        }
        return Located(**(values | facts))

    units = tuple(f"X-{name[:2].upper()}" for name in NAMES[:7])
    hills = place(4, id="region:seven-hills", name="Seven Hills", level="named_region")
    mill = place(7, id="geonames:1", name="Mill", level="settlement")
    reading = Reading(
        article=Article(
            id="a",
            name="handover.txt",
            text=TEXT,
            published=PUBLISHED,
            title="Troops enter Arda",
            source="Example Wire",
            url="https://example.org/arda",
            licence="MIT",
        ),
        claims=tuple(claims),
        not_claims=(
            NotClaim(
                start=TEXT.index("The army"),
                end=len(TEXT),
                evidence="The army took five cities.",
                reason="no named place",
            ),
        ),
    )
    districts, base = districts_and_base()
    return Case(
        timeline=Timeline(
            spells=tuple(spells),
            chains=(berin,),
            unplaced=(Unplaced(claim="nowhere", reason="no place of that name is known"),),
            contradictions=(
                Contradiction(claims=("berin-late", "berin-plan"), why="two days for one handover"),
            ),
            rules="plain reading 1",
        ),
        located=[
            located("arda-2020", 0),
            located("arda-1993", 0),
            located("berin-plan", 1),
            located("corva-plan", 2),
            located("berin-late", 1),
            located("hills", 4, place=hills, precision="inferred", district_id=None, members=units),
            located("mill", 7, place=mill, precision="point"),
            located(
                "nowhere",
                0,
                place=Unlocated(reason="no place of that name is known"),
                precision=None,
                district_id=None,
            ),
        ],
        readings=[reading],
        districts=districts,
        base=base,
        options={
            "boundaries": "Squares 1.0, de jure view",
            "citations": ["Squares, public domain", "Squares, public domain"],
        },
    )


def roughly_placed(case: Case) -> Case:
    """The town of Mill, and sites near, between and along what is named, reported a day apart."""
    (mill,) = (spell for spell in case.timeline.spells if spell.place_name == "Mill")
    sites = [
        replace(
            mill,
            place_id=f"place:{kind}",
            place_name=f"Site {kind}",
            precision=kind,
            level="feature",
            lon=10.6 + number,
            start=date(2020, 11, 9 + number),
            start_latest=date(2020, 11, 9 + number),
        )
        for number, kind in enumerate(("near", "between", "along"))
    ]
    case.timeline = replace(case.timeline, spells=(*case.timeline.spells, *sites))
    return case


@pytest.fixture
def case() -> Case:
    return seed_like()


@dataclass
class Visit:
    """An open page and everything it did that it should not."""

    page: Any
    messages: list[str]
    requests: list[str]

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).text_content())

    def all_text(self, selector: str) -> list[str]:
        return [str(text) for text in self.page.locator(selector).all_text_contents()]

    def fill_of(self, feature: str) -> str:
        path = self.page.locator(f'path[data-feature="{feature}"]')
        return str(path.evaluate("path => getComputedStyle(path).fill"))

    def outlines(self, kind: str) -> int:
        return int(self.page.locator(f"path.geomap-{kind}.geomap-line").count())

    def names_added(self) -> set[str]:
        """Global names that a page without scripts would not have."""
        added = self.page.evaluate(
            """() => {
                const clean = document.createElement("iframe");
                document.body.append(clean);
                const known = new Set(Object.getOwnPropertyNames(clean.contentWindow));
                clean.remove();
                return Object.getOwnPropertyNames(window).filter(name => !known.has(name));
            }"""
        )
        return set(added)


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Visitor]:
    """Open a document from disk, offline, and note messages, errors and requests."""
    contexts = []

    def open_page(html: str, fragment: str = "", **options: Any) -> Visit:
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            offline=True, **({"viewport": {"width": 1280, "height": 800}} | options)
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        seen = Visit(page, [], [])
        page.on("console", lambda message: seen.messages.append(message.text))
        page.on("pageerror", lambda error: seen.messages.append(str(error)))
        page.on("dialog", lambda dialog: (seen.messages.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.goto(f"{path.as_uri()}{fragment}")
        if '<body class="geomap">' in html and options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-geomap=ready]", state="attached")
        return seen

    yield open_page
    for context in contexts:
        context.close()
