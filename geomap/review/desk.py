"""The desk of a review: claims in their order, and decisions that are kept as they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from geomap import pipeline
from geomap.control.corrections.decisions import Action, Correction, correction_of
from geomap.errors import InputError
from geomap.model import Article, Located, Placed
from geomap.options import Options
from geomap.review.doubts import least_certain_first

Keep = Callable[[Correction], None]
"""Where a decision goes: a file, or a case."""


class Desk:
    """Claims to look at.

    Parameters
    ----------
    placed
        What was read, as the reader left it.
    corrections
        Decisions made so far.
    keep
        Writes a decision down; it is in force once this returns.
    by
        Who decides.
    """

    def __init__(
        self,
        placed: Iterable[Placed],
        corrections: Sequence[Correction],
        options: Options,
        *,
        keep: Keep,
        by: str,
    ) -> None:
        self._placed = list(placed)
        self._corrections = list(corrections)
        self._options = options
        self._keep = keep
        self._by = by
        self.articles: dict[str, Article] = {
            reading.article.id: reading.article for reading, _ in self._placed
        }
        self.located: dict[str, Located] = {}
        self.settled: frozenset[str] = frozenset()
        self._apply()

    def _apply(self) -> None:
        done = pipeline.decided(self._placed, self._corrections, self._options)
        self.located = {each.claim.id: each for each in done.located}
        self.settled = done.settled

    def queue(self) -> list[Located]:
        """Claims that are not decided on, the least certain first."""
        return least_certain_first(self.located.values(), self.settled)

    def claim(self, claim: str) -> Located:
        """Claim of an id.

        Raises
        ------
        InputError
            If there is none.
        """
        if claim not in self.located:
            raise InputError(f"{claim!r}: no claim has this id; it may have been rejected")
        return self.located[claim]

    def decide(
        self,
        claim: str,
        action: Action,
        fields: Mapping[str, Any] | None = None,
        *,
        when: str,
        why: str = "",
    ) -> Correction:
        """Decide on a claim, and keep the decision.

        Raises
        ------
        InputError
            If there is no such claim, or it cannot be corrected so; nothing is kept then.
        """
        made = correction_of(
            self.claim(claim).claim, action, fields, by=self._by, when=when, why=why
        )
        self._keep(made)
        self._corrections.append(made)
        self._apply()
        return made
