"""Language packs: the words and patterns of a language as data, and the model that parses it.

A pack is one TOML file in ``geomap/text/languages/`` (or any path). It needs no Python.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import warnings
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from geomap.errors import DataError, RulesError

_PARSED = ("dates", "frames", "grammar", "attribution", "places", "actors", "shares")
_TABLES = {
    "spacy": _PARSED,
    "slovnet": _PARSED,
    "patterns": ("dates", "places", "actors", "patterns"),
}
"""Tables that a pack must have, by the reader that it names."""
_SAMPLE = 2000
"""Words of an article that decide on its language."""


@dataclass(frozen=True)
class Language:
    """A loaded language pack.

    ``pack`` is the parsed TOML; ``digest`` its hash, stored beside the claims that it made.
    """

    code: str
    name: str
    pack: dict[str, Any]
    digest: str

    @cached_property
    def roles(self) -> dict[str, frozenset[str]]:
        """What function words do, by their lemma: ``{"have": frozenset({"perfect"})}``."""
        roles: dict[str, list[str]] = self.pack["grammar"]["roles"]
        lemmas = {lemma for words in roles.values() for lemma in words}
        return {
            lemma: frozenset(role for role, words in roles.items() if lemma in words)
            for lemma in lemmas
        }


def packs_folder() -> Path:
    """Folder of the bundled packs."""
    return Path(str(resources.files("geomap.text").joinpath("languages")))


def available() -> list[str]:
    """Codes of the bundled packs.

    Examples
    --------
    >>> "en" in available()
    True
    """
    return sorted(path.stem for path in packs_folder().glob("*.toml") if "-" not in path.stem)


@cache
def load_pack(code: str) -> dict[str, Any]:
    """Read a pack by its code or path, and merge the tables that it ``includes``.

    Raises
    ------
    RulesError
        If there is no such pack, it is not TOML, or a table is missing.
    """
    path = Path(code) if code.endswith(".toml") else packs_folder() / f"{code}.toml"
    try:
        pack = tomllib.loads(path.read_text("utf-8"))
        for name in pack.get("includes", []):
            extra = tomllib.loads((path.parent / name).read_text("utf-8"))
            _include(pack, extra)
    except FileNotFoundError:
        known = ", ".join(available())
        raise RulesError(f"no language pack {code!r}; there are {known}, or give a path") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulesError(f"language pack {path.name}: not valid TOML: {error}") from None
    about = pack.get("language", {})
    if not {"code", "name", "reader"} <= about.keys():
        raise RulesError(f"language pack {path.name}: [language] needs code, name and reader")
    if about["reader"] not in _TABLES:
        known = ", ".join(_TABLES)
        raise RulesError(f"language pack {path.name}: no reader {about['reader']!r}; use {known}")
    for table in _TABLES[about["reader"]]:
        if table not in pack:
            raise RulesError(f"language pack {path.name}: table [{table}] is missing")
    if code != _FULLEST:
        fullest = load_pack(_FULLEST)
        _check_kinds(path.name, pack, fullest)
        if about["reader"] != "patterns":
            _fill(pack, fullest)
    return pack


_KINDS: dict[type, str] = {dict: "a table", list: "a list", str: "text in quotes"}


def _check_kinds(where: str, pack: dict[str, Any], model: dict[str, Any]) -> None:
    """Refuse a table or list that is none; where both have a table, look into it.

    Raises
    ------
    RulesError
        With the key.
    """
    for key in pack.keys() & model.keys():
        wanted = type(model[key])
        if wanted in _KINDS and not isinstance(pack[key], wanted):
            raise RulesError(f"language pack {where}: {key} must be {_KINDS[wanted]}")
        if wanted is dict:
            _check_kinds(where, pack[key], model[key])


def _include(pack: dict[str, Any], extra: dict[str, Any]) -> None:
    """Put the tables of another file into a pack; where both have one, into that one."""
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(pack.get(key), dict):
            _include(pack[key], value)
        else:
            pack[key] = value


_FULLEST = "en"


def _fill(pack: dict[str, Any], model: dict[str, Any]) -> None:
    """Give a parsed language an empty list for every list of words that it leaves out."""
    for table in _PARSED:
        for key, value in model[table].items() if isinstance(model[table], dict) else ():
            if isinstance(value, list | dict):
                pack[table].setdefault(key, type(value)())


def detected(text: str) -> str:
    """Code of the bundled pack whose frequent words make up most of a text; ``en`` in doubt.

    Examples
    --------
    >>> detected("Азербайджанская армия вошла в Агдам, и на следующий день ...")
    'ru'
    >>> detected("Marfa 2019")
    'en'
    """
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text)[:_SAMPLE]]
    counts = {
        code: sum(word in frequent for word in words)
        for code in available()
        if (frequent := frozenset(load_pack(code)["language"].get("frequent", ())))
    }
    best = max(counts, key=lambda code: (counts[code], code == _FULLEST), default=_FULLEST)
    return best if counts.get(best) else _FULLEST


@cache
def load_language(code: str = "en") -> Language:
    """Load a language pack.

    Raises
    ------
    RulesError
        As `load_pack`.

    Examples
    --------
    >>> load_language("en").name
    'English'
    """
    pack = load_pack(code)
    digest = hashlib.sha256(repr(pack).encode()).hexdigest()[:12]
    about = pack["language"]
    return Language(code=about["code"], name=about["name"], pack=pack, digest=digest)


@cache
def load_model(names: tuple[str, ...]) -> Any:
    """Load the first spaCy model of ``names`` that is installed.

    A model trained by a slightly older spaCy warns (W095); it is the one we pin, and its output
    is pinned by the tests, so the warning is silenced here and nowhere else.

    Raises
    ------
    DataError
        If none is installed, or its files are damaged.
    """
    import spacy

    for name in names:
        path = _model_path(name)
        if path is None:
            continue
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=r".*\[W095\]")
            try:
                return spacy.load(path)
            except (OSError, ValueError, KeyError) as error:
                raise DataError(
                    f"language model {name} is damaged ({type(error).__name__}); reinstall it"
                ) from None
    raise DataError(f"no language model among {', '.join(names)}; install one with pip")


def _model_path(name: str) -> str | Path | None:
    """Folder with the model's ``config.cfg``: a package, or one folder inside it."""
    from importlib.util import find_spec

    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    found = sorted(root.glob("*/config.cfg"))
    return found[0].parent if found else None
