"""What the pipeline tells readers of the names of places, without their knowing a gazetteer."""

from __future__ import annotations

from typing import Protocol

UNITS = frozenset({"country", "region", "district", "named_region"})
"""Levels of places that have others in them."""


class Lexicon(Protocol):
    """Whatever knows the names of places."""

    def kinds(self, name: str) -> frozenset[str]:
        """Levels (country, region, district, settlement, ...) of the places so called."""
        ...

    def countries(self, name: str) -> tuple[str, ...]:
        """Codes of the countries that have a place so called, the likeliest place's first."""
        ...


class NoLexicon:
    """A lexicon that knows nothing; the entity recogniser is then alone."""

    def kinds(self, name: str) -> frozenset[str]:  # noqa: ARG002
        """Nothing is known."""
        return frozenset()

    def countries(self, name: str) -> tuple[str, ...]:  # noqa: ARG002
        """Nothing is known."""
        return ()
