"""The rules of the house that a machine can check: see docs/design.md."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "geomap"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Imports run one way, from a later storey to an earlier one; rooms of one storey do not know
# each other. `__init__` is the storey of the public names.
STOREYS = (
    {"errors", "wordlists", "data"},
    {"model", "outside"},
    {"arguments"},
    {"text", "places", "control", "records"},
    {"options"},
    {"resources"},
    {"pipeline"},
    {"case", "views"},
    {"exchange", "drawing"},
    {"api", "review", "scoring"},
    {"__init__", "accessor"},
    {"cli"},
    {"__main__"},
)
# The same within a room, along the river: from the words of a sentence to the claims of an article,
# from a name to the place that is meant, from a claim to who holds what, from colours and words to
# what they are drawn with.
STAGES = {
    "model": (
        *("reasons", "terms", "changes", "joint", "days", "when", "edtf"),
        *("claims", "elsewhere", "places", "readings", "conclusions", "ids"),
    ),
    "outside": ("encodings", "jsontext", "secrecy", "web"),
    "text": (
        *("language", "markup", "contract", "copies", "tables", "syntax", "mentions", "inputs"),
        *("articles", "context", "patterns", "semantics", "claims", "reader", "remote"),
        "extractors",
    ),
    "places": (
        *("archives", "datafiles", "distances", "names", "districts", "library", "layers"),
        *("gazetteers", "geocoders", "resolving", "basemap", "atlas", "lexicon"),
    ),
    "scoring": ("words", "matching", "report", "claims", "toponyms", "floors", "folders"),
    "control": (
        *("rules", "corrections", "witnesses", "events", "spells", "plans", "contradictions"),
        *("timeline", "comparison"),
    ),
    "case": (
        *("schema", "codec", "rows", "layers", "figures", "styles", "project", "database"),
        *("geopackage", "postgis", "recipes", "workers", "renamed", "store", "changes", "running"),
    ),
    "exchange": (
        *("cells", "reasons", "document", "layers"),
        *("geojson", "kml", "geopackage", "parquet", "files"),
    ),
    "review": ("doubts", "explain", "parts", "shapes", "desk", "server"),
    "views": (
        *("threads", "looks", "picture", "saving", "tabular", "notebook", "figures", "page"),
        "report",
    ),
}
STOREY = {room: number for number, rooms in enumerate(STOREYS) for room in rooms}

LINES = 450

# The only modules that read or write; everything else is functions from records to records.
DOORS = {
    "case/geopackage.py",
    "case/postgis.py",
    "case/recipes.py",
    "control/corrections/files.py",
    "control/rules.py",
    "exchange/files.py",
    "exchange/geopackage.py",
    "exchange/parquet.py",
    "outside/web.py",
    "places/archives.py",
    "places/basemap.py",
    "places/datafiles.py",
    "places/districts/layer.py",
    "places/districts/regions.py",
    "places/gazetteers/reading.py",
    "places/gazetteers/shipped.py",
    "places/geocoders/cache.py",
    "places/geocoders/geopy.py",
    "places/geocoders/services.py",
    "places/layers/columns.py",
    "places/layers/postgis.py",
    "places/layers/sources.py",
    "places/layers/whosonfirst.py",
    "places/library/adding.py",
    "places/library/downloading.py",
    "places/library/keeping.py",
    "places/names/table.py",
    "places/names/words.py",
    "review/server.py",
    "scoring/claims.py",
    "scoring/floors.py",
    "scoring/folders.py",
    "scoring/toponyms.py",
    "scoring/words.py",
    "text/articles.py",
    "text/inputs/kept.py",
    "text/inputs/lines.py",
    "text/inputs/parquet.py",
    "text/inputs/sandbox.py",
    "text/inputs/warc.py",
    "text/inputs/worker.py",
    "text/language.py",
    "text/remote/cache.py",
    "text/remote/transport.py",
    "text/tables/columns.py",
    "views/figures/widths.py",
    "views/looks/actors.py",
    "views/looks/wording.py",
    "views/page/elements.py",
    "views/report/templates/__init__.py",
    "views/saving.py",
}
READS_OR_WRITES = {
    "connect",
    "mkstemp",
    "read_bytes",
    "read_dataframe",
    "read_file",
    "read_text",
    "urlopen",
    "write_bytes",
    "write_text",
}

# Where these are, the same input may not give the same bytes.
FICKLE = {"now", "random", "secrets", "today", "urandom", "utcnow", "uuid", "uuid1", "uuid4"}

# The token of the local page must not be guessed; it is in nothing that is written.
FICKLE_DOORS = {"review/server.py": {"secrets"}}

# A language is data: no word of one stands in code that reads. The formats of files and of markup
# have words of their own.
READING = ("text", "places", "scoring")
FORMATS = (
    *("text/articles.py", "text/inputs/", "text/markup.py", "text/remote/"),
    *("places/archives.py", "places/gazetteers/reading.py", "places/layers/", "places/library/"),
)
FORMS = {"adposition", "lemma", "lower", "text"}
SYNTAX = r"\\.|\[[^]]*\]|\(\?P<\w+>|\{[^}]*\}"
MATCHING = {"compile", "finditer", "fullmatch", "match", "search", "split", "sub"}
WORD = re.compile(r"[^\W\d_]{2}")

# Split, so that this file passes its own test.
REGISTRY_HOSTS = tuple(
    (name + end).encode()
    for name, end in [
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("yarn", "pkg.com"),
        ("ana", "conda.org"),
        ("deb.", "debian.org"),
        ("security.", "debian.org"),
        ("crates", ".io"),
        ("proxy.", "golang.org"),
    ]
)


def room_of(module: Path) -> str:
    """The room of a file: its folder below geomap, or its own name."""
    return module.relative_to(PACKAGE).with_suffix("").parts[0]


def package_of(module: Path) -> str:
    return ".".join(["geomap", *module.relative_to(PACKAGE).parent.parts])


def names_imported(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and full name of each import in a module of ``package``, nested ones included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -(node.level - 1) or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((node.lineno, name) for name in names)


def rooms_imported(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and room of each import of geomap in a module of ``package``."""
    for line, name in names_imported(source, package):
        head, _, rest = name.partition(".")
        if head == "geomap":
            first = rest.partition(".")[0]
            yield line, first if is_room(first) else "__init__"


def circle_in(sources: dict[str, tuple[str, str]]) -> list[str]:
    """Modules that import each other in a circle, by their names, packages and sources."""
    graph = {}
    for module, (package, source) in sources.items():
        names = [name for _, name in names_imported(source, package)]
        homes = {name if name in sources else name.rpartition(".")[0] for name in names}
        graph[module] = homes & sources.keys() - {module}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def packages_imported(source: str) -> set[str]:
    """Top-level names of the absolute imports of a module."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).partition(".")[0])
    return found


def does_input_or_output(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == "open"
    if not isinstance(call.func, ast.Attribute):
        return False
    first = call.args[0] if call.args else None
    opens_a_path = (
        call.func.attr == "open" and isinstance(first, ast.Constant) and first.value in {"rb", "wb"}
    )
    return opens_a_path or call.func.attr in READS_OR_WRITES


def names_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each import and method call of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr


def words_in_code(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each literal that a word of a text is compared with, or matched by."""
    tree = ast.parse(source)
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def literals(node: ast.expr) -> Iterator[str]:
        node = constants.get(node.id, node) if isinstance(node, ast.Name) else node
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) == "frozenset":
            node = node.args[0]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Tuple | ast.Set | ast.List):
            for each in node.elts:
                yield from literals(each)

    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            forms = {each for side in sides for each in ast.walk(side) if is_form(each)}
            found = [each for side in sides for each in literals(side)] if forms else []
        elif isinstance(node, ast.Call) and is_matching(node):
            parts = getattr(node.args[0], "values", [node.args[0]])
            found = [re.sub(SYNTAX, "", each) for part in parts for each in literals(part)]
        else:
            continue
        yield from ((node.lineno, each) for each in found if WORD.search(each))


def is_form(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in FORMS


def is_matching(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in MATCHING and bool(call.args)


def is_room(name: str) -> bool:
    return name in STOREY or (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


def may_import(importer: str, imported: str) -> bool:
    return imported == importer or STOREY[imported] < STOREY[importer]


def tracked_files() -> list[Path]:
    """Files that are in Git, or would be with the next commit."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a Git checkout: its tracked files are not known")
    names = listing.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_every_room_has_a_storey() -> None:
    homeless = {room_of(module) for module in MODULES} - STOREY.keys()
    assert not homeless, f"give {sorted(homeless)} a storey in STOREYS and in docs/design.md"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(module: Path) -> None:
    room = room_of(module)
    upstream = [
        f"line {line}: {room} imports {imported}"
        for line, imported in rooms_imported(module.read_text("utf-8"), package_of(module))
        if not may_import(room, imported)
    ]
    assert not upstream


@pytest.mark.parametrize(
    ("room", "stage"), [(room, stage) for room, stages in STAGES.items() for stage in stages]
)
def test_stages_of_a_room_run_one_way(room: str, stage: str) -> None:
    stages = STAGES[room]
    later = tuple(f"geomap.{room}.{each}." for each in stages[stages.index(stage) + 1 :])
    folder = PACKAGE / room / stage
    modules = [each for each in MODULES if folder in (each.parent, each.with_suffix(""))]
    assert modules
    upstream = [
        f"{module.name} line {line}: {stage} imports {name}"
        for module in modules
        for line, name in names_imported(module.read_text("utf-8"), package_of(module))
        if f"{name}.".startswith(later)
    ]
    assert not upstream


@pytest.mark.parametrize("room", STAGES)
def test_every_part_of_a_room_is_a_stage(room: str) -> None:
    parts = {each.relative_to(PACKAGE).with_suffix("").parts for each in MODULES}
    found = {part[1] for part in parts if part[0] == room} - {"__init__"}
    assert found == set(STAGES[room]), "say in STAGES and in docs/design.md where it stands"


@pytest.mark.parametrize(
    ("statement", "package", "room"),
    [
        ("import geomap.places.gazetteers.shipped", "geomap.text", "places"),
        ("from geomap.control import rules", "geomap.text", "control"),
        ("from geomap import cli", "geomap.views", "cli"),
        ("from geomap import claims", "geomap.views", "__init__"),
        ("from ..places import resolve", "geomap.text", "places"),
        ("from .. import places", "geomap.text", "places"),
        ("from .dates import read", "geomap.text", "text"),
        ("def later():\n    import geomap.case", "geomap.views", "case"),
    ],
)
def test_the_import_reader_sees_every_form(statement: str, package: str, room: str) -> None:
    assert [found for _, found in rooms_imported(statement, package)] == [room]


def test_no_modules_import_each_other_in_a_circle() -> None:
    sources = {}
    for module in MODULES:
        package = package_of(module)
        name = package if module.stem == "__init__" else f"{package}.{module.stem}"
        sources[name] = (package, module.read_text("utf-8"))
    assert not circle_in(sources)


def test_the_circle_finder_sees_imports_for_types_and_within_functions() -> None:
    first = "if TYPE_CHECKING:\n    from geomap.text.second import Word"
    second = "def later():\n    from geomap.text import third"
    third = "from .first import mend"
    sources = {"first": first, "second": second, "third": third}
    room = {f"geomap.text.{name}": ("geomap.text", source) for name, source in sources.items()}
    assert len(circle_in(room)) == 4
    assert not circle_in(room | {"geomap.text.third": ("geomap.text", "import geomap.model")})


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_doors_read_and_write(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    lines = [call.lineno for call in calls if does_input_or_output(call)]
    assert not lines or module.relative_to(PACKAGE).as_posix() in DOORS


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_depends_on_the_clock_or_on_chance(module: Path) -> None:
    source = module.read_text("utf-8")
    allowed = FICKLE_DOORS.get(module.relative_to(PACKAGE).as_posix(), set())
    assert not [(line, name) for line, name in names_in(source) if name in FICKLE - allowed]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_short(module: Path) -> None:
    lines = len(module.read_text("utf-8").splitlines())
    assert lines <= LINES


@pytest.mark.parametrize(
    "module",
    [each for each in MODULES if room_of(each) in READING],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_no_word_of_a_language_is_in_code(module: Path) -> None:
    name = module.relative_to(PACKAGE).as_posix()
    if not name.startswith(FORMATS):
        words = list(words_in_code(module.read_text("utf-8")))
        assert not words, "it belongs into data: a language pack, admin_words.toml, words.toml"


@pytest.mark.parametrize(
    "line",
    [
        'word.lemma == "have"',
        'each.lower in ("this", "that")',
        'text[1:].lower() == "of"',
        '"from" == word.adposition',
        'WORDS = frozenset({"who", "which"})\nfound.lemma in WORDS',
        're.compile(r"(?:the\\s+)?$")',
        're.search(rf"{before}\\s+and", text)',
    ],
)
def test_the_finder_of_words_sees_every_form(line: str) -> None:
    assert list(words_in_code(line))
    assert not list(
        words_in_code('word.relation == "subject" or re.match(r"\\w+(?P<of>[a-z]{2})", a)')
    )


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    required = [*project["dependencies"], *(each for extra in extras for each in extra)]
    declared = {normal(Requirement(each).name) for each in required}
    carriers = importlib.metadata.packages_distributions()
    undeclared = {
        (module.relative_to(PACKAGE).as_posix(), name)
        for module in MODULES
        for name in packages_imported(module.read_text("utf-8"))
        if name != "geomap" and name not in sys.stdlib_module_names
        if not declared & {normal(carrier) for carrier in carriers.get(name, [])}
    }
    assert not undeclared


def test_no_file_names_a_registry_host() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {host.decode()}"
        for path in tracked_files()
        for host in REGISTRY_HOSTS
        if host in path.read_bytes().lower()
    ]
    assert not named


def test_every_picture_is_on_a_page() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = "".join(page.read_text("utf-8") for page in pages)
    pictures = [each.name for each in (ROOT / "docs" / "images").iterdir()]
    assert pictures
    assert not [name for name in pictures if f"images/{name}" not in shown]


def test_the_notice_covers_what_ships() -> None:
    notice = " ".join((ROOT / "NOTICE").read_text("utf-8").split())
    manifest = (PACKAGE / "data" / "SOURCES.toml").read_text("utf-8")
    sources = tomllib.loads(manifest)["sources"]
    assert not {name for name in sources if name not in notice}
    leaflet = (PACKAGE / "views" / "page" / "web" / "vendor" / "leaflet.LICENSE").read_text("utf-8")
    assert " ".join(leaflet.split()) in notice


def test_locks_hold_hashes_and_no_address() -> None:
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert len(locks) == 5
    for lock in locks:
        text = lock.read_text("utf-8")
        assert "://" not in text, lock.name
        assert "--index-url" not in text, lock.name
        for entry in re.split(r"\n(?=[a-z0-9])", text.split("\n", 2)[2]):
            assert re.match(r"[a-z0-9.-]+==[^ ]+( ;[^\\]+)? \\\n +--hash=sha256:", entry), entry


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", lock.read_text("utf-8"), re.MULTILINE))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("requirements.lock", ["build"]),
        ("requirements-test.lock", ["build", "test", "lint", "docs"]),
        ("requirements-bench.lock", ["build", "bench"]),
        ("requirements-data.lock", ["build", "data"]),
    ],
)
def test_locks_follow_pyproject_and_agree(lock: str, groups: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = list(project["project"]["dependencies"])
    for group in groups:
        asked += project["dependency-groups"][group]
    pinned = pins(ROOT / lock)
    for requirement in map(Requirement, asked):
        version = pinned.get(normal(requirement.name))
        assert version is not None, f"{requirement.name} is not in {lock}: run make lock"
        assert requirement.specifier.contains(version), f"{requirement}: run make lock"
    assert pins(ROOT / "requirements.lock").items() <= pinned.items()


def test_the_servers_of_the_tests_are_locked_apart_from_what_runs() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    pinned = pins(ROOT / "requirements-servers.lock")
    assert {normal(Requirement(each).name) for each in groups["servers"]} <= pinned.keys()
    assert "nominatim-db" not in pins(ROOT / "requirements-test.lock")


def test_the_environment_is_the_locked_one() -> None:
    pinned = pins(ROOT / "requirements-test.lock")
    installed = {
        normal(dist.metadata["Name"]): dist.version for dist in importlib.metadata.distributions()
    }
    strays = {
        name: (version, installed[name])
        for name, version in pinned.items()
        if name in installed and installed[name] != version
    }
    assert not strays, "locked against installed: run make test"


def test_nothing_at_run_time_is_under_the_gpl() -> None:
    """Of several licences to choose from, one that is no GPL is enough: we choose that one."""

    def licences(name: str) -> Iterator[str]:
        about = importlib.metadata.metadata(name)
        for field in ("License-Expression", "License"):
            for line in about.get(field, "").splitlines()[:1]:
                yield from line.split(" OR ")
        yield from (text for text in about.get_all("Classifier", []) if "License ::" in text)

    installed = {
        normal(dist.metadata["Name"]) for dist in importlib.metadata.distributions()
    } & pins(ROOT / "requirements.lock").keys()
    assert "spacy" in installed
    gpl = re.compile(r"\bA?GPL|(?<!Lesser )General Public License|Affero")
    copyleft = {
        name: texts
        for name in installed
        if (texts := list(licences(name))) and all(gpl.search(text) for text in texts)
    }
    assert not copyleft
