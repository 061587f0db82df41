"""The rules that turn claims into control, read from a file and checked.

The shipped file is ``rules.toml`` beside this module; another file gives another outcome.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

from geomap.errors import RulesError
from geomap.model import Change, Claim, Level
from geomap.model.joint import parties

Effect = Literal["hold", "presence", "leave", "siege", "contest", "event", "plan", "postpone"]
Standing = Literal["happened", "admitted", "claimed"]
"""How well a change is attested: in the text's own voice, by the side that loses, by anyone."""

_SCHEMA: dict[str, dict[str, tuple[type, tuple[str, ...]]]] = {
    "statuses": {
        "precedence": (list, get_args(Standing)),
        "admitted_as": (str, ("happened", "claimed")),
    },
    "sources": {"precedence": (list, ()), "told": (str, ("nearest", "latest", "either"))},
    "presence": {"window_days": (int, ()), "levels": (list, get_args(Level))},
    "extent": {"partial": (list, ()), "effect": (str, ("contest", "hold"))},
    "shares": {"remainder": (str, ("previous_holder", "no_report"))},
    "knowledge": {"from": (str, ("event", "publication"))},
    "chains": {"done_by": (list, get_args(Change)), "early_days": (int, ())},
    "contradictions": {"window_days": (int, ()), "denial_slack_days": (int, ())},
    "sides": {"official": (list, ()), "links": (list, ())},
}
_SHARED_WORD = 5  # letters: "Armenia" and "Armenian authorities" speak for one side


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How claims become control; every field is a key of ``rules.toml`` and explained there.

    Examples
    --------
    >>> rules = Rules.load()
    >>> rules.effects["captured"]
    'hold'
    >>> str(rules)
    'plain reading 1'
    """

    name: str
    version: str
    effects: Mapping[str, Effect]
    precedence: tuple[Standing, ...]
    admitted_as: str
    sources: tuple[str, ...]
    told: str
    presence_window_days: int
    presence_levels: frozenset[str]
    partial_extents: frozenset[str]
    partial_effect: Effect
    remainder: str
    known_from: str
    done_by: frozenset[str]
    early_days: int
    same_event_days: int
    denial_slack_days: int
    official_words: frozenset[str]
    link_words: frozenset[str]
    claimants: Mapping[str, str]

    def __str__(self) -> str:
        """Name and version, as printed on every product."""
        return f"{self.name} {self.version}"

    @classmethod
    def load(cls, path: Path | str | None = None) -> Rules:
        """Read a rules file; without a path, the shipped one.

        Raises
        ------
        RulesError
            If the file cannot be read or a key is missing, unknown or wrong; the key is named.
        """
        where = str(path) if path is not None else "rules.toml"
        try:
            source = files("geomap.control") / "rules.toml" if path is None else Path(path)
            return cls.from_dict(tomllib.loads(source.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise RulesError(f"{where}: cannot be read as rules: {reason}; check it") from error
        except RulesError as error:
            raise RulesError(f"{where}: {error}") from None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rules:
        """Check a parsed rules file.

        Raises
        ------
        RulesError
            If a key is missing, unknown or of a wrong value; the key is named.
        """
        known = {"name", "version", "changes", "claimants", *_SCHEMA}
        for key in data:
            if key not in known:
                raise RulesError(f"unknown key {key!r}: expected one of {', '.join(sorted(known))}")
        table = {
            section: {
                key: _checked(data, section, key, kind, allowed)
                for key, (kind, allowed) in keys.items()
            }
            for section, keys in _SCHEMA.items()
        }
        for section, keys in _SCHEMA.items():
            for key in data[section]:
                if key not in keys:
                    raise RulesError(f"unknown key {section}.{key}: remove it")
        precedence = tuple(table["statuses"]["precedence"])
        if sorted(precedence) != sorted(get_args(Standing)):
            raise RulesError(
                f"statuses.precedence = {list(precedence)!r}: "
                f"name each of {', '.join(get_args(Standing))} once"
            )
        return cls(
            name=_text(data, "name"),
            version=_text(data, "version"),
            effects=_effects(data),
            precedence=precedence,
            admitted_as=table["statuses"]["admitted_as"],
            sources=tuple(table["sources"]["precedence"]),
            told=table["sources"]["told"],
            presence_window_days=table["presence"]["window_days"],
            presence_levels=frozenset(table["presence"]["levels"]),
            partial_extents=frozenset(table["extent"]["partial"]),
            partial_effect=table["extent"]["effect"],
            remainder=table["shares"]["remainder"],
            known_from=table["knowledge"]["from"],
            done_by=frozenset(table["chains"]["done_by"]),
            early_days=table["chains"]["early_days"],
            same_event_days=table["contradictions"]["window_days"],
            denial_slack_days=table["contradictions"]["denial_slack_days"],
            official_words=frozenset(table["sides"]["official"]),
            link_words=frozenset(table["sides"]["links"]),
            claimants=_claimants(data),
        )

    def standing(self, claim: Claim) -> Standing:
        """How well the change that a claim reports is attested.

        A claim is admitted when every claimant speaks for the side that loses by it.
        """
        if claim.status != "claimed":
            return "happened"
        loses = self.effects[claim.change] in ("hold", "presence", "leave")
        if not loses or not claim.claimed_by or not claim.from_actor:
            return "claimed"
        speakers = parties(claim.claimed_by)
        adverse = all(self.speaks_for(name, claim.from_actor) for name in speakers)
        gains = claim.to_actor is not None and any(
            self.speaks_for(name, claim.to_actor) for name in speakers
        )
        return "admitted" if speakers and adverse and not gains else "claimed"

    def rank(self, standing: Standing) -> int:
        """Place in the precedence, 0 the strongest."""
        return self.precedence.index(standing)

    def source_rank(self, names: Iterable[str]) -> int:
        """Place of whoever tells in the precedence of sources, by the best of its names; 0 first.

        Examples
        --------
        >>> Rules.load().source_rank(["The Morning", "article"])
        0
        """
        known = [self.sources.index(name) for name in names if name in self.sources]
        return min(known, default=len(self.sources))

    def telling(self, about: date, told: date | None) -> int:
        """Order of claims that nothing else decides between, by the day on which each was told."""
        if self.told == "either":
            return 0
        if told is None:
            return date.max.toordinal()
        return abs((told - about).days) if self.told == "nearest" else -told.toordinal()

    def shown(self, standing: Standing) -> str:
        """Status of a spell of that standing."""
        return self.admitted_as if standing == "admitted" else standing

    def speaks_for(self, claimant: str, actors: str) -> bool:
        """Whether a claimant belongs to one of the actors (separated by ``;``).

        Examples
        --------
        >>> rules = Rules.load()
        >>> rules.speaks_for("Armenian authorities", "Armenian forces")
        True
        >>> rules.speaks_for("a spokesman for the Armenian forces", "Armenian forces")
        True
        >>> rules.speaks_for("Azerbaijani Ministry of Defence", "Armenian forces")
        False
        """
        speaker = self._side_of(claimant) or claimant
        return any(speaker == name or self._official_kin(speaker, name) for name in parties(actors))

    def _side_of(self, claimant: str) -> str | None:
        """Side of a claimant in the table; a surname, with or without a title, will do."""
        *before, last = claimant.casefold().split() or [""]
        for name, side in self.claimants.items():
            *given, surname = name.casefold().split()
            if (before, last) == (given, surname):
                return side
            titles = self.official_words.union(given)
            if last == surname and last not in self.official_words and titles.issuperset(before):
                return side
        return None

    def _official_kin(self, claimant: str, actor: str) -> bool:
        speaker, side = self._bare(claimant), self._bare(actor)
        if speaker and speaker == side:
            return True
        for _, *others in filter(None, (speaker, side)):
            if [word for word in others if len(word) > 1] and self.official_words.isdisjoint(
                others
            ):
                return False
        short, long = sorted((name[0] if name else "" for name in (speaker, side)), key=len)
        stem = short[: max(_SHARED_WORD, len(short) - 1)]
        return len(stem) >= _SHARED_WORD and long.startswith(stem)

    def _bare(self, name: str) -> list[str]:
        """Words of a name without the office before it: "spokesman for the Reds" are the Reds."""
        words = re.findall(r"[^\W_]+", name.casefold())
        while words and words[0] in self.official_words | self.link_words:
            del words[0]
        return words


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RulesError(f"{key} = {value!r}: expected a text")
    return value


def _checked(
    data: Mapping[str, Any], section: str, key: str, kind: type, allowed: tuple[str, ...]
) -> Any:
    table = data.get(section)
    if not isinstance(table, dict):
        raise _missing(f"[{section}]")
    if key not in table:
        raise _missing(f"{section}.{key}")
    value = table[key]
    wanted = {str: "a text", int: "a whole number of days", list: "a list of texts"}[kind]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RulesError(f"{section}.{key} = {value!r}: expected {wanted}")
    if isinstance(value, int) and value < 0:
        raise RulesError(f"{section}.{key} = {value!r}: must not be negative")
    for item in value if isinstance(value, list) else [value] if allowed else []:
        if not isinstance(item, str):
            raise RulesError(f"{section}.{key} = {value!r}: expected {wanted}")
        if allowed and item not in allowed:
            raise RulesError(f"{section}.{key} = {item!r}: expected one of {', '.join(allowed)}")
    return value


def _missing(what: str) -> RulesError:
    shipped = files("geomap.control") / "rules.toml"
    return RulesError(f"{what} is missing: rules are whole; begin with a copy of {shipped}")


def _effects(data: Mapping[str, Any]) -> dict[str, Effect]:
    table = data.get("changes")
    if not isinstance(table, dict):
        raise _missing("[changes]")
    for change in get_args(Change):
        if change not in table:
            raise _missing(f"changes.{change}")
    for change, effect in table.items():
        if change not in get_args(Change):
            raise RulesError(f"unknown key changes.{change}: remove it")
        if effect not in get_args(Effect):
            expected = ", ".join(get_args(Effect))
            raise RulesError(f"changes.{change} = {effect!r}: expected one of {expected}")
    return dict(table)


def _claimants(data: Mapping[str, Any]) -> dict[str, str]:
    table = data.get("claimants", {})
    if not isinstance(table, dict):
        raise RulesError(f"claimants = {table!r}: expected a table of claimant = actor")
    for name, actor in table.items():
        if not isinstance(actor, str) or not actor:
            raise RulesError(f"claimants.{name!r} = {actor!r}: expected the name of an actor")
    return dict(table)
