"""Calls whose database connection dies before the answer arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from identities.services.metrics import count_connection_retry

Answer = TypeVar("Answer")

DATABASE_AWAY = (OperationalError, InterfaceError)


# admin_shutdown, crash_shutdown, cannot_connect_now; class 08 is connection exceptions
SERVER_AWAY = ("57P01", "57P02", "57P03", "08")


def is_connection_lost(error: BaseException) -> bool:
    """Tell whether *error* says that its connection died, and make way for a fresh one.

    It is the error that says so: leaving a transaction may have replaced the connection already.
    An error without an SQLSTATE did not come from the server, so it was the way there.
    """
    if not isinstance(error, DATABASE_AWAY) or connection.in_atomic_block:
        return False
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    if sqlstate is not None and not sqlstate.startswith(SERVER_AWAY):
        return False
    if not connection.is_usable():
        connection.close()
    return True


def call_again_if_lost(first: Callable[[], Answer], again: Callable[[], Answer]) -> Answer:
    """Call *first*, and where its connection died call *again*, once, on a fresh connection.

    The first call may have been committed, or may be ending at this moment: *again* must find out.
    """
    try:
        return first()
    except DATABASE_AWAY as error:
        if not is_connection_lost(error):
            raise
    count_connection_retry()
    return again()
