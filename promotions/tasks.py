"""Background jobs of this app."""

from __future__ import annotations

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from identities.services import metrics
from identities.tasks import RETRY
from promotions.services import awards, checks, invariants

logger = structlog.get_logger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="forfeit_overdue_awards", retry=RETRY)
def forfeit_overdue_awards(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    awards.forfeit_overdue_awards(at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="check_invariants", retry=RETRY)
def check_invariants(timestamp: int) -> None:  # noqa: ARG001
    violations = invariants.check_invariants()
    asked = [*(each.name for each in invariants.invariants()), *invariants.RECOMPUTED]
    checks.record_check(asked=asked, violations=violations)
    if violations:
        logger.error("invariants_broken", names=sorted({found.invariant for found in violations}))
    metrics.report_violations(violations=len(violations), at=timezone.now())
