"""Measuring the reader: texts with the claims expected of them, read and scored.

A folder holds either ``NN_slug.txt`` beside ``NN_slug.gold.json``, or one ``.toml`` a case with
its text and claims in one file (``tests/cases``; CONTRIBUTING.md says how to add one).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from geomap import pipeline, records
from geomap.errors import InputError
from geomap.model import Article
from geomap.outside.jsontext import loads
from geomap.scoring.claims import score, score_document
from geomap.scoring.matching import actor_fits
from geomap.scoring.report import Report
from geomap.text import articles
from geomap.text.language import load_language
from geomap.text.mentions.actors import Actors

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text, the claims expected of it, and the sentences that must make none."""

    slug: str
    conflict: str
    article: Article
    events: tuple[Event, ...]
    negatives: tuple[Event, ...] = ()


def score_folder(folder: Path, predictions: Path | None = None) -> Report:
    """Read every text of a folder and score its claims.

    Parameters
    ----------
    folder
        Texts with gold.
    predictions
        Folder of ``NN_slug.pred.json`` (``{"events": [...]}``, or the output of ``geomap
        claims``) to score in place of reading the texts.

    Raises
    ------
    InputError
        If there is no gold in the folder, or a file of it is damaged.
    """
    if any(folder.glob("*.gold.json")):
        if predictions is None:
            return score(folder, lambda path: claims_of(articles.read(path)[0]), one_side)
        return score(folder, _predicted(predictions), one_side)
    report = Report()
    for case in cases(folder):
        said = claims_of(case.article)
        own = score_document(case.slug, said, case.events, case.negatives, one_side)
        report.per_document[case.slug] = own
        report.add(own)
    if not report.documents:
        raise InputError(f"{folder}: no .gold.json and no .toml case; give a folder with gold")
    return report


def one_side(said: str | None, expected: str | None) -> bool:
    """Whether actors said are those expected, or sides that the table of actors calls the same.

    Examples
    --------
    >>> one_side("Congolese government", "DR Congo forces"), one_side("Mali", "Niger")
    (True, False)
    """
    if actor_fits(said, expected):
        return True
    return bool(said and expected) and not _sides(said or "").isdisjoint(_sides(expected or ""))


@cache
def _sides(names: str) -> frozenset[str]:
    # actors have the same names in every pack
    return _table().sides(names)


@cache
def _table() -> Actors:
    pack = load_language("en").pack
    return Actors(pack["actors"], pack["peoples"])


def claims_of(article: Article) -> list[Event]:
    """Claims of an article as the contract has them, places not looked up."""
    return [records.claim_json(claim) for claim in pipeline.read(article).claims]


def cases(folder: Path) -> Iterator[Case]:
    """Cases of a folder in order of their names; files in capitals are no cases."""
    for path in sorted(folder.glob("*.toml")):
        if not path.stem.isupper():
            yield case_of(path)


def case_of(path: Path) -> Case:
    """Load one ``.toml`` case.

    Raises
    ------
    InputError
        If it is not TOML, or an evidence is no exact substring of the text.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        text, conflict = str(data["text"]), str(data["conflict"])
    except (OSError, KeyError, ValueError) as error:
        raise InputError(f"{path}: not a case: {error}") from None
    day = data.get("published") or data.get("as_of")
    article = articles.article_of(
        text,
        path.name,
        published=day if isinstance(day, date) else None,
        title=data.get("title"),
        language=data.get("language"),
    )
    return Case(
        slug=path.stem,
        conflict=conflict,
        article=article,
        events=tuple(_event(each, text, path) for each in data.get("claims", ())),
        negatives=tuple(_at(each, text, path) for each in data.get("not_claims", ())),
    )


_BLANK: Event = {
    "place": None,
    "canonical": None,
    "optional": False,
    "from_actor": None,
    "to_actor": None,
    "claimed_by": None,
}


def _event(given: Event, text: str, path: Path) -> Event:
    event = {**_BLANK, **_at(given, text, path)}
    event["place_in_evidence"] = bool(event["place"]) and event["place"] in event["evidence"]
    lacking = {"change", "date", "date_type", "status"} - event.keys()
    if lacking:
        raise InputError(f"{path}: a claim lacks {', '.join(sorted(lacking))}")
    return event


def _at(given: Event, text: str, path: Path) -> dict[str, Any]:
    """The event with the offsets of its sentence."""
    start = text.find(str(given.get("evidence", "\0")))
    if start < 0:
        raise InputError(f"{path}: not in the text: {given.get('evidence')!r}; quote it exactly")
    return {**given, "start": start, "end": start + len(given["evidence"])}


def _predicted(folder: Path) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for path in sorted(folder.glob("*.pred.json")):
        try:
            data = loads(path.read_text("utf-8"))
            found[path.name.removesuffix(".pred.json")] = data.get("events") or data["claims"]
        except (ValueError, KeyError, AttributeError) as error:
            raise InputError(f"{path}: no predictions in it: {error}") from None
    if not found:
        raise InputError(f"{folder}: no .pred.json in this folder")
    return found
