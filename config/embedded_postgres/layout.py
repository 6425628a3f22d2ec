"""Where a server's files are, and which user runs it: computed from the base folder alone."""

import hashlib
import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

DATABASE = "tombola"
SUPERUSER = "postgres"
# sockaddr_un holds 104 bytes on macOS (108 on Linux), the terminating zero included.
LONGEST_SOCKET_PATH = 103


class ServiceUser(NamedTuple):
    """An existing, unprivileged user who runs the server for root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Layout:
    """The places of one embedded server.

    ``home`` is the base folder itself, but for root it is ``/var/lib/tombola-<hash>`` when the
    service user cannot get into the base folder (a checkout in a private home, say).
    """

    home: Path
    service_user: ServiceUser | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @cached_property
    def cluster_name(self) -> str:
        """The name that the server's processes carry in their titles."""
        return f"tombola-{_digest(self.data)}"

    @cached_property
    def sockets(self) -> Path:
        """The folder of the socket, beneath ``home`` unless the path is not fit for a socket."""
        folder = self.home / "sock"
        # A comma separates several folders, for the server as for its clients.
        if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH and "," not in str(
            folder
        ):
            return folder
        # Not tempfile.gettempdir(): all processes must agree, whatever their TMPDIR is.
        return Path("/tmp") / f"tombola-{self.server_uid}-{_digest(self.data)}"  # noqa: S108

    @property
    def server_uid(self) -> int:
        return self.service_user.uid if self.service_user else os.geteuid()

    def url(self, database: str = DATABASE) -> str:
        """The DSN of one of the server's databases; libpq and django-environ both read it."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.sockets))}"


def layout_of(base: Path) -> Layout:
    """The layout for a base folder; looks at modes and owners, changes nothing."""
    base = base.resolve()
    relocated = Path("/var/lib") / f"tombola-{_digest(base)}"
    if not _is_root():
        return Layout(home=base, service_user=None)
    # A folder with data in it settles both questions for good, whatever happens around it.
    for home in (base, relocated):
        if (home / "data").is_dir():
            return Layout(home=home, service_user=_owner(home / "data") or _default_service_user())
    user = _default_service_user()
    reachable = user is None or is_reachable(base, user)
    return Layout(home=base if reachable else relocated, service_user=user)


def is_reachable(path: Path, user: ServiceUser) -> bool:
    """Whether the user may pass all existing folders down to and including this path."""
    return all(_may_enter(folder, user) for folder in (path, *path.parents) if folder.exists())


def _may_enter(folder: Path, user: ServiceUser) -> bool:
    found = folder.stat()
    if found.st_uid == user.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == user.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _owner(folder: Path) -> ServiceUser | None:
    uid = folder.stat().st_uid
    return _passwd_entry(uid) if uid else None


def _default_service_user() -> ServiceUser | None:
    return _passwd_entry("postgres") or _passwd_entry("nobody")


def _passwd_entry(key: str | int) -> ServiceUser | None:
    import pwd

    try:
        entry = pwd.getpwnam(key) if isinstance(key, str) else pwd.getpwuid(key)
    except KeyError:
        return None
    return ServiceUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
