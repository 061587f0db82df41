"""Lists of names: "X, Y and Z in District D, and W in E", each member with its district."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from geomap.text.mentions.expressions import Expression
from geomap.text.mentions.names import Name, word_at
from geomap.text.syntax.parse import Tree
from geomap.wordlists import any_of


@dataclass(slots=True)
class Group:
    """Names that stand in one list; ``within`` gives the larger unit of a member."""

    members: list[Name] = field(default_factory=list)
    within: dict[Name, Name] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """Offset of the first name."""
        return self.members[0].start


class Lists:
    """Finds the lists of a sentence with the links that a language pack gives.

    Parameters
    ----------
    places
        The ``places`` table of a language pack.
    """

    def __init__(self, places: dict[str, Any]) -> None:
        self._places = places

    @cached_property
    def _generic(self) -> str:
        words = {word for words in self._places["generics"].values() for word in words}
        return any_of(words)

    @cached_property
    def _link(self) -> re.Pattern[str]:
        link = rf"(?:,|;|(?<!\w){any_of(self._places['list_links'])}(?!\w))"
        return re.compile(
            rf"(?:\s+{self._generic})?(?:\s+{self._toward})?\s*{link}(?:\s*{link})*\s*(?:{self._article}\s+)?"
            rf"(?:{self._breaks}[\w-]+\s+)?(?:{self._generic}(?:\s+{self._of})?\s+)?",
            re.IGNORECASE,
        )

    @cached_property
    def _breaks(self) -> str:
        """No word that opens a clause: “X, which Y had taken” is no list."""
        return rf"(?!{any_of(self._places['list_breaks'])}\s)"

    @cached_property
    def _toward(self) -> str:
        """“in the south”, which is not the name of a unit."""
        inside, compass = any_of(self._places["within_links"]), any_of(self._places["compass"])
        return rf"{inside}\s+(?:{self._article}\s+)?{compass}"

    @cached_property
    def _article(self) -> str:
        return any_of(self._places["articles"])

    @cached_property
    def _of(self) -> str:
        return any_of(self._places["of"])

    @cached_property
    def _apposition(self) -> re.Pattern[str]:
        """“, the second town of ”: no further member of a list."""
        return re.compile(
            rf"\s*,\s*(?:{self._article}\s+(?:[\w-]+\s+){{1,3}})?{self._generic}\s+{self._of}\s+"
            rf"(?:{self._article}\s+)?",
            re.IGNORECASE,
        )

    @cached_property
    def _inside(self) -> re.Pattern[str]:
        inside = any_of(self._places["within_links"])
        counted = rf"(?:{any_of(self._places['counting'])}|\d+)"
        return re.compile(
            rf"(?:\s+{self._generic})?(?:\s*,\s*(?:{counted}\s+){{1,2}}{self._generic})?\s*,?\s*"
            rf"{inside}\s+(?:{self._article}\s+)?(?:{self._generic}\s+{self._of}\s+)?",
            re.IGNORECASE,
        )

    def groups(
        self, tree: Tree, names: list[Name], times: Sequence[Expression] = ()
    ) -> list[Group]:
        """Groups in order; every name that is no actor is in one, alone if need be.

        A name is ``within`` another when the text puts it "in" a toponym that follows. Dates
        may stand between members that have one each: "X on Monday and Y by Friday".
        """
        groups: list[Group] = []
        waiting: list[Name] = []  # members of the last group that nothing is said to hold yet
        previous: Name | None = None
        for number, name in enumerate(names):
            if name.is_actor:
                previous = None
                continue
            between = _between(tree, previous, name, times) if previous else None
            if between is not None and between.strip() == "," and not waiting:
                following = names[number + 1 : number + 2]
                after = _between(tree, name, following[0], times) if following else ""
                if not (self._link.fullmatch(after) or self._inside.fullmatch(after)):
                    # "Lyman in Donetsk Oblast, Ukraine": what that lies in, not a further place
                    previous = name
                    continue
            apposed = between is not None and self._apposition.fullmatch(between)
            if between is not None and waiting and name.toponym:
                owned = self._owned(tree, between, name)
                if owned or apposed or self._inside.fullmatch(between):
                    groups[-1].within.update(dict.fromkeys(waiting, name))
                    waiting = []
                    # "Bama, the second town of Borno State": what follows is no further place
                    previous = None if apposed else name
                    continue
            if apposed:
                previous = None
                continue
            joined = between is not None and self._link.fullmatch(between)
            if joined and previous is not None and _opens_clause(tree, previous, name):
                joined = None
            if not joined or self._inside.fullmatch(between or "") or tree.owns(name.end):
                groups.append(Group())
                waiting = []
            groups[-1].members.append(name)
            waiting.append(name)
            previous = name
        return groups

    def _owned(self, tree: Tree, between: str, name: Name) -> bool:
        """Whether a name follows in the genitive: "Таглар Гадрутского района"."""
        word = word_at(tree, name) if not between.strip() else None
        head = tree.head(word) if word is not None else None
        if word is None or head is None:
            return False
        return word.adposition in self._places["of"] or (
            word.relation == "modifier" and head.adposition in self._places["of"]
        )


def _opens_clause(tree: Tree, previous: Name, name: Name) -> bool:
    """Whether a name is what another clause is about: “took X; Y says”, "took X, which Y"."""
    word, before = word_at(tree, name), word_at(tree, previous)
    if word is None or before is None or word.relation not in ("subject", "passive_subject"):
        return False
    verb = tree.words[word.head]
    if verb.index < word.index:
        return False
    apart = ";" in tree.cut(previous.end, name.start)
    return apart or before not in tree.subtree(verb)


_NEAR = 14
"""Characters between a name and the date that follows it: " by the ", " district on "."""


def _between(tree: Tree, previous: Name, name: Name, times: Sequence[Expression]) -> str:
    """Text between two names; without the date of the first where the second has one too."""
    text = tree.cut(previous.end, name.start)
    first = next((each for each in times if previous.end <= each.start < name.start), None)
    second = any(0 <= each.start - name.end <= _NEAR for each in times)
    if first is None or not second:
        return text
    before = text[: first.start - previous.end]
    after = text[first.end - previous.end :]
    if before.endswith("(") and after.startswith(
        ")"
    ):  # "Nyala (26 October), Zalingei (31 October)"
        return before[:-1].rstrip() + after[1:]
    return re.sub(r"\s+\w{2,5}\s*$", "", before) + after
