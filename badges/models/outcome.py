import pgtrigger
from django.db import models

from badges.models.badge import OutcomeType
from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant, UUIDModel


class Outcome(UUIDModel):
    """What a participant achieved, once. Append-only.

    ``number`` counts the participant's outcomes of this type: 1 is the first.
    """

    # each with the organization, by foreign keys of both columns (migration 0002)
    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="outcomes",
        db_constraint=False,
    )
    participant = models.ForeignKey(
        Participant,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="outcomes",
        db_constraint=False,
    )
    outcome_type = models.ForeignKey(
        OutcomeType,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="outcomes",
        db_constraint=False,
    )
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=200, null=True)  # noqa: DJ001 - unique where given
    happened_at = models.DateTimeField()
    channel = models.CharField(max_length=20, choices=Channel.choices)
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="outcomes"
    )

    class Meta:
        ordering = ("-happened_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "reference"], name="outcome_reference_unique"
            ),
            models.UniqueConstraint(
                fields=["participant", "outcome_type", "number"], name="outcome_number_unique"
            ),
            # what (outcome, participant) foreign keys refer to
            models.UniqueConstraint(fields=["id", "participant"], name="outcome_of_participant"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="outcome_number_positive"
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-happened_at", "-id"],
                name="outcome_newest_of_organization",
            ),
            models.Index(
                fields=["participant", "-happened_at", "-id"], name="outcome_newest_of_participant"
            ),
            models.Index(
                fields=["outcome_type", "-happened_at", "-id"], name="outcome_newest_of_type"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="outcome_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome_type} {self.happened_at:%Y-%m-%d %H:%M:%S}"
