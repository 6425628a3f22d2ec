import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now

from badges.querysets import BadgeQuerySet, BadgeRuleQuerySet, OutcomeTypeQuerySet
from identities.models import Organization, UUIDModel, track_configuration
from promotions.models import Prize
from promotions.models.game import code_validator
from promotions.models.publication import protect_published

# SQL that is true of an OLD row that a published prize grants
BADGE_PUBLISHED = """EXISTS (
    SELECT FROM promotions_gamerevision AS published
    WHERE published.prizes @> jsonb_build_array(
        jsonb_build_object('grant', jsonb_build_object('badge_id', OLD.id)))
)"""


@track_configuration()
class Badge(UUIDModel):
    """A credential that participants are given.

    Its code, unique in the organization, stays: published prizes tell it, and clients know it.
    """

    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="badges"
    )
    code = models.CharField(max_length=50, validators=[code_validator])
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    image_url = models.URLField(max_length=500, blank=True, default="")
    tags = ArrayField(
        models.CharField(max_length=50), default=list, blank=True, help_text="Separated by commas."
    )
    issuer_name = models.CharField(max_length=200, blank=True, default="")
    issuer_description = models.TextField(blank=True, default="")
    issuer_email = models.EmailField(blank=True, default="")
    issuer_url = models.URLField(max_length=500, blank=True, default="")
    url = models.URLField(
        max_length=500,
        blank=True,
        default="",
        help_text="The badge's public page, by which an issuer of badges names it.",
    )
    is_enabled = models.BooleanField(
        default=True, help_text="While off, nobody is given it; who holds it keeps it."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = BadgeQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=["organization", "code"], name="badge_code_unique"),
            models.UniqueConstraint(
                fields=["organization", "url"],
                condition=~models.Q(url=""),
                name="badge_url_unique",
            ),
            # what (badge, organization) foreign keys refer to
            models.UniqueConstraint(fields=["id", "organization"], name="badge_in_organization"),
        )
        indexes = (
            models.Index(
                fields=["organization", "-created_at", "-id"], name="badge_newest_of_organization"
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(name="badge_code_stays", fields=["organization", "code"]),
            # of these two, the one against deleting: the code stays anyway
            *protect_published("published_badge", BADGE_PUBLISHED, "code")[:1],
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


@track_configuration()
class OutcomeType(UUIDModel):
    """Something that a participant can achieve, such as a first purchase. Its code stays."""

    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="outcome_types"
    )
    code = models.CharField(max_length=50, validators=[code_validator])
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    is_enabled = models.BooleanField(
        default=True, help_text="While off, its outcomes are refused as if there were no such type."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OutcomeTypeQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "code"], name="outcome_type_code_unique"
            ),
            # what (outcome type, organization) foreign keys refer to
            models.UniqueConstraint(
                fields=["id", "organization"], name="outcome_type_in_organization"
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(name="outcome_type_code_stays", fields=["organization", "code"]),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


@track_configuration()
class BadgeRule(UUIDModel):
    """The badge that is given at the *threshold*-th outcome of a type."""

    # of the outcome type and of the badge, by foreign keys of two columns (migration 0002)
    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="badge_rules",
        editable=False,
        db_constraint=False,
    )
    outcome_type = models.ForeignKey(
        OutcomeType,
        db_index=False,
        on_delete=models.CASCADE,
        related_name="rules",
        db_constraint=False,
    )
    threshold = models.PositiveIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text="The badge is given at this number of outcomes: 1 gives it at the first.",
    )
    badge = models.ForeignKey(
        Badge, on_delete=models.PROTECT, related_name="rules", db_constraint=False
    )

    objects = BadgeRuleQuerySet.as_manager()

    class Meta:
        ordering = ("threshold", "id")
        constraints = (
            models.UniqueConstraint(fields=["outcome_type", "badge"], name="badge_rule_unique"),
            # what (rule, organization) foreign keys refer to
            models.UniqueConstraint(
                fields=["id", "organization"], name="badge_rule_in_organization"
            ),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=1), name="badge_rule_threshold_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.badge} at {self.threshold}"


@track_configuration()
class BadgeGrant(UUIDModel):
    """What a prize of kind ``badge`` grants: *badge*, for its winner."""

    prize = models.OneToOneField(Prize, on_delete=models.CASCADE, related_name="badge_grant")
    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="grants")

    def __str__(self) -> str:
        return f"the badge {self.badge}"
