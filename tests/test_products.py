"""Everything that is drawn is the same, byte for byte, in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Every product of one article, and the hash of each.
MAKE = """
import hashlib, sys
from datetime import date
from pathlib import Path
import geomap

result = geomap.run(sys.argv[1])
days = date(2020, 11, 1), date(2020, 11, 20)
made = {
    "day": geomap.figure(result),
    "pair": geomap.figure(result, on=days),
    "difference": geomap.figure(result, difference=days),
    "multiples": geomap.figure(result, multiples=True, language="ar"),
    "chart": geomap.figure(result, chart=True),
}
for name, figure in made.items():
    for ending in (".svg", ".png", ".pdf"):
        figure.save(name + ending)
geomap.frames(result).save("frames.gif", 0.5)
for ending in (".html", ".md", ".docx", ".pdf"):
    geomap.report(result).save("report" + ending)
for name, shown in {"map": geomap.map(result), "report": geomap.report(result), **made}.items():
    for kind, data in sorted(shown._repr_mimebundle_().items()):
        data = data if isinstance(data, bytes) else data.encode()
        Path(f"{name}.{kind.replace('/', '.')}.bundle").write_bytes(data)
for path in sorted(Path().iterdir()):
    print(path, hashlib.sha256(path.read_bytes()).hexdigest())
"""


@pytest.mark.long
def test_the_same_input_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    hashes = []
    for seed, zone in (("1", "Asia/Baku"), ("2", "America/Los_Angeles")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", MAKE, str(ROOT / "data" / "karabakh-handovers-2020.txt")]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        hashes.append(done.stdout.splitlines())
    assert len(hashes[0]) > 30
    assert hashes[0] == hashes[1]
