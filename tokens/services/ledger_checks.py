"""Checks of the ledger's invariants, when somebody asks for one."""

from __future__ import annotations

from django.db import connection, transaction

from identities.models import User
from promotions.models import InvariantCheck
from promotions.services.checks import record_check
from promotions.services.invariants import Invariant, invariants, violations_of

LEDGER = ("tokens/ledger", "tokens/values")
# one at a time: each reads the whole ledger
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('check_ledger', 0))"


class CheckRunning(Exception):
    """Somebody else's check of the ledger is still running."""


def ledger_invariants() -> list[Invariant]:
    """Return what must always hold of accounts, transfers, awards, fundings and mints."""
    return [invariant for invariant in invariants() if invariant.source in LEDGER]


def check_ledger(*, by: User) -> InvariantCheck:
    """Check the ledger's invariants now, and keep what was found.

    Reads every posting: with millions it takes seconds. Raises ``CheckRunning``.
    """
    asked = ledger_invariants()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
            if cursor.fetchone() != (True,):
                raise CheckRunning
        found = violations_of(asked)
        return record_check(asked=[each.name for each in asked], violations=found, by=by)


def newest_check() -> InvariantCheck | None:
    """Return the newest check that the ledger's invariants were part of."""
    names = [invariant.name for invariant in ledger_invariants()]
    checks = InvariantCheck.objects.filter(invariants__contains=names)
    return checks.select_related("checked_by").order_by("-checked_at", "-id").first()
