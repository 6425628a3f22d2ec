import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from badges.enums import AssignmentState
from badges.models.badge import Badge, BadgeRule
from badges.models.outcome import Outcome
from badges.querysets import BadgeAssignmentQuerySet
from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant, UUIDModel
from promotions.models import Play

# what happens to an assignment once it was made; a rule's threshold is kept when it is deleted
CHANGING = (
    "rule", "badge_url", "revoked_at", "revoke_reason", "revoked_by", "revoked_client",
)  # fmt: skip


class BadgeAssignment(UUIDModel):
    """A badge that a participant was given: by a rule, by a play, by an issuer or by staff.

    Held until it is revoked, for good; never deleted. An assignment by a rule has the ``outcome``
    that reached its ``threshold``; one that an issuer recorded has its ``reference``.
    """

    # each with the organization, by foreign keys of both columns (migration 0002)
    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="badge_assignments",
        db_constraint=False,
    )
    participant = models.ForeignKey(
        Participant,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="badge_assignments",
        db_constraint=False,
    )
    badge = models.ForeignKey(
        Badge,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_constraint=False,
    )
    # with the participant, by a foreign key of both columns (migration 0002)
    outcome = models.ForeignKey(
        Outcome,
        null=True,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_constraint=False,
    )
    rule = models.ForeignKey(
        BadgeRule,
        null=True,
        on_delete=models.SET_NULL,
        related_name="assignments",
        db_constraint=False,
    )
    threshold = models.PositiveIntegerField(null=True)
    granted_by = models.OneToOneField(
        Play, null=True, on_delete=models.PROTECT, related_name="granted_badge"
    )
    reference = models.CharField(max_length=200, null=True)  # noqa: DJ001 - unique where given
    badge_url = models.URLField(max_length=2000, blank=True, default="", db_default="")
    reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    channel = models.CharField(max_length=20, choices=Channel.choices)
    client = models.ForeignKey(
        ApiClient,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="badge_assignments",
    )
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = BadgeAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("-assigned_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["participant", "badge"],
                condition=models.Q(revoked_at__isnull=True),
                name="badge_assignment_held_once",
            ),
            # a reference may name a participant, who can be given many badges under it
            models.UniqueConstraint(
                fields=["organization", "reference", "badge"],
                name="badge_assignment_reference_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoke_reason="")
                | (models.Q(revoked_at__isnull=False) & ~models.Q(revoke_reason="")),
                name="badge_assignment_revoked_iff_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(threshold__isnull=True, rule__isnull=True)
                | models.Q(threshold__gte=1, outcome__isnull=False),
                name="badge_assignment_threshold_of_outcome",
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-assigned_at", "-id"],
                name="badge_assignment_newest",
            ),
            models.Index(
                fields=["participant", "-assigned_at", "-id"],
                name="badge_assignment_of_holder",
            ),
            models.Index(fields=["badge", "-assigned_at", "-id"], name="badge_assignment_of_badge"),
        )
        triggers = (
            pgtrigger.Protect(name="badge_assignment_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="badge_assignment_stays_the_same", exclude=list(CHANGING)),
            pgtrigger.Protect(
                name="badge_assignment_revoked_for_good",
                operation=pgtrigger.UpdateOf("revoked_at"),  # type: ignore[no-untyped-call]  # its stubs
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.badge} {self.assigned_at:%Y-%m-%d %H:%M}"

    @property
    def state(self) -> AssignmentState:
        """What the assignment is."""
        return AssignmentState.HELD if self.revoked_at is None else AssignmentState.REVOKED


class BadgeOptOut(UUIDModel):
    """A participant who wants no badges: no outcome of his is stored, no issuer gives him one.

    What he wins as a prize he is given all the same.
    """

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="badge_opt_out"
    )
    reason = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "badge opt-out"
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return str(self.participant)
