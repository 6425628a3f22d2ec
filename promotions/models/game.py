from datetime import datetime
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Now

from identities.models import (
    EncryptedTextField,
    Organization,
    UUIDModel,
    track_configuration,
)
from promotions.enums import CampaignPhase, GameKind
from promotions.models.campaign import Campaign, CampaignRevision
from promotions.models.publication import GAME_PUBLISHED, protect_published
from promotions.querysets import GameQuerySet, GameRevisionQuerySet

ALTERNATES_MAXIMUM = 100_000

code_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}\Z", "1 to 50 letters, digits, dots, hyphens or underscores."
)


@track_configuration()
class Game(UUIDModel):
    """What a participant plays inside a campaign. Its code is unique in the organization.

    A drawing is not played: participants get entries of it, and winners are drawn after its end.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="games", editable=False
    )
    # with its organization, by a foreign key of both columns (migration 0002)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="games", db_constraint=False
    )
    kind = models.CharField(
        max_length=20,
        choices=GameKind.choices,
        default=GameKind.INSTANT_WIN,
        db_default=GameKind.INSTANT_WIN.value,
        help_text="Instant win: each play is decided at once. Drawing: winners after the end.",
    )
    code = models.CharField(max_length=50, validators=[code_validator])
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    start_message = models.CharField(max_length=500, blank=True, default="")
    win_message = models.CharField(max_length=500, blank=True, default="")
    lose_message = models.CharField(max_length=500, blank=True, default="")
    icon_url = models.URLField(blank=True, default="")
    starts_at = models.DateTimeField(null=True, blank=True, help_text="Empty: as the campaign.")
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: as the campaign.")
    alternates = models.PositiveIntegerField(
        default=0,
        db_default=0,
        validators=[MaxValueValidator(ALTERNATES_MAXIMUM)],
        help_text="How many are drawn, in order, to take the place of winners.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    published = models.ForeignKey(
        "promotions.GameRevision",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = GameQuerySet.as_manager()

    class Meta:
        ordering = ("position", "code")
        constraints = (
            models.UniqueConstraint(fields=["organization", "code"], name="game_code_unique"),
            models.UniqueConstraint(fields=["id", "organization"], name="game_in_organization"),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True)
                | models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="game_period_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=GameKind.values), name="game_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=GameKind.DRAWING) | models.Q(alternates=0),
                name="game_alternates_only_in_drawings",
                violation_error_message="Only a drawing has alternates.",
            ),
        )
        triggers = protect_published(
            "published_game", GAME_PUBLISHED, "organization_id", "campaign_id", "code", "kind"
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def phase(self, at: datetime) -> CampaignPhase:
        """Return what the game is at the instant *at*, by its own published period."""
        if self.published is None:
            return CampaignPhase(self.campaign.status)
        return self.campaign.phase_of_period(self.published.starts_at, self.published.ends_at, at)


class Seal(UUIDModel):
    """The secret that a game's chance comes from, and the public commitment to it.

    ``seed`` is 32 bytes in hex, encrypted; ``draw_key`` is HMAC-SHA256(seed, "draw");
    ``commitment`` is SHA-256(seed ‖ SHA-256 of the published revision). See
    ``docs/sealed-schedules.md``.
    """

    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="seals")
    revision = models.ForeignKey(CampaignRevision, on_delete=models.PROTECT, related_name="seals")
    seed = EncryptedTextField()
    draw_key = models.BinaryField(max_length=32)
    commitment = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ("game", "-sealed_at")
        constraints = (
            models.UniqueConstraint(fields=["game", "revision"], name="seal_once_per_publication"),
        )
        triggers = (
            pgtrigger.Protect(
                name="seal_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return self.commitment


class GameRevision(UUIDModel):
    """A game as one published revision has it, laid out for the engine: one row a play reads."""

    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="revisions")
    revision = models.ForeignKey(CampaignRevision, on_delete=models.PROTECT, related_name="games")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="game_revisions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    countries = ArrayField(models.CharField(max_length=2))
    # the game's part of the snapshot, prizes in the order in which they are tried
    document = models.JSONField()
    prizes = models.JSONField()
    limits = models.JSONField()

    objects = GameRevisionQuerySet.as_manager()

    class Meta:
        ordering = ("game", "-revision__number")
        constraints = (
            models.UniqueConstraint(
                fields=["game", "revision"], name="game_revision_once_per_publication"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="game_revision_period_in_order",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="game_revision_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.game_id} {self.revision_id}"

    def publishes(self, prize_id: UUID) -> bool:
        """Tell whether the prize is part of what was published."""
        return any(prize["id"] == str(prize_id) for prize in self.prizes)
