"""Starts and stops the server process of one layout; call everything holding the start lock."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum

import psycopg
from psycopg import pq, sql

from config.embedded_postgres.binaries import program
from config.embedded_postgres.errors import ServerDoesNotStart
from config.embedded_postgres.folders import make_socket_folder, open_private
from config.embedded_postgres.layout import DATABASE, SUPERUSER, Layout
from config.embedded_postgres.processes import processes_of

POLL_SECONDS = 0.03
STOP_SECONDS = 600
LONGEST_LOG_BYTES = 10_000_000

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_compression": "pglz",
    # statistics soon after a rush on new tables: plans made for empty ones are slow
    "autovacuum_naptime": "10s",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class State(Enum):
    """What there is of a server: how many seconds to bear with it, and what to say then."""

    READY = 0, ""
    # For a moment while it is being executed, a process shows no command line.
    ABSENT = 1, "ended while starting"
    # The processes of a killed postmaster leave when they notice; a long query notices late.
    ORPHANED = 60, "left processes behind that do not end"
    # Recovery after a crash lasts as long as there is log to replay.
    BUSY = 3600, "does not become ready"

    def __init__(self, patience: int, complaint: str) -> None:
        self.patience = patience
        self.complaint = complaint


def ensure_running(layout: Layout, settings: Mapping[str, str], *, durable: bool) -> None:
    """Wait until the server takes connections, launching it when it is not there.

    Settings count for a launch only. Raises ServerDoesNotStart with the end of the log.
    """
    launched, state, since = False, State.ABSENT, time.monotonic()
    while (now := _state(layout)) is not State.READY:
        if now is not state:
            state, since = now, time.monotonic()
        if state is State.ABSENT and not launched:
            _launch(layout, settings, durable=durable)
            launched = True
        elif time.monotonic() - since >= state.patience:
            raise ServerDoesNotStart(
                f"The embedded PostgreSQL server {state.complaint}.", _log_end(layout)
            )
        time.sleep(POLL_SECONDS)


def ensure_database(layout: Layout) -> None:
    """Create the application's database if the server has none."""
    with psycopg.connect(layout.url(SUPERUSER), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def stop(layout: Layout) -> None:
    """Shut the server down cleanly: sessions are ended, everything is written; waits for it."""
    deadline = time.monotonic() + STOP_SECONDS
    for pid in processes_of(layout.cluster_name).postmasters:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
    while processes_of(layout.cluster_name).postmasters and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _state(layout: Layout) -> State:
    address = f"{layout.url(SUPERUSER)}&connect_timeout=5"
    answer = pq.PGconn.ping(address.encode())
    if answer == pq.Ping.OK:
        return State.READY
    found = processes_of(layout.cluster_name)
    # An answer without a visible process: the server runs in another container on this folder.
    if found.postmasters or found.launchers or answer == pq.Ping.REJECT:
        return State.BUSY
    return State.ORPHANED if found.children else State.ABSENT


def _launch(layout: Layout, settings: Mapping[str, str], *, durable: bool) -> None:
    _remove_leftovers(layout)
    make_socket_folder(layout)
    command: list[str] = [str(program("postgres", layout)), "-D", str(layout.data)]
    for name, value in _all_settings(layout, settings, durable=durable).items():
        command += ["-c", f"{name}={value}"]
    user = layout.service_user
    log = _open_log(layout)
    try:
        # Through a shell that leaves at once: the server is nobody's child, and a group and
        # session of its own keep the terminal's Ctrl-C from it.
        subprocess.run(  # noqa: S603 - own programs, arguments quoted
            ["/bin/sh", "-c", f"{shlex.join(command)} &"],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            umask=0o077,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )
    finally:
        os.close(log)


def _all_settings(layout: Layout, settings: Mapping[str, str], *, durable: bool) -> dict[str, str]:
    folder = str(layout.sockets).replace('"', '""')
    return {
        **SETTINGS,
        **({} if durable else THROWAWAY_SETTINGS),
        **settings,
        "unix_socket_directories": f'"{folder}"',
        "cluster_name": layout.cluster_name,
    }


def _remove_leftovers(layout: Layout) -> None:
    """Remove what a killed server left; each of the three would stop the next from starting."""
    socket = layout.sockets / ".s.PGSQL.5432"
    for path in (layout.data / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
        path.unlink(missing_ok=True)


def _open_log(layout: Layout) -> int:
    with suppress(FileNotFoundError):
        if layout.log.stat().st_size > LONGEST_LOG_BYTES:
            layout.log.replace(layout.log.with_suffix(".log.old"))
    return open_private(layout.log, os.O_WRONLY | os.O_APPEND)


def _log_end(layout: Layout) -> str:
    if not layout.log.exists():
        return ""
    lines = layout.log.read_text(errors="replace").splitlines()
    return "\n".join([f"The end of {layout.log}:", *lines[-20:]])
