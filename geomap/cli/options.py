"""Options that several commands have, and what they take: days, files, forms of output."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from geomap import arguments
from geomap.model.days import written_day

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, dir_okay=False)


class Day(click.ParamType["date"]):
    """A day as ``YYYY-MM-DD``, in the digits of any script."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read an ISO day."""
        if isinstance(value, date):
            return value
        try:
            return written_day(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2020-11-20", param, ctx)


def two_days(name: str, told: str) -> Callable[[Decorated], Decorated]:
    """Add an option of two days, the earlier first."""
    return click.option(name, nargs=2, type=Day(), metavar="DAY DAY", callback=_in_order, help=told)


def _in_order(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,
    value: tuple[date, date] | None,
) -> tuple[date, date] | None:
    """Refuse two days of which the later comes first."""
    return arguments.optional(arguments.pair, value, param.opts[0])


class Scale(click.FloatRange):
    """How much larger than 960 pixels a picture is; what is larger still fills the memory."""

    def __init__(self) -> None:
        super().__init__(min=0.1, max=10)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a number in the range; "nan" compares with none."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def forms(*names: str) -> Callable[[Decorated], Decorated]:
    """Add the option that says in which form a command answers: by default in the first."""
    choice = click.Choice(list(names))
    return click.option("--format", "form", type=choice, default=names[0], show_default=True)
