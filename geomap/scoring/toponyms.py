"""Figures of geoparsing: toponyms recognised, and resolved to the right spot [I/O].

Both files hold one ``{"id", "toponyms": [{"start", "end", "text", "lon", "lat"}]}`` a line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.outside.jsontext import loads
from geomap.places.distances import kilometres
from geomap.scoring.report import Counts
from geomap.scoring.words import words
from geomap.wordlists import any_of

NEAR_KM = 161.0  # a hundred miles: the usual tolerance of the field ("Acc@161")
FARTHEST_KM = 20_039.0  # half the Earth's circumference: what an unresolved toponym counts


@dataclass(frozen=True, slots=True)
class ToponymReport:
    """Recognition, resolution on given spans, and both together.

    ``resolved_near`` of ``resolvable`` toponyms with coordinates were put within 161 km;
    ``mean_km`` is the mean error over all of them.
    """

    recognition: Counts
    resolvable: int
    resolved_near: int
    mean_km: float
    end_to_end: Counts

    @property
    def accuracy(self) -> float:
        """Acc@161."""
        return self.resolved_near / self.resolvable if self.resolvable else 0.0


@dataclass(frozen=True, slots=True)
class _Toponym:
    start: int
    end: int
    point: tuple[float, float] | None  # lon, lat

    def overlaps(self, other: _Toponym) -> bool:
        return self.start < other.end and other.start < self.end

    def kilometres_to(self, other: _Toponym | None) -> float:
        if other is None or self.point is None or other.point is None:
            return FARTHEST_KM
        return kilometres(*self.point, *other.point)


def score_toponyms(gold_jsonl: Path | str, predicted_jsonl: Path | str) -> ToponymReport:
    """Score geoparsed texts against a corpus.

    Spans are compared after a leading article and a trailing 's are stripped. Recognition wants
    exact spans. Resolution looks at the gold toponyms with coordinates: what is predicted for the
    same span counts its distance, and no coordinates count 20,039 km; on ``--given`` output this
    is resolution on given spans. End to end, a resolved prediction is right when it overlaps a
    gold toponym and lies within 161 km of it; one that overlaps only gold toponyms without
    coordinates cannot be judged and is left out.

    Raises
    ------
    InputError
        If a file cannot be read, or a text of the corpus has no line in the predictions.
    """
    gold, said = _read(Path(gold_jsonl)), _read(Path(predicted_jsonl))
    lacking = sorted(gold.keys() - said.keys())
    if lacking:
        raise InputError(
            f"{predicted_jsonl}: no line for {len(lacking)} texts, the first is {lacking[0]!r}"
        )
    recognition, end_to_end = Counts(), Counts()
    distances: list[float] = []
    for key in sorted(gold):
        wanted, found = gold[key], said[key]
        spans, named = {(t.start, t.end) for t in wanted}, {(t.start, t.end): t for t in found}
        _count(recognition, len(spans & named.keys()), len(named), len(spans))
        with_point = [toponym for toponym in wanted if toponym.point is not None]
        distances += [t.kilometres_to(named.get((t.start, t.end))) for t in with_point]
        judged = [t for t in found if t.point is not None and _judged(t, wanted)]
        _count(end_to_end, _pairs(judged, with_point), len(judged), len(with_point))
    return ToponymReport(
        recognition=recognition,
        resolvable=len(distances),
        resolved_near=sum(distance <= NEAR_KM for distance in distances),
        mean_km=math.fsum(distances) / len(distances) if distances else 0.0,
        end_to_end=end_to_end,
    )


def toponym_table(report: ToponymReport) -> str:
    """Figures as text."""
    both = (("recognition", report.recognition), ("end to end", report.end_to_end))
    lines = [
        f"{name:12s} P {counts.precision:.3f} R {counts.recall:.3f} F1 {counts.f1:.3f}"
        f"  (tp {counts.found} fp {counts.invented} fn {counts.missed})"
        for name, counts in both
    ]
    lines.insert(
        1,
        f"{'resolution':12s} Acc@161 {report.accuracy:.3f}  mean {report.mean_km:,.0f} km"
        f"  ({report.resolved_near} of {report.resolvable})",
    )
    return "\n".join(lines)


def _count(counts: Counts, right: int, said: int, wanted: int) -> None:
    counts.found += right
    counts.invented += said - right
    counts.missed += wanted - right


def _judged(said: _Toponym, gold: Sequence[_Toponym]) -> bool:
    met = [toponym for toponym in gold if toponym.overlaps(said)]
    return not met or any(toponym.point is not None for toponym in met)


def _pairs(said: Sequence[_Toponym], gold: Sequence[_Toponym]) -> int:
    """Number of one-to-one pairs that overlap within 161 km, in order of text."""
    left = list(gold)
    for toponym in said:
        near = (g for g in left if g.overlaps(toponym) and g.kilometres_to(toponym) <= NEAR_KM)
        match = next(near, None)
        if match is not None:
            left.remove(match)
    return len(gold) - len(left)


def _read(path: Path) -> dict[str, list[_Toponym]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    found: dict[str, list[_Toponym]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = loads(line)
            toponyms = {_toponym(one) for one in entry["toponyms"]}
            found[str(entry["id"])] = sorted(toponyms, key=lambda t: (t.start, t.end))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: not a line of toponyms: {error!r}") from error
    return found


def _toponym(entry: Mapping[str, Any]) -> _Toponym:
    start, end, text = int(entry["start"]), int(entry["end"]), str(entry["text"])
    before, behind = _around()
    article = before.match(text)
    if article and article.end() < len(text):
        start += article.end()
    genitive = behind.search(text)
    if genitive:
        end -= len(genitive.group())
    lon, lat = entry.get("lon"), entry.get("lat")
    point = None if lon is None or lat is None else (float(lon), float(lat))
    return _Toponym(start, end, point)


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is stripped from a span, before and behind the name."""
    table = words("toponyms")
    article = re.compile(rf"{any_of(table['articles'])}\s+", re.IGNORECASE)
    return article, re.compile(rf"{any_of(table['genitives'])}$")
