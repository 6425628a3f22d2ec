"""The server under load: what ``make run`` starts, on a port of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PORT = 8911
START_SECONDS = 60


@contextmanager
def served() -> Iterator[str]:
    """Serve the platform with 2 workers while the block runs, and stop it by its id."""
    base_url = f"http://127.0.0.1:{PORT}"
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(PORT), "--workers", "2"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=(ROOT / "var" / "bench" / "server.log").open("w"),
    )
    try:
        _wait_for(base_url, server)
        yield base_url
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def _wait_for(base_url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{base_url}/readyz", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start: see var/bench/server.log")
