"""Options that say which places and polygons a run knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geomap.cli.console import tell

if TYPE_CHECKING:
    from geomap.options import Options
    from geomap.places.layers.records import LayerRequest

OPTIONS = (
    click.option(
        "--districts",
        "districts",
        multiple=True,
        metavar="LAYER",
        help="Polygon layer to use instead of the shipped one: a file, file#layer, a folder, a "
        "URL, postgresql://…?table=schema.name, or what was added, as geoboundaries:UKR:ADM2. "
        "Repeatable.",
    ),
    click.option(
        "--districts-layer", metavar="NAME", help="Layer to take of a file that has several."
    ),
    click.option(
        "--districts-columns",
        metavar="ROLE=COLUMN,…",
        default="",
        help="Columns of the layer: name, id, admin1, country, level, valid_from, valid_to.",
    ),
    click.option(
        "--districts-crs",
        metavar="CRS",
        help="Reference system of a layer that states none, or a wrong one, such as EPSG:32638.",
    ),
    click.option(
        "--expand",
        type=click.Choice(["none", "districts"]),
        default="none",
        show_default=True,
        help="Let a claim about a province colour the province, or the districts in it.",
    ),
    click.option(
        "--gazetteer",
        "gazetteers",
        multiple=True,
        metavar="FILE",
        help="Names and points of your own beside the shipped ones: CSV, a dump of GeoNames, "
        "GeoPackage or GeoParquet, or what was added, as geonames:AZ. Repeatable.",
    ),
)
"""Options of every command that reads articles."""


def layers_of(given: dict[str, Any]) -> LayerRequest | None:
    """Layers of a run, as given on the command line."""
    if not given["districts"]:
        return None
    from geomap.places.layers.records import LayerRequest

    return LayerRequest(
        sources=given["districts"],
        layer=given["districts_layer"],
        columns=_pairs(given["districts_columns"]),
        crs=given["districts_crs"],
        private=given.get("private", False),
    )


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of ``role=column,…``."""
    pairs = [each.partition("=") for each in text.split(",") if each.strip()]
    for role, equals, column in pairs:
        if not equals or not column.strip():
            raise click.BadParameter(
                f"{role!r} is no ROLE=COLUMN; write name=NAME_2,id=GID_2",
                param_hint="--districts-columns",
            )
    return tuple((role.strip(), column.strip()) for role, _, column in pairs)


def announce(options: Options) -> None:
    """Say on standard error what was read and mended of the layers, before anything else is."""
    if options.layers is None and not options.gazetteers:
        return
    from geomap import resources

    atlas = resources.atlas(options)
    for note in atlas.ground.layer.notes if atlas.ground else ():
        tell(f"geomap: {note}")
    for each in atlas.own:
        said = f"{each.title}: {len(each):,} places"
        tell(f"geomap: {'; '.join(filter(None, [said, each.note]))}")
