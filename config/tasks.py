"""Background jobs that look after the background jobs."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from config import jobs
from identities.tasks import RETRY

KEEP_SUCCEEDED = timedelta(days=1)
KEEP_OTHERS = timedelta(days=30)


@app.periodic(cron="* * * * * */30")
@app.task(queueing_lock="recover_stalled_jobs", priority=100)
def recover_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    jobs.recover_stalled_jobs(at=timezone.now())


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="purge_ended_jobs", retry=RETRY)
def purge_ended_jobs(timestamp: int) -> None:  # noqa: ARG001
    now = timezone.now()
    jobs.purge_ended_jobs(succeeded_before=now - KEEP_SUCCEEDED, others_before=now - KEEP_OTHERS)
