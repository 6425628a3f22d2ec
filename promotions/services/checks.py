"""What checks of invariants found, kept to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from identities.models import User
from promotions.models import InvariantCheck
from promotions.services.invariants import Violation

# breaking rows of one invariant that are kept; all of them are counted
ROWS_KEPT = 20


def record_check(
    *, asked: Iterable[str], violations: Sequence[Violation], by: User | None = None
) -> InvariantCheck:
    """Keep what a check of the invariants of these names found; *by* none: the periodic job's."""
    broken: dict[str, dict[str, Any]] = {}
    for violation in violations:
        found = broken.setdefault(violation.invariant, {"rows": 0, "first": []})
        found["rows"] += 1
        if len(found["first"]) < ROWS_KEPT:
            found["first"].append([violation.id, violation.detail])
    check = InvariantCheck.objects.create(checked_by=by, invariants=list(asked), broken=broken)
    check.refresh_from_db(fields=["checked_at"])
    return check
