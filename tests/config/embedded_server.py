"""Drives real server processes of the tests; everything is ended with the test, by its pid."""

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import psycopg

from config.embedded_postgres.layout import Layout, layout_of
from config.embedded_postgres.processes import processes_of

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30.0


class User:
    """A process that uses a server; ``answer`` is what it said of its start."""

    def __init__(self, base: Path, *options: str, setting: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "tests.config.server_user", str(base), *options]
        command += ["--setting", json.dumps(dict(setting or {}))]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
        )

    def answer(self) -> str:
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            assert selector.select(SECONDS), "no answer"
        return self.process.stdout.readline().strip()

    def tell(self, word: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self.answer()

    def leave(self) -> None:
        self.process.communicate(timeout=SECONDS)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=SECONDS)


class Server:
    """One server's folder: starts its users, looks at its processes, removes everything."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.started: list[User] = []

    @property
    def layout(self) -> Layout:
        return layout_of(self.base)

    def begin(self, *options: str, setting: Mapping[str, str] | None = None) -> User:
        self.started.append(User(self.base, *options, setting=setting))
        return self.started[-1]

    def user(self, *options: str) -> User:
        user = self.begin(*options)
        assert user.answer() == "ready"
        return user

    def refusal(self, *options: str, setting: Mapping[str, str] | None = None) -> str:
        user = self.begin(*options, setting=setting)
        answer = user.answer()
        user.leave()
        return answer

    @property
    def postmasters(self) -> list[int]:
        return processes_of(self.layout.cluster_name).postmasters

    def kill_postmaster(self) -> None:
        (pid,) = self.postmasters
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.postmasters)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.layout.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def value(self, query: str) -> object:
        with psycopg.connect(self.layout.url()) as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]

    def halt(self) -> None:
        layout = self.layout
        while self.started:
            self.started.pop().kill()
        for pid in processes_of(layout.cluster_name).postmasters:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: not any(processes_of(layout.cluster_name)))

    def remove(self) -> None:
        self.halt()
        layout = self.layout
        for folder in (layout.home, layout.sockets, self.base):
            shutil.rmtree(folder, ignore_errors=True)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
