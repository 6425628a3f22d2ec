"""Background jobs that went wrong: picked up again after a killed worker, or given up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from identities.tasks import ATTEMPTS

if TYPE_CHECKING:
    from procrastinate import App, JobContext
    from procrastinate.contrib.django.models import ProcrastinateJob
    from procrastinate.worker import Worker

# A worker says every 10 seconds that it is alive.
SILENCE = timedelta(seconds=30)
KILLED = "The worker was killed or lost its database while the job ran, {} times."
SUPERSEDED = "Its worker was killed while it ran, and another run of it is waiting."
LONGEST_REASON = 1000
PURGE_AT_ONCE = 1000

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of the jobs that killed workers left, by job id."""

    retried: list[int]
    given_up: list[int]


def recover_stalled_jobs(*, at: datetime) -> Recovery:
    """Queue the jobs again whose worker has been silent for 30 seconds.

    A job that was left so at its fifth attempt is set aside as failed, with a ``GivenUpJob``
    that says why.
    """
    # not at the top: procrastinate reads this module before its models are ready
    from procrastinate.contrib.django.models import ProcrastinateJob

    recovery = Recovery([], [])
    silent = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=at - SILENCE)
    with transaction.atomic():
        stalled = (
            ProcrastinateJob.objects.filter(silent, status="doing")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("id")
        )
        for job in stalled:
            if reason := _recover(job, at):
                _set_aside(job.id)
                give_up_job(job.id, job.task_name, job.attempts + 1, reason, at)
                recovery.given_up.append(job.id)
            else:
                recovery.retried.append(job.id)
    if recovery.retried or recovery.given_up:
        logger.warning("jobs_recovered", retried=recovery.retried, given_up=recovery.given_up)
    return recovery


def give_up_job(job_id: int, task_name: str, attempts: int, reason: str, at: datetime) -> None:
    """Keep the reason why a job will not be tried again; procrastinate has no place for it."""
    from config.models import GivenUpJob

    GivenUpJob.objects.update_or_create(
        job_id=job_id,
        defaults={
            "task_name": task_name,
            "attempts": attempts,
            "reason": reason[:LONGEST_REASON],
            "given_up_at": at,
        },
    )


def purge_ended_jobs(*, succeeded_before: datetime, others_before: datetime) -> int:
    """Delete jobs that ended before the given instants, and return how many they were."""
    purged = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(PURGE, [succeeded_before, others_before, PURGE_AT_ONCE])
            deleted: int = cursor.rowcount
        purged += deleted
        if deleted < PURGE_AT_ONCE:
            break
    from config.models import GivenUpJob

    GivenUpJob.objects.filter(given_up_at__lt=others_before).delete()
    return purged


PURGE = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT job.id FROM procrastinate_jobs AS job
    WHERE job.status NOT IN ('todo', 'doing')
      AND (SELECT max(event.at) FROM procrastinate_events AS event WHERE event.job_id = job.id)
          < CASE job.status WHEN 'succeeded' THEN %s ELSE %s END
    ORDER BY job.id LIMIT %s
)
"""


def note_failures_of(app: App) -> None:
    """Have this app's workers keep the reason of every job that fails for the last time."""
    others = app.worker_defaults.get("task_middleware", [])
    app.worker_defaults["task_middleware"] = [*others, _note_failure]


def _note_failure(call_next: Callable[[], Any], context: JobContext, _worker: Worker) -> Any:
    task, job = context.task, context.job
    with structlog.contextvars.bound_contextvars(task=job.task_name, job_id=job.id):
        try:
            return call_next()
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            logger.warning("job_failed", attempt=job.attempts + 1, reason=reason)
            if job.id and not (task and task.get_retry_exception(exception=error, job=job)):
                with suppress(DatabaseError):
                    give_up_job(job.id, job.task_name, job.attempts + 1, reason, timezone.now())
            raise


def _recover(job: ProcrastinateJob, at: datetime) -> str:
    """Queue a job again, or return why it can't be."""
    attempts = job.attempts + 1
    if attempts >= ATTEMPTS:
        return KILLED.format(attempts)
    return "" if _queue_again(job.id, at) else SUPERSEDED


def _queue_again(job_id: int, at: datetime) -> bool:
    """Queue a job again, unless another one with its queueing lock waits already."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [job_id, at]
            )
    except IntegrityError:
        return False
    return True


def _set_aside(job_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
