"""Looks at the whole database, and at many connections of it at once."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

WAITS_AT_MOST = 60


def database_fingerprint() -> dict[str, str]:
    """Return every row of every table: equal before and after means that nothing changed."""
    rows = " UNION ALL ".join(
        f"SELECT '{table}', string_agg(row::text, '\n' ORDER BY row::text) FROM \"{table}\" AS row"
        for table in sorted(connection.introspection.table_names())
    )
    with connection.cursor() as cursor:
        cursor.execute(rows)
        return dict(cursor.fetchall())


def run_together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run each call in a thread with its own connection, all from the same instant on.

    Returns what they returned, or the exceptions that they raised, in the order of *calls*.
    """
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(WAITS_AT_MOST)
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls, timeout=WAITS_AT_MOST))
