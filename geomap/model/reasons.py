"""Why something is not on the map, or is where it is: a sentence that knows what it is made of.

A `Reason` is text, in English, wherever text is wanted. Who speaks another language asks for its
code and values, and puts them into a sentence of that language (`geomap.views.looks.wording`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, cast

Value: TypeAlias = "str | int | Reason | tuple[Value, ...]"
"""What a sentence is about. In the slots ``level`` and ``change`` it is a term of the model."""

TOGETHER = "together"
"""Code of several reasons in one, in the slot ``parts``."""

ENGLISH: Mapping[str, str] = {
    TOGETHER: "{parts}",
    # of the reader: why a sentence makes no claim
    "no_place": "no place",
    "no_part": "not a place",
    "pronoun": "pronoun without a place",
    "no_name": "“{words}” is not a named place",
    "no_name_in": "“{words}”: no named place",
    "no_name_with": "“{words}”: no place is named",
    "nothing_shared": "a share of a place that is not named",
    "nothing_before": "“{words}”: nothing named before that it could mean",
    "no_two_before": "“{words}”: no two places before it",
    "person": "a person, not a place",
    "civilians": "civilians, not a side",
    "journey": "a person's journey",
    "by_no_side": "by no side",
    "no_side": "“{words}”: no side of the conflict",
    "no_conflict": "“{words}” in a text about no armed conflict",
    "weak_without_name": "“{words}” without a named place",
    "by_no_known_side": "“{words}” by no known side",
    "nobody": "control by nobody named",
    "no_plan_before": "“{words}” with no plan told of before",
    "no_change_before": "“{words}” after no change of control",
    "negated": "negated",
    "negated_word": "“not {words}”",
    "negated_or_aim": "negated, or an aim",
    "intention": "an intention, not agreed and not done",
    "condition": "condition or aim",
    "modal": "modal: only possible",
    "aim": "an aim, not done",
    "aim_of": "“{words}”: an aim, not done",
    "aimed_at": "“{words}”: aimed at, not done",
    "not_told": "“{words}”: not told as done",
    "not_done": "“{words}”: not done",
    "end_of_it": "“{words}”: the end of it",
    "command": "“{words}”: a command, not a report",
    "kinds_left_out": "rows of kinds that say nothing of control are left out: {kinds}",
    "rejected": "rejected by {by}",
    "rejected_because": "rejected by {by}: {why}",
    # of days: why a claim is not in time
    "no_date": "no date in reach",
    "not_known": "not known on {day}: known from {other_day}",
    "no_anchor": "“{words}” is relative, and the article gives no day to count from",
    "no_day": "“{words}” is no day of the calendar",
    # of the resolver: why a claim has no place
    "unnamed": "the text names no place",
    "unknown": "{name} is not in {gazetteer}",
    "gazetteer": "the gazetteer",
    "unknown_id": "no place is known by the id {id}",
    "two_names": "two names of the table came to {place}",
    "outside": "known only outside {where}: {known}",
    "outside_countries": "known only outside the countries of the article ({where}): {known}",
    "far": "known only far from the other places of the article: {known}",
    "ambiguous": "ambiguous: {known}",
    "anchor": "given by {place}: {why}",
    "anchor_too_large": "given by {place}, a {level}, which says too little",
    "known_place": "{place} ({level})",
    "known_place_in": "{place} ({level}, {where})",
    "known_place_at": "{place} ({level}; {position})",
    "known_place_in_at": "{place} ({level}, {where}; {position})",
    # of the resolver: why a claim is where it is
    "by_table": "the user's table of names says so",
    "by_id": "its id is {id}",
    "by_position": "the position is given",
    "near_position": "{distance} km from the position given",
    "region": "named region, drawn as its {count} units",
    "near": "near {places}",
    "between": "between {places}",
    "along": "along {places}",
    "text_says": "the text says {level}",
    "name_says": "the name says {level}",
    "elsewhere": "elsewhere the article calls it a {level}",
    "within": "in {place}",
    "put_within": "the text puts it in {place}",
    "sounds_like": "sounds like {place}",
    "spelled_like": "spelled like {names}, {alike} % alike",
    "near_others": "near the other places of the article",
    "country": "{country} is the country of the article",
    "part_of_country": "{part} is its part of the country",
    "population": "population {count}",
    "no_better": "no better candidate",
    "no_outline": "a {level} without a polygon in the layer",
    "at_town": "put at the town of its name",
    "stands_for": "no {level} of that name is known: the {other_level} stands for it",
    "drawn_as": "drawn as the {count} units of the layer in it",
    "expanded": "expanded to the {count} units in it",
    # of control: why claims cannot all be true
    "claim_denied": "{place}: {act} is {told}, and {denied}",
    "act": "{change}",
    "act_by": "{change} by {actor}",
    "reported": "reported",
    "reported_by": "reported by {by}",
    "claimed": "claimed",
    "claimed_by": "claimed by {by}",
    "planned": "planned",
    "planned_by": "planned by {by}",
    "denied": "denied",
    "denied_by": "denied by {by}",
    "two_holders": "{place}: {first} and {second} are each said to hold it, {days}",
    "two_receivers": "{place}: {first} and {second} are each to receive it, {days}",
    "shares_exceed": "{place}: the shares said of {first} and {second} exceed the whole, {days}",
    "contested_and_held": "{place}: said to be contested, and to be held by {actors}, {days}",
    "inferred_otherwise": (
        "{place}: inferred from {larger} to have gone to {first} in {day}, "
        "but said by name to have gone to {second} in {other_day}"
    ),
    "with_share": "{actor} ({share} of it)",
    "postponed_otherwise": "{place}: postponed to {day}, but planned for {days}",
    "postponed_from_otherwise": "{place}: postponed from {start} to {day}, but planned for {days}",
    "planned_otherwise": "{place}: planned for {first}, but for {others}",
    "day_by": "{day} by {by}",
    "undated": "undated",
    # of tables: why a row makes no claim
    "not_one_of": "{slot} {value}: one of {choices}",
    "no_position": "no position: {value}",
    "off_earth": "no position on earth: {value}",
    "no_taker": "the table does not say which of the actors took the place",
    "no_number": "share {value} is no number",
    "no_share": "share {value} is no part of the place",
    "not_iso": "date {value}: write it as YYYY-MM-DD",
    "no_day_given": "no date",
    # of geocoders: why nobody says where a place is
    "not_answered": "{service} did not answer for {name} ({why})",
    "not_kept": "{name} is not among the kept answers of {service}, and offline no server is asked",
    "not_asked": "{service} was not asked for {name}: it had just failed {count} times in a row",
    # of other readers: what is not as the contract has it
    "fault": "{what}",
    # of the layer: whose boundaries are drawn
    "boundaries_de_jure": (
        "Natural Earth 1:10m admin 1, corrected; "
        "point of view: de jure (internationally recognised)"
    ),
    "boundaries_de_facto": "Natural Earth 1:10m admin 1, corrected; point of view: de facto",
    "boundaries_given": "given by the user",
}
"""Sentences by code. Every language of the page has its own for each, with the same slots."""

BETWEEN: Mapping[str, str] = {"parts": "; ", "actors": " and ", "places": " and "}
"""What stands between several values of a slot; a comma where nothing is said."""


class Reason(str):
    """A reason in English that keeps its code and its values.

    Parameters
    ----------
    code
        Which sentence of `ENGLISH` it is.
    values
        What stands in its slots: words, a number, other reasons, or several of these.

    Examples
    --------
    >>> why = Reason("no_name", words="the hill")
    >>> why, why.code, why.values["words"]
    ('“the hill” is not a named place', 'no_name', 'the hill')
    """

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, Value]

    def __new__(cls, code: str, /, **values: Value) -> Reason:
        """Write the sentence of a code with its values."""
        said = {slot: _english(slot, value) for slot, value in values.items()}
        reason = super().__new__(cls, ENGLISH[code].format_map(said))
        reason.code, reason.values = code, values
        return reason

    def __reduce__(self) -> tuple[object, ...]:
        return reason_of, (self.code, dict(self.values))


def reason_of(code: str, values: Mapping[str, Value]) -> Reason:
    """Make a reason again of its code and its values.

    Examples
    --------
    >>> reason_of("within", {"place": "Ay"})
    'in Ay'
    """
    return Reason(code, **values)


def together(*reasons: str) -> str:
    """Several reasons as one, each as it is; empty ones are none.

    Examples
    --------
    >>> together(together(Reason("within", place="Ay"), ""), Reason("no_better"))
    'in Ay; no better candidate'
    """
    parts = tuple(part for reason in reasons for part in parts_of(reason))
    if len(parts) > 1:
        return Reason(TOGETHER, parts=parts)
    return parts[0] if parts else ""


def parts_of(reason: str) -> tuple[str, ...]:
    """Reasons that are one together; of one, itself.

    Examples
    --------
    >>> parts_of(together(Reason("no_better"), "so it is"))
    ('no better candidate', 'so it is')
    """
    if isinstance(reason, Reason) and reason.code == TOGETHER:
        return cast("tuple[str, ...]", reason.values["parts"])
    return (reason,) if reason else ()


def _english(slot: str, value: Value) -> str:
    if isinstance(value, tuple):
        return BETWEEN.get(slot, ", ").join(_english(slot, each) for each in value)
    return str(value).replace("_", " ") if slot == "change" else str(value)
