"""The supervisor's own life."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from config import embedded_postgres
from config.supervisor.addresses import Address, claim_address
from config.supervisor.children import Child
from config.supervisor.database import DatabaseKeeper
from config.supervisor.preparation import (
    collect_static_files,
    empty_metrics,
    prepare_database,
)
from config.supervisor.readiness import is_ready

# Few threads are fastest, many bear with many slow uploads.
DEFAULT_THREADS = 8
POLL_SECONDS = 0.1
# From the first TERM until what is left is killed.
GRACE_SECONDS = 8.0
# A program that ends so often before the platform was ever ready will not get better.
FAILURES_AT_START = 3
FAILED = 1


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
    threads: int = DEFAULT_THREADS,
    on_ready: Callable[[], None] | None = None,
) -> int:
    """Serve the platform until Ctrl-C, and return the process's exit code.

    Says on standard output where, once requests are answered; then calls *on_ready*. Raises
    AddressNotAvailable. Call it in the main thread, with no threads or children of your own.
    """
    address = claim_address(host, port)
    stop = threading.Event()
    with suppress(KeyboardInterrupt), _signals_handled(_interrupt):
        embedded_postgres.start_if_needed(["serve"])
        prepare_database()
        collect_static_files()
        children = _children(address, workers, threads)
        with _signals_handled(partial(_stop, stop)):
            try:
                return _supervise(address, children, stop, on_ready)
            finally:
                _end(children)
    return 0


def _children(address: Address, workers: int, threads: int) -> list[Child]:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(empty_metrics(address.port))}
    web = [f"--host={address.host}", f"--port={address.port}"]
    web += [f"--workers={workers}", f"--threads={threads}"]
    return [
        Child("config.supervisor.web", web, environment),
        Child("config.supervisor.worker", [], environment),
    ]


def _supervise(
    address: Address,
    children: list[Child],
    stop: threading.Event,
    on_ready: Callable[[], None] | None,
) -> int:
    database = DatabaseKeeper()
    ready = False
    while not stop.wait(POLL_SECONDS):
        database.keep_running()
        for child in children:
            child.keep_running()
        if ready:
            continue
        if any(child.failures >= FAILURES_AT_START for child in children):
            return FAILED
        if is_ready(address):
            ready = True
            _announce(address)
            if on_ready is not None:
                on_ready()
    return 0


def _announce(address: Address) -> None:
    sys.stdout.write(f"Tombola serves on {address.url} (admin: {address.url}/admin/)\n")
    sys.stdout.flush()


def _end(children: list[Child]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.terminate()
    for child in children:
        child.wait(deadline)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _stop(stop: threading.Event, _number: int, _frame: object) -> None:
    """Stop in order at the first signal, at once at the second."""
    if stop.is_set():
        raise KeyboardInterrupt
    stop.set()


@contextmanager
def _signals_handled(handler: Callable[[int, object], None]) -> Iterator[None]:
    handled = {signal.SIGINT, signal.SIGTERM}
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup asks
        handled.add(signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in handled}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
