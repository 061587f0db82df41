"""The built wheel in a clean environment, and what an import costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "data").glob("*.txt"))

DATA_LIMIT = 60_000_000
IMPORT = """
import sys
before = set(sys.modules)
import geomap
loaded = set(sys.modules) - before
print(*sorted(name for name in loaded if name.partition(".")[0] not in sys.stdlib_module_names))
"""


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run with an empty home and nothing inherited but the search path."""
    bare = {"PATH": os.defpath, "HOME": str(cwd), "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=bare,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def succeed(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = run(*command, cwd=cwd, **environment)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the locked backend without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    succeed(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has the wheel, and borrows its dependencies from this one.

    A path added by a ``.pth`` file does not have its own ``.pth`` files read, so the editable
    geomap of this environment stays out of sight.
    """
    home = tmp_path_factory.mktemp("clean")
    succeed(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    pip = (sys.executable, "-m", "pip", "--python", home / "bin" / "python")
    succeed(*pip, "install", "--no-deps", "--no-index", wheel, cwd=home)
    (site,) = home.glob("lib/python*/site-packages")
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "borrowed.pth").write_text("".join(f"{path}\n" for path in sorted(paths)))
    return home


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    outside = [name for name in sizes if not name.startswith(("geomap/", "geomap_control-"))]
    assert not outside
    assert "geomap/py.typed" in sizes
    for licence in ("LICENSE", "NOTICE"):
        assert any(name.endswith(f".dist-info/licenses/{licence}") for name in sizes)
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "geomap").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in sizes if name.startswith("geomap/")} == ours


def test_the_data_is_in_the_wheel_and_small(wheel: Path) -> None:
    sources = tomllib.loads((ROOT / "geomap" / "data" / "SOURCES.toml").read_text("utf-8"))
    with zipfile.ZipFile(wheel) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    data = {name: size for name, size in sizes.items() if name.startswith("geomap/data/")}
    assert sources
    assert len(data) > 1
    assert sum(data.values()) < DATA_LIMIT


def test_the_installed_wheel_is_its_own_copy(clean: Path, tmp_path: Path) -> None:
    where = succeed(
        clean / "bin" / "python", "-c", "import geomap; print(geomap.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(clean)


@pytest.mark.parametrize("article", SAMPLES, ids=lambda path: path.stem)
def test_the_installed_wheel_draws_a_map(clean: Path, tmp_path: Path, article: Path) -> None:
    geomap = clean / "bin" / "geomap"
    succeed(geomap, "map", article, "-o", "map.html", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert "leaflet" in (tmp_path / "map.html").read_text("utf-8").lower()

    read = json.loads(succeed(geomap, "claims", article, "--format", "json", cwd=tmp_path))
    text = article.read_text("utf-8")
    assert read["claims"]
    for claim in read["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["evidence"]


def test_import_is_silent_and_loads_nothing_else(tmp_path: Path) -> None:
    done = run(sys.executable, "-W", "error", "-c", IMPORT, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("geomap\n", "")
