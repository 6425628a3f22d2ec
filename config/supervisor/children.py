"""A process that the supervisor keeps running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog
from django.conf import settings

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# Who ran for so long is not failing at its start.
SETTLED_SECONDS = 30.0

logger = structlog.get_logger(__name__)


class Child:
    """One program, in a process group of its own; restarted with growing pauses when it ends."""

    def __init__(
        self, module: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.module = module
        self.failures = 0
        parent = f"--parent={os.getpid()}"
        self._command = [sys.executable, "-m", module, parent, *arguments]
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._start_at = time.monotonic()

    def keep_running(self) -> None:
        """Start the program, or start it again when it has ended and its pause is over."""
        now = time.monotonic()
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return
            self._ended(code, now)
        if now >= self._start_at:
            self._start(now)

    def terminate(self) -> None:
        """Ask the program to end."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        """Wait for the program's end, and end it and all that it has started at *deadline*."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("process_killed", program=self.module, pid=self._process.pid)
            # It was not waited for successfully, so the number is still its own.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _start(self, now: float) -> None:
        self._started_at = now
        self._process = subprocess.Popen(  # noqa: S603 - own modules, no shell
            self._command,
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            process_group=0,
        )

    def _ended(self, code: int, now: float) -> None:
        self._process = None
        self.failures = 1 if now - self._started_at > SETTLED_SECONDS else self.failures + 1
        pause = min(FIRST_PAUSE * 2 ** (self.failures - 1), LONGEST_PAUSE)
        self._start_at = now + pause
        logger.error("process_ended", program=self.module, code=code, restart_in=pause)
