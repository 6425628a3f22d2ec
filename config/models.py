"""What the running of the platform keeps; the domain's models are in the apps."""

from __future__ import annotations

from django.db import models


class GivenUpJob(models.Model):
    """A background job that will not be tried again, and why.

    ``job_id`` is procrastinate's, without a foreign key: that table is not Django's to manage.
    """

    job_id = models.BigIntegerField()
    task_name = models.CharField(max_length=128)
    attempts = models.PositiveIntegerField()
    reason = models.TextField()
    given_up_at = models.DateTimeField()

    class Meta:
        ordering = ("-given_up_at",)
        constraints = (models.UniqueConstraint(fields=["job_id"], name="given_up_job_unique"),)
        indexes = (models.Index(fields=["given_up_at"], name="given_up_job_by_time"),)

    def __str__(self) -> str:
        return f"{self.task_name} ({self.job_id})"
