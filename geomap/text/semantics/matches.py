"""A frame that matches in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from geomap.text.syntax.parse import Word


@dataclass(frozen=True, slots=True)
class Match:
    """A trigger and the heads of the phrases in its slots; ``extra`` belongs to the trigger."""

    frame: dict[str, Any]
    trigger: Word
    place: tuple[Word, ...]
    to: tuple[Word, ...]
    holder: tuple[Word, ...]
    extra: tuple[Word, ...] = field(default=())

    @property
    def weak(self) -> bool:
        """Whether the trigger has so many other senses that it needs a named place."""
        return self.trigger.lemma in self.frame.get("weak", ())

    @property
    def intransitive(self) -> bool:
        """Whether the trigger may do without a place: that of the claim before is then meant."""
        words = self.frame.get("intransitive", False)
        return words is True or (words is not False and self.trigger.lemma in words)

    @property
    def state(self) -> bool:
        """Whether the words tell of a state and not of its beginning."""
        words = (self.trigger, *self.extra)
        stative = self.frame.get("stative", ())
        return bool(self.frame.get("state")) or any(each.lemma in stative for each in words)
