from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now

from identities.enums import ParticipantKind, ParticipantState
from identities.models.base import UUIDModel
from identities.models.organization import Organization, currency_validator
from identities.querysets import ParticipantQuerySet

country_validator = RegexValidator(
    r"^[A-Z]{2}\Z", "An ISO 3166-1 alpha-2 code: two capital letters."
)


class Participant(UUIDModel):
    """Whoever takes part, known by the organization's own *source_id*. No personal data here."""

    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="participants"
    )
    source_id = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=10,
        choices=ParticipantKind.choices,
        default=ParticipantKind.PLAYER,
        db_default=ParticipantKind.PLAYER.value,
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    currency = models.CharField(
        max_length=3, blank=True, default="", db_default="", validators=[currency_validator]
    )
    state = models.CharField(
        max_length=10,
        choices=ParticipantState.choices,
        default=ParticipantState.ACTIVE,
        db_default=ParticipantState.ACTIVE.value,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "source_id"], name="participant_source_id_unique"
            ),
            # what (participant, organization) foreign keys refer to
            models.UniqueConstraint(
                fields=["id", "organization"], name="participant_in_organization"
            ),
            models.CheckConstraint(
                condition=~models.Q(source_id=""), name="participant_source_id_given"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ParticipantState.values),
                name="participant_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ParticipantKind.values), name="participant_kind_known"
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-created_at", "-id"], name="participant_newest_first"
            ),
        )

    def __str__(self) -> str:
        return self.source_id


class Profile(models.Model):
    """All personal data of a participant: erasing a person deletes this one row."""

    participant = models.OneToOneField(
        Participant, primary_key=True, on_delete=models.CASCADE, related_name="profile"
    )
    first_name = models.CharField(max_length=100, blank=True, default="")
    last_name = models.CharField(max_length=100, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=50, blank=True, default="")
    birth_on = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True, default="", validators=[country_validator])
    language = models.CharField(max_length=20, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    postal_code = models.CharField(max_length=20, blank=True, default="")
    user_name = models.CharField(max_length=150, blank=True, default="")
    password = models.CharField(max_length=200, blank=True, default="", editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(country="") | models.Q(country__regex=r"^[A-Z]{2}$"),
                name="profile_country_is_iso",
            ),
        )

    def __str__(self) -> str:
        return str(self.participant_id)


class ParticipantSession(UUIDModel):
    """A login of a participant; of its token only the SHA-256 is kept."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="sessions")
    token_sha256 = models.BinaryField(max_length=32, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["token_sha256"], name="participant_session_token_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="participant_session_period_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.participant_id} {self.created_at:%Y-%m-%d %H:%M}"
