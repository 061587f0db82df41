"""Days counted one from the other, as a text tells them, and whether they carry it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from geomap.model import When
from geomap.text.context.discourse import Discourse
from geomap.text.mentions import dates
from geomap.text.mentions.dates import Reference, Tense
from geomap.text.mentions.expressions import Calendar, Expression
from geomap.text.syntax.parse import Tree, Word

LONG_AGO = timedelta(days=300)
"""So far before the day that a text has reached, a date without a day only looks back."""


class Reckoning:
    """Reads expressions of time against what an article has told so far.

    Parameters
    ----------
    calendar
        Words for time of a language.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def sequence(
        self, discourse: Discourse, times: list[Expression], tense: Tense, *, sequel: bool = False
    ) -> dict[int, When]:
        """Dates of a sentence by offset, each counted from the one before it.

        A ``sequel`` of what was just told is near that day, and not near the publication.
        """
        day, year = discourse.day, discourse.year
        exact = _is_day(discourse.narrative)
        news = discourse.news and not (sequel and day is not None)
        found: dict[int, When] = {}
        span: When | None = None
        for each in times:
            reference = Reference(discourse.published, day, year, news, exact)
            when = dates.read(each, self.calendar, reference, tense)
            if span is not None and tense == "anterior" and "month" in each.pieces:
                # "in the spring of 1944 they took X, which fell on 9 May": not in the year before
                inside = Reference(discourse.published, span.earliest, year, news)
                same = dates.read(each, self.calendar, inside, "past")
                when = same if _within(same, span) else when
            if "year" in each.pieces and not {"day", "month"} & each.pieces.keys():
                span = when
            found[each.start] = when
            latest = when.latest or when.earliest
            if latest is None:
                continue
            past = long_past(each, latest, day)
            if "year" in each.pieces and each.operator is None and not past:
                year = latest.year
            if past and each.operator == "from":
                continue  # "which had lasted since 1810"
            if {"day", "month", "number", "weekday"} & each.pieces.keys():
                day, year, exact = latest, latest.year, _is_day(when)
            elif "days" in each.settings:
                day, exact = latest, _is_day(when)
            far = discourse.published if each.settings.get("anchor") == "narrative" else None
            if far is not None and abs(far - latest) > LONG_AGO:
                news = False  # "a month earlier, ... and in late August": of the days told of
        return found

    def read(self, discourse: Discourse, expression: Expression, tense: Tense = "past") -> When:
        """Read an expression against what the article has told so far."""
        exact = _is_day(discourse.narrative)
        reference = Reference(
            discourse.published, discourse.day, discourse.year, discourse.news, exact
        )
        return dates.read(expression, self.calendar, reference, tense)


def _is_day(when: When | None) -> bool:
    return when is not None and when.earliest is not None and when.earliest == when.latest


def _within(when: When, span: When) -> bool:
    """Whether a day lies in a stretch of time whose both ends are known."""
    ends = when.earliest, when.latest, span.earliest, span.latest
    first, last, opening, closing = ends
    return bool(first and last and opening and closing and opening <= first <= last <= closing)


def long_past(expression: Expression, latest: date, reached: date | None) -> bool:
    """Whether a year or month only looks back: “Samoa, which Germany had annexed in 1899”."""
    return "day" not in expression.pieces and reached is not None and reached - latest > LONG_AGO


def looks_aside(tree: Tree, expression: Expression) -> bool:
    """Whether a date tells of what had been before, or stands in an aside or with a noun."""
    if expression.operator == "from":
        return True
    node = head_of(tree, expression)
    while node is not None and node.kind not in ("VERB", "AUX"):
        if node.relation == "apposition":
            return True
        node = tree.head(node)
    if node is None:
        return False
    helped = tree.children(node, "auxiliary", "passive_auxiliary")
    return node.relation in ("relative", "participle") or any(
        "perfect" in each.roles and each.tag == "VBD" for each in helped
    )


def head_of(tree: Tree, expression: Expression) -> Word | None:
    """Head word of an expression of time."""
    words = tree.between(expression.start, expression.end)
    inside = {word.index for word in words}
    return next(
        (word for word in words if word.head not in inside or word.head == word.index), None
    )


def in_other_clause(tree: Tree, expression: Expression, clause: Word) -> bool:
    """Whether a date belongs to a subordinate clause: "though none has come since October"."""
    node = head_of(tree, expression)
    while node is not None and node is not clause:
        if node.relation == "adverbial" and any(tree.children(node, "subject", "passive_subject")):
            return True
        node = tree.head(node)
    return False


def unread(tree: Tree, times: list[Expression], verb: Word, units: Mapping[str, str]) -> bool:
    """Whether a verb has a time of its own that is no day: "in the first week of the war".

    “On the day of the entry” is the one told of.
    """
    return any(
        word.label == "DATE"
        and units.get(word.lower) != "D"
        and not any(each.start <= word.start < each.end for each in times)
        for word in tree.children(verb, "oblique")
    )


def in_aside(tree: Tree, expression: Expression, clause: Word) -> bool:
    """Whether a date belongs to a relative clause: "X, which was attacked in May, holds"."""
    node = head_of(tree, expression)
    while node is not None and node is not clause:
        if node.relation == "relative":
            return True
        node = tree.head(node)
    return False


def outside_clauses(tree: Tree, times: list[Expression]) -> list[Expression]:
    """Dates of a sentence without those of its asides, if it has others.

    “Took X on Thursday, days after they took Y on 30 November” has reached Thursday.
    """
    root = next((word for word in tree.words if word.head == word.index), None)
    own = [each for each in times if root and not in_other_clause(tree, each, root)]
    return own or times
