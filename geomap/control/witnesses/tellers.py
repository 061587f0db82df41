"""Who says so: a publication, whoever it quotes, or the side for which that one speaks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from geomap.control.rules import Rules
from geomap.model import Article, Claim
from geomap.model.joint import parties

By = Literal["source", "claimant", "side"]
"""Who tells: the publication; whoever it quotes; or the side for which that one speaks."""


def publisher(claim: Claim, article: Article | None) -> str:
    """Who published a claim: its own source, that of its article, or the article's name."""
    return claim.source or ((article.source or article.name) if article else claim.article)


def ranked_names(claim: Claim, article: Article | None) -> list[str]:
    """Names under which the rules may rank whoever tells."""
    kind = "table" if claim.rule.startswith("table: ") else "article"
    return [*parties(publisher(claim, article)), *parties(claim.claimed_by), kind]


def tellers(
    claim: Claim, article: Article | None, by: By, rules: Rules, actors: Iterable[str] = ()
) -> tuple[str, ...]:
    """Who says so: what is not attributed is told by the publication.

    Parameters
    ----------
    actors
        Sides that a claimant may speak for.

    Examples
    --------
    >>> claim = Claim(id="c", article="a", place="Ay", change="captured", trigger="took",
    ...               status="claimed", claimed_by="Ukrainian officials", evidence="",
    ...               start=0, end=0)
    >>> paper = Article(id="a", name="a.txt", text="", source="The Paper")
    >>> rules = Rules.load()
    >>> [tellers(claim, paper, by, rules, ["Ukraine"]) for by in ("source", "claimant", "side")]
    [('The Paper',), ('Ukrainian officials',), ('Ukraine',)]
    """
    named = parties(claim.claimed_by)
    if by == "source" or not named:
        return (publisher(claim, article),)
    if by == "side":
        sides = (next((a for a in actors if rules.speaks_for(name, a)), name) for name in named)
        return tuple(dict.fromkeys(sides))
    return named
