"""Decisions of a person about claims.

A decision names its claim by id and by the sentence it quotes, so that it outlives a new run, an
edited article and new rules (`geomap.control.corrections.applying`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal, get_args

from geomap.errors import InputError
from geomap.model import Change, Claim, DateType, Status
from geomap.model.edtf import parse_edtf

Action = Literal["change", "delete", "add", "accept", "split", "merge"]

TEXTS = ("place", "canonical", "from_actor", "to_actor", "claimed_by", "extent", "trigger")
"""Fields that a correction may set to a text; but for ``place`` and ``trigger``, or to null."""

WHERE = ("place_id", "lon", "lat")
"""Fields that say where the place is: an id of the gazetteer, or degrees in EPSG:4326."""

FIELDS = (
    *TEXTS, "change", "status", "share", "date", "date_type", "announced", "new_date", *WHERE,
)  # fmt: skip
_CHOICES = {"change": get_args(Change), "status": get_args(Status), "date_type": get_args(DateType)}
_ALWAYS = ("place", "trigger")
_LIMITS = {"lon": 180, "lat": 90}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How a claim is found again: its id, or its sentence, place and kind of change."""

    claim: str | None
    article: str
    quote: str
    place: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One decision: what to do with a claim, by whom, when and why.

    ``quote`` is the sentence of the claim. ``place`` and ``kind`` (its change) tell claims of one
    sentence apart once the id is gone. ``fields`` are what to set; ``parts`` the fields of each
    claim that one is split into; ``others`` the claims that are merged into this one. ``when`` is
    ISO 8601 text, given by the caller.
    """

    claim: str | None
    article: str
    quote: str
    action: Action
    fields: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Mapping[str, Any], ...] = ()
    others: tuple[Target, ...] = ()
    place: str | None = None
    kind: str | None = None
    by: str
    when: str
    why: str = ""


def target_of(claim: Claim) -> Target:
    """What a claim is found by."""
    return Target(
        claim=claim.id,
        article=claim.article,
        quote=claim.evidence,
        place=claim.place or claim.canonical,
        kind=claim.change,
    )


def correction_of(
    claim: Claim,
    action: Action,
    fields: Mapping[str, Any] | None = None,
    *,
    parts: Iterable[Mapping[str, Any]] = (),
    others: Iterable[Claim] = (),
    by: str,
    when: str,
    why: str = "",
) -> Correction:
    """Make a decision about a claim.

    Raises
    ------
    InputError
        If a field or its value cannot be corrected so.
    """
    made = Correction(
        **asdict(target_of(claim)),
        action=action,
        fields=dict(fields) if isinstance(fields, Mapping) else fields or {},
        parts=tuple(map(dict, parts)),
        others=tuple(map(target_of, others)),
        by=by,
        when=when,
        why=why,
    )
    check(made)
    return made


def as_line(correction: Correction) -> str:
    """Decision as a line of JSON: the same for the same decision."""
    return json.dumps(asdict(correction), ensure_ascii=False, sort_keys=True)


def check(correction: Correction) -> None:
    """Raise `InputError` unless a decision can be carried out."""
    action = correction.action
    if action not in get_args(Action):
        raise InputError(f"action = {action!r}: expected one of {', '.join(get_args(Action))}")
    if not isinstance(correction.quote, str) or not correction.quote.strip():
        raise InputError("quote is empty: a correction quotes the sentence that it is about")
    if not isinstance(correction.fields, Mapping):
        raise InputError(f"fields = {correction.fields!r}: expected names and values")
    values = values_of(correction.fields)
    if action == "change" and not values:
        raise InputError("fields is empty: say what to change")
    if action in ("delete", "accept", "split") and values:
        raise InputError(f"fields: nothing can be set by {action!r}")
    if action == "add":
        for name in ("place", "change", "status"):
            if name not in values:
                raise InputError(f"fields.{name} is missing: an added claim needs it")
    if (action == "split") != bool(correction.parts) or len(correction.parts) == 1:
        raise InputError("parts: a claim is split, and nothing else, into two or more")
    for part in correction.parts:
        if not values_of(part):
            raise InputError("parts: each part says in what it differs from the claim")
    if (action == "merge") != bool(correction.others):
        raise InputError("others: a merge, and nothing else, names the claims to merge")
    if any(each.article != correction.article for each in correction.others):
        raise InputError("others: only claims of one article can be merged")


def values_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as a claim has them.

    Raises
    ------
    InputError
        If a field cannot be set, or not to this value.

    Examples
    --------
    >>> values_of({"date": "2020-11"})["date"].latest.isoformat()
    '2020-11-30'
    """
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise InputError(f"fields.{name}: cannot be corrected; choose of {', '.join(FIELDS)}")
        if name in _CHOICES and value not in _CHOICES[name]:
            choices = ", ".join(_CHOICES[name])
            raise InputError(f"fields.{name} = {value!r}: expected one of {choices}")
        if name in TEXTS and not (_is_text(value) or (value is None and name not in _ALWAYS)):
            raise InputError(f"fields.{name} = {value!r}: expected a text")
        if name == "place_id" and not _is_text(value):
            raise InputError(f"fields.place_id = {value!r}: expected an id such as geonames:587084")
        if name == "share" and value is not None and not (_is_number(value) and 0 < value <= 1):
            raise InputError(f"fields.share = {value!r}: expected a fraction between 0 and 1")
        if name in _LIMITS and not (_is_number(value) and abs(value) <= _LIMITS[name]):
            raise InputError(
                f"fields.{name} = {value!r}: expected degrees up to {_LIMITS[name]}; "
                "lon is the longitude and comes first"
            )
        values[name] = _as_value(name, value)
    if ("lon" in values) != ("lat" in values) or ("lon" in values and "place_id" in values):
        raise InputError("fields: a position is lon and lat, or a place_id")
    if "date" in values and values["date"] is None:
        raise InputError("date = None: a correction gives a date, or deletes the claim")
    return values


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_value(name: str, value: Any) -> Any:
    if value is None or name not in ("date", "new_date", "announced"):
        return value
    if not isinstance(value, str):
        raise InputError(f"fields.{name} = {value!r}: expected a date as text")
    if name != "announced":
        return replace(parse_edtf(value), how="corrected")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"fields.announced = {value!r}: expected YYYY-MM-DD") from error
