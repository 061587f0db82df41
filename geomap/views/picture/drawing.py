"""What a picture is made of, before it becomes a page or a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from geomap.control.corrections.applying import Orphan
from geomap.errors import LayerError
from geomap.model import Located, Place, Reading, Timeline
from geomap.views.looks.actors import Actors, renamed, shown_as
from geomap.views.looks.styles import Look, look_of
from geomap.views.looks.wording import fill, sources_text, strings, words_as_known, words_of_a_table
from geomap.views.picture import geometry
from geomap.views.picture.features import (
    Feature,
    drawn_as,
    features_of,
    first_shown,
    latest_publication,
    stops_of,
)
from geomap.views.picture.spell_columns import SpellColumns

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry as Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What lies around the places for orientation: towns, the largest first, and water."""

    towns: tuple[Place, ...] = ()
    rivers: tuple[Geometry, ...] = ()
    lakes: tuple[Geometry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything a picture is made of, before it becomes a page or a figure.

    ``columns`` are those of the spells of the timeline; ``spellings`` are those of units by their
    ids, with "|" between them.
    ``world`` has all countries, for a figure that says where in it the scene is.
    """

    timeline: Timeline
    columns: SpellColumns
    located: tuple[Located, ...]
    readings: tuple[Reading, ...]
    features: tuple[Feature, ...]
    scene: geometry.Scene
    look: Look
    spellings: Mapping[str, str]
    start: date | None
    today: date | None
    title: str
    boundaries: str
    citations: tuple[str, ...]
    language: str
    countries: Mapping[str, str]
    surroundings: Surroundings = field(default_factory=Surroundings)
    orphaned: tuple[Orphan, ...] = ()
    world: GeoDataFrame | None = None

    def country_name(self, code: str | None) -> str | None:
        """Name of a country by its code; the code itself where no table names it."""
        return self.countries.get(code, code) if code else None

    @property
    def words(self) -> Mapping[str, Any]:
        """Strings of its language, as they fit what it rests on."""
        told = strings if self.readings else words_of_a_table
        words, known_on = told(self.language), self.timeline.known_on
        return words if known_on is None else words_as_known(words, known_on, self.language)

    @property
    def as_of(self) -> date | None:
        """Day up to which it tells: the one as known on which it is, or of the last publication."""
        return self.timeline.known_on or latest_publication(self.readings)

    @property
    def lack(self) -> str:
        """Why nothing is drawn; empty if something is."""
        if self.features:
            return ""
        if not self.readings:
            return str(self.words["table.empty"])
        if not any(reading.claims for reading in self.readings):
            return fill(
                self.words["empty.claims"], sources=sources_text(len(self.readings), self.language)
            )
        placed = any(each.precision for each in self.located)
        return str(self.words["empty.dated" if placed else "empty.placed"])

    @property
    def crowded(self) -> bool:
        """Whether there are too many places to look at each: a page paints them all at once."""
        return len(self.features) > geometry.CROWD

    @property
    def ground(self) -> dict[str, tuple[str, Geometry]]:
        """Countries that are seen: in a crowd, without those that the areas cover wholly."""
        covered = (f.id for f in self.features if f.shape == "area") if self.crowded else ()
        return self.scene.ground(tuple(covered))

    @property
    def stops(self) -> tuple[date, ...]:
        """Days at which the slider stops."""
        return stops_of(self.columns, [self.start] if self.start else [])


def drawing_of(
    timeline: Timeline,
    located: Sequence[Located],
    readings: Sequence[Reading],
    districts: GeoDataFrame,
    base: GeoDataFrame | None = None,
    *,
    title: str | None = None,
    start: date | None = None,
    today: date | None = None,
    boundaries: str = "",
    citations: Sequence[str] = (),
    language: str = "en",
    actors: Actors | None = None,
) -> Drawing:
    """Decide what is drawn: features, the scene around them, colours.

    Parameters
    ----------
    timeline
        Spells, chains, contradictions and what could not be placed.
    located
        Claims and where they are.
    readings
        The articles, with everything read in them.
    districts
        Polygons, EPSG:4326: ``district_id, name, names, level, country, geometry``.
    base
        Countries, EPSG:4326: ``country, name, geometry``.
    title
        Headline; by default that of the only article, else a general one.
    start
        Day shown first; by default the last change that is done by the day of publication.
    today
        Marks plans whose day has passed without a later report.
    boundaries
        Source, version and point of view of the boundaries.
    citations
        Texts and data to cite, each printed once.
    language
        Language of what is not quoted, one of `geomap.views.looks.wording.languages`.
    actors
        Colours and display names of actors; those not named have theirs from the palette.

    Raises
    ------
    InputError
        A colour or the language is not known.
    LayerError
        ``districts`` or ``base`` lacks a column or is not in EPSG:4326.
    """
    words = strings(language)
    actors = actors or Actors()
    columns = SpellColumns(timeline.spells)
    holds = set(zip(columns.of("controller"), columns.of("share"), strict=True))
    held = {actor for controller, share in holds for actor in drawn_as(controller, share)}
    # By the names of the claims, so that other display names keep the colours.
    look = look_of(held, actors.colours)
    if actors.names:
        look = look.renamed(lambda actor: shown_as(actor, actors.names))
        timeline, located, readings = renamed(timeline, located, readings, actors.names)
        columns = SpellColumns(timeline.spells)
    _check(districts, "districts", ("district_id", "name", "names"))
    if base is not None:
        _check(base, "base", ("country", "name"))
    # A layer has thousands of units, and a text is about a few.
    spoken_of = districts["district_id"].isin(set(columns.of("district_id"))).to_numpy()
    ids = [str(value) for value in districts["district_id"].to_numpy()[spoken_of]]
    units = dict(zip(ids, map(_word, districts["name"].to_numpy()[spoken_of]), strict=True))
    spellings = dict(zip(ids, map(_word, districts["names"].to_numpy()[spoken_of]), strict=True))
    countries: dict[str, str] = {}
    for frame, column in ((districts, "country_name"), (base, "name")):
        if frame is not None and column in frame and "country" in frame:
            named = dict(zip(frame["country"].tolist(), frame[column].tolist(), strict=True))
            countries |= {str(code): _word(name) for code, name in named.items()}
    outlined = set() if base is None else set(map(str, base["country"].tolist()))
    features = features_of(columns, units, outlined)
    levels = {}
    if "level" in districts:
        levels = dict(zip(ids, districts["level"].to_numpy()[spoken_of], strict=True))
    features = tuple(
        f if f.spells else replace(f, level=_word(levels.get(f.id)) or f.level) for f in features
    )
    areas = {f.id for f in features if f.shape == "area" and f.spells}
    outlined_only = sorted(f.id for f in features if not f.spells)
    points = [(f.lon, f.lat) for f in features if f.shape == "point"]
    whole = {i.removeprefix("country:") for i in areas if i.startswith("country:")}
    return Drawing(
        timeline=timeline,
        columns=columns,
        located=tuple(located),
        readings=tuple(readings),
        features=features,
        scene=geometry.scene(districts, base, sorted(areas), points, sorted(whole), outlined_only),
        look=look,
        spellings=spellings,
        start=start or first_shown(columns, readings, timeline.known_on),
        today=today,
        title=title or _title(readings) or str(words["title"]),
        boundaries=boundaries,
        citations=tuple(dict.fromkeys(citations)),
        language=language,
        countries=countries,
        world=base,
    )


def _title(readings: Sequence[Reading]) -> str | None:
    return readings[0].article.title if len(readings) == 1 else None


def _check(frame: GeoDataFrame, which: str, columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in frame]
    if missing:
        raise LayerError(f"{which} lacks the column {missing[0]!r}: it needs {', '.join(columns)}")
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        raise LayerError(f"{which} is in {frame.crs}, not in EPSG:4326: use to_crs(4326)")


def _word(value: object) -> str:
    """A cell of a table as text; the missing values of a frame are empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return "|".join(map(str, value))
    return "" if value is None or value != value else str(value)
