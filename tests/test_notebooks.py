"""Every notebook runs from top to bottom, in this environment and with an empty home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# In a process of its own: what the kernel's client warns about is not ours, and is no error here.
EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
beside = {"metadata": {"path": sys.argv[2]}}
NotebookClient(notebook, kernel_name="python3", timeout=120, resources=beside).execute()
nbformat.write(notebook, sys.argv[3])
"""


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def execute(notebook: Path, home: Path) -> dict[str, Any]:
    done = home / notebook.name
    environment = {
        "PATH": os.defpath,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    run = subprocess.run(
        [sys.executable, "-c", EXECUTE, str(notebook), str(notebook.parent), str(done)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    executed: dict[str, Any] = json.loads(done.read_text("utf-8"))
    return executed


def test_it_is_stored_without_outputs(notebook: Path) -> None:
    stored = json.loads(notebook.read_text("utf-8"))
    code = [cell for cell in stored["cells"] if cell["cell_type"] == "code"]
    assert code
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)


def test_it_runs_and_shows_a_map(notebook: Path, tmp_path: Path) -> None:
    cells = execute(notebook, tmp_path)["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    said = [output for output in outputs if output["output_type"] == "stream"]
    assert not [output["text"] for output in said if output["name"] == "stderr"]
    shown = ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    assert any("<iframe" in html for html in shown)
    assert any("<table" in html and "Kalbajar" in html for html in shown)
