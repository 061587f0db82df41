"""A case from its articles to its conclusions: what is unread is read, the rest follows anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from geomap import pipeline
from geomap.case.codec import encode
from geomap.case.database import Looks
from geomap.case.layers import layers_of
from geomap.case.project import project_of
from geomap.case.recipes import recipe_of, settings_of, with_settings
from geomap.case.store import Read, Run, Store
from geomap.case.styles import actors_of, qml, styles_of
from geomap.errors import CaseError, GeomapError
from geomap.model import stable_id
from geomap.pipeline import Decided, Options

_BATCH = 20
"""Articles that are kept in one transaction: so many are read again after a kill, at most."""

Told = Callable[[int, GeomapError | None], None]
"""Is told how many articles were read since the last time, or why one was not."""

Colours = Callable[[Sequence[str]], Mapping[str, str]]
"""Colours of actors, for the layers that a GIS shows."""


def run(
    store: Store,
    options: Options | None = None,
    *,
    colours: Colours = lambda _: {},
    told: Told = lambda *_: None,
) -> Run:
    """Read what is unread, conclude from everything, and keep it.

    An article that cannot be read is told of and stays unread; the others are concluded from.

    Returns
    -------
    Run
        The same as the last when nothing has changed.
    """
    options = options or Options()
    for batch in _read(store, options, told):
        store.save_readings(recipe_of(options).id, batch)
        told(len(batch), None)
    return conclude(store, options, colours)


def _read(store: Store, options: Options, told: Told) -> Iterator[list[Read]]:
    recipe = recipe_of(options)
    store.save_recipe(*recipe)
    for reading in store.given(recipe.id):
        yield [(reading, pipeline.locate(reading, options))]
    batch: list[Read] = []
    for article in store.unread(recipe.id):
        try:
            reading = pipeline.read(article, options)
            batch.append((reading, pipeline.locate(reading, options)))
        except GeomapError as error:
            told(0, error)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def conclude(store: Store, options: Options | None = None, colours: Colours = lambda _: {}) -> Run:
    """Conclude from what was read under the recipe of some options, as corrected, and keep it."""
    options = options or Options()
    recipe = recipe_of(options).id
    decided = pipeline.decided(store.readings(recipe), store.corrections(), options)
    result = pipeline.concluded(decided.readings, decided.located, options)
    timeline = result.timeline
    layers = layers_of(
        result.located, timeline, result.articles, pipeline.layer(options), decided.orphaned
    )
    settings = settings_of(options)
    found = Run(
        number=0,
        inputs=stable_id(
            recipe, settings, len(result.readings), *layers.versions, encode(timeline),
            encode(decided.orphaned), encode(decided.applied),
        ),
        recipe=recipe,
        settings=settings,
        rules=timeline.rules,
        articles=len(result.readings),
        corrections=len(decided.applied),
        claims=len(result.located),
        spells=len(timeline.spells),
        chains=len(timeline.chains),
        unplaced=len(timeline.unplaced),
        contradictions=len(timeline.contradictions),
        orphaned=len(decided.orphaned),
    )  # fmt: skip
    styles = styles_of(layers, colours(actors_of(layers)))
    looks = Looks(
        {name: qml(styles[name]) for name in styles},
        lambda file: project_of(file, layers, styles),
    )
    return store.save_conclusions(found, layers, looks)


class Opened(NamedTuple):
    """What was read in a case, as corrected, and how many articles are not read yet."""

    decided: Decided
    unread: int


def opened(store: Store, options: Options | None = None) -> Opened:
    """What the last run of a case read, with every correction made since.

    Raises
    ------
    CaseError
        If the case was never run.
    """
    last = _last_run(store)
    decided = pipeline.decided(store.readings(last.recipe), store.corrections(), options)
    status = store.status(last.recipe)
    return Opened(decided, status.articles - status.read)


def last_read(store: Store) -> Iterator[Read]:
    """What the last run of a case read, without its corrections.

    Raises
    ------
    CaseError
        If the case was never run.
    """
    return store.readings(_last_run(store).recipe)


def as_run(store: Store, options: Options) -> Options:
    """Options with the layer, point of view and names of a case; rules given anew win.

    Raises
    ------
    CaseError
        If the case was never run.
    """
    return with_settings(options, _last_run(store).settings)


def _last_run(store: Store) -> Run:
    runs = store.runs()
    if not runs:
        raise CaseError(f"{store.address}: not run yet; geomap case run {store.address}")
    return runs[-1]
