"""Figures of extracted claims, document by document, and the errors behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from geomap.scoring.matching import LEVELS

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
        """Every figure under one name, as `geomap.scoring.floors` pins them.

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
