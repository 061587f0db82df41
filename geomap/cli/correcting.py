"""Commands that correct: one decision, or one after the other."""

from __future__ import annotations

import contextlib
import getpass
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from geomap.case.store import is_case, open_store
from geomap.cli.console import plain, say, tell
from geomap.cli.inputs import Batch, inputs, options_of
from geomap.errors import GeomapError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geomap.control.corrections.decisions import Correction
    from geomap.model import Claim, Located, Placed
    from geomap.options import Options
    from geomap.review.desk import Desk

BY = click.option("--by", default=getpass.getuser, help="Who decides; your login name by default.")


@click.command()
@click.argument("what", metavar="CLAIM")
@inputs
@BY
@click.option(
    "--set", "fields", multiple=True, metavar="FIELD=VALUE",
    help="Change a field of the claim, such as date=2020-11-07. Repeatable.",
)  # fmt: skip
@click.option("--delete", is_flag=True, help="Reject the claim.")
@click.option("--accept", is_flag=True, help="Say that it is right.")
@click.option("--add", is_flag=True, help="Make a claim of --set on CLAIM, a sentence.")
@click.option(
    "--part", "parts", multiple=True, metavar="FIELD=VALUE,...", help="Split the claim into these."
)
@click.option(
    "--merge", "others", multiple=True, metavar="CLAIM", help="Merge into it. Repeatable."
)
@click.option("--why", default="", help="The reason.")
def correct(
    what: str,
    sources: Sequence[str],
    by: str,
    fields: Sequence[str],
    parts: Sequence[str],
    others: Sequence[str],
    why: str,
    **given: Any,
) -> None:
    """Write one decision about a claim into --corrections, or into the case.

    CLAIM is the id of a claim, or some words of its sentence that no other claim has.
    """
    from geomap.control.corrections.decisions import Correction, check, correction_of

    flags = [name for name in ("delete", "accept", "add") if given.pop(name)]
    actions = flags + ["split"] * bool(parts) + ["merge"] * bool(others)
    if len(actions) > 1:
        raise click.UsageError(f"One decision at a time, not {' and '.join(actions)}.")
    action: Any = actions[0] if actions else "change"
    when = _moment()
    options = _options(given, sources)
    with Batch() as batch:
        keep = _keeper(sources, given["corrections"])
        placed = list(batch.readings(sources, given, options))
        if action == "add":
            article = _article_with(placed, what)
            made = Correction(
                claim=None, article=article, quote=what, action="add", fields=_fields(fields),
                by=by, when=when, why=why,
            )  # fmt: skip
            check(made)
        else:
            made = correction_of(
                _claim(placed, what),
                action,
                _fields(fields),
                parts=[_fields(part.split(",")) for part in parts],
                others=[_claim(placed, other) for other in others],
                by=by,
                when=when,
                why=why,
            )
        keep(made)
        tell(f"geomap: {made.action}: “{made.quote}”")


def _moment() -> str:
    """When a person decides: the one thing that a clock may say."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _options(given: dict[str, Any], sources: Sequence[str]) -> Options:
    """Options of a run; the file of corrections may have to be made yet."""
    file = given["corrections"]
    return options_of({**given, "corrections": file if file and file.exists() else None}, sources)


def _keeper(sources: Sequence[str], file: Path | None) -> Callable[[Correction], None]:
    """Where decisions go."""
    from geomap.control.corrections.files import append

    if file is not None:
        return lambda made: append(file, made)
    cases = [each for each in sources if is_case(each)]
    if len(cases) != 1:
        raise click.UsageError("Say where decisions go: --corrections FILE, or one case as input.")

    def keep(made: Correction) -> None:
        with open_store(cases[0]) as store:
            store.add_corrections([made])

    return keep


def _claim(placed: Iterable[Placed], what: str) -> Claim:
    from geomap.review.explain import meant

    claims = [claim for reading, _ in placed for claim in reading.claims]
    found = meant(claims, what)
    if len(found) == 1:
        return found[0]
    told = ", ".join(f"{claim.id} ({claim.place}, {claim.change})" for claim in found or claims[:8])
    problem = f"{len(found)} claims have these words" if found else "no claim has this id or words"
    raise InputError(f"{what!r}: {problem}; there are {told or 'none'}")


def _article_with(placed: Iterable[Placed], quote: str) -> str:
    for reading, _ in placed if quote.strip() else ():
        if quote in reading.article.text[reading.article.body :]:
            return reading.article.id
    raise InputError(f"{quote!r}: no article says this; quote a sentence exactly")


def _fields(told: Sequence[str]) -> dict[str, Any]:
    """Fields as written on a command line; an empty value takes one away."""
    fields: dict[str, Any] = {}
    for each in told:
        name, equals, text = each.strip().partition("=")
        if not equals:
            raise InputError(f"{each!r} is not FIELD=VALUE, such as to_actor=Ukraine")
        value: Any = text or None
        if name in ("share", "lon", "lat") and text:
            try:
                value = float(text)
            except ValueError:
                raise InputError(f"{each!r}: {name} is a number") from None
        fields[name] = value
    return fields


@click.command()
@inputs
@BY
@click.option("--page", is_flag=True, help="On a page of your browser instead of the terminal.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port of the page; 0 for a free one."
)
def review(sources: Sequence[str], by: str, page: bool, port: int, **given: Any) -> None:
    """Look at claims, the least certain first: accept, correct or reject.

    Decisions go into --corrections, or into the case.
    """
    from geomap import pipeline
    from geomap.review.desk import Desk

    options = _options(given, sources)
    with Batch() as batch:
        keep = _keeper(sources, given["corrections"])
        placed, corrections = batch.uncorrected(sources, given, options)
        desk = Desk(placed, corrections, options, keep=keep, by=by)
        if page:
            _serve(desk, pipeline.layer(options), port)
        else:
            _ask(desk)


def _serve(desk: Desk, districts: Any, port: int) -> None:
    from geomap.review.server import Review, ReviewServer

    with ReviewServer(Review(desk, districts, _moment), port) as server:
        tell(f"geomap: Ctrl-C ends the review at {server.address}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            tell("geomap: the review has ended; every decision is kept")


def _ask(desk: Desk) -> None:
    """Go through the claims in the terminal."""
    from geomap.review.explain import explained_claim

    skipped: set[str] = set()
    with contextlib.suppress(click.Abort):  # the end of the input, or Ctrl-C
        while left := [each for each in desk.queue() if each.claim.id not in skipped]:
            located = left[0]
            say(_shown(located, len(left)))
            while (key := _asked(located.claim)) == "d":
                told = [each.claim for each in desk.located.values()]
                say(plain(explained_claim(located.claim, located, told)))
            if key == "q":
                break
            if key == "s":
                skipped.add(located.claim.id)
                continue
            try:
                _decide(desk, located, key)
            except GeomapError as error:
                tell(f"geomap: {error}")
    tell(f"geomap: {len(desk.settled)} decided, {len(desk.queue())} left")


def _asked(claim: Claim) -> str:
    """What to do with a claim, which is said in the line of the question."""
    sides = [f"from {claim.from_actor}" if claim.from_actor else ""]
    sides += [f"to {claim.to_actor}" if claim.to_actor else ""]
    said = [claim.place or "no place", claim.change, " ".join(filter(None, sides)) or "no side"]
    keys = ("[a]ccept", "[c]orrect", "[r]eject", "[d]etails", "[s]kip", "[q]uit")
    key: str = click.prompt(
        plain(f"{', '.join(said)}, {claim.date.edtf or 'undated'}: {' '.join(keys)}"),
        type=click.Choice([each[1] for each in keys]),
        show_choices=False,
        default="s",
        err=True,
    )
    return key


def _decide(desk: Desk, located: Located, key: str) -> None:
    fields: dict[str, Any] = {}
    if key == "c":
        told = click.prompt("FIELD=VALUE, several with ;", default="", show_default=False, err=True)
        fields = _fields([each for each in told.split(";") if each.strip()])
    why = "" if key == "a" else click.prompt("why", default="", show_default=False, err=True)
    actions: dict[str, Any] = {"a": "accept", "c": "change", "r": "delete"}
    desk.decide(located.claim.id, actions[key], fields, when=_moment(), why=why)


def _shown(located: Located, left: int) -> str:
    """A claim for the terminal: its sentence, and what makes it doubtful."""
    from geomap.review.doubts import certainty, doubts

    evidence = " ".join(located.claim.evidence.split())
    lines = [f"\n{left} to look at, certainty {certainty(located)}", f"“{evidence}”"]
    return plain("\n".join(lines + [f"  ! {each}" for each in doubts(located)]))
