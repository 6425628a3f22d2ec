from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant, UUIDModel
from promotions.enums import GameKind
from promotions.models import CampaignRevision, Game, Play
from tokens.enums import TokenPhase, TokenState
from tokens.querysets import TokenQuerySet

# tokens are of games that are played; drawings have entries
PLAYED = {"kind": GameKind.INSTANT_WIN.value}


class TokenBatch(UUIDModel):
    """Codes made together, for printing or a mailing; they belong to nobody until redeemed."""

    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="batches",
        db_constraint=False,
    )
    # with its organization, by a foreign key of both columns (migration 0002)
    game = models.ForeignKey(
        Game,
        on_delete=models.PROTECT,
        related_name="batches",
        db_constraint=False,
        limit_choices_to=PLAYED,
    )
    name = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    expires_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="token_batch_quantity_positive"
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-created_at", "-id"], name="token_batch_newest_first"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Token(UUIDModel):
    """A single right to play one game. Its code is public and unguessable (80 random bits)."""

    # each with the organization, by foreign keys of both columns (migration 0002)
    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="tokens",
        db_constraint=False,
    )
    game = models.ForeignKey(
        Game,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="tokens",
        db_constraint=False,
        limit_choices_to=PLAYED,
    )
    participant = models.ForeignKey(
        Participant,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="tokens",
        db_constraint=False,
    )
    batch = models.ForeignKey(
        TokenBatch, null=True, db_index=False, on_delete=models.PROTECT, related_name="tokens"
    )
    code = models.CharField(max_length=32, db_default=models.Func(function="new_token_code_v1"))
    source_id = models.CharField(max_length=200, null=True)  # noqa: DJ001 - unique where given
    reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    state = models.CharField(
        max_length=10,
        choices=TokenState.choices,
        default=TokenState.ISSUED,
        db_default=TokenState.ISSUED.value,
    )
    issued_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    # when a code of a batch, made for nobody, became a participant's
    claimed_at = models.DateTimeField(null=True)
    redeemed_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    voided_client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    play = models.OneToOneField(Play, null=True, on_delete=models.PROTECT, related_name="token")
    granted_by = models.OneToOneField(
        Play, null=True, on_delete=models.PROTECT, related_name="granted_token"
    )
    # whose limits on token awards counted it; none counts codes of a batch and tokens that were
    # won or reissued
    revision = models.ForeignKey(
        CampaignRevision, null=True, db_index=False, on_delete=models.PROTECT, related_name="tokens"
    )
    reissues = models.ForeignKey(
        "self", null=True, db_index=False, on_delete=models.PROTECT, related_name="reissued_as"
    )
    channel = models.CharField(max_length=20, choices=Channel.choices)
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="tokens"
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["code"], name="token_code_unique"),
            models.UniqueConstraint(
                fields=["reissues"],
                condition=models.Q(reissues__isnull=False),
                name="token_reissued_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "source_id"], name="token_source_id_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{8,32}$"),
                name="token_code_in_alphabet",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=TokenState.values), name="token_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=TokenState.REDEEMED, play__isnull=False, redeemed_at__isnull=False
                )
                | (
                    ~models.Q(state=TokenState.REDEEMED)
                    & models.Q(play__isnull=True, redeemed_at__isnull=True)
                ),
                name="token_redeemed_iff_played",
            ),
            models.CheckConstraint(
                condition=models.Q(state=TokenState.VOIDED, voided_at__isnull=False)
                | (~models.Q(state=TokenState.VOIDED) & models.Q(voided_at__isnull=True)),
                name="token_voided_iff_instant",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=TokenState.REDEEMED)
                | models.Q(participant__isnull=False),
                name="token_redeemed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(claimed_at__isnull=True)
                | models.Q(batch__isnull=False, participant__isnull=False),
                name="token_claimed_of_batch_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__isnull=True)
                | models.Q(expires_at__gt=models.F("issued_at")),
                name="token_period_in_order",
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-issued_at", "-id"], name="token_newest_of_organization"
            ),
            models.Index(
                fields=["participant", "-issued_at", "-id"],
                condition=models.Q(participant__isnull=False),
                name="token_newest_of_participant",
            ),
            models.Index(fields=["game", "-issued_at", "-id"], name="token_newest_of_game"),
            models.Index(
                fields=["game", "expires_at", "id"],
                condition=models.Q(state=TokenState.ISSUED, expires_at__isnull=False),
                name="token_expiring_of_game",
            ),
            models.Index(
                fields=["batch", "id"],
                condition=models.Q(batch__isnull=False),
                name="token_of_batch",
            ),
        )

    def __str__(self) -> str:
        return self.code

    def phase(self, at: datetime) -> TokenPhase:
        """Return what the token is at the instant *at*."""
        lasts = self.expires_at is None or at < self.expires_at
        if self.state == TokenState.ISSUED and not lasts:
            return TokenPhase.EXPIRED
        return TokenPhase(self.state)
