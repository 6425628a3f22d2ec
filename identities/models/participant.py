from datetime import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower, Now

from identities.enums import Channel, ParticipantKind, ParticipantState
from identities.models.base import UUIDModel
from identities.models.organization import Organization, currency_validator
from identities.querysets import ParticipantQuerySet, ParticipantSessionQuerySet

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
    # the participant's, by a foreign key of both columns (migration 0004): names are unique in it
    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="profiles",
        db_constraint=False,
    )
    first_name = models.CharField(max_length=100, blank=True, default="")
    last_name = models.CharField(max_length=100, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=50, blank=True, default="")
    birth_on = models.DateField(null=True, blank=True)
    # as it was stated; what somebody may play is decided by the date of birth
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True, default="", validators=[country_validator])
    language = models.CharField(max_length=20, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    region = models.CharField(max_length=100, blank=True, default="")
    postal_code = models.CharField(max_length=20, blank=True, default="")
    user_name = models.CharField(max_length=150, blank=True, default="")
    password = models.CharField(max_length=200, blank=True, default="", editable=False)
    # what the account was opened under: "email:…", "user_name:…" or "mobile_phone:…"
    account_key = models.CharField(max_length=300, null=True, editable=False)  # noqa: DJ001 - unique where given

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "organization",
                Lower("user_name"),
                condition=~models.Q(user_name=""),
                name="profile_user_name_unique",
            ),
            models.UniqueConstraint(
                fields=["organization", "account_key"], name="profile_account_key_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(country="") | models.Q(country__regex=r"^[A-Z]{2}$"),
                name="profile_country_is_iso",
            ),
        )
        indexes = (
            # a login by e-mail
            models.Index("organization", Lower("email"), name="profile_of_email"),
        )

    def __str__(self) -> str:
        return str(self.participant_id)


class ParticipantSession(UUIDModel):
    """A session of a participant, opened by a login or by the organization for him.

    A login has a token, of which only the SHA-256 is kept. One that the organization opened is
    known by its number, and is the only open one of its participant in that channel.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="sessions")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    number = models.BigIntegerField(
        db_default=models.Func(models.Value("identities_session_number"), function="nextval"),
        editable=False,
    )
    token_sha256 = models.BinaryField(max_length=32, null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantSessionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["token_sha256"], name="participant_session_token_unique"
            ),
            models.UniqueConstraint(fields=["number"], name="participant_session_number_unique"),
            models.UniqueConstraint(
                fields=["participant", "channel"],
                condition=models.Q(token_sha256__isnull=True, closed_at__isnull=True),
                name="participant_session_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="participant_session_period_in_order",
            ),
        )
        indexes = (models.Index(fields=["expires_at"], name="participant_session_to_purge"),)

    def __str__(self) -> str:
        return f"{self.participant_id} {self.created_at:%Y-%m-%d %H:%M}"

    def ended_at(self, *, at: datetime) -> datetime | None:
        """Return when it was closed or expired; None while it is open."""
        return self.closed_at or (self.expires_at if self.expires_at <= at else None)


class LoginFailure(UUIDModel):
    """How often a login failed under one name of an organization; whether it exists or not."""

    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.CASCADE, related_name="login_failures"
    )
    # SHA-256 of the name that was given, in lower case: it may be somebody's e-mail address
    name_sha256 = models.BinaryField(max_length=32, editable=False)
    failures = models.PositiveIntegerField()
    last_failed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "name_sha256"], name="login_failure_once_per_name"
            ),
        )
        indexes = (models.Index(fields=["last_failed_at"], name="login_failure_to_purge"),)

    def __str__(self) -> str:
        return f"{self.failures} until {self.last_failed_at:%Y-%m-%d %H:%M}"
