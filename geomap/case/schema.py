"""The tables of a case, the same in a GeoPackage and in PostGIS, and how they came to be.

What cannot be made again is in ``articles``, ``readings`` (what the reader found in an article
under one recipe, as JSON) and ``corrections``. The rest follows from these: the layers that a GIS
shows, the runs, and the claims of each run. All can be read without geomap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VERSION = 2
"""Version of the schema that this geomap writes."""

GEOMETRY = "geom"
"""Column with the geometry of a layer, EPSG:4326, longitude first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its columns with their types, and what a person calls it.

    Types are TEXT, INTEGER, REAL, BOOLEAN, DATE, and POINT or MULTIPOLYGON for `GEOMETRY`; a
    type may be followed by NOT NULL. Every table has a number ``fid`` of its own besides.
    ``query`` makes it a view; its first column is then ``fid``.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    unique: tuple[str, ...] = ()
    index: tuple[str, ...] = ()
    query: str = ""

    @property
    def shape(self) -> str | None:
        """Type of its geometry, None for a plain table."""
        return self.columns.get(GEOMETRY)


_TEXT, _DAY = "TEXT NOT NULL", "DATE"

META = Table(
    name="geomap_meta",
    title="What this file is",
    columns={"key": _TEXT, "value": _TEXT},
    unique=("key",),
)
ARTICLES = Table(
    name="articles",
    title="Articles",
    columns={
        "id": _TEXT,
        "name": _TEXT,
        "title": "TEXT",
        "published": _DAY,
        "source": "TEXT",
        "url": "TEXT",
        "language": "TEXT",
        "licence": "TEXT",
        "body": "INTEGER NOT NULL",
        "text": _TEXT,
        "origin": "TEXT",
        "replaced_by": "TEXT",
    },
    unique=("id",),
    index=("origin",),
)
RECIPES = Table(
    name="recipes",
    title="Recipes of reading",
    columns={"id": _TEXT, "description": _TEXT},
    unique=("id",),
)
READINGS = Table(
    name="readings",
    title="Readings, as JSON",
    columns={
        "recipe": _TEXT,
        "article": _TEXT,
        "located": _TEXT,
        "reading": _TEXT,
    },
    unique=("recipe", "article"),
)
CORRECTIONS = Table(
    name="corrections",
    title="Corrections",
    columns={
        "key": _TEXT,
        "claim": "TEXT",
        "article": _TEXT,
        "quote": _TEXT,
        "action": _TEXT,
        "by": _TEXT,
        "when": _TEXT,
        "why": "TEXT",
        "record": _TEXT,
    },
    unique=("key",),
)
RUNS = Table(
    name="runs",
    title="Runs",
    columns={
        "number": "INTEGER NOT NULL",
        "inputs": _TEXT,
        "recipe": _TEXT,
        "settings": _TEXT,
        "rules": _TEXT,
        "articles": "INTEGER NOT NULL",
        "corrections": "INTEGER NOT NULL",
        "claims": "INTEGER NOT NULL",
        "spells": "INTEGER NOT NULL",
        "chains": "INTEGER NOT NULL",
        "unplaced": "INTEGER NOT NULL",
        "contradictions": "INTEGER NOT NULL",
        "orphaned": "INTEGER NOT NULL",
    },
    unique=("number",),
)
CLAIM_VERSIONS = Table(
    name="claim_versions",
    title="Claims of all runs, as JSON",
    columns={"id": _TEXT, "record": _TEXT},
    unique=("id",),
)
RUN_CLAIMS = Table(
    name="run_claims",
    title="Which claims each run had",
    columns={"run": "INTEGER NOT NULL", "version": _TEXT},
    unique=("run", "version"),
)
CLAIMS = Table(
    name="claims",
    title="Claims: what was said",
    columns={
        "id": _TEXT,
        "article": _TEXT,
        "source": "TEXT",
        "place": "TEXT",
        "change": _TEXT,
        "trigger": "TEXT",
        "from_actor": "TEXT",
        "to_actor": "TEXT",
        "date": "TEXT",
        "date_type": "TEXT",
        "day_from": _DAY,
        "day_to": _DAY,
        "announced": _DAY,
        "status": _TEXT,
        "claimed_by": "TEXT",
        "share": "REAL",
        "extent": "TEXT",
        "new_date": "TEXT",
        "evidence": _TEXT,
        "start": "INTEGER NOT NULL",
        "end": "INTEGER NOT NULL",
        "confidence": "REAL NOT NULL",
        "rule": "TEXT",
        "place_id": "TEXT",
        "place_name": "TEXT",
        "level": "TEXT",
        "precision": "TEXT",
        "district_id": "TEXT",
        "district": "TEXT",
        "admin1": "TEXT",
        "country": "TEXT",
        "members": _TEXT,
        "unlocated": "TEXT",
        "record": _TEXT,
        GEOMETRY: "POINT",
    },
    unique=("id",),
)
PLACES = Table(
    name="places",
    title="Places named",
    columns={
        "id": _TEXT,
        "name": _TEXT,
        "level": _TEXT,
        "country": "TEXT",
        "admin1": "TEXT",
        "population": "INTEGER",
        "district_ids": _TEXT,
        "source": "TEXT",
        GEOMETRY: "POINT",
    },
    unique=("id",),
)
DISTRICTS = Table(
    name="districts",
    title="Districts used",
    columns={
        "district_id": _TEXT,
        "name": _TEXT,
        "level": _TEXT,
        "country": "TEXT",
        "country_name": "TEXT",
        "admin1": "TEXT",
        "names": "TEXT",
        GEOMETRY: "MULTIPOLYGON",
    },
    unique=("district_id",),
)
_SPELL = {
    "place_id": _TEXT,
    "place_name": _TEXT,
    "level": _TEXT,
    "district_id": "TEXT",
    "district": "TEXT",
    "admin1": "TEXT",
    "country": "TEXT",
    "controller": "TEXT",
    "status": _TEXT,
    "start": _DAY,
    "start_latest": _DAY,
    "end": _DAY,
    "end_latest": _DAY,
    "shown_from": _DAY,
    "known_from": _DAY,
    "share": "REAL",
    "inferred": "BOOLEAN NOT NULL",
    "rule": "TEXT",
    "sources": _TEXT,
    "claims": _TEXT,
    "polygon": "BOOLEAN NOT NULL",
}
SPELLS = Table(
    name="spells", title="Control of places, by day", columns={**_SPELL, GEOMETRY: "POINT"}
)
CHAINS = Table(
    name="chains",
    title="Handovers: planned, postponed, done",
    columns={
        "place_id": _TEXT,
        "place_name": _TEXT,
        "district_id": "TEXT",
        "to_actor": "TEXT",
        "steps": _TEXT,
    },
)
UNPLACED = Table(
    name="unplaced", title="Claims not on the map", columns={"claim": _TEXT, "reason": _TEXT}
)
CONTRADICTIONS = Table(
    name="contradictions",
    title="Claims that cannot all be true",
    columns={"claims": _TEXT, "why": _TEXT},
)
ORPHANED = Table(
    name="orphaned",
    title="Corrections that fit no claim",
    columns={"quote": _TEXT, "action": _TEXT, "by": _TEXT, "nearest": "TEXT"},
)
COPIES = Table(
    name="copies",
    title="Articles that are copies, and the first published of each",
    columns={"article": _TEXT, "original": _TEXT, "source": _TEXT},
    unique=("article",),
)
# A polygon is kept once and shown for each spell of its district.
CONTROL = Table(
    name="control_districts",
    title="Control of districts, by day",
    columns={**_SPELL, GEOMETRY: "MULTIPOLYGON"},
    query="SELECT s.fid AS fid, "
    + ", ".join(f's."{name}" AS "{name}"' for name in _SPELL)
    + f", d.{GEOMETRY} AS {GEOMETRY} FROM spells s JOIN districts d"
    " ON d.district_id = s.district_id WHERE s.polygon",
)

DERIVED = (
    CLAIMS, PLACES, DISTRICTS, SPELLS, CHAINS, UNPLACED, CONTRADICTIONS, ORPHANED, COPIES,
)  # fmt: skip
"""Tables that each run makes anew."""

TABLES = (
    META, ARTICLES, RECIPES, READINGS, CORRECTIONS, RUNS, CLAIM_VERSIONS, RUN_CLAIMS,
    *DERIVED, CONTROL,
)  # fmt: skip

MIGRATIONS: Mapping[int, tuple[Table, ...]] = {2: ()}
"""By the version that they lead to: the tables that it added. The second writes reasons by code."""
