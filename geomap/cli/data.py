"""Commands over data of others: add, list, remove."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from geomap.cli.console import as_json, as_table, say, tell
from geomap.cli.options import forms


@click.group()
def data() -> None:
    """Gazetteers and boundaries of others, fetched once and used by name."""


@data.command()
@click.argument("publisher")
@click.argument("parts", nargs=-1, metavar="COUNTRY [LEVEL]")
@click.option("--from", "base", metavar="URL", help="A mirror of the publisher's files.")
@click.option(
    "--allow-private-addresses",
    "private",
    is_flag=True,
    help="Let the address lead to this machine or a local network.",
)
def add(publisher: str, parts: tuple[str, ...], base: str | None, private: bool) -> None:
    """Download and keep a file: geonames AZ, whosonfirst AZ, geoboundaries UKR ADM2."""
    from geomap.places.library import adding, keeping

    kept = adding.add(publisher, parts, base=base, private=private)
    checked = "as its publisher says" if kept.checked else "its publisher gives no checksum"
    tell(
        f"{kept.name}: {kept.size / 1e6:,.1f} MB in {keeping.folder() / kept.file}; "
        f"{kept.attribution}; licence {kept.licence}; sha256 {kept.sha256[:12]}…, {checked}"
    )


@data.command(name="list")
@forms("table", "json")
def list_command(form: str) -> None:
    """List what was added, with its licence."""
    from geomap.places.library import keeping

    rows = [asdict(each) for each in keeping.listed()]
    say(as_json(rows) if form == "json" else as_table(rows, ("name", "size", "licence", "url")))


@data.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove what was added under a NAME, such as geonames:AZ."""
    from geomap.places.library import keeping

    kept = keeping.remove(name)
    tell(f"{kept.name}: removed {Path(kept.file).name}")
