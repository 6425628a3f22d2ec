"""Drives ``manage.py serve`` as an operator does, in a folder of its own."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from config.embedded_postgres.layout import Layout, layout_of
from config.embedded_postgres.processes import processes_of
from tests.config.embedded_server import ROOT
from tests.plugin import BASE as TESTS_SERVER

READY = re.compile(r"serves on http://127\.0\.0\.1:(\d+) \(admin: http://127\.0\.0\.1:\1/admin/\)")
# Set by the plugin for the tests' own database.
OTHERS = {"DATABASE_URL", "TEST_DATABASE_TEMPLATE", "SECRET_KEY", "ENCRYPTION_KEYS", "HTTPS"}
OTHERS |= {"ALLOWED_HOSTS"}
# Starting takes three seconds, but on a machine with much else to do far longer.
SECONDS = 90.0


class Process(NamedTuple):
    pid: int
    parent: int
    command: str


class Answer(NamedTuple):
    status: int
    body: str


class Platform:
    """One folder, and the platform that is served from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._served: subprocess.Popen[bytes] | None = None
        self._supervisors: list[int] = []

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
        return {**kept, "VAR_DIR": str(self.folder / "var"), "LOG_JSON": "true"}

    @property
    def layout(self) -> Layout:
        return layout_of(self.folder / "var" / "postgres")

    @property
    def supervisor(self) -> int:
        assert self._served is not None
        return self._served.pid

    def fill(self) -> None:
        """Copy the tests' migrated database, where the tests' own server has one."""
        if template := os.environ.get("TEST_DATABASE_TEMPLATE"):
            url = layout_of(TESTS_SERVER).url(template)
            command = [sys.executable, "-m", "tests.config.copied_database"]
            command += [str(self.folder / "var" / "postgres"), url]
            subprocess.run(command, cwd=ROOT, env=self.environment, check=True, timeout=SECONDS)

    def serve(self, *options: str) -> None:
        self.begin(*options)
        self.eventually(lambda: bool(READY.search(self.output)) or self.has_ended())
        found = READY.search(self.output)
        assert found, self.complain()
        self.port = int(found[1])

    def begin(self, *options: str) -> None:
        with (self.folder / "out").open("wb") as out, (self.folder / "log").open("wb") as log:
            self._served = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port=0", *options],
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=log,
            )
        self._supervisors.append(self._served.pid)

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    @property
    def output(self) -> str:
        return (self.folder / "out").read_text()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def complain(self) -> str:
        return f"{self.output}\n{self.log}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode())
        finally:
            connection.close()

    def is_ready(self) -> bool:
        try:
            return self.get("/readyz").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def processes(self, module: str = "") -> list[Process]:
        """The processes of all that was served here, the supervisors apart."""
        marks = [f"--parent={pid}" for pid in self._supervisors]
        return [
            process
            for process in running_processes()
            if module in process.command and any(mark in process.command for mark in marks)
        ]

    @property
    def web(self) -> Process:
        (found,) = [p for p in self.processes("supervisor.web") if p.parent == self.supervisor]
        return found

    @property
    def web_workers(self) -> list[Process]:
        return [p for p in self.processes("supervisor.web") if p.parent == self.web.pid]

    @property
    def job_worker(self) -> Process:
        (found,) = self.processes("supervisor.worker")
        return found

    @property
    def postmasters(self) -> list[int]:
        return processes_of(self.layout.cluster_name).postmasters

    def is_gone(self) -> bool:
        return not self.processes() and not any(processes_of(self.layout.cluster_name))

    def interrupt(self) -> tuple[int, float]:
        """Press Ctrl-C; the exit code, and how long it took."""
        assert self._served is not None
        began = time.monotonic()
        self._served.send_signal(signal.SIGINT)
        return self._served.wait(SECONDS), time.monotonic() - began

    def kill_supervisor(self) -> None:
        assert self._served is not None
        self._served.kill()
        self._served.wait(SECONDS)

    def remove_processes(self) -> None:
        if self._served is not None and self._served.poll() is None:
            self._served.kill()
            self._served.wait(SECONDS)
        for pid in [process.pid for process in self.processes()] + self.postmasters:
            kill(pid)
        self.eventually(self.is_gone)

    def eventually(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, self.complain()
            time.sleep(0.05)

    def has_ended(self) -> bool:
        return self._served is not None and self._served.poll() is not None


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def running_processes() -> list[Process]:
    """All processes of this machine; zombies have no command line."""
    return [found for folder in Path("/proc").glob("[0-9]*") if (found := _process(folder))]


def _process(folder: Path) -> Process | None:
    try:
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        # the name in parentheses may have spaces and parentheses itself
        parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
    except OSError:
        return None
    return Process(int(folder.name), int(parent), command)
