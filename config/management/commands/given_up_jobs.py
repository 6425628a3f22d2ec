"""List the background jobs that will not be tried again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config.models import GivenUpJob


class Command(BaseCommand):
    help = "List the background jobs that were given up, newest first, with the reasons."

    def handle(self, **_options: Any) -> None:
        for job in GivenUpJob.objects.all():
            self.stdout.write(
                f"{job.given_up_at:%Y-%m-%d %H:%M:%S} {job.task_name} (job {job.job_id},"
                f" {job.attempts} attempts): {job.reason}"
            )
