"""Background jobs of this app."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from identities.tasks import RETRY
from tokens.services import refused_attempts

# longer than winners and losers complain
KEEP_REFUSED_ATTEMPTS = timedelta(days=180)


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="purge_refused_attempts", retry=RETRY)
def purge_refused_attempts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
    refused_attempts.purge_refused_attempts(before=timezone.now() - KEEP_REFUSED_ATTEMPTS)
