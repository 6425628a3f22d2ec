from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from identities.enums import Scope, UsageKind
from identities.models.base import UUIDModel
from identities.models.history import track_configuration
from identities.models.organization import Organization


@track_configuration(exclude=["key_sha256", "last_used_at"])
class ApiClient(UUIDModel):
    """A credential of an organization: a key of 256 random bits, of which only the hash is kept."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="api_clients"
    )
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=12, editable=False)
    key_sha256 = models.BinaryField(max_length=32, editable=False)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope.choices), default=list)
    requests_per_minute = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Empty: the platform's own figure. Over it, requests are answered 429.",
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "API client"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["prefix"], name="api_client_prefix_unique"),
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=Scope.values),
                name="api_client_scopes_known",
            ),
            models.CheckConstraint(
                condition=models.Q(requests_per_minute__isnull=True)
                | models.Q(requests_per_minute__gt=0),
                name="api_client_rate_positive",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_usable(self, at: datetime) -> bool:
        """Tell whether the key is accepted at the instant *at* (its organization apart)."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class ApiClientUsage(UUIDModel):
    """How often a client did something that is limited, in one minute of the database's clock."""

    client = models.ForeignKey(
        ApiClient, db_index=False, on_delete=models.CASCADE, related_name="usage"
    )
    kind = models.CharField(max_length=20, choices=UsageKind.choices)
    window_starts_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["client", "kind", "window_starts_at"], name="api_client_usage_unique"
            ),
        )
        indexes = (models.Index(fields=["window_starts_at"], name="api_client_usage_to_purge"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.window_starts_at:%Y-%m-%d %H:%M}: {self.used}"


class IdempotencyRecord(UUIDModel):
    """The answer that a client's POST got, written in the transaction of its effect.

    A redemption's record has no answer of its own: the token holds the result for ever.
    """

    client = models.ForeignKey(
        ApiClient, db_index=False, on_delete=models.CASCADE, related_name="records"
    )
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["client", "key"], name="idempotency_key_unique"),
            models.CheckConstraint(
                condition=models.Q(status__isnull=True, body__isnull=True)
                | models.Q(status__isnull=False, body__isnull=False),
                name="idempotency_answer_whole",
            ),
        )
        indexes = (models.Index(fields=["created_at"], name="idempotency_to_purge"),)

    def __str__(self) -> str:
        return self.key
