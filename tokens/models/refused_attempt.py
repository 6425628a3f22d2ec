from django.db import models

from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant, UUIDModel
from promotions.enums import Refusal
from tokens.enums import RECORDED_REFUSALS
from tokens.models.token import Token

# how many refusals of one token a day are kept one by one; tokens/sql/record_refusal.sql has it too
ATTEMPTS_A_DAY = 20


class RefusedDay(UUIDModel):
    """How often redeeming one token was refused on one day of UTC."""

    token = models.ForeignKey(
        Token, db_index=False, on_delete=models.PROTECT, related_name="refused_days"
    )
    refused_on = models.DateField()
    refusals = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["token", "refused_on"], name="refused_day_of_token_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(refusals__gte=1), name="refused_day_has_refusals"
            ),
        )
        indexes = (models.Index(fields=["refused_on"], name="refused_day_to_purge"),)

    def __str__(self) -> str:
        return f"{self.refusals} on {self.refused_on}"


class RefusedAttempt(UUIDModel):
    """One attempt to redeem a token that was refused: when, why, through which door.

    The first of a day only, by ``number``: all are counted by their ``RefusedDay``.
    """

    # with the participant, by a foreign key of both columns (migration 0015)
    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    day = models.ForeignKey(
        RefusedDay, db_index=False, on_delete=models.CASCADE, related_name="attempts"
    )
    number = models.PositiveSmallIntegerField()
    # who was named by the attempt, or else whose token it is; none where nobody was known
    participant = models.ForeignKey(
        Participant,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="refused_attempts",
        db_constraint=False,
    )
    refused_at = models.DateTimeField()
    refusal = models.CharField(max_length=30, choices=Refusal.choices)
    # what the caller was told: limit and retry_at, opens_at, or reason
    detail = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    channel = models.CharField(max_length=20, choices=Channel.choices)
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    request_id = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-refused_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["day", "number"], name="refused_attempt_number_unique"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=ATTEMPTS_A_DAY),
                name="refused_attempt_among_the_first",
            ),
            models.CheckConstraint(
                condition=models.Q(refusal__in=RECORDED_REFUSALS),
                name="refused_attempt_code_recorded",
            ),
        )
        indexes = (
            models.Index(
                fields=["participant", "-refused_at", "-id"],
                condition=models.Q(participant__isnull=False),
                name="refused_attempt_newest_first",
            ),
        )

    def __str__(self) -> str:
        return f"{self.refusal} {self.refused_at:%Y-%m-%d %H:%M:%S}"
