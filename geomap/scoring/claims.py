"""Figures of extracted claims against a folder of texts with the claims expected [I/O].

A gold folder holds ``NN_slug.txt`` beside ``NN_slug.gold.json`` and, where there are any,
``negatives.jsonl``: sentences that sound like a claim and are none. Matching is one to one within
a document (`geomap.scoring.matching`); optional events cost nothing when missed and are no error
when found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.outside.jsontext import loads
from geomap.scoring import matching
from geomap.scoring.matching import CLASS_LEVEL, CLASSES, LEVELS, Event
from geomap.scoring.report import Counts, Miss, Ratio, Report

Predictions = Mapping[str, Sequence[Event]] | Callable[[Path], Sequence[Event]]
Same = Callable[[str | None, str | None], bool]
"""Whether actors said are those expected."""


def score(
    gold_folder: Path | str, predictions: Predictions, same: Same = matching.actor_fits
) -> Report:
    """Score the claims extracted from every text of a gold folder.

    Parameters
    ----------
    gold_folder
        Folder of ``*.gold.json`` beside their texts.
    predictions
        Claims as dicts of the contract of ``geomap claims``: by slug (a slug that is missing has
        no predictions, and counts), or a function from the path of a text to its claims.
    same
        Whether actors said are those expected.

    Raises
    ------
    InputError
        If the folder has no gold, or a gold file is damaged.
    """
    folder = Path(gold_folder)
    paths = sorted(folder.glob("*.gold.json"))
    if not paths:
        raise InputError(f"{folder}: no *.gold.json there: give a folder of texts with gold")
    negatives = _negatives(folder / "negatives.jsonl")
    total = Report()
    for path in paths:
        slug = path.name.removesuffix(".gold.json")
        expected = _gold(path)
        if callable(predictions):
            said: Sequence[Event] | None = predictions(folder / f"{slug}.txt")
        else:
            said = predictions.get(slug)
        report = score_document(slug, said or (), expected, negatives.get(slug, ()), same)
        report.documents = int(said is not None)
        total.per_document[slug] = report
        total.add(report)
    return total


def score_document(
    slug: str,
    said: Sequence[Event],
    expected: Sequence[Event],
    negatives: Sequence[Event] = (),
    same: Same = matching.actor_fits,
) -> Report:
    """Score the claims of one document."""
    report = Report(documents=1)
    required = sum(not event["optional"] for event in expected)
    pairs = {name: matching.paired(said, expected, fits) for name, fits in LEVELS.items()}
    for name, pairing in pairs.items():
        found = sum(not expected[j]["optional"] for _, j in pairing)
        report.levels[name] = Counts(found, len(said) - len(pairing), required - found)
    matched = {j: i for i, j in pairs[CLASS_LEVEL]}
    reached = {j: name for name in ("place", "place+date") for _, j in pairs[name]}
    report.slots["share"].asked = sum("share" in e and not e["optional"] for e in expected)
    _fill_slots(report, [(said[i], expected[j]) for i, j in pairs[CLASS_LEVEL]], same)
    _recalls(report, expected, {j: said[i] for j, i in matched.items()})
    report.misses += [
        _miss(slug, "missed", wanted, reached.get(j, ""))
        for j, wanted in enumerate(expected)
        if j not in matched and not wanted["optional"]
    ]
    right = set(matched.values())
    report.misses += [_miss(slug, "invented", e) for i, e in enumerate(said) if i not in right]
    _false_alarms(report, slug, said, negatives)
    return report


def _fill_slots(report: Report, pairs: Sequence[tuple[Event, Event]], same: Same) -> None:
    slots = report.slots
    for said, wanted in pairs:
        slots["change strict"].add(matching.change_fits(said, wanted))
        slots["status"].add(matching.status_fits(said, wanted))
        for actor in ("from_actor", "to_actor"):
            # Who gains by a withdrawal or a ceasefire is not for the text to say.
            moot = actor == "to_actor" and CLASSES.get(wanted["change"]) in (
                "withdrawn",
                "ceasefire",
            )
            if wanted[actor] is None or moot:
                continue
            right = same(said.get(actor), wanted[actor])
            slots[actor].add(right)
            if said.get(actor):
                how = "inferred" if actor in said.get("inferred", ()) else "stated"
                slots[f"{actor} {how}"].add(right)
        if "share" in wanted and not wanted["optional"]:
            slots["share"].right += matching.share_fits(said, wanted)
        if said.get("start") is not None:
            slots["evidence overlap"].add(matching.evidence_overlaps(said, wanted))
        if wanted["claimed_by"] is not None:
            slots["claimant"].add(matching.actor_fits(said.get("claimed_by"), wanted["claimed_by"]))


def _recalls(report: Report, expected: Sequence[Event], found: Mapping[int, Event]) -> None:
    for j, wanted in enumerate(expected):
        if wanted["optional"]:
            continue
        hit = j in found and matching.status_fits(found[j], wanted)
        report.recall_of.setdefault(wanted["status"], Ratio()).add(hit)
        if not wanted.get("place_in_evidence", True):
            report.recall_of.setdefault("place elsewhere", Ratio()).add(j in found)


def _miss(slug: str, kind: str, event: Event, reached: str = "") -> Miss:
    keys = ("place", "change", "from_actor", "to_actor", "date", "status")
    told = " | ".join(str(event.get(key) or "-") for key in keys)
    sentence = str(event.get("evidence") or "")
    return Miss(document=slug, kind=kind, sentence=sentence, event=told, reached=reached)


def _false_alarms(
    report: Report, slug: str, said: Sequence[Event], negatives: Sequence[Event]
) -> None:
    for negative in negatives:
        fired = [event for event in said if matching.evidence_overlaps(event, negative)]
        report.false_alarms.add(bool(fired))
        report.misses += [_miss(slug, "false alarm", event) for event in fired]


def _gold(path: Path) -> list[Event]:
    try:
        events = loads(path.read_text(encoding="utf-8"))["events"]
        for event in events:
            lacking = {"change", "date", "date_type", "status", "start", "end"} - event.keys()
            if lacking:
                raise KeyError(", ".join(sorted(lacking)))
        blank = {"optional": False, "from_actor": None, "to_actor": None, "claimed_by": None}
        return [{**blank, **event} for event in events]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: not a gold file: {error!r}") from error


def _negatives(path: Path) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    if not path.is_file():
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry: dict[str, Any] = loads(line)
            found.setdefault(entry["doc"], []).append(
                {"start": int(entry["start"]), "end": int(entry["end"])}
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: not a negative sentence: {error!r}") from error
    return found
