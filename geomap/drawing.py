"""What was concluded, with the ground under it and its credits, as it is to be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from geomap import arguments, pipeline, resources
from geomap.arguments import Day
from geomap.errors import InputError
from geomap.model import Reason
from geomap.options import Options
from geomap.pipeline import Result
from geomap.views.picture import geometry

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.views.looks.actors import Actors
    from geomap.views.picture.drawing import Drawing


class Appearance(TypedDict, total=False):
    """How a map, a figure or a report shall look: what each of them takes besides its own."""

    title: str | None
    """Headline; by default that of the only article, else a general one."""
    start: Day | None
    """Day shown first; by default the last change that is done by the day of publication."""
    today: Day | None
    """Day by which a plan that nobody carried out is overdue."""
    language: str
    """Language of what is not quoted: ar, az, en, hy, ru or uk."""
    actors: Actors | str | Path | None
    """Colours and display names of actors, or the path of their CSV table."""


def drawing(
    result: Result,
    options: Options,
    given: Appearance,
    layer: GeoDataFrame | None = None,
) -> Drawing:
    """Everything that a page, a figure or a report is made of.

    Parameters
    ----------
    given
        How it shall look.
    layer
        Polygons to draw, in place of those of the options.
    """
    from geomap.places import basemap
    from geomap.places.districts.layer import load_countries
    from geomap.views.picture.citing import citation_of
    from geomap.views.picture.drawing import Surroundings, drawing_of

    drawn = drawing_of(
        result.timeline,
        result.located,
        result.readings,
        pipeline.layer(options, result.located) if layer is None else layer,
        load_countries(view=options.view).rename(columns={"country_name": "name"}),
        boundaries=_boundaries(options) if layer is None else Reason("boundaries_given"),
        citations=[*(citation_of(r.article) for r in result.readings), *credited(options)],
        **_asked(given),
    )
    around = geometry.padded(drawn.scene.view, 0.5)
    rivers, lakes = basemap.water(around)
    towns = resources.atlas(options).gazetteer.largest(around, limit=60)
    return replace(
        drawn,
        surroundings=Surroundings(towns=tuple(towns), rivers=rivers, lakes=lakes),
        orphaned=result.orphaned,
    )


def _boundaries(options: Options) -> str:
    if ground := resources.atlas(options).ground:
        return ground.credit
    views = {"de_jure": "boundaries_de_jure", "de_facto": "boundaries_de_facto"}
    return Reason(views[options.view])


def credited(options: Options) -> list[str]:
    """Whom the data of a run are to be credited to."""
    from geomap.places import datafiles

    shipped = [
        f"{source.attribution} ({source.licence.partition(' (')[0]})"
        for source in datafiles.sources()
    ]
    shipped += [f"{kept.attribution} ({kept.licence})" for kept in options.added]
    if not options.geocoders:
        return shipped
    from geomap.places.geocoders.services import credits_of

    return [*shipped, *credits_of(options.geocoders)]


def _asked(given: Appearance) -> dict[str, Any]:
    """How a picture shall look, as far as it is said."""
    from geomap.views.looks.actors import Actors, read_actors

    for name in given:
        if name not in Appearance.__annotations__:
            known = ", ".join(Appearance.__annotations__)
            raise InputError(f"{name}: nothing is called so; there are {known}")
    checks: dict[str, Callable[[object, str], object]] = {
        "title": arguments.text,
        "start": arguments.day,
        "today": arguments.day,
        "language": arguments.text,
    }
    asked: dict[str, object] = {**dict.fromkeys(checks), "language": "en", **given}
    found = {name: arguments.optional(check, asked[name], name) for name, check in checks.items()}
    actors = asked.get("actors")
    if not (actors is None or isinstance(actors, Actors)):
        actors = read_actors(arguments.path(actors, "actors"))
    return {**found, "actors": actors}
