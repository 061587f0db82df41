"""When: the date of each place of an event, and what a sentence without a date inherits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from geomap.model import UNDATED, When
from geomap.text.context.pages import Page, PlaceRef
from geomap.text.context.reckoning import Reckoning, head_of, in_aside, in_other_clause, unread
from geomap.text.mentions import dates
from geomap.text.mentions.dates import Tense
from geomap.text.mentions.expressions import Calendar, Expression
from geomap.text.semantics.conditions import TIMES
from geomap.text.semantics.events import Event
from geomap.text.semantics.matches import Match
from geomap.text.syntax.grammar import clause_of, clause_span
from geomap.text.syntax.parse import Tree, Word

_EMBEDDED = ("complement", "open_complement", "conjunct")
_READINGS: tuple[Tense, ...] = ("future", "past")
_OPENING = 30
"""A date within so many characters of the start of a sentence stands for all of it."""


class Timing:
    """Reads the dates of events.

    Parameters
    ----------
    calendar, reckoning
        Words for time of a language, and their reader.
    """

    def __init__(self, calendar: Calendar, reckoning: Reckoning) -> None:
        self._calendar = calendar
        self._reckoning = reckoning

    def whens(self, page: Page, event: Event) -> list[tuple[When, Expression | None]]:
        """Date of each place of an event, and the words that give it."""
        own = page.days
        tense: Tense = event.outlook.tense
        if tense == "present" and (event.match.state or _perfect(page.tree, event.match.trigger)):
            tense = "past"  # "has held since May", "has taken": of a day gone by
        if event.outlook.planned and tense != "prospective":
            tense = "future"
        aside = event.match.trigger.relation in ("participle", "relative")
        if (event.outlook.background or aside) and tense == "past":
            tense = "anterior"
        sequel = bool(event.match.frame.get("likewise"))
        read = self._reckoning.sequence(page.discourse, own, tense, sequel=sequel)
        offset = _offset(page.tree, page.times, self._calendar.sides)
        if offset is not None and own:
            counted, own = self._counted(page.tree, own, read, offset, event.match)
            if counted is not None:
                return [(counted, offset.length)] * len(event.refs)
        paired = self._paired(page.tree, own, event.refs)
        if paired:
            return [(read[each.start], each) for each in paired]
        if event.match.state and event.outlook.tense == "present":  # how it is, not how it came
            clause = clause_of(page.tree, event.match.trigger)
            own = [each for each in own if not in_aside(page.tree, each, clause)]
        chosen = self._nearest(page.tree, own, event.match)
        if chosen is not None:
            chosen = _more_exactly(page.tree, own, chosen, self._calendar.apposed)
            when = read[chosen.start]
            if chosen.operator is None or when.type == "from" or self._not_until(page, chosen):
                # "held since 1993" and "1991, when": it began then
                plain = self._reckoning.sequence(
                    page.discourse,
                    [replace(each, operator=None) if each.start == chosen.start else each
                     for each in own],
                    tense, sequel=sequel,
                )  # fmt: skip
                when = plain[chosen.start]
            if event.outlook.planned and self._said_then(page, event, chosen):
                said = self._reckoning.read(page.discourse, replace(chosen, operator=None))
                when = replace(said, latest=None, type="from")
            return [(when, chosen)] * len(event.refs)
        return [(self._inherited(page, event), None)] * len(event.refs)

    def _said_then(self, page: Page, event: Event, chosen: Expression) -> bool:
        """Whether a date is that of the announcement: a plan is for some day after it."""
        if chosen.operator in ("by", "before"):
            return False  # a deadline
        host = _host(page.tree, chosen)
        saying = event.outlook.saying
        return host is not None and saying is not None and host.index == saying.index

    def _not_until(self, page: Page, chosen: Expression) -> bool:
        """“not until 8 November”: on that day."""
        if chosen.operator != "before":
            return False
        words = page.tree.between(page.tree.start, chosen.start)
        return any(word.relation == "negation" for word in words)

    def _counted(
        self,
        tree: Tree,
        own: list[Expression],
        read: dict[int, When],
        offset: Offset,
        match: Match,
    ) -> tuple[When | None, list[Expression]]:
        """Date told by its distance from another event, and the expressions that may be its own.

        “X fell on 4 October, two days after Y was overrun” dates Y; “X fell two days after Y was
        overrun on 2 October” dates X.
        """
        trigger = match.trigger
        there = [each for each in own if offset.start <= each.start < offset.end]
        elsewhere = [each for each in own if each not in there
                     and not (there and _parted(tree, each.start, trigger.start))]  # fmt: skip
        if offset.start <= trigger.start < offset.end:
            if there or not elsewhere:
                return None, there
            before = [each for each in elsewhere if each.end <= offset.start]
            return self._moved(read[(before or elsewhere)[-1].start], offset, -offset.sign), []
        if there and not elsewhere:
            return self._moved(read[there[0].start], offset, offset.sign), []
        return None, elsewhere

    def _moved(self, when: When, offset: Offset, sign: int) -> When:
        given = (when.earliest, when.latest)
        ends = [dates.shift(day, offset.length, self._calendar, sign) if day else None
                for day in given]  # fmt: skip
        if any(day and not end for day, end in zip(given, ends, strict=True)):
            ends = [None, None]  # outside the calendar
        how = f"{offset.length.text} from {when.words}"
        return replace(when, earliest=ends[0], latest=ends[1], how=how)

    def _paired(
        self, tree: Tree, times: list[Expression], refs: list[PlaceRef]
    ) -> list[Expression] | None:
        """“X on Monday and Y by Friday”: each place with the date that follows it."""
        if len(refs) < 2 or len(times) < 2:
            return None
        pairs: list[Expression] = []
        ends = [ref.start for ref in refs[1:]] + [tree.end]
        for ref, end in zip(refs, ends, strict=True):
            inside = [each for each in times if ref.end <= each.start < end]
            if not inside:
                return None
            pairs.append(inside[0])
        return pairs

    def _nearest(self, tree: Tree, times: list[Expression], match: Match) -> Expression | None:
        """Date that belongs to a trigger: in its own phrase, else opening the sentence."""
        if not times:
            return None
        times = [each for each in times if not _compared(tree, each)]
        trigger = match.trigger
        clause = clause_of(tree, trigger)
        attached: list[Expression] = []
        for each in times:
            word = head_of(tree, each)
            if word is not None and clause.relation == "relative" and clause.head == word.index:
                return replace(each, operator=None)
            if word is not None and _attached(tree, word, trigger, match):
                attached.append(each)
        if attached:
            return _foremost(tree, attached, trigger)
        if above := _hosted(tree, times, clause, trigger):
            return above
        start, end = clause_span(tree, clause_of(tree, trigger))
        inside = [each for each in times if start <= each.start < end]
        inside = [each for each in inside if not in_other_clause(tree, each, clause)]
        after = [each for each in inside if each.start >= trigger.end]
        if after:
            return after[0]
        before = [each for each in times if each.end <= trigger.start
                  and not _of_another(tree, each, clause)]  # fmt: skip
        if before:
            opening = [each for each in before if each.start - tree.start < _OPENING]
            return (inside or opening or before)[-1]
        if inside:
            return inside[0]
        alone = times[0] if len(times) == 1 else None
        aside = alone and (in_other_clause(tree, alone, clause) or _of_another(tree, alone, clause))
        return None if aside else alone

    def _inherited(self, page: Page, event: Event) -> When:
        """Date of a sentence that has none: the narrative's, or the day of publication."""
        discourse = page.discourse
        elsewhere = not any(discourse.just_claimed(each.canonical or each.text)
                            for each in event.refs)  # fmt: skip
        if event.outlook.denied and discourse.news and elsewhere:
            return When(earliest=discourse.published, latest=discourse.published, type="approx",
                        how="no date given: day of publication")  # fmt: skip
        if event.match.frame.get("pending") and discourse.published:  # "it was completed"
            return When(earliest=None, latest=discourse.published, type="by",
                        how="no date given: by the day of publication")  # fmt: skip
        lasting = event.match.state and event.outlook.tense == "present"
        if lasting and discourse.news:  # "has remained under control": until this day
            return When(earliest=discourse.published, latest=discourse.published, type="as_of",
                        how="no date given: day of publication")  # fmt: skip
        if discourse.narrative is None and not discourse.news and discourse.first_day:
            return When(earliest=None, latest=discourse.first_day, type="before",
                        how="no date given: before the first day that the text names")  # fmt: skip
        vague = unread(page.tree, page.times, event.match.trigger, self._calendar.units)
        if vague and discourse.news and not event.outlook.planned:
            return When(earliest=None, latest=discourse.published, type="by",
                        how="no date given: by the day of publication")  # fmt: skip
        if discourse.narrative is not None and not event.outlook.planned:
            reached = discourse.narrative
            first, last = reached.earliest or reached.latest, reached.latest or reached.earliest
            return When(earliest=first, latest=last, type="approx",
                        how="no date given: the day that the text has reached")  # fmt: skip
        if discourse.published is None:
            return UNDATED
        if event.outlook.planned:
            return When(earliest=discourse.published, latest=None, type="from",
                        how="no date given: after publication")  # fmt: skip
        return When(earliest=discourse.published, latest=discourse.published,
                    type="as_of" if event.match.state else "approx",
                    how="no date given: day of publication")  # fmt: skip

    def announced(self, page: Page, event: Event, given: Expression | None) -> date | None:
        """Day on which somebody said so, where it is not the day of the event.

        A date that hangs on the verb of saying is its day, when the event has another one
        (``given``): "on Tuesday the mayor said that the town had fallen on Monday".
        """
        if not event.outlook.said:
            return None
        own = page.days
        verb = event.outlook.saying
        if verb is not None and given is not None:
            for each in own:
                head = page.tree.head(word) if (word := head_of(page.tree, each)) else None
                if each.start != given.start and head is not None and head.index == verb.index:
                    day = self._reckoning.sequence(page.discourse, own, "past")[each.start]
                    return day.earliest if day.earliest == day.latest else None
        return page.discourse.published if page.discourse.news else None

    def postponement(
        self, page: Page, event: Event, when: When, place: str
    ) -> tuple[When, When | None]:
        """Date given up and the date put in its place, from "by one week" or "to Friday"."""
        given_up = page.discourse.planned_for(place)
        times = [each for each in page.times
                 if ";" not in page.tree.before(each.start)]  # fmt: skip
        length = next((each for each in times if each.is_duration), None)
        old_day, new_day = self._moved_from_to(page.tree, event.match, times)
        old, new = UNDATED, None
        if given_up:
            old = When(earliest=given_up, latest=given_up, how="the day first planned")
        if new_day is not None:
            new = self._reckoning.read(page.discourse, replace(new_day, operator=None), "future")
            opening = self._calendar.operators.get(new_day.text.split()[0].lower())
            if new_day.reads == "range" and opening == "from" and old_day is None:
                # "from 22 November to 1 December" is no span: one day is given up for the other
                old = replace(new, latest=new.earliest, type="on")
                return old, replace(new, earliest=new.latest, type="on")
        if old_day is not None:
            old = self._given_up(page, replace(old_day, operator=None), new)
        if new is None and length is not None and old.latest is not None and old_day is None:
            day = dates.shift(old.latest, length, self._calendar)
            new = When(earliest=day, latest=day, words=length.text,
                       how=f"{old.latest.isoformat()} and {length.text}")  # fmt: skip
        return (old if old.known or new is not None or old_day is not None else when), new

    def _given_up(self, page: Page, expression: Expression, new: When | None) -> When:
        """Day given up: the last one of its name before the new one, else the nearest."""
        ahead, gone = (
            self._reckoning.read(page.discourse, expression, tense) for tense in _READINGS
        )
        if ahead.latest is None or gone.latest is None:
            return ahead
        if new is not None and new.earliest is not None:
            return ahead if ahead.latest < new.earliest else gone
        told = page.discourse.published or page.discourse.day or gone.latest
        return ahead if abs(ahead.latest - told) <= abs(gone.latest - told) else gone

    def _moved_from_to(
        self, tree: Tree, match: Match, times: list[Expression]
    ) -> tuple[Expression | None, Expression | None]:
        """Days that are given up and put in their place, by what they hang on.

        A day at what is put off, or at a word such as "due", is the old one; one behind the verb
        that puts it off the new one, where no "from" stands before it.
        """
        old = new = None
        for each in times:
            if each.is_duration or each.settings.get("days") == 0:  # "that day"
                continue
            side = self._side(tree, match, each)
            if side == "old":
                old = old or each
            elif side == "new":
                new = each
        return old, new

    def _side(self, tree: Tree, match: Match, expression: Expression) -> str:
        """Whether a day is the "old" one, the "new" one, or that of something else."""
        node = head_of(tree, expression)
        own = {each.index for each in (*match.extra, *match.place)}
        while node is not None and node is not match.trigger:
            words = {node.lemma, *node.adposition.split()}
            if node.index in own or not words.isdisjoint(self._calendar.scheduled):
                return "old"
            if node.kind in ("VERB", "AUX"):
                return ""
            node = tree.head(node)
        if node is None:
            return ""
        if expression.operator == "from":
            return "old"
        return "" if expression.end <= match.trigger.start else "new"


def _perfect(tree: Tree, trigger: Word) -> bool:
    """Whether a verb is in the perfect."""
    helpers = tree.children(clause_of(tree, trigger), "auxiliary")
    return any("perfect" in each.roles for each in helpers)


@dataclass(frozen=True, slots=True)
class Offset:
    """“two days after ...”: a length, and the offsets of the event that it is counted from."""

    length: Expression
    start: int
    end: int
    sign: int


def _parted(tree: Tree, one: int, other: int) -> bool:
    """Whether a semicolon stands between two offsets."""
    return ";" in tree.cut(min(one, other), max(one, other))


def _offset(tree: Tree, times: list[Expression], sides: Mapping[str, int]) -> Offset | None:
    """First length of a sentence that is counted from another event."""
    for each in times:
        side = each.pieces.get("side")
        if side is None:
            continue
        stop = re.search(r"[,;:]", tree.after(each.end))
        end = each.end + stop.start() if stop else tree.end
        return Offset(each, each.end, end, sides[side.lower()])
    return None


def _hosted(tree: Tree, times: list[Expression], clause: Word, trigger: Word) -> Expression | None:
    """Date at the verb of the clause, else at one that embeds it or that it is joined to."""
    node: Word | None = clause
    joined = False
    while node is not None:
        own = [each for each in times if _host(tree, each) is node
               and not (joined and each.operator == "from")]  # fmt: skip
        before = [each for each in own if each.end <= trigger.start]
        after = [each for each in own if each.start >= trigger.end and not joined]
        if after or before:
            return after[0] if after else before[-1]
        if node.relation not in _EMBEDDED:
            return None
        joined = joined or node.relation == "conjunct"
        node = tree.head(node)
    return None


def _compared(tree: Tree, expression: Expression) -> bool:
    """Whether a date is of a quantity before: “85 percent, up from 60 percent last year”."""
    node = head_of(tree, expression)
    while node is not None and node.kind not in ("VERB", "AUX"):
        if node.label in ("PERCENT", "CARDINAL", "QUANTITY") and node.adposition:
            return True
        node = tree.head(node)
    return False


def _of_another(tree: Tree, expression: Expression, clause: Word) -> bool:
    """Whether a date says since when something else holds, or by when it had been done.

    “Who has ruled it since August”, "which they had left in May".
    """
    host = _host(tree, expression)
    if host is None or host is clause:
        return False
    aside = host.relation in ("relative", "participle") and _perfect(tree, host)
    return expression.operator == "from" or (aside and not _holds(tree, host, clause))


def _holds(tree: Tree, above: Word, word: Word) -> bool:
    """Whether a word hangs below another."""
    node: Word | None = word
    while node is not None and node is not above:
        node = tree.head(node)
    return node is not None


def _host(tree: Tree, expression: Expression) -> Word | None:
    """Verb that an expression of time belongs to."""
    node = head_of(tree, expression)
    while node is not None and node.kind not in ("VERB", "AUX"):
        node = tree.head(node)
    return node


def _foremost(tree: Tree, times: list[Expression], trigger: Word) -> Expression:
    """Of the dates that hang on a trigger the first behind it, or a more exact one beside that."""
    behind = [each for each in times if each.start >= trigger.end] or times
    beside = [
        each for each in behind if not re.search(r"[,;]", tree.cut(behind[0].end, each.start))
        and not any(word.kind == "PROPN" and word.label not in TIMES
                    for word in tree.between(behind[0].end, each.start))
    ]  # fmt: skip
    return max(beside, key=_exactness)


def _more_exactly(
    tree: Tree, times: list[Expression], chosen: Expression, apposed: re.Pattern[str]
) -> Expression:
    """“Two weeks later, on 11 September”, “on Sunday, the 30th”: the day given in full."""
    if chosen.reads not in ("shift", "weekday"):
        return chosen
    for each in times:
        between = tree.cut(chosen.end, each.start)
        if each.start > chosen.end and each.reads == "date" and apposed.fullmatch(between):
            return each if "day" in each.pieces else chosen
    return chosen


def _exactness(expression: Expression) -> int:
    """A day beats a month, and a month a year."""
    return len({"day", "weekday", "unit"} & expression.pieces.keys()) * 2 + (
        "month" in expression.pieces or "days" in expression.settings
    )


def _attached(tree: Tree, word: Word, trigger: Word, match: Match) -> bool:
    """Whether a date hangs on the trigger, its object or its place."""
    own = {trigger.index, *(each.index for each in match.extra)}
    own |= {each.index for each in match.place}
    node = word
    for _ in range(3):
        head = tree.head(node)
        if head is None:
            return False
        if head.index in own:
            return True
        if head.kind in ("VERB", "AUX"):
            return False
        node = head
    return False
