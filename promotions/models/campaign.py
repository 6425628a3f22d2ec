import zoneinfo
from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now

from identities.enums import Channel
from identities.models import Organization, UUIDModel, country_validator, track_configuration
from promotions.enums import CampaignPhase, CampaignStatus, RevisionState
from promotions.models.publication import CAMPAIGN_PUBLISHED, protect_published
from promotions.querysets import CampaignQuerySet, CampaignRevisionQuerySet


def validate_time_zone(name: str) -> None:
    """Raise ``ValidationError`` unless *name* is a time zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            "%(name)s is no IANA time zone, such as Europe/Berlin.",
            code="time_zone",
            params={"name": name},
        )


@track_configuration()
class Campaign(UUIDModel):
    """One promotion, with dates, rules and eligibility.

    Its fields, and those of its games, prizes and limits, are the working copy that staff edit;
    what plays run on is the published ``CampaignRevision``.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="campaigns"
    )
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="IANA name, such as Europe/Berlin. Days of limits and schedules follow it.",
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first instant at which it is over.")
    status = models.CharField(
        max_length=10, choices=CampaignStatus.choices, default=CampaignStatus.DRAFT, editable=False
    )
    minimum_age = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Years on the day of the play. Empty: anybody."
    )
    countries = ArrayField(
        models.CharField(max_length=2, validators=[country_validator]),
        default=list,
        blank=True,
        help_text="ISO 3166-1 codes, separated by commas. Empty: anywhere.",
    )
    rules_text = models.TextField(blank=True, default="")
    publishes_stock = models.BooleanField(
        default=False, help_text="Client apps may see how many units of each prize remain."
    )
    published_revision = models.ForeignKey(
        "promotions.CampaignRevision",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    channel = models.CharField(
        max_length=20, choices=Channel.choices, default=Channel.ADMIN, editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="campaign_period_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=CampaignStatus.values), name="campaign_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[CampaignStatus.DRAFT, CampaignStatus.IN_REVIEW],
                    published_revision__isnull=True,
                )
                | models.Q(
                    status__in=[CampaignStatus.APPROVED, CampaignStatus.PAUSED],
                    published_revision__isnull=False,
                )
                | models.Q(status__in=[CampaignStatus.CANCELLED, CampaignStatus.ARCHIVED]),
                name="campaign_published_when_approved",
            ),
            # what (campaign, organization) foreign keys refer to
            models.UniqueConstraint(fields=["id", "organization"], name="campaign_in_organization"),
        )
        indexes = (
            models.Index(fields=["organization", "-starts_at"], name="campaign_of_organization"),
        )
        triggers = protect_published(
            "published_campaign", CAMPAIGN_PUBLISHED, "organization_id", "time_zone"
        )

    def __str__(self) -> str:
        return self.name

    def phase(self, at: datetime) -> CampaignPhase:
        """Return what the campaign is at the instant *at*, by its published dates."""
        if self.published_revision is None:
            return CampaignPhase(self.status)
        published = self.published_revision.published_snapshot()
        return self.phase_of_period(
            datetime.fromisoformat(published["starts_at"]),
            datetime.fromisoformat(published["ends_at"]),
            at,
        )

    def phase_of_period(
        self, starts_at: datetime, ends_at: datetime, at: datetime
    ) -> CampaignPhase:
        """Return what something published is, by the campaign's status and a period of its own.

        In the order in which ``promotions/sql/play_game.sql`` refuses.
        """
        if self.status not in (CampaignStatus.APPROVED, CampaignStatus.PAUSED):
            return CampaignPhase(self.status)
        if at >= ends_at:
            return CampaignPhase.ENDED
        if at < starts_at:
            return CampaignPhase.SCHEDULED
        return CampaignPhase.PAUSED if self.status == CampaignStatus.PAUSED else CampaignPhase.LIVE


class CampaignRevision(UUIDModel):
    """A version of a campaign's whole configuration: submitted by one person, approved by another.

    Once approved it never changes: ``snapshot`` is what was published and ``sha256`` the hash of
    its canonical JSON (``docs/sealed-schedules.md``).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RevisionState.choices)
    snapshot = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())

    objects = CampaignRevisionQuerySet.as_manager()

    class Meta:
        ordering = ("campaign", "-number")
        constraints = (
            models.UniqueConstraint(fields=["campaign", "number"], name="revision_number_unique"),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(state__in=[RevisionState.DRAFT, RevisionState.IN_REVIEW]),
                name="revision_open_once_per_campaign",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RevisionState.values), name="revision_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("submitted_by")),
                name="revision_submitter_is_not_approver",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=RevisionState.APPROVED,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    submitted_by__isnull=False,
                )
                | (
                    ~models.Q(state=RevisionState.APPROVED)
                    & models.Q(approved_by__isnull=True, approved_at__isnull=True)
                ),
                name="revision_approved_iff_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RevisionState.DRAFT)
                | models.Q(
                    snapshot__isnull=False, submitted_by__isnull=False, submitted_at__isnull=False
                ),
                name="revision_submitted_unless_draft",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="approved_revision_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=RevisionState.APPROVED),
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign} #{self.number}"

    def published_snapshot(self) -> dict[str, Any]:
        """Return the snapshot of a revision that was submitted; an empty one for a draft."""
        return self.snapshot or {}
