"""Has a process leave when its parent is gone, however that ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

POLL_SECONDS = 0.5
GRACE_SECONDS = 10


def follow_parent(parent: int) -> None:
    """End this process cleanly once *parent* is not its parent any more, by force if it must be.

    Watching the parent's id works on every Unix, for forked and for started processes, and after
    ``kill -9``: a signal on the parent's death (Linux alone) would be lost where the parent died
    before it was asked for.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # While it starts: what it runs then has handlers of its own.
        signal.signal(number, _leave)
    threading.Thread(target=_watch, args=(parent,), name="follow-parent", daemon=True).start()


def _leave(_number: int, _frame: object) -> None:
    # Not the default, which would skip leaving the embedded database.
    sys.exit(0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
