"""Makes the server's folders with the owners and modes that they need."""

import os
import stat
from pathlib import Path

from config.embedded_postgres.errors import ForeignDataFolder, UnsafeSocketFolder
from config.embedded_postgres.layout import Layout


def make_home(layout: Layout) -> None:
    """Make the base folder, passable for the service user; no existing folder is changed.

    Raises ForeignDataFolder when it is itself a data folder of some PostgreSQL server.
    """
    if (layout.home / "PG_VERSION").exists():
        raise ForeignDataFolder(layout.home, "is itself the data folder of some PostgreSQL server")
    missing = [folder for folder in (layout.home, *layout.home.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        # mkdir's mode is subject to the umask, which may be one that shuts out the service user.
        folder.chmod(0o755 if layout.service_user else 0o700)


def make_socket_folder(layout: Layout) -> None:
    """Make the private folder of the socket; raises UnsafeSocketFolder when it is not private."""
    make_private(layout.sockets, layout)
    found = layout.sockets.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if not private or found.st_uid != layout.server_uid:
        raise UnsafeSocketFolder(layout.sockets)


def make_private(folder: Path, layout: Layout) -> None:
    """Make a folder of mode 0700 for the server's user, unless there is something of that name."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    if layout.service_user:
        os.chown(folder, layout.service_user.uid, layout.service_user.gid)


def open_private(path: Path, flags: int) -> int:
    """Open a file of mode 0600, made if missing, which belongs to its folder's owner."""
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        # Root may have begun where an ordinary user goes on.
        home = path.parent.stat()
        os.fchown(descriptor, home.st_uid, home.st_gid)
    return descriptor
