"""This process as a user of embedded servers: it joins, leaves, and stops what nobody uses."""

import os
from collections.abc import Mapping
from multiprocessing import util
from pathlib import Path

from config.embedded_postgres.cluster import ensure_cluster
from config.embedded_postgres.errors import ForeignDataFolder
from config.embedded_postgres.folders import make_home
from config.embedded_postgres.layout import Layout, layout_of
from config.embedded_postgres.locks import Membership
from config.embedded_postgres.server import ensure_database, ensure_running, stop

_memberships: dict[Path, Membership] = {}


def join(base: Path, settings: Mapping[str, str], *, durable: bool) -> None:
    """See ``config.embedded_postgres.start``."""
    layout = layout_of(base)
    make_home(layout)
    member = _membership(layout)
    try:
        with member.exclusively():
            member.join()
            ensure_cluster(layout, durable=durable)
            ensure_running(layout, settings, durable=durable)
            ensure_database(layout)
    except BaseException:
        member.close()
        del _memberships[layout.home]
        raise


def leave() -> None:
    """See ``config.embedded_postgres.release``."""
    while _memberships:
        _, member = _memberships.popitem()
        try:
            # A forked child holds its parent's locks: leaving must not end the parent's server.
            if member.pid == os.getpid():
                _stop_if_last(member)
        finally:
            member.close()


def _stop_if_last(member: Membership) -> None:
    with member.exclusively():
        if member.is_last():
            stop(member.layout)


def _membership(layout: Layout) -> Membership:
    known = _memberships.get(layout.home)
    if known is not None and known.pid == os.getpid():
        return known
    if known is not None:
        known.close()
    try:
        _memberships[layout.home] = Membership(layout)
    except PermissionError:
        raise ForeignDataFolder(layout.home, "belongs to another user") from None
    _leave_at_exit()
    return _memberships[layout.home]


def _leave_at_exit() -> None:
    """Leave when this process ends, whichever way it takes through Python.

    A finalizer of multiprocessing runs in its children too (granian's workers), which end by
    os._exit without atexit; the low priority has it wait for the process's own children.
    """
    util.Finalize(None, leave, exitpriority=-100)
