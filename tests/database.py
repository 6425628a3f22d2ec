"""Looks at the whole database, and at many connections of it at once."""

import re
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction

WAITS_AT_MOST = 60

# those whose names Django made begin with the name of their table
NAMED_RULES = """
SELECT conname FROM pg_constraint
WHERE contype IN ('c', 'u', 'f') AND starts_with(conrelid::regclass::text, %(app)s)
    AND NOT starts_with(conname, %(app)s)
UNION
SELECT indexrelid::regclass::text FROM pg_index
WHERE indisunique AND starts_with(indrelid::regclass::text, %(app)s)
    AND NOT starts_with(indexrelid::regclass::text, %(app)s)
"""
TRIGGERS = """
SELECT tgname FROM pg_trigger
WHERE NOT tgisinternal AND starts_with(tgrelid::regclass::text, %(app)s)
"""
RECORDING = {"insert_insert", "update_update", "delete_delete"}


# written after a refusal, in a transaction of its own
RECORDS_OF_REFUSALS = {"tokens_refusedday", "tokens_refusedattempt"}


def database_fingerprint(*, but: Collection[str] = ()) -> dict[str, str]:
    """Return every row of every table: equal before and after means that nothing changed.

    The tables *but* are left out.
    """
    rows = " UNION ALL ".join(
        f"SELECT '{table}', string_agg(row::text, '\n' ORDER BY row::text) FROM \"{table}\" AS row"
        for table in sorted(set(connection.introspection.table_names()) - set(but))
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


def store_again(row: object, **changes: object) -> None:
    """Store *row* once more under another key, with *changes*."""
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def violated_by(break_it: Callable[[], object]) -> str | None:
    """Return the name of the constraint that *break_it* violates, going round the services."""
    try:
        with transaction.atomic():
            break_it()
            connection.check_constraints()
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return None


def stopped_by(break_it: Callable[[], object]) -> str | None:
    """Return the name of the trigger that stops *break_it*."""
    try:
        with transaction.atomic():
            break_it()
    except DatabaseError as error:
        found = re.search(r"pgtrigger_(\w+)_[0-9a-f]{5}\(\)", error.__cause__.diag.context)
        return found and found[1]
    return None


def named_rules(app: str) -> set[str]:
    """Return the names of *app*'s constraints and unique indexes that people gave."""
    return _names(NAMED_RULES, app)


def named_triggers(app: str) -> set[str]:
    """Return the names of *app*'s triggers, but for those that record history."""
    names = _names(TRIGGERS, app)
    return {re.sub(r"^pgtrigger_(\w+)_[0-9a-f]{5}$", r"\1", name) for name in names} - RECORDING


def _names(query: str, app: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"app": f"{app}_"})
        return {name for (name,) in cursor.fetchall()}
