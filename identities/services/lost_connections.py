"""Calls whose database connection dies before the answer arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

Answer = TypeVar("Answer")

DATABASE_AWAY = (OperationalError, InterfaceError)


def is_connection_lost(error: BaseException) -> bool:
    """Tell whether *error* came from a connection that is of no use any more, and close that."""
    if not isinstance(error, DATABASE_AWAY) or connection.in_atomic_block or connection.is_usable():
        return False
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
    return again()
