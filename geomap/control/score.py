"""Figures of extracted claims against a folder of texts with the claims expected [I/O].

A gold folder holds ``NN_slug.txt`` beside ``NN_slug.gold.json`` and, where there are any,
``negatives.jsonl``: sentences that sound like a claim and are none. Matching is one to one within
a document (`geomap.control.matching`); optional events cost nothing when missed and are no error
when found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geomap.control import matching
from geomap.control.matching import CLASSES, Event, Fits
from geomap.errors import InputError
from geomap.jsontext import loads

Predictions = Mapping[str, Sequence[Event]] | Callable[[Path], Sequence[Event]]
Same = Callable[[str | None, str | None], bool]
"""Whether actors said are those expected."""

_TESTS: dict[str, Fits] = {
    "place": matching.place_fits,
    "date": lambda said, wanted: matching.date_fits(said.get("date"), wanted),
    "class": matching.class_fits,
    "status": matching.status_fits,
}


def _first(number: int) -> Fits:
    tests = list(_TESTS.values())[:number]
    return lambda said, wanted: all(test(said, wanted) for test in tests)


LEVELS: dict[str, Fits] = {
    "+".join(list(_TESTS)[:number]): _first(number) for number in range(1, len(_TESTS) + 1)
}
"""What must fit at each level, the easiest first: ``place``, ``place+date`` and so on."""

CLASS_LEVEL = "place+date+class"
SLOTS = (
    "change strict",
    "from_actor",
    "to_actor",
    "from_actor stated",
    "to_actor stated",
    "from_actor inferred",
    "to_actor inferred",
    "status",
    "share",
    "evidence overlap",
    "claimant",
)


@dataclass(slots=True)
class Counts:
    """Found, invented and missed."""

    found: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Part of what was said that is right."""
        return _part(self.found, self.found + self.invented)

    @property
    def recall(self) -> float:
        """Part of what was expected that was said."""
        return _part(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _part(2 * self.precision * self.recall, self.precision + self.recall)


@dataclass(slots=True)
class Ratio:
    """So many of so many."""

    right: int = 0
    asked: int = 0

    def add(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.asked += 1

    @property
    def value(self) -> float:
        """The fraction, 0 when nothing was asked."""
        return _part(self.right, self.asked)


def _part(of: float, whole: float) -> float:
    return of / whole if whole else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """An error, with the sentence that it was made on.

    ``kind`` is ``missed`` (expected, not said), ``invented`` (said, not expected) or ``false
    alarm`` (said of a sentence known to make no claim); ``reached`` is the hardest level at which
    a missed event was still found.
    """

    document: str
    kind: str
    sentence: str
    event: str
    reached: str = ""


@dataclass(slots=True)
class Report:
    """Figures of all documents, or of one."""

    documents: int = 0
    levels: dict[str, Counts] = field(default_factory=lambda: {name: Counts() for name in LEVELS})
    slots: dict[str, Ratio] = field(default_factory=lambda: {name: Ratio() for name in SLOTS})
    recall_of: dict[str, Ratio] = field(default_factory=dict)
    false_alarms: Ratio = field(default_factory=Ratio)
    misses: list[Miss] = field(default_factory=list)
    per_document: dict[str, Report] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Every figure under one name, as `geomap.control.floors` pins them.

        ``<level>.f1``, ``.precision`` and ``.recall``, ``slot.<name>``, ``recall.<kind>`` and
        ``false_alarms``. A ratio of which nothing was asked is left out.
        """
        found: dict[str, float] = {}
        for name, counts in self.levels.items():
            found[f"{name}.f1"] = counts.f1
            found[f"{name}.precision"] = counts.precision
            found[f"{name}.recall"] = counts.recall
        found |= {f"slot.{name}": ratio.value for name, ratio in self.slots.items() if ratio.asked}
        found |= {f"recall.{name}": ratio.value for name, ratio in sorted(self.recall_of.items())}
        if self.false_alarms.asked:
            found["false_alarms"] = self.false_alarms.value
        return found

    def add(self, other: Report) -> None:
        """Sum up the figures of one more document."""
        self.documents += other.documents
        for name, counts in other.levels.items():
            own = self.levels[name]
            own.found += counts.found
            own.invented += counts.invented
            own.missed += counts.missed
        for mine, theirs in ((self.slots, other.slots), (self.recall_of, other.recall_of)):
            for name, ratio in theirs.items():
                _sum(mine.setdefault(name, Ratio()), ratio)
        _sum(self.false_alarms, other.false_alarms)
        self.misses += other.misses


def _sum(total: Ratio, more: Ratio) -> None:
    total.right += more.right
    total.asked += more.asked


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


def table(report: Report, worst: int = 0) -> str:
    """Figures as text; with ``worst``, that many errors of each kind with their sentences."""
    lines = [f"documents with predictions {report.documents}"]
    for name, counts in report.levels.items():
        lines.append(
            f"{name:26s} P {counts.precision:.3f} R {counts.recall:.3f} F1 {counts.f1:.3f}"
            f"  (tp {counts.found} fp {counts.invented} fn {counts.missed})"
        )
    rows = [
        *report.slots.items(),
        *((f"recall {k}", r) for k, r in sorted(report.recall_of.items())),
    ]
    rows.append(("false alarms", report.false_alarms))
    lines += [
        f"{name:24s} {ratio.right}/{ratio.asked}" + (f" = {ratio.value:.3f}" if ratio.asked else "")
        for name, ratio in rows
    ]
    if len(report.per_document) > 1:
        lines += ["", *_by_document(report)]
    if worst:
        lines += ["", *_worst(report, worst)]
    return "\n".join(lines)


def _by_document(report: Report) -> list[str]:
    width = max(len(slug) for slug in report.per_document)
    head = f"{'F1':{width}s}  " + "  ".join(f"{name.rpartition('+')[2]:>6s}" for name in LEVELS)
    return [
        head,
        *(
            f"{slug:{width}s}  " + "  ".join(f"{c.f1:6.3f}" for c in one.levels.values())
            for slug, one in report.per_document.items()
        ),
    ]


def _worst(report: Report, worst: int) -> list[str]:
    """Errors of each kind, from the documents with the most of them."""
    crowd = Counter(miss.document for miss in report.misses)
    lines = []
    for kind in ("missed", "invented", "false alarm"):
        errors = [miss for miss in report.misses if miss.kind == kind]
        errors.sort(key=lambda miss: (miss.reached != "", -crowd[miss.document], miss.document))
        for miss in errors[:worst]:
            note = f" (right up to {miss.reached})" if miss.reached else ""
            lines.append(f"{kind}{note}: {miss.document}: {miss.event}")
            lines.append(f"    {' '.join(miss.sentence.split())}")
    return lines
