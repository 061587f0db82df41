"""What changed between two runs of a case: claims that came, went, or say something else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

from geomap.model import Claim, Located
from geomap.records import claim_json

_MOVED = ("id", "article", "start", "end", "also", "spans", "confidence", "why", "how", "rule")
"""Parts that an edited article or a new rule gives a claim that says the same."""


class Change(NamedTuple):
    """A claim of two runs that says something else, and what: the parts before and after."""

    before: Located
    after: Located
    parts: dict[str, tuple[Any, Any]]


class Changes(NamedTuple):
    """What differs between two runs."""

    added: list[Located]
    removed: list[Located]
    changed: list[Change]


def changes_between(before: Iterable[Located], after: Iterable[Located]) -> Changes:
    """Compare the claims of two runs.

    A claim is found again by its id; then, in an edited article, by its sentence, place and kind
    of change; then by its sentence and place.

    Examples
    --------
    >>> from geomap.model import Unlocated
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               status="happened", evidence="Reds took Ay.", start=0, end=13)
    >>> there = Located(claim=claim, place=Unlocated(reason="no such name"))
    >>> changes_between([], [there]).added == [there]
    True
    """
    old = {each.claim.id: each for each in before}
    new = {each.claim.id: each for each in after}
    pairs: list[tuple[Located, Located]] = []
    keys: list[Callable[[Claim], Hashable]] = [
        lambda claim: claim.id,
        lambda claim: (claim.evidence, claim.place, claim.change),
        lambda claim: (claim.evidence, claim.place),
    ]
    for key in keys:
        left: dict[Hashable, list[Located]] = {}
        for each in old.values():
            left.setdefault(key(each.claim), []).append(each)
        for each in list(new.values()):
            if found := left.get(key(each.claim)):
                one = found.pop(0)
                pairs.append((one, each))
                del old[one.claim.id], new[each.claim.id]
    changed = [
        Change(one, other, parts) for one, other in pairs if (parts := _parts(one, other))
    ]  # fmt: skip
    return Changes(
        added=sorted(new.values(), key=_order),
        removed=sorted(old.values(), key=_order),
        changed=sorted(changed, key=lambda each: _order(each.after)),
    )


def _parts(before: Located, after: Located) -> dict[str, tuple[Any, Any]]:
    old, new = claim_json(before.claim, before), claim_json(after.claim, after)
    names = dict.fromkeys((*old, *new))
    return {
        name: (old.get(name), new.get(name))
        for name in names
        if name not in _MOVED and old.get(name) != new.get(name)
    }


def _order(located: Located) -> tuple[str, int, str]:
    return (located.claim.article, located.claim.start, located.claim.id)
