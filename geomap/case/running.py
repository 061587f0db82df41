"""A case from its articles to its conclusions: what is unread is read, the rest follows anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from geomap import pipeline
from geomap.case.codec import encode
from geomap.case.database import Looks
from geomap.case.figures import Run
from geomap.case.layers import layers_of
from geomap.case.project import project_of
from geomap.case.recipes import recipe_of, settings_of, with_settings
from geomap.case.store import Store
from geomap.case.styles import actors_of, qml, styles_of
from geomap.case.workers import read_all, workers_for
from geomap.control.corrections.decisions import Correction
from geomap.control.witnesses.copies import readdressed, told_once
from geomap.errors import CaseError, GeomapError
from geomap.model import Placed, stable_id
from geomap.options import Options
from geomap.pipeline import Decided
from geomap.text.copies import copies_of

Told = Callable[[int, GeomapError | None], None]
"""Is told how many articles were read since the last time, or why one was not."""

Colours = Callable[[Sequence[str]], Mapping[str, str]]
"""Colours of actors, for the layers that a GIS shows."""


def run(
    store: Store,
    options: Options | None = None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    colours: Colours = lambda _: {},
    told: Told = lambda *_: None,
) -> Run:
    """Read what is unread, conclude from everything, and keep it.

    An article that cannot be read is told of and stays unread; the others are concluded from.

    Parameters
    ----------
    workers
        Processes that read; as many as there are cores, where so many articles are unread.
    scheduler
        Address of a Dask scheduler, whose workers read instead.

    Returns
    -------
    Run
        The same as the last when nothing has changed.
    """
    options = options or Options()
    recipe = recipe_of(options)
    store.save_recipe(*recipe)
    for given in store.given(recipe.id):
        store.save_readings(recipe.id, [(given, pipeline.locate(given, options))])
        told(1, None)
    status = store.status(recipe.id)
    count = workers_for(status.articles - status.read, workers)
    for answers in read_all(
        store.unread(recipe.id), options, workers=count, scheduler=scheduler
    ):  # fmt: skip
        # each batch is kept in one transaction: so many are read again after a kill, at most
        found = [each for each in answers if not isinstance(each, GeomapError)]
        store.save_readings(recipe.id, found)
        told(len(found), None)
        for each in answers:
            if isinstance(each, GeomapError):
                told(0, each)
    return conclude(store, options, colours)


def conclude(store: Store, options: Options | None = None, colours: Colours = lambda _: {}) -> Run:
    """Conclude from what was read under the recipe of some options, as corrected, and keep it."""
    options = options or Options()
    recipe = recipe_of(options).id
    originals = copies_of(store.articles(tables=False))
    decided = _decided(store, recipe, options, originals)
    result = pipeline.concluded(decided.readings, decided.located, options)
    timeline = result.timeline
    layers = layers_of(
        result.located, timeline, result.articles, pipeline.layer(options), decided.orphaned,
        originals,
    )  # fmt: skip
    settings = settings_of(options)
    found = Run(
        number=0,
        inputs=stable_id(
            recipe, settings, len(result.readings), *layers.versions, encode(timeline),
            encode(decided.orphaned), encode(decided.applied), encode(originals),
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


def _decided(
    store: Store, recipe: str, options: Options | None, originals: Mapping[str, str]
) -> Decided:
    return pipeline.decided(*_told_once(store, recipe, originals), options)


def _told_once(store: Store, recipe: str, originals: Mapping[str, str]) -> ToDecide:
    """What was read, and decisions on it; what several copies of an article say stands once."""
    once = told_once(store.readings(recipe), originals)
    return ToDecide(once.placed, readdressed(store.corrections(), once.repeated))


class ToDecide(NamedTuple):
    """What was read in a case, and the corrections to be applied to it."""

    placed: list[Placed]
    corrections: list[Correction]


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
    decided = _decided(store, last.recipe, options, store.originals())
    status = store.status(last.recipe)
    return Opened(decided, status.articles - status.read)


def last_read(store: Store) -> ToDecide:
    """What the last run of a case read, and the corrections that are not applied to it here.

    Raises
    ------
    CaseError
        If the case was never run.
    """
    return _told_once(store, _last_run(store).recipe, store.originals())


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
