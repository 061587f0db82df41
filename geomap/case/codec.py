"""Records to and from JSON text: nothing is lost, and both ends are told by the record's types.

A record is an object with every field by its name; days are ISO text; of a union of records
(`Place` or `Unlocated`) the field names tell which it is. A reason is its code with its values, or
text where an earlier version wrote it. A field that the text lacks takes its
default, so that a file of an earlier version can be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from geomap.errors import DataError
from geomap.model import Reason
from geomap.model.reasons import reason_of
from geomap.outside.jsontext import loads

Record = TypeVar("Record")


def encode(record: object) -> str:
    """Write a record, or a list of them, as JSON text.

    Examples
    --------
    >>> from geomap.model import NotClaim
    >>> encode(NotClaim(start=0, end=3, evidence="Так", reason="no place"))
    '{"start":0,"end":3,"evidence":"Так","reason":"no place"}'
    """
    return json.dumps(_plain(record, coded), ensure_ascii=False, separators=(",", ":"))


def decode(kind: type[Record], text: str) -> Record:
    """Read a record that `encode` wrote.

    Raises
    ------
    DataError
        If the text is no such record.

    Examples
    --------
    >>> from geomap.model import Unlocated
    >>> decode(Unlocated, encode(Unlocated(reason="no such name")))
    Unlocated(reason='no such name')
    """
    try:
        return record(kind, loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"not a {kind.__name__}: {text[:60]!r} ({error}); the case is damaged, restore a copy"
        ) from None


def record(kind: type[Record], value: Any) -> Record:
    """Read what `plain` gave; raises KeyError, TypeError or ValueError if it is no such record."""
    return cast("Record", _reader(cast("Any", kind))(value))


def plain(value: Any) -> Any:
    """Record, or a list of them, as objects of JSON; a reason is its sentence."""
    return _plain(value, str)


def coded(reason: Reason) -> Any:
    """Reason by its code, so that it can be said in another language."""
    return {"code": reason.code, "values": _plain(reason.values, coded)}


def _plain(value: Any, said: Callable[[Reason], Any]) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Reason):
        return said(value)
    if isinstance(value, tuple | list):
        return [_plain(each, said) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(value[key], said) for key in sorted(value)}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name), said) for each in fields(value)}
    return value


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """Function that reads the plain value of a type."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _union(tuple(each for each in args if each is not NoneType))
    if origin is tuple and args[-1] is Ellipsis:
        one = _reader(args[0])
        return lambda value: tuple(map(one, value))
    if origin is tuple:
        parts = [_reader(each) for each in args]
        return lambda value: tuple(read(each) for read, each in zip(parts, value, strict=True))
    if origin is list:
        one = _reader(args[0])
        return lambda value: [one(each) for each in value]
    if origin in (dict, Mapping):
        one = _reader(args[1])
        return lambda value: {key: one(each) for key, each in value.items()}
    if hint is date:
        return date.fromisoformat
    if hint is str:
        return _text
    return _dataclass(hint) if is_dataclass(hint) else _same


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> Any:
    return reason_read(value) if isinstance(value, dict) else value


def reason_read(value: Any) -> Any:
    """Read what `coded` gave: a reason, or what stands in its slots."""
    if isinstance(value, list):
        return tuple(map(reason_read, value))
    if isinstance(value, dict):
        said = {slot: reason_read(each) for slot, each in value["values"].items()}
        return reason_of(value["code"], said)
    return value


def _union(kinds: tuple[Any, ...]) -> Callable[[Any], Any]:
    records = [(frozenset(_needed(kind)), _dataclass(kind)) for kind in kinds if is_dataclass(kind)]
    others = [_reader(kind) for kind in kinds if not is_dataclass(kind)]

    def read(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, dict) and records:
            return next(one for needed, one in records if needed <= value.keys())(value)
        return others[0](value)

    return read


def _dataclass(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = {each.name: _reader(hints[each.name]) for each in fields(kind)}

    def read(value: Any) -> Any:
        return kind(**{name: one(value[name]) for name, one in readers.items() if name in value})

    return read


def _needed(kind: Any) -> list[str]:
    def has_default(each: Field[Any]) -> bool:
        return each.default is not MISSING or each.default_factory is not MISSING

    return [each.name for each in fields(kind) if not has_default(each)]
