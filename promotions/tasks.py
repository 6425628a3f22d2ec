"""Background jobs of this app."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import DatabaseError
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from identities.services import metrics
from identities.tasks import RETRY
from promotions.services import awards, checks, invariants
from promotions.services.simulations import progress, requests

BROKEN = "The simulation met a fault of the platform; the log of its jobs has it."

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


@app.task(retry=RETRY, pass_context=True)
def run_simulation(context: JobContext, simulation_id: str) -> None:
    pk = UUID(simulation_id)
    try:
        progress.run_simulation(
            simulation_id=pk, now=timezone.now, is_stopping=context.should_abort
        )
    except progress.SimulationInterrupted as interruption:
        raise JobAborted from interruption
    except DatabaseError:
        raise
    except Exception:
        # it would come to the same again
        progress.fail_simulation(simulation_id=pk, reason=BROKEN, at=timezone.now())
        raise


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="end_abandoned_simulations", retry=RETRY)
def end_abandoned_simulations(timestamp: int) -> None:  # noqa: ARG001
    requests.end_abandoned_simulations(at=timezone.now())
