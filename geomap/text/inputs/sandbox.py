"""Parsers of hostile bytes run in a child process, with limits of time and memory.

Parsers of PDF and HTML are known to hang or to take all memory on damaged input, and no limit
inside a process stops them. The child is started at the first need and serves many inputs; it
may open no socket, start no process and write no file.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.text.inputs.extracted import Extracted
from geomap.text.inputs.forms import Form

SECONDS: Mapping[str, float] = {"html": 20.0, "docx": 20.0, "pdf": 60.0}
"""Time limit of one input, the start of the child included."""

_ROOT = Path(__file__).resolve().parents[3]


def extract(
    form: Form, data: bytes, encoding: str | None = None, *, seconds: float | None = None
) -> Extracted:
    """Read one input in the child.

    Raises
    ------
    InputError
        If it is damaged, or takes longer or more memory than the limits.
    """
    limit = SECONDS[form] if seconds is None else seconds
    request = {"form": form, "encoding": encoding, "length": len(data)}
    answer = _CHILD.ask(json.dumps(request).encode() + b"\n", data, limit)
    if "error" in answer:
        raise InputError(answer["error"])
    found = answer["found"]
    return Extracted(**{**found, "paragraphs": tuple(found["paragraphs"])})


class _Child:
    """The process, started anew after it died, was killed, or this process was forked."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def ask(self, request: bytes, data: bytes, seconds: float) -> dict[str, Any]:
        """Send one request and wait for its answer."""
        with self._lock:
            process = self._running()
            late = threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(seconds, stop)
            timer.daemon = True
            timer.start()
            try:
                line = self._exchange(process, request, data)
            except BaseException:
                self._stop()
                raise
            finally:
                timer.cancel()
            if line.endswith(b"\n") and not late.is_set():
                found: dict[str, Any] = json.loads(line)
                return found
            self._stop()
            if late.is_set():
                return {"error": f"not read within {seconds:g} seconds; save its text as .txt"}
            return {"error": "takes too much memory or is damaged; save its text as .txt"}

    @staticmethod
    def _exchange(process: subprocess.Popen[bytes], request: bytes, data: bytes) -> bytes:
        if process.stdin is None or process.stdout is None:
            return b""
        try:
            process.stdin.write(request)
            process.stdin.write(data)
            process.stdin.flush()
            return process.stdout.readline()
        except OSError:
            return b""

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner == os.getpid():
            if self._process.poll() is None:
                return self._process
            self._stop()
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "geomap.text.inputs.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        atexit.register(self._stop)
        return self._process

    def _stop(self) -> None:
        atexit.unregister(self._stop)
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        process.wait()


_CHILD = _Child()
