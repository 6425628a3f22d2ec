"""Who uses a server: kernel locks, which a killed process cannot leave behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from config.embedded_postgres.folders import open_private
from config.embedded_postgres.layout import Layout


class Membership:
    """This process's place among the users of one server.

    Both files stay open, so that leaving works after their folder has been deleted.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.pid = os.getpid()
        self._starting = open_private(layout.home / "start.lock", os.O_RDWR)
        self._using = open_private(layout.home / "users.lock", os.O_RDWR)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Hold the lock under which servers are started and stopped; waits for it."""
        fcntl.flock(self._starting, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._starting, fcntl.LOCK_UN)

    def join(self) -> None:
        """Count as a user from now on until this process ends; call it exclusively."""
        fcntl.flock(self._using, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """Whether no other process uses the server; call it exclusively, and close afterwards."""
        with suppress(BlockingIOError):
            fcntl.flock(self._using, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def close(self) -> None:
        """Stop counting as a user; in a forked child this leaves the parent's place alone."""
        os.close(self._starting)
        os.close(self._using)
