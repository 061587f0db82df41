"""The command line: thin, every command is one library call.

Results go to standard output, everything else to standard error. Exit 0: done; 1: a clear
error; 2: wrong usage. A command is imported when it is called.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise, takewhile
from typing import Any

import click

from geomap import __version__
from geomap.cli.console import tell
from geomap.errors import GeomapError, InputError

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

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember what was typed."""
        ctx.obj = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            _refuse_empty(ctx.obj)
            return super().invoke(ctx)
        except GeomapError as error:
            tell(f"geomap: {error}")
            ctx.exit(1)
        except BrokenPipeError:
            ctx.exit(1)
        except KeyboardInterrupt:
            tell("geomap: stopped")
            ctx.exit(130)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if os.environ.get("GEOMAP_DEBUG"):
                raise
            if isinstance(error, OSError) and error.strerror:  # a full disk, a name too long
                tell(f"geomap: {error.filename or 'standard output'}: {error.strerror}")
            else:
                told = f"{type(error).__name__}: {error}; please report it"
                tell(f"geomap: internal error: {told} (GEOMAP_DEBUG=1 shows the traceback)")
            ctx.exit(1)


def _refuse_empty(words: Sequence[str]) -> None:
    """Refuse an option with an empty value: as a path it would be the current folder."""
    typed = list(takewhile(lambda word: word != "--", words))
    joined = [word.partition("=")[::2] for word in typed if word.startswith("--") and "=" in word]
    for option, value in (*pairwise(typed), *joined):
        if option.startswith("-") and option != "-" and not value.strip():
            raise InputError(f"{option} is empty; give it a value, or leave it out")


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: geomap map article.txt --published 2020-11-20 -o map.html",
)
@click.version_option(__version__, prog_name="geomap")
def main() -> None:
    """Read articles about who holds which territory, and draw it."""
