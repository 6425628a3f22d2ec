"""The clock that all processes share."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the database's instant, for an interface to pass to a service that writes it.

    Lists are paged by such instants: those of one clock come in order, those of many hosts don't.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (instant,) = cursor.fetchone()
    return instant  # type: ignore[no-any-return]
