"""Copies of an article are one witness: what they say alike is one claim, under all publishers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from geomap.control.corrections.decisions import Correction
from geomap.control.witnesses.tellers import publisher
from geomap.model import Claim, Located, Placed, Unlocated
from geomap.model.changes import class_of
from geomap.model.edtf import overlap


class ToldOnce(NamedTuple):
    """Readings in which a claim of several copies stands once.

    ``repeated`` are the claims left out, by their ids: the claim that stands for each.
    """

    placed: list[Placed]
    repeated: dict[str, Claim]


def told_once(placed: Iterable[Placed], originals: Mapping[str, str]) -> ToldOnce:
    """Leave claims out that a copy repeats, and name its publisher with the others.

    The claim of the original stands, with its days: "on Friday" in a copy printed a week later is
    still the Friday of the original. What a copy has of its own stays its own.

    Parameters
    ----------
    placed
        Readings with places, in any order; they are given back in theirs.
    originals
        By the id of an article, that of the first published of its copies
        (`geomap.text.copies.copies_of`).
    """
    found = list(placed)
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (reading, _) in enumerate(found):
        if reading.article.id in originals:
            groups[originals[reading.article.id]].append(number)
    repeated: dict[str, Claim] = {}
    for original in sorted(groups):
        numbers = sorted(groups[original], key=lambda each: _order(found[each], original))
        _tell_once(found, numbers, repeated)
    return ToldOnce(found, repeated)


def readdressed(
    corrections: Iterable[Correction], repeated: Mapping[str, Claim]
) -> list[Correction]:
    """Decisions about a claim that is left out, as decisions about the one that stands for it."""
    return [
        _readdressed(each, repeated[each.claim])
        if each.claim is not None and each.claim in repeated
        else each
        for each in corrections
    ]


def _readdressed(correction: Correction, claim: Claim) -> Correction:
    return replace(
        correction,
        claim=claim.id,
        article=claim.article,
        quote=claim.evidence,
        place=claim.place or claim.canonical,
        kind=claim.change,
    )


def _order(placed: Placed, original: str) -> tuple[bool, date, str]:
    article = placed[0].article
    return (article.id != original, article.published or date.max, article.id)


def _tell_once(found: list[Placed], numbers: Sequence[int], repeated: dict[str, Claim]) -> None:
    """Drop what is repeated in a group of copies, the original first, and gather publishers."""
    standing: list[tuple[int, Located]] = []
    publishers: dict[str, list[str]] = {}
    for number in numbers:
        reading, located = found[number]
        own = []
        for each in located:
            said = next((kept for _, kept in standing if _is_same(kept, each)), None)
            name = publisher(each.claim, reading.article)
            if said is None:
                own.append((number, each))
                publishers[each.claim.id] = [name]
            else:
                repeated[each.claim.id] = said.claim
                publishers[said.claim.id].append(name)
        standing += own
    by_article: dict[int, list[Located]] = defaultdict(list)
    for number, each in standing:
        by_article[number].append(_published(each, publishers[each.claim.id]))
    for number in numbers:
        reading, located = found[number]
        kept = by_article[number]
        if kept != list(located):
            claims = tuple(each.claim for each in kept)
            found[number] = (replace(reading, claims=claims), kept)


def _published(located: Located, names: Sequence[str]) -> Located:
    if len(set(names)) == 1:
        return located
    first, *others = dict.fromkeys(names)
    source = "; ".join([first, *sorted(others)])
    return replace(located, claim=replace(located.claim, source=source))


def _is_same(one: Located, other: Located) -> bool:
    a, b = one.claim, other.claim
    return a.status == b.status and (_same_words(a, b) or _same_event(one, other))


def _same_words(a: Claim, b: Claim) -> bool:
    return (
        a.change == b.change
        and (a.place, a.canonical) == (b.place, b.canonical)
        and a.claimed_by == b.claimed_by
        and _words(a.evidence) == _words(b.evidence)
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _same_event(one: Located, other: Located) -> bool:
    """Whether two sentences that an editor has made differ tell the same of the same place."""
    if isinstance(one.place, Unlocated) or isinstance(other.place, Unlocated):
        return False
    a, b = one.claim, other.claim
    return (
        one.place.id == other.place.id
        and class_of(a.change) == class_of(b.change)
        and _agree(a.to_actor, b.to_actor)
        and _agree(a.from_actor, b.from_actor)
        and _agree(a.share, b.share)
        and _agree(a.claimed_by, b.claimed_by)
        and a.new_date == b.new_date
        and a.date.known == b.date.known
        and overlap(a.date, b.date)
    )


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other
