"""The command line: thin, every command is one library call.

Results go to standard output, everything else to standard error. Exit 0: done; 1: a clear
error; 2: wrong usage. A command is imported when it is called.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from geomap import __version__
from geomap.console import tell
from geomap.errors import GeomapError

HOMES = {
    "case": "case",
    "claims": "reading",
    "correct": "correcting",
    "diff": "concluding",
    "data": "data",
    "explain": "reading",
    "export": "exporting",
    "figure": "drawing",
    "frames": "drawing",
    "map": "drawing",
    "report": "drawing",
    "review": "correcting",
    "score": "measuring",
    "timeline": "concluding",
    "toponyms": "reading",
}
"""Module of each command; the function there has its name, or ``NAME_command``."""


class Commands(click.Group):
    """A group that finds its commands late, and turns errors made on purpose into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of the commands."""
        return sorted(HOMES)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command."""
        if cmd_name not in HOMES:
            return None
        home = import_module(f"geomap.cli.{HOMES[cmd_name]}")
        found = getattr(home, f"{cmd_name}_command", None) or getattr(home, cmd_name)
        assert isinstance(found, click.Command)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except GeomapError as error:
            tell(f"geomap: {error}")
            ctx.exit(1)
        except BrokenPipeError:
            ctx.exit(1)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if os.environ.get("GEOMAP_DEBUG"):
                raise
            told = f"{type(error).__name__}: {error}; please report it"
            tell(f"geomap: internal error: {told} (GEOMAP_DEBUG=1 shows the traceback)")
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="geomap")
def main() -> None:
    """Read articles about who holds which territory, and draw it."""
