"""Background jobs of this app, and how often any job is tried."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from identities.services import purging

# Killed workers count, too. The waits after a failure are 3, 9, 27 and 81 seconds.
ATTEMPTS = 5
RETRY = RetryStrategy(max_attempts=ATTEMPTS - 1, exponential_wait=3)

KEEP_RECORDS = timedelta(days=7)
KEEP_INTERNAL_RECORDS = timedelta(days=1)
KEEP_USAGE = timedelta(hours=1)
# staff look at sessions that are over, too
KEEP_SESSIONS = timedelta(days=30)
# longer than anybody is locked out
KEEP_FAILURES = timedelta(days=1)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="purge_idempotency_records", retry=RETRY)
def purge_idempotency_records(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    now = timezone.now()
    purging.purge_idempotency_records(
        before=now - KEEP_RECORDS, internal_before=now - KEEP_INTERNAL_RECORDS
    )


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="purge_client_usage", retry=RETRY)
def purge_client_usage(timestamp: int) -> None:  # noqa: ARG001
    purging.purge_client_usage(before=timezone.now() - KEEP_USAGE)


@app.periodic(cron="27 * * * *")
@app.task(queueing_lock="purge_logins", retry=RETRY)
def purge_logins(timestamp: int) -> None:  # noqa: ARG001
    now = timezone.now()
    purging.purge_sessions(before=now - KEEP_SESSIONS)
    purging.purge_login_failures(before=now - KEEP_FAILURES)
