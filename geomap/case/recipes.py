"""The recipe of a reading: the hash of everything that decides on what is read [I/O: hashes files].

Two runs with one recipe find the same in an article, so what was read once need not be read again;
a new rule, word, model or option is another recipe.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from geomap import pipeline, resources
from geomap.errors import InputError
from geomap.options import Options
from geomap.places.layers.records import kept_as, kept_path, request_of
from geomap.places.library.keeping import path_of
from geomap.text.language import available, load_pack

_ROOMS = ("model", "outside", "text", "places", "data")
_MODULES = ("wordlists", "pipeline", "resources")
_MODELS = ("spacy", "natasha", "slovnet", "navec", "pymorphy3", "razdel")


class Recipe(NamedTuple):
    """Hash of what decides on a reading, and what that is, as JSON text."""

    id: str
    description: str


def recipe_of(options: Options) -> Recipe:
    """Recipe of readings under some options.

    Options that only conclude (rules, days) are no part of it, and neither are secrets.

    Raises
    ------
    InputError
        If a file that the options name cannot be read.

    Examples
    --------
    >>> recipe_of(Options()) == recipe_of(Options()) != recipe_of(Options(view="de_facto"))
    True
    """
    ground = resources.atlas(options).ground
    told = {
        "code": _code(),
        "models": _models(),
        "options": {
            "language": options.language,
            "view": options.view,
            "districts": ground.layer.fingerprint if ground else None,
            "expand": options.expand,
            "gazetteers": [_file(path_of(each)) for each in options.gazetteers],
            "names": _file(options.names),
            "reader": options.reader,
            "reader_model": options.reader_model,
            "geocoders": [each.name for each in options.geocoders],
            "offline": options.offline,
        },
    }
    if options.language.endswith(".toml"):
        told["pack"] = _digest([Path(options.language)])
    description = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return Recipe(hashlib.sha256(description.encode()).hexdigest()[:12], description)


def settings_of(options: Options) -> str:
    """What of some options a later command needs to draw the same, as JSON text.

    Examples
    --------
    >>> json.loads(settings_of(Options(view="de_facto")))["view"]
    'de_facto'
    """

    def path(given: Path | None) -> str | None:
        return str(given.resolve()) if given else None

    kept = {
        "view": options.view,
        "districts": kept_as(options.layers) if options.layers else None,
        "expand": options.expand,
        "gazetteers": [kept_path(each) for each in options.gazetteers],
        "names": path(options.names),
        "rules": path(options.rules),
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def with_settings(options: Options, settings: str) -> Options:
    """Options with those that a case was run with; rules given anew win."""
    from dataclasses import replace

    kept: dict[str, Any] = json.loads(settings)
    paths = {name: Path(kept[name]) if kept.get(name) else None for name in ("names", "rules")}
    return replace(
        options,
        view=kept["view"],
        districts=request_of(kept["districts"]) if kept.get("districts") else None,
        expand=kept.get("expand", False),
        gazetteers=tuple(kept.get("gazetteers", ())),
        names=paths["names"],
        rules=options.rules or paths["rules"],
    )


@cache
def _code() -> str:
    """Hash of the rooms that read: their code, words and data."""
    house = Path(pipeline.__file__).parent
    files = [house / f"{module}.py" for module in _MODULES]
    for room in _ROOMS:
        files += [path for path in (house / room).rglob("*") if path.is_file()]
    return _digest(path for path in files if path.suffix in {".py", ".toml"})


def _models() -> dict[str, str]:
    """Versions of the installed packages that hold models or run them."""
    named = {name for code in available() for name in load_pack(code)["language"].get("models", [])}
    found = {}
    for name in sorted({*named, *_MODELS}):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _file(path: Path | None) -> str | None:
    return f"{path.name} {_digest([path])}" if path else None


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
        digest.update(f"{path.name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:12]
